#include "schedule.h"

#include "base/clock.h"
#include "base/test.h"

static const int64_t midnight = 1772380800000; /* 2026-03-02, +08:00 */

static int64_t
at(int hour, int minute)
{
    return midnight + hour * HOUR_MS + minute * MINUTE_MS;
}

static int64_t
after_quiet(int from, int until, int64_t now)
{
    return schedule_after_quiet((struct quiet_hours){ from, until }, now);
}

static void
a_mail_waits_longer_after_each_failure(void **state)
{
    struct uuid message = uuid_new(midnight);
    int64_t last = 0;

    for (int tries = 1; tries < SCHEDULE_MAX_TRIES; tries++) {
        int64_t wait = schedule_wait_ms(tries, message);

        assert_true(wait > last);
        last = wait;
    }
    assert_true(last <= 24 * HOUR_MS / 100 * 120);
}

static void
the_wait_of_a_try_is_always_the_same(void **state)
{
    struct uuid message = uuid_new(midnight);

    assert_int_equal(schedule_wait_ms(3, message),
            schedule_wait_ms(3, message));
}

static void
messages_of_one_outage_do_not_return_together(void **state)
{
    int64_t first = schedule_wait_ms(1, uuid_new(midnight));
    int differing = 0;

    for (int i = 0; i < 50; i++) {
        int64_t wait = schedule_wait_ms(1, uuid_new(midnight));

        assert_in_range(wait, 48 * SECOND_MS, 72 * SECOND_MS);
        differing += wait != first;
    }
    assert_true(differing > 25);
}

static void
after_two_days_it_is_given_up(void **state)
{
    int64_t total = 0;

    for (int tries = 1; tries < SCHEDULE_MAX_TRIES; tries++) {
        assert_false(schedule_gives_up(tries));
        total += schedule_wait_ms(tries, (struct uuid){ 0 });
    }
    assert_true(schedule_gives_up(SCHEDULE_MAX_TRIES));
    assert_in_range(total, 36 * HOUR_MS, 60 * HOUR_MS);
}

static void
without_quiet_hours_a_mail_goes_at_once(void **state)
{
    assert_int_equal(after_quiet(0, 0, at(3, 0)), at(3, 0));
    assert_int_equal(after_quiet(600, 600, at(10, 0)), at(10, 0));
}

static void
quiet_hours_within_a_day(void **state)
{
    assert_int_equal(after_quiet(720, 840, at(11, 59)), at(11, 59));
    assert_int_equal(after_quiet(720, 840, at(12, 0)), at(14, 0));
    assert_int_equal(after_quiet(720, 840, at(13, 59)), at(14, 0));
    assert_int_equal(after_quiet(720, 840, at(14, 0)), at(14, 0));
}

static void
quiet_hours_over_midnight(void **state)
{
    assert_int_equal(after_quiet(1320, 480, at(21, 59)), at(21, 59));
    assert_int_equal(after_quiet(1320, 480, at(22, 0)), at(32, 0));
    assert_int_equal(after_quiet(1320, 480, at(2, 0)), at(8, 0));
    assert_int_equal(after_quiet(1320, 480, at(8, 0)), at(8, 0));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_mail_waits_longer_after_each_failure),
        cmocka_unit_test(the_wait_of_a_try_is_always_the_same),
        cmocka_unit_test(messages_of_one_outage_do_not_return_together),
        cmocka_unit_test(after_two_days_it_is_given_up),
        cmocka_unit_test(without_quiet_hours_a_mail_goes_at_once),
        cmocka_unit_test(quiet_hours_within_a_day),
        cmocka_unit_test(quiet_hours_over_midnight),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
