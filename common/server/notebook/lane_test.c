/* A batch of a shard as the loop runs it: all of it, or none. */
#include "notebook.h"

#include "base/clock.h"
#include "base/test.h"
#include "server/disclosure.h"
#include "server/dispatch.h"
#include "server/harness.h"
#include "server/lane.h"
#include "types_messages.h"
#include "wire/codec.h"

static struct harness *harness;
static struct lane lane;

static int
set_up(void **state)
{
    harness = harness_open(&notebook_service, "longgang");
    lane = (struct lane){ .shard = harness_shard(harness),
        .next_due = INT64_MAX };
    return 0;
}

static int
tear_down(void **state)
{
    struct exchange *exchange;

    while ((exchange = queue_take(&lane.answers)))
        exchange_destroy(exchange);
    harness_close(harness);
    return 0;
}

static void
send_as(struct actor actor, struct str op, const void *request)
{
    const struct operation *operation = dispatch_find(&notebook_service, op);
    struct exchange *exchange = exchange_create();

    exchange->origin = ORIGIN_REQUEST;
    exchange->header = (struct request_header){
        .id = uuid_new(clock_now()),
        .op = op,
        .hub = STR("longgang"),
        .has_actor = true,
        .actor = actor,
    };
    assert_int_equal(dispatch_accept(exchange, lane.shard,
                             codec_encode_in(&exchange->arena,
                                     operation->request, request)),
            STATUS_OK);
    queue_add(&lane.commands, exchange);
}

static void
send(const char *text)
{
    const struct write_note_request request = { .text = str_from(text) };

    send_as((struct actor){ 0 }, STR("notebook.write_note"), &request);
}

static void
answers_are(enum status first, enum status second)
{
    struct exchange *exchange = lane.answers.first;

    assert_int_equal(lane.answers.count, 2);
    assert_int_equal(exchange->status, first);
    assert_int_equal(exchange->next->status, second);
}

static int64_t
notes(void)
{
    struct count_notes_request request = { 0 };
    struct count_notes_reply reply;

    assert_int_equal(harness_call(harness, harness_public(harness),
                             "count_notes", NULL, &request, &reply),
            STATUS_OK);
    return reply.notes;
}

static int
count_commit(void *commits)
{
    ++*(int *)commits;
    return 0;
}

static void
a_batch_is_one_commit_and_answered_after_it(void **state)
{
    sqlite3 *sqlite = db_handle(lane.shard->writer);
    int commits = 0;

    send("one");
    send("two");
    sqlite3_commit_hook(sqlite, count_commit, &commits);
    assert_int_equal(lane_run(&lane), 2);
    sqlite3_commit_hook(sqlite, NULL, NULL);
    assert_int_equal(commits, 1);
    assert_true(lane.commit_us > 0);
    answers_are(STATUS_OK, STATUS_OK);
    assert_int_equal(notes(), 2);
}

static void
a_job_is_completed_in_a_later_batch(void **state)
{
    const struct shout_request request = { .text = STR("quiet") };
    struct exchange *shouting;

    send_as(*harness_actor(harness, "ada", "operator", "longgang"),
            STR("notebook.shout"), &request);
    lane_run(&lane);
    assert_int_equal(lane.answers.count, 0);
    shouting = lane.shard->pending;
    shouting->job->work(shouting->job->state);
    lane_complete(&lane, shouting);
    assert_int_equal(notes(), 0);
    lane_run(&lane);
    assert_int_equal(lane.answers.count, 1);
    assert_int_equal(notes(), 1);
}

static void
a_refused_command_leaves_the_rest_of_its_batch(void **state)
{
    send("");
    send("two");
    lane_run(&lane);
    answers_are(STATUS_REFUSED, STATUS_OK);
    assert_int_equal(notes(), 1);
}

