/* Screening, the panel, conflicts and sealed scores. */
#include "panel_scene.h"

static void
score_refused(struct fixture *f, const struct actor *reviewer,
        struct uuid application, const char *code)
{
    assert_int_not_equal(score(f, reviewer, application, 8000), STATUS_OK);
    assert_string_equal(harness_problem(f->harness), code);
}

static void
screening_passes_rejects_and_is_taken_back(void **state)
{
    struct fixture *f = *state;
    struct uuid application = apply(f, a_round(f), "甲", 100);
    struct screen_application_request screen = { .application = application,
        .outcome = SCREENING_OUTCOME_REJECT,
        .has_reason = true,
        .reason = STR("不在申报范围") };
    struct revoke_screening_request revoke = { .application = application,
        .reason = STR("误判") };

    REFUSES(f, operator, revoke_screening, &revoke, "wrong_application_state");
    REFUSES(f, council, screen_application, &screen, "forbidden");
    assert_int_equal(DO(f, operator, screen_application, &screen, NULL),
            STATUS_OK);
    assert_state(application_of(f, application).state,
            APPLICATION_STATE_INELIGIBLE);
    REFUSES(f, operator, screen_application, &screen,
            "wrong_application_state");
    assert_int_equal(DO(f, operator, revoke_screening, &revoke, NULL),
            STATUS_OK);
    pass(f, application);
    assert_state(application_of(f, application).state,
            APPLICATION_STATE_ELIGIBLE);
}

static void
a_screening_taken_back_voids_the_scores(void **state)
{
    struct fixture *f = *state;
    struct uuid application = passed(f, a_round(f), "甲");
    struct revoke_screening_request revoke = { .application = application,
        .reason = STR("误判") };

    assert_int_equal(score(f, f->ruth, application, 8000), STATUS_OK);
    assert_int_equal(DO(f, operator, revoke_screening, &revoke, NULL),
            STATUS_OK);
    assert_int_equal(scores_of(f, f->supervisor, application).received, 0);
    score_refused(f, f->ruth, application, "wrong_application_state");
}

static void
what_was_not_screened_is_not_scored(void **state)
{
    struct fixture *f = *state;
    struct open_round_request open = plain_round(f);
    struct screen_application_request screen = {
        .outcome = SCREENING_OUTCOME_PASS
    };

    score_refused(f, f->ruth, apply(f, a_round(f), "甲", 100),
            "wrong_application_state");
    open.has_skips_screening = open.skips_screening = true;
    screen.application = apply(f, open_round(f, &open), "乙", 100);
    REFUSES(f, operator, screen_application, &screen, "wrong_round_state");
    assert_int_equal(score(f, f->ruth, screen.application, 8000), STATUS_OK);
    screen.outcome = SCREENING_OUTCOME_REJECT;
    screen.has_reason = true;
    screen.reason = STR("重复申报");
    assert_int_equal(DO(f, operator, screen_application, &screen, NULL),
            STATUS_OK);
}

static void
without_a_panel_every_reviewer_scores(void **state)
{
    struct fixture *f = *state;
    struct uuid application = passed(f, a_round(f), "甲");

    assert_int_equal(score(f, f->ruth, application, 8000), STATUS_OK);
    assert_int_equal(score(f, f->rolf, application, 7000), STATUS_OK);
    score_refused(f, f->operator, application, "forbidden");
    score_refused(f, f->council, application, "forbidden");
}

static void
with_a_panel_only_its_members_score(void **state)
{
    struct fixture *f = *state;
    struct uuid round = a_round(f);
    struct uuid application = passed(f, round, "甲");
    struct list_reviews_request list = { .round = round };

    appoint(f, round, "ruth");
    assert_int_equal(score(f, f->ruth, application, 8000), STATUS_OK);
    score_refused(f, f->rolf, application, "not_on_panel");
    REFUSES(f, rolf, list_reviews, &list, "not_on_panel");
    REFUSES(f, rolf, get_application,
            &(struct get_application_request){ application }, "not_found");
}

