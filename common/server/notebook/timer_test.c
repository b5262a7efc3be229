/* Timers: exactly once, in due order, with the time at which they were due. */
#include "notebook.h"

#include "base/clock.h"
#include "base/test.h"
#include "server/harness.h"
#include "server/shard.h"

#include <stdio.h>
#include <stdlib.h>

static struct harness *harness;

static int
open_notebook(void **state)
{
    harness = harness_open(&notebook_service, "longgang");
    return 0;
}

static int
close_notebook(void **state)
{
    harness_close(harness);
    return 0;
}

static void
remind(int note, int64_t in_ms, int64_t amount)
{
    struct remind_request request = {
        .note = { { (uint8_t)note } },
        .at = harness_now(harness) + in_ms,
        .amount = amount,
    };

    assert_int_equal(harness_call(harness, harness_public(harness), "remind",
                             NULL, &request, NULL),
            STATUS_OK);
}

static int64_t
count_reminders(void)
{
    struct count_notes_request request = { 0 };
    struct count_notes_reply reply;

    assert_int_equal(harness_call(harness, harness_public(harness),
                             "count_notes", NULL, &request, &reply),
            STATUS_OK);
    return reply.reminders;
}

static void
a_timer_runs_once_with_its_due_time(void **state)
{
    struct notebook_reminded body;
    int64_t due = harness_now(harness) + HOUR_MS;

    remind(1, HOUR_MS, 1);
    harness_advance(harness, HOUR_MS - 1);
    assert_int_equal(count_reminders(), 0);
    harness_advance(harness, DAY_MS);
    assert_int_equal(count_reminders(), 1);
    assert_true(harness_last_event(harness, "notebook.reminded", NULL, &body));
    assert_int_equal(body.due_at, due);
}

static void
a_timer_that_fell_due_while_nobody_served_runs_after(void **state)
{
    struct notebook_reminded body;
    int64_t due = harness_now(harness) + HOUR_MS;

    remind(1, HOUR_MS, 1);
    harness_set_now(harness, due + 3 * DAY_MS);
    harness_reopen(harness);
    harness_run_due(harness);
    harness_run_due(harness);
    assert_int_equal(count_reminders(), 1);
    assert_true(harness_last_event(harness, "notebook.reminded", NULL, &body));
    assert_int_equal(body.due_at, due);
}

static void
an_appointment_replaces_the_one_before(void **state)
{
    remind(1, HOUR_MS, 1);
    remind(1, 2 * HOUR_MS, 1);
    harness_advance(harness, HOUR_MS);
    assert_int_equal(count_reminders(), 0);
    harness_advance(harness, HOUR_MS);
    assert_int_equal(count_reminders(), 1);
}

static void
a_failing_timer_backs_off_alone(void **state)
{
    remind(1, HOUR_MS, 0);
    remind(2, HOUR_MS, 1);
    harness_set_now(harness, harness_now(harness) + HOUR_MS);
    harness_run_due(harness);
    assert_int_equal(count_reminders(), 1);
    remind(1, -HOUR_MS, 1); /* what made it fail is mended */
    harness_run_due(harness);
    assert_int_equal(count_reminders(), 2);
}

static int64_t
until_next_try(void)
{
    int64_t try_at;

    harness_run_due(harness);
    assert_int_equal(agenda_next(harness_shard(harness)->agenda, &try_at),
            STATUS_OK);
    return try_at - harness_now(harness);
}

static void
each_failure_doubles_the_wait(void **state)
{
    remind(1, 0, 0);
    for (int64_t wait = SECOND_MS; wait < 2000 * SECOND_MS;) {
        assert_int_equal(until_next_try(), wait);
        harness_set_now(harness, harness_now(harness) + wait);
        wait = wait < 1024 * SECOND_MS ? 2 * wait : INT64_MAX;
    }
    assert_int_equal(until_next_try(), 1024 * SECOND_MS);
}

static void
what_a_failing_timer_wrote_is_undone(void **state)
{
    remind(1, 0, 0);
    harness_run_due(harness);
    assert_int_equal(count_reminders(), 0);
    assert_int_equal(harness_count_events(harness, "notebook.reminded"), 0);
}

/* As on a machine that took five seconds for what went before. */
static void
let_the_clock_run_on(void)
{
    FILE *file = fopen(getenv("CW_CLOCK_FILE"), "r+");
    long long offset = 0;

    assert_non_null(file);
    assert_int_equal(fscanf(file, "%lld", &offset), 1);
    rewind(file);
    fprintf(file, "%lld\n", offset + 5 * SECOND_MS);
    fclose(file);
    clock_refresh();
    assert_true(clock_now() >= harness_now(harness) + 5 * SECOND_MS);
}

static void
a_slow_machine_does_not_move_the_time_of_a_test(void **state)
{
    let_the_clock_run_on();
    remind(1, SECOND_MS, 1);
    assert_true(clock_now() < harness_now(harness) + SECOND_MS);
}

#define TEST(name)                                                             \
    cmocka_unit_test_setup_teardown(name, open_notebook, close_notebook)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_timer_runs_once_with_its_due_time),
        TEST(a_timer_that_fell_due_while_nobody_served_runs_after),
        TEST(an_appointment_replaces_the_one_before),
        TEST(a_failing_timer_backs_off_alone),
        TEST(each_failure_doubles_the_wait),
        TEST(a_slow_machine_does_not_move_the_time_of_a_test),
        TEST(what_a_failing_timer_wrote_is_undone),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
