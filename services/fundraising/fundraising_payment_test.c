/* Payments: two people, the bank, what is drawn first, and money back. */
#include "scene.h"

static const int64_t YUAN = SCENE_YUAN;

/* An award of 100 yuan with one tranche of 60 released. */
static void
award_with_tranche(struct scene *scene)
{
    scene_appropriate(scene, scene->fund, 1000 * YUAN);
    scene_propose(scene, scene_id("award"), scene_id("project"), 100 * YUAN);
    assert_int_equal(scene_release(scene, scene_id("award"),
                             scene_id("tranche"), 60 * YUAN),
            STATUS_OK);
}

static enum status
approve(struct scene *scene, const struct actor *actor, struct uuid payment)
{
    struct approve_payment_request request = { payment };

    return scene_call(scene, actor, "approve_payment", &request, NULL);
}

static enum status
bounce(struct scene *scene, struct uuid payment)
{
    struct fail_payment_request request = {
        .payment = payment,
        .reason = STR("account closed"),
    };

    return scene_call(scene, scene->clerk, "fail_payment", &request, NULL);
}

static enum status
give_back(struct scene *scene, int64_t amount, const char *reference)
{
    struct record_return_request request = {
        .award = scene_id("award"),
        .amount = amount,
        .bank_reference = str_from(reference),
        .reason = STR("not needed"),
    };

    return scene_call(scene, scene->clerk, "record_return", &request, NULL);
}

static struct trace_gift_reply
trace(struct scene *scene, struct uuid gift)
{
    struct trace_gift_request request = { .gift = gift };
    struct trace_gift_reply reply;

    assert_int_equal(scene_call(scene, scene->supervisor, "trace_gift",
                             &request, &reply),
            STATUS_OK);
    return reply;
}

static void
a_payment_needs_a_second_person(void **state)
{
    struct scene *scene = *state;
    struct uuid payment;

    award_with_tranche(scene);
    payment = scene_record_payment(scene, scene_id("tranche"), "B-1");
    assert_int_equal(approve(scene, scene->clerk, payment), STATUS_FORBIDDEN);
    scene_expect(scene, "second_person");
    assert_int_equal(scene_fund(scene, scene->fund).paid, 0);
    assert_int_equal(approve(scene, scene->second, payment), STATUS_OK);
    assert_int_equal(scene_fund(scene, scene->fund).paid, 60 * YUAN);
    scene_expect_clean(scene);
}

static void
operators_and_supervisors_pay_nothing(void **state)
{
    struct scene *scene = *state;
    struct record_payment_request request = {
        .tranche = scene_id("tranche"),
        .bank_reference = STR("B-1"),
    };

    award_with_tranche(scene);
    assert_int_equal(scene_call(scene, scene->operator, "record_payment",
                             &request, NULL),
            STATUS_FORBIDDEN);
    assert_int_equal(scene_call(scene, scene->supervisor, "record_payment",
                             &request, NULL),
            STATUS_FORBIDDEN);
    assert_int_equal(
            scene_call(scene, scene->anybody, "record_payment", &request, NULL),
            STATUS_UNAUTHENTICATED);
}

static void
the_payment_tells_grants_what_was_paid(void **state)
{
    struct scene *scene = *state;
    struct fundraising_payment_made body;
    struct uuid subject;

    award_with_tranche(scene);
    scene_pay(scene, scene_id("tranche"), "B-1");
    assert_true(harness_last_event(scene->harness, "fundraising.payment_made",
            &subject, &body));
    assert_true(uuid_equal(subject, scene_id("award")));
    assert_true(uuid_equal(body.tranche, scene_id("tranche")));
    assert_int_equal(body.amount, 60 * YUAN);
    assert_int_equal(body.from_gifts, 0);
    assert_true(body.paid_at >= harness_now(scene->harness));
}

static enum status
record(struct scene *scene, const char *tranche, const char *reference)
{
    struct record_payment_request request = {
        .tranche = scene_id(tranche),
        .bank_reference = str_from(reference),
    };

