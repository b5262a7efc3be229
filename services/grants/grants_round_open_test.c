/* Programmes and rounds through the door: who may, what is refused. */
#include "base/clock.h"
#include "fixture.h"

static void
a_programme_is_opened_corrected_and_ended(void **state)
{
    struct fixture *f = *state;
    struct open_programme_request open = { .title = STR("众创共善"),
        .has_year = true,
        .year = 2026,
        .has_budget = true,
        .budget = INT64_C(3100000000) };
    struct open_programme_reply opened;
    struct get_programme_request get;
    struct get_programme_reply got;

    assert_int_equal(DO(f, operator, open_programme, &open, &opened),
            STATUS_OK);
    get.programme = opened.programme_id;
    struct correct_programme_request correct = { .programme = get.programme,
        .reason = STR("名称有误"),
        .has_title = true,
        .title = STR("众创共善计划") };
    assert_int_equal(DO(f, operator, correct_programme, &correct, NULL),
            STATUS_OK);
    enum programme_field gone = PROGRAMME_FIELD_YEAR;
    struct correct_programme_request clear = { .programme = get.programme,
        .reason = STR("不限年度"),
        .clear = &gone,
        .clear_count = 1 };
    assert_int_equal(DO(f, operator, correct_programme, &clear, NULL),
            STATUS_OK);
    struct close_programme_request close = { .programme = get.programme,
        .reason = STR("年度结束") };
    assert_int_equal(DO(f, operator, close_programme, &close, NULL), STATUS_OK);
    REFUSES(f, operator, close_programme, &close, "wrong_programme_state");
    assert_int_equal(DO(f, anyone, get_programme, &get, &got), STATUS_OK);
    assert_true(str_equal(got.programme.title, STR("众创共善计划")));
    assert_int_equal(got.programme.budget, INT64_C(3100000000));
    assert_false(got.programme.has_year);
    assert_state(got.programme.state, PROGRAMME_STATE_ENDED);
    struct reopen_programme_request reopen = { .programme = get.programme,
        .reason = STR("追加一批") };
    assert_int_equal(DO(f, operator, reopen_programme, &reopen, NULL),
            STATUS_OK);
    REFUSES(f, operator, reopen_programme, &reopen, "wrong_programme_state");
}

static void
only_operators_open_programmes(void **state)
{
    struct fixture *f = *state;
    struct open_programme_request request = { .title = STR("甲") };

    REFUSES(f, council, open_programme, &request, "forbidden");
    REFUSES(f, supervisor, open_programme, &request, "forbidden");
    REFUSES(f, ada, open_programme, &request, "forbidden");
    REFUSES(f, anyone, open_programme, &request, "unauthenticated");
}

static void
a_programme_without_a_key_is_refused(void **state)
{
    struct fixture *f = *state;
    struct open_programme_request request = { .title = STR("甲") };

    assert_int_equal(harness_call(f->harness, f->operator, "open_programme",
                             NULL, &request, NULL),
            STATUS_MALFORMED);
    assert_string_equal(harness_problem(f->harness), "key_required");
}

static void
a_key_used_again_answers_as_before(void **state)
{
    struct fixture *f = *state;
    struct open_programme_request request = { .title = STR("甲") };
    struct open_programme_reply first, second;
    int64_t events;

    assert_int_equal(harness_call(f->harness, f->operator, "open_programme",
                             "one-key", &request, &first),
            STATUS_OK);
    events = harness_count_events(f->harness, "grants.programme_opened");
    harness_reopen(f->harness);
    assert_int_equal(harness_call(f->harness, f->operator, "open_programme",
                             "one-key", &request, &second),
            STATUS_OK);
    assert_true(uuid_equal(first.programme_id, second.programme_id));
    assert_int_equal(
            harness_count_events(f->harness, "grants.programme_opened"),
            events);
    request.title = STR("乙");
    assert_int_equal(harness_call(f->harness, f->operator, "open_programme",
                             "one-key", &request, NULL),
            STATUS_REFUSED);
    assert_string_equal(harness_problem(f->harness), "key_reused");
}

