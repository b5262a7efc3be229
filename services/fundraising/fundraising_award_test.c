/* The money of an award, event by event, in order and out of order. */
#include "scene.h"

static const int64_t YUAN = SCENE_YUAN;

static void
a_proposal_is_reserved_from_free_money(void **state)
{
    struct scene *scene = *state;
    struct uuid award = scene_id("award"), subject;
    struct fundraising_award_reserved body;

    scene_appropriate(scene, scene->fund, 1000 * YUAN);
    assert_int_equal(
            scene_propose(scene, award, scene_id("project"), 300 * YUAN),
            STATUS_OK);
    assert_true(harness_last_event(scene->harness, "fundraising.award_reserved",
            &subject, &body));
    assert_true(uuid_equal(subject, award));
    assert_int_equal(body.amount, 300 * YUAN);
    assert_true(str_equal(body.grants_hub, STR("longgang")));
    assert_int_equal(scene_fund(scene, scene->fund).free, 700 * YUAN);
    assert_int_equal(scene_fund(scene, scene->fund).reserved, 300 * YUAN);
    scene_expect_clean(scene);
}

static void
a_proposal_told_twice_is_reserved_once(void **state)
{
    struct scene *scene = *state;
    struct uuid award = scene_id("award");

    scene_appropriate(scene, scene->fund, 1000 * YUAN);
    scene_propose(scene, award, scene_id("project"), 300 * YUAN);
    assert_int_equal(harness_repeat_event(scene->harness, "longgang"),
            STATUS_OK);
    scene_propose(scene, award, scene_id("project"), 300 * YUAN);
    assert_int_equal(
            harness_count_events(scene->harness, "fundraising.award_reserved"),
            1);
    assert_int_equal(scene_fund(scene, scene->fund).reserved, 300 * YUAN);
    scene_expect_clean(scene);
}

static void
a_reservation_survives_a_crash(void **state)
{
    struct scene *scene = *state;
    struct uuid award = scene_id("award");

    scene_appropriate(scene, scene->fund, 1000 * YUAN);
    scene_propose(scene, award, scene_id("project"), 300 * YUAN);
    harness_reopen(scene->harness);
    scene_propose(scene, award, scene_id("project"), 300 * YUAN);
    assert_int_equal(scene_fund(scene, scene->fund).reserved, 300 * YUAN);
    scene_expect_clean(scene);
}

static void
two_awards_race_for_the_last_yuan_and_one_is_refused(void **state)
{
    struct scene *scene = *state;
    struct fundraising_award_refused body;
    struct uuid subject;

    scene_appropriate(scene, scene->fund, 100 * YUAN);
    scene_propose(scene, scene_id("first"), scene_id("project"), 100 * YUAN);
    scene_propose(scene, scene_id("late"), scene_id("other"), 1 * YUAN);
    assert_true(harness_last_event(scene->harness, "fundraising.award_refused",
            &subject, &body));
    assert_true(uuid_equal(subject, scene_id("late")));
    assert_int_equal(body.reason, AWARD_REFUSAL_INSUFFICIENT_FUNDS);
    assert_int_equal(scene_fund(scene, scene->fund).free, 0);
    assert_int_equal(scene_reservation(scene, scene_id("late")).state,
            RESERVATION_STATE_REFUSED);
    scene_expect_clean(scene);
}

static void
a_refused_award_may_be_proposed_again(void **state)
{
    struct scene *scene = *state;
    struct uuid award = scene_id("award");

    scene_propose(scene, award, scene_id("project"), 100 * YUAN);
    assert_int_equal(scene_reservation(scene, award).state,
            RESERVATION_STATE_REFUSED);
    scene_appropriate(scene, scene->fund, 100 * YUAN);
    scene_propose(scene, award, scene_id("project"), 100 * YUAN);
    assert_int_equal(scene_reservation(scene, award).state,
            RESERVATION_STATE_RESERVED);
    assert_int_equal(scene_fund(scene, scene->fund).reserved, 100 * YUAN);
    scene_expect_clean(scene);
}

