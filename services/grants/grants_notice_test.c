/* Public notices in working days, and objections to them. */
#include "fixture.h"

static struct publish_notice_reply
notice_for(struct fixture *f, struct uuid award, int64_t working_days)
{
    struct publish_notice_request request = {
        .round = award_of(f, award).round,
        .has_working_days = working_days > 0,
        .working_days = working_days,
    };
    struct publish_notice_reply reply;

    assert_int_equal(DO(f, operator, publish_notice, &request, &reply),
            STATUS_OK);
    return reply;
}

static struct uuid
reserved(struct fixture *f)
{
    struct uuid award = proposed(f, 500000);

    fund_reserves(f, award);
    return award;
}

static struct uuid
object(struct fixture *f, struct uuid award)
{
    struct raise_objection_request request = {
        .application = award_of(f, award).application,
        .text = STR("该项目已获得其他财政资金"),
        .has_contact = true,
        .contact = STR("13800000000"),
    };
    struct raise_objection_reply reply;

    assert_int_equal(DO(f, anyone, raise_objection, &request, &reply),
            STATUS_OK);
    return reply.objection_id;
}

static enum award_state
settle(struct fixture *f, struct uuid objection, enum objection_state outcome)
{
    struct settle_objection_request request = { .objection = objection,
        .outcome = outcome,
        .finding = STR("经核查") };
    struct settle_objection_reply reply;

    assert_int_equal(DO(f, council, settle_objection, &request, &reply),
            STATUS_OK);
    return reply.award_state;
}

static void
go_to(struct fixture *f, const char *date)
{
    harness_advance(f->harness, day_start(date) - harness_now(f->harness));
}

static void
a_notice_over_the_may_holiday_counts_the_worked_saturday(void **state)
{
    struct fixture *f = *state;
    struct uuid award = reserved(f);
    struct publish_notice_reply notice;

    /* Wednesday 29 April 2026: 30 April, 6, 7, 8 and Saturday 9 May. */
    go_to(f, "2026-04-29");
    notice = notice_for(f, award, 0);
    assert_int_equal(notice.ends_at, day_start("2026-05-10"));
    go_to(f, "2026-05-09");
    assert_state(award_of(f, award).state, AWARD_STATE_ON_NOTICE);
    go_to(f, "2026-05-10");
    assert_state(award_of(f, award).state, AWARD_STATE_AWAITING_AGREEMENT);
}

static void
the_calendar_is_data_that_an_operator_can_set(void **state)
{
    struct fixture *f = *state;
    struct uuid award = reserved(f);
    struct set_calendar_day_request storm = { .kind = CALENDAR_KIND_HOLIDAY,
        .name = STR("台风停工"),
        .has_reason = true,
        .reason = STR("红色预警") };
    struct list_calendar_request list = { .year = 2026 };
    struct list_calendar_reply listed;

    /* Monday the 9th of March: Tuesday to Thursday without the storm. */
    assert_true(date_parse(STR("2026-03-11"), &storm.date));
    REFUSES(f, council, set_calendar_day, &storm, "forbidden");
    assert_int_equal(DO(f, operator, set_calendar_day, &storm, NULL),
            STATUS_OK);
    assert_int_equal(notice_for(f, award, 5).ends_at, day_start("2026-03-18"));
    assert_int_equal(DO(f, anyone, list_calendar, &list, &listed), STATUS_OK);
    assert_int_equal(listed.items_count, 40);
    for (size_t i = 0; i < listed.items_count; i++)
        assert_int_equal(listed.items[i].has_reason,
                listed.items[i].date == storm.date);
    list.has_limit = true;
    list.limit = 39;
    assert_int_equal(DO(f, anyone, list_calendar, &list, &listed), STATUS_OK);
    assert_int_equal(listed.items_count, 39);
    list.has_cursor = true;
    list.cursor = listed.next_cursor;
    assert_int_equal(DO(f, anyone, list_calendar, &list, &listed), STATUS_OK);
    assert_int_equal(listed.items_count, 1);
    assert_false(listed.has_next_cursor);
    list = (struct list_calendar_request){ .year = 2025 };
    assert_int_equal(DO(f, anyone, list_calendar, &list, &listed), STATUS_OK);
    assert_int_equal(listed.items_count, 33);
}