    return scene_call(scene, scene->clerk, "record_payment", &request, NULL);
}

static void
a_payment_of_the_wrong_tranche_gives_its_reference_back(void **state)
{
    struct scene *scene = *state;
    struct fail_payment_request fail = {
        .has_cause = true,
        .cause = PAYMENT_FAILURE_ENTERED_WRONGLY,
        .reason = STR("it was the other tranche's"),
    };
    struct approve_payment_request yes;
    struct fundraising_payment_failed body;
    struct list_payments_request request = { 0 };
    struct list_payments_reply listed;

    award_with_tranche(scene);
    scene_release(scene, scene_id("award"), scene_id("other"), 10 * YUAN);
    fail.payment = scene_record_payment(scene, scene_id("tranche"), "B-1");
    yes.payment = fail.payment;
    scene_call(scene, scene->second, "approve_payment", &yes, NULL);
    assert_int_equal(
            scene_call(scene, scene->clerk, "fail_payment", &fail, NULL),
            STATUS_OK);
    assert_true(harness_last_event(scene->harness, "fundraising.payment_failed",
            NULL, &body));
    assert_int_equal(body.cause, PAYMENT_FAILURE_ENTERED_WRONGLY);
    scene_pay(scene, scene_id("other"), "B-1");
    assert_int_equal(record(scene, "tranche", "B-1"), STATUS_CONFLICT);
    assert_int_equal(scene_fund(scene, scene->fund).paid, 10 * YUAN);
    scene_call(scene, scene->clerk, "list_payments", &request, &listed);
    assert_int_equal(listed.items[1].cause, PAYMENT_FAILURE_ENTERED_WRONGLY);
    assert_false(listed.items[0].has_cause);
    scene_expect_clean(scene);
}

static void
what_the_bank_refused_keeps_its_reference_for_its_tranche(void **state)
{
    struct scene *scene = *state;
    struct list_payments_request request = { 0 };
    struct list_payments_reply listed;
    struct reject_payment_request reject = { .reason = STR("not yet") };
    struct uuid payment;

    award_with_tranche(scene);
    scene_release(scene, scene_id("award"), scene_id("other"), 10 * YUAN);
    payment = scene_record_payment(scene, scene_id("tranche"), "B-1");
    approve(scene, scene->second, payment);
    bounce(scene, payment);
    assert_int_equal(record(scene, "other", "B-1"), STATUS_CONFLICT);
    scene_expect(scene, "bank_reference_used");

    /* It was no refusal after all: the transfer is recorded as it was. */
    assert_int_equal(record(scene, "tranche", "B-1"), STATUS_OK);
    scene_call(scene, scene->clerk, "list_payments", &request, &listed);
    reject.payment = listed.items[0].payment;
    scene_call(scene, scene->second, "reject_payment", &reject, NULL);
    assert_int_equal(record(scene, "other", "B-1"), STATUS_CONFLICT);
    scene_pay(scene, scene_id("tranche"), "B-1");
    assert_int_equal(scene_fund(scene, scene->fund).paid, 60 * YUAN);
    scene_expect_clean(scene);
}

static void
a_bank_reference_is_used_once(void **state)
{
    struct scene *scene = *state;
    struct record_payment_request request = {
        .tranche = scene_id("second tranche"),
        .bank_reference = STR("B-1"),
    };

    award_with_tranche(scene);
    scene_pay(scene, scene_id("tranche"), "B-1");
    scene_release(scene, scene_id("award"), scene_id("second tranche"), 100);
    assert_int_equal(
            scene_call(scene, scene->clerk, "record_payment", &request, NULL),
            STATUS_CONFLICT);
    scene_expect(scene, "bank_reference_used");
    assert_int_equal(give_back(scene, 100, "B-1"), STATUS_CONFLICT);
    scene_expect(scene, "bank_reference_used");
}