static void
programmes_are_listed_in_pages_newest_first(void **state)
{
    struct fixture *f = *state;
    struct list_programmes_request request = { .has_limit = true, .limit = 2 };
    struct list_programmes_reply reply;

    for (int i = 0; i < 4; i++) {
        struct open_programme_request open = { .title = STR("计划") };

        assert_int_equal(DO(f, operator, open_programme, &open, NULL),
                STATUS_OK);
    }
    assert_int_equal(DO(f, anyone, list_programmes, &request, &reply),
            STATUS_OK);
    assert_int_equal(reply.items_count, 2);
    assert_true(str_equal(reply.items[0].number, STR("GP-2026-0005")));
    assert_true(reply.has_next_cursor);
    request.has_cursor = true;
    request.cursor = reply.next_cursor;
    request.limit = 10;
    assert_int_equal(DO(f, anyone, list_programmes, &request, &reply),
            STATUS_OK);
    assert_int_equal(reply.items_count, 3);
    assert_true(str_equal(reply.items[2].title, STR("公益创投")));
    assert_false(reply.has_next_cursor);
    request.cursor = STR("x1");
    REFUSES(f, anyone, list_programmes, &request, "malformed");
}

static void
an_open_round_says_so_with_its_rules(void **state)
{
    struct fixture *f = *state;
    static struct str fields[] = { STR("社区营造"), STR("社区照顾") };
    struct round_section sections[] = {
        { .name = STR("基层治理创新"),
                .budget = 600000,
                .has_expected_min = true,
                .expected_min = 1,
                .has_expected_max = true,
                .expected_max = 3,
                .fields = fields,
                .fields_count = 2 },
        { .name = STR("妇儿公益"), .budget = 400000 },
    };
    struct open_round_request request = plain_round(f);
    struct grants_round_opened body;
    struct get_round_reply round;

    request.sections = sections;
    request.sections_count = 2;
    round = round_of(f, open_round(f, &request));
    assert_state(round.round.state, ROUND_STATE_ACCEPTING);
    assert_true(round.round.is_open);
    assert_int_equal(round.sections_count, 2);
    assert_int_equal(round.sections[0].fields_count, 2);
    assert_true(str_equal(round.sections[0].fields[1], STR("社区照顾")));
    assert_int_equal(round.sections[0].expected_max, 3);
    assert_int_equal(round.criteria_count, 1);
    assert_int_equal(round.notice_working_days, 5);
    assert_true(
            harness_last_event(f->harness, "grants.round_opened", NULL, &body));
    assert_int_equal(body.budget, 1000000);
    assert_true(uuid_equal(body.fund, f->fund));
}

static void
a_round_opens_and_closes_by_the_clock(void **state)
{
    struct fixture *f = *state;
    struct open_round_request request = plain_round(f);
    struct uuid round;

    request.opens_at += 2 * DAY_MS;
    round = open_round(f, &request);
    assert_state(round_of(f, round).round.state, ROUND_STATE_ANNOUNCED);
    harness_advance(f->harness, 2 * DAY_MS);
    assert_state(round_of(f, round).round.state, ROUND_STATE_ACCEPTING);
    harness_advance(f->harness, 5 * DAY_MS - MINUTE_MS);
    assert_true(round_of(f, round).round.is_open);
    harness_advance(f->harness, MINUTE_MS);
    assert_state(round_of(f, round).round.state, ROUND_STATE_REVIEWING);
    assert_false(round_of(f, round).round.is_open);
    assert_int_equal(harness_count_events(f->harness, "grants.round_changed"),
            2);
}

static void
a_window_in_the_past_or_backwards_is_refused(void **state)
{
    struct fixture *f = *state;
    struct open_round_request request = plain_round(f);

    request.closes_at = request.opens_at;
    REFUSES(f, operator, open_round, &request, "window_backwards");
    request.opens_at -= 9 * DAY_MS;
    request.closes_at = request.opens_at + DAY_MS;
    REFUSES(f, operator, open_round, &request, "window_backwards");
}

