#include "award.h"

#include "base/test.h"

static struct reservation
reserved(int64_t amount)
{
    return (struct reservation){
        .state = RESERVATION_STATE_RESERVED,
        .amount = amount,
        .reserved = amount,
    };
}

static int64_t
sum(const struct reservation *award)
{
    return award->reserved + award->payable + award->paid + award->released;
}

static void
a_fund_refuses_with_the_first_reason(void **state)
{
    struct str purposes[] = { STR("助老") };
    struct fund fund = {
        .state = FUND_STATE_OPEN,
        .purposes = purposes,
        .purposes_count = 1,
    };

    assert_int_equal(award_refusal_of(NULL, 0, 5, STR("助老")),
            AWARD_REFUSAL_NO_SUCH_FUND);
    assert_int_equal(award_refusal_of(&fund, 4, 5, STR("教育")),
            AWARD_REFUSAL_PURPOSE);
    assert_int_equal(award_refusal_of(&fund, 4, 5, STR("助老")),
            AWARD_REFUSAL_INSUFFICIENT_FUNDS);
    assert_int_equal(award_refusal_of(&fund, 5, 5, STR("助老")), 0);
    fund.state = FUND_STATE_CLOSED;
    assert_int_equal(award_refusal_of(&fund, 5, 5, STR("助老")),
            AWARD_REFUSAL_CLOSED);
}

static void
a_tranche_takes_no_more_than_is_reserved(void **state)
{
    struct reservation award = reserved(100);

    assert_true(award_make_payable(&award, 60));
    assert_false(award_make_payable(&award, 41));
    assert_true(award_make_payable(&award, 40));
    assert_int_equal(award.reserved, 0);
    assert_int_equal(sum(&award), 100);
}

static void
a_cancelled_award_releases_no_tranche(void **state)
{
    struct reservation award = reserved(100);

    award_cancel(&award);
    assert_false(award_make_payable(&award, 1));
}

static void
a_failed_transfer_is_payable_again(void **state)
{
    struct reservation award = reserved(100);

    assert_true(award_make_payable(&award, 60));
    assert_true(award_pay(&award, 60));
    assert_false(award_pay(&award, 1));
    assert_true(award_unpay(&award, 60));
    assert_int_equal(award.payable, 60);
    assert_int_equal(sum(&award), 100);
}

static void
no_more_comes_back_than_was_paid(void **state)
{
    struct reservation award = reserved(100);

    assert_true(award_make_payable(&award, 60) && award_pay(&award, 60));
    assert_true(award_take_back(&award, 20));
    assert_false(award_take_back(&award, 41));
    assert_false(award_unpay(&award, 60));
    assert_int_equal(award.returned, 20);
}

static void
cancelling_frees_what_was_not_paid(void **state)
{
    struct reservation award = reserved(100);
    struct award_release release;

    assert_true(award_make_payable(&award, 60) && award_pay(&award, 60));
    assert_true(award_make_payable(&award, 10));
    release = award_cancel(&award);
    assert_int_equal(release.reserved, 30);
    assert_int_equal(release.payable, 10);
    assert_int_equal(award.released, 40);
    assert_int_equal(sum(&award), 100);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_fund_refuses_with_the_first_reason),
        cmocka_unit_test(a_tranche_takes_no_more_than_is_reserved),
        cmocka_unit_test(a_cancelled_award_releases_no_tranche),
        cmocka_unit_test(a_failed_transfer_is_payable_again),
        cmocka_unit_test(no_more_comes_back_than_was_paid),
        cmocka_unit_test(cancelling_frees_what_was_not_paid),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