static void
a_tranche_is_paid_once(void **state)
{
    struct scene *scene = *state;
    struct record_payment_request request = {
        .tranche = scene_id("tranche"),
        .bank_reference = STR("B-2"),
    };
    struct uuid payment;

    award_with_tranche(scene);
    payment = scene_record_payment(scene, scene_id("tranche"), "B-1");
    assert_int_equal(
            scene_call(scene, scene->clerk, "record_payment", &request, NULL),
            STATUS_CONFLICT);
    scene_expect(scene, "not_payable");
    assert_int_equal(approve(scene, scene->second, payment), STATUS_OK);
    assert_int_equal(approve(scene, scene->second, payment), STATUS_CONFLICT);
    scene_expect(scene, "payment_state_wrong");
    assert_int_equal(scene_fund(scene, scene->fund).paid, 60 * YUAN);
}

static void
an_unknown_tranche_or_payment_is_not_found(void **state)
{
    struct scene *scene = *state;
    struct record_payment_request request = {
        .tranche = scene_id("nowhere"),
        .bank_reference = STR("B-1"),
    };

    assert_int_equal(
            scene_call(scene, scene->clerk, "record_payment", &request, NULL),
            STATUS_NOT_FOUND);
    assert_int_equal(approve(scene, scene->second, scene_id("nowhere")),
            STATUS_NOT_FOUND);
}

static void
a_payment_of_tomorrow_is_refused(void **state)
{
    struct scene *scene = *state;
    struct record_payment_request request = {
        .tranche = scene_id("tranche"),
        .bank_reference = STR("B-1"),
        .has_paid_at = true,
        .paid_at = harness_now(scene->harness) + INT64_C(86400000),
    };

    award_with_tranche(scene);
    assert_int_equal(
            scene_call(scene, scene->clerk, "record_payment", &request, NULL),
            STATUS_REFUSED);
    assert_string_equal(harness_problem_field(scene->harness), "paid_at");
}

static void
a_rejected_payment_may_be_recorded_again(void **state)
{
    struct scene *scene = *state;
    struct reject_payment_request reject = { .reason = STR("typing error") };

    award_with_tranche(scene);
    reject.payment = scene_record_payment(scene, scene_id("tranche"), "B-1");
    assert_int_equal(
            scene_call(scene, scene->second, "reject_payment", &reject, NULL),
            STATUS_OK);
    assert_int_equal(approve(scene, scene->second, reject.payment),
            STATUS_CONFLICT);
    scene_pay(scene, scene_id("tranche"), "B-1");
    scene_expect_clean(scene);
}

static void
a_failed_transfer_is_payable_again(void **state)
{
    struct scene *scene = *state;
    struct fundraising_payment_failed body;
    struct uuid payment;

    award_with_tranche(scene);
    payment = scene_record_payment(scene, scene_id("tranche"), "B-1");
    approve(scene, scene->second, payment);
    assert_int_equal(bounce(scene, payment), STATUS_OK);
    assert_true(harness_last_event(scene->harness, "fundraising.payment_failed",
            NULL, &body));
    assert_int_equal(body.amount, 60 * YUAN);
    assert_int_equal(scene_fund(scene, scene->fund).payable, 60 * YUAN);
    assert_int_equal(scene_fund(scene, scene->fund).paid, 0);
    assert_int_equal(bounce(scene, payment), STATUS_CONFLICT);
    scene_expect_clean(scene);
    scene_pay(scene, scene_id("tranche"), "B-2");
    assert_int_equal(scene_fund(scene, scene->fund).paid, 60 * YUAN);
    scene_expect_clean(scene);
}

