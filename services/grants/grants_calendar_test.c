#include "calendar.h"

#include "base/clock.h"
#include "base/test.h"

/* Around 1 May 2026: five days off, Saturday the 9th worked. */
static struct calendar_day days[6];
static struct calendar calendar = { days, 6 };

static int64_t
day(const char *text)
{
    int64_t date;

    assert_true(date_parse(str_from(text), &date));
    return date;
}

static int
set_up(void **state)
{
    for (int i = 0; i < 5; i++)
        days[i] = (struct calendar_day){ .date = day("2026-05-01") + i,
            .kind = CALENDAR_KIND_HOLIDAY };
    days[5] = (struct calendar_day){ .date = day("2026-05-09"),
        .kind = CALENDAR_KIND_WORKDAY };
    return 0;
}

static void
weekends_are_free_without_a_table(void **state)
{
    const struct calendar empty = { NULL, 0 };

    assert_true(calendar_is_working_day(&empty, day("2026-03-06")));
    assert_false(calendar_is_working_day(&empty, day("2026-03-07")));
    assert_false(calendar_is_working_day(&empty, day("2026-03-08")));
    assert_true(calendar_is_working_day(&empty, day("2026-03-09")));
}

static void
the_table_turns_a_friday_off_and_a_saturday_on(void **state)
{
    assert_false(calendar_is_working_day(&calendar, day("2026-05-01")));
    assert_true(calendar_is_working_day(&calendar, day("2026-05-09")));
    assert_false(calendar_is_working_day(&calendar, day("2026-05-10")));
    assert_true(calendar_is_working_day(&calendar, day("2026-05-11")));
}

static void
a_day_set_back_to_regular_follows_the_week(void **state)
{
    struct calendar_day friday = { .date = day("2026-05-01"),
        .kind = CALENDAR_KIND_REGULAR };
    const struct calendar corrected = { &friday, 1 };

    assert_true(calendar_is_working_day(&corrected, day("2026-05-01")));
}

static void
five_days_over_the_holiday_end_on_a_worked_saturday_and_monday(void **state)
{
    /* Opened on Wednesday the 29th: 30 April, 6, 7, 8 and 9 May. */
    int64_t opened = date_start(day("2026-04-29")) + 15 * HOUR_MS;

    assert_int_equal(
            calendar_working_day_after(&calendar, day("2026-04-29"), 5),
            day("2026-05-09"));
    assert_int_equal(notice_end(&calendar, opened, 5),
            date_start(day("2026-05-10")));
    assert_int_equal(notice_end(&calendar, opened, 6),
            date_start(day("2026-05-12")));
}

static void
the_day_of_opening_does_not_count(void **state)
{
    int64_t midnight = date_start(day("2026-03-02"));
    int64_t evening = midnight + 24 * HOUR_MS - 1;

    assert_int_equal(notice_end(&calendar, midnight, 1),
            date_start(day("2026-03-04")));
    assert_int_equal(notice_end(&calendar, evening, 1),
            date_start(day("2026-03-04")));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(weekends_are_free_without_a_table),
        cmocka_unit_test(the_table_turns_a_friday_off_and_a_saturday_on),
        cmocka_unit_test(a_day_set_back_to_regular_follows_the_week),
        cmocka_unit_test(
                five_days_over_the_holiday_end_on_a_worked_saturday_and_monday),
        cmocka_unit_test(the_day_of_opening_does_not_count),
    };

    return cmocka_run_group_tests(tests, set_up, NULL);
}
