/* What dispatch promises of every operation. */
#include "notebook.h"

#include "base/clock.h"
#include "base/test.h"
#include "server/builtin.h"
#include "server/dispatch.h"
#include "server/harness.h"
#include "server/jobs.h"

#include <stdio.h>

static struct harness *harness;

static int
open_notebook(void **state)
{
    harness = harness_open(&notebook_service, "longgang.bantian");
    return 0;
}

static int
close_notebook(void **state)
{
    harness_close(harness);
    return 0;
}

static int64_t
count_notes(void)
{
    struct count_notes_request request = { 0 };
    struct count_notes_reply reply;

    assert_int_equal(harness_call(harness, harness_public(harness),
                             "count_notes", NULL, &request, &reply),
            STATUS_OK);
    return reply.notes;
}

static enum status
write_note(const struct actor *actor, const char *key, const char *text,
        struct write_note_reply *reply)
{
    struct write_note_request request = { .text = str_from(text) };

    return harness_call(harness, actor, "write_note", key, &request, reply);
}

static enum status
write_keyed(const struct actor *actor, const char *key)
{
    struct write_keyed_request request = { .text = STR("keyed") };

    return harness_call(harness, actor, "write_keyed", key, &request, NULL);
}

static void
a_refused_command_leaves_nothing_behind(void **state)
{
    struct write_note_reply reply;

    assert_int_equal(write_note(harness_public(harness), "k", "", &reply),
            STATUS_REFUSED);
    assert_string_equal(harness_problem(harness), "blank");
    assert_string_equal(harness_problem_field(harness), "text");
    assert_int_equal(count_notes(), 0);
    assert_int_equal(harness_count_events(harness, "notebook.note_written"), 0);
    assert_int_equal(write_note(harness_public(harness), "k", "a", &reply),
            STATUS_OK);
    assert_true(str_equal(reply.number, STR("NB-2026-0001")));
}

static void
a_repeated_key_gets_the_first_answer(void **state)
{
    struct write_note_reply first, second;

    assert_int_equal(write_note(harness_public(harness), "k", "a", &first),
            STATUS_OK);
    harness_reopen(harness);
    assert_int_equal(write_note(harness_public(harness), "k", "a", &second),
            STATUS_OK);
    assert_true(uuid_equal(first.note, second.note));
    assert_int_equal(count_notes(), 1);
    assert_int_equal(harness_count_events(harness, "notebook.note_written"), 1);
}

static void
a_key_with_another_request_is_refused(void **state)
{
    struct write_note_reply reply;

    assert_int_equal(write_note(harness_public(harness), "k", "a", &reply),
            STATUS_OK);
    assert_int_equal(write_note(harness_public(harness), "k", "b", &reply),
            STATUS_REFUSED);
    assert_string_equal(harness_problem(harness), "key_reused");
    assert_string_equal(harness_problem_field(harness), "header.key");
    assert_int_equal(count_notes(), 1);
}

static void
keys_of_two_people_do_not_meet(void **state)
{
    const struct actor *ada =
            harness_actor(harness, "ada", "donor", "longgang");
    const struct actor *bo = harness_actor(harness, "bo", "donor", "longgang");

    assert_int_equal(write_keyed(ada, "k"), STATUS_OK);
    assert_int_equal(write_keyed(bo, "k"), STATUS_OK);
    assert_int_equal(count_notes(), 2);
}

static void
a_command_that_needs_a_key_says_so(void **state)
{
    const struct actor *ada =
            harness_actor(harness, "ada", "donor", "longgang");

    assert_int_equal(write_keyed(ada, NULL), STATUS_MALFORMED);
    assert_string_equal(harness_problem(harness), "key_required");
}

static void
who_has_no_account_is_asked_to_sign_in(void **state)
{
    assert_int_equal(write_keyed(harness_public(harness), "k"),
            STATUS_UNAUTHENTICATED);
    assert_int_equal(count_notes(), 0);
}

static enum status
shout(const struct actor *actor, const char *key, const char *text)
{
    struct shout_request request = { .text = str_from(text) };
    struct shout_reply reply;

    return harness_call(harness, actor, "shout", key, &request, &reply);
}

static void
a_role_holds_for_its_hub_and_below_only(void **state)
{
    static const struct {
        const char *scope;
        enum status status;
    } cases[] = {
        { "longgang.bantian", STATUS_OK },
        { "longgang", STATUS_OK },
        { "longgang.buji", STATUS_FORBIDDEN },
        { "longgang.bantian.yangguang", STATUS_FORBIDDEN },
        { "longgang.ban", STATUS_FORBIDDEN },
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const struct actor *actor =
                harness_actor(harness, "ada", "operator", cases[i].scope);

        assert_int_equal(shout(actor, NULL, "a"), cases[i].status);
    }
    assert_int_equal(shout(harness_actor(harness, "bo", "council", "longgang"),
                             NULL, "a"),
            STATUS_FORBIDDEN);
}

