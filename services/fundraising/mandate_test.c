#include "mandate.h"

#include "base/clock.h"
#include "base/test.h"

static struct mandate
monthly(int64_t day, int64_t starts_on)
{
    return (struct mandate){
        .day = day,
        .starts_on = starts_on,
        .amount = 3000,
        .state = MANDATE_STATE_ACTIVE,
    };
}

static void
numbers_are_read_and_written(void **state)
{
    struct arena arena = { 0 };
    int64_t serial;

    assert_true(mandate_serial(STR("MD-2026-0012"), &serial));
    assert_string_equal(mandate_number(&arena, serial).data, "MD-2026-0012");
    assert_false(mandate_serial(STR("GF-2026-0012"), &serial));
    assert_string_equal(
            period_text(&arena, period_of(date_in(2026, 3, 31))).data,
            "2026-03");
    arena_release(&arena);
}

static void
the_first_charge_is_on_the_first_such_day(void **state)
{
    struct mandate mandate = monthly(15, date_in(2026, 3, 2));

    assert_int_equal(mandate_next_on(&mandate, date_in(2026, 3, 2)),
            date_in(2026, 3, 15));
    assert_int_equal(mandate_next_on(&mandate, date_in(2026, 3, 15)),
            date_in(2026, 3, 15));
    assert_int_equal(mandate_next_on(&mandate, date_in(2026, 3, 16)),
            date_in(2026, 4, 15));
    mandate.starts_on = date_in(2026, 12, 16);
    assert_int_equal(mandate_next_on(&mandate, date_in(2026, 3, 2)),
            date_in(2027, 1, 15));
}

static void
no_month_is_charged_twice(void **state)
{
    struct mandate mandate = monthly(15, date_in(2026, 12, 1));
    struct charge charge;

    mandate.next_on = mandate_next_on(&mandate, mandate.starts_on);
    mandate_charge(&mandate, &charge);
    assert_int_equal(charge.period, 202612);
    assert_int_equal(charge.due_on, date_in(2026, 12, 15));
    mandate.day = 28;
    assert_int_equal(mandate_next_on(&mandate, date_in(2026, 12, 16)),
            date_in(2027, 1, 28));
    mandate.day = 1;
    assert_int_equal(mandate_next_on(&mandate, date_in(2026, 12, 16)),
            date_in(2027, 1, 1));
    assert_int_equal(mandate_next_on(&mandate, date_in(2027, 1, 2)),
            date_in(2027, 2, 1));
}

static void
the_last_instalment_ends_it(void **state)
{
    struct mandate mandate = monthly(1, date_in(2026, 3, 1));
    struct charge charge;

    mandate.instalments = 2;
    mandate.next_on = mandate_next_on(&mandate, mandate.starts_on);
    mandate_charge(&mandate, &charge);
    assert_int_equal(mandate.state, MANDATE_STATE_ACTIVE);
    mandate_charge(&mandate, &charge);
    assert_int_equal(charge.period, 202604);
    assert_int_equal(mandate.state, MANDATE_STATE_ENDED);
    assert_int_equal(mandate.ending, MANDATE_ENDING_ALL_MADE);
    assert_int_equal(mandate.next_on, 0);
    assert_int_equal(mandate_after(&mandate, MANDATE_RESUME), 0);
}

static void
only_what_is_not_over_can_be_paused(void **state)
{
    struct mandate mandate = monthly(1, 0);

    assert_int_equal(mandate_after(&mandate, MANDATE_PAUSE),
            MANDATE_STATE_PAUSED);
    assert_int_equal(mandate_after(&mandate, MANDATE_RESUME), 0);
    mandate.state = MANDATE_STATE_CANCELLED;
    assert_int_equal(mandate_after(&mandate, MANDATE_PAUSE), 0);
    assert_int_equal(mandate_after(&mandate, MANDATE_CANCEL), 0);
    assert_int_equal(mandate_after(&mandate, MANDATE_RESUME),
            MANDATE_STATE_ACTIVE);
    mandate.state = MANDATE_STATE_LAPSED;
    assert_int_equal(mandate_after(&mandate, MANDATE_CANCEL),
            MANDATE_STATE_CANCELLED);
}

static void
the_third_failure_in_a_row_is_the_last(void **state)
{
    struct mandate mandate = monthly(1, date_in(2026, 3, 1));
    struct charge charge = { .state = CHARGE_STATE_DUE };
    int64_t today = date_in(2026, 3, 1);

    assert_true(charge_fail(&mandate, &charge, today));
    assert_int_equal(charge.due_on, today + 5);
    assert_true(charge_fail(&mandate, &charge, today));
    assert_int_equal(charge.state, CHARGE_STATE_DUE);
    assert_int_equal(mandate.state, MANDATE_STATE_ACTIVE);
    assert_true(charge_fail(&mandate, &charge, today));
    assert_int_equal(charge.state, CHARGE_STATE_FAILED);
    assert_int_equal(charge.attempts, 3);
    assert_int_equal(mandate.state, MANDATE_STATE_LAPSED);
    assert_false(charge_fail(&mandate, &charge, today));
}

