/* Ranking and the council's decisions within the budgets. */
#include "fixture.h"

static struct get_ranking_reply
ranking(struct fixture *f, struct uuid round)
{
    struct get_ranking_request request = { .round = round };
    struct get_ranking_reply reply;

    assert_int_equal(DO(f, council, get_ranking, &request, &reply), STATUS_OK);
    return reply;
}

static void
reviewed(struct fixture *f, struct uuid round)
{
    close_window(f, round);
    close_panel(f, round);
}

static struct uuid
a_round(struct fixture *f)
{
    struct open_round_request request = plain_round(f);

    return open_round(f, &request);
}

static void
refuses(struct fixture *f, struct uuid round, struct decision_line *lines,
        size_t count, const char *code)
{
    struct decide_round_request request = { .round = round,
        .decisions = lines,
        .decisions_count = count };

    REFUSES(f, council, decide_round, &request, code);
}

static void
a_ranking_shows_scores_ties_and_what_fits(void **state)
{
    struct fixture *f = *state;
    struct uuid round = a_round(f);
    struct get_ranking_reply reply;

    scored(f, round, "三", 400000, 7000);
    scored(f, round, "一", 500000, 9000);
    scored(f, round, "二", 400000, 7000);
    REFUSES(f, council, get_ranking,
            &(struct get_ranking_request){ .round = round }, "scores_sealed");
    reviewed(f, round);
    reply = ranking(f, round);
    assert_int_equal(reply.items_count, 3);
    assert_true(str_equal(reply.items[0].title, STR("一")));
    assert_true(reply.items[0].fits);
    assert_int_equal(reply.items[0].sum, 90000000);
    assert_int_equal(reply.items[0].divisor, 10000);
    assert_int_equal(reply.items[1].rank, 2);
    assert_int_equal(reply.items[2].rank, 2);
    assert_true(reply.items[1].is_tied && reply.items[2].is_tied);
    assert_true(reply.items[1].is_at_cut && reply.items[2].is_at_cut);
    assert_false(reply.items[1].fits);
    assert_true(str_equal(reply.rounding, STR("half_up")));
    REFUSES(f, ada, get_ranking,
            &(struct get_ranking_request){ .round = round }, "forbidden");
    REFUSES(f, ruth, get_ranking,
            &(struct get_ranking_request){ .round = round }, "forbidden");
}

/* FT-12 */
static void
a_decision_proposes_an_award(void **state)
{
    struct fixture *f = *state;
    struct uuid round = a_round(f);
    struct uuid application = scored(f, round, "心灵巴士", 500000, 8000);
    struct uuid award;
    struct get_award_reply got;

    reviewed(f, round);
    award = decide(f, round, application, 450000);
    got = award_of(f, award);
    assert_state(got.state, AWARD_STATE_PROPOSED);
    assert_int_equal(got.amount, 450000);
    assert_true(str_equal(got.title, STR("心灵巴士")));
    assert_state(application_of(f, application).state,
            APPLICATION_STATE_SELECTED);
    assert_state(round_of(f, round).round.state, ROUND_STATE_DECIDED);
    assert_int_equal(round_of(f, round).round.committed, 450000);
    assert_int_equal(harness_count_events(f->harness, "grants.round_decided"),
            1);
}

/* FT-17 */
static void
only_the_council_decides(void **state)
{
    struct fixture *f = *state;
    struct uuid round = a_round(f);
    struct uuid application = scored(f, round, "甲", 500000, 8000);
    struct decision_line line = { application, 500000, false, STR("") };
    struct decide_round_request request = { .round = round,
        .decisions = &line,
        .decisions_count = 1 };

    reviewed(f, round);
    REFUSES(f, operator, decide_round, &request, "forbidden");
    REFUSES(f, finance, decide_round, &request, "forbidden");
    REFUSES(f, supervisor, decide_round, &request, "forbidden");
    REFUSES(f, ruth, decide_round, &request, "forbidden");
    REFUSES(f, admin, decide_round, &request, "forbidden");
}

static void
nothing_is_decided_too_early(void **state)
{
    struct fixture *f = *state;
    struct uuid round = a_round(f);
    struct uuid application = scored(f, round, "甲", 500000, 8000);
    struct decision_line line = { application, 500000, false, STR("") };

    refuses(f, round, &line, 1, "window_still_open");
    close_window(f, round);
    refuses(f, round, &line, 1, "scores_sealed");
    close_panel(f, round);
    refuses(f, round, NULL, 0, "invalid_field");
    decide(f, round, application, 500000);
    refuses(f, round, &line, 1, "wrong_application_state");
}