static void
another_service_may_do_only_what_is_for_services(void **state)
{
    assert_int_equal(shout(harness_service(harness, "grants"), NULL, "a"),
            STATUS_FORBIDDEN);
}

static void
a_job_is_completed_with_its_handlers_effects(void **state)
{
    const struct actor *operator=
            harness_actor(harness, "ada", "operator", "longgang");
    struct shout_request request = { .text = STR("quiet") };
    struct shout_reply reply;

    assert_int_equal(
            harness_call(harness, operator, "shout", NULL, &request, &reply),
            STATUS_OK);
    assert_true(str_equal(reply.text, STR("QUIET")));
    assert_int_equal(count_notes(), 1);
}

static void
a_secret_reply_is_never_kept(void **state)
{
    const struct actor *operator=
            harness_actor(harness, "ada", "operator", "longgang");

    assert_int_equal(shout(operator, "k", "a"), STATUS_OK);
    assert_int_equal(shout(operator, "k", "a"), STATUS_CONFLICT);
    assert_int_equal(count_notes(), 1);
}

static enum status
lock_note(const char *text, const char *word, struct lock_note_reply *reply)
{
    const struct lock_note_request request = {
        .text = str_from(text),
        .has_word = word != NULL,
        .word = str_from(word ? word : ""),
    };

    return harness_call(harness,
            harness_actor(harness, "ada", "operator", "longgang"), "lock_note",
            "k", &request, reply);
}

static void
a_reply_without_its_secret_is_given_again(void **state)
{
    struct lock_note_reply first, second;

    assert_int_equal(lock_note("a", "mellon", &first), STATUS_OK);
    assert_int_equal(lock_note("a", "mellon", &second), STATUS_OK);
    assert_true(uuid_equal(first.note, second.note));
    assert_false(second.has_word);
    assert_int_equal(count_notes(), 1);
    assert_int_equal(lock_note("b", "mellon", NULL), STATUS_REFUSED);
    assert_string_equal(harness_problem(harness), "key_reused");
}

static void
a_reply_with_a_secret_is_not_given_again(void **state)
{
    struct lock_note_reply reply;

    assert_int_equal(lock_note("a", NULL, &reply), STATUS_OK);
    assert_true(reply.has_word);
    assert_int_equal(lock_note("a", NULL, NULL), STATUS_CONFLICT);
    assert_string_equal(harness_problem(harness), "conflict");
    assert_int_equal(count_notes(), 1);
}

/* From its hash it could be guessed: a request is the same with another. */
static void
no_hash_of_a_secret_is_kept(void **state)
{
    struct lock_note_reply first, second;

    assert_int_equal(lock_note("a", "mellon", &first), STATUS_OK);
    assert_int_equal(lock_note("a", "melon", &second), STATUS_OK);
    assert_true(uuid_equal(first.note, second.note));
}

/* Prepared by hand, so that the job is still under way. */
static struct exchange *
begin_shout(const struct actor *actor)
{
    struct exchange *exchange = exchange_create();

    exchange->origin = ORIGIN_REQUEST;
    exchange->header = (struct request_header){
        .id = uuid_new(1),
        .op = STR("notebook.shout"),
        .has_key = true,
        .key = STR("k"),
        .has_actor = true,
        .actor = *actor,
    };
    assert_int_equal(dispatch_accept(exchange, harness_shard(harness),
                             STR("\x81\xa4text\xa1"
                                 "a")),
            STATUS_OK);
    assert_int_equal(shard_begin(harness_shard(harness)), STATUS_OK);
    dispatch_run(exchange);
    assert_int_equal(shard_commit(harness_shard(harness)), STATUS_OK);
    return exchange;
}

static void
a_key_whose_job_runs_is_in_progress(void **state)
{
    const struct actor *operator=
            harness_actor(harness, "ada", "operator", "longgang");
    struct exchange *first = begin_shout(operator);
    struct exchange *second = begin_shout(operator);

    assert_int_equal(first->status, STATUS_PENDING);
    assert_int_equal(second->status, STATUS_CONFLICT);
    assert_string_equal(second->call.refusal.problem->code, "in_progress");
    exchange_destroy(second);
}

