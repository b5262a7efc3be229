/* Pages of another store's log: what a follower does with each. */
#include "notebook.h"

#include "base/clock.h"
#include "base/test.h"
#include "server/follower.h"
#include "server/forks.h"
#include "server/harness.h"
#include "server/lane.h"
#include "types_messages.h"
#include "wire/codec.h"

#include <stdlib.h>

enum { EVENTS = 6, NOW = 1000000, LATER = NOW + 60000 };

static struct harness *harness;
static struct follower follower;
static struct arena arena;

/* The log of the source: a chain of events, each about another note. */
static struct event_record log_of_source[EVENTS];
static struct hash hashes[EVENTS];
static const struct uuid epoch = { { 7 } };

static struct str
bytes_of(const struct hash *hash)
{
    return (struct str){ (const char *)hash->bytes, sizeof(hash->bytes) };
}

static void
add_event(int i, const char *type, struct str body)
{
    struct event event = {
        .seq = i + 1,
        .id = { { (uint8_t)(i + 1) } },
        .at = 1000 + i,
        .type = str_from(type),
        .subject = { { (uint8_t)(i + 1) } },
        .salt = STR("0123456789abcdef"),
        .body = body,
    };
    struct hash *leaf = arena_alloc(&arena, sizeof(*leaf));

    event.leaf = event_leaf(&event);
    *leaf = event.leaf;
    hashes[i] = event_hash(&event, i ? hashes[i - 1] : (struct hash){ 0 });
    log_of_source[i] = (struct event_record){
        .seq = event.seq,
        .id = event.id,
        .at = event.at,
        .type = event.type,
        .has_subject = true,
        .subject = event.subject,
        .has_salt = true,
        .salt = event.salt,
        .has_body = true,
        .body = body,
        .leaf = bytes_of(leaf),
        .hash = bytes_of(&hashes[i]),
    };
}

static void
add_note(int i)
{
    const struct notebook_note_written body = { .length = 1 };

    add_event(i, "notebook.note_written",
            codec_encode_in(&arena, &notebook_note_written_schema, &body));
}

/* A follower that says no to it every time. */
static void
add_refused(int i)
{
    const struct notebook_note_commented body = { .about = { { 1 } },
        .refuse = true };

    add_event(i, "notebook.note_commented",
            codec_encode_in(&arena, &notebook_note_commented_schema, &body));
}

static int
set_up(void **state)
{
    harness = harness_open(&notebook_service, "longgang.bantian");
    for (int i = 0; i < EVENTS; i++)
        add_note(i);
    return follower_init(&follower, harness_shard(harness), "notebook",
            STR("longgang"));
}

static int
tear_down(void **state)
{
    follower_release(&follower);
    harness_close(harness);
    arena_release(&arena);
    return 0;
}

static void
answer_with(const struct fetch_events_reply *page)
{
    const struct client_reply reply = {
        .header = { .status = 200 },
        .payload =
                codec_encode_in(&arena, &types_fetch_events_reply_schema, page),
        .is_final = true,
    };

    follower_take(&follower, &reply, NOW);
}

static void
answer(struct uuid store_epoch, int64_t head, int first, size_t count)
{
    const struct fetch_events_reply page = {
        .store_epoch = store_epoch,
        .head = head,
        .events = &log_of_source[first],
        .events_count = count,
    };

    answer_with(&page);
}