static void
the_gifts_to_the_project_pay_first_oldest_first(void **state)
{
    struct scene *scene = *state;
    struct give_reply first, second;
    struct fund_item fund;

    award_with_tranche(scene);
    first = scene_give(scene, scene_id("project"), 50 * YUAN);
    second = scene_give(scene, scene_id("project"), 20 * YUAN);
    scene_pay(scene, scene_id("tranche"), "B-1");

    /* 50 + 10 of gifts; the 60 reserved for it are free again. */
    fund = scene_fund(scene, scene->fund);
    assert_int_equal(fund.restricted, 10 * YUAN);
    assert_int_equal(fund.paid, 60 * YUAN);
    assert_int_equal(fund.reserved, 40 * YUAN);
    assert_int_equal(fund.payable, 0);
    assert_int_equal(fund.free, 960 * YUAN);
    assert_int_equal(trace(scene, first.gift_id).drawn, 50 * YUAN);
    assert_int_equal(trace(scene, second.gift_id).drawn, 10 * YUAN);
    scene_expect_clean(scene);
}

static void
the_reservation_pays_what_gifts_do_not(void **state)
{
    struct scene *scene = *state;
    struct fundraising_payment_made body;
    struct fund_item fund;

    award_with_tranche(scene);
    scene_give(scene, scene_id("project"), 50 * YUAN);
    scene_pay(scene, scene_id("tranche"), "B-1");
    assert_true(harness_last_event(scene->harness, "fundraising.payment_made",
            NULL, &body));
    assert_int_equal(body.from_gifts, 50 * YUAN);
    fund = scene_fund(scene, scene->fund);
    assert_int_equal(fund.restricted, 0);
    assert_int_equal(fund.free, 950 * YUAN);
    scene_expect_clean(scene);
}

/* LGA-19 */
static void
gifts_to_other_projects_are_left_alone(void **state)
{
    struct scene *scene = *state;
    struct give_reply other;

    award_with_tranche(scene);
    scene_publish(scene, scene_id("other project"));
    other = scene_give(scene, scene_id("other project"), 50 * YUAN);
    scene_pay(scene, scene_id("tranche"), "B-1");
    assert_int_equal(trace(scene, other.gift_id).drawn, 0);
    assert_int_equal(scene_fund(scene, scene->fund).restricted, 50 * YUAN);
    scene_expect_clean(scene);
}

/* LGA-20 */
static void
the_trace_names_the_tranche_a_gift_paid(void **state)
{
    struct scene *scene = *state;
    struct give_reply gift;
    struct trace_gift_reply reply;
    struct fundraising_gift_used used;
    struct uuid subject;

    award_with_tranche(scene);
    gift = scene_give(scene, scene_id("project"), 50 * YUAN);
    assert_int_equal(trace(scene, gift.gift_id).draws_count, 0);
    scene_pay(scene, scene_id("tranche"), "B-1");
    reply = trace(scene, gift.gift_id);
    assert_int_equal(reply.draws_count, 1);
    assert_int_equal(reply.draws[0].amount, 50 * YUAN);
    assert_true(uuid_equal(reply.draws[0].tranche, scene_id("tranche")));
    assert_true(uuid_equal(reply.draws[0].award, scene_id("award")));
    assert_true(
            uuid_equal(reply.draws[0].organisation, scene_id("organisation")));
    assert_true(reply.draws[0].paid_at >= harness_now(scene->harness));
    assert_true(harness_last_event(scene->harness, "fundraising.gift_used",
            &subject, &used));
    assert_true(uuid_equal(subject, gift.gift_id));
    assert_int_equal(used.drawn, 50 * YUAN);
}

/* LGA-20 */
static void
a_gift_to_the_fund_shows_what_the_fund_paid_since(void **state)
{
    struct scene *scene = *state;
    struct give_reply gift;
    struct trace_gift_reply reply;

    award_with_tranche(scene);
    gift = scene_give(scene, (struct uuid){ { 0 } }, 20 * YUAN);
    scene_pay(scene, scene_id("tranche"), "B-1");
    reply = trace(scene, gift.gift_id);
    assert_int_equal(reply.draws_count, 0);
    assert_int_equal(reply.pooled_count, 1);
    assert_int_equal(reply.pooled[0].amount, 60 * YUAN);
}

