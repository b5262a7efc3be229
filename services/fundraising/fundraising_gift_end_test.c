/* Refunds, chargebacks, and what is left for a project that ended. */
#include "scene.h"

static const int64_t YUAN = SCENE_YUAN;
static const struct uuid no_project;

static enum status
refund(struct scene *scene, struct uuid gift)
{
    struct refund_gift_request request = { gift, STR("given by mistake") };

    return scene_call(scene, scene->clerk, "refund_gift", &request, NULL);
}

static struct charge_back_gift_reply
charge_back(struct scene *scene, struct uuid gift)
{
    struct charge_back_gift_request request = { gift,
        STR("the bank's notice") };
    struct charge_back_gift_reply reply;

    assert_int_equal(scene_call(scene, scene->clerk, "charge_back_gift",
                             &request, &reply),
            STATUS_OK);
    return reply;
}

static enum status
settle(struct scene *scene, struct uuid gift, enum settlement_kind kind)
{
    struct settle_chargeback_request request = { gift, kind, STR("settled") };

    return scene_call(scene, scene->clerk, "settle_chargeback", &request, NULL);
}

/* What the gift's page says is owed. */
static int64_t
receivable_of(struct scene *scene, struct uuid gift)
{
    struct get_gift_request request = { gift };
    struct get_gift_reply reply;

    assert_int_equal(
            scene_call(scene, scene->clerk, "get_gift", &request, &reply),
            STATUS_OK);
    return reply.has_receivable ? reply.receivable : 0;
}

static void
a_refund_takes_free_money(void **state)
{
    struct scene *scene = *state;
    struct give_reply gift = scene_give(scene, no_project, 20 * YUAN);

    assert_int_equal(refund(scene, gift.gift_id), STATUS_OK);
    assert_int_equal(scene_fund(scene, scene->fund).free, 0);
    assert_int_equal(scene_fund(scene, scene->fund).raised, 0);
    assert_int_equal(refund(scene, gift.gift_id), STATUS_CONFLICT);
    scene_expect(scene, "gift_settled");
    scene_expect_clean(scene);
}

static void
a_refund_of_committed_money_is_refused(void **state)
{
    struct scene *scene = *state;
    struct give_reply gift = scene_give(scene, no_project, 20 * YUAN);

    scene_propose(scene, scene_id("award"), scene_id("project"), 1 * YUAN);
    assert_int_equal(refund(scene, gift.gift_id), STATUS_CONFLICT);
    scene_expect(scene, "funds_committed");
    assert_int_equal(scene_fund(scene, scene->fund).free, 19 * YUAN);
    scene_expect_clean(scene);
}

/* A gift of 50 to a project that has been paid out. */
static struct give_reply
spent_gift(struct scene *scene)
{
    struct give_reply gift;

    scene_appropriate(scene, scene->fund, 100 * YUAN);
    scene_propose(scene, scene_id("award"), scene_id("project"), 60 * YUAN);
    gift = scene_give(scene, scene_id("project"), 50 * YUAN);
    scene_release(scene, scene_id("award"), scene_id("tranche"), 60 * YUAN);
    scene_pay(scene, scene_id("tranche"), "B-1");
    return gift;
}

static void
a_gift_already_paid_out_is_not_refunded(void **state)
{
    struct scene *scene = *state;
    struct give_reply gift = spent_gift(scene);

    assert_int_equal(refund(scene, gift.gift_id), STATUS_CONFLICT);
    scene_expect(scene, "funds_committed");
    scene_expect_clean(scene);
}

static void
a_designated_gift_not_yet_used_is_refunded(void **state)
{
    struct scene *scene = *state;
    struct give_reply gift;

    scene_publish(scene, scene_id("project"));
    gift = scene_give(scene, scene_id("project"), 50 * YUAN);
    assert_int_equal(refund(scene, gift.gift_id), STATUS_OK);
    assert_int_equal(scene_fund(scene, scene->fund).restricted, 0);
    scene_expect_clean(scene);
}