/* LGA-16, FT-26 */
static void
a_notice_shows_projects_amounts_and_experts(void **state)
{
    struct fixture *f = *state;
    struct uuid award = reserved(f);
    struct str experts[] = { STR("张教授"), STR("李主任") };
    struct publish_notice_request request = {
        .round = award_of(f, award).round,
        .experts = experts,
        .experts_count = 2,
    };
    struct publish_notice_reply published;
    struct get_notice_request get;
    struct get_notice_reply notice;
    struct grants_project_published project;
    struct uuid subject;

    assert_int_equal(DO(f, operator, publish_notice, &request, &published),
            STATUS_OK);
    get.notice = published.notice_id;
    assert_int_equal(DO(f, anyone, get_notice, &get, &notice), STATUS_OK);
    assert_int_equal(notice.awards_count, 1);
    assert_int_equal(notice.awards[0].amount, 500000);
    assert_int_equal(notice.experts_count, 2);
    assert_true(str_equal(notice.experts[0], STR("张教授")));
    assert_true(harness_last_event(f->harness, "grants.project_published",
            &subject, &project));
    assert_true(uuid_equal(subject, award_of(f, award).application));
    assert_int_equal(project.amount, 500000);
    struct get_project_request shown = { subject };
    assert_int_equal(DO(f, anyone, get_project, &shown, NULL), STATUS_OK);
}

static void
a_notice_is_not_shorter_than_the_round_promised(void **state)
{
    struct fixture *f = *state;
    struct publish_notice_request request = { .has_working_days = true,
        .working_days = 4 };

    request.round = award_of(f, reserved(f)).round;
    REFUSES(f, operator, publish_notice, &request, "invalid_field");
    REFUSES(f, council, publish_notice, &request, "forbidden");
}

static void
only_what_is_reserved_is_noticed(void **state)
{
    struct fixture *f = *state;
    struct uuid award = proposed(f, 500000);
    struct publish_notice_request request = {
        .round = award_of(f, award).round
    };
    struct open_round_request open = plain_round(f);

    REFUSES(f, operator, publish_notice, &request, "nothing_to_notice");
    request.round = open_round(f, &open);
    REFUSES(f, operator, publish_notice, &request, "wrong_round_state");
}

static void
an_objection_upheld_cancels_the_reserved_award(void **state)
{
    struct fixture *f = *state;
    struct uuid award = reserved(f);
    struct uuid objection;
    struct grants_award_cancelled body;
    struct get_project_request project;

    notice_for(f, award, 0);
    objection = object(f, award);
    assert_state(settle(f, objection, OBJECTION_STATE_UPHELD),
            AWARD_STATE_CANCELLED);
    assert_true(harness_last_event(f->harness, "grants.award_cancelled", NULL,
            &body));
    assert_int_equal(body.amount, 500000);
    assert_true(uuid_equal(body.fund, f->fund));
    assert_state(application_of(f, body.application).state,
            APPLICATION_STATE_DECLINED);
    project.project = body.application;
    REFUSES(f, anyone, get_project, &project, "not_found");
    harness_advance(f->harness, 30 * DAY_MS);
    assert_state(award_of(f, award).state, AWARD_STATE_CANCELLED);
}

static void
an_open_objection_holds_the_award_back(void **state)
{
    struct fixture *f = *state;
    struct uuid award = reserved(f);
    struct uuid first, second;

    notice_for(f, award, 0);
    first = object(f, award);
    second = object(f, award);
    harness_advance(f->harness, 30 * DAY_MS);
    assert_state(award_of(f, award).state, AWARD_STATE_ON_NOTICE);
    assert_state(settle(f, first, OBJECTION_STATE_DISMISSED),
            AWARD_STATE_ON_NOTICE);
    assert_state(settle(f, second, OBJECTION_STATE_WITHDRAWN),
            AWARD_STATE_AWAITING_AGREEMENT);
}

static void
an_objection_dismissed_in_time_changes_nothing(void **state)
{
    struct fixture *f = *state;
    struct uuid award = reserved(f);

    notice_for(f, award, 0);
    assert_state(settle(f, object(f, award), OBJECTION_STATE_DISMISSED),
            AWARD_STATE_ON_NOTICE);
    harness_advance(f->harness, 30 * DAY_MS);
    assert_state(award_of(f, award).state, AWARD_STATE_AWAITING_AGREEMENT);
}