/* The refused one had its event written already. */
static void
an_undone_command_leaves_no_gap_in_the_log(void **state)
{
    sqlite3_stmt *row = NULL;

    send("one");
    send("");
    send("three");
    lane_run(&lane);
    sqlite3_prepare_v2(db_handle(lane.shard->writer),
            "SELECT count(*), max(seq) FROM event", -1, &row, NULL);
    assert_int_equal(sqlite3_step(row), SQLITE_ROW);
    assert_true(sqlite3_column_int(row, 0) >= 2);
    assert_int_equal(sqlite3_column_int(row, 0), sqlite3_column_int(row, 1));
    sqlite3_finalize(row);
}

static void
shout_and_wait(void)
{
    const struct shout_request request = { .text = STR("quiet") };

    send_as(*harness_actor(harness, "ada", "operator", "longgang"),
            STR("notebook.shout"), &request);
}

/* They run again for the blank one, each once in the end. */
static void
what_ran_beside_a_refused_command_has_its_effect_once(void **state)
{
    struct event_log_check check;

    send("one");
    shout_and_wait();
    send("");
    shout_and_wait();
    send("two");
    assert_int_equal(lane_run(&lane), 5);
    assert_int_equal(lane.answers.count, 3);
    assert_int_equal(notes(), 2);
    assert_non_null(lane.shard->pending->next);
    assert_null(lane.shard->pending->next->next);
    while (lane.shard->pending) {
        lane.shard->pending->job->work(lane.shard->pending->job->state);
        lane_complete(&lane, lane.shard->pending);
        lane_run(&lane);
    }
    assert_int_equal(lane.answers.count, 5);
    assert_int_equal(notes(), 4);
    assert_int_equal(event_log_verify(lane.shard->log, &check), STATUS_OK);
    assert_int_equal(check.checked, 4);
    assert_int_equal(check.bad_seq, 0);
}

static int
count_savepoint(unsigned kind, void *count, void *statement, void *unused)
{
    (void)kind, (void)unused;
    *(int *)count += strcmp(sqlite3_sql(statement), "SAVEPOINT call") == 0;
    return 0;
}

static int
savepoints_of_a_batch(void)
{
    sqlite3 *sqlite = db_handle(lane.shard->writer);
    int count = 0;

    sqlite3_trace_v2(sqlite, SQLITE_TRACE_STMT, count_savepoint, &count);
    lane_run(&lane);
    sqlite3_trace_v2(sqlite, 0, NULL, NULL);
    return count;
}

static void
commands_have_savepoints_only_when_one_is_undone(void **state)
{
    send("one");
    send("two");
    assert_int_equal(savepoints_of_a_batch(), 0);
    send("three");
    send("");
    assert_int_equal(savepoints_of_a_batch(), 2);
}

/* Another owner has taken the lease in the meantime. */
static void
if_begin_fails_nothing_of_the_shard_runs(void **state)
{
    db_exec(lane.shard->writer,
            "UPDATE meta SET value = value + 1 WHERE key = 'term'");
    send("one");
    send("two");
    assert_int_equal(lane_run(&lane), 0);
    assert_int_equal(lane.commit_us, 0);
    answers_are(STATUS_UNAVAILABLE, STATUS_UNAVAILABLE);
    assert_int_equal(notes(), 0);
}

/* Another owner takes the lease while the blank one is undone. */
static int
lose_lease(unsigned kind, void *identity, void *statement, void *unused)
{
    (void)kind, (void)unused;
    if (strcmp(sqlite3_sql(statement), "ROLLBACK") == 0)
        ((struct store_identity *)identity)->term--;
    return 0;
}

static void
if_it_cannot_begin_again_all_are_503(void **state)
{
    sqlite3 *sqlite = db_handle(lane.shard->writer);

    send("one");
    send("");
    sqlite3_trace_v2(sqlite, SQLITE_TRACE_STMT, lose_lease,
            (void *)folder_identity(lane.shard->folder));
    assert_int_equal(lane_run(&lane), 0);
    sqlite3_trace_v2(sqlite, 0, NULL, NULL);
    answers_are(STATUS_UNAVAILABLE, STATUS_UNAVAILABLE);
    assert_int_equal(notes(), 0);
    assert_int_equal(event_log_head(lane.shard->log), 0);
}

static int
refuse_commit(void *unused)
{
    (void)unused;
    return 1;
}

