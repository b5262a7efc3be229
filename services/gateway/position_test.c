#include "position.h"

#include "base/test.h"

static const struct position full = {
    .of = { { true, 12, 0x0a1b2c3d }, { true, 5, 0xffffffff }, { true, 90, 0 },
            { true, 3, 1 } },
};

static const char *
text_of(const struct position *position)
{
    static char text[POSITION_TEXT_SIZE];
    const size_t len = position_format(position, text);
    assert_int_equal(len, strlen(text));
    return text;
}

static void
it_says_where_and_of_which_stores(void **state)
{
    assert_string_equal(text_of(&full),
            "r12.g5.f90.n3@0a1b2c3d.ffffffff.00000000.00000001");
    struct position some = full;
    some.of[0].is_known = some.of[2].is_known = false;
    assert_string_equal(text_of(&some), "g5.n3@ffffffff.00000001");
    assert_string_equal(text_of(&(struct position){ 0 }), "");
}

static void
it_is_read_as_it_is_written(void **state)
{
    struct position out;
    assert_true(position_parse(str_from(text_of(&full)), &out));
    for (int i = 0; i < POSITION_SERVICES; i++) {
        assert_true(out.of[i].is_known);
        assert_int_equal(out.of[i].seq, full.of[i].seq);
        assert_int_equal(out.of[i].epoch, full.of[i].epoch);
    }
}

static void
the_longest_fits(void **state)
{
    struct position longest = full;
    for (int i = 0; i < POSITION_SERVICES; i++)
        longest.of[i].seq = INT64_MAX;
    assert_in_range(strlen(text_of(&longest)), 1, POSITION_TEXT_SIZE - 1);
}

static void
what_is_no_position_is_refused(void **state)
{
    static const char *const texts[] = { "", " ", "@", "g5", "g5@", "@00000000",
        "x5@00000000", "g@00000000", "g-5@00000000", "g5@0000000",
        "g5@0000000G", "g5.g6@00000000.00000000", "g5@00000000.00000000",
        "g5.n1@00000000", "g9999999999999999999@00000000" };
    struct position out;
    for (size_t i = 0; i < COUNT_OF(texts); i++)
        assert_false(position_parse(str_from(texts[i]), &out));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_says_where_and_of_which_stores),
        cmocka_unit_test(it_is_read_as_it_is_written),
        cmocka_unit_test(the_longest_fits),
        cmocka_unit_test(what_is_no_position_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
