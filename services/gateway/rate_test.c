#include "rate.h"

#include "base/test.h"

#include <stdio.h>

enum { SECOND_US = 1000 * 1000 };

static const struct rate five_a_minute = { 5, 60 * 1000 };

static int
open_table(void **state)
{
    static struct rates rates;
    rates_init(&rates);
    *state = &rates;
    return 0;
}

static int64_t
take(void **state, const char *who, int64_t now_us)
{
    return rates_take(*state, STR("login"), str_from(who), five_a_minute,
            now_us);
}

static void
as_many_as_allowed_may_come_at_once(void **state)
{
    for (int i = 0; i < 5; i++)
        assert_int_equal(take(state, "a", SECOND_US), 0);
    assert_true(take(state, "a", SECOND_US) > 0);
}

static void
the_wait_it_names_is_enough_and_not_too_long(void **state)
{
    for (int i = 0; i < 5; i++)
        take(state, "a", SECOND_US);
    const int64_t wait_ms = take(state, "a", SECOND_US);
    assert_in_range(wait_ms, 11999, 12001);
    assert_true(take(state, "a", SECOND_US + (wait_ms - 2) * 1000) > 0);
    assert_int_equal(take(state, "a", SECOND_US + wait_ms * 1000), 0);
}

static void
what_is_refused_does_not_count(void **state)
{
    for (int i = 0; i < 100; i++)
        take(state, "a", SECOND_US);
    assert_int_equal(take(state, "a", 14 * SECOND_US), 0);
}

static void
others_and_other_kinds_are_not_touched(void **state)
{
    for (int i = 0; i < 6; i++)
        take(state, "a", SECOND_US);
    assert_int_equal(take(state, "b", SECOND_US), 0);
    assert_int_equal(
            rates_take(*state, STR("read"), STR("a"), five_a_minute, SECOND_US),
            0);
}

static void
a_flood_of_strangers_takes_no_more_room(void **state)
{
    char who[16];
    int refused = 0;

    for (int i = 0; i < 10 * RATE_SLOTS; i++) {
        snprintf(who, sizeof who, "%d", i);
        refused += take(state, who, SECOND_US) > 0;
    }
    assert_int_equal(refused, 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(as_many_as_allowed_may_come_at_once, open_table),
        cmocka_unit_test_setup(the_wait_it_names_is_enough_and_not_too_long,
                open_table),
        cmocka_unit_test_setup(what_is_refused_does_not_count, open_table),
        cmocka_unit_test_setup(others_and_other_kinds_are_not_touched,
                open_table),
        cmocka_unit_test_setup(a_flood_of_strangers_takes_no_more_room,
                open_table),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
