#include "fund.h"

#include "base/test.h"

static void
a_fund_without_purposes_serves_any(void **state)
{
    struct fund fund = { 0 };

    assert_true(fund_serves(&fund, STR("助老")));
}

static void
a_fund_serves_its_purposes_only(void **state)
{
    struct str purposes[] = { STR("助老"), STR("教育") };
    struct fund fund = { .purposes = purposes, .purposes_count = 2 };

    assert_true(fund_serves(&fund, STR("教育")));
    assert_false(fund_serves(&fund, STR("体育")));
    assert_false(fund_serves(&fund, STR("")));
}

static void
public_fundraising_needs_a_certificate_that_still_holds(void **state)
{
    struct fund fund = { 0 };

    assert_false(fund_may_raise_publicly(&fund, 20000));
    fund.certificate = STR("53440300MJL000001");
    assert_true(fund_may_raise_publicly(&fund, 20000));
    fund.has_certificate_until = true;
    fund.certificate_until = 20000;
    assert_true(fund_may_raise_publicly(&fund, 20000));
    assert_false(fund_may_raise_publicly(&fund, 20001));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_fund_without_purposes_serves_any),
        cmocka_unit_test(a_fund_serves_its_purposes_only),
        cmocka_unit_test(
                public_fundraising_needs_a_certificate_that_still_holds),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
