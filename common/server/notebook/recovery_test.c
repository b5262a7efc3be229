/* A restored store gets back what the hub above kept, and lists the rest. */
#include "notebook.h"

#include "base/test.h"
#include "db/backup.h"
#include "db/given.h"
#include "db/loss.h"
#include "server/harness.h"
#include "server/keeping.h"
#include "server/recovery.h"
#include "wire/codec.h"

#include <stdio.h>

enum { NOW = 1000, IN_BACKUP = 2 /* a note and its row */ };

/* A branch whose log carries its notes. */
static const struct mirrored tables[] = { { "note", { "text" } },
    { "plan", { NULL } }, { NULL, { NULL } } };
static struct service service;

static struct harness *harness;
static struct shard *restored;
static struct arena arena;
static struct event_record *events; /* of the lost store, as it gave them */
static size_t event_count;

static void
count_nothing(struct tally *tally, const struct event *event)
{
    (void)tally, (void)event;
}

static void
write_note(const char *text)
{
    const struct write_note_request request = { .text = str_from(text) };
    struct write_note_reply reply;

    assert_int_equal(harness_call(harness, harness_public(harness),
                             "write_note", NULL, &request, &reply),
            STATUS_OK);
}

static struct fetch_events_reply
fetch(const char *name, const char *hub)
{
    const struct fetch_events_request request = { 0 };
    struct actor actor = *harness_service(harness, name);
    struct fetch_events_reply reply;

    actor.home_hub = str_from(hub);
    assert_int_equal(harness_call(harness, &actor, "fetch_events", NULL,
                             &request, &reply),
            STATUS_OK);
    return reply;
}

static const char *
path_of(const char *name)
{
    return arena_printf(&arena, "%s/%s", harness_data(harness), name).data;
}

/* The first note is in the backup, two are in what was kept alone. */
static int
set_up(void **state)
{
    struct fetch_events_reply kept;
    struct shard *shard;

    (void)state;
    service = notebook_service;
    service.mirrored = tables;
    service.roll_up = count_nothing;
    harness = harness_open(&service, "longgang.bantian");
    shard = harness_shard(harness);
    write_note("one");
    assert_int_equal(backup_write(folder_database(shard->folder),
                             folder_files(shard->folder), path_of("backup"), 0),
            STATUS_OK);
    write_note("two");
    write_note("three");
    kept = fetch("notebook", "longgang");
    events = kept.events;
    event_count = kept.events_count;
    assert_int_equal(backup_restore(path_of("backup"), path_of("fresh"),
                             "notebook", "longgang.bantian"),
            STATUS_OK);
    assert_int_equal(shard_open(&restored, &service, path_of("fresh"),
                             STR("longgang.bantian")),
            STATUS_OK);
    assert_int_equal(recovery_open(restored), STATUS_OK);
    return 0;
}

static int
tear_down(void **state)
{
    (void)state;
    shard_close(restored);
    harness_close(harness);
    arena_release(&arena);
    return 0;
}

static bool has_forgotten; /* what the hub above says of itself */

/* What the hub above answers: `count` from index `first` on. */
static void
answer(size_t first, size_t count)
{
    const struct list_kept_events_reply page = {
        .is_followed = true,
        .seq = (int64_t)event_count,
        .hash = events[event_count - 1].hash,
        .has_has_forgotten = true,
        .has_forgotten = has_forgotten,
        .events = events + first,
        .events_count = count,
    };
    const struct client_reply reply = {
        .header = { .status = 200 },
        .payload = codec_encode_in(&arena, &types_list_kept_events_reply_schema,
                &page),
        .is_final = true,
    };

    recovery_take(restored->recovery, &reply, NOW);
    recovery_run(restored->recovery, NOW);
}

/* All of it from here on, then nothing more. */
static void
answer_all(void)
{
    const size_t head = (size_t)event_log_head(restored->log);

    answer(head, event_count - head);
    answer(event_count, 0);
    if (!recovery_is_over(restored->recovery))
        answer(event_count, 0);
}

static int64_t
number(const char *sql)
{
    sqlite3_stmt *stmt;
    int64_t found;

    sqlite3_prepare_v2(db_handle(restored->reader), sql, -1, &stmt, NULL);
    assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);
    found = sqlite3_column_int64(stmt, 0);
    sqlite3_finalize(stmt);
    return found;
}