static void
a_chargeback_of_a_spent_gift_is_receivable(void **state)
{
    struct scene *scene = *state;
    struct give_reply gift = spent_gift(scene);
    int64_t free = scene_fund(scene, scene->fund).free;
    struct fundraising_gift_charged_back body;

    assert_int_equal(charge_back(scene, gift.gift_id).receivable, 50 * YUAN);
    assert_int_equal(scene_fund(scene, scene->fund).free, free);
    assert_true(harness_last_event(scene->harness,
            "fundraising.gift_charged_back", NULL, &body));
    assert_int_equal(body.receivable, 50 * YUAN);
    scene_expect_clean(scene);
}

static void
a_chargeback_never_leaves_a_fund_below_zero(void **state)
{
    struct scene *scene = *state;
    struct give_reply gift = scene_give(scene, no_project, 50 * YUAN);

    scene_propose(scene, scene_id("award"), scene_id("project"), 30 * YUAN);
    assert_int_equal(charge_back(scene, gift.gift_id).receivable, 30 * YUAN);
    assert_int_equal(scene_fund(scene, scene->fund).free, 0);
    assert_int_equal(scene_fund(scene, scene->fund).reserved, 30 * YUAN);
    scene_expect_clean(scene);
}

static void
a_receivable_is_repaid_or_written_off(void **state)
{
    struct scene *scene = *state;
    struct give_reply gift = scene_give(scene, no_project, 50 * YUAN);

    assert_int_equal(settle(scene, gift.gift_id, SETTLEMENT_KIND_REPAID),
            STATUS_CONFLICT);
    scene_expect(scene, "nothing_receivable");
    scene_propose(scene, scene_id("award"), scene_id("project"), 50 * YUAN);
    charge_back(scene, gift.gift_id);
    assert_int_equal(receivable_of(scene, gift.gift_id), 50 * YUAN);
    assert_int_equal(settle(scene, gift.gift_id, SETTLEMENT_KIND_WRITTEN_OFF),
            STATUS_CONFLICT);
    scene_expect(scene, "overspent");
    assert_int_equal(settle(scene, gift.gift_id, SETTLEMENT_KIND_REPAID),
            STATUS_OK);
    assert_int_equal(receivable_of(scene, gift.gift_id), 0);
    assert_int_equal(settle(scene, gift.gift_id, SETTLEMENT_KIND_REPAID),
            STATUS_CONFLICT);
    scene_expect_clean(scene);
}

static void
a_fund_that_is_owed_money_stays_open(void **state)
{
    struct scene *scene = *state;
    struct give_reply gift = scene_give(scene, no_project, 50 * YUAN);
    struct close_fund_request close = { scene->fund, STR("ended") };

    scene_propose(scene, scene_id("award"), scene_id("project"), 50 * YUAN);
    charge_back(scene, gift.gift_id);
    scene_cancel(scene, scene_id("award"));
    assert_int_equal(
            scene_call(scene, scene->clerk, "close_fund", &close, NULL),
            STATUS_CONFLICT);
    scene_expect(scene, "fund_not_empty");
    assert_int_equal(settle(scene, gift.gift_id, SETTLEMENT_KIND_WRITTEN_OFF),
            STATUS_OK);
    assert_int_equal(
            scene_call(scene, scene->clerk, "close_fund", &close, NULL),
            STATUS_OK);
    scene_expect_clean(scene);
}