static void
an_assigned_application_is_for_those_assigned(void **state)
{
    struct fixture *f = *state;
    struct uuid round = a_round(f);
    struct uuid first = passed(f, round, "甲");
    struct uuid second = passed(f, round, "乙");
    struct list_reviews_request list = { .round = round };
    struct list_reviews_reply reviews;
    struct unassign_reviewer_request unassign = { .application = first,
        .account = harness_account(f->harness, "ruth"),
        .reason = STR("换人") };

    appoint(f, round, "ruth");
    appoint(f, round, "rolf");
    assign(f, first, "ruth");
    score_refused(f, f->rolf, first, "not_on_panel");
    assert_int_equal(score(f, f->rolf, second, 8000), STATUS_OK);
    assert_int_equal(DO(f, rolf, list_reviews, &list, &reviews), STATUS_OK);
    assert_int_equal(reviews.items_count, 1);
    assert_true(reviews.items[0].is_scored);
    assert_int_equal(DO(f, ruth, list_reviews, &list, &reviews), STATUS_OK);
    assert_int_equal(reviews.items_count, 2);
    assert_int_equal(DO(f, operator, unassign_reviewer, &unassign, NULL),
            STATUS_OK);
    REFUSES(f, operator, unassign_reviewer, &unassign, "not_found");
    assert_int_equal(score(f, f->rolf, first, 8000), STATUS_OK);
}

/* What the review desk begins with. */
static struct list_review_rounds_reply
desk_of(struct fixture *f, const struct actor *reviewer)
{
    struct list_review_rounds_request request = { 0 };
    struct list_review_rounds_reply reply;

    assert_int_equal(
            fixture_call(f, reviewer, "list_review_rounds", &request, &reply),
            STATUS_OK);
    return reply;
}

static void
a_reviewer_finds_the_rounds_that_wait(void **state)
{
    struct fixture *f = *state;
    struct uuid round = a_round(f);
    struct uuid first = passed(f, round, "甲");
    struct correct_round_request due = { .round = round,
        .reason = STR("约定评审时间"),
        .has_scores_due_on = true,
        .scores_due_on = date_of(harness_now(f->harness)) + 30 };
    struct list_review_rounds_reply desk;

    passed(f, round, "乙");
    apply(f, round, "丙", 100); /* not screened */
    appoint(f, round, "ruth");
    desk = desk_of(f, f->ruth);
    assert_int_equal(desk.items_count, 1);
    assert_true(uuid_equal(desk.items[0].round, round));
    assert_int_equal(desk.items[0].applications, 2);
    assert_int_equal(desk.items[0].scored, 0);
    assert_false(desk.items[0].has_scores_due_on);
    assert_int_equal(desk_of(f, f->rolf).items_count, 0);

    assert_int_equal(score(f, f->ruth, first, 8000), STATUS_OK);
    assert_int_equal(DO(f, operator, correct_round, &due, NULL), STATUS_OK);
    desk = desk_of(f, f->ruth);
    assert_int_equal(desk.items[0].scored, 1);
    assert_int_equal(desk.items[0].scores_due_on, due.scores_due_on);
}

static void
it_is_told_to_whom_an_application_is_assigned(void **state)
{
    struct fixture *f = *state;
    struct uuid round = a_round(f);
    struct uuid application = passed(f, round, "甲");
    struct list_assignments_request list = { application };
    struct list_assignments_reply reply;

    appoint(f, round, "ruth");
    appoint(f, round, "rolf");
    assert_int_equal(DO(f, operator, list_assignments, &list, &reply),
            STATUS_OK);
    assert_int_equal(reply.items_count, 0);
    assign(f, application, "ruth");
    assert_int_equal(score(f, f->ruth, application, 8000), STATUS_OK);
    assert_int_equal(DO(f, operator, list_assignments, &list, &reply),
            STATUS_OK);
    assert_int_equal(reply.items_count, 1);
    assert_true(reply.items[0].is_scored);
    assert_false(reply.items[0].has_conflict);
    REFUSES(f, ruth, list_assignments, &list, "forbidden");
}

