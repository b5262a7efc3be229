#include "uri.h"

#include "base/test.h"

static struct arena arena;
static struct uri uri;

static int
release(void **state)
{
    arena_release(&arena);
    return 0;
}

static enum status
parse(const char *target)
{
    return uri_parse(str_from(target), &arena, &uri);
}

static void
segments_are_decoded_after_they_are_cut(void **state)
{
    assert_int_equal(parse("/v1/a%2Fb/%e5%85%ac+"), STATUS_OK);
    assert_int_equal(uri.segment_count, 3);
    assert_true(str_equal(uri.segments[1], STR("a/b")));
    assert_true(str_equal(uri.segments[2], STR("公+")));
}

static void
the_root_has_no_segments_and_a_last_slash_an_empty_one(void **state)
{
    assert_int_equal(parse("/"), STATUS_OK);
    assert_int_equal(uri.segment_count, 0);
    assert_int_equal(parse("/docs/"), STATUS_OK);
    assert_int_equal(uri.segment_count, 2);
    assert_int_equal(uri.segments[1].len, 0);
}

static void
parameters_are_decoded_after_they_are_cut(void **state)
{
    assert_int_equal(parse("/?a=b%26c+d&&e=&f&g=h=i"), STATUS_OK);
    assert_int_equal(uri.parameter_count, 4);
    assert_true(str_equal(uri_find(&uri, STR("a"))->value, STR("b&c d")));
    assert_int_equal(uri_find(&uri, STR("e"))->value.len, 0);
    assert_int_equal(uri_find(&uri, STR("f"))->value.len, 0);
    assert_true(str_equal(uri_find(&uri, STR("g"))->value, STR("h=i")));
    assert_null(uri_find(&uri, STR("h")));
}

static void
what_cannot_be_decoded_is_refused(void **state)
{
    static const char *const targets[] = { "", "a", "/%", "/%4", "/%zz", "/%00",
        "/%0a", "/%7f", "/%ff", "/%c0%af", "/?%ff=a", "/?a=%0D" };
    for (size_t i = 0; i < COUNT_OF(targets); i++)
        assert_int_equal(parse(targets[i]), STATUS_MALFORMED);
}

static void
more_parts_than_there_is_room_for_are_refused(void **state)
{
    assert_int_equal(parse("/1/2/3/4/5/6/7/8/9/10/11/12"), STATUS_OK);
    assert_int_equal(parse("/1/2/3/4/5/6/7/8/9/10/11/12/13"), STATUS_MALFORMED);
    char query[4 * URI_PARAMETERS_MAX + 8] = "/?";
    for (int i = 0; i <= URI_PARAMETERS_MAX; i++)
        strcat(query, "a=b&");
    assert_int_equal(parse(query), STATUS_MALFORMED);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(segments_are_decoded_after_they_are_cut),
        cmocka_unit_test(
                the_root_has_no_segments_and_a_last_slash_an_empty_one),
        cmocka_unit_test(parameters_are_decoded_after_they_are_cut),
        cmocka_unit_test(what_cannot_be_decoded_is_refused),
        cmocka_unit_test(more_parts_than_there_is_room_for_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, release);
}
