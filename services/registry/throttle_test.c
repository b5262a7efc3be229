#include "throttle.h"

#include "base/clock.h"

#include "base/test.h"

enum { NOW = 1000000 };

static struct throttle throttle;

static void
begin(void)
{
    throttle = (struct throttle){ 0 };
    throttle_init(&throttle);
}

static void
fail_times(struct str name, int times, int64_t now)
{
    for (int i = 0; i < times; i++)
        throttle_failed(&throttle, name, now);
}

static void
a_few_errors_are_free(void **state)
{
    begin();
    fail_times(STR("wang"), THROTTLE_FREE_TRIES - 1, NOW);
    assert_true(throttle_may_try_at(&throttle, STR("wang")) <= NOW);
}

static void
then_each_error_doubles_the_wait(void **state)
{
    begin();
    fail_times(STR("wang"), THROTTLE_FREE_TRIES, NOW);
    assert_int_equal(throttle_may_try_at(&throttle, STR("wang")),
            NOW + 10 * SECOND_MS);
    fail_times(STR("wang"), 3, NOW);
    assert_int_equal(throttle_may_try_at(&throttle, STR("wang")),
            NOW + 80 * SECOND_MS);
    fail_times(STR("wang"), 100, NOW);
    assert_int_equal(throttle_may_try_at(&throttle, STR("wang")),
            NOW + THROTTLE_LONGEST_WAIT_S * SECOND_MS);
}

static void
others_are_not_held_up(void **state)
{
    begin();
    fail_times(STR("wang"), 100, NOW);
    assert_int_equal(throttle_may_try_at(&throttle, STR("li")), 0);
}

static void
success_and_time_forgive(void **state)
{
    begin();
    fail_times(STR("wang"), 20, NOW);
    throttle_succeeded(&throttle, STR("wang"));
    assert_int_equal(throttle_may_try_at(&throttle, STR("wang")), 0);
    fail_times(STR("wang"), 20, NOW);
    throttle_failed(&throttle, STR("wang"), NOW + HOUR_MS + 1);
    assert_int_equal(throttle_may_try_at(&throttle, STR("wang")), 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_few_errors_are_free),
        cmocka_unit_test(then_each_error_doubles_the_wait),
        cmocka_unit_test(others_are_not_held_up),
        cmocka_unit_test(success_and_time_forgive),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