static void
a_reviewer_does_not_judge_his_own(void **state)
{
    struct fixture *f = *state;
    struct uuid round = a_round(f);
    struct submit_application_request request =
            plain_application(f, round, "甲", 100);
    struct submit_application_reply reply;
    struct registry_account_opened account = {
        .account = harness_account(f->harness, "ruth"),
        .has_organisation = true,
        .organisation = request.organisation,
        .status = ACCOUNT_STATUS_OPEN,
    };
    struct assign_reviewer_request assignment = { .account = account.account };

    assert_int_equal(DO(f, ada, submit_application, &request, &reply),
            STATUS_OK);
    pass(f, reply.application_id);
    assert_int_equal(harness_event(f->harness, "registry.account_opened", HUB,
                             account.account, &account),
            STATUS_OK);
    score_refused(f, f->ruth, reply.application_id, "own_application");
    assignment.application = reply.application_id;
    REFUSES(f, operator, assign_reviewer, &assignment, "own_application");
}

/* SD-21 */
static void
a_score_names_every_criterion_once(void **state)
{
    struct fixture *f = *state;
    struct round_criterion criteria[] = { { STR("需求"), 6000 },
        { STR("成效"), 4000 } };
    struct criterion_score scores[] = { { STR("成效"), 7000 },
        { STR("需求"), 9001 } };
    struct open_round_request open = plain_round(f);
    struct score_application_request request = { .scores = scores,
        .scores_count = 2 };
    struct score_application_reply reply;
    struct list_scores_reply listed;

    open.criteria = criteria;
    open.criteria_count = 2;
    request.application = passed(f, open_round(f, &open), "甲");
    assert_int_equal(DO(f, ruth, score_application, &request, &reply),
            STATUS_OK);
    assert_int_equal(reply.total, 8201); /* 8200.6 */
    listed = scores_of(f, f->ruth, request.application);
    assert_int_equal(listed.sheets[0].scores_count, 2);
    request.scores_count = 1;
    REFUSES(f, ruth, score_application, &request, "wrong_criteria");
    request.scores_count = 2;
    scores[0].score = 10001;
    REFUSES(f, ruth, score_application, &request, "invalid_field");
}

static void
scores_stay_sealed_until_all_are_in(void **state)
{
    struct fixture *f = *state;
    struct uuid round = a_round(f);
    struct uuid application = passed(f, round, "甲");

    appoint(f, round, "ruth");
    appoint(f, round, "rolf");
    assert_int_equal(score(f, f->ruth, application, 8000), STATUS_OK);
    assert_true(scores_of(f, f->rolf, application).is_sealed);
    assert_int_equal(scores_of(f, f->rolf, application).sheets_count, 0);
    assert_int_equal(scores_of(f, f->ruth, application).sheets_count, 1);
    assert_int_equal(scores_of(f, f->operator, application).sheets_count, 0);
    assert_int_equal(scores_of(f, f->council, application).sheets_count, 0);
    assert_int_equal(scores_of(f, f->supervisor, application).sheets_count, 1);
    assert_int_equal(score(f, f->rolf, application, 7000), STATUS_OK);
    assert_false(scores_of(f, f->ruth, application).is_sealed);
    assert_int_equal(scores_of(f, f->ruth, application).sheets_count, 2);
    assert_int_equal(scores_of(f, f->council, application).sheets_count, 2);
}

static void
closing_the_panel_opens_the_seals(void **state)
{
    struct fixture *f = *state;
    struct uuid round = a_round(f);
    struct uuid application = passed(f, round, "甲");
    struct close_panel_request close = { .round = round };
    struct close_panel_reply closed;
    struct reopen_panel_request reopen = { .round = round,
        .reason = STR("漏评") };

    passed(f, round, "无人评");
    assert_int_equal(score(f, f->ruth, application, 8000), STATUS_OK);
    assert_true(scores_of(f, f->rolf, application).is_sealed);
    close_window(f, round);
    assert_int_equal(DO(f, operator, close_panel, &close, &closed), STATUS_OK);
    assert_int_equal(closed.unscored, 1);
    assert_int_equal(scores_of(f, f->rolf, application).sheets_count, 1);
    score_refused(f, f->rolf, application, "panel_is_closed");
    REFUSES(f, operator, close_panel, &close, "panel_is_closed");
    REFUSES(f, operator, reopen_panel, &reopen, "forbidden");
    assert_int_equal(DO(f, council, reopen_panel, &reopen, NULL), STATUS_OK);
    assert_int_equal(score(f, f->rolf, application, 7000), STATUS_OK);
}

