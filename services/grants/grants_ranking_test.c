#include "ranking.h"

#include "base/test.h"

static const struct round_criterion criteria[] = {
    { STR("需求真实"), 5000 },
    { STR("成效明确"), 3000 },
    { STR("团队能力"), 2000 },
};

static void
weights_apply_by_name_not_by_order(void **state)
{
    const struct criterion_score scores[] = {
        { STR("团队能力"), 7000 },
        { STR("需求真实"), 9000 },
        { STR("成效明确"), 8001 },
    };
    int64_t weighed = score_weigh(criteria, 3, scores, 3);

    assert_null(score_check(criteria, 3, scores, 3).problem);
    assert_int_equal(weighed, 9000 * 5000 + 8001 * 3000 + 7000 * 2000);
    assert_int_equal(score_total(weighed), 8300); /* 8300.3 */
}

static void
a_criterion_twice_missing_or_unknown_is_refused(void **state)
{
    const struct criterion_score twice[] = { { STR("需求真实"), 1 },
        { STR("需求真实"), 2 }, { STR("成效明确"), 3 } };
    const struct criterion_score unknown[] = { { STR("需求真实"), 1 },
        { STR("成效明确"), 2 }, { STR("颜值"), 3 } };

    assert_ptr_equal(score_check(criteria, 3, twice, 3).problem,
            &problem_wrong_criteria);
    assert_ptr_equal(score_check(criteria, 3, twice, 2).problem,
            &problem_wrong_criteria);
    assert_ptr_equal(score_check(criteria, 3, unknown, 3).problem,
            &problem_wrong_criteria);
}

static void
half_rounds_up(void **state)
{
    assert_int_equal(round_half_up(5, 10), 1);
    assert_int_equal(round_half_up(4, 10), 0);
    assert_int_equal(round_half_up(0, 10), 0);
    assert_int_equal(round_half_up(15, 10), 2);
}

static void
the_mean_is_rounded_once(void **state)
{
    /* 80.004 and 80.005: each sheet rounds otherwise than their mean. */
    const int64_t weighed[] = { 80004000, 80005000 };
    struct ranked_application mean = { 0 };

    ranking_mean(weighed, 2, false, &mean);
    assert_int_equal(mean.sum, 160009000);
    assert_int_equal(mean.divisor, 20000);
    assert_int_equal(mean.score, 8000);
    assert_int_equal(mean.reviewers, 2);
}

static void
highest_and_lowest_are_dropped_from_five_on(void **state)
{
    const int64_t weighed[] = { 10000000, 80000000, 82000000, 84000000,
        100000000 };
    struct ranked_application mean = { 0 };

    ranking_mean(weighed, 5, true, &mean);
    assert_int_equal(mean.score, 8200);
    assert_int_equal(mean.reviewers, 3);
    assert_int_equal(mean.dropped, 2);
    ranking_mean(weighed, 4, true, &mean);
    assert_int_equal(mean.score, 6400);
    assert_int_equal(mean.dropped, 0);
    ranking_mean(weighed, 5, false, &mean);
    assert_int_equal(mean.score, 7120);
}

static void
nobody_scored_is_no_score(void **state)
{
    struct ranked_application mean = { 0 };

    ranking_mean(NULL, 0, true, &mean);
    assert_int_equal(mean.score, 0);
    assert_int_equal(mean.reviewers, 0);
}

static struct ranked_application
scored(const char *number, int64_t score, int64_t amount)
{
    return (struct ranked_application){
        .number = str_from(number),
        .score = score,
        .amount = amount,
        .reviewers = 1,
        .state = APPLICATION_STATE_ELIGIBLE,
    };
}

static void
ties_share_a_rank_and_the_next_skips(void **state)
{
    struct ranked_application items[] = {
        scored("GA-2026-0004", 7000, 1),
        scored("GA-2026-0003", 8000, 1),
        { .number = STR("GA-2026-0005") },
        scored("GA-2026-0002", 8000, 1),
        scored("GA-2026-0001", 9000, 1),
    };
    static const int64_t ranks[] = { 1, 2, 2, 4, 0 };

    ranking_sort(items, 5);
    for (size_t i = 0; i < 5; i++) {
        assert_int_equal(items[i].rank, ranks[i]);
        assert_int_equal(items[i].is_tied, ranks[i] == 2);
        assert_int_equal(items[i].number.data[11] - '0', i + 1);
    }
}

static void
the_last_that_would_exceed_the_budget_does_not_fit(void **state)
{
    struct ranked_application items[] = {
        scored("1", 9000, 60),
        scored("2", 8000, 50),
        scored("3", 7000, 10),
    };

    ranking_sort(items, 3);
    ranking_fit(items, 3, &(struct budget_left){ .round = 100 });
    assert_true(items[0].fits);
    assert_false(items[1].fits);
    assert_false(items[1].is_at_cut);
    assert_false(items[2].fits); /* nothing below the cut */
    ranking_fit(items, 3, &(struct budget_left){ .round = 120 });
    assert_true(items[0].fits && items[1].fits && items[2].fits);
}

static void
a_tie_that_does_not_fit_as_a_whole_is_at_the_cut(void **state)
{
    struct ranked_application items[] = {
        scored("1", 9000, 60),
        scored("2", 8000, 40),
        scored("3", 8000, 40),
    };

    ranking_sort(items, 3);
    ranking_fit(items, 3, &(struct budget_left){ .round = 100 });
    assert_true(items[0].fits);
    assert_false(items[1].fits || items[2].fits);
    assert_true(items[1].is_at_cut && items[2].is_at_cut);
}

static void
a_full_section_does_not_close_another(void **state)
{
    static const struct section_use sections[] = {
        { .name = STR("基层治理"), .budget = 100, .committed = 50 },
        { .name = STR("妇儿公益"), .budget = 100 },
    };
    struct ranked_application items[] = {
        scored("1", 9000, 60),
        scored("2", 8000, 60),
        scored("3", 7000, 10),
    };

    for (size_t i = 0; i < 3; i++) {
        items[i].has_section = true;
        items[i].section = sections[i == 1].name;
    }
    ranking_sort(items, 3);
    ranking_fit(items, 3, &(struct budget_left){ 1000, sections, 2 });
    assert_false(items[0].fits);
    assert_true(items[1].fits);
    assert_false(items[2].fits);
}

static void
those_already_decided_take_nothing(void **state)
{
    struct ranked_application items[] = {
        scored("1", 9000, 60),
        scored("2", 8000, 60),
    };

    items[0].state = APPLICATION_STATE_SELECTED;
    ranking_sort(items, 2);
    ranking_fit(items, 2, &(struct budget_left){ .round = 60 });
    assert_false(items[0].fits);
    assert_true(items[1].fits);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(weights_apply_by_name_not_by_order),
        cmocka_unit_test(a_criterion_twice_missing_or_unknown_is_refused),
        cmocka_unit_test(half_rounds_up),
        cmocka_unit_test(the_mean_is_rounded_once),
        cmocka_unit_test(highest_and_lowest_are_dropped_from_five_on),
        cmocka_unit_test(nobody_scored_is_no_score),
        cmocka_unit_test(ties_share_a_rank_and_the_next_skips),
        cmocka_unit_test(the_last_that_would_exceed_the_budget_does_not_fit),
        cmocka_unit_test(a_tie_that_does_not_fit_as_a_whole_is_at_the_cut),
        cmocka_unit_test(a_full_section_does_not_close_another),
        cmocka_unit_test(those_already_decided_take_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
