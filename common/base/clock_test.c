#include "base/clock.h"

#include "base/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

static const int64_t nine_o_clock = 1772413200000; /* 2026-03-02, +08:00 */

static int64_t
date(const char *text)
{
    int64_t out = 0;

    assert_true(date_parse(str_from(text), &out));
    return out;
}

static int64_t
time_at(const char *text)
{
    int64_t out = 0;

    assert_true(time_parse(str_from(text), &out));
    return out;
}

static void
dates_count_from_the_epoch(void **state)
{
    assert_int_equal(date("1970-01-01"), 0);
    assert_int_equal(date("1969-12-31"), -1);
    assert_int_equal(date("2000-03-01"), 11017);
    assert_int_equal(date("2026-03-02"), 20514);
}

static void
only_real_days_are_dates(void **state)
{
    static const char *const texts[] = { "2026-02-29", "1900-02-29",
        "2100-02-29", "2026-02-30", "2026-04-31", "2026-00-01", "2026-13-01",
        "2026-01-00", "2026-01-32", "1899-12-31", "3000-01-01", "2026-1-1",
        "2026-01-1x", "2026/01/01", "20260101", " 2026-01-1", "2026-01-01 ", "",
        "-026-01-01", "+026-01-01" };
    int64_t out;

    for (size_t i = 0; i < COUNT_OF(texts); i++)
        assert_false(date_parse(str_from(texts[i]), &out));
}

static void
leap_days_are_dates(void **state)
{
    assert_int_equal(date("2024-03-01") - date("2024-02-28"), 2);
    assert_int_equal(date("2000-03-01") - date("2000-02-29"), 1);
    assert_int_equal(date("2100-03-01") - date("2100-02-28"), 1);
}

static void
every_date_goes_both_ways(void **state)
{
    int64_t last = date("2999-12-31");
    char text[DATE_TEXT_SIZE], before[DATE_TEXT_SIZE] = "";

    for (int64_t day = date("1900-01-01"); day <= last; day++) {
        date_format(day, text);
        assert_int_equal(date(text), day);
        assert_true(strcmp(before, text) < 0);
        memcpy(before, text, sizeof(text));
    }
}

static void
years_and_weekdays_are_those_of_the_calendar(void **state)
{
    assert_int_equal(date_year(date("2025-12-31")), 2025);
    assert_int_equal(date_year(date("2026-01-01")), 2026);
    assert_int_equal(date_month(date("2026-01-01")), 1);
    assert_int_equal(date_month(date("2025-12-31")), 12);
    assert_int_equal(date_in(2024, 2, 29), date("2024-02-29"));
    assert_int_equal(date_weekday(date("1970-01-01")), 4);
    assert_int_equal(date_weekday(date("2026-03-02")), 1);
    assert_int_equal(date_weekday(date("2026-03-08")), 7);
    assert_int_equal(date_weekday(date("1969-12-28")), 7);
}

static void
a_day_begins_at_midnight_in_china(void **state)
{
    int64_t midnight = time_at("2026-03-02T00:00:00+08:00");

    assert_int_equal(date_of(midnight), date("2026-03-02"));
    assert_int_equal(date_of(midnight - 1), date("2026-03-01"));
    assert_int_equal(date_start(date("2026-03-02")), midnight);
    assert_int_equal(date_of(time_at("2026-03-01T16:00:00Z")),
            date("2026-03-02"));
}

static void
time_is_written_with_the_offset_of_china(void **state)
{
    char text[TIME_TEXT_SIZE];

    time_format(nine_o_clock, text);
    assert_string_equal(text, "2026-03-02T09:00:00.000+08:00");
    time_format(nine_o_clock + 59 * MINUTE_MS + 59 * SECOND_MS + 7, text);
    assert_string_equal(text, "2026-03-02T09:59:59.007+08:00");
    time_format(0, text);
    assert_string_equal(text, "1970-01-01T08:00:00.000+08:00");
    time_format(-1, text);
    assert_string_equal(text, "1970-01-01T07:59:59.999+08:00");
    assert_int_equal(time_at(text), -1);
}