static void
a_fund_that_cannot_answer_is_refused(void **state)
{
    struct fixture *f = *state;
    struct open_round_request request = plain_round(f);

    request.fund_hub = STR("longgang.buji");
    REFUSES(f, operator, open_round, &request, "invalid_field");
    assert_string_equal(harness_problem_field(f->harness), "fund_hub");
}

static void
a_fund_that_its_hub_does_not_have_is_refused(void **state)
{
    struct fixture *f = *state;
    struct open_round_request request = plain_round(f);
    struct uuid elsewhere = fixture_id(f);

    fund_is(f, elsewhere, HUB, FUND_STATE_OPEN);
    request.fund = elsewhere;
    REFUSES(f, operator, open_round, &request, "no_fund_of_hub");
    request.fund_hub = STR(HUB);
    open_round(f, &request);
    request.fund = (struct uuid){ { 7 } };
    REFUSES(f, operator, open_round, &request, "no_fund_of_hub");
}

/* Its hub is away, or the word of it on its way: the fund will answer. */
static void
a_fund_that_was_just_opened_is_taken_before_it_is_heard_of(void **state)
{
    struct fixture *f = *state;
    struct open_round_request request = plain_round(f);
    struct uuid round;

    request.fund = fixture_id(f);
    round = open_round(f, &request);
    assert_false(round_of(f, round).has_fund_name);
    fund_is(f, request.fund, FUND_HUB, FUND_STATE_OPEN);
    assert_true(str_equal(round_of(f, round).fund_name,
            STR("龙岗社会创新公益基金")));
    request.fund = fixture_id(f);
    harness_advance(f->harness, DAY_MS);
    fund_is(f, f->fund, FUND_HUB, FUND_STATE_OPEN);
    REFUSES(f, operator, open_round, &request, "no_fund_of_hub");
}

static void
a_closed_fund_takes_no_round(void **state)
{
    struct fixture *f = *state;
    struct open_round_request request = plain_round(f);
    struct publish_round_request publish;
    struct correct_round_request correct = { .reason = STR("错字"),
        .has_title = true,
        .title = STR("2026年第二批") };

    request.has_is_draft = request.is_draft = true;
    publish.round = correct.round = open_round(f, &request);
    fund_is(f, f->fund, FUND_HUB, FUND_STATE_CLOSED);
    REFUSES(f, operator, open_round, &request, "fund_takes_no_round");
    REFUSES(f, operator, publish_round, &publish, "fund_takes_no_round");
    assert_int_equal(DO(f, operator, correct_round, &correct, NULL), STATUS_OK);
    correct.has_fund = true;
    correct.fund = f->fund;
    REFUSES(f, operator, correct_round, &correct, "fund_takes_no_round");
    fund_is(f, f->fund, FUND_HUB, FUND_STATE_OPEN);
    assert_int_equal(DO(f, operator, publish_round, &publish, NULL), STATUS_OK);
}

/* LGA-14 */
static void
a_round_for_what_the_fund_may_not_pay_is_refused(void **state)
{
    static struct str youth[] = { STR("青少年") };
    static struct str elderly[] = { STR("青少年"), STR("为老") };
    struct fixture *f = *state;
    struct round_section section = { .name = STR("一"),
        .budget = 1000,
        .fields = youth,
        .fields_count = 1 };
    struct open_round_request request = plain_round(f);
    const struct fundraising_fund_changed body = {
        .name = STR("龙岗社会创新公益基金"),
        .level = FUND_LEVEL_DISTRICT,
        .purposes = &elderly[1],
        .purposes_count = 1,
        .state = FUND_STATE_OPEN,
    };

    assert_int_equal(harness_event(f->harness, "fundraising.fund_changed",
                             FUND_HUB, f->fund, &body),
            STATUS_OK);
    request.sections = &section;
    request.sections_count = 1;
    REFUSES(f, operator, open_round, &request, "fund_has_other_purposes");
    section.fields = elderly;
    section.fields_count = 2;
    open_round(f, &request);
}