/* As a batch of the loop does it. */
static enum status
apply(void)
{
    struct shard *shard = harness_shard(harness);
    enum status status;

    assert_int_equal(shard_begin(shard), STATUS_OK);
    assert_int_equal(db_savepoint(shard->writer), STATUS_OK);
    status = follower_apply(&follower, NOW);
    if (status)
        db_undo(shard->writer);
    else
        assert_int_equal(db_release(shard->writer), STATUS_OK);
    assert_int_equal(shard_commit(shard), STATUS_OK);
    follower_settle(&follower, status, NOW);
    return status;
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

static int64_t
stored_seq(void)
{
    struct cursor cursor;

    assert_int_equal(inbox_find_cursor(harness_shard(harness)->inbox,
                             follower.source, &cursor),
            STATUS_OK);
    return cursor.seq;
}

static void
a_page_and_its_cursor_are_one_transaction(void **state)
{
    answer(epoch, 3, 0, 3);
    assert_int_equal(apply(), STATUS_OK);
    assert_int_equal(notes(), 3);
    assert_int_equal(stored_seq(), 3);
}

static void
what_came_already_is_skipped(void **state)
{
    answer(epoch, 3, 0, 3);
    apply();
    answer(epoch, 5, 1, 4);
    assert_int_equal(apply(), STATUS_OK);
    assert_int_equal(notes(), 5);
    assert_int_equal(stored_seq(), 5);
}

static void
a_gap_is_asked_for_again(void **state)
{
    answer(epoch, 2, 0, 2);
    apply();
    answer(epoch, 5, 3, 2);
    apply();
    assert_int_equal(notes(), 2);
    assert_int_equal(follower.cursor.seq, 2);
    assert_in_range(follower_due(&follower), NOW, LATER);
    answer(epoch, 5, 2, 3);
    assert_int_equal(apply(), STATUS_OK);
    assert_int_equal(notes(), 5);
}

static void
an_event_of_another_chain_is_not_applied(void **state)
{
    answer(epoch, 2, 0, 2);
    apply();
    log_of_source[2].at++;
    answer(epoch, 3, 2, 1);
    apply();
    assert_true(follower.has_diverged);
    assert_string_equal(follower.last_error.text,
            "its chain is broken: event 3 does not follow on the one before");
    assert_int_equal(notes(), 2);
    assert_int_equal(stored_seq(), 2);
}

/* All of it fits the chain but what it says. */
static void
an_event_whose_body_was_altered_is_not_applied(void **state)
{
    answer(epoch, 2, 0, 2);
    apply();
    log_of_source[2].body = STR("another");
    answer(epoch, 3, 2, 1);
    apply();
    assert_true(follower.has_diverged);
    assert_string_equal(follower.last_error.text,
            "its chain is broken: event 3 says another thing than was hashed");
    assert_int_equal(stored_seq(), 2);
}

static void
a_refused_event_has_five_tries_and_is_a_dead_letter_then(void **state)
{
    add_refused(1);
    add_note(2);
    for (int i = 0; i < 4; i++) {
        answer(epoch, 3, i ? 1 : 0, i ? 2 : 3);
        apply();
        assert_int_equal(harness_shard(harness)->dead, 0);
        assert_int_equal(stored_seq(), 1);
    }
    answer(epoch, 3, 1, 2);
    assert_int_equal(apply(), STATUS_OK);
    assert_int_equal(harness_shard(harness)->dead, 1);
    assert_int_equal(notes(), 2);
    assert_int_equal(stored_seq(), 3);
}

static void
each_refused_event_has_its_own_five_tries(void **state)
{
    add_refused(1);
    add_refused(2);
    answer(epoch, 3, 0, 3);
    for (int i = 0; i < 4; i++) {
        apply();
        answer(epoch, 3, 1, 2);
    }
    apply();
    for (int i = 0; i < 3; i++) {
        assert_int_equal(harness_shard(harness)->dead, 1);
        assert_int_equal(stored_seq(), 2);
        answer(epoch, 3, 2, 1);
        apply();
    }
    answer(epoch, 3, 2, 1);
    assert_int_equal(apply(), STATUS_OK);
    assert_int_equal(harness_shard(harness)->dead, 2);
}

/* A disk that is full today is not the event's fault. */
static void
a_storage_error_is_no_try_and_moves_nothing(void **state)
{
    struct db *writer = harness_shard(harness)->writer;

    db_exec(writer, "CREATE TRIGGER break BEFORE INSERT ON note"
                    " BEGIN SELECT json('{'); END");
    for (int i = 0; i < 8; i++) {
        answer(epoch, 1, 0, 1);
        assert_true(apply() >= STATUS_INTERNAL);
    }
    assert_int_equal(notes(), 0);
    assert_int_equal(stored_seq(), 0);
    assert_int_equal(harness_shard(harness)->dead, 0);
    db_exec(writer, "DROP TRIGGER break");
    answer(epoch, 2, 0, 2);
    assert_int_equal(apply(), STATUS_OK);
    assert_int_equal(notes(), 2);
}

/* As the loop runs it: with what it keeps of a batch. */
static void
run_lane(void)
{
    struct follower *followed = &follower;
    struct lane lane = {
        .shard = harness_shard(harness),
        .followers = { .items = &followed,
                .queue = &followed,
                .count = 1,
                .with_page = &follower },
        .next_due = INT64_MAX,
    };

    lane_run(&lane);
}

/* The third note is too much for the engine: a number that has no room. */
static void
a_storage_error_within_a_page_undoes_all_of_it(void **state)
{
    struct db *writer = harness_shard(harness)->writer;

    db_exec(writer, "CREATE TRIGGER break BEFORE INSERT ON note"
                    " WHEN (SELECT count(*) FROM note) = 2"
                    " BEGIN SELECT abs(-9223372036854775800"
                    " - length(NEW.text)); END");
    answer(epoch, 5, 0, 5);
    run_lane();
    assert_int_equal(notes(), 0);
    assert_int_equal(stored_seq(), 0);
    assert_int_equal(follower.cursor.seq, 0);
    db_exec(writer, "DROP TRIGGER break");
    answer(epoch, 5, 0, 5);
    run_lane();
    assert_int_equal(notes(), 5);
    assert_int_equal(stored_seq(), 5);
}

static void
a_restored_source_is_followed_on_if_the_history_is_the_same(void **state)
{
    const struct uuid restored = { { 8 } };

    answer(epoch, 3, 0, 3);
    apply();
    answer(restored, 4, 3, 1);
    assert_true(follower.is_checking);
    answer(restored, 4, 2, 1);
    assert_false(follower.has_diverged);
    answer(restored, 4, 3, 1);
    assert_int_equal(apply(), STATUS_OK);
    assert_int_equal(notes(), 4);
}

/* The event after which we would go on has its number, and says another thing.
 */
static void
a_restored_source_with_another_history_is_not_followed(void **state)
{
    const struct uuid restored = { { 8 } };

    answer(epoch, 3, 0, 3);
    apply();
    add_event(2, "notebook.another", STR(""));
    answer(restored, 4, 3, 1);
    assert_true(follower.is_checking);
    answer(restored, 4, 2, 1);
    assert_true(follower.has_diverged);
}

static void
a_restored_source_that_lacks_what_we_saw_is_not_followed(void **state)
{
    answer(epoch, 3, 0, 3);
    apply();
    answer((struct uuid){ { 8 } }, 2, 0, 0);
    answer((struct uuid){ { 8 } }, 2, 0, 0);
    assert_true(follower.has_diverged);
    assert_int_equal(follower_due(&follower), INT64_MAX);
}

/* It has two events of three, and says so. */
static void
source_lost_its_third(void)
{
    const struct uuid again = { { 8 } };
    struct fetch_events_reply page = { .store_epoch = again,
        .head = 2,
        .has_restored_head = true,
        .restored_head = 2 };

    answer(epoch, 3, 0, 3);
    apply();
    answer_with(&page);
    answer_with(&page);
    assert_false(follower.has_diverged);
    page.events = &log_of_source[1];
    page.events_count = 1;
    answer_with(&page);
}

static void
a_restored_source_says_where_its_history_is_another(void **state)
{
    (void)state;
    source_lost_its_third();
    assert_true(follower.has_diverged);
    assert_true(follower.has_fork);
    assert_int_equal(follower.fork.seq, 2);
    assert_int_equal(stored_seq(), 3);
}

static enum status
rejoin(void)
{
    struct shard *shard = harness_shard(harness);
    const struct uuid id = { { 5 } };
    struct exchange *exchange;
    enum status status;

    assert_int_equal(shard_begin(shard), STATUS_OK);
    assert_int_equal(db_savepoint(shard->writer), STATUS_OK);
    exchange = exchange_begin(shard, ORIGIN_TIMER, id, id);
    status = exchange_end(exchange,
            forks_rejoin(&follower, &exchange->call, STR("已核对")));
    assert_int_equal(shard_commit(shard), STATUS_OK);
    return status;
}

static void
a_person_has_it_followed_on_from_there(void **state)
{
    const struct uuid again = { { 8 } };

    (void)state;
    source_lost_its_third();
    assert_int_equal(rejoin(), STATUS_OK);
    assert_int_equal(stored_seq(), 2);
    add_event(2, "notebook.another", STR(""));
    answer(again, 3, 2, 1);
    assert_int_equal(apply(), STATUS_OK);
    assert_int_equal(stored_seq(), 3);
    assert_false(follower.has_diverged);
}

static enum status
list_kept(const char *service, const char *hub,
        struct list_kept_events_reply *reply)
{
    const struct list_kept_events_request request = { .after = 1 };
    struct actor actor = *harness_service(harness, service);

    actor.home_hub = str_from(hub);
    return harness_call(harness, &actor, "list_kept_events", NULL, &request,
            reply);
}

/* As a follower of longgang.bantian.yangguang has it. */
static void
follow_branch(const char *days)
{
    setenv("CW_KEEP_DAYS", days, 1);
    follower_release(&follower);
    assert_int_equal(follower_init(&follower, harness_shard(harness),
                             "notebook", STR("longgang.bantian.yangguang")),
            STATUS_OK);
    answer(epoch, 3, 0, 3);
    assert_int_equal(apply(), STATUS_OK);
    unsetenv("CW_KEEP_DAYS");
}

static void
what_a_branch_says_is_kept_for_it_alone(void **state)
{
    struct list_kept_events_reply reply;

    (void)state;
    follow_branch("36500");
    assert_int_equal(
            list_kept("notebook", "longgang.bantian.yangguang", &reply),
            STATUS_OK);
    assert_true(reply.is_followed);
    assert_int_equal(reply.seq, 3);
    assert_memory_equal(reply.hash.data, &hashes[2], sizeof(hashes[2]));
    assert_int_equal(reply.events_count, 2);
    assert_int_equal(reply.events[0].seq, 2);
    assert_true(str_equal(reply.events[0].body, log_of_source[1].body));
    assert_int_equal(list_kept("notebook", "longgang.bantian.other", &reply),
            STATUS_OK);
    assert_false(reply.is_followed);
    assert_int_equal(list_kept("grants", "longgang.bantian.yangguang", &reply),
            STATUS_FORBIDDEN);
    assert_int_equal(list_kept("notebook", "longgang.buji", &reply),
            STATUS_FORBIDDEN);
}

static void
what_is_older_than_that_is_not_kept(void **state)
{
    struct list_kept_events_reply reply;

    (void)state;
    follow_branch("30");
    assert_int_equal(
            list_kept("notebook", "longgang.bantian.yangguang", &reply),
            STATUS_OK);
    assert_int_equal(reply.seq, 3);
    assert_int_equal(reply.events_count, 0);
}

static void
what_others_say_is_not_kept(void **state)
{
    bool left;

    (void)state;
    setenv("CW_KEEP_DAYS", "36500", 1);
    answer(epoch, 3, 0, 3);
    assert_int_equal(apply(), STATUS_OK);
    unsetenv("CW_KEEP_DAYS");
    assert_int_equal(kept_prune(harness_shard(harness)->kept, STR("longgang"),
                             INT64_MAX, 0, 1, &left),
            STATUS_OK);
    assert_false(left);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

/* Nobody is there, from then until then; how often it was asked. */
static int
ask_in_vain(int64_t from, int64_t until)
{
    const struct client_reply reply = { .header = { .status = 503 } };
    int count = 0;

    for (int64_t now = from; now < until; count++) {
        follower_take(&follower, &reply, now);
        assert_true(follower.ask_at > now);
        now = follower.ask_at;
    }
    return count;
}

/* At most 5 s later in the first seconds, a minute when it was an hour. */
static void
who_is_away_for_long_is_asked_less_often(void **state)
{
    const int64_t hour = 60 * MINUTE_MS;

    (void)state;
    assert_true(ask_in_vain(NOW, NOW + 40 * SECOND_MS) > 12);
    assert_true(ask_in_vain(NOW + 40 * SECOND_MS, NOW + hour) < 200);
    assert_true(ask_in_vain(NOW + hour, NOW + 2 * hour) <= 120);
    answer(epoch, 0, 0, 0);
    assert_int_equal(follower.failing_since, 0);
    assert_true(ask_in_vain(NOW, NOW + 40 * SECOND_MS) > 12);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_page_and_its_cursor_are_one_transaction),
        TEST(what_came_already_is_skipped),
        TEST(a_gap_is_asked_for_again),
        TEST(an_event_of_another_chain_is_not_applied),
        TEST(an_event_whose_body_was_altered_is_not_applied),
        TEST(a_refused_event_has_five_tries_and_is_a_dead_letter_then),
        TEST(each_refused_event_has_its_own_five_tries),
        TEST(who_is_away_for_long_is_asked_less_often),
        TEST(a_storage_error_is_no_try_and_moves_nothing),
        TEST(a_storage_error_within_a_page_undoes_all_of_it),
        TEST(a_restored_source_is_followed_on_if_the_history_is_the_same),
        TEST(a_restored_source_with_another_history_is_not_followed),
        TEST(a_restored_source_that_lacks_what_we_saw_is_not_followed),
        TEST(a_restored_source_says_where_its_history_is_another),
        TEST(a_person_has_it_followed_on_from_there),
        TEST(what_a_branch_says_is_kept_for_it_alone),
        TEST(what_is_older_than_that_is_not_kept),
        TEST(what_others_say_is_not_kept),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