static void
a_query_that_is_too_expensive_is_stopped(void **state)
{
    struct count_forever_request request = { 0 };
    struct count_forever_reply reply;
    const int64_t began_at = clock_monotonic();

    assert_int_equal(harness_call(harness, harness_public(harness),
                             "count_forever", NULL, &request, &reply),
            STATUS_UNAVAILABLE);
    /* It has 50 ms; far more than a busy machine adds would be another limit.
     */
    assert_in_range(clock_monotonic() - began_at, 10, 50 * 20);
    assert_string_equal(harness_problem(harness), "too_expensive");
    assert_int_equal(count_notes(), 0);
}

static int
count_statement(unsigned kind, void *count, void *statement, void *unused)
{
    (void)kind, (void)statement, (void)unused;
    ++*(int *)count;
    return 0;
}

static void
a_long_query_reads_on_a_connection_of_its_own(void **state)
{
    sqlite3 *reader = db_handle(harness_shard(harness)->reader);
    struct export_notes_request request = { 0 };
    struct export_notes_reply reply;
    struct write_note_reply written;
    int read_here = 0;

    write_note(harness_public(harness), NULL, "a", &written);
    sqlite3_trace_v2(reader, SQLITE_TRACE_STMT, count_statement, &read_here);
    assert_int_equal(
            harness_call(harness,
                    harness_actor(harness, "su", "supervisor", "longgang"),
                    "export_notes", NULL, &request, &reply),
            STATUS_OK);
    assert_int_equal(reply.notes, 1);
    assert_int_equal(read_here, 0);
    assert_int_equal(count_notes(), 1);
    assert_int_not_equal(read_here, 0);
    sqlite3_trace_v2(reader, 0, NULL, NULL);
}

/* For somebody who has waited for some time already, and waits no longer. */
static enum status
run_long(const char *op, int64_t budget_ms, int64_t waited_ms)
{
    struct exchange *exchange = exchange_create();
    enum status status;

    exchange->header = (struct request_header){
        .id = uuid_new(1),
        .op = str_from(op),
        .has_budget_ms = true,
        .budget_ms = budget_ms,
        .has_actor = true,
        .actor = *harness_actor(harness, "su", "supervisor", "longgang"),
    };
    exchange->received_us = clock_monotonic_us() - waited_ms * 1000;
    assert_int_equal(
            dispatch_accept(exchange, harness_shard(harness), STR("\x80")),
            STATUS_OK);
    dispatch_run_long(exchange);
    status = exchange->status;
    exchange_destroy(exchange);
    return status;
}

/* It has waited so long for the thread, and in vain. */
static void
a_long_query_that_nobody_waits_for_is_not_begun(void **state)
{
    assert_int_equal(run_long("notebook.export_notes", 60000, 0), STATUS_OK);
    assert_int_equal(run_long("notebook.export_notes", 60000, 60000),
            STATUS_TOO_LATE);
}

static void
a_long_query_that_nobody_waits_for_any_longer_is_ended(void **state)
{
    assert_int_equal(run_long("notebook.export_slowly", 200, 0),
            STATUS_TOO_LATE);
}

/* The gateway sends again what a service that it lost did not answer. */
static void
a_backup_that_is_sent_again_is_the_same(void **state)
{
    const struct backup_store_request request = { .name = STR("twice") };
    struct backup_store_reply reply;
    struct shard *shard = harness_shard(harness);
    struct exchange exchange = { .db = shard->reader,
        .header.id = uuid_new(1) };
    struct call call = { .exchange = &exchange, .arena = &exchange.arena };

    for (int i = 0; i < 2; i++)
        assert_int_equal(builtin_find("backup_store")
                                 ->call(shard, &call, &request, &reply),
                STATUS_OK);
    exchange.header.id = uuid_new(2);
    assert_int_equal(
            builtin_find("backup_store")->call(shard, &call, &request, &reply),
            STATUS_CONFLICT);
    arena_release(&exchange.arena);
}

/* It writes, on connections of its own: more than a millisecond. */
static void
a_backup_that_nobody_waits_for_any_longer_is_ended(void **state)
{
    const struct backup_store_request request = { .name = STR("b") };
    struct backup_store_reply reply;
    struct shard *shard = harness_shard(harness);
    struct exchange exchange = { .db = shard->reader };
    struct call call = { .exchange = &exchange, .arena = &exchange.arena };

    db_limit(shard->reader, 1);
    assert_int_equal(
            builtin_find("backup_store")->call(shard, &call, &request, &reply),
            STATUS_TOO_LATE);
    db_limit(shard->reader, 0);
    assert_int_equal(
            builtin_find("backup_store")->call(shard, &call, &request, &reply),
            STATUS_OK);
    arena_release(&exchange.arena);
}

