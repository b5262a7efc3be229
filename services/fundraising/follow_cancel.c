/*
 * What grants takes back. An award that was cancelled: what was not paid is
 * free again. A tranche whose agreement was taken back: it is reserved again.
 * Why is said in grants: an applicant may have typed it, and what we say is
 * public.
 */
#include "award_money.h"
#include "fundraising.h"

static enum status
tell_released(struct call *call, const struct award_money *money,
        int64_t amount, struct event_link *link)
{
    struct fundraising_reservation_released body = {
        .grants_hub = money->award.grants_hub,
        .fund = money->award.fund,
        .amount = amount,
    };

    body.postings =
            entry_postings(&money->entry, call->arena, &body.postings_count);
    return emit_reservation_released(call, money->award.id, &body, link);
}

/* Nothing was reserved: remember that nothing shall be, and say so. */
static enum status
cancel_without_money(struct fundraising *self, struct call *call,
        struct award_money *money)
{
    enum status status;

    money->award.state = RESERVATION_STATE_CANCELLED;
    status = store_put_reservation(self, &money->award);
    return status ? status : tell_released(call, money, 0, NULL);
}

/* A proposed payment of a cancelled or withdrawn tranche is nobody's to
 * approve. */
static enum status
reject_payment(struct fundraising *self, struct call *call,
        const struct award_money *money, const struct tranche *tranche,
        struct str reason)
{
    struct payment payment;
    struct fundraising_payment_rejected body = {
        .tranche = tranche->id,
        .fund = money->award.fund,
        .amount = tranche->amount,
        .reason = reason,
    };
    enum status status = store_find_proposed_payment(self, tranche->number,
            call->arena, &payment);

    if (status)
        return status == STATUS_NOT_FOUND ? STATUS_OK : status;
    payment.state = PAYMENT_STATE_REJECTED;
    payment.reason = body.reason;
    body.payment = payment.id;
    status = store_update_payment(self, &payment);
    if (!status)
        status = store_free_payments_reference(self, &payment);
    return status ? status
                  : emit_payment_rejected(call, money->award.id, &body, NULL);
}

static enum status
cancel_tranches(struct fundraising *self, struct call *call,
        const struct award_money *money, int64_t *restricted)
{
    struct tranche *tranches;
    size_t count;
    enum status status = store_list_unpaid_tranches(self, call->arena,
            money->award.number, &tranches, &count);

    for (size_t i = 0; i < count && !status; i++) {
        status = reject_payment(self, call, money, &tranches[i],
                STR("the award was cancelled"));
        if (!status)
            status = award_money_give_back(self, call, money, &tranches[i],
                    restricted);
        if (!status)
            status = store_set_tranche_state(self, tranches[i].number,
                    PAYABLE_STATE_CANCELLED);
    }
    return status;
}

/* Reserved and payable become free, or their project's where gifts gave. */
static enum status
cancel(struct fundraising *self, struct call *call, struct award_money *money)
{
    int64_t restricted = 0, total;
    struct award_release release;
    struct event_link link;
    enum status status = award_money_open(self, call, money);

    if (!status)
        status = cancel_tranches(self, call, money, &restricted);
    if (status)
        return status;
    release = award_cancel(&money->award);
    total = release.reserved + release.payable;
    entry_add(&money->entry, &money->reserved, -release.reserved);
    entry_add(&money->entry, &money->payable, -release.payable);
    entry_add(&money->entry, &money->restricted, restricted);
    entry_add(&money->entry, &money->free, total - restricted);
    status = book_check(call, &money->entry, &problem_award_not_reserved, NULL);
    if (!status)
        status = store_put_reservation(self, &money->award);
    if (!status)
        status = store_end_project(self, money->award.project, true);
    if (!status)
        status = tell_released(call, money, total, &link);
    return status ? status : store_post(self, link.seq, &money->entry);
}

/* Cancelled twice is cancelled; the answer is given once. */
enum status
on_grants_award_cancelled(struct fundraising *self, struct call *call,
        const struct foreign_event *event,
        const struct grants_award_cancelled *body)
{
    struct award_money money = { 0 };
    enum status status;

    if (!award_money_is_ours(call, body->fund_hub))
        return STATUS_OK;
    status = store_find_reservation(self, event->subject, call->arena,
            &money.award);
    if (!status && money.award.state == RESERVATION_STATE_CANCELLED)
        return STATUS_OK;
    if (!status && money.award.state == RESERVATION_STATE_RESERVED)
        return cancel(self, call, &money);
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

/* Payable becomes reserved. */
static enum status
withdraw(struct fundraising *self, struct call *call, struct award_money *money,
        const struct tranche *tranche)
{
    struct event_link link;
    enum status status = award_money_open(self, call, money);

    if (!status)
        status = reject_payment(self, call, money, tranche,
                STR("the agreement was taken back"));
    if (!status && !award_withdraw_payable(&money->award, tranche->amount))
        return call_refuse(call, &problem_not_payable, "tranche",
                "the award has not so much payable");
    if (status)
        return status;
    entry_move(&money->entry, &money->payable, &money->reserved,
            tranche->amount);
    status = book_check(call, &money->entry, &problem_not_payable, "tranche");
    if (!status)
        status = store_put_reservation(self, &money->award);
    if (!status)
        status = store_set_tranche_state(self, tranche->number,
                PAYABLE_STATE_CANCELLED);
    if (!status)
        status = tell_withdrawn(call, money, tranche, &link);
    return status ? status : store_post(self, link.seq, &money->entry);
}

/* A payment of it was made, and perhaps failed: grants will hear of that. */
static enum status
was_paid(struct fundraising *self, struct call *call,
        const struct tranche *tranche, bool *out)
{
    struct gift_draw *left;
    size_t count;

    *out = true;
    if (tranche->state != PAYABLE_STATE_PAYABLE &&
            tranche->state != PAYABLE_STATE_PROPOSED)
        return STATUS_OK;
    return store_list_left_draws(self, call->arena, tranche->number, &left,
            &count, out);
}

/*
 * A log tells the release before the recall: what is unknown here was never
 * made payable. What was paid or cancelled meanwhile stays so.
 */
enum status
on_grants_tranche_withdrawn(struct fundraising *self, struct call *call,
        const struct foreign_event *event,
        const struct grants_tranche_withdrawn *body)
{
    struct award_money money = { 0 };
    struct tranche tranche;
    bool is_settled = true;
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
    if (!status)
        status = was_paid(self, call, &tranche, &is_settled);
    if (status || is_settled || tranche.award != money.award.number)
        return status;
    return withdraw(self, call, &money, &tranche);
}
