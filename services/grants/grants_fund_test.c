#include "fund.h"

#include "base/test.h"

static struct str purposes[] = { STR("助残"), STR("为老") };
static struct str elderly[] = { STR("为老"), STR("青少年") };
static struct str youth[] = { STR("青少年") };

static struct known_fund
open_fund(void)
{
    return (struct known_fund){
        .hub = STR("longgang"),
        .name = STR("龙岗社会创新公益基金"),
        .purposes = purposes,
        .purposes_count = 2,
    };
}

static void
only_a_fund_of_this_hub_or_above_answers(void **state)
{
    const struct str hub = STR("longgang.bantian");

    assert_null(fund_check_hub(STR("longgang"), hub).problem);
    assert_null(fund_check_hub(hub, hub).problem);
    assert_non_null(fund_check_hub(STR("longgang.buji"), hub).problem);
    assert_non_null(fund_check_hub(STR("longg"), hub).problem);
    assert_non_null(fund_check_hub(STR("longgang.bantian.a"), hub).problem);
}

static void
a_fund_pays_for_its_own_hub_while_it_is_open(void **state)
{
    struct known_fund fund = open_fund();

    assert_null(fund_check(&fund, STR("longgang")).problem);
    assert_ptr_equal(fund_check(&fund, STR("longgang.bantian")).problem,
            &problem_no_fund_of_hub);
    fund.is_closed = true;
    assert_ptr_equal(fund_check(&fund, STR("longgang")).problem,
            &problem_fund_takes_no_round);
}

/* LGA-14 */
static void
a_fund_with_purposes_pays_for_nothing_unnamed(void **state)
{
    struct known_fund fund = open_fund();

    assert_true(fund_serves(&fund, STR("为老")));
    assert_false(fund_serves(&fund, STR("青少年")));
    assert_false(fund_serves(&fund, STR("")));
    fund.purposes_count = 0;
    assert_true(fund_serves(&fund, STR("")));
}

static void
every_section_has_a_field_that_the_fund_serves(void **state)
{
    struct known_fund fund = open_fund();
    struct round_section sections[] = {
        { .name = STR("一"), .fields = elderly, .fields_count = 2 },
        { .name = STR("二") },
        { .name = STR("三"), .fields = youth, .fields_count = 1 },
    };
    struct round round = { .sections = sections, .sections_count = 2 };

    assert_null(fund_check_fields(&fund, &round).problem);
    round.sections_count = 3;
    assert_ptr_equal(fund_check_fields(&fund, &round).problem,
            &problem_fund_has_other_purposes);
    fund.purposes_count = 0;
    assert_null(fund_check_fields(&fund, &round).problem);
}

static void
a_fund_is_missing_if_its_hub_told_of_later_things(void **state)
{
    struct uuid fund = uuid_new(5000);

    assert_null(fund_check_unheard(fund, 0).problem);
    assert_null(fund_check_unheard(fund, 5000).problem);
    assert_ptr_equal(fund_check_unheard(fund, 5001).problem,
            &problem_no_fund_of_hub);
}

static void
what_is_no_identifier_of_ours_is_no_fund(void **state)
{
    struct uuid made_up = { { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x4f } };

    assert_ptr_equal(fund_check_unheard(made_up, 0).problem,
            &problem_no_fund_of_hub);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_a_fund_of_this_hub_or_above_answers),
        cmocka_unit_test(a_fund_pays_for_its_own_hub_while_it_is_open),
        cmocka_unit_test(a_fund_with_purposes_pays_for_nothing_unnamed),
        cmocka_unit_test(every_section_has_a_field_that_the_fund_serves),
        cmocka_unit_test(a_fund_is_missing_if_its_hub_told_of_later_things),
        cmocka_unit_test(what_is_no_identifier_of_ours_is_no_fund),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
