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
        "gift_entry: reason\n"
        "gift: reason\n"
        "donor: locale\n"
        "mandate: channel_hub\n"
        "mandate_donor: locale\n"
        "charge: bank_reference reason\n"
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

/* Of the release before 011: a fund, and a gift whose restriction was lifted.
 */
static const char lifted_gift[] =
        "INSERT INTO fund (number, id, name, level, state, certificate,"
        " opened_at) VALUES (1, x'01', 'fund', 1, 1, '', 5);"
        "INSERT INTO account (number, code, kind, fund) VALUES (1, 'a', 1, 1);"
        "INSERT INTO gift (serial, id, entry, hash, fund, clearing, amount,"
        " undrawn, state, given_at, lifted, lifted_by)"
        " VALUES (7, x'02', 1, x'03', 1, 1, 100, 0, 1, 5, 60, 2)";

/* cw audit compares with the log alone, and a restore has no more. */
static void
the_log_carries_what_a_migration_moved(void **state)
{
    struct arena arena = { 0 };
    const struct service before = harness_release_before(&fundraising_service,
            "011_liftings", &arena);
    struct harness *harness = harness_open(&before, "longgang");
    struct shard *shard = harness_shard(harness);

    (void)state;
    assert_int_equal(shard_begin(shard), STATUS_OK);
    assert_int_equal(db_exec(shard->writer, lifted_gift), STATUS_OK);
    assert_int_equal(shard_commit(shard), STATUS_OK);
    harness_upgrade(harness, &fundraising_service);
    assert_int_equal(db_exec(harness_shard(harness)->writer,
                             "UPDATE lifting SET amount = 60"
                             " WHERE (entry, gift, amount) = (2, 7, 60)"),
            STATUS_OK);
    assert_int_equal(db_changes(harness_shard(harness)->writer), 1);
    assert_null(harness_rebuild(harness));
    harness_close(harness);
    arena_release(&arena);
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
        cmocka_unit_test(the_log_carries_what_a_migration_moved),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
