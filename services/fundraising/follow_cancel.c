/*
 * What grants takes back. An award that was cancelled: what was not paid is
 * free again. A tranche that was recalled: it is reserved again. Its agreement
 * was taken back, and a payment that waits is rejected; or what had opened its
 * gate was, and a payment that is recorded stands. Why is said in grants: an
 * applicant may have typed it, and what we say is public.
 */
#include "award_release.h"
#include "fundraising.h"
#include "store_project.h"

/* Nothing was reserved: remember that nothing shall be, and say so. */
static enum status
cancel_without_money(struct fundraising *self, struct call *call,
        struct award_money *money)
{
    enum status status;

    money->award.state = RESERVATION_STATE_CANCELLED;
    status = store_put_reservation(self, &money->award);
    return status ? status : award_tell_released(call, money, 0, NULL);
}

/*
 * Cancelled twice is cancelled; the answer is given once. Its project has
 * ended, also where it was open for another fund, though what was paid keeps
 * it public.
 */
enum status
on_grants_award_cancelled(struct fundraising *self, struct call *call,
        const struct foreign_event *event,
        const struct grants_award_cancelled *body)
{
    struct award_money money = { 0 };
    enum status status = store_end_project(self, body->application, true);

    if (status || !award_money_is_ours(call, body->fund_hub))
        return status;
    status = store_find_reservation(self, event->subject, call->arena,
            &money.award);
    if (!status && money.award.state == RESERVATION_STATE_CANCELLED)
        return STATUS_OK;
    if (!status && money.award.state == RESERVATION_STATE_RESERVED)
        return award_free_money(self, call, &money);
    if (status == STATUS_NOT_FOUND)
        money.award = (struct reservation){
            .id = event->subject,
            .grants_hub = event->hub,
            .project = body->application,
            .organisation = body->organisation,
            .fund = body->fund,
            .at = call->now,
        };
    else if (status)
        return status;
    money.award.amount = 0;
    return cancel_without_money(self, call, &money);
}

static enum status
tell_withdrawn(struct call *call, const struct award_money *money,
        const struct tranche *tranche, struct event_link *link)
{
    struct fundraising_payable_withdrawn body = {
        .grants_hub = money->award.grants_hub,
        .tranche = tranche->id,
        .ordinal = tranche->ordinal,
        .fund = money->award.fund,
        .amount = tranche->amount,
    };

    body.postings =
            entry_postings(&money->entry, call->arena, &body.postings_count);
    return emit_payable_withdrawn(call, money->award.id, &body, link);
}

/*
 * Payable becomes reserved. Gifts that a failed payment holds are their own
 * again; where the fund has promised elsewhere what they freed, a person is
 * needed. Of *money all is there.
 */
static enum status
withdraw(struct fundraising *self, struct call *call, struct award_money *money,
        const struct tranche *tranche)
{
    int64_t restricted = 0;
    struct event_link link;
    enum status status = award_reject_payment(self, call, money, tranche,
            STR("the agreement was taken back"));

    if (!status && !award_withdraw_payable(&money->award, tranche->amount))
        return call_refuse(call, &problem_not_payable, "tranche",
                "the award has not so much payable");
    if (status)
        return status;
    entry_move(&money->entry, &money->payable, &money->reserved,
            tranche->amount);
    status = award_money_give_back(self, call, money, tranche, &restricted);
    entry_move(&money->entry, &money->free, &money->restricted, restricted);
    if (!status)
        status = book_check(call, &money->entry, &problem_funds_committed,
                "tranche");
    if (!status)
        status = store_put_reservation(self, &money->award);
    if (!status)
        status = store_set_tranche_state(self, tranche->number,
                PAYABLE_STATE_CANCELLED);
    if (!status)
        status = tell_withdrawn(call, money, tranche, &link);
    return status ? status : store_post(self, link.seq, &money->entry);
}

/* A recall that is no more than a question: 0 if the tranche can go. */
static enum status
judge_recall(struct fundraising *self, struct call *call,
        const struct award_money *money, const struct tranche *tranche,
        enum recall_refusal *out)
{
    bool can_give_back = true;
    enum status status = STATUS_OK;

    *out = 0;
    if (tranche->state == PAYABLE_STATE_PROPOSED)
        *out = RECALL_REFUSAL_PAYMENT_RECORDED;
    else if (tranche->state == PAYABLE_STATE_PAID)
        *out = RECALL_REFUSAL_PAYMENT_MADE;
    else
        status = award_money_can_give_back(self, call, money, tranche,
                &can_give_back);
    if (!can_give_back)
        *out = RECALL_REFUSAL_GIFTS_COMMITTED;
    return status;
}

static enum status
answer_recall(struct fundraising *self, struct call *call,
        struct award_money *money, const struct tranche *tranche,
        struct uuid recall)
{
    struct fundraising_recall_refused body = {
        .grants_hub = money->award.grants_hub,
        .tranche = tranche->id,
        .recall = recall,
        .fund = money->award.fund,
        .amount = tranche->amount,
    };
    enum status status = judge_recall(self, call, money, tranche, &body.reason);

    if (status)
        return status;
    return body.reason ? emit_recall_refused(call, money->award.id, &body, NULL)
                       : withdraw(self, call, money, tranche);
}

static bool
is_unpaid(const struct tranche *tranche)
{
    return tranche->state == PAYABLE_STATE_PAYABLE ||
           tranche->state == PAYABLE_STATE_PROPOSED;
}

/*
 * A log tells the release before the recall: what is unknown here was never
 * made payable. What was cancelled meanwhile was answered.
 */
enum status
on_grants_tranche_withdrawn(struct fundraising *self, struct call *call,
        const struct foreign_event *event,
        const struct grants_tranche_withdrawn *body)
{
    struct award_money money = { 0 };
    struct tranche tranche;
    enum status status;

    if (!award_money_is_ours(call, body->fund_hub))
        return STATUS_OK;
    status = store_find_reservation(self, event->subject, call->arena,
            &money.award);
    if (!status)
        status = store_find_tranche(self, body->tranche, &tranche);
    if (status == STATUS_NOT_FOUND)
        return call_refuse(call, &problem_not_payable, "tranche",
                "it was never made payable at " STR_FMT, STR_ARG(call->hub));
    if (status || tranche.state == PAYABLE_STATE_CANCELLED ||
            tranche.award != money.award.number)
        return status;
    status = award_money_open(self, call, &money);
    if (!status && body->has_recall)
        return answer_recall(self, call, &money, &tranche, body->recall);
    return status || !is_unpaid(&tranche)
                   ? status
                   : withdraw(self, call, &money, &tranche);
}