static void
an_unknown_fund_refuses(void **state)
{
    struct scene *scene = *state;
    struct fundraising_award_refused body;

    scene->fund = scene_id("nowhere");
    scene_propose(scene, scene_id("award"), scene_id("project"), 1 * YUAN);
    assert_true(harness_last_event(scene->harness, "fundraising.award_refused",
            NULL, &body));
    assert_int_equal(body.reason, AWARD_REFUSAL_NO_SUCH_FUND);
}

static void
a_closed_fund_refuses(void **state)
{
    struct scene *scene = *state;
    struct close_fund_request close = { scene->fund, STR("ended") };
    struct fundraising_award_refused body;

    assert_int_equal(
            scene_call(scene, scene->clerk, "close_fund", &close, NULL),
            STATUS_OK);
    scene_propose(scene, scene_id("award"), scene_id("project"), 1 * YUAN);
    assert_true(harness_last_event(scene->harness, "fundraising.award_refused",
            NULL, &body));
    assert_int_equal(body.reason, AWARD_REFUSAL_CLOSED);
}

/* LGA-14 */
static void
a_fund_refuses_what_its_purposes_do_not_cover(void **state)
{
    struct scene *scene = *state;
    struct str purposes[] = { STR("助老") };
    struct correct_fund_request correct = {
        .fund = scene->fund,
        .purposes = purposes,
        .purposes_count = 1,
        .reason = STR("agreement"),
    };
    struct grants_award_proposed proposal = {
        .number = STR("GA-2026-0001"),
        .application = scene_id("project"),
        .round = scene_id("round"),
        .organisation = scene_id("organisation"),
        .title = STR("画室"),
        .has_field = true,
        .field = STR("教育"),
        .state = AWARD_STATE_PROPOSED,
        .fund_hub = STR("longgang"),
        .fund = scene->fund,
        .amount = 1,
    };
    struct fundraising_award_refused body;

    scene_appropriate(scene, scene->fund, 100 * YUAN);
    assert_int_equal(
            scene_call(scene, scene->clerk, "correct_fund", &correct, NULL),
            STATUS_OK);
    harness_event(scene->harness, "grants.award_proposed", "longgang",
            scene_id("award"), &proposal);
    assert_true(harness_last_event(scene->harness, "fundraising.award_refused",
            NULL, &body));
    assert_int_equal(body.reason, AWARD_REFUSAL_PURPOSE);
    proposal.has_field = false;
    harness_event(scene->harness, "grants.award_proposed", "longgang",
            scene_id("aimless award"), &proposal);
    assert_int_equal(
            harness_count_events(scene->harness, "fundraising.award_refused"),
            2);
    proposal.has_field = true;
    proposal.field = STR("助老");
    harness_event(scene->harness, "grants.award_proposed", "longgang.bantian",
            scene_id("other award"), &proposal);
    assert_int_equal(
            harness_count_events(scene->harness, "fundraising.award_reserved"),
            1);
}

static void
a_street_may_spend_the_districts_fund(void **state)
{
    struct scene *scene = *state;
    struct grants_award_proposed proposal = {
        .number = STR("GA-2026-0001"),
        .application = scene_id("project"),
        .round = scene_id("round"),
        .organisation = scene_id("organisation"),
        .title = STR("画室"),
        .state = AWARD_STATE_PROPOSED,
        .fund_hub = STR("longgang"),
        .fund = scene->fund,
        .amount = 1,
    };
    struct fundraising_award_reserved body;

    scene_appropriate(scene, scene->fund, 100 * YUAN);
    harness_event(scene->harness, "grants.award_proposed", "longgang.bantian",
            scene_id("award"), &proposal);
    assert_true(harness_last_event(scene->harness, "fundraising.award_reserved",
            NULL, &body));
    assert_true(str_equal(body.grants_hub, STR("longgang.bantian")));
}

