#include "histogram.h"

#include "base/test.h"

static void
an_empty_histogram_has_no_percentiles(void **state)
{
    struct histogram histogram = { 0 };

    (void)state;
    assert_int_equal(histogram_percentile(&histogram, 99), 0);
}

static void
small_values_are_exact(void **state)
{
    struct histogram histogram = { 0 };

    (void)state;
    for (int i = 1; i <= 100; i++)
        histogram_add(&histogram, i);
    assert_int_equal(histogram_percentile(&histogram, 50), 50);
    assert_int_equal(histogram_percentile(&histogram, 99), 99);
    assert_int_equal(histogram_percentile(&histogram, 100), 100);
}

static void
large_values_are_within_one_part_in_64(void **state)
{
    (void)state;
    for (int64_t value = 1; value < INT64_C(10000000000);
            value = value * 3 + 1) {
        struct histogram histogram = { 0 };
        int64_t found;

        histogram_add(&histogram, value);
        histogram_add(&histogram, value * 2);
        found = histogram_percentile(&histogram, 50);
        assert_in_range(found, value, value + value / 64);
    }
}

static void
no_percentile_exceeds_the_largest(void **state)
{
    struct histogram histogram = { 0 };

    (void)state;
    histogram_add(&histogram, 1000001);
    assert_int_equal(histogram_percentile(&histogram, 99.9), 1000001);
    histogram_add(&histogram, -5);
    assert_int_equal(histogram_percentile(&histogram, 50), 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_empty_histogram_has_no_percentiles),
        cmocka_unit_test(small_values_are_exact),
        cmocka_unit_test(large_values_are_within_one_part_in_64),
        cmocka_unit_test(no_percentile_exceeds_the_largest),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