static void
the_rounds_of_a_programme_stay_within_its_budget(void **state)
{
    struct fixture *f = *state;
    struct correct_programme_request budget = { .programme = f->programme,
        .reason = STR("下达预算"),
        .has_budget = true,
        .budget = 1500000 };
    struct open_round_request request = plain_round(f);

    assert_int_equal(DO(f, operator, correct_programme, &budget, NULL),
            STATUS_OK);
    open_round(f, &request);
    REFUSES(f, operator, open_round, &request, "over_programme_budget");
    request.budget = 500000;
    open_round(f, &request);
    budget.budget = 1499999;
    REFUSES(f, operator, correct_programme, &budget, "over_programme_budget");
}

static void
an_ended_programme_has_no_further_rounds(void **state)
{
    struct fixture *f = *state;
    struct close_programme_request close = { .programme = f->programme,
        .reason = STR("结束") };
    struct open_round_request request = plain_round(f);

    assert_int_equal(DO(f, operator, close_programme, &close, NULL), STATUS_OK);
    REFUSES(f, operator, open_round, &request, "wrong_programme_state");
    request.programme = fixture_id(f);
    REFUSES(f, operator, open_round, &request, "not_found");
}

static void
a_draft_round_is_the_operators_until_it_is_published(void **state)
{
    struct fixture *f = *state;
    struct open_round_request request = plain_round(f);
    struct list_rounds_request list = { 0 };
    struct list_rounds_reply listed;
    struct get_round_request get;

    request.has_is_draft = request.is_draft = true;
    get.round = open_round(f, &request);
    REFUSES(f, anyone, get_round, &get, "not_found");
    assert_int_equal(DO(f, anyone, list_rounds, &list, &listed), STATUS_OK);
    assert_int_equal(listed.items_count, 0);
    struct submit_application_request early =
            plain_application(f, get.round, "早", 100);
    REFUSES(f, ada, submit_application, &early, "not_found");
    struct publish_round_request publish = { .round = get.round };
    assert_int_equal(DO(f, operator, publish_round, &publish, NULL), STATUS_OK);
    REFUSES(f, operator, publish_round, &publish, "wrong_round_state");
    assert_int_equal(DO(f, anyone, list_rounds, &list, &listed), STATUS_OK);
    assert_int_equal(listed.items_count, 1);
    apply(f, get.round, "现在", 100);
}

static void
a_limit_by_mistake_is_emptied_until_somebody_applied(void **state)
{
    struct fixture *f = *state;
    struct open_round_request request = plain_round(f);
    enum round_field gone[] = { ROUND_FIELD_SUMMARY, ROUND_FIELD_MAX_AMOUNT };
    struct correct_round_request clear = { .reason = STR("不设上限"),
        .clear = gone,
        .clear_count = COUNT_OF(gone) };

    request.has_max_amount = true;
    request.max_amount = 5000;
    clear.round = open_round(f, &request);
    assert_int_equal(DO(f, operator, correct_round, &clear, NULL), STATUS_OK);
    assert_false(round_of(f, clear.round).has_max_amount);
    apply(f, clear.round, "甲", 5001);
    REFUSES(f, operator, correct_round, &clear, "wrong_round_state");
    clear.clear_count = 1;
    assert_int_equal(DO(f, operator, correct_round, &clear, NULL), STATUS_OK);
}

static void
rules_stay_once_somebody_applied(void **state)
{
    struct fixture *f = *state;
    struct open_round_request request = plain_round(f);
    struct uuid round = open_round(f, &request);
    struct correct_round_request correct = { .round = round,
        .reason = STR("上限调整"),
        .has_max_amount = true,
        .max_amount = 5000 };

    assert_int_equal(DO(f, operator, correct_round, &correct, NULL), STATUS_OK);
    assert_int_equal(round_of(f, round).max_amount, 5000);
    apply(f, round, "甲", 5000);
    REFUSES(f, operator, correct_round, &correct, "wrong_round_state");
    struct correct_round_request title = { .round = round,
        .reason = STR("错字"),
        .has_title = true,
        .title = STR("第一批（更正）") };
    assert_int_equal(DO(f, operator, correct_round, &title, NULL), STATUS_OK);
    assert_true(
            str_equal(round_of(f, round).round.title, STR("第一批（更正）")));
    assert_int_equal(round_of(f, round).max_amount, 5000);
}