static void
gifts_whose_room_was_promised_stay_with_a_failed_transfer(void **state)
{
    struct scene *scene = *state;
    struct give_reply gift;
    struct uuid payment;

    award_with_tranche(scene);
    gift = scene_give(scene, scene_id("project"), 50 * YUAN);
    payment = scene_record_payment(scene, scene_id("tranche"), "B-1");
    approve(scene, scene->second, payment);

    /* The 50 that became free are promised elsewhere before it fails. */
    scene_propose(scene, scene_id("other"), scene_id("p2"), 950 * YUAN);
    assert_int_equal(scene_fund(scene, scene->fund).free, 0);
    assert_int_equal(bounce(scene, payment), STATUS_OK);
    assert_int_equal(trace(scene, gift.gift_id).draws_count, 0);
    assert_int_equal(trace(scene, gift.gift_id).held, 50 * YUAN);
    scene_expect_clean(scene);

    scene_give(scene, scene_id("project"), 7 * YUAN);
    scene_pay(scene, scene_id("tranche"), "B-2");
    assert_int_equal(trace(scene, gift.gift_id).draws_count, 1);
    assert_int_equal(trace(scene, gift.gift_id).drawn, 50 * YUAN);
    assert_false(trace(scene, gift.gift_id).has_held);
    assert_int_equal(scene_fund(scene, scene->fund).restricted, 7 * YUAN);
    scene_expect_clean(scene);
}

static void
a_failed_transfer_gives_its_gifts_back(void **state)
{
    struct scene *scene = *state;
    struct refund_gift_request refund = { .reason = STR("by mistake") };
    struct fundraising_gift_used used;
    struct uuid payment;

    award_with_tranche(scene);
    refund.gift = scene_give(scene, scene_id("project"), 50 * YUAN).gift_id;
    payment = scene_record_payment(scene, scene_id("tranche"), "B-1");
    approve(scene, scene->second, payment);
    assert_int_equal(bounce(scene, payment), STATUS_OK);
    assert_int_equal(trace(scene, refund.gift).drawn, 0);
    assert_false(trace(scene, refund.gift).has_held);
    assert_true(harness_last_event(scene->harness, "fundraising.gift_used",
            NULL, &used));
    assert_int_equal(used.amount, -50 * YUAN);
    assert_int_equal(scene_fund(scene, scene->fund).restricted, 50 * YUAN);
    assert_int_equal(
            scene_call(scene, scene->clerk, "refund_gift", &refund, NULL),
            STATUS_OK);
    scene_pay(scene, scene_id("tranche"), "B-2");
    assert_int_equal(scene_fund(scene, scene->fund).free, 900 * YUAN);
    scene_expect_clean(scene);
}

static void
cancelling_after_a_failed_transfer_gives_the_gifts_back(void **state)
{
    struct scene *scene = *state;
    struct give_reply gift;
    struct uuid payment;
    struct fund_item fund;

    award_with_tranche(scene);
    gift = scene_give(scene, scene_id("project"), 50 * YUAN);
    payment = scene_record_payment(scene, scene_id("tranche"), "B-1");
    approve(scene, scene->second, payment);
    bounce(scene, payment);
    assert_int_equal(scene_cancel(scene, scene_id("award")), STATUS_OK);
    fund = scene_fund(scene, scene->fund);
    assert_int_equal(fund.restricted, 50 * YUAN);
    assert_int_equal(fund.free, 1000 * YUAN);
    assert_int_equal(fund.payable, 0);
    assert_int_equal(trace(scene, gift.gift_id).drawn, 0);
    scene_expect_clean(scene);
}