static void
what_is_left_for_an_ended_project_can_be_lifted(void **state)
{
    struct scene *scene = *state;
    struct lift_restriction_request request = {
        .fund = scene->fund,
        .project = scene_id("project"),
        .reason = STR("surplus rule"),
    };
    struct lift_restriction_reply reply;
    struct give_reply gift;

    scene_publish(scene, scene_id("project"));
    gift = scene_give(scene, scene_id("project"), 50 * YUAN);
    scene_withdraw(scene, scene_id("project"));
    assert_int_equal(scene_call(scene, scene->clerk, "lift_restriction",
                             &request, &reply),
            STATUS_OK);
    assert_int_equal(reply.amount, 50 * YUAN);
    assert_int_equal(scene_fund(scene, scene->fund).free, 50 * YUAN);
    scene_expect_clean(scene);
    assert_int_equal(
            scene_call(scene, scene->clerk, "lift_restriction", &request, NULL),
            STATUS_CONFLICT);
    assert_int_equal(refund(scene, gift.gift_id), STATUS_OK);
    scene_expect_clean(scene);
}

static enum status
lift(struct scene *scene)
{
    struct lift_restriction_request request = {
        .fund = scene->fund,
        .project = scene_id("project"),
        .reason = STR("surplus rule"),
    };

    return scene_call(scene, scene->clerk, "lift_restriction", &request, NULL);
}

static void
a_restriction_stays_while_the_project_goes_on(void **state)
{
    struct scene *scene = *state;

    scene_publish(scene, scene_id("project"));
    scene_give(scene, scene_id("project"), 50 * YUAN);
    assert_int_equal(lift(scene), STATUS_CONFLICT);
    scene_expect(scene, "project_under_way");
    assert_int_equal(scene_fund(scene, scene->fund).restricted, 50 * YUAN);
}

static void
a_restriction_stays_while_money_waits_for_the_project(void **state)
{
    struct scene *scene = *state;

    scene_appropriate(scene, scene->fund, 100 * YUAN);
    scene_propose(scene, scene_id("award"), scene_id("project"), 50 * YUAN);
    scene_release(scene, scene_id("award"), scene_id("first"), 20 * YUAN);
    scene_give(scene, scene_id("project"), 30 * YUAN);
    scene_withdraw(scene, scene_id("project"));
    assert_int_equal(lift(scene), STATUS_CONFLICT);
    scene_expect(scene, "project_under_way");
    scene_release(scene, scene_id("award"), scene_id("second"), 30 * YUAN);
    assert_int_equal(lift(scene), STATUS_CONFLICT);
    scene_expect(scene, "project_under_way");
    scene_cancel(scene, scene_id("award"));
    assert_int_equal(lift(scene), STATUS_OK);
    scene_expect_clean(scene);
}

/* Its project has ended, or is none of ours. */
static void
expect_no_gift_is_taken(struct scene *scene)
{
    struct give_request late = {
        .fund = scene->fund,
        .has_project = true,
        .project = scene_id("project"),
        .amount = YUAN,
        .channel = CHANNEL_COUNTER,
    };

    assert_int_equal(scene_call(scene, scene->anybody, "give", &late, NULL),
            STATUS_REFUSED);
    scene_expect(scene, "no_such_project");
}

/* What gifts paid of the award is not in question: 20 yuan are left. */
static void
a_closed_award_ends_its_project_and_a_reopened_one_does_not(void **state)
{
    struct scene *scene = *state;

    scene_appropriate(scene, scene->fund, 100 * YUAN);
    scene_propose(scene, scene_id("award"), scene_id("project"), 50 * YUAN);
    scene_give(scene, scene_id("project"), 70 * YUAN);
    scene_release(scene, scene_id("award"), scene_id("tranche"), 50 * YUAN);
    scene_pay(scene, scene_id("tranche"), "B-1");
    scene_award_is(scene, scene_id("award"), scene_id("project"),
            AWARD_STATE_CLOSED);
    expect_no_gift_is_taken(scene);
    scene_award_is(scene, scene_id("award"), scene_id("project"),
            AWARD_STATE_UNDER_WAY);
    assert_int_equal(lift(scene), STATUS_CONFLICT);
    scene_expect(scene, "project_under_way");
    scene_award_is(scene, scene_id("award"), scene_id("project"),
            AWARD_STATE_CLOSED);
    assert_int_equal(lift(scene), STATUS_OK);
    assert_int_equal(scene_fund(scene, scene->fund).restricted, 0);
    scene_expect_clean(scene);
}