static void
an_award_on_another_hubs_fund_is_not_ours(void **state)
{
    struct scene *scene = *state;
    struct grants_award_proposed proposal = {
        .number = STR("GA-2026-0001"),
        .application = scene_id("project"),
        .round = scene_id("round"),
        .organisation = scene_id("organisation"),
        .title = STR("画室"),
        .state = AWARD_STATE_PROPOSED,
        .fund_hub = STR("longgang.bantian"),
        .fund = scene->fund,
        .amount = 1,
    };

    scene_appropriate(scene, scene->fund, 100 * YUAN);
    assert_int_equal(harness_event(scene->harness, "grants.award_proposed",
                             "longgang", scene_id("award"), &proposal),
            STATUS_OK);
    assert_int_equal(
            harness_count_events(scene->harness, "fundraising.award_reserved"),
            0);
    assert_int_equal(
            harness_count_events(scene->harness, "fundraising.award_refused"),
            0);
}

static void
a_cancelled_award_is_free_again(void **state)
{
    struct scene *scene = *state;
    struct uuid award = scene_id("award");
    struct fundraising_reservation_released body;

    scene_appropriate(scene, scene->fund, 100 * YUAN);
    scene_propose(scene, award, scene_id("project"), 60 * YUAN);
    assert_int_equal(scene_cancel(scene, award), STATUS_OK);
    assert_int_equal(harness_repeat_event(scene->harness, "longgang"),
            STATUS_OK);
    scene_cancel(scene, award);
    assert_true(harness_last_event(scene->harness,
            "fundraising.reservation_released", NULL, &body));
    assert_int_equal(body.amount, 60 * YUAN);
    assert_int_equal(harness_count_events(scene->harness,
                             "fundraising.reservation_released"),
            1);
    assert_int_equal(scene_fund(scene, scene->fund).free, 100 * YUAN);
    scene_expect_clean(scene);
}

/* An applicant may have typed it, and the ledger is there for ever. */
static void
why_an_award_was_cancelled_is_not_published(void **state)
{
    struct scene *scene = *state;
    struct list_ledger_request look = { 0 };
    struct list_ledger_reply ledger;
    const char text[] = "13800138000";
    bool is_told = false;

    scene_appropriate(scene, scene->fund, 100 * YUAN);
    scene_propose(scene, scene_id("award"), scene_id("project"), 60 * YUAN);
    scene_release(scene, scene_id("award"), scene_id("tranche"), 20 * YUAN);
    scene_record_payment(scene, scene_id("tranche"), "B-1");
    scene_cancel(scene, scene_id("award"));
    assert_int_equal(
            scene_call(scene, scene->anybody, "list_ledger", &look, &ledger),
            STATUS_OK);
    for (size_t i = 0; i < ledger.items_count; i++) {
        const struct ledger_item *item = &ledger.items[i];

        is_told |= str_equal(item->kind, STR("reservation_released"));
        if (item->body.len > 0) /* a withheld one has none */
            assert_null(memmem(item->body.data, item->body.len, text,
                    sizeof(text) - 1));
    }
    assert_true(is_told);
}

static void
a_cancelled_award_is_not_reserved_again(void **state)
{
    struct scene *scene = *state;
    struct uuid award = scene_id("award");

    scene_appropriate(scene, scene->fund, 100 * YUAN);
    scene_propose(scene, award, scene_id("project"), 60 * YUAN);
    scene_cancel(scene, award);
    scene_propose(scene, award, scene_id("project"), 60 * YUAN);
    assert_int_equal(scene_fund(scene, scene->fund).reserved, 0);
}

static void
a_cancellation_before_its_proposal_holds(void **state)
{
    struct scene *scene = *state;
    struct uuid award = scene_id("award");
    struct fundraising_reservation_released body;

    scene_appropriate(scene, scene->fund, 100 * YUAN);
    assert_int_equal(scene_cancel(scene, award), STATUS_OK);
    assert_true(harness_last_event(scene->harness,
            "fundraising.reservation_released", NULL, &body));
    assert_int_equal(body.amount, 0);
    scene_propose(scene, award, scene_id("project"), 60 * YUAN);
    assert_int_equal(scene_fund(scene, scene->fund).reserved, 0);
    assert_int_equal(
            harness_count_events(scene->harness, "fundraising.award_reserved"),
            0);
    scene_expect_clean(scene);
}