/* Its tranche will not be paid again: the award is no more. */
static void
a_transfer_that_fails_after_the_cancellation_is_free(void **state)
{
    struct scene *scene = *state;
    struct fundraising_reservation_released body;
    struct uuid payment;

    award_with_tranche(scene);
    scene_give(scene, scene_id("project"), 50 * YUAN);
    payment = scene_record_payment(scene, scene_id("tranche"), "B-1");
    approve(scene, scene->second, payment);
    assert_int_equal(scene_cancel(scene, scene_id("award")), STATUS_OK);
    assert_int_equal(bounce(scene, payment), STATUS_OK);
    assert_true(harness_last_event(scene->harness,
            "fundraising.reservation_released", NULL, &body));
    assert_int_equal(body.amount, 60 * YUAN);
    assert_int_equal(scene_fund(scene, scene->fund).payable, 0);
    assert_int_equal(scene_fund(scene, scene->fund).paid, 0);
    assert_int_equal(scene_fund(scene, scene->fund).restricted, 50 * YUAN);
    assert_int_equal(scene_fund(scene, scene->fund).free, 1000 * YUAN);
    scene_expect_clean(scene);
}

static void
cancelling_restricts_nothing_of_a_gift_charged_back(void **state)
{
    struct scene *scene = *state;
    struct charge_back_gift_request charge = { .reason = STR("card dispute") };
    struct uuid payment;

    award_with_tranche(scene);
    charge.gift = scene_give(scene, scene_id("project"), 50 * YUAN).gift_id;
    payment = scene_record_payment(scene, scene_id("tranche"), "B-1");
    approve(scene, scene->second, payment);
    scene_propose(scene, scene_id("other"), scene_id("p2"), 950 * YUAN);
    bounce(scene, payment);
    assert_int_equal(
            scene_call(scene, scene->clerk, "charge_back_gift", &charge, NULL),
            STATUS_OK);
    assert_int_equal(scene_cancel(scene, scene_id("award")), STATUS_OK);
    assert_int_equal(scene_fund(scene, scene->fund).restricted, 0);
    scene_expect_clean(scene);
}

static void
money_back_from_a_grantee_is_the_funds_again(void **state)
{
    struct scene *scene = *state;
    struct fundraising_grant_returned body;

    award_with_tranche(scene);
    assert_int_equal(give_back(scene, 1, "B-9"), STATUS_CONFLICT);
    scene_expect(scene, "award_not_reserved");
    scene_pay(scene, scene_id("tranche"), "B-1");
    assert_int_equal(give_back(scene, 61 * YUAN, "B-9"), STATUS_REFUSED);
    scene_expect(scene, "returned_too_much");
    assert_int_equal(give_back(scene, 15 * YUAN, "B-9"), STATUS_OK);
    assert_int_equal(give_back(scene, 46 * YUAN, "B-10"), STATUS_REFUSED);
    assert_true(harness_last_event(scene->harness, "fundraising.grant_returned",
            NULL, &body));
    assert_int_equal(body.amount, 15 * YUAN);
    assert_int_equal(scene_fund(scene, scene->fund).free, 915 * YUAN);
    assert_int_equal(scene_fund(scene, scene->fund).paid, 45 * YUAN);
    scene_expect_clean(scene);
}

static void
what_was_given_back_cannot_fail_too(void **state)
{
    struct scene *scene = *state;
    struct uuid payment;

    award_with_tranche(scene);
    payment = scene_record_payment(scene, scene_id("tranche"), "B-1");
    approve(scene, scene->second, payment);
    give_back(scene, 15 * YUAN, "B-9");
    assert_int_equal(bounce(scene, payment), STATUS_REFUSED);
    scene_expect(scene, "returned_too_much");
    scene_expect_clean(scene);
}

static void
a_repeated_key_pays_once(void **state)
{
    struct scene *scene = *state;
    struct approve_payment_request request;
    struct approve_payment_reply first, again;

    award_with_tranche(scene);
    request.payment = scene_record_payment(scene, scene_id("tranche"), "B-1");
    assert_int_equal(harness_call(scene->harness, scene->second,
                             "approve_payment", "same", &request, &first),
            STATUS_OK);
    harness_reopen(scene->harness);
    assert_int_equal(harness_call(scene->harness, scene->second,
                             "approve_payment", "same", &request, &again),
            STATUS_OK);
    assert_int_equal(again.state, first.state);
    assert_int_equal(
            harness_count_events(scene->harness, "fundraising.payment_made"),
            1);
    scene_expect_clean(scene);
}