static void
an_objection_is_settled_once_by_the_council(void **state)
{
    struct fixture *f = *state;
    struct uuid award = reserved(f);
    struct settle_objection_request request = {
        .outcome = OBJECTION_STATE_RAISED,
        .finding = STR("无"),
    };

    notice_for(f, award, 0);
    request.objection = object(f, award);
    REFUSES(f, council, settle_objection, &request, "invalid_field");
    request.outcome = OBJECTION_STATE_DISMISSED;
    REFUSES(f, operator, settle_objection, &request, "forbidden");
    assert_int_equal(DO(f, council, settle_objection, &request, NULL),
            STATUS_OK);
    request.outcome = OBJECTION_STATE_UPHELD;
    REFUSES(f, council, settle_objection, &request, "objection_is_settled");
    request.objection = fixture_id(f);
    REFUSES(f, council, settle_objection, &request, "not_found");
}

static enum award_state
reopen(struct fixture *f, struct uuid objection)
{
    struct reopen_objection_request request = { .objection = objection,
        .reason = STR("结论登记有误") };
    struct reopen_objection_reply reply;

    assert_int_equal(DO(f, council, reopen_objection, &request, &reply),
            STATUS_OK);
    assert_state(reply.state, OBJECTION_STATE_RAISED);
    return reply.award_state;
}

static void
an_objection_dismissed_by_mistake_is_open_again(void **state)
{
    struct fixture *f = *state;
    struct uuid award = reserved(f), objection;
    struct grants_objection_reopened told;

    notice_for(f, award, 0);
    objection = object(f, award);
    settle(f, objection, OBJECTION_STATE_DISMISSED);
    assert_state(reopen(f, objection), AWARD_STATE_ON_NOTICE);
    assert_true(harness_last_event(f->harness, "grants.objection_reopened",
            NULL, &told));
    assert_true(str_equal(told.reason, STR("结论登记有误")));
    harness_advance(f->harness, 30 * DAY_MS);
    assert_state(award_of(f, award).state, AWARD_STATE_ON_NOTICE);
    assert_state(settle(f, objection, OBJECTION_STATE_UPHELD),
            AWARD_STATE_CANCELLED);
}

static void
an_objection_open_again_takes_the_award_back_on_notice(void **state)
{
    struct fixture *f = *state;
    struct uuid award = reserved(f), objection;

    notice_for(f, award, 0);
    objection = object(f, award);
    harness_advance(f->harness, 30 * DAY_MS);
    assert_state(settle(f, objection, OBJECTION_STATE_WITHDRAWN),
            AWARD_STATE_AWAITING_AGREEMENT);
    assert_state(reopen(f, objection), AWARD_STATE_ON_NOTICE);
    assert_false(award_of(f, award).has_agreement_due_at);
    harness_advance(f->harness, 365 * DAY_MS);
    assert_state(award_of(f, award).state, AWARD_STATE_ON_NOTICE);
    assert_state(settle(f, objection, OBJECTION_STATE_DISMISSED),
            AWARD_STATE_AWAITING_AGREEMENT);
    assert_true(award_of(f, award).agreement_due_at > harness_now(f->harness));
}

static void
an_objection_is_open_again_only_while_nothing_followed(void **state)
{
    struct fixture *f = *state;
    struct uuid award = reserved(f);
    struct reopen_objection_request request = { .reason = STR("误登") };
    struct list_objections_request list = { 0 };
    struct list_objections_reply listed;

    request.objection = fixture_id(f);
    REFUSES(f, council, reopen_objection, &request, "not_found");
    notice_for(f, award, 0);
    request.objection = object(f, award);
    REFUSES(f, operator, reopen_objection, &request, "forbidden");
    REFUSES(f, council, reopen_objection, &request, "objection_is_open");
    settle(f, request.objection, OBJECTION_STATE_UPHELD);
    REFUSES(f, council, reopen_objection, &request, "wrong_award_state");
    assert_int_equal(DO(f, council, list_objections, &list, &listed),
            STATUS_OK);
    assert_state(listed.items[0].state, OBJECTION_STATE_UPHELD);
}

static void
an_objection_to_a_signed_award_stays_settled(void **state)
{
    struct fixture *f = *state;
    struct uuid award = reserved(f);
    struct reopen_objection_request request = { .reason = STR("误登") };

    notice_for(f, award, 0);
    request.objection = object(f, award);
    settle(f, request.objection, OBJECTION_STATE_DISMISSED);
    harness_advance(f->harness, 30 * DAY_MS);
    sign(f, award);
    REFUSES(f, council, reopen_objection, &request, "wrong_award_state");
}

