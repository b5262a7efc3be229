#include "tranche.h"

#include "base/test.h"

static const struct tranche_step thirds[] = {
    { .share = 3333 },
    { .share = 3333, .needs_report = true },
    { .share = 3334, .needs_report = true, .needs_visit = true },
};

static void
the_last_tranche_is_what_is_left(void **state)
{
    struct planned_tranche parts[3];

    assert_true(tranche_split(1000001, thirds, 3, parts));
    assert_int_equal(parts[0].amount, 333300);
    assert_int_equal(parts[1].amount, 333300);
    assert_int_equal(parts[2].amount, 333401);
    assert_true(parts[2].needs_visit);
    assert_false(parts[1].needs_visit);
}

static void
every_split_makes_up_the_whole(void **state)
{
    struct planned_tranche parts[3];

    for (int64_t amount = 10; amount < 3000; amount++) {
        assert_true(tranche_split(amount, thirds, 3, parts));
        assert_null(tranche_check_parts(parts, 3, amount).problem);
    }
}

static void
the_largest_amount_is_split_without_overflow(void **state)
{
    struct planned_tranche parts[3];
    int64_t amount = INT64_C(1000000000000000);

    assert_true(tranche_split(amount, thirds, 3, parts));
    assert_int_equal(parts[0].amount, INT64_C(333300000000000));
    assert_null(tranche_check_parts(parts, 3, amount).problem);
}

static void
a_tranche_of_nothing_is_no_split(void **state)
{
    struct planned_tranche parts[3];

    assert_false(tranche_split(2, thirds, 3, parts));
}

static void
without_steps_all_goes_at_once(void **state)
{
    struct planned_tranche part;

    assert_true(tranche_split(77, NULL, 0, &part));
    assert_int_equal(part.amount, 77);
    assert_false(part.needs_report || part.needs_visit);
}

static void
shares_must_sum_to_the_whole(void **state)
{
    assert_null(tranche_check_steps(thirds, 3).problem);
    assert_null(tranche_check_steps(NULL, 0).problem);
    assert_ptr_equal(tranche_check_steps(thirds, 2).problem,
            &problem_wrong_tranche_plan);
}

static void
parts_must_sum_to_the_amount(void **state)
{
    const struct planned_tranche parts[] = { { .amount = 60 },
        { .amount = 41 } };

    assert_null(tranche_check_parts(parts, 2, 101).problem);
    assert_ptr_equal(tranche_check_parts(parts, 2, 100).problem,
            &problem_wrong_tranche_plan);
}

static void
the_first_goes_when_its_gates_are_met(void **state)
{
    struct award_tranche tranches[2] = {
        { .state = TRANCHE_STATE_WAITING, .needs_report = true },
        { .state = TRANCHE_STATE_WAITING },
    };

    assert_null(tranche_find_releasable(tranches, 2));
    tranches[0].report_accepted = true;
    assert_ptr_equal(tranche_find_releasable(tranches, 2), &tranches[0]);
}

static void
both_gates_are_needed(void **state)
{
    struct award_tranche tranche = { .state = TRANCHE_STATE_WAITING,
        .needs_report = true,
        .needs_visit = true,
        .report_accepted = true };

    assert_null(tranche_find_releasable(&tranche, 1));
    tranche.visit_done = true;
    assert_non_null(tranche_find_releasable(&tranche, 1));
}

static void
the_next_waits_until_the_one_before_is_paid(void **state)
{
    struct award_tranche tranches[2] = {
        { .state = TRANCHE_STATE_RELEASED, .amount = 5 },
        { .state = TRANCHE_STATE_WAITING, .amount = 7 },
    };

    assert_null(tranche_find_releasable(tranches, 2));
    tranches[0].state = TRANCHE_STATE_FAILED;
    assert_null(tranche_find_releasable(tranches, 2));
    tranches[0].state = TRANCHE_STATE_PAID;
    assert_ptr_equal(tranche_find_releasable(tranches, 2), &tranches[1]);
    assert_int_equal(tranche_sum_released(tranches, 2), 5);
    assert_int_equal(tranche_sum_paid(tranches, 2), 5);
    assert_int_equal(tranche_sum_waiting(tranches, 2), 7);
}

/* One that was planned again comes after the one that was dropped. */
static void
a_tranche_is_found_by_its_agreement_and_ordinal(void **state)
{
    const struct award_tranche tranches[] = {
        { .agreement = 1, .ordinal = 1, .amount = 1 },
        { .agreement = 1, .ordinal = 2, .amount = 2 },
        { .agreement = 2, .ordinal = 1, .amount = 3 },
        { .agreement = 2, .ordinal = 1, .amount = 4 },
    };

    assert_int_equal(tranche_newest_agreement(tranches, 4), 2);
    assert_int_equal(tranche_newest_agreement(tranches, 0), 0);
    assert_ptr_equal(tranche_find(tranches, 4, 1, 2), &tranches[1]);
    assert_ptr_equal(tranche_find(tranches, 4, 2, 1), &tranches[3]);
    assert_null(tranche_find(tranches, 4, 2, 2));
}

static void
one_that_may_be_planned_again_takes_two_places(void **state)
{
    const struct award_tranche tranches[] = {
        { .agreement = 1, .state = TRANCHE_STATE_DROPPED },
        { .agreement = 1, .state = TRANCHE_STATE_FAILED },
        { .agreement = 2, .state = TRANCHE_STATE_PAID },
        { .agreement = 2, .state = TRANCHE_STATE_RECALLED },
        { .agreement = 2, .state = TRANCHE_STATE_WAITING },
    };

    assert_int_equal(tranche_count_places(tranches, 5, 2), 6);
    assert_int_equal(tranche_count_places(tranches, 5, 1), 5);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_last_tranche_is_what_is_left),
        cmocka_unit_test(every_split_makes_up_the_whole),
        cmocka_unit_test(the_largest_amount_is_split_without_overflow),
        cmocka_unit_test(a_tranche_of_nothing_is_no_split),
        cmocka_unit_test(without_steps_all_goes_at_once),
        cmocka_unit_test(shares_must_sum_to_the_whole),
        cmocka_unit_test(parts_must_sum_to_the_amount),
        cmocka_unit_test(the_first_goes_when_its_gates_are_met),
        cmocka_unit_test(both_gates_are_needed),
        cmocka_unit_test(the_next_waits_until_the_one_before_is_paid),
        cmocka_unit_test(a_tranche_is_found_by_its_agreement_and_ordinal),
        cmocka_unit_test(one_that_may_be_planned_again_takes_two_places),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
