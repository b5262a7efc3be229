/* A province's worth of followed hubs, of which most say nothing. */
#include "notebook.h"

#include "base/clock.h"
#include "base/test.h"
#include "server/condition.h"
#include "server/harness.h"
#include "server/lane.h"
#include "types_messages.h"
#include "wire/codec.h"

enum { HUBS = 1300, NOW = 1000000, TURNS = 10000 };

static struct harness *harness;
static struct lane lane;
static struct str hubs[HUBS];
static struct arena arena;

static int
set_up(void **state)
{
    (void)state;
    harness = harness_open(&notebook_service, "longgang");
    lane = (struct lane){ .shard = harness_shard(harness),
        .next_due = INT64_MAX };
    for (int i = 0; i < HUBS; i++)
        hubs[i] = arena_printf(&arena, "longgang.h%d", i * 7919 % HUBS);
    assert_int_equal(lane_follow(&lane, hubs, HUBS), STATUS_OK);
    return 0;
}

static int
tear_down(void **state)
{
    (void)state;
    followers_release(&lane.followers);
    harness_close(harness);
    arena_release(&arena);
    return 0;
}

/* As if they had been asked, the one a millisecond after the other. */
static void
ask_all(void)
{
    struct followers *followers = &lane.followers;
    struct follower *follower;

    for (int i = 0; (follower = followers_due(followers, NOW)); i++) {
        follower->asked = (struct uuid){ { 1 } };
        follower->asked_at = NOW + i;
        followers_moved(followers, follower);
    }
}

static void
each_is_followed_once_and_found(void **state)
{
    struct followers *followers = &lane.followers;
    const size_t count = followers->count;

    (void)state;
    assert_true(count >= HUBS);
    assert_int_equal(lane_follow(&lane, hubs, HUBS), STATUS_OK);
    assert_int_equal(followers->count, count);
    for (size_t i = 0; i < count; i++) {
        const struct follower *follower = followers->items[i];
        char service[64];

        snprintf(service, sizeof(service), "%.*s",
                (int)strcspn(follower->source.data, "@"),
                follower->source.data);
        assert_ptr_equal(followers_find(followers, service, follower->hub),
                follower);
    }
    assert_null(followers_find(followers, "notebook", STR("longgang.h")));
    assert_null(followers_find(followers, "notebook", STR("longgang.h13000")));
}

/* Whoever is due first is next, whatever happened to whom in between. */
static void
who_is_due_comes_in_order(void **state)
{
    struct followers *followers = &lane.followers;
    int64_t last = 0;

    (void)state;
    for (size_t i = 0; i < followers->count; i++) {
        followers->items[i]->ask_at = NOW + (int64_t)(i * 7919 % 10007);
        followers_moved(followers, followers->items[i]);
    }
    for (size_t i = 0; i < followers->count; i++) {
        struct follower *follower = followers_due(followers, INT64_MAX - 1);

        assert_true(follower_due(follower) >= last);
        last = follower_due(follower);
        follower->has_diverged = true;
        followers_moved(followers, follower);
    }
    assert_null(followers_due(followers, INT64_MAX - 1));
}

static void
to_follow_what_is_followed_costs_a_few_looks_at_each(void **state)
{
    const uint64_t before = lane.followers.compared;

    (void)state;
    assert_int_equal(lane_follow(&lane, hubs, HUBS), STATUS_OK);
    assert_true(lane.followers.compared - before <=
                12 * (uint64_t)lane.followers.count);
}

/* Ten thousand turns: nobody is looked at before somebody is due. */
static void
who_is_silent_costs_a_turn_nothing(void **state)
{
    struct followers *followers = &lane.followers;
    uint64_t before;

    (void)state;
    ask_all();
    before = followers->compared;
    for (int i = 0; i < TURNS; i++) {
        assert_false(lane_has_work(&lane, NOW));
        assert_true(lane_due(&lane) > NOW);
        assert_null(followers_due(followers, NOW));
    }
    assert_int_equal(followers->compared, before);
}

static void
an_answer_costs_a_few_looks(void **state)
{
    const struct fetch_events_reply page = { .head = 0 };
    const struct client_reply reply = {
        .header = { .status = 200 },
        .payload = codec_encode_in(&arena, &types_fetch_events_reply_schema,
                &page),
    };
    struct followers *followers = &lane.followers;
    uint64_t before;

    (void)state;
    ask_all();
    before = followers->compared;
    for (size_t i = 0; i < followers->count; i++)
        followers_answered(followers, followers->items[i], &reply, NOW + 5000);
    assert_true(followers->compared - before <= 40 * followers->count);
    assert_null(followers->with_page);
    assert_non_null(followers_due(followers, NOW + 5000));
}

/* Who has trouble is told of before those who are well. */
static void
what_the_store_says_of_them_can_be_read(void **state)
{
    struct follower *last = lane.followers.items[lane.followers.count - 1];
    struct store_condition condition, read = { 0 };
    struct decode_error error;

    (void)state;
    last->head = 5;
    condition = condition_of(&lane, &arena);
    assert_int_equal(codec_decode(&types_store_condition_schema,
                             codec_encode_in(&arena,
                                     &types_store_condition_schema, &condition),
                             &arena, &read, NULL, &error),
            STATUS_OK);
    assert_true(read.follows_count >= 1000);
    assert_true(str_equal(read.follows[0].source, last->source));
    assert_int_equal(read.follows[0].lag, 5);
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(each_is_followed_once_and_found),
        TEST(who_is_due_comes_in_order),
        TEST(to_follow_what_is_followed_costs_a_few_looks_at_each),
        TEST(who_is_silent_costs_a_turn_nothing),
        TEST(an_answer_costs_a_few_looks),
        TEST(what_the_store_says_of_them_can_be_read),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
