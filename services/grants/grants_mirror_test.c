/*
 * What the log carries of our rows. Every other test of this room makes the
 * store again from its log when it ends, and compares.
 */
#include "fixture.h"
#include "service.h"

#include "server/shard.h"

/* A new column of text comes here when it says nothing of who people are;
 * else it is withheld. */
static const char carried[] =
        "organisation: name status\n"
        "account_role: role scope\n"
        "programme: number title state funding rule_document summary\n"
        "round: number title state fund_hub summary rule_document "
        "reason\n"
        "round_section: name\n"
        "section_field: name\n"
        "round_criterion: name\n"
        "attachment: hash media_type\n"
        "upload: hash\n"
        "application: number state title section field place reason\n"
        "application_attachment: hash\n"
        "sheet_line: criterion\n"
        "decision: note tie_note range_note\n"
        "notice: title state reason\n"
        "award: number section state fund_hub agreement "
        "cancel_reason reason\n"
        "objection: number state\n"
        "tranche: state waived reason\n"
        "award_return: reason\n"
        "report: kind state reason\n"
        "report_attachment: hash media_type\n"
        "visit: withdrawn_reason\n"
        "calendar_day: kind name source reason\n"
        "transition: thing before after actor reason\n"
        "fund: hub name\n"
        "fund_purpose: purpose\n"
        "fund_hub: hub\n";

static struct db *
writer(void **state)
{
    struct fixture *f = *state;

    return harness_shard(f->harness)->writer;
}

static void
every_table_is_carried(void **state)
{
    struct arena arena = { 0 };

    assert_null(mirror_left_out(writer(state), grants_mirrored, &arena));
    arena_release(&arena);
}

static void
the_text_that_is_carried_was_looked_at(void **state)
{
    struct arena arena = { 0 };

    assert_string_equal(
            mirror_carried_text(writer(state), grants_mirrored, &arena).data,
            carried);
    arena_release(&arena);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(every_table_is_carried, fixture_set_up,
                fixture_tear_down),
        cmocka_unit_test_setup_teardown(the_text_that_is_carried_was_looked_at,
                fixture_set_up, fixture_tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