static size_t
losses(struct loss **out)
{
    size_t count;

    assert_int_equal(loss_list(restored->reader, 0, 100, &arena, out, &count),
            STATUS_OK);
    return count;
}

static const struct event_record *
rows_in(const struct fetch_events_reply *reply)
{
    for (size_t i = 0; i < reply->events_count; i++)
        if (str_equal(reply->events[i].type, STR("log.rows_changed")))
            return &reply->events[i];
    fail();
    return NULL;
}

static void
rows_leave_their_hub_sealed_for_the_hub_above_alone(void **state)
{
    const struct fetch_events_reply own = fetch("notebook", "longgang.bantian");
    const struct fetch_events_reply above = fetch("notebook", "longgang");
    const struct fetch_events_reply below =
            fetch("notebook", "longgang.bantian.yangguang");
    const struct fetch_events_reply other = fetch("grants", "longgang");

    (void)state;
    assert_true(rows_in(&own)->has_body && !rows_in(&own)->has_sealed);
    assert_true(!rows_in(&above)->has_body && rows_in(&above)->has_sealed);
    assert_null(memmem(rows_in(&above)->sealed.data,
            rows_in(&above)->sealed.len, "note", 4));
    assert_false(rows_in(&below)->has_body || rows_in(&below)->has_sealed);
    assert_false(rows_in(&other)->has_body || rows_in(&other)->has_sealed);
}

static void
what_was_kept_comes_back(void **state)
{
    struct loss *lost;

    (void)state;
    assert_int_equal(number("SELECT count(*) FROM note"), 1);
    answer_all();
    assert_true(recovery_is_over(restored->recovery));
    assert_int_equal(number("SELECT count(*) FROM note"), 3);
    assert_int_equal(number("SELECT last FROM numbers"), 3);
    assert_int_equal(event_log_head(restored->log), event_count + 1);
    assert_int_equal(losses(&lost), 2);
    assert_int_equal(lost[0].kind, LOST_VALUE);
    assert_true(str_equal(lost[0].what, STR("note.text")));
}

/* Nothing has to be told twice, whatever was cut off where. */
static void
it_goes_on_where_it_was_interrupted(void **state)
{
    (void)state;
    answer(IN_BACKUP, 1);
    recovery_pause(restored->recovery);
    for (size_t i = (size_t)event_log_head(restored->log); i < event_count; i++)
        answer(i, 1);
    assert_int_equal(number("SELECT count(*) FROM note"), 3);
    answer(event_count, 0);
    answer(event_count, 0);
    assert_true(recovery_is_over(restored->recovery));
}

static void
the_end_of_it_is_in_the_store(void **state)
{
    (void)state;
    answer_all();
    shard_close(restored);
    assert_int_equal(shard_open(&restored, &service, path_of("fresh"),
                             STR("longgang.bantian")),
            STATUS_OK);
    assert_int_equal(recovery_open(restored), STATUS_OK);
    assert_null(restored->recovery);
}

/* The rows of the last batch never reached the hub above. */
static void
a_batch_that_was_cut_is_listed_and_its_numbers_are_void(void **state)
{
    struct loss *lost;

    (void)state;
    event_count--;
    answer(IN_BACKUP, event_count - IN_BACKUP);
    answer(event_count, 0);
    assert_false(recovery_is_over(restored->recovery));
    answer_all();
    assert_true(recovery_is_over(restored->recovery));
    assert_int_equal(number("SELECT count(*) FROM note"), 2);
    assert_int_equal(losses(&lost), 3);
    assert_int_equal(lost[1].kind, LOST_EVENT);
    assert_true(str_equal(lost[1].what, STR("notebook.note_written")));
    assert_int_equal(lost[1].seq, event_count);
    assert_int_equal(lost[2].kind, LOST_NUMBERS);
    assert_int_equal(number("SELECT last FROM numbers"), 3);
}

static void
stays_stuck(const char *why, int64_t notes)
{
    answer_all();
    assert_non_null(strstr(recovery_state(restored->recovery), why));
    answer_all();
    assert_false(recovery_is_over(restored->recovery));
    assert_int_equal(recovery_due(restored->recovery), INT64_MAX);
    assert_int_equal(number("SELECT count(*) FROM note"), notes);
}

static void
rows_that_were_changed_or_moved_are_not_taken(void **state)
{
    (void)state;
    events[event_count - 1].sealed = events[IN_BACKUP].sealed;
    stays_stuck("another key", 2);
}