static enum status
dispatch_bytes_of(struct actor actor, struct str op, struct str payload)
{
    struct exchange *exchange = exchange_create();
    enum status status;

    exchange->header = (struct request_header){
        .id = uuid_new(1),
        .op = op,
        .has_actor = true,
        .actor = actor,
    };
    status = dispatch_accept(exchange, harness_shard(harness), payload);
    exchange_destroy(exchange);
    return status;
}

static enum status
dispatch_bytes(struct str op, struct str payload)
{
    return dispatch_bytes_of((struct actor){ 0 }, op, payload);
}

static void
a_mistyped_field_of_a_command_is_refused(void **state)
{
    const struct str note = STR("\x82\xa4text\xa1"
                                "a\xa4tcxt\xa1"
                                "b");
    const struct actor peer = { .has_service = true, .service = STR("grants") };

    assert_int_equal(dispatch_bytes(STR("notebook.write_note"), note),
            STATUS_MALFORMED);
    assert_int_equal(dispatch_bytes_of(peer, STR("notebook.write_note"), note),
            STATUS_OK);
    assert_int_equal(dispatch_bytes(STR("notebook.count_notes"), note),
            STATUS_OK);
}

static void
bytes_that_are_no_request_are_malformed(void **state)
{
    static const struct str payloads[] = {
        { "", 0 },
        { "\xc1", 1 },
        { "\x90", 1 },
        { "\x81\xa4text\x01", 7 },
        { "\x80", 1 },
        { "\x82\xa4text\xa0\xa4text\xa0", 13 },
        { "\x81\xa4text\xa1\xff", 8 },
        { "\x81\xa4text\xa0\xc0", 8 },
        { "\xdf\x10\x00\x00\x00\xa4", 6 },
    };

    for (size_t i = 0; i < COUNT_OF(payloads); i++)
        assert_int_equal(
                dispatch_bytes(STR("notebook.write_note"), payloads[i]),
                STATUS_MALFORMED);
    assert_int_equal(count_notes(), 0);
}

static void
an_unknown_operation_is_not_found(void **state)
{
    static const char *const ops[] = { "notebook.nothing", "notebook.",
        "notebook", "grants.write_note", "write_note", "" };

    for (size_t i = 0; i < COUNT_OF(ops); i++)
        assert_int_equal(dispatch_bytes(str_from(ops[i]), STR("\x80")),
                STATUS_NOT_FOUND);
}

static int opened;

static void
count_connection(sqlite3 *sqlite)
{
    (void)sqlite;
    opened++;
}

static void
follow_from(int64_t after)
{
    struct fetch_events_request request = { .after = after };
    struct fetch_events_reply reply;

    assert_int_equal(harness_call(harness, harness_service(harness, "grants"),
                             "fetch_events", NULL, &request, &reply),
            STATUS_OK);
    assert_int_equal(reply.head, 1);
    assert_int_equal(reply.events_count, 1 - after);
}

static void
a_store_is_opened_for_reading_when_it_is_first_read(void **state)
{
    struct write_note_reply written;

    opened = 0;
    db_on_open(count_connection);
    harness_reopen(harness);
    write_note(harness_public(harness), NULL, "a", &written);
    follow_from(1);
    assert_int_equal(opened, 1);
    follow_from(0);
    assert_int_equal(opened, 2);
    assert_int_equal(count_notes(), 1);
    assert_int_equal(opened, 2);
    db_on_open(NULL);
}

/* Out of the way of a reader that is opened now, or back. */
static void
move_store(bool is_away)
{
    const char *database = folder_database(harness_shard(harness)->folder);
    char moved[300];

    snprintf(moved, sizeof(moved), "%s.moved", database);
    assert_int_equal(
            is_away ? rename(database, moved) : rename(moved, database), 0);
}

static void
a_store_that_cannot_be_opened_for_reading_is_a_problem_till_it_can(void **state)
{
    struct count_notes_request request = { 0 };

    harness_reopen(harness);
    move_store(true);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(harness_call(harness, harness_public(harness),
                                 "count_notes", NULL, &request, NULL),
                STATUS_INTERNAL);
        assert_string_equal(harness_problem(harness), "internal");
    }
    move_store(false);
    assert_int_equal(count_notes(), 0);
}

/* Who is told of no fork takes the log for another one, and stops. */
static void
where_a_follower_parts_is_not_answered_unread(void **state)
{
    const struct fetch_events_request request = {
        .has_store_epoch = true,
        .store_epoch = { { 8 } },
    };
    const struct actor *follower = harness_service(harness, "grants");
    struct fetch_events_reply reply;

    harness_reopen(harness);
    move_store(true);
    assert_int_equal(harness_call(harness, follower, "fetch_events", NULL,
                             &request, NULL),
            STATUS_INTERNAL);
    move_store(false);
    assert_int_equal(harness_call(harness, follower, "fetch_events", NULL,
                             &request, &reply),
            STATUS_OK);
    assert_false(reply.has_restored_head);
}