static void
cancelling_a_refused_award_is_answered(void **state)
{
    struct scene *scene = *state;
    struct uuid award = scene_id("award");

    scene_propose(scene, award, scene_id("project"), 60 * YUAN);
    scene_cancel(scene, award);
    assert_int_equal(harness_count_events(scene->harness,
                             "fundraising.reservation_released"),
            1);
    scene_expect_clean(scene);
}

static void
a_released_tranche_is_payable(void **state)
{
    struct scene *scene = *state;
    struct uuid award = scene_id("award");
    struct list_payables_request request = { 0 };
    struct list_payables_reply reply;

    scene_appropriate(scene, scene->fund, 100 * YUAN);
    scene_propose(scene, award, scene_id("project"), 60 * YUAN);
    assert_int_equal(
            scene_release(scene, award, scene_id("tranche"), 40 * YUAN),
            STATUS_OK);
    scene_call(scene, scene->clerk, "list_payables", &request, &reply);
    assert_int_equal(reply.items_count, 1);
    assert_int_equal(reply.items[0].amount, 40 * YUAN);
    assert_true(uuid_equal(reply.items[0].award, award));
    assert_int_equal(reply.items[0].state, PAYABLE_STATE_PAYABLE);
    assert_int_equal(scene_fund(scene, scene->fund).payable, 40 * YUAN);
    assert_int_equal(scene_fund(scene, scene->fund).reserved, 20 * YUAN);
    scene_expect_clean(scene);
}

static void
a_tranche_told_twice_is_payable_once(void **state)
{
    struct scene *scene = *state;
    struct uuid award = scene_id("award");

    scene_appropriate(scene, scene->fund, 100 * YUAN);
    scene_propose(scene, award, scene_id("project"), 60 * YUAN);
    scene_release(scene, award, scene_id("tranche"), 30 * YUAN);
    harness_repeat_event(scene->harness, "longgang");
    assert_int_equal(
            scene_release(scene, award, scene_id("tranche"), 30 * YUAN),
            STATUS_OK);
    assert_int_equal(scene_fund(scene, scene->fund).payable, 30 * YUAN);
    scene_expect_clean(scene);
}

static void
a_tranche_of_an_award_unknown_here_needs_a_person(void **state)
{
    struct scene *scene = *state;

    scene_appropriate(scene, scene->fund, 100 * YUAN);
    assert_int_equal(scene_release(scene, scene_id("award"),
                             scene_id("tranche"), 30 * YUAN),
            STATUS_CONFLICT);
    scene_expect(scene, "award_not_reserved");
    scene_expect_clean(scene);
}

static void
more_than_was_reserved_is_never_payable(void **state)
{
    struct scene *scene = *state;
    struct uuid award = scene_id("award");

    scene_appropriate(scene, scene->fund, 100 * YUAN);
    scene_propose(scene, award, scene_id("project"), 60 * YUAN);
    assert_int_equal(
            scene_release(scene, award, scene_id("tranche"), 61 * YUAN),
            STATUS_CONFLICT);
    scene_expect(scene, "tranche_too_large");
    assert_int_equal(scene_fund(scene, scene->fund).payable, 0);
    scene_expect_clean(scene);
}

static void
a_cancelled_award_pays_no_tranche(void **state)
{
    struct scene *scene = *state;
    struct uuid award = scene_id("award");

    scene_appropriate(scene, scene->fund, 100 * YUAN);
    scene_propose(scene, award, scene_id("project"), 60 * YUAN);
    scene_cancel(scene, award);
    assert_int_equal(scene_release(scene, award, scene_id("tranche"), 1),
            STATUS_CONFLICT);
}