static void
the_day_when_scores_are_due_may_change_until_the_end(void **state)
{
    struct fixture *f = *state;
    struct open_round_request request = plain_round(f);
    enum round_field gone = ROUND_FIELD_SCORES_DUE_ON;
    struct correct_round_request correct = { .reason = STR("另约时间"),
        .has_scores_due_on = true };

    request.has_scores_due_on = true;
    request.scores_due_on = date_of(request.opens_at) - 1;
    REFUSES(f, operator, open_round, &request, "window_backwards");
    request.scores_due_on = date_of(request.closes_at) + 7;
    correct.round = open_round(f, &request);
    assert_int_equal(round_of(f, correct.round).scores_due_on,
            request.scores_due_on);

    apply(f, correct.round, "甲", 5000);
    correct.scores_due_on = request.scores_due_on + 3;
    assert_int_equal(DO(f, operator, correct_round, &correct, NULL), STATUS_OK);
    assert_int_equal(round_of(f, correct.round).scores_due_on,
            correct.scores_due_on);
    correct.has_scores_due_on = false;
    correct.clear = &gone;
    correct.clear_count = 1;
    assert_int_equal(DO(f, operator, correct_round, &correct, NULL), STATUS_OK);
    assert_false(round_of(f, correct.round).has_scores_due_on);
}

static void
the_course_of_a_round_is_corrected_until_somebody_applied(void **state)
{
    struct fixture *f = *state;
    struct open_round_request request = plain_round(f);
    struct uuid round = open_round(f, &request);
    struct correct_round_request correct = { .round = round,
        .reason = STR("漏选"),
        .has_skips_screening = true,
        .skips_screening = true,
        .has_skips_panel = true,
        .skips_panel = true,
        .has_drops_extremes = true,
        .drops_extremes = true,
        .has_is_rolling = true,
        .is_rolling = true };
    struct get_round_reply found;

    assert_int_equal(DO(f, operator, correct_round, &correct, NULL), STATUS_OK);
    found = round_of(f, round);
    assert_true(found.skips_screening && found.skips_panel);
    assert_true(found.drops_extremes && found.is_rolling);
    correct = (struct correct_round_request){ .round = round,
        .reason = STR("非滚动"),
        .has_is_rolling = true };
    assert_int_equal(DO(f, operator, correct_round, &correct, NULL), STATUS_OK);
    found = round_of(f, round);
    assert_true(found.skips_screening && !found.is_rolling);
    apply(f, round, "甲", 5000);
    correct.is_rolling = true;
    REFUSES(f, operator, correct_round, &correct, "wrong_round_state");
    assert_false(round_of(f, round).is_rolling);
}

static void
a_window_is_extended_shortened_and_reopened(void **state)
{
    struct fixture *f = *state;
    struct open_round_request request = plain_round(f);
    struct uuid round = open_round(f, &request);
    int64_t now = harness_now(f->harness);
    struct change_window_request change = { .round = round,
        .closes_at = now + 9 * DAY_MS,
        .reason = STR("延期") };
    struct change_window_reply reply;

    assert_int_equal(DO(f, operator, change_window, &change, NULL), STATUS_OK);
    harness_advance(f->harness, 8 * DAY_MS);
    assert_true(round_of(f, round).round.is_open);
    change.closes_at = harness_now(f->harness);
    change.reason = STR("提前截止");
    assert_int_equal(DO(f, operator, change_window, &change, &reply),
            STATUS_OK);
    assert_state(reply.state, ROUND_STATE_REVIEWING);
    change.closes_at = harness_now(f->harness) + DAY_MS;
    assert_int_equal(DO(f, operator, change_window, &change, &reply),
            STATUS_OK);
    assert_state(reply.state, ROUND_STATE_ACCEPTING);
    change.closes_at = now - DAY_MS;
    REFUSES(f, operator, change_window, &change, "window_backwards");
}

