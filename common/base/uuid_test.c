#include "base/uuid.h"

#include "base/test.h"

static const int64_t now = 1772413200000; /* 2026-03-02 09:00 +08:00 */

static void
new_ids_of_one_millisecond_are_in_order(void **state)
{
    struct uuid before = uuid_new(now);

    for (int i = 0; i < 100000; i++) {
        struct uuid next = uuid_new(now);

        assert_true(memcmp(before.bytes, next.bytes, 16) < 0);
        before = next;
    }
    assert_int_equal(uuid_time(before), now);
    assert_true(uuid_is_v7(before));
}

static void
new_ids_of_later_times_are_later(void **state)
{
    struct uuid early = uuid_new(now), late = uuid_new(now + 1);

    assert_true(memcmp(early.bytes, late.bytes, 16) < 0);
    assert_int_equal(uuid_time(late), now + 1);
}

static void
a_clock_that_goes_back_is_taken_at_its_word(void **state)
{
    uuid_new(now);
    assert_int_equal(uuid_time(uuid_new(now - 5)), now - 5);
}

static void
derived_ids_follow_from_their_cause(void **state)
{
    struct uuid cause = uuid_new(now);
    struct uuid derived = uuid_derive(cause, "gift", 0);

    assert_true(uuid_equal(derived, uuid_derive(cause, "gift", 0)));
    assert_false(uuid_equal(derived, uuid_derive(cause, "gift", 1)));
    assert_false(uuid_equal(derived, uuid_derive(cause, "gifts", 0)));
    assert_false(uuid_equal(derived, uuid_derive(uuid_new(now), "gift", 0)));
    assert_true(uuid_is_v7(derived));
    assert_int_equal(uuid_time(derived), now);
}

static void
derivation_never_changes(void **state)
{
    struct uuid cause;
    char text[UUID_TEXT_SIZE];

    assert_true(
            uuid_parse(STR("019cac51-4080-7000-8000-000000000001"), &cause));
    uuid_format(uuid_derive(cause, "gift", 7), text);
    assert_string_equal(text, "019cac51-4080-7969-8d14-af60506c8be5");
}

static void
text_goes_both_ways_in_either_case(void **state)
{
    struct uuid uuid, upper;
    char text[UUID_TEXT_SIZE];

    assert_true(uuid_parse(STR("0190f5fe-7c00-7a00-8abc-0123456789ab"), &uuid));
    assert_true(
            uuid_parse(STR("0190F5FE-7C00-7A00-8ABC-0123456789AB"), &upper));
    assert_true(uuid_equal(uuid, upper));
    uuid_format(upper, text);
    assert_string_equal(text, "0190f5fe-7c00-7a00-8abc-0123456789ab");
}

static void
other_text_is_refused(void **state)
{
    static const char *const texts[] = {
        "",
        "0190f5fe7c007a008abc0123456789ab",
        "0190f5fe-7c00-7a00-8abc-0123456789a",
        "0190f5fe-7c00-7a00-8abc-0123456789abc",
        "0190f5fe-7c00-7a00-8abc-0123456789ag",
        "0190f5fe-7c00-7a008-abc-0123456789ab",
        "{190f5fe-7c00-7a00-8abc-0123456789a}",
    };
    struct uuid uuid;

    for (size_t i = 0; i < COUNT_OF(texts); i++)
        assert_false(uuid_parse(str_from(texts[i]), &uuid));
}

static void
zero_is_no_identifier(void **state)
{
    struct uuid zero = { 0 };

    assert_true(uuid_is_zero(zero));
    assert_false(uuid_is_v7(zero));
    assert_false(uuid_is_zero(uuid_new(now)));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(new_ids_of_one_millisecond_are_in_order),
        cmocka_unit_test(new_ids_of_later_times_are_later),
        cmocka_unit_test(a_clock_that_goes_back_is_taken_at_its_word),
        cmocka_unit_test(derived_ids_follow_from_their_cause),
        cmocka_unit_test(derivation_never_changes),
        cmocka_unit_test(text_goes_both_ways_in_either_case),
        cmocka_unit_test(other_text_is_refused),
        cmocka_unit_test(zero_is_no_identifier),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
