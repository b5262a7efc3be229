#include "application.h"

#include "base/test.h"

static struct budget_line lines[] = {
    { .item = STR("活动物料"), .amount = 30000 },
    { .item = STR("社工补贴"), .amount = 20000 },
};

static const struct round open_round = {
    .state = ROUND_STATE_ACCEPTING,
    .opens_at = 1000,
    .closes_at = 2000,
    .has_max_amount = true,
    .max_amount = 5000000,
};

static struct application
sound_application(void)
{
    return (struct application){
        .state = APPLICATION_STATE_SUBMITTED,
        .amount = 50000,
        .budget = lines,
        .budget_count = 2,
    };
}

static void
a_sound_application_passes(void **state)
{
    struct application application = sound_application();

    assert_null(application_check(&application, &open_round).problem);
    application.budget_count = 0; /* no lines are no wrong lines */
    assert_null(application_check(&application, &open_round).problem);
}

static void
the_lines_make_up_the_amount(void **state)
{
    struct application application = sound_application();

    application.amount++;
    assert_ptr_equal(application_check(&application, &open_round).problem,
            &problem_budget_mismatch);
}

static void
a_round_may_ask_for_lines(void **state)
{
    struct application application = sound_application();
    struct round round = open_round;

    round.needs_budget = true;
    assert_null(application_check(&application, &round).problem);
    application.budget_count = 0;
    assert_ptr_equal(application_check(&application, &round).problem,
            &problem_budget_mismatch);
}

static void
the_round_has_a_most_per_application(void **state)
{
    struct application application = { .amount = 5000001 };

    assert_ptr_equal(application_check(&application, &open_round).problem,
            &problem_over_max_amount);
}

static void
a_project_ends_after_it_starts(void **state)
{
    struct application application = sound_application();

    application.has_starts_on = application.has_ends_on = true;
    application.starts_on = 100;
    application.ends_on = 99;
    assert_string_equal(application_check(&application, &open_round).field,
            "ends_on");
}

static void
it_is_amended_while_the_window_is_open(void **state)
{
    struct application application = sound_application();

    assert_null(application_check_amendable(&application, &open_round, 1500)
                        .problem);
    assert_ptr_equal(
            application_check_amendable(&application, &open_round, 2000)
                    .problem,
            &problem_round_closed_to_applications);
}

static void
a_returned_one_is_amended_after_the_window(void **state)
{
    struct application application = sound_application();
    struct round round = open_round;

    application.state = APPLICATION_STATE_RETURNED;
    assert_null(
            application_check_amendable(&application, &round, 2500).problem);
    round.state = ROUND_STATE_FINISHED;
    assert_ptr_equal(
            application_check_amendable(&application, &round, 2500).problem,
            &problem_wrong_round_state);
}

static void
what_was_judged_is_not_amended(void **state)
{
    struct application application = sound_application();

    application.state = APPLICATION_STATE_ELIGIBLE;
    assert_ptr_equal(
            application_check_amendable(&application, &open_round, 1500)
                    .problem,
            &problem_wrong_application_state);
}

static void
scoring_follows_screening_where_there_is_one(void **state)
{
    struct application application = sound_application();
    struct round round = open_round;

    assert_false(application_is_scorable(&application, &round));
    round.skips_screening = true;
    assert_true(application_is_scorable(&application, &round));
    application.state = APPLICATION_STATE_ELIGIBLE;
    round.skips_screening = false;
    assert_true(application_is_scorable(&application, &round));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_sound_application_passes),
        cmocka_unit_test(the_lines_make_up_the_amount),
        cmocka_unit_test(a_round_may_ask_for_lines),
        cmocka_unit_test(the_round_has_a_most_per_application),
        cmocka_unit_test(a_project_ends_after_it_starts),
        cmocka_unit_test(it_is_amended_while_the_window_is_open),
        cmocka_unit_test(a_returned_one_is_amended_after_the_window),
        cmocka_unit_test(what_was_judged_is_not_amended),
        cmocka_unit_test(scoring_follows_screening_where_there_is_one),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
