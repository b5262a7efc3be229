#include "base/str.h"

#include "base/status.h"
#include "base/test.h"

static void
blanks_around_a_text_are_trimmed(void **state)
{
    assert_true(str_equal(str_trim(STR(" \t a b\t ")), STR("a b")));
    assert_true(str_equal(str_trim(STR("a")), STR("a")));
    assert_true(str_equal(str_trim(STR("\n")), STR("\n")));
    assert_int_equal(str_trim(STR(" \t ")).len, 0);
    assert_int_equal(str_trim((struct str){ 0 }).len, 0);
}

/* A byte that ends strings in C is no blank. */
static void
a_zero_byte_is_not_trimmed(void **state)
{
    assert_int_equal(str_trim(STR("a\0")).len, 2);
}

static void
a_code_of_the_wire_is_a_status_of_ours(void **state)
{
    assert_int_equal(status_from_code(200), STATUS_OK);
    assert_int_equal(status_from_code(404), STATUS_NOT_FOUND);
    assert_int_equal(status_from_code(504), STATUS_TOO_LATE);
}

/* 0 would be success, 202 and 425 are ours to say inside a service only. */
static void
a_code_that_is_none_of_ours_is_a_fault(void **state)
{
    static const int64_t codes[] = { 0, -1, 202, 204, 425, 418, 600,
        INT64_C(1) << 40 };

    for (size_t i = 0; i < sizeof(codes) / sizeof(*codes); i++)
        assert_int_equal(status_from_code(codes[i]), STATUS_INTERNAL);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(blanks_around_a_text_are_trimmed),
        cmocka_unit_test(a_zero_byte_is_not_trimmed),
        cmocka_unit_test(a_code_of_the_wire_is_a_status_of_ours),
        cmocka_unit_test(a_code_that_is_none_of_ours_is_a_fault),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
