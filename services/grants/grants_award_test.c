#include "award.h"

#include "base/test.h"

static const struct str district = { "longgang", 8 };

static struct award
waiting_award(void)
{
    return (struct award){ .state = AWARD_STATE_PROPOSED,
        .amount = 500,
        .fund_hub = district,
        .fund = { { 7 } } };
}

static void
an_answer_fits_the_proposal_that_stands(void **state)
{
    struct award award = waiting_award();

    assert_true(award_is_answered_by(&award, district, award.fund, 500));
    assert_false(award_is_answered_by(&award, district, award.fund, 499));
    assert_false(award_is_answered_by(&award, STR("futian"), award.fund, 500));
    assert_false(award_is_answered_by(&award, district, (struct uuid){ { 8 } },
            500));
    award.state = AWARD_STATE_RESERVED;
    assert_false(award_is_answered_by(&award, district, award.fund, 500));
}

static void
money_is_held_from_the_reservation_to_the_closure(void **state)
{
    static const enum award_state holding[] = { AWARD_STATE_RESERVED,
        AWARD_STATE_ON_NOTICE, AWARD_STATE_AWAITING_AGREEMENT,
        AWARD_STATE_UNDER_WAY };
    struct award award = waiting_award();
    int held = 0;

    for (int s = AWARD_STATE_PROPOSED; s <= AWARD_STATE_CANCELLED; s++) {
        award.state = (enum award_state)s;
        held += award_holds_money(&award);
    }
    assert_int_equal(held, COUNT_OF(holding));
    for (size_t i = 0; i < COUNT_OF(holding); i++) {
        award.state = holding[i];
        assert_true(award_holds_money(&award));
    }
}

static void
what_ends_halfway_was_not_declined(void **state)
{
    assert_int_equal(award_fate_of_application(AWARD_STATE_UNDER_WAY),
            APPLICATION_STATE_TERMINATED);
    assert_int_equal(award_fate_of_application(AWARD_STATE_ON_NOTICE),
            APPLICATION_STATE_DECLINED);
}

static void
dates_run_forward(void **state)
{
    struct award award = { .has_starts_on = true,
        .starts_on = 10,
        .has_ends_on = true,
        .ends_on = 10 };

    assert_null(award_check_dates(&award).problem);
    award.ends_on = 9;
    assert_string_equal(award_check_dates(&award).field, "ends_on");
    award.has_starts_on = false;
    assert_null(award_check_dates(&award).problem);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_answer_fits_the_proposal_that_stands),
        cmocka_unit_test(money_is_held_from_the_reservation_to_the_closure),
        cmocka_unit_test(what_ends_halfway_was_not_declined),
        cmocka_unit_test(dates_run_forward),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