static void
money_that_came_ends_the_row_of_failures(void **state)
{
    struct mandate mandate = monthly(1, date_in(2026, 3, 1));
    struct charge first = { .state = CHARGE_STATE_DUE }, second = first;

    charge_fail(&mandate, &first, 0);
    charge_fail(&mandate, &first, 0);
    assert_true(charge_settle(&mandate, &first));
    assert_false(charge_settle(&mandate, &first));
    charge_fail(&mandate, &second, 0);
    assert_int_equal(second.state, CHARGE_STATE_DUE);
    assert_int_equal(mandate.state, MANDATE_STATE_ACTIVE);
}

static void
a_failure_that_was_an_error_never_was(void **state)
{
    struct mandate mandate = monthly(1, date_in(2026, 3, 1));
    struct charge charge = { .state = CHARGE_STATE_DUE };
    int64_t today = date_in(2026, 3, 12);

    assert_false(charge_reopen(&mandate, &charge, today));
    for (int i = 0; i < 3; i++)
        charge_fail(&mandate, &charge, today);
    assert_true(charge_reopen(&mandate, &charge, today));
    assert_int_equal(charge.state, CHARGE_STATE_DUE);
    assert_int_equal(charge.due_on, today);
    assert_int_equal(charge.attempts, 2);
    assert_int_equal(mandate.state, MANDATE_STATE_ACTIVE);
    assert_int_equal(mandate.failures, 2);
    assert_int_equal(mandate.next_on, date_in(2026, 4, 1));
}

static void
a_pause_stays_whatever_fails_and_is_taken_back(void **state)
{
    struct mandate mandate = monthly(1, date_in(2026, 3, 1));
    struct charge charge = { .state = CHARGE_STATE_DUE };

    mandate.state = MANDATE_STATE_PAUSED;
    mandate.next_on = 0;
    for (int i = 0; i < 3; i++)
        charge_fail(&mandate, &charge, date_in(2026, 3, 12));
    assert_int_equal(charge.state, CHARGE_STATE_FAILED);
    assert_int_equal(mandate.state, MANDATE_STATE_PAUSED);
    assert_true(charge_reopen(&mandate, &charge, date_in(2026, 3, 12)));
    assert_int_equal(charge.state, CHARGE_STATE_DUE);
    assert_int_equal(mandate.state, MANDATE_STATE_PAUSED);
    assert_int_equal(mandate.next_on, 0);
}

static void
of_what_was_stopped_nothing_is_due_again(void **state)
{
    struct mandate mandate = monthly(1, 0);
    struct charge charge = { .state = CHARGE_STATE_PAID, .gift = 7 };

    charge_unsettle(&mandate, &charge);
    assert_int_equal(charge.state, CHARGE_STATE_DUE);
    assert_int_equal(charge.gift, 0);
    charge.state = CHARGE_STATE_PAID;
    mandate.state = MANDATE_STATE_CANCELLED;
    charge_unsettle(&mandate, &charge);
    assert_int_equal(charge.state, CHARGE_STATE_SKIPPED);
}

static void
a_code_is_of_one_mandate(void **state)
{
    struct mandate mandate = { .id = { { 1 } }, .has_code = true };
    struct str code = STR("k7d2-93hf-0qpa-41zz");

    mandate.code = mandate_code(mandate.id, code);
    assert_true(mandate_has_code(&mandate, code));
    assert_false(mandate_has_code(&mandate, STR("k7d2-93hf-0qpa-41zy")));
    mandate.id.bytes[0] = 2;
    assert_false(mandate_has_code(&mandate, code));
    mandate = (struct mandate){ 0 };
    assert_false(mandate_has_code(&mandate, STR("")));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_read_and_written),
        cmocka_unit_test(the_first_charge_is_on_the_first_such_day),
        cmocka_unit_test(no_month_is_charged_twice),
        cmocka_unit_test(the_last_instalment_ends_it),
        cmocka_unit_test(only_what_is_not_over_can_be_paused),
        cmocka_unit_test(the_third_failure_in_a_row_is_the_last),
        cmocka_unit_test(money_that_came_ends_the_row_of_failures),
        cmocka_unit_test(a_failure_that_was_an_error_never_was),
        cmocka_unit_test(a_pause_stays_whatever_fails_and_is_taken_back),
        cmocka_unit_test(of_what_was_stopped_nothing_is_due_again),
        cmocka_unit_test(a_code_is_of_one_mandate),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