static void
a_round_that_was_published_too_early_opens_later(void **state)
{
    struct fixture *f = *state;
    struct open_round_request request = plain_round(f);
    struct uuid round = open_round(f, &request);
    struct change_window_request change = { .round = round,
        .has_opens_at = true,
        .opens_at = harness_now(f->harness) + DAY_MS,
        .closes_at = harness_now(f->harness) + 9 * DAY_MS,
        .reason = STR("公布过早") };
    struct change_window_reply reply;

    assert_true(round_of(f, round).round.is_open);
    assert_int_equal(DO(f, operator, change_window, &change, &reply),
            STATUS_OK);
    assert_state(reply.state, ROUND_STATE_ANNOUNCED);
    assert_false(round_of(f, round).round.is_open);
    harness_advance(f->harness, DAY_MS);
    assert_state(round_of(f, round).round.state, ROUND_STATE_ACCEPTING);
    apply(f, round, "甲", 100);
}

static void
a_cancelled_round_declines_what_was_submitted(void **state)
{
    struct fixture *f = *state;
    struct open_round_request request = plain_round(f);
    struct uuid round = open_round(f, &request);
    struct uuid application = apply(f, round, "甲", 100);
    struct cancel_round_request cancel = { .round = round,
        .reason = STR("预算取消") };
    struct cancel_round_reply reply;

    assert_int_equal(DO(f, operator, cancel_round, &cancel, &reply), STATUS_OK);
    assert_int_equal(reply.declined, 1);
    assert_state(application_of(f, application).state,
            APPLICATION_STATE_DECLINED);
    REFUSES(f, operator, cancel_round, &cancel, "wrong_round_state");
    harness_advance(f->harness, 30 * DAY_MS);
    assert_state(round_of(f, round).round.state, ROUND_STATE_CANCELLED);
}

static void
a_round_cancelled_by_mistake_is_as_it_was(void **state)
{
    struct fixture *f = *state;
    struct open_round_request request = plain_round(f);
    struct uuid round = open_round(f, &request);
    struct uuid passed = apply(f, round, "甲", 100);
    struct uuid fresh = apply(f, round, "乙", 100);
    struct cancel_round_request cancel = { .round = round,
        .reason = STR("点错了") };
    struct restore_round_request restore = { .round = round,
        .reason = STR("误操作") };
    struct restore_round_reply reply;

    pass(f, passed);
    REFUSES(f, operator, restore_round, &restore, "wrong_round_state");
    assert_int_equal(DO(f, operator, cancel_round, &cancel, NULL), STATUS_OK);
    REFUSES(f, council, restore_round, &restore, "forbidden");
    assert_int_equal(DO(f, operator, restore_round, &restore, &reply),
            STATUS_OK);
    assert_state(reply.state, ROUND_STATE_ACCEPTING);
    assert_int_equal(reply.restored, 2);
    assert_state(application_of(f, passed).state, APPLICATION_STATE_ELIGIBLE);
    assert_state(application_of(f, fresh).state, APPLICATION_STATE_SUBMITTED);
    close_window(f, round);
    assert_state(round_of(f, round).round.state, ROUND_STATE_REVIEWING);
}

static void
a_round_restored_after_its_window_is_under_review(void **state)
{
    struct fixture *f = *state;
    struct open_round_request request = plain_round(f);
    struct uuid round = open_round(f, &request);
    struct cancel_round_request cancel = { .round = round,
        .reason = STR("点错了") };
    struct restore_round_request restore = { .round = round,
        .reason = STR("误操作") };
    struct restore_round_reply reply;

    assert_int_equal(DO(f, operator, cancel_round, &cancel, NULL), STATUS_OK);
    harness_advance(f->harness, 30 * DAY_MS);
    assert_int_equal(DO(f, operator, restore_round, &restore, &reply),
            STATUS_OK);
    assert_state(reply.state, ROUND_STATE_REVIEWING);
}