static void
objections_are_taken_while_the_notice_runs(void **state)
{
    struct fixture *f = *state;
    struct uuid award = reserved(f);
    struct raise_objection_request request = {
        .application = award_of(f, award).application,
        .text = STR("迟到的异议"),
    };

    REFUSES(f, anyone, raise_objection, &request, "not_found");
    notice_for(f, award, 0);
    harness_advance(f->harness, 30 * DAY_MS);
    REFUSES(f, anyone, raise_objection, &request, "not_on_notice");
}

static void
who_objected_is_not_published(void **state)
{
    struct fixture *f = *state;
    struct uuid award = reserved(f);
    struct list_objections_request list = { 0 };
    struct list_objections_reply listed;

    notice_for(f, award, 0);
    object(f, award);
    REFUSES(f, anyone, list_objections, &list, "unauthenticated");
    assert_int_equal(DO(f, supervisor, list_objections, &list, &listed),
            STATUS_OK);
    assert_true(str_equal(listed.items[0].contact, STR("13800000000")));
    assert_true(str_equal(listed.items[0].number, STR("GO-2026-0001")));
}

static void
an_applicant_reads_what_was_objected_to_the_own_project(void **state)
{
    struct fixture *f = *state;
    struct uuid award = reserved(f);
    struct list_objections_request list = { 0 };
    struct list_objections_reply listed;

    notice_for(f, award, 0);
    object(f, award);
    assert_int_equal(DO(f, ada, list_objections, &list, &listed), STATUS_OK);
    assert_int_equal(listed.items_count, 1);
    assert_false(listed.items[0].has_contact);
    assert_int_equal(DO(f, bo, list_objections, &list, &listed), STATUS_OK);
    assert_int_equal(listed.items_count, 0);
}

static void
a_withdrawn_notice_lets_its_awards_wait_for_another(void **state)
{
    struct fixture *f = *state;
    struct uuid award = reserved(f);
    struct withdraw_notice_request withdraw = { .reason = STR("金额有误") };
    struct list_notices_request list = { 0 };
    struct list_notices_reply listed;

    withdraw.notice = notice_for(f, award, 0).notice_id;
    assert_int_equal(DO(f, operator, withdraw_notice, &withdraw, NULL),
            STATUS_OK);
    REFUSES(f, operator, withdraw_notice, &withdraw, "wrong_notice_state");
    harness_advance(f->harness, 30 * DAY_MS);
    assert_state(award_of(f, award).state, AWARD_STATE_RESERVED);
    notice_for(f, award, 7);
    assert_state(award_of(f, award).state, AWARD_STATE_ON_NOTICE);
    assert_int_equal(DO(f, anyone, list_notices, &list, &listed), STATUS_OK);
    assert_int_equal(listed.items_count, 2);
    assert_int_equal(listed.items[0].working_days, 7);
    assert_state(listed.items[1].state, NOTICE_STATE_WITHDRAWN);
}

static void
a_notice_ends_once_even_after_a_crash(void **state)
{
    struct fixture *f = *state;
    struct uuid award = reserved(f);

    notice_for(f, award, 0);
    harness_set_now(f->harness, harness_now(f->harness) + 30 * DAY_MS);
    harness_reopen(f->harness);
    harness_run_due(f->harness);
    harness_reopen(f->harness);
    harness_run_due(f->harness);
    assert_state(award_of(f, award).state, AWARD_STATE_AWAITING_AGREEMENT);
    assert_int_equal(harness_count_events(f->harness, "grants.notice_closed"),
            1);
}

/* LGA-05, LGA-18 */
static void
a_project_may_be_shown_before_its_notice(void **state)
{
    struct fixture *f = *state;
    struct open_round_request open = plain_round(f);
    struct uuid application = apply(f, open_round(f, &open), "甲", 100);
    struct publish_project_request publish = { application };
    struct unpublish_project_request unpublish = { application,
        STR("申报人要求") };
    struct list_projects_request list = { 0 };
    struct list_projects_reply listed;

    REFUSES(f, operator, unpublish_project, &unpublish,
            "wrong_application_state");
    assert_int_equal(DO(f, operator, publish_project, &publish, NULL),
            STATUS_OK);
    assert_int_equal(DO(f, operator, publish_project, &publish, NULL),
            STATUS_OK);
    assert_int_equal(
            harness_count_events(f->harness, "grants.project_published"), 1);
    assert_int_equal(DO(f, anyone, list_projects, &list, &listed), STATUS_OK);
    assert_int_equal(listed.items_count, 1);
    assert_false(listed.items[0].has_award);
    assert_int_equal(DO(f, operator, unpublish_project, &unpublish, NULL),
            STATUS_OK);
    assert_int_equal(DO(f, anyone, list_projects, &list, &listed), STATUS_OK);
    assert_int_equal(listed.items_count, 0);
}