static void
cancelling_frees_the_payable_and_rejects_its_payment(void **state)
{
    struct scene *scene = *state;
    struct uuid award = scene_id("award"), payment;
    struct approve_payment_request approve;

    scene_appropriate(scene, scene->fund, 100 * YUAN);
    scene_propose(scene, award, scene_id("project"), 60 * YUAN);
    scene_release(scene, award, scene_id("tranche"), 40 * YUAN);
    payment = scene_record_payment(scene, scene_id("tranche"), "B-1");
    scene_cancel(scene, award);
    assert_int_equal(scene_fund(scene, scene->fund).free, 100 * YUAN);
    approve = (struct approve_payment_request){ payment };
    assert_int_equal(
            scene_call(scene, scene->second, "approve_payment", &approve, NULL),
            STATUS_CONFLICT);
    scene_expect(scene, "payment_state_wrong");
    assert_int_equal(scene_reservation(scene, award).released, 60 * YUAN);
    scene_expect_clean(scene);
}

/* SD-09 */
static void
three_hundred_and_fifty_million_yuan_go_all_the_way(void **state)
{
    struct scene *scene = *state;
    const int64_t amount = INT64_C(350000000) * YUAN;
    struct uuid award = scene_id("award");

    scene_appropriate(scene, scene->fund, amount);
    scene_propose(scene, award, scene_id("project"), amount);
    scene_release(scene, award, scene_id("tranche"), amount);
    scene_pay(scene, scene_id("tranche"), "B-1");
    assert_int_equal(scene_fund(scene, scene->fund).paid, amount);
    scene_expect_clean(scene);
}

/* An award of 60 yuan, 20 of them payable. */
static void
payable_award(struct scene *scene)
{
    scene_appropriate(scene, scene->fund, 100 * YUAN);
    scene_propose(scene, scene_id("award"), scene_id("project"), 60 * YUAN);
    scene_release(scene, scene_id("award"), scene_id("tranche"), 20 * YUAN);
}

static void
a_recalled_tranche_is_reserved_again(void **state)
{
    struct scene *scene = *state;
    struct uuid award = scene_id("award");
    struct fundraising_payable_withdrawn body;

    payable_award(scene);
    assert_int_equal(scene_recall(scene, award, scene_id("tranche"), 20 * YUAN),
            STATUS_OK);
    assert_int_equal(harness_repeat_event(scene->harness, "longgang"),
            STATUS_OK);
    scene_recall(scene, award, scene_id("tranche"), 20 * YUAN);
    assert_int_equal(harness_count_events(scene->harness,
                             "fundraising.payable_withdrawn"),
            1);
    assert_true(harness_last_event(scene->harness,
            "fundraising.payable_withdrawn", NULL, &body));
    assert_int_equal(body.amount, 20 * YUAN);
    assert_int_equal(scene_fund(scene, scene->fund).payable, 0);
    assert_int_equal(scene_fund(scene, scene->fund).reserved, 60 * YUAN);
    scene_release(scene, award, scene_id("again"), 60 * YUAN);
    assert_int_equal(scene_fund(scene, scene->fund).payable, 60 * YUAN);
    scene_expect_clean(scene);
}

static void
a_recall_rejects_the_payment_that_waits(void **state)
{
    struct scene *scene = *state;
    struct approve_payment_request approve;

    payable_award(scene);
    approve.payment = scene_record_payment(scene, scene_id("tranche"), "B-1");
    scene_recall(scene, scene_id("award"), scene_id("tranche"), 20 * YUAN);
    assert_int_equal(
            scene_call(scene, scene->second, "approve_payment", &approve, NULL),
            STATUS_CONFLICT);
    assert_int_equal(harness_count_events(scene->harness,
                             "fundraising.payment_rejected"),
            1);
    assert_int_equal(scene_fund(scene, scene->fund).reserved, 60 * YUAN);
    scene_expect_clean(scene);
}