static void
what_does_not_go_on_from_here_waits_for_a_person(void **state)
{
    (void)state;
    events += 1;
    event_count -= 1;
    answer(event_count - 2, 2);
    stays_stuck("does not go on", 1);
}

static void
another_history_waits_for_a_person(void **state)
{
    (void)state;
    event_count = 1;
    ((char *)events[0].hash.data)[0] ^= 1;
    answer(1, 0);
    answer(1, 0);
    assert_false(recovery_is_over(restored->recovery));
    assert_non_null(
            strstr(recovery_state(restored->recovery), "another history"));
}

static enum status
go_alone(struct call *call)
{
    const struct recover_alone_request request = { .reason = STR("区中心失联"),
        .has_numbers = true,
        .numbers = 7 };
    struct recover_alone_reply reply;

    return recovery_go_alone(restored, call, &request, &reply);
}

static void
a_person_may_decide_not_to_wait(void **state)
{
    const struct uuid id = { { 1 } };
    struct exchange *exchange;
    struct loss *lost;

    (void)state;
    assert_int_equal(shard_begin(restored), STATUS_OK);
    assert_int_equal(db_savepoint(restored->writer), STATUS_OK);
    exchange = exchange_begin(restored, ORIGIN_TIMER, id, id);
    assert_int_equal(go_alone(&exchange->call), STATUS_OK);
    assert_int_equal(go_alone(&exchange->call), STATUS_CONFLICT);
    assert_int_equal(exchange_end(exchange, STATUS_OK), STATUS_OK);
    assert_int_equal(shard_commit(restored), STATUS_OK);
    assert_true(recovery_is_over(restored->recovery));
    assert_int_equal(number("SELECT last FROM numbers"), 8);
    assert_int_equal(losses(&lost), 1);
    assert_true(str_equal(lost[0].which, STR("NB-2026-0002 to 0008")));
}

static void
meanwhile_it_answers_queries_alone(void **state)
{
    static const struct operation query = { .kind = OPERATION_QUERY },
                                  parks = { .kind = OPERATION_QUERY,
                                      .is_parked = true },
                                  command = { .name = "write_note",
                                      .kind = OPERATION_COMMAND },
                                  alone = { .name = "recover_alone",
                                      .kind = OPERATION_COMMAND };

    (void)state;
    assert_false(recovery_refuses(&query));
    assert_false(recovery_refuses(&alone));
    assert_true(recovery_refuses(&command));
    assert_true(recovery_refuses(&parks));
}

/* It was made again from a backup itself, and then from what came to it. */
static void
a_hub_above_that_burnt_too_does_not_know_what_was_given(void **state)
{
    struct loss *lost;

    (void)state;
    has_forgotten = true;
    for (int i = 0; i < 2; i++)
        answer(event_count, 0); /* it knows of more, and keeps none */
    has_forgotten = false;
    assert_true(recovery_is_over(restored->recovery));
    assert_int_equal(losses(&lost), 1);
    assert_int_equal(lost[0].kind, LOST_NUMBERS);
    assert_true(str_equal(lost[0].which, STR("NB-2026-0002 to 1001")));
}

static void
open_top(struct shard **out)
{
    assert_int_equal(shard_open(out, &service, path_of("top"), STR("longgang")),
            STATUS_OK);
    assert_int_equal(recovery_open(*out), STATUS_OK);
    assert_null((*out)->recovery);
}

static void
restore_top(const char *replaced)
{
    struct restoring *restoring;
    struct db *old = NULL;

    assert_int_equal(restore_begin(&restoring, path_of("top-backup"),
                             path_of("top"), "notebook", "longgang"),
            STATUS_OK);
    if (replaced) {
        assert_int_equal(db_open_reader(&old, replaced), STATUS_OK);
        assert_int_equal(given_write(old, restore_path(restoring)), STATUS_OK);
        db_close(old);
    }
    assert_int_equal(restore_finish(restoring), STATUS_OK);
    restore_close(restoring);
}

/* Where its database is. */
static const char *
make_top(void)
{
    struct shard *shard;
    const char *database;

    assert_int_equal(folder_create(path_of("top"), "notebook", "longgang",
                             STORE_TEST, service.migrations),
            STATUS_OK);
    open_top(&shard);
    assert_int_equal(backup_write(folder_database(shard->folder), NULL,
                             path_of("top-backup"), 0),
            STATUS_OK);
    database = arena_printf(&arena, "%s", folder_database(shard->folder)).data;
    shard_close(shard);
    return database;
}