static enum outcome_state
outcome_of(const struct actor *actor, const char *key)
{
    struct get_outcome_request request = { .key = str_from(key) };
    struct get_outcome_reply reply;

    assert_int_equal(
            harness_call(harness, actor, "get_outcome", NULL, &request, &reply),
            STATUS_OK);
    return reply.state;
}

static void
an_outcome_is_told_to_whoever_sent_the_key(void **state)
{
    const struct actor *ada =
            harness_actor(harness, "ada", "donor", "longgang");

    assert_int_equal(outcome_of(ada, "k"), OUTCOME_STATE_UNKNOWN);
    write_keyed(ada, "k");
    assert_int_equal(outcome_of(ada, "k"), OUTCOME_STATE_SUCCEEDED);
    assert_int_equal(
            outcome_of(harness_actor(harness, "bo", "donor", "longgang"), "k"),
            OUTCOME_STATE_UNKNOWN);
}

static void
the_log_of_a_shard_verifies(void **state)
{
    struct verify_log_request request = { 0 };
    struct verify_log_reply reply;
    struct write_note_reply written;

    write_note(harness_public(harness), NULL, "a", &written);
    write_note(harness_public(harness), NULL, "b", &written);
    assert_int_equal(
            harness_call(harness,
                    harness_actor(harness, "su", "supervisor", "longgang"),
                    "verify_log", NULL, &request, &reply),
            STATUS_OK);
    assert_int_equal(reply.checked, 2);
    assert_int_equal(reply.bad_seq, 0);
}

static void
an_event_page_gives_what_is_there_and_the_head(void **state)
{
    struct fetch_events_request request = { .after = 1 };
    struct fetch_events_reply reply;
    struct write_note_reply written;

    write_note(harness_public(harness), NULL, "a", &written);
    write_note(harness_public(harness), NULL, "b", &written);
    assert_int_equal(harness_call(harness, harness_service(harness, "grants"),
                             "fetch_events", NULL, &request, &reply),
            STATUS_OK);
    assert_int_equal(reply.head, 2);
    assert_int_equal(reply.events_count, 1);
    assert_true(uuid_equal(reply.events[0].subject, written.note));
    assert_int_equal(harness_call(harness, harness_public(harness),
                             "fetch_events", NULL, &request, &reply),
            STATUS_UNAUTHENTICATED);
}

#define TEST(name)                                                             \
    cmocka_unit_test_setup_teardown(name, open_notebook, close_notebook)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_refused_command_leaves_nothing_behind),
        TEST(a_repeated_key_gets_the_first_answer),
        TEST(a_key_with_another_request_is_refused),
        TEST(keys_of_two_people_do_not_meet),
        TEST(a_command_that_needs_a_key_says_so),
        TEST(who_has_no_account_is_asked_to_sign_in),
        TEST(a_role_holds_for_its_hub_and_below_only),
        TEST(another_service_may_do_only_what_is_for_services),
        TEST(a_job_is_completed_with_its_handlers_effects),
        TEST(a_secret_reply_is_never_kept),
        TEST(a_reply_without_its_secret_is_given_again),
        TEST(a_reply_with_a_secret_is_not_given_again),
        TEST(no_hash_of_a_secret_is_kept),
        TEST(a_key_whose_job_runs_is_in_progress),
        TEST(a_query_that_is_too_expensive_is_stopped),
        TEST(a_long_query_reads_on_a_connection_of_its_own),
        TEST(a_long_query_that_nobody_waits_for_is_not_begun),
        TEST(a_long_query_that_nobody_waits_for_any_longer_is_ended),
        TEST(a_backup_that_is_sent_again_is_the_same),
        TEST(a_backup_that_nobody_waits_for_any_longer_is_ended),
        TEST(a_mistyped_field_of_a_command_is_refused),
        TEST(bytes_that_are_no_request_are_malformed),
        TEST(an_unknown_operation_is_not_found),
        TEST(an_outcome_is_told_to_whoever_sent_the_key),
        TEST(the_log_of_a_shard_verifies),
        TEST(an_event_page_gives_what_is_there_and_the_head),
        TEST(a_store_is_opened_for_reading_when_it_is_first_read),
        TEST(a_store_that_cannot_be_opened_for_reading_is_a_problem_till_it_can),
        TEST(where_a_follower_parts_is_not_answered_unread),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