static void
what_nobody_scored_is_not_selected(void **state)
{
    struct fixture *f = *state;
    struct uuid round = a_round(f);
    struct decision_line line = { .amount = 100 };

    line.application = apply(f, round, "甲", 500000);
    close_window(f, round);
    refuses(f, round, &line, 1, "wrong_application_state");
    pass(f, line.application);
    close_panel(f, round);
    refuses(f, round, &line, 1, "not_scored");
}

static void
the_last_award_does_not_exceed_the_budget(void **state)
{
    struct fixture *f = *state;
    struct uuid round = a_round(f);
    struct uuid first = scored(f, round, "甲", 600000, 9000);
    struct decision_line line = { .amount = 400001 };

    line.application = scored(f, round, "乙", 600000, 8000);
    reviewed(f, round);
    decide(f, round, first, 600000);
    refuses(f, round, &line, 1, "over_round_budget");
    decide(f, round, line.application, 400000);
    assert_int_equal(round_of(f, round).round.committed, 1000000);
}

static void
one_decision_does_not_exceed_it_either(void **state)
{
    struct fixture *f = *state;
    struct uuid round = a_round(f);
    struct decision_line lines[2] = { { .amount = 600000 },
        { .amount = 400001 } };

    lines[0].application = scored(f, round, "甲", 600000, 9000);
    lines[1].application = scored(f, round, "乙", 600000, 8000);
    reviewed(f, round);
    refuses(f, round, lines, 2, "over_round_budget");
    assert_string_equal(harness_problem_field(f->harness), "decisions.1");
    assert_string_equal(harness_problem_detail(f->harness),
            "with this one the awards are more than the round has left; "
            "together: 1000001 fen");
    assert_string_equal(harness_problem_expected(f->harness),
            "at most 1000000 fen");
    assert_int_equal(round_of(f, round).round.committed, 0);
    assert_state(application_of(f, lines[0].application).state,
            APPLICATION_STATE_ELIGIBLE);
    assert_int_equal(harness_count_events(f->harness, "grants.award_proposed"),
            0);
}

static void
no_award_is_above_its_request_or_named_twice(void **state)
{
    struct fixture *f = *state;
    struct uuid round = a_round(f);
    struct decision_line lines[2] = { { .amount = 100001 } };
    struct uuid other = scored(f, a_round(f), "别批", 100000, 8000);

    lines[0].application = scored(f, round, "甲", 100000, 8000);
    reviewed(f, round);
    refuses(f, round, lines, 1, "above_request");
    lines[0].amount = 100000;
    lines[1] = lines[0];
    refuses(f, round, lines, 2, "duplicate_name");
    lines[1].application = other;
    refuses(f, round, lines, 2, "not_found");
}

static void
a_refused_award_gives_its_room_back(void **state)
{
    struct fixture *f = *state;
    struct uuid round = a_round(f);
    struct uuid first = scored(f, round, "甲", 1000000, 9000);
    struct uuid second = scored(f, round, "乙", 1000000, 8000);
    struct uuid award;
    struct repropose_award_request again = { .amount = 1000000,
        .reason = STR("再议") };

    reviewed(f, round);
    award = decide(f, round, first, 1000000);
    fund_refuses(f, award);
    assert_int_equal(round_of(f, round).round.committed, 0);
    decide(f, round, second, 1000000);
    again.award = award;
    REFUSES(f, council, repropose_award, &again, "over_round_budget");
}

static struct round_section sections[] = {
    { .name = STR("基层治理创新"),
            .budget = 600000,
            .has_expected_min = true,
            .expected_min = 2,
            .has_expected_max = true,
            .expected_max = 2 },
    { .name = STR("妇儿公益"), .budget = 400000 },
};

static struct uuid
round_with_sections(struct fixture *f)
{
    struct open_round_request request = plain_round(f);

    request.sections = sections;
    request.sections_count = 2;
    return open_round(f, &request);
}

static struct uuid
scored_in(struct fixture *f, struct uuid round, size_t section, int64_t amount,
        int64_t points)
{
    struct uuid application = apply_to(f, round,
            section ? "妇儿公益" : "基层治理创新", "项目", amount);

    pass(f, application);
    assert_int_equal(score(f, f->ruth, application, points), STATUS_OK);
    return application;
}

static void
a_section_keeps_to_its_own_budget(void **state)
{
    struct fixture *f = *state;
    struct uuid round = round_with_sections(f);
    struct decision_line line = { .amount = 400001 };
    struct get_round_reply got;

    line.application = scored_in(f, round, 1, 500000, 9000);
    reviewed(f, round);
    refuses(f, round, &line, 1, "over_section_budget");
    decide(f, round, line.application, 400000);
    got = round_of(f, round);
    assert_int_equal(got.sections[1].committed, 400000);
    assert_int_equal(got.sections[1].awards, 1);
    assert_int_equal(got.sections[0].committed, 0);
}