/* Of the tranche of payable_award(), after gifts were drawn. */
static void
pay_and_fail(struct scene *scene, enum payment_failure cause)
{
    struct fail_payment_request fail = {
        .has_cause = true,
        .cause = cause,
        .reason = STR("x"),
    };
    struct approve_payment_request approve;

    approve.payment = scene_record_payment(scene, scene_id("tranche"), "B-1");
    assert_int_equal(
            scene_call(scene, scene->second, "approve_payment", &approve, NULL),
            STATUS_OK);
    fail.payment = approve.payment;
    assert_int_equal(
            scene_call(scene, scene->clerk, "fail_payment", &fail, NULL),
            STATUS_OK);
}

static void
a_tranche_that_was_paid_is_not_recalled(void **state)
{
    struct scene *scene = *state;

    payable_award(scene);
    scene_pay(scene, scene_id("tranche"), "B-1");
    scene_recall(scene, scene_id("award"), scene_id("tranche"), 20 * YUAN);
    assert_int_equal(scene_fund(scene, scene->fund).paid, 20 * YUAN);
    assert_int_equal(harness_count_events(scene->harness,
                             "fundraising.payable_withdrawn"),
            0);
    scene_expect_clean(scene);
}

static void
a_tranche_that_was_never_really_paid_is_recalled(void **state)
{
    struct scene *scene = *state;

    payable_award(scene);
    pay_and_fail(scene, PAYMENT_FAILURE_ENTERED_WRONGLY);
    assert_int_equal(scene_recall(scene, scene_id("award"), scene_id("tranche"),
                             20 * YUAN),
            STATUS_OK);
    assert_int_equal(scene_fund(scene, scene->fund).payable, 0);
    assert_int_equal(scene_fund(scene, scene->fund).reserved, 60 * YUAN);
    assert_int_equal(harness_count_events(scene->harness,
                             "fundraising.payable_withdrawn"),
            1);
    scene_expect_clean(scene);
}

/* Paid by a gift; what that freed is another award's when the payment fails. */
static void
fail_after_promise(struct scene *scene)
{
    struct approve_payment_request approve;
    struct fail_payment_request fail = { .reason = STR("x") };

    approve.payment = scene_record_payment(scene, scene_id("tranche"), "B-1");
    scene_call(scene, scene->second, "approve_payment", &approve, NULL);
    scene_propose(scene, scene_id("other"), scene_id("p2"),
            scene_fund(scene, scene->fund).free);
    fail.payment = approve.payment;
    scene_call(scene, scene->clerk, "fail_payment", &fail, NULL);
}

/* What gifts freed may be promised elsewhere: then a person is needed. */
static void
a_recall_gives_gifts_back_that_a_failed_payment_holds(void **state)
{
    struct scene *scene = *state;
    struct uuid award = scene_id("award"), tranche = scene_id("tranche");

    payable_award(scene);
    scene_give(scene, scene_id("project"), 20 * YUAN);
    fail_after_promise(scene);
    assert_int_equal(scene_recall(scene, award, tranche, 20 * YUAN),
            STATUS_CONFLICT);
    scene_expect(scene, "funds_committed");
    scene_appropriate(scene, scene->fund, 20 * YUAN);
    assert_int_equal(scene_recall(scene, award, tranche, 20 * YUAN), STATUS_OK);
    assert_int_equal(scene_fund(scene, scene->fund).restricted, 20 * YUAN);
    assert_int_equal(scene_reservation(scene, award).reserved, 60 * YUAN);
    scene_expect_clean(scene);
}

static void
a_recall_of_what_was_never_payable_needs_a_person(void **state)
{
    struct scene *scene = *state;

    scene_appropriate(scene, scene->fund, 100 * YUAN);
    scene_propose(scene, scene_id("award"), scene_id("project"), 60 * YUAN);
    assert_int_equal(
            scene_recall(scene, scene_id("award"), scene_id("other"), YUAN),
            STATUS_CONFLICT);
    scene_expect(scene, "not_payable");
}

/* What the fund last said to a recall, and for which it said so. */
static void
expect_recall_refused(struct scene *scene, const char *recall,
        enum recall_refusal reason)
{
    struct fundraising_recall_refused body;