/* What was paid keeps it public; only another award opens it again. */
static void
a_cancelled_award_ends_its_project_until_another_is_proposed(void **state)
{
    struct scene *scene = *state;

    scene_appropriate(scene, scene->fund, 100 * YUAN);
    scene_publish(scene, scene_id("project"));
    scene_propose(scene, scene_id("award"), scene_id("project"), 50 * YUAN);
    scene_release(scene, scene_id("award"), scene_id("tranche"), 20 * YUAN);
    scene_pay(scene, scene_id("tranche"), "B-1");
    scene_give(scene, scene_id("project"), 5 * YUAN);
    scene_cancel(scene, scene_id("award"));
    expect_no_gift_is_taken(scene);
    assert_int_equal(lift(scene), STATUS_OK);
    scene_propose(scene, scene_id("another"), scene_id("project"), 30 * YUAN);
    scene_give(scene, scene_id("project"), YUAN);
    scene_expect_clean(scene);
}

/* Grants shows it for what was paid while its award was being cancelled. */
static void
a_project_shown_when_it_is_over_takes_no_gift(void **state)
{
    struct scene *scene = *state;
    struct grants_project_published body = {
        .title = STR("壹·贰叁画室"),
        .organisation = scene_id("organisation"),
        .round = scene_id("round"),
        .fund_hub = STR("longgang"),
        .fund = scene->fund,
        .has_is_over = true,
        .is_over = true,
    };

    assert_int_equal(harness_event(scene->harness, "grants.project_published",
                             "longgang", scene_id("project"), &body),
            STATUS_OK);
    expect_no_gift_is_taken(scene);
}

/* One that was early open for its round's fund, and paid by another hub's. */
static void
an_award_of_another_fund_ends_the_project_here(void **state)
{
    struct scene *scene = *state;
    struct grants_award_cancelled body = {
        .application = scene_id("project"),
        .round = scene_id("round"),
        .organisation = scene_id("organisation"),
        .fund_hub = STR("longgang.bantian"),
        .fund = scene_id("theirs"),
        .reason = STR("ended"),
    };

    scene_publish(scene, scene_id("project"));
    scene_give(scene, scene_id("project"), YUAN);
    assert_int_equal(harness_event(scene->harness, "grants.award_cancelled",
                             "longgang", scene_id("award"), &body),
            STATUS_OK);
    expect_no_gift_is_taken(scene);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        SCENE_TEST(a_refund_takes_free_money),
        SCENE_TEST(a_refund_of_committed_money_is_refused),
        SCENE_TEST(a_gift_already_paid_out_is_not_refunded),
        SCENE_TEST(a_designated_gift_not_yet_used_is_refunded),
        SCENE_TEST(a_chargeback_of_a_spent_gift_is_receivable),
        SCENE_TEST(a_chargeback_never_leaves_a_fund_below_zero),
        SCENE_TEST(a_receivable_is_repaid_or_written_off),
        SCENE_TEST(a_fund_that_is_owed_money_stays_open),
        SCENE_TEST(a_restriction_stays_while_the_project_goes_on),
        SCENE_TEST(a_restriction_stays_while_money_waits_for_the_project),
        SCENE_TEST(a_closed_award_ends_its_project_and_a_reopened_one_does_not),
        SCENE_TEST(
                a_cancelled_award_ends_its_project_until_another_is_proposed),
        SCENE_TEST(a_project_shown_when_it_is_over_takes_no_gift),
        SCENE_TEST(an_award_of_another_fund_ends_the_project_here),
        SCENE_TEST(what_is_left_for_an_ended_project_can_be_lifted),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
