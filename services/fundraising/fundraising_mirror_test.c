/*
 * What the log carries of our rows. Every other test of this room makes the
 * store again from its log when it ends, and compares.
 */
#include "scene.h"

#include "server/shard.h"

/* A new column of text comes here when it says nothing of who people are;
 * else it is withheld. */
static const char carried[] =
        "fund: name certificate\n"
        "fund_purpose: purpose\n"
        "account: code hub\n"
        "project: grants_hub title\n"
        "organisation: name\n"
        "campaign: title filing_number purpose area beneficiaries "
        "use_of_money fundraising_cost surplus_rule surplus reason\n"
        "channel: channel_hub title place page\n"
        "gift: reason\n"
        "donor: locale\n"
        "reservation: grants_hub title\n"
        "payment: bank_reference reason\n"
        "money_return: reason bank_reference\n"
        "bank_reference: reference\n"
        "transfer: from_hub to_hub reason\n"
        "hub: name\n";

static struct db *
writer(void **state)
{
    struct scene *scene = *state;

    return harness_shard(scene->harness)->writer;
}

static void
every_table_is_carried(void **state)
{
    struct arena arena = { 0 };

    assert_null(mirror_left_out(writer(state), fundraising_mirrored, &arena));
    arena_release(&arena);
}

static void
the_text_that_is_carried_was_looked_at(void **state)
{
    struct arena arena = { 0 };

    assert_string_equal(
            mirror_carried_text(writer(state), fundraising_mirrored, &arena)
                    .data,
            carried);
    arena_release(&arena);
}

/* The log of what changes looks at nothing else of it. */
static void
of_an_account_only_the_balance_changes(void **state)
{
    struct db *db = writer(state);

    scene_give(*state, (struct uuid){ 0 }, 100);
    assert_int_equal(db_exec(db, "UPDATE account SET balance = balance + 0"),
            STATUS_OK);
    assert_int_not_equal(db_exec(db, "UPDATE account SET code = code || 'x'"),
            STATUS_OK);
    assert_int_not_equal(db_exec(db, "UPDATE account SET hub = 'elsewhere'"),
            STATUS_OK);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(every_table_is_carried, scene_setup,
                scene_teardown),
        cmocka_unit_test_setup_teardown(the_text_that_is_carried_was_looked_at,
                scene_setup, scene_teardown),
        cmocka_unit_test_setup_teardown(of_an_account_only_the_balance_changes,
                scene_setup, scene_teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
