#include "draw.h"

#include "base/test.h"

static const struct undrawn_gift gifts[] = {
    { .serial = 1, .undrawn = 50 },
    { .serial = 2, .undrawn = 30 },
    { .serial = 3, .undrawn = 40 },
};

static void
the_oldest_gift_pays_first(void **state)
{
    struct arena arena = { 0 };
    struct drawing drawing = draw_payment(&arena, 60, gifts, 3);

    assert_int_equal(drawing.count, 2);
    assert_int_equal(drawing.draws[0].gift->serial, 1);
    assert_int_equal(drawing.draws[0].amount, 50);
    assert_int_equal(drawing.draws[1].gift->serial, 2);
    assert_int_equal(drawing.draws[1].amount, 10);
    assert_int_equal(drawing.from_gifts, 60);
    assert_int_equal(drawing.from_fund, 0);
    arena_release(&arena);
}

static void
the_reservation_pays_what_gifts_do_not(void **state)
{
    struct arena arena = { 0 };
    struct drawing drawing = draw_payment(&arena, 200, gifts, 3);

    assert_int_equal(drawing.count, 3);
    assert_int_equal(drawing.from_gifts, 120);
    assert_int_equal(drawing.from_fund, 80);
    arena_release(&arena);
}

static void
without_gifts_the_reservation_pays_all(void **state)
{
    struct arena arena = { 0 };
    struct drawing drawing = draw_payment(&arena, 200, NULL, 0);

    assert_int_equal(drawing.count, 0);
    assert_int_equal(drawing.from_fund, 200);
    arena_release(&arena);
}

static void
what_is_covered_exactly_leaves_later_gifts_alone(void **state)
{
    struct arena arena = { 0 };
    struct drawing drawing = draw_payment(&arena, 80, gifts, 3);

    assert_int_equal(drawing.count, 2);
    assert_int_equal(drawing.from_fund, 0);
    arena_release(&arena);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_oldest_gift_pays_first),
        cmocka_unit_test(the_reservation_pays_what_gifts_do_not),
        cmocka_unit_test(without_gifts_the_reservation_pays_all),
        cmocka_unit_test(what_is_covered_exactly_leaves_later_gifts_alone),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