static void
any_offset_is_read(void **state)
{
    static const char *const texts[] = { "2026-03-02T09:00:00+08:00",
        "2026-03-02T01:00:00Z", "2026-03-02t01:00:00z",
        "2026-03-02T01:00:00.000000000Z", "2026-03-01T20:30:00.0-04:30",
        "2026-03-02T01:00:00-00:00", "2026-03-02T01:00:00.0009Z" };

    for (size_t i = 0; i < COUNT_OF(texts); i++)
        assert_int_equal(time_at(texts[i]), nine_o_clock);
    assert_int_equal(time_at("2026-03-02T01:00:00.5Z"), nine_o_clock + 500);
    assert_int_equal(time_at("2026-03-02T01:00:00.1239Z"), nine_o_clock + 123);
}

static void
only_real_times_are_read(void **state)
{
    static const char *const texts[] = { "2026-03-02T09:00:00",
        "2026-03-02 09:00:00Z", "2026-03-02T24:00:00Z", "2026-03-02T09:60:00Z",
        "2026-03-02T09:00:60Z", "2026-02-29T09:00:00Z", "2026-03-02T09:00:00.Z",
        "2026-03-02T09:00:00.0000000000Z", "2026-03-02T09:00:00+0800",
        "2026-03-02T09:00:00+24:00", "2026-03-02T09:00:00+08:60",
        "2026-03-02T09:00:00+08", "2026-03-02T09:00Z", "2026-03-02T9:00:00Z+8",
        "2026-03-02T09:00:00ZZ", "2026-03-02T09:00:00 +08:00", "" };
    int64_t out;

    for (size_t i = 0; i < COUNT_OF(texts); i++)
        assert_false(time_parse(str_from(texts[i]), &out));
}

static int64_t
real_now(void)
{
    struct timespec now;

    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void
write_clock_file(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");

    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

/* How far clock_now() is from the real clock, to the minute. */
static int64_t
moved_by(void)
{
    int64_t ms = clock_now() - real_now() + MINUTE_MS / 2;

    return ms >= 0 ? ms / MINUTE_MS : -1;
}

static void
the_clock_file_moves_the_clock(void **state)
{
    char path[] = "/tmp/clock_test.XXXXXX";
    int file = mkstemp(path);

    assert_true(file >= 0);
    close(file);
    setenv("CW_CLOCK_FILE", path, 1);
    assert_true(clock_is_movable());
    write_clock_file(path, "7200000\n");
    assert_int_equal(moved_by(), 0); /* not before it is read */
    clock_refresh();
    assert_int_equal(moved_by(), 120);
    write_clock_file(path, "60000");
    clock_refresh();
    assert_int_equal(moved_by(), 1);
    unlink(path);
    clock_refresh();
    assert_int_equal(moved_by(), 0);
    unsetenv("CW_CLOCK_FILE");
}

static void
without_a_clock_file_time_is_real(void **state)
{
    unsetenv("CW_CLOCK_FILE");
    clock_refresh();
    assert_false(clock_is_movable());
    assert_int_equal(moved_by(), 0);
}

static void
the_monotonic_clock_does_not_go_back(void **state)
{
    int64_t before = clock_monotonic_us();

    for (int i = 0; i < 1000; i++) {
        int64_t next = clock_monotonic_us();

        assert_true(next >= before);
        before = next;
    }
    assert_true(clock_monotonic() >= before / 1000);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dates_count_from_the_epoch),
        cmocka_unit_test(only_real_days_are_dates),
        cmocka_unit_test(leap_days_are_dates),
        cmocka_unit_test(every_date_goes_both_ways),
        cmocka_unit_test(years_and_weekdays_are_those_of_the_calendar),
        cmocka_unit_test(a_day_begins_at_midnight_in_china),
        cmocka_unit_test(time_is_written_with_the_offset_of_china),
        cmocka_unit_test(any_offset_is_read),
        cmocka_unit_test(only_real_times_are_read),
        cmocka_unit_test(the_clock_file_moves_the_clock),
        cmocka_unit_test(without_a_clock_file_time_is_real),
        cmocka_unit_test(the_monotonic_clock_does_not_go_back),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
