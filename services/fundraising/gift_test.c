#include "gift.h"

#include "base/test.h"

static void
numbers_are_read_and_written(void **state)
{
    struct arena arena = { 0 };
    int64_t serial;

    assert_true(gift_serial(STR("GF-2026-0012"), &serial));
    assert_int_equal(serial, INT64_C(2026000000012));
    assert_string_equal(gift_number(&arena, serial).data, "GF-2026-0012");
    assert_string_equal(receipt_number(&arena, serial).data, "RC-2026-0012");
    assert_true(receipt_serial(STR("RC-2026-123456"), &serial));
    assert_string_equal(receipt_number(&arena, serial).data, "RC-2026-123456");
    arena_release(&arena);
}

static void
what_is_no_number_is_refused(void **state)
{
    static const char *const bad[] = { "", "RC", "RC-2026", "RC-2026-",
        "RC-2026-00x2", "GF-2026-0012", "RC-20260-012", "RC-x026-0012",
        "RC-2026-1000000000", "RC-2026-99999999999999999999" };
    int64_t serial;

    for (size_t i = 0; i < COUNT_OF(bad); i++)
        assert_false(receipt_serial(str_from(bad[i]), &serial));
}

static void
a_later_gift_has_a_larger_serial(void **state)
{
    int64_t before, after;

    assert_true(gift_serial(STR("GF-2026-10000"), &before));
    assert_true(gift_serial(STR("GF-2027-0001"), &after));
    assert_true(before < after);
}

static void
a_gift_to_the_fund_is_refunded_from_free_money(void **state)
{
    struct gift gift = { .amount = 2000 };
    struct gift_parts parts;

    assert_true(gift_refund_parts(&gift, &parts));
    assert_int_equal(parts.free, 2000);
    assert_int_equal(parts.restricted, 0);
}

static void
a_designated_gift_is_refunded_from_its_project(void **state)
{
    struct gift gift = { .amount = 5000, .undrawn = 5000 };
    struct gift_parts parts;

    assert_true(gift_refund_parts(&gift, &parts));
    assert_int_equal(parts.restricted, 5000);
    assert_int_equal(parts.free, 0);
}

static void
a_gift_that_paid_something_is_not_refunded(void **state)
{
    struct gift gift = { .amount = 5000, .undrawn = 4999, .drawn = 1 };
    struct gift_parts parts;

    assert_false(gift_refund_parts(&gift, &parts));
}

static void
a_chargeback_leaves_no_fund_below_zero(void **state)
{
    struct gift gift = { .amount = 5000 };
    struct gift_parts parts = gift_chargeback_parts(&gift, 1200);

    assert_int_equal(parts.free, 1200);
    assert_int_equal(parts.receivable, 3800);
    parts = gift_chargeback_parts(&gift, 9000);
    assert_int_equal(parts.free, 5000);
    assert_int_equal(parts.receivable, 0);
}

static void
what_was_paid_out_is_receivable_even_if_the_fund_is_rich(void **state)
{
    struct gift gift = { .amount = 5000, .undrawn = 1000, .drawn = 4000 };
    struct gift_parts parts = gift_chargeback_parts(&gift, 100000);

    assert_int_equal(parts.restricted, 1000);
    assert_int_equal(parts.free, 0);
    assert_int_equal(parts.receivable, 4000);
}

static void
a_mask_shows_the_first_character(void **state)
{
    struct arena arena = { 0 };

    assert_string_equal(donor_mask(&arena, STR("张小明")).data, "张**");
    assert_string_equal(donor_mask(&arena, STR("Ada")).data, "A**");
    arena_release(&arena);
}

static void
a_hash_is_printed_as_hex(void **state)
{
    struct arena arena = { 0 };
    struct hash hash = { { 0x0f, 0xa0 } };
    struct str text = receipt_hash(&arena, &hash);

    assert_int_equal(text.len, 64);
    assert_memory_equal(text.data, "0fa00000", 8);
    arena_release(&arena);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_read_and_written),
        cmocka_unit_test(what_is_no_number_is_refused),
        cmocka_unit_test(a_later_gift_has_a_larger_serial),
        cmocka_unit_test(a_gift_to_the_fund_is_refunded_from_free_money),
        cmocka_unit_test(a_designated_gift_is_refunded_from_its_project),
        cmocka_unit_test(a_gift_that_paid_something_is_not_refunded),
        cmocka_unit_test(a_chargeback_leaves_no_fund_below_zero),
        cmocka_unit_test(
                what_was_paid_out_is_receivable_even_if_the_fund_is_rich),
        cmocka_unit_test(a_mask_shows_the_first_character),
        cmocka_unit_test(a_hash_is_printed_as_hex),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
