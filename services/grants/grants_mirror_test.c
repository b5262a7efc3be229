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

static int64_t
count_uploads(struct shard *shard)
{
    static const char *const sql[] = { "SELECT count(*) FROM upload" };
    struct queries *queries = queries_open(shard->writer, sql, 1);
    sqlite3_stmt *row;
    int64_t count = -1;

    if (!db_first(queries, 0, &row))
        count = column_int(row, 0);
    db_done(row);
    queries_close(queries);
    return count;
}

/* cw audit compares with the log alone, and a restore has no more. */
static void
the_log_carries_what_a_migration_filled(void **state)
{
    struct arena arena = { 0 };
    const struct service before = harness_release_before(&grants_service,
            "010_uploads", "upload", &arena);
    struct harness *harness = harness_open(&before, "longgang");
    struct shard *shard = harness_shard(harness);

    (void)state;
    assert_int_equal(shard_begin(shard), STATUS_OK);
    assert_int_equal(db_exec(shard->writer,
                             "INSERT INTO attachment VALUES"
                             " ('of ada', 1, 'text/csv', x'01', 5),"
                             " ('of nobody', 1, 'text/csv', NULL, 5)"),
            STATUS_OK);
    assert_int_equal(shard_commit(shard), STATUS_OK);
    harness_upgrade(harness, &grants_service);
    assert_int_equal(count_uploads(harness_shard(harness)), 1);
    assert_null(harness_rebuild(harness));
    harness_close(harness);
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
        cmocka_unit_test(the_log_carries_what_a_migration_filled),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