static void
payments_are_listed_with_both_persons(void **state)
{
    struct scene *scene = *state;
    struct list_payments_request request = {
        .has_award = true,
        .award = scene_id("award"),
    };
    struct list_payments_reply reply;

    award_with_tranche(scene);
    scene_pay(scene, scene_id("tranche"), "B-1");
    assert_int_equal(scene_call(scene, scene->supervisor, "list_payments",
                             &request, &reply),
            STATUS_OK);
    assert_int_equal(reply.items_count, 1);
    assert_true(uuid_equal(reply.items[0].recorded_by,
            harness_account(scene->harness, "clerk")));
    assert_true(uuid_equal(reply.items[0].approved_by,
            harness_account(scene->harness, "second")));
}

/* A campaign on one day brings thousands: none is left behind. */
static void
a_payment_draws_every_gift_to_its_project(void **state)
{
    enum { GIFTS = 2010 };
    struct scene *scene = *state;
    struct fundraising_payment_made made;
    struct uuid last;

    scene_publish(scene, scene_id("project"));
    for (int i = 0; i < GIFTS; i++)
        last = scene_give(scene, scene_id("project"), 1).gift_id;
    award_with_tranche(scene);
    scene_pay(scene, scene_id("tranche"), "B-1");
    assert_true(harness_last_event(scene->harness, "fundraising.payment_made",
            NULL, &made));
    assert_int_equal(made.from_gifts, GIFTS);
    assert_int_equal(trace(scene, last).drawn, 1);
    assert_int_equal(scene_fund(scene, scene->fund).restricted, 0);
    scene_expect_clean(scene);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        SCENE_TEST(a_payment_needs_a_second_person),
        SCENE_TEST(operators_and_supervisors_pay_nothing),
        SCENE_TEST(the_payment_tells_grants_what_was_paid),
        SCENE_TEST(a_payment_of_the_wrong_tranche_gives_its_reference_back),
        SCENE_TEST(what_the_bank_refused_keeps_its_reference_for_its_tranche),
        SCENE_TEST(a_bank_reference_is_used_once),
        SCENE_TEST(a_tranche_is_paid_once),
        SCENE_TEST(an_unknown_tranche_or_payment_is_not_found),
        SCENE_TEST(a_payment_of_tomorrow_is_refused),
        SCENE_TEST(a_rejected_payment_may_be_recorded_again),
        SCENE_TEST(a_failed_transfer_is_payable_again),
        SCENE_TEST(the_gifts_to_the_project_pay_first_oldest_first),
        SCENE_TEST(the_reservation_pays_what_gifts_do_not),
        SCENE_TEST(gifts_to_other_projects_are_left_alone),
        SCENE_TEST(the_trace_names_the_tranche_a_gift_paid),
        SCENE_TEST(a_gift_to_the_fund_shows_what_the_fund_paid_since),
        SCENE_TEST(gifts_whose_room_was_promised_stay_with_a_failed_transfer),
        SCENE_TEST(a_failed_transfer_gives_its_gifts_back),
        SCENE_TEST(cancelling_after_a_failed_transfer_gives_the_gifts_back),
        SCENE_TEST(cancelling_restricts_nothing_of_a_gift_charged_back),
        SCENE_TEST(a_transfer_that_fails_after_the_cancellation_is_free),
        SCENE_TEST(money_back_from_a_grantee_is_the_funds_again),
        SCENE_TEST(what_was_given_back_cannot_fail_too),
        SCENE_TEST(a_repeated_key_pays_once),
        SCENE_TEST(payments_are_listed_with_both_persons),
        SCENE_TEST(a_payment_draws_every_gift_to_its_project),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
