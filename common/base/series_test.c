#include "base/series.h"

#include "base/test.h"

static struct arena arena;

static void
is(int year, int64_t number, const char *expected)
{
    assert_string_equal(series_number(&arena, "GF", year, number).data,
            expected);
    arena_release(&arena);
}

static void
a_number_has_four_digits_or_as_many_as_it_needs(void **state)
{
    (void)state;
    is(2026, 12, "GF-2026-0012");
    is(2026, 9999, "GF-2026-9999");
    is(2026, 10000, "GF-2026-10000");
    is(2026, INT64_MAX, "GF-2026-9223372036854775807");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_number_has_four_digits_or_as_many_as_it_needs),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
