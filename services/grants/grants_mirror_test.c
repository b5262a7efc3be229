/*
 * What the log carries of our rows. Every other test of this room makes the
 * store again from its log when it ends, and compares.
 */
#include "fixture.h"
#include "grants.h"
#include "service.h"
#include "tranche.h"

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
        "tranche: state waived reason recall_reason recall_refusal\n"
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
    const struct service before =
            harness_release_before(&grants_service, "010_uploads", &arena);
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

/* Of the release before 012: an agreement that was signed again. */
static const char signed_again[] =
        "INSERT INTO programme (row, id, number, title, state, funding,"
        " opened_at) VALUES (1, x'01', 'GP-1', 't', 'running', 'f', 5);"
        "INSERT INTO round (row, id, programme, number, title, state, fund_hub,"
        " fund, opens_at, closes_at, budget, notice_working_days,"
        " agreement_days, skips_screening, skips_panel, drops_extremes,"
        " is_rolling) VALUES (1, x'02', 1, 'GR-1', 't', 'decided', 'longgang',"
        " x'03', 5, 6, 9, 5, 30, 0, 0, 0, 0);"
        "INSERT INTO application (row, id, round, number, state, version,"
        " applicant, organisation, title, amount) VALUES (1, x'04', 1, 'GA-1',"
        " 'selected', 1, x'05', x'06', 't', 9);"
        "INSERT INTO decision (row, id, round, decided_at, decided_by, amount,"
        " is_final) VALUES (1, x'07', 1, 5, x'08', 9, 1);"
        "INSERT INTO award (row, id, number, application, round, decision,"
        " amount, state, fund_hub, fund) VALUES (1, x'09', 'GW-1', 1, 1, 1, 9,"
        " 'under_way', 'longgang', x'03');"
        "INSERT INTO tranche (row, id, award, ordinal, amount, state,"
        " needs_report, needs_visit, released_at, is_at_payment)"
        " VALUES (1, x'0a', 1, 1, 9, 'dropped', 0, 0, 7, 0),"
        " (2, x'0b', 1, 2, 9, 'released', 1, 1, 8, 1);"
        "INSERT INTO report (row, id, award, ordinal, kind, state, text, spent,"
        " submitted_at) VALUES (1, x'0c', 1, 2, 'progress', 'accepted', 't', 1,"
        " 7), (2, x'0d', 1, NULL, 'final', 'submitted', 't', 1, 7);"
        "INSERT INTO visit (row, id, award, ordinal, visited_on, findings,"
        " recorded_at) VALUES (1, x'0e', 1, 2, 7, 't', 7)";

/* What was told under a number keeps it, and its gates. */
static void
the_tranches_of_a_release_before_keep_their_numbers(void **state)
{
    struct arena arena = { 0 };
    struct rows rows = { 0 };
    const struct award_tranche *tranche;
    const struct service before =
            harness_release_before(&grants_service, "012_agreements", &arena);
    struct harness *harness = harness_open(&before, "longgang");
    struct shard *shard = harness_shard(harness);

    (void)state;
    assert_int_equal(shard_begin(shard), STATUS_OK);
    assert_int_equal(db_exec(shard->writer, signed_again), STATUS_OK);
    assert_int_equal(shard_commit(shard), STATUS_OK);
    harness_upgrade(harness, &grants_service);
    shard = harness_shard(harness);
    assert_int_equal(
            store_list_tranches(((struct grants *)shard->writing)->store, 1,
                    &arena, &rows),
            STATUS_OK);
    assert_int_equal(rows.count, 2);
    tranche = tranche_find(rows.items, rows.count, 1, 2);
    assert_state(tranche->state, TRANCHE_STATE_RELEASED);
    assert_int_equal(tranche->released_at, 8);
    assert_true(tranche->report_accepted && tranche->visit_done);
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
        cmocka_unit_test(the_tranches_of_a_release_before_keep_their_numbers),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