static void
a_decision_may_move_an_application_to_another_section(void **state)
{
    struct fixture *f = *state;
    struct uuid round = round_with_sections(f);
    struct decision_line line = { .amount = 500000,
        .has_section = true,
        .section = STR("基层治理创新") };

    line.application = scored_in(f, round, 1, 500000, 9000);
    reviewed(f, round);
    struct decide_round_request request = { .round = round,
        .decisions = &line,
        .decisions_count = 1 };
    assert_int_equal(DO(f, council, decide_round, &request, NULL), STATUS_OK);
    assert_int_equal(round_of(f, round).sections[0].committed, 500000);
    line.section = STR("没有");
    line.application = scored(f, a_round(f), "x", 1, 1);
    refuses(f, round, &line, 1, "not_found");
}

static void
more_awards_than_expected_are_explained(void **state)
{
    struct fixture *f = *state;
    struct uuid round = round_with_sections(f);
    struct decision_line lines[3];
    struct decide_round_request request = { .round = round,
        .decisions = lines,
        .decisions_count = 3 };

    for (int i = 0; i < 3; i++)
        lines[i] = (struct decision_line){
            .application = scored_in(f, round, 0, 100000, 9000 - i),
            .amount = 100000,
        };
    reviewed(f, round);
    REFUSES(f, council, decide_round, &request, "range_needs_note");
    request.has_range_note = true;
    request.range_note = STR("质量普遍较高");
    assert_int_equal(DO(f, council, decide_round, &request, NULL), STATUS_OK);
}

static void
fewer_awards_than_expected_are_explained_at_the_end(void **state)
{
    struct fixture *f = *state;
    struct uuid round = round_with_sections(f);
    struct decision_line line = { .amount = 100000 };
    struct decide_round_request request = { .round = round,
        .decisions = &line,
        .decisions_count = 1,
        .has_is_final = true,
        .is_final = true };

    line.application = scored_in(f, round, 0, 100000, 9000);
    reviewed(f, round);
    REFUSES(f, council, decide_round, &request, "range_needs_note");
    request.has_range_note = true;
    request.range_note = STR("申报不足");
    assert_int_equal(DO(f, council, decide_round, &request, NULL), STATUS_OK);
}

static void
a_choice_among_equals_is_explained(void **state)
{
    struct fixture *f = *state;
    struct uuid round = a_round(f);
    struct decision_line line = { .amount = 400000 };
    struct decide_round_request request = { .round = round,
        .decisions = &line,
        .decisions_count = 1 };
    struct list_decisions_request list = { .round = round };
    struct list_decisions_reply listed;

    line.application = scored(f, round, "甲", 400000, 8000);
    scored(f, round, "乙", 400000, 8000);
    scored(f, round, "丙", 400000, 7999);
    reviewed(f, round);
    REFUSES(f, council, decide_round, &request, "tie_needs_note");
    request.has_tie_note = true;
    request.tie_note = STR("优先未获资助的社区");
    assert_int_equal(DO(f, council, decide_round, &request, NULL), STATUS_OK);
    assert_int_equal(DO(f, supervisor, list_decisions, &list, &listed),
            STATUS_OK);
    assert_true(str_equal(listed.items[0].tie_note, request.tie_note));
}

static void
all_of_a_tie_need_no_explanation(void **state)
{
    struct fixture *f = *state;
    struct uuid round = a_round(f);
    struct decision_line lines[2] = { { .amount = 400000 },
        { .amount = 400000 } };
    struct decide_round_request request = { .round = round,
        .decisions = lines,
        .decisions_count = 2 };

    lines[0].application = scored(f, round, "甲", 400000, 8000);
    lines[1].application = scored(f, round, "乙", 400000, 8000);
    reviewed(f, round);
    assert_int_equal(DO(f, council, decide_round, &request, NULL), STATUS_OK);
}

