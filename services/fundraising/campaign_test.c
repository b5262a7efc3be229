#include "campaign.h"

#include "base/test.h"

enum { START = 20500, END = 20530 };

static struct campaign
filed(void)
{
    return (struct campaign){
        .kind = CAMPAIGN_KIND_PUBLIC,
        .state = CAMPAIGN_STATE_FILED,
        .filing_number = STR("53100000500021326DA18051"),
        .plan = { .starts_on = START, .ends_on = END },
    };
}

static void
a_filed_campaign_opens_within_its_days(void **state)
{
    struct campaign campaign = filed();

    assert_false(campaign_may_open(&campaign, START - 1));
    assert_true(campaign_may_open(&campaign, START));
    assert_true(campaign_may_open(&campaign, END));
    assert_false(campaign_may_open(&campaign, END + 1));
}

static void
a_campaign_that_was_not_filed_does_not_open(void **state)
{
    struct campaign campaign = filed();

    campaign.filing_number = STR("");
    assert_false(campaign_may_open(&campaign, START));
}

static void
an_emergency_may_be_filed_within_ten_days(void **state)
{
    struct campaign campaign = filed();

    campaign.filing_number = STR("");
    campaign.is_emergency = true;
    assert_true(campaign_may_open(&campaign, START + 10));
    assert_false(campaign_may_open(&campaign, START + 11));
}

static void
a_targeted_campaign_files_nothing(void **state)
{
    struct campaign campaign = filed();

    campaign.filing_number = STR("");
    campaign.kind = CAMPAIGN_KIND_TARGETED;
    assert_true(campaign_may_open(&campaign, START));
    assert_false(campaign_is_published(&campaign));
}

static void
gifts_are_taken_while_it_is_open_only(void **state)
{
    struct campaign campaign = filed();

    assert_false(campaign_takes_gifts(&campaign, START));
    campaign.state = CAMPAIGN_STATE_OPEN;
    assert_true(campaign_takes_gifts(&campaign, START));
    assert_false(campaign_takes_gifts(&campaign, END + 1));
    campaign.state = CAMPAIGN_STATE_CLOSED;
    assert_false(campaign_takes_gifts(&campaign, START));
}

static void
a_corrected_plan_is_a_draft_again(void **state)
{
    assert_int_equal(campaign_after(CAMPAIGN_STATE_FILED, CAMPAIGN_CORRECT),
            CAMPAIGN_STATE_DRAFT);
    assert_int_equal(campaign_after(CAMPAIGN_STATE_OPEN, CAMPAIGN_CORRECT),
            CAMPAIGN_STATE_DRAFT);
}

static void
what_is_over_stays_over(void **state)
{
    for (int action = CAMPAIGN_CORRECT; action <= CAMPAIGN_CLOSE; action++) {
        /* What was left over may be corrected, and stays closed. */
        assert_int_equal(campaign_after(CAMPAIGN_STATE_CLOSED,
                                 (enum campaign_action)action),
                action == CAMPAIGN_CORRECT ? CAMPAIGN_STATE_CLOSED : 0);
        assert_int_equal(campaign_after(CAMPAIGN_STATE_WITHDRAWN,
                                 (enum campaign_action)action),
                0);
    }
}

static void
only_filed_public_campaigns_are_published(void **state)
{
    struct campaign campaign = filed();

    assert_true(campaign_is_published(&campaign));
    campaign.state = CAMPAIGN_STATE_DRAFT;
    assert_false(campaign_is_published(&campaign));
}

static void
real_filing_numbers_are_usual(void **state)
{
    assert_true(filing_number_is_usual(STR("53100000500021326DA18051")));
    assert_true(filing_number_is_usual(STR("53100000500009167KA21008")));
    assert_true(filing_number_is_usual(STR("53330000501874064BA18023")));
}

static void
other_filing_numbers_are_unusual(void **state)
{
    assert_false(filing_number_is_usual(STR("")));
    assert_false(filing_number_is_usual(STR("53100000500021326DB18051")));
    assert_false(filing_number_is_usual(STR("53100000500021326EA18051")));
    assert_false(filing_number_is_usual(STR("53100000500021326DA1805X")));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_filed_campaign_opens_within_its_days),
        cmocka_unit_test(a_campaign_that_was_not_filed_does_not_open),
        cmocka_unit_test(an_emergency_may_be_filed_within_ten_days),
        cmocka_unit_test(a_targeted_campaign_files_nothing),
        cmocka_unit_test(gifts_are_taken_while_it_is_open_only),
        cmocka_unit_test(a_corrected_plan_is_a_draft_again),
        cmocka_unit_test(what_is_over_stays_over),
        cmocka_unit_test(only_filed_public_campaigns_are_published),
        cmocka_unit_test(real_filing_numbers_are_usual),
        cmocka_unit_test(other_filing_numbers_are_unusual),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