/* What is submitted tomorrow could be scored by nobody. */
static void
the_panel_stays_open_while_applications_come(void **state)
{
    struct fixture *f = *state;
    struct uuid round = a_round(f);
    struct close_panel_request close = { .round = round };

    REFUSES(f, operator, close_panel, &close, "window_still_open");
    close_window(f, round);
    assert_int_equal(DO(f, operator, close_panel, &close, NULL), STATUS_OK);
}

static void
a_new_score_replaces_the_old(void **state)
{
    struct fixture *f = *state;
    struct uuid application = passed(f, a_round(f), "甲");
    struct list_scores_reply reply;

    assert_int_equal(score(f, f->ruth, application, 8000), STATUS_OK);
    assert_int_equal(score(f, f->ruth, application, 6500), STATUS_OK);
    reply = scores_of(f, f->ruth, application);
    assert_int_equal(reply.sheets_count, 1);
    assert_int_equal(reply.sheets[0].total, 6500);
}

static void
sheets_come_in_pages_and_whole(void **state)
{
    struct fixture *f = *state;
    struct uuid application = passed(f, a_round(f), "甲");
    struct list_scores_request list = { .application = application,
        .has_limit = true,
        .limit = 1 };
    struct list_scores_reply reply;

    assert_int_equal(score(f, f->ruth, application, 8000), STATUS_OK);
    assert_int_equal(score(f, f->rolf, application, 6500), STATUS_OK);
    assert_int_equal(DO(f, supervisor, list_scores, &list, &reply), STATUS_OK);
    assert_int_equal(reply.items_count, 1);
    assert_int_equal(reply.items[0].total, 8000);
    assert_true(reply.has_next_cursor);
    list.has_cursor = true;
    list.cursor = reply.next_cursor;
    assert_int_equal(DO(f, supervisor, list_scores, &list, &reply), STATUS_OK);
    assert_int_equal(reply.items_count, 1);
    assert_int_equal(reply.items[0].total, 6500);
    assert_false(reply.has_next_cursor);
    reply = scores_of(f, f->supervisor, application);
    assert_int_equal(reply.items_count, 2);
    assert_int_equal(reply.sheets_count, 2); /* as clients first knew them */
    assert_false(reply.has_next_cursor);
    list.cursor = STR("x");
    REFUSES(f, supervisor, list_scores, &list, "malformed");
}

static void
a_panel_comes_in_pages_and_whole(void **state)
{
    struct fixture *f = *state;
    struct uuid round = a_round(f);
    struct get_panel_request get = { .round = round,
        .has_limit = true,
        .limit = 2 };
    struct get_panel_reply panel;

    appoint(f, round, "ruth");
    appoint(f, round, "rolf");
    appoint(f, round, "rita");
    assert_int_equal(DO(f, council, get_panel, &get, &panel), STATUS_OK);
    assert_int_equal(panel.items_count, 2);
    get.has_cursor = true;
    get.cursor = panel.next_cursor;
    assert_int_equal(DO(f, council, get_panel, &get, &panel), STATUS_OK);
    assert_int_equal(panel.items_count, 1);
    assert_int_equal(panel.members_count, 1);
    assert_false(panel.has_next_cursor);
    get.cursor = STR("99");
    assert_int_equal(DO(f, council, get_panel, &get, &panel), STATUS_OK);
    assert_int_equal(panel.items_count, 0);
}

static struct uuid
declare(struct fixture *f, const struct actor *reviewer,
        struct uuid application)
{
    struct declare_conflict_request request = { .application = application,
        .reason = STR("曾任该机构顾问") };
    struct declare_conflict_reply reply;

    assert_int_equal(
            fixture_call(f, reviewer, "declare_conflict", &request, &reply),
            STATUS_OK);
    return reply.conflict_id;
}

/* LGA-11 */
static void
a_declared_conflict_ends_the_reviewers_part(void **state)
{
    struct fixture *f = *state;
    struct uuid round = a_round(f);
    struct uuid application = passed(f, round, "甲");
    struct declare_conflict_request again = { .application = application,
        .reason = STR("同上") };
    struct list_conflicts_request list = { .round = round };
    struct list_conflicts_reply listed;

    assert_int_equal(score(f, f->ruth, application, 9900), STATUS_OK);
    declare(f, f->ruth, application);
    assert_int_equal(scores_of(f, f->supervisor, application).received, 0);
    score_refused(f, f->ruth, application, "conflict_declared");
    REFUSES(f, ruth, get_application,
            &(struct get_application_request){ application }, "not_found");
    REFUSES(f, ruth, declare_conflict, &again, "conflict_declared");
    REFUSES(f, operator, declare_conflict, &again, "forbidden");
    assert_int_equal(DO(f, supervisor, list_conflicts, &list, &listed),
            STATUS_OK);
    assert_int_equal(listed.items_count, 1);
    assert_int_equal(
            harness_count_events(f->harness, "grants.conflict_declared"), 1);
}