static void
a_final_decision_declines_the_rest(void **state)
{
    struct fixture *f = *state;
    struct uuid round = a_round(f);
    struct uuid chosen = scored(f, round, "甲", 400000, 8000);
    struct uuid rest = scored(f, round, "乙", 400000, 7000);
    struct uuid unscreened = apply(f, round, "丙", 100);
    struct decision_line line = { .application = chosen, .amount = 400000 };
    struct decide_round_request request = { .round = round,
        .decisions = &line,
        .decisions_count = 1,
        .has_is_final = true,
        .is_final = true };
    struct reconsider_application_request reconsider = { .application = rest,
        .reason = STR("有人退出") };
    struct reconsider_application_reply reply;

    reviewed(f, round);
    assert_int_equal(DO(f, council, decide_round, &request, NULL), STATUS_OK);
    assert_state(application_of(f, rest).state, APPLICATION_STATE_DECLINED);
    assert_state(application_of(f, unscreened).state,
            APPLICATION_STATE_DECLINED);
    REFUSES(f, operator, reconsider_application, &reconsider, "forbidden");
    assert_int_equal(
            DO(f, council, reconsider_application, &reconsider, &reply),
            STATUS_OK);
    assert_state(reply.state, APPLICATION_STATE_ELIGIBLE);
    decide(f, round, rest, 400000);
    reconsider.application = unscreened;
    assert_int_equal(
            DO(f, council, reconsider_application, &reconsider, &reply),
            STATUS_OK);
    assert_state(reply.state, APPLICATION_STATE_SUBMITTED);
}

static void
the_declined_are_told_all_that_the_council_noted(void **state)
{
    struct fixture *f = *state;
    struct uuid round = a_round(f);
    struct uuid rest = scored(f, round, "甲", 400000, 8000);
    struct decide_round_request request = { .round = round,
        .declined = &rest,
        .declined_count = 1,
        .has_note = true };
    struct grants_application_changed told;
    char note[1000];

    memset(note, 'x', sizeof(note));
    request.note = (struct str){ note, sizeof(note) };
    reviewed(f, round);
    assert_int_equal(DO(f, council, decide_round, &request, NULL), STATUS_OK);
    assert_true(harness_last_event(f->harness, "grants.application_changed",
            NULL, &told));
    assert_true(str_equal(told.reason, request.note));
}

/* LGA-14 */
static void
a_fund_with_purposes_gives_nothing_to_an_application_without_a_field(
        void **state)
{
    struct fixture *f = *state;
    struct str purposes[] = { STR("助老") };
    const struct fundraising_fund_changed body = {
        .name = STR("龙岗社会创新公益基金"),
        .level = FUND_LEVEL_DISTRICT,
        .purposes = purposes,
        .purposes_count = 1,
        .state = FUND_STATE_OPEN,
    };
    struct uuid round = a_round(f);
    struct decision_line line = { .amount = 400000 };

    line.application = scored(f, round, "甲", 400000, 8000);
    reviewed(f, round);
    assert_int_equal(harness_event(f->harness, "fundraising.fund_changed",
                             FUND_HUB, f->fund, &body),
            STATUS_OK);
    refuses(f, round, &line, 1, "fund_has_other_purposes");
}

static void
what_is_selected_is_not_declined_in_one_breath(void **state)
{
    struct fixture *f = *state;
    struct uuid round = a_round(f);
    struct decision_line line = { .amount = 400000 };
    struct decide_round_request request = { .round = round,
        .decisions = &line,
        .decisions_count = 1,
        .declined = &line.application,
        .declined_count = 1 };

    line.application = scored(f, round, "甲", 400000, 8000);
    reviewed(f, round);
    REFUSES(f, council, decide_round, &request, "wrong_application_state");
    assert_state(application_of(f, line.application).state,
            APPLICATION_STATE_ELIGIBLE);
}

static void
a_rolling_round_decides_what_is_unsealed(void **state)
{
    struct fixture *f = *state;
    struct open_round_request open = plain_round(f);
    struct appoint_reviewer_request ruth = { .account = harness_account(
                                                     f->harness, "ruth") };
    struct appoint_reviewer_request rolf = { .account = harness_account(
                                                     f->harness, "rolf") };
    struct decision_line line = { .amount = 100 };

    open.has_is_rolling = open.is_rolling = true;
    ruth.round = rolf.round = open_round(f, &open);
    assert_int_equal(DO(f, operator, appoint_reviewer, &ruth, NULL), STATUS_OK);
    assert_int_equal(DO(f, operator, appoint_reviewer, &rolf, NULL), STATUS_OK);
    line.application = scored(f, ruth.round, "甲", 100, 8000);
    refuses(f, ruth.round, &line, 1, "scores_sealed");
    assert_int_equal(ranking(f, ruth.round).items[0].reviewers, 0);
    assert_int_equal(score(f, f->rolf, line.application, 7000), STATUS_OK);
    assert_int_equal(ranking(f, ruth.round).items[0].score, 7500);
    decide(f, ruth.round, line.application, 100);
    apply(f, ruth.round, "还能申报", 100);
}

