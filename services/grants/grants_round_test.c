#include "round.h"

#include "base/test.h"

static struct round_section sections[] = {
    { .name = STR("基层治理创新"),
            .budget = 600,
            .has_expected_min = true,
            .expected_min = 2,
            .has_expected_max = true,
            .expected_max = 3 },
    { .name = STR("妇儿公益"), .budget = 400 },
};
static struct round_criterion criteria[] = { { STR("需求"), 6000 },
    { STR("成效"), 4000 } };
static struct tranche_step steps[] = { { .share = 7000 },
    { .share = 3000, .needs_report = true } };

static struct round
sound_round(void)
{
    return (struct round){
        .state = ROUND_STATE_ACCEPTING,
        .opens_at = 1000,
        .closes_at = 2000,
        .budget = 1000,
        .sections = sections,
        .sections_count = 2,
        .criteria = criteria,
        .criteria_count = 2,
        .tranches = steps,
        .tranches_count = 2,
    };
}

static void
a_sound_round_passes(void **state)
{
    const struct round round = sound_round();

    assert_null(round_check(&round).problem);
}

static void
the_window_runs_forward(void **state)
{
    struct round round = sound_round();

    round.closes_at = round.opens_at;
    assert_ptr_equal(round_check(&round).problem, &problem_window_backwards);
}

static void
sections_fit_into_the_budget(void **state)
{
    struct round round = sound_round();

    round.budget = 999;
    assert_ptr_equal(round_check(&round).problem,
            &problem_sections_exceed_budget);
}

static void
weights_sum_to_the_whole(void **state)
{
    struct round round = sound_round();

    round.criteria_count = 1;
    assert_ptr_equal(round_check(&round).problem, &problem_wrong_weights);
    assert_true(round_check(&round).sum.is_there);
    assert_int_equal(round_check(&round).sum.found, round.criteria[0].weight);
    assert_int_equal(round_check(&round).sum.wanted, 10000);
}

static void
shares_sum_to_the_whole(void **state)
{
    struct round round = sound_round();

    round.tranches_count = 1;
    assert_ptr_equal(round_check(&round).problem, &problem_wrong_tranche_plan);
    assert_int_equal(round_check(&round).sum.found, round.tranches[0].share);
}

static void
names_are_used_once(void **state)
{
    struct round_section twice[] = { sections[1], sections[1] };
    struct round round = sound_round();

    round.sections = twice;
    assert_ptr_equal(round_check(&round).problem, &problem_duplicate_name);
}

static void
an_expected_range_runs_forward(void **state)
{
    struct round_section backward = { .name = STR("甲"),
        .has_expected_min = true,
        .expected_min = 5,
        .has_expected_max = true,
        .expected_max = 4 };
    struct round round = sound_round();

    round.sections = &backward;
    round.sections_count = 1;
    assert_ptr_equal(round_check(&round).problem, &problem_invalid_field);
}

static void
the_window_closes_at_a_stated_millisecond(void **state)
{
    struct round round = sound_round();

    assert_false(round_is_open(&round, 999));
    assert_true(round_is_open(&round, 1000));
    assert_true(round_is_open(&round, 1999));
    assert_false(round_is_open(&round, 2000));
    round.state = ROUND_STATE_DRAFT;
    assert_false(round_is_open(&round, 1500));
    round.state = ROUND_STATE_CANCELLED;
    assert_false(round_is_open(&round, 1500));
}

static void
a_late_timer_does_not_keep_the_window_shut_or_open(void **state)
{
    struct round round = sound_round();

    round.state = ROUND_STATE_ANNOUNCED;
    assert_true(round_is_open(&round, 1500));
    round.state = ROUND_STATE_ACCEPTING;
    assert_false(round_is_open(&round, 2500));
}

static void
a_published_round_has_the_state_of_the_clock(void **state)
{
    const struct round round = sound_round();

    assert_int_equal(round_state_at(&round, 1), ROUND_STATE_ANNOUNCED);
    assert_int_equal(round_state_at(&round, 1000), ROUND_STATE_ACCEPTING);
    assert_int_equal(round_state_at(&round, 2000), ROUND_STATE_REVIEWING);
}

static void
only_a_rolling_round_is_decided_before_its_window_closes(void **state)
{
    struct round round = sound_round();

    assert_ptr_equal(round_check_decidable(&round, 1999).problem,
            &problem_window_still_open);
    assert_null(round_check_decidable(&round, 2000).problem);
    round.is_rolling = true;
    assert_null(round_check_decidable(&round, 1999).problem);
    round.state = ROUND_STATE_FINISHED;
    assert_ptr_equal(round_check_decidable(&round, 2000).problem,
            &problem_wrong_round_state);
}

static void
a_section_is_named_where_there_are_some(void **state)
{
    struct round round = sound_round();

    assert_null(round_check_section(&round, true, STR("妇儿公益")).problem);
    assert_ptr_equal(round_check_section(&round, true, STR("其他")).problem,
            &problem_no_such_section);
    assert_ptr_equal(round_check_section(&round, false, STR("")).problem,
            &problem_section_needed);
    round.sections_count = 0;
    assert_null(round_check_section(&round, false, STR("")).problem);
}

static void
more_awards_than_expected_need_a_note(void **state)
{
    struct section_use use = { .awards = 4,
        .has_expected_max = true,
        .expected_max = 3 };

    assert_ptr_equal(round_check_ranges(&use, 1, false, false).problem,
            &problem_range_needs_note);
    assert_null(round_check_ranges(&use, 1, false, true).problem);
    use.awards = 3;
    assert_null(round_check_ranges(&use, 1, true, false).problem);
}

static void
fewer_awards_than_expected_matter_at_the_end(void **state)
{
    const struct section_use use = { .awards = 1,
        .has_expected_min = true,
        .expected_min = 2 };

    assert_null(round_check_ranges(&use, 1, false, false).problem);
    assert_ptr_equal(round_check_ranges(&use, 1, true, false).problem,
            &problem_range_needs_note);
    assert_null(round_check_ranges(&use, 1, true, true).problem);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_sound_round_passes),
        cmocka_unit_test(the_window_runs_forward),
        cmocka_unit_test(sections_fit_into_the_budget),
        cmocka_unit_test(weights_sum_to_the_whole),
        cmocka_unit_test(shares_sum_to_the_whole),
        cmocka_unit_test(names_are_used_once),
        cmocka_unit_test(an_expected_range_runs_forward),
        cmocka_unit_test(the_window_closes_at_a_stated_millisecond),
        cmocka_unit_test(a_late_timer_does_not_keep_the_window_shut_or_open),
        cmocka_unit_test(a_published_round_has_the_state_of_the_clock),
        cmocka_unit_test(
                only_a_rolling_round_is_decided_before_its_window_closes),
        cmocka_unit_test(a_section_is_named_where_there_are_some),
        cmocka_unit_test(more_awards_than_expected_need_a_note),
        cmocka_unit_test(fewer_awards_than_expected_matter_at_the_end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
