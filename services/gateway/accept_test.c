#include "accept.h"

#include "base/test.h"
#include "language.h"

static int
weight(const char *header, const char *name, const char *wildcard)
{
    return accept_weight(str_from(header), str_from(name), str_from(wildcard));
}

static void
a_name_has_its_own_weight_or_the_wildcards(void **state)
{
    assert_int_equal(weight("gzip", "gzip", "*"), 1000);
    assert_int_equal(weight("br;q=1.0, GZIP ; q=0.25", "gzip", "*"), 250);
    assert_int_equal(weight("br, *;q=0.5", "gzip", "*"), 500);
    assert_int_equal(weight("*;q=0.5, gzip;q=0", "gzip", "*"), 0);
    assert_int_equal(weight("br", "gzip", "*"), -1);
    assert_int_equal(weight("", "gzip", "*"), -1);
}

static void
a_weight_that_is_none_counts_nothing(void **state)
{
    static const char *const headers[] = { "gzip;q=", "gzip;q=a", "gzip;q=-1",
        "gzip;q=2", "gzip;q=.5", "gzip;q=0,5" };
    for (size_t i = 0; i < COUNT_OF(headers); i++)
        assert_int_equal(weight(headers[i], "gzip", "*"), 0);
    assert_int_equal(weight("gzip;q=1.9", "gzip", "*"), 1000);
    assert_int_equal(weight("gzip;q=0.1239", "gzip", "*"), 123);
}

static void
other_parameters_are_passed_over(void **state)
{
    assert_int_equal(weight("text/csv;header=present;q=0.3", "text/csv", "*/*"),
            300);
}

static void
chinese_unless_english_is_liked_better(void **state)
{
    assert_int_equal(language_of(STR("")), LANGUAGE_CHINESE);
    assert_int_equal(language_of(STR("en")), LANGUAGE_ENGLISH);
    assert_int_equal(language_of(STR("en-GB,en;q=0.9")), LANGUAGE_ENGLISH);
    assert_int_equal(language_of(STR("zh-CN,zh;q=0.9,en;q=0.8")),
            LANGUAGE_CHINESE);
    assert_int_equal(language_of(STR("en;q=0.5,zh;q=0.5")), LANGUAGE_CHINESE);
    assert_int_equal(language_of(STR("zh;q=0.1, en;q=0.2")), LANGUAGE_ENGLISH);
    assert_int_equal(language_of(STR("enough")), LANGUAGE_CHINESE);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_name_has_its_own_weight_or_the_wildcards),
        cmocka_unit_test(a_weight_that_is_none_counts_nothing),
        cmocka_unit_test(other_parameters_are_passed_over),
        cmocka_unit_test(chinese_unless_english_is_liked_better),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