static void
a_round_without_a_panel_is_decided_without_scores(void **state)
{
    struct fixture *f = *state;
    struct open_round_request open = plain_round(f);
    struct uuid round, application;

    open.has_skips_screening = open.skips_screening = true;
    open.has_skips_panel = open.skips_panel = true;
    round = open_round(f, &open);
    application = apply(f, round, "定投", 100);
    close_window(f, round);
    decide(f, round, application, 100);
}

static void
a_suspended_organisation_is_not_selected(void **state)
{
    struct fixture *f = *state;
    struct uuid round = a_round(f);
    struct decision_line line = { .amount = 100 };
    struct registry_organisation_changed body = { .name = STR("甲"),
        .kind = ORGANISATION_KIND_SOCIAL_GROUP,
        .status = ORGANISATION_STATUS_DEREGISTERED,
        .change = ORGANISATION_CHANGE_DEREGISTERED };

    line.application = scored(f, round, "甲", 100, 8000);
    reviewed(f, round);
    assert_int_equal(
            harness_event(f->harness, "registry.organisation_changed", HUB,
                    application_of(f, line.application).organisation, &body),
            STATUS_OK);
    refuses(f, round, &line, 1, "organisation_inactive");
}

static void
the_panel_stays_closed_once_something_is_decided(void **state)
{
    struct fixture *f = *state;
    struct uuid round = a_round(f);
    struct uuid application = scored(f, round, "甲", 100, 8000);
    struct reopen_panel_request reopen = { .round = round,
        .reason = STR("重评") };

    reviewed(f, round);
    decide(f, round, application, 100);
    REFUSES(f, council, reopen_panel, &reopen, "wrong_round_state");
}

static void
the_window_stays_shut_once_something_is_decided(void **state)
{
    struct fixture *f = *state;
    struct uuid round = a_round(f);
    struct uuid application = scored(f, round, "甲", 100, 8000);
    struct change_window_request change = { .round = round,
        .reason = STR("补报") };

    reviewed(f, round);
    decide(f, round, application, 100);
    change.closes_at = harness_now(f->harness) + DAY_MS;
    REFUSES(f, operator, change_window, &change, "wrong_round_state");
}

static void
a_round_is_summed_up(void **state)
{
    struct fixture *f = *state;
    struct uuid round = a_round(f);
    struct uuid first = scored(f, round, "甲", 400000, 8000);
    struct summarise_round_request request = { .round = round };
    struct summarise_round_reply reply;

    scored(f, round, "乙", 300000, 7000);
    apply(f, round, "丙", 200000);
    reviewed(f, round);
    decide(f, round, first, 350000);
    assert_int_equal(DO(f, anyone, summarise_round, &request, &reply),
            STATUS_OK);
    assert_int_equal(reply.applications, 3);
    assert_int_equal(reply.organisations, 3);
    assert_int_equal(reply.eligible, 2);
    assert_int_equal(reply.selected, 1);
    assert_int_equal(reply.asked, 900000);
    assert_int_equal(reply.awarded, 350000);
    assert_int_equal(reply.paid, 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_ranking_shows_scores_ties_and_what_fits),
        TEST(a_decision_proposes_an_award),
        TEST(only_the_council_decides),
        TEST(nothing_is_decided_too_early),
        TEST(what_nobody_scored_is_not_selected),
        TEST(the_last_award_does_not_exceed_the_budget),
        TEST(one_decision_does_not_exceed_it_either),
        TEST(no_award_is_above_its_request_or_named_twice),
        TEST(a_refused_award_gives_its_room_back),
        TEST(a_section_keeps_to_its_own_budget),
        TEST(a_decision_may_move_an_application_to_another_section),
        TEST(more_awards_than_expected_are_explained),
        TEST(fewer_awards_than_expected_are_explained_at_the_end),
        TEST(a_choice_among_equals_is_explained),
        TEST(all_of_a_tie_need_no_explanation),
        TEST(a_final_decision_declines_the_rest),
        TEST(the_declined_are_told_all_that_the_council_noted),
        TEST(a_fund_with_purposes_gives_nothing_to_an_application_without_a_field),
        TEST(what_is_selected_is_not_declined_in_one_breath),
        TEST(a_rolling_round_decides_what_is_unsealed),
        TEST(a_round_without_a_panel_is_decided_without_scores),
        TEST(a_suspended_organisation_is_not_selected),
        TEST(the_panel_stays_closed_once_something_is_decided),
        TEST(the_window_stays_shut_once_something_is_decided),
        TEST(a_round_is_summed_up),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