static size_t
losses_of_top(struct loss **out)
{
    struct shard *shard;
    size_t count;

    open_top(&shard);
    assert_int_equal(loss_list(shard->reader, 0, 100, &arena, out, &count),
            STATUS_OK);
    shard_close(shard);
    return count;
}

static void
the_uppermost_hub_has_nobody_to_ask(void **state)
{
    struct loss *lost;

    (void)state;
    make_top();
    restore_top(NULL);
    assert_int_equal(losses_of_top(&lost), 1);
    assert_int_equal(lost[0].kind, LOST_NUMBERS);
    assert_true(str_equal(lost[0].which, STR("NB-2026-0001 to 1000")));
}

/* A number is void because nobody knows, not because there was a restore. */
static void
the_store_that_is_replaced_tells_what_it_gave(void **state)
{
    struct loss *lost;

    (void)state;
    restore_top(make_top());
    assert_int_equal(losses_of_top(&lost), 0);
}

/* It waits for what it gave itself: it cannot tell. */
static void
a_store_that_was_recovering_does_not_know_what_was_given(void **state)
{
    struct db *old = NULL;

    (void)state;
    assert_int_equal(db_open_reader(&old, folder_database(restored->folder)),
            STATUS_OK);
    assert_int_equal(given_write(old, path_of("store.db")), STATUS_OK);
    assert_false(given_is_all(path_of("store.db")));
    db_close(old);
    answer_all();
    assert_int_equal(db_open_reader(&old, folder_database(restored->folder)),
            STATUS_OK);
    assert_int_equal(given_write(old, path_of("store.db")), STATUS_OK);
    assert_true(given_is_all(path_of("store.db")));
    db_close(old);
}

static const struct migration first_two[] = {
    { .name = "001_init", .sql = "" },
    { "002_plans", "", "INSERT OR IGNORE INTO plan SELECT id, 1 FROM note" },
    { NULL },
};

/* It has two migrations; the first is ours already. */
static const struct service *
next_release(void)
{
    static struct service next;

    next = service;
    next.migrations = first_two;
    return &next;
}

static void
open_restored_by_next_release(void)
{
    shard_close(restored);
    assert_int_equal(shard_open(&restored, next_release(), path_of("fresh"),
                             STR("longgang.bantian")),
            STATUS_OK);
    assert_int_equal(recovery_open(restored), STATUS_OK);
}

/* What comes back is of the release before. */
static void
rows_are_migrated_when_all_has_come_back(void **state)
{
    (void)state;
    open_restored_by_next_release();
    assert_int_equal(number("SELECT count(*) FROM plan"), 0);
    answer_all();
    assert_true(recovery_is_over(restored->recovery));
    assert_int_equal(number("SELECT count(*) FROM plan"), 3);
    assert_int_equal(event_log_head(restored->log), event_count + 2);
}

static void
rows_that_were_migrated_before_come_back(void **state)
{
    struct fetch_events_reply kept;

    (void)state;
    harness_upgrade(harness, next_release());
    kept = fetch("notebook", "longgang");
    assert_int_equal(kept.events_count, event_count + 1);
    events = kept.events;
    event_count = kept.events_count;
    open_restored_by_next_release();
    answer_all();
    assert_true(recovery_is_over(restored->recovery));
    assert_int_equal(number("SELECT count(*) FROM plan"), 3);
    assert_int_equal(event_log_head(restored->log), event_count + 1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(rows_leave_their_hub_sealed_for_the_hub_above_alone),
        TEST(what_was_kept_comes_back),
        TEST(it_goes_on_where_it_was_interrupted),
        TEST(the_end_of_it_is_in_the_store),
        TEST(a_batch_that_was_cut_is_listed_and_its_numbers_are_void),
        TEST(rows_that_were_changed_or_moved_are_not_taken),
        TEST(what_does_not_go_on_from_here_waits_for_a_person),
        TEST(another_history_waits_for_a_person),
        TEST(a_person_may_decide_not_to_wait),
        TEST(meanwhile_it_answers_queries_alone),
        TEST(a_hub_above_that_burnt_too_does_not_know_what_was_given),
        TEST(the_uppermost_hub_has_nobody_to_ask),
        TEST(the_store_that_is_replaced_tells_what_it_gave),
        TEST(a_store_that_was_recovering_does_not_know_what_was_given),
        TEST(rows_are_migrated_when_all_has_come_back),
        TEST(rows_that_were_migrated_before_come_back),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