static void
a_cancelled_draft_is_a_draft_again(void **state)
{
    struct fixture *f = *state;
    struct open_round_request request = plain_round(f);
    struct cancel_round_request cancel = { .reason = STR("点错了") };
    struct restore_round_request restore = { .reason = STR("误操作") };
    struct restore_round_reply reply;

    request.has_is_draft = true;
    request.is_draft = true;
    cancel.round = restore.round = open_round(f, &request);
    assert_int_equal(DO(f, operator, cancel_round, &cancel, NULL), STATUS_OK);
    assert_int_equal(DO(f, operator, restore_round, &restore, &reply),
            STATUS_OK);
    assert_state(reply.state, ROUND_STATE_DRAFT);
}

static void
a_restored_round_needs_a_fund_that_pays(void **state)
{
    struct fixture *f = *state;
    struct open_round_request request = plain_round(f);
    struct uuid round = open_round(f, &request);
    struct cancel_round_request cancel = { .round = round, .reason = STR("x") };
    struct restore_round_request restore = { .round = round,
        .reason = STR("x") };

    assert_int_equal(DO(f, operator, cancel_round, &cancel, NULL), STATUS_OK);
    fund_is(f, f->fund, FUND_HUB, FUND_STATE_CLOSED);
    REFUSES(f, operator, restore_round, &restore, "fund_takes_no_round");
    fund_is(f, f->fund, FUND_HUB, FUND_STATE_OPEN);
    assert_int_equal(DO(f, operator, restore_round, &restore, NULL), STATUS_OK);
}

static void
a_decided_round_is_finished_and_reopened(void **state)
{
    struct fixture *f = *state;
    struct open_round_request request = plain_round(f);
    struct uuid round = open_round(f, &request);
    struct finish_round_request finish = { .round = round };
    struct reopen_round_request reopen = { .round = round,
        .reason = STR("补充决定") };
    struct decide_round_request final = { .round = round,
        .has_is_final = true,
        .is_final = true };

    REFUSES(f, operator, finish_round, &finish, "wrong_round_state");
    close_window(f, round);
    assert_int_equal(DO(f, council, decide_round, &final, NULL), STATUS_OK);
    assert_int_equal(DO(f, operator, finish_round, &finish, NULL), STATUS_OK);
    REFUSES(f, council, decide_round, &final, "wrong_round_state");
    assert_int_equal(DO(f, council, reopen_round, &reopen, NULL), STATUS_OK);
    assert_state(round_of(f, round).round.state, ROUND_STATE_DECIDED);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_programme_is_opened_corrected_and_ended),
        TEST(only_operators_open_programmes),
        TEST(a_programme_without_a_key_is_refused),
        TEST(a_key_used_again_answers_as_before),
        TEST(programmes_are_listed_in_pages_newest_first),
        TEST(an_open_round_says_so_with_its_rules),
        TEST(a_round_opens_and_closes_by_the_clock),
        TEST(a_window_in_the_past_or_backwards_is_refused),
        TEST(a_fund_that_cannot_answer_is_refused),
        TEST(a_fund_that_its_hub_does_not_have_is_refused),
        TEST(a_fund_that_was_just_opened_is_taken_before_it_is_heard_of),
        TEST(a_closed_fund_takes_no_round),
        TEST(a_round_for_what_the_fund_may_not_pay_is_refused),
        TEST(the_rounds_of_a_programme_stay_within_its_budget),
        TEST(an_ended_programme_has_no_further_rounds),
        TEST(a_draft_round_is_the_operators_until_it_is_published),
        TEST(a_limit_by_mistake_is_emptied_until_somebody_applied),
        TEST(rules_stay_once_somebody_applied),
        TEST(the_day_when_scores_are_due_may_change_until_the_end),
        TEST(the_course_of_a_round_is_corrected_until_somebody_applied),
        TEST(a_window_is_extended_shortened_and_reopened),
        TEST(a_round_that_was_published_too_early_opens_later),
        TEST(a_cancelled_round_declines_what_was_submitted),
        TEST(a_round_cancelled_by_mistake_is_as_it_was),
        TEST(a_round_restored_after_its_window_is_under_review),
        TEST(a_cancelled_draft_is_a_draft_again),
        TEST(a_restored_round_needs_a_fund_that_pays),
        TEST(a_decided_round_is_finished_and_reopened),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