static void
a_conflict_makes_one_fewer_to_wait_for(void **state)
{
    struct fixture *f = *state;
    struct uuid round = a_round(f);
    struct uuid application = passed(f, round, "甲");

    appoint(f, round, "ruth");
    appoint(f, round, "rolf");
    declare(f, f->rolf, application);
    assert_int_equal(score(f, f->ruth, application, 8000), STATUS_OK);
    assert_false(scores_of(f, f->ruth, application).is_sealed);
    assert_int_equal(scores_of(f, f->ruth, application).expected, 1);
}

static void
a_conflict_declared_in_error_is_lifted(void **state)
{
    struct fixture *f = *state;
    struct uuid application = passed(f, a_round(f), "甲");
    struct lift_conflict_request lift = { .reason = STR("同名机构") };

    lift.conflict = declare(f, f->ruth, application);
    REFUSES(f, operator, lift_conflict, &lift, "forbidden");
    assert_int_equal(DO(f, council, lift_conflict, &lift, NULL), STATUS_OK);
    REFUSES(f, council, lift_conflict, &lift, "not_found");
    assert_int_equal(score(f, f->ruth, application, 8000), STATUS_OK);
}

static void
who_is_dismissed_takes_his_scores_along(void **state)
{
    struct fixture *f = *state;
    struct uuid round = a_round(f);
    struct uuid application = passed(f, round, "甲");
    struct dismiss_reviewer_request dismiss = { .round = round,
        .account = harness_account(f->harness, "ruth"),
        .reason = STR("失联") };
    struct dismiss_reviewer_reply reply;
    struct get_panel_request get = { .round = round };
    struct get_panel_reply panel;

    appoint(f, round, "ruth");
    appoint(f, round, "rolf");
    assert_int_equal(score(f, f->ruth, application, 8000), STATUS_OK);
    assert_int_equal(DO(f, operator, dismiss_reviewer, &dismiss, &reply),
            STATUS_OK);
    assert_int_equal(reply.voided, 1);
    REFUSES(f, operator, dismiss_reviewer, &dismiss, "not_found");
    score_refused(f, f->ruth, application, "not_on_panel");
    assert_int_equal(DO(f, council, get_panel, &get, &panel), STATUS_OK);
    assert_int_equal(panel.members_count, 1);
    assert_int_equal(panel.members[0].scored, 0);
    appoint(f, round, "ruth"); /* and may come back */
    assert_int_equal(score(f, f->ruth, application, 8000), STATUS_OK);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(screening_passes_rejects_and_is_taken_back),
        TEST(a_screening_taken_back_voids_the_scores),
        TEST(what_was_not_screened_is_not_scored),
        TEST(without_a_panel_every_reviewer_scores),
        TEST(with_a_panel_only_its_members_score),
        TEST(an_assigned_application_is_for_those_assigned),
        TEST(a_reviewer_finds_the_rounds_that_wait),
        TEST(it_is_told_to_whom_an_application_is_assigned),
        TEST(a_reviewer_does_not_judge_his_own),
        TEST(a_score_names_every_criterion_once),
        TEST(scores_stay_sealed_until_all_are_in),
        TEST(closing_the_panel_opens_the_seals),
        TEST(the_panel_stays_open_while_applications_come),
        TEST(a_new_score_replaces_the_old),
        TEST(sheets_come_in_pages_and_whole),
        TEST(a_panel_comes_in_pages_and_whole),
        TEST(a_declared_conflict_ends_the_reviewers_part),
        TEST(a_conflict_makes_one_fewer_to_wait_for),
        TEST(a_conflict_declared_in_error_is_lifted),
        TEST(who_is_dismissed_takes_his_scores_along),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
