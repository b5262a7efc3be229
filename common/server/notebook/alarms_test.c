/* What of a store is an alarm, and what is not yet. */
#include "notebook.h"

#include "base/clock.h"
#include "base/test.h"
#include "server/alarms.h"
#include "server/condition.h"
#include "server/gauges.h"
#include "server/harness.h"

static struct harness *harness;
static struct arena arena;
static struct follower follower, *followed = &follower;
static struct lane lane;

static int
open_lane(void **state)
{
    (void)state;
    harness = harness_open(&notebook_service, "longgang.bantian");
    follower = (struct follower){
        .shard = harness_shard(harness),
        .source = STR("grants@longgang"),
    };
    lane = (struct lane){
        .shard = harness_shard(harness),
        .followers = { .items = &followed, .queue = &followed, .count = 1 },
    };
    return 0;
}

static int
close_lane(void **state)
{
    (void)state;
    arena_release(&arena);
    harness_close(harness);
    return 0;
}

/* The only alarm, or none: a kind of zero. */
static struct alarm
only_alarm(void)
{
    struct alarm *alarms;
    const size_t count = alarms_list(&lane, &arena, &alarms);

    assert_true(count <= 1);
    return count == 1 ? alarms[0] : (struct alarm){ 0 };
}

static void
a_store_that_is_well_has_no_alarm(void **state)
{
    (void)state;
    assert_int_equal(only_alarm().kind, 0);
}

static void
dead_letters_are_one_alarm_with_their_count(void **state)
{
    (void)state;
    lane.shard->dead = 3;
    assert_int_equal(only_alarm().kind, ALARM_KIND_DEAD_LETTER);
    assert_int_equal(only_alarm().count, 3);
}

static void
a_follower_is_stuck_after_five_minutes(void **state)
{
    (void)state;
    follower.failing_since = clock_monotonic() - 5 * MINUTE_MS + SECOND_MS;
    assert_int_equal(only_alarm().kind, 0);
    follower.failing_since -= SECOND_MS;
    assert_int_equal(only_alarm().kind, ALARM_KIND_STUCK_FOLLOWER);
    assert_true(str_equal(only_alarm().what, STR("grants@longgang")));
}

static void
a_log_that_diverged_is_an_alarm_at_once(void **state)
{
    (void)state;
    follower.has_diverged = true;
    assert_int_equal(only_alarm().kind, ALARM_KIND_DIVERGED);
}

static void
the_metric_has_a_row_for_each_kind(void **state)
{
    struct buffer text = { 0 };

    (void)state;
    lane.shard->dead = 3;
    gauges_write("notebook", &lane, 1, &text);
    buffer_append(&text, "", 1);
    assert_non_null(strstr(text.data,
            "commonweal_alarms{service=\"notebook\",hub=\"longgang.bantian\","
            "alarm=\"dead_letter\"} 3\n"));
    assert_non_null(strstr(text.data, "alarm=\"disk_low\"} 0\n"));
    buffer_release(&text);
}

static void
the_condition_tells_how_far_behind_and_why(void **state)
{
    struct store_condition condition;

    (void)state;
    follower.head = 12;
    follower.cursor.seq = 5;
    follower.failing_since = clock_monotonic();
    last_error_note(&follower.last_error, "it answered %d", 503);
    condition = condition_of(&lane, &arena);
    assert_int_equal(condition.follows_count, 1);
    assert_int_equal(condition.follows[0].lag, 7);
    assert_true(condition.follows[0].is_failing);
    assert_true(
            str_equal(condition.follows[0].last_error, STR("it answered 503")));
    assert_false(condition.has_last_error);
}

/* 67 characters of three bytes are 201 bytes, and the room is 199. */
static void
a_text_that_is_too_long_is_cut_between_characters(void **state)
{
    struct last_error error;
    char text[202] = "";

    (void)state;
    for (int i = 0; i < 67; i++)
        strcat(text, "公");
    last_error_note(&error, "%s", text);
    assert_int_equal(strlen(error.text), 198);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_lane, close_lane)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_store_that_is_well_has_no_alarm),
        TEST(dead_letters_are_one_alarm_with_their_count),
        TEST(a_follower_is_stuck_after_five_minutes),
        TEST(a_log_that_diverged_is_an_alarm_at_once),
        TEST(the_metric_has_a_row_for_each_kind),
        TEST(the_condition_tells_how_far_behind_and_why),
        TEST(a_text_that_is_too_long_is_cut_between_characters),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