    assert_true(harness_last_event(scene->harness, "fundraising.recall_refused",
            NULL, &body));
    assert_true(uuid_equal(body.recall, scene_id(recall)));
    assert_int_equal(body.reason, reason);
    assert_int_equal(harness_count_events(scene->harness,
                             "fundraising.payable_withdrawn"),
            0);
}

static void
a_release_that_is_asked_back_is_reserved_again_once(void **state)
{
    struct scene *scene = *state;
    struct uuid award = scene_id("award");

    payable_award(scene);
    assert_int_equal(scene_ask_back(scene, award, scene_id("tranche"),
                             scene_id("recall")),
            STATUS_OK);
    assert_int_equal(harness_repeat_event(scene->harness, "longgang"),
            STATUS_OK);
    assert_int_equal(
            scene_ask_back(scene, award, scene_id("tranche"), scene_id("late")),
            STATUS_OK);
    assert_int_equal(harness_count_events(scene->harness,
                             "fundraising.payable_withdrawn"),
            1);
    assert_int_equal(
            harness_count_events(scene->harness, "fundraising.recall_refused"),
            0);
    assert_int_equal(scene_fund(scene, scene->fund).payable, 0);
    assert_int_equal(scene_fund(scene, scene->fund).reserved, 60 * YUAN);
    scene_expect_clean(scene);
}

/* The log tells the release that follows by another name. */
static void
what_was_asked_back_is_not_payable_again_by_its_old_release(void **state)
{
    struct scene *scene = *state;
    struct uuid award = scene_id("award");

    payable_award(scene);
    scene_ask_back(scene, award, scene_id("tranche"), scene_id("recall"));
    scene_release(scene, award, scene_id("in its place"), 20 * YUAN);
    scene_release(scene, award, scene_id("tranche"), 20 * YUAN);
    scene_ask_back(scene, award, scene_id("tranche"), scene_id("recall"));
    assert_int_equal(scene_fund(scene, scene->fund).payable, 20 * YUAN);
    assert_int_equal(scene_fund(scene, scene->fund).reserved, 40 * YUAN);
    scene_pay(scene, scene_id("in its place"), "B-1");
    assert_int_equal(scene_fund(scene, scene->fund).paid, 20 * YUAN);
    scene_expect_clean(scene);
}

static void
what_is_asked_back_stays_where_a_payment_is_recorded(void **state)
{
    struct scene *scene = *state;
    struct uuid award = scene_id("award"), tranche = scene_id("tranche");
    struct approve_payment_request approve;

    payable_award(scene);
    approve.payment = scene_record_payment(scene, tranche, "B-1");
    assert_int_equal(scene_ask_back(scene, award, tranche, scene_id("recall")),
            STATUS_OK);
    expect_recall_refused(scene, "recall", RECALL_REFUSAL_PAYMENT_RECORDED);
    assert_int_equal(
            scene_call(scene, scene->second, "approve_payment", &approve, NULL),
            STATUS_OK);
    assert_int_equal(scene_ask_back(scene, award, tranche, scene_id("again")),
            STATUS_OK);
    expect_recall_refused(scene, "again", RECALL_REFUSAL_PAYMENT_MADE);
    assert_int_equal(scene_fund(scene, scene->fund).paid, 20 * YUAN);
    scene_expect_clean(scene);
}

static void
what_is_asked_back_goes_once_its_payment_was_rejected(void **state)
{
    struct scene *scene = *state;
    struct uuid award = scene_id("award"), tranche = scene_id("tranche");
    struct reject_payment_request reject = { .reason = STR("x") };

    payable_award(scene);
    reject.payment = scene_record_payment(scene, tranche, "B-1");
    scene_ask_back(scene, award, tranche, scene_id("recall"));
    assert_int_equal(
            scene_call(scene, scene->clerk, "reject_payment", &reject, NULL),
            STATUS_OK);
    assert_int_equal(scene_fund(scene, scene->fund).payable, 20 * YUAN);
    scene_ask_back(scene, award, tranche, scene_id("again"));
    assert_int_equal(scene_fund(scene, scene->fund).payable, 0);
    assert_int_equal(scene_fund(scene, scene->fund).reserved, 60 * YUAN);
    scene_expect_clean(scene);
}