static void
if_commit_fails_the_whole_batch_is_503(void **state)
{
    sqlite3 *sqlite = db_handle(lane.shard->writer);

    send("one");
    send("two");
    sqlite3_commit_hook(sqlite, refuse_commit, NULL);
    lane_run(&lane);
    sqlite3_commit_hook(sqlite, NULL, NULL);
    answers_are(STATUS_UNAVAILABLE, STATUS_UNAVAILABLE);
    assert_int_equal(notes(), 0);
    assert_int_equal(event_log_head(lane.shard->log), 0);
}

/* What was answered before stays as it was. */
static void
a_failed_commit_retracts_only_its_own_batch(void **state)
{
    sqlite3 *sqlite = db_handle(lane.shard->writer);

    send("one");
    lane_run(&lane);
    send("two");
    sqlite3_commit_hook(sqlite, refuse_commit, NULL);
    lane_run(&lane);
    sqlite3_commit_hook(sqlite, NULL, NULL);
    answers_are(STATUS_OK, STATUS_UNAVAILABLE);
    assert_int_equal(notes(), 1);
}

static void
the_log_goes_on_after_a_failed_commit(void **state)
{
    struct event_log_check check;

    if_commit_fails_the_whole_batch_is_503(state);
    exchange_destroy(queue_take(&lane.answers));
    exchange_destroy(queue_take(&lane.answers));
    send("three");
    send("four");
    lane_run(&lane);
    answers_are(STATUS_OK, STATUS_OK);
    assert_int_equal(event_log_verify(lane.shard->log, &check), STATUS_OK);
    assert_int_equal(check.checked, 2);
    assert_int_equal(check.bad_seq, 0);
}

static void
now_is_never_behind_the_last_event(void **state)
{
    int64_t at;

    send("one");
    send("two");
    lane_run(&lane);
    at = event_log_last_at(lane.shard->log);
    harness_set_now(harness, at - 90 * DAY_MS);
    assert_int_equal(shard_now(lane.shard), at);
    harness_set_now(harness, at + 1);
    assert_true(shard_now(lane.shard) > at);
}

static enum status
answer_what_discloses(void)
{
    struct exchange *exchange = exchange_create();
    enum status status;

    exchange->origin = ORIGIN_REQUEST;
    exchange->header = (struct request_header){
        .id = uuid_new(clock_now()),
        .op = STR("notebook.count_notes"),
        .has_actor = true,
        .actor = *harness_actor(harness, "ada", "operator", "longgang"),
    };
    assert_int_equal(dispatch_accept(exchange, lane.shard, STR("\x80")),
            STATUS_OK);
    dispatch_run(exchange);
    disclosure_note(&exchange->call, exchange->header.id);
    lane_answer(&lane, exchange);
    assert_null(lane.answers.first);
    lane_run(&lane);
    status = lane.answers.first->status;
    exchange_destroy(queue_take(&lane.answers));
    return status;
}

static void
nobody_is_told_what_cannot_be_noted(void **state)
{
    assert_int_equal(answer_what_discloses(), STATUS_OK);
    db_exec(lane.shard->writer, "CREATE TRIGGER break BEFORE INSERT"
                                " ON disclosure BEGIN SELECT json('{'); END");
    assert_int_equal(answer_what_discloses(), STATUS_UNAVAILABLE);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_batch_is_one_commit_and_answered_after_it),
        TEST(a_job_is_completed_in_a_later_batch),
        TEST(a_refused_command_leaves_the_rest_of_its_batch),
        TEST(an_undone_command_leaves_no_gap_in_the_log),
        TEST(what_ran_beside_a_refused_command_has_its_effect_once),
        TEST(commands_have_savepoints_only_when_one_is_undone),
        TEST(if_begin_fails_nothing_of_the_shard_runs),
        TEST(if_it_cannot_begin_again_all_are_503),
        TEST(if_commit_fails_the_whole_batch_is_503),
        TEST(a_failed_commit_retracts_only_its_own_batch),
        TEST(the_log_goes_on_after_a_failed_commit),
        TEST(now_is_never_behind_the_last_event),
        TEST(nobody_is_told_what_cannot_be_noted),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