/* What the hub's figures say of its projects. */
static int64_t
counted_projects(struct fixture *f)
{
    struct list_sums_request request = { 0 };
    struct list_sums_reply sums;

    harness_roll_up(f->harness);
    assert_int_equal(DO(f, anyone, list_sums, &request, &sums), STATUS_OK);
    for (size_t i = 0; i < sums.items_count; i++)
        if (str_equal(sums.items[i].metric, STR("projects_published")))
            return sums.items[i].value;
    return 0;
}

static void
a_withdrawn_project_is_counted_no_more(void **state)
{
    struct fixture *f = *state;
    struct open_round_request open = plain_round(f);
    struct uuid round = open_round(f, &open);
    struct uuid first = apply(f, round, "甲", 100);
    struct publish_project_request publish = { apply(f, round, "乙", 100) };
    struct unpublish_project_request unpublish = { publish.application,
        STR("申报人要求") };

    assert_int_equal(DO(f, operator, publish_project, &publish, NULL),
            STATUS_OK);
    publish.application = first;
    assert_int_equal(DO(f, operator, publish_project, &publish, NULL),
            STATUS_OK);
    assert_int_equal(counted_projects(f), 2);
    assert_int_equal(DO(f, operator, unpublish_project, &unpublish, NULL),
            STATUS_OK);
    assert_int_equal(counted_projects(f), 1);
    publish.application = unpublish.application;
    assert_int_equal(DO(f, operator, publish_project, &publish, NULL),
            STATUS_OK);
    assert_int_equal(counted_projects(f), 2);
}

/* Of an award whose fund is not its round's, both funds hear. */
static void
a_withdrawal_told_to_two_funds_counts_once(void **state)
{
    struct fixture *f = *state;
    struct uuid award = proposed(f, 1000), other = fixture_id(f);
    struct repropose_award_request again = {
        .award = award,
        .amount = 900,
        .has_fund = true,
        .fund = other,
        .reason = STR("another fund"),
    };
    struct terminate_award_request terminate = { award, STR("x") };

    fund_is(f, other, FUND_HUB, FUND_STATE_OPEN);
    fund_refuses(f, award);
    assert_int_equal(DO(f, council, repropose_award, &again, NULL), STATUS_OK);
    fund_reserves(f, award);
    put_on_notice(f, award_of(f, award).round);
    assert_int_equal(counted_projects(f), 1);
    assert_int_equal(DO(f, council, terminate_award, &terminate, NULL),
            STATUS_OK);
    assert_int_equal(
            harness_count_events(f->harness, "grants.project_withdrawn"), 2);
    assert_int_equal(counted_projects(f), 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_notice_over_the_may_holiday_counts_the_worked_saturday),
        TEST(the_calendar_is_data_that_an_operator_can_set),
        TEST(a_notice_shows_projects_amounts_and_experts),
        TEST(a_notice_is_not_shorter_than_the_round_promised),
        TEST(only_what_is_reserved_is_noticed),
        TEST(an_objection_upheld_cancels_the_reserved_award),
        TEST(an_open_objection_holds_the_award_back),
        TEST(an_objection_dismissed_in_time_changes_nothing),
        TEST(an_objection_is_settled_once_by_the_council),
        TEST(an_objection_dismissed_by_mistake_is_open_again),
        TEST(an_objection_open_again_takes_the_award_back_on_notice),
        TEST(an_objection_is_open_again_only_while_nothing_followed),
        TEST(an_objection_to_a_signed_award_stays_settled),
        TEST(objections_are_taken_while_the_notice_runs),
        TEST(who_objected_is_not_published),
        TEST(an_applicant_reads_what_was_objected_to_the_own_project),
        TEST(a_withdrawn_notice_lets_its_awards_wait_for_another),
        TEST(a_notice_ends_once_even_after_a_crash),
        TEST(a_project_may_be_shown_before_its_notice),
        TEST(a_withdrawn_project_is_counted_no_more),
        TEST(a_withdrawal_told_to_two_funds_counts_once),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
