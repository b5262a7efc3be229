#include "decision.h"

#include "base/test.h"

static struct uuid
id(uint8_t number)
{
    return (struct uuid){ { number } };
}

static void
an_application_is_named_once(void **state)
{
    const struct decision_line lines[] = { { .application = id(1) },
        { .application = id(2) }, { .application = id(1) } };

    assert_null(decision_check_once(lines, 2).problem);
    assert_ptr_equal(decision_check_once(lines, 3).problem,
            &problem_duplicate_name);
}

static void
selections_stay_within_what_is_left(void **state)
{
    const struct selection selections[] = { { id(1), 60, false, STR("") },
        { id(2), 41, false, STR("") } };

    assert_null(decision_check_budgets(selections, 2, 101, NULL, 0).problem);
    assert_ptr_equal(
            decision_check_budgets(selections, 2, 100, NULL, 0).problem,
            &problem_over_round_budget);
}

static void
a_section_counts_what_it_held_before(void **state)
{
    const struct selection selection = { id(1), 60, true, STR("甲") };
    struct section_use uses[] = {
        { .name = STR("甲"), .budget = 100, .committed = 40, .awards = 1 },
        { .name = STR("乙"), .budget = 1 }
    };

    assert_null(decision_check_budgets(&selection, 1, 1000, uses, 2).problem);
    assert_int_equal(uses[0].committed, 100);
    assert_int_equal(uses[0].awards, 2);
    assert_ptr_equal(
            decision_check_budgets(&selection, 1, 1000, uses, 2).problem,
            &problem_over_section_budget);
}

static struct ranked_application
tied(uint8_t number, int64_t score, const char *section)
{
    return (struct ranked_application){
        .application = id(number),
        .score = score,
        .is_tied = true,
        .reviewers = 1,
        .state = APPLICATION_STATE_ELIGIBLE,
        .has_section = true,
        .section = str_from(section),
    };
}

static void
passing_over_an_equal_breaks_a_tie(void **state)
{
    struct ranked_application ranked[] = { tied(1, 8000, "甲"),
        tied(2, 8000, "甲"), tied(3, 7999, "甲") };
    const struct selection both[] = { { id(1), 1, false, STR("") },
        { id(2), 1, false, STR("") } };

    assert_true(decision_breaks_tie(both, 1, ranked, 3));
    assert_false(decision_breaks_tie(both, 2, ranked, 3));
    ranked[1].state = APPLICATION_STATE_DECLINED;
    assert_false(decision_breaks_tie(both, 1, ranked, 3));
}

static void
equals_in_different_sections_do_not_compete(void **state)
{
    const struct ranked_application ranked[] = { tied(1, 8000, "甲"),
        tied(2, 8000, "乙") };
    const struct selection first = { id(1), 1, true, STR("甲") };

    assert_false(decision_breaks_tie(&first, 1, ranked, 2));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_application_is_named_once),
        cmocka_unit_test(selections_stay_within_what_is_left),
        cmocka_unit_test(a_section_counts_what_it_held_before),
        cmocka_unit_test(passing_over_an_equal_breaks_a_tie),
        cmocka_unit_test(equals_in_different_sections_do_not_compete),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