/* No dead letter: nobody took back more than a gate. */
static void
what_is_asked_back_stays_where_gifts_it_holds_are_promised(void **state)
{
    struct scene *scene = *state;
    struct uuid award = scene_id("award"), tranche = scene_id("tranche");

    payable_award(scene);
    scene_give(scene, scene_id("project"), 20 * YUAN);
    fail_after_promise(scene);
    assert_int_equal(scene_ask_back(scene, award, tranche, scene_id("recall")),
            STATUS_OK);
    expect_recall_refused(scene, "recall", RECALL_REFUSAL_GIFTS_COMMITTED);
    assert_int_equal(scene_fund(scene, scene->fund).payable, 20 * YUAN);
    scene_appropriate(scene, scene->fund, 20 * YUAN);
    assert_int_equal(scene_ask_back(scene, award, tranche, scene_id("again")),
            STATUS_OK);
    assert_int_equal(scene_fund(scene, scene->fund).restricted, 20 * YUAN);
    assert_int_equal(scene_reservation(scene, award).reserved, 60 * YUAN);
    scene_expect_clean(scene);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        SCENE_TEST(a_proposal_is_reserved_from_free_money),
        SCENE_TEST(a_proposal_told_twice_is_reserved_once),
        SCENE_TEST(a_reservation_survives_a_crash),
        SCENE_TEST(two_awards_race_for_the_last_yuan_and_one_is_refused),
        SCENE_TEST(a_refused_award_may_be_proposed_again),
        SCENE_TEST(an_unknown_fund_refuses),
        SCENE_TEST(a_closed_fund_refuses),
        SCENE_TEST(a_fund_refuses_what_its_purposes_do_not_cover),
        SCENE_TEST(a_street_may_spend_the_districts_fund),
        SCENE_TEST(an_award_on_another_hubs_fund_is_not_ours),
        SCENE_TEST(a_cancelled_award_is_free_again),
        SCENE_TEST(why_an_award_was_cancelled_is_not_published),
        SCENE_TEST(a_cancelled_award_is_not_reserved_again),
        SCENE_TEST(a_cancellation_before_its_proposal_holds),
        SCENE_TEST(cancelling_a_refused_award_is_answered),
        SCENE_TEST(a_released_tranche_is_payable),
        SCENE_TEST(a_tranche_told_twice_is_payable_once),
        SCENE_TEST(a_tranche_of_an_award_unknown_here_needs_a_person),
        SCENE_TEST(more_than_was_reserved_is_never_payable),
        SCENE_TEST(a_cancelled_award_pays_no_tranche),
        SCENE_TEST(cancelling_frees_the_payable_and_rejects_its_payment),
        SCENE_TEST(a_recalled_tranche_is_reserved_again),
        SCENE_TEST(a_recall_rejects_the_payment_that_waits),
        SCENE_TEST(a_tranche_that_was_paid_is_not_recalled),
        SCENE_TEST(a_tranche_that_was_never_really_paid_is_recalled),
        SCENE_TEST(a_recall_gives_gifts_back_that_a_failed_payment_holds),
        SCENE_TEST(a_recall_of_what_was_never_payable_needs_a_person),
        SCENE_TEST(a_release_that_is_asked_back_is_reserved_again_once),
        SCENE_TEST(what_was_asked_back_is_not_payable_again_by_its_old_release),
        SCENE_TEST(what_is_asked_back_stays_where_a_payment_is_recorded),
        SCENE_TEST(what_is_asked_back_goes_once_its_payment_was_rejected),
        SCENE_TEST(what_is_asked_back_stays_where_gifts_it_holds_are_promised),
        SCENE_TEST(three_hundred_and_fifty_million_yuan_go_all_the_way),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
