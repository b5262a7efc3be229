/* Payments: one person records, another approves, the bank may fail. */
#include "award_release.h"
#include "base/clock.h"
#include "fundraising.h"

/* A payment with the tranche and the award it is for. */
struct whole_payment {
    struct payment payment;
    struct tranche tranche;
    struct award_money money;
};

static enum status
refuse_tranche(struct call *call, const struct tranche *tranche)
{
    return call_refuse(call, &problem_not_payable, "tranche", "it is %s",
            enum_name(&fundraising_payable_state_enumeration,
                    (int)tranche->state));
}

static enum status
find_payable(struct fundraising *self, struct call *call, struct uuid id,
        struct tranche *out)
{
    enum status status = store_find_tranche(self, id, out);

    if (status == STATUS_NOT_FOUND)
        return call_refuse(call, &problem_not_found, "tranche",
                "no such tranche was released to a fund of " STR_FMT,
                STR_ARG(call->hub));
    if (!status && out->state != PAYABLE_STATE_PAYABLE)
        return refuse_tranche(call, out);
    return status;
}

/* That the bank refused it may have been an error: then it is paid so again. */
static enum status
use_reference(struct fundraising *self, struct call *call,
        const struct tranche *tranche, struct str reference)
{
    bool was_refused;
    enum status status = store_use_bank_reference(self, reference);

    if (status != STATUS_CONFLICT)
        return status;
    status = store_was_refused(self, tranche->number, reference, &was_refused);
    if (!status && !was_refused)
        return call_refuse(call, &problem_bank_reference_used, "bank_reference",
                "each transfer of the bank is recorded once");
    return status;
}

static enum status
tell_recorded(struct fundraising *self, struct call *call,
        const struct payment *payment, const struct tranche *tranche)
{
    struct reservation award;
    enum status status = store_find_reservation_by_number(self, tranche->award,
            call->arena, &award);
    struct fundraising_payment_recorded body = {
        .payment = payment->id,
        .tranche = tranche->id,
        .fund = award.fund,
        .amount = tranche->amount,
    };

    return status ? status : emit_payment_recorded(call, award.id, &body, NULL);
}

enum status
handle_record_payment(struct fundraising *self, struct call *call,
        const struct record_payment_request *request,
        struct record_payment_reply *reply)
{
    struct payment payment = {
        .id = call_new_id(call),
        .state = PAYMENT_STATE_PROPOSED,
        .bank_reference = request->bank_reference,
        .recorded_by = call->actor->account,
        .recorded_at = call->now,
        .has_paid_at = request->has_paid_at,
        .paid_at = request->paid_at,
    };
    struct tranche tranche;
    enum status status;

    if (request->has_paid_at && date_of(request->paid_at) > date_of(call->now))
        return call_refuse(call, &problem_invalid_field, "paid_at",
                "it lies in the future");
    status = find_payable(self, call, request->tranche, &tranche);
    if (!status)
        status = use_reference(self, call, &tranche, request->bank_reference);
    payment.tranche = tranche.number;
    if (!status)
        status = store_insert_payment(self, &payment);
    if (!status)
        status = store_set_tranche_state(self, tranche.number,
                PAYABLE_STATE_PROPOSED);
    if (status)
        return status;
    reply->payment_id = payment.id;
    reply->state = payment.state;
    return tell_recorded(self, call, &payment, &tranche);
}

/* The payment, if it is in the state that the operation needs. */
static enum status
find_whole(struct fundraising *self, struct call *call, struct uuid id,
        enum payment_state state, struct whole_payment *out)
{
    enum status status =
            store_find_payment(self, id, call->arena, &out->payment);

    if (status == STATUS_NOT_FOUND)
        return call_refuse(call, &problem_not_found, "payment",
                "there is no such payment at " STR_FMT, STR_ARG(call->hub));
    if (!status && out->payment.state != state)
        return call_refuse(call, &problem_payment_state_wrong, "payment",
                "it is %s",
                enum_name(&fundraising_payment_state_enumeration,
                        (int)out->payment.state));
    if (!status)
        status = store_find_tranche_by_number(self, out->payment.tranche,
                &out->tranche);
    if (!status)
        status = store_find_reservation_by_number(self, out->tranche.award,
                call->arena, &out->money.award);
    return status ? status : award_money_open(self, call, &out->money);
}

static enum status
save(struct fundraising *self, const struct whole_payment *whole,
        enum payable_state state)
{
    enum status status = store_update_payment(self, &whole->payment);

    if (!status)
        status = store_set_tranche_state(self, whole->tranche.number, state);
    return status ? status : store_put_reservation(self, &whole->money.award);
}

static enum status
tell_made(struct call *call, const struct whole_payment *whole,
        const struct drawing *drawing, struct event_link *link)
{
    const struct reservation *award = &whole->money.award;
    struct fundraising_payment_made body = {
        .grants_hub = award->grants_hub,
        .award = award->id,
        .tranche = whole->tranche.id,
        .ordinal = whole->tranche.ordinal,
        .payment = whole->payment.id,
        .project = award->project,
        .organisation = award->organisation,
        .fund = award->fund,
        .amount = whole->tranche.amount,
        .from_gifts = drawing->from_gifts,
        .paid_at = whole->payment.paid_at,
    };

    body.postings = entry_postings(&whole->money.entry, call->arena,
            &body.postings_count);
    return emit_payment_made(call, award->id, &body, link);
}

/* Payable becomes paid. */
static enum status
pay(struct fundraising *self, struct call *call, struct whole_payment *whole)
{
    struct award_money *money = &whole->money;
    struct paying paying = {
        .payment = &whole->payment,
        .tranche = &whole->tranche,
    };
    struct event_link link;
    enum status status;

    if (!award_pay(&money->award, whole->tranche.amount))
        return refuse_tranche(call, &whole->tranche);
    status = award_money_draw(self, call, money, &paying);
    if (!status)
        status = book_check(call, &money->entry, &problem_overspent, NULL);
    if (!status)
        status = save(self, whole, PAYABLE_STATE_PAID);
    if (!status)
        status = tell_made(call, whole, &paying.drawing, &link);
    if (!status)
        status = store_post(self, link.seq, &money->entry);
    return status ? status
                  : award_money_write_draws(self, call, money, &paying);
}

enum status
handle_approve_payment(struct fundraising *self, struct call *call,
        const struct approve_payment_request *request,
        struct approve_payment_reply *reply)
{
    struct whole_payment whole = { 0 };
    struct payment *payment = &whole.payment;
    enum status status = find_whole(self, call, request->payment,
            PAYMENT_STATE_PROPOSED, &whole);

    if (status)
        return status;
    if (call_is_account(call, payment->recorded_by))
        return call_refuse(call, &problem_second_person, "payment",
                "whoever recorded a payment does not approve it");
    payment->state = PAYMENT_STATE_MADE;
    payment->is_approved = true;
    payment->approved_by = call->actor->account;
    if (!payment->has_paid_at)
        payment->paid_at = call->now;
    payment->has_paid_at = true;
    reply->payment_id = payment->id;
    reply->state = payment->state;
    return pay(self, call, &whole);
}

/* Its award was cancelled meanwhile: nobody will pay the tranche again. */
static enum status
release_if_cancelled(struct fundraising *self, struct call *call,
        const struct whole_payment *whole)
{
    struct award_money money = { .award = whole->money.award };

    return money.award.state == RESERVATION_STATE_CANCELLED
                   ? award_free_money(self, call, &money)
                   : STATUS_OK;
}

static enum status
tell_rejected(struct call *call, const struct whole_payment *whole)
{
    struct fundraising_payment_rejected body = {
        .payment = whole->payment.id,
        .tranche = whole->tranche.id,
        .fund = whole->money.award.fund,
        .amount = whole->tranche.amount,
        .reason = whole->payment.reason,
    };

    return emit_payment_rejected(call, whole->money.award.id, &body, NULL);
}

/* Nothing happened at the bank: its reference may be used again. */
enum status
handle_reject_payment(struct fundraising *self, struct call *call,
        const struct reject_payment_request *request,
        struct reject_payment_reply *reply)
{
    struct whole_payment whole = { 0 };
    enum status status = find_whole(self, call, request->payment,
            PAYMENT_STATE_PROPOSED, &whole);

    if (status)
        return status;
    whole.payment.state = PAYMENT_STATE_REJECTED;
    whole.payment.reason = request->reason;
    reply->payment_id = whole.payment.id;
    reply->state = whole.payment.state;
    status = store_free_payments_reference(self, &whole.payment);
    if (!status)
        status = save(self, &whole, PAYABLE_STATE_PAYABLE);
    if (!status)
        status = tell_rejected(call, &whole);
    return status ? status : release_if_cancelled(self, call, &whole);
}

static enum status
tell_failed(struct call *call, const struct whole_payment *whole,
        struct event_link *link)
{
    const struct reservation *award = &whole->money.award;
    struct fundraising_payment_failed body = {
        .grants_hub = award->grants_hub,
        .award = award->id,
        .tranche = whole->tranche.id,
        .ordinal = whole->tranche.ordinal,
        .payment = whole->payment.id,
        .fund = award->fund,
        .amount = whole->tranche.amount,
        .reason = whole->payment.reason,
        .has_cause = true,
        .cause = whole->payment.cause,
    };

    body.postings = entry_postings(&whole->money.entry, call->arena,
            &body.postings_count);
    return emit_payment_failed(call, award->id, &body, link);
}

/* The bank did what an entry error says it did, for another tranche. */
static enum status
free_reference(struct fundraising *self, const struct payment *payment)
{
    return payment->cause == PAYMENT_FAILURE_ENTERED_WRONGLY
                   ? store_free_payments_reference(self, payment)
                   : STATUS_OK;
}

/* Paid becomes payable again, and what gifts gave theirs, if it can. */
enum status
handle_fail_payment(struct fundraising *self, struct call *call,
        const struct fail_payment_request *request,
        struct fail_payment_reply *reply)
{
    struct whole_payment whole = { 0 };
    struct award_money *money = &whole.money;
    struct event_link link;
    enum status status = find_whole(self, call, request->payment,
            PAYMENT_STATE_MADE, &whole);

    if (status)
        return status;
    if (!award_unpay(&money->award, whole.tranche.amount))
        return call_refuse(call, &problem_returned_too_much, "payment",
                "the grantee has given money back since");
    whole.payment.state = PAYMENT_STATE_FAILED;
    whole.payment.reason = request->reason;
    whole.payment.cause =
            request->has_cause ? request->cause : PAYMENT_FAILURE_BANK_REFUSED;
    reply->payment_id = whole.payment.id;
    reply->state = whole.payment.state;
    entry_move(&money->entry, &money->paid, &money->payable,
            whole.tranche.amount);
    status = save(self, &whole, PAYABLE_STATE_PAYABLE);
    if (!status)
        status = award_money_undraw(self, call, money, &whole.tranche);
    if (!status)
        status = book_check(call, &money->entry, &problem_returned_too_much,
                NULL);
    if (!status)
        status = free_reference(self, &whole.payment);
    if (!status)
        status = tell_failed(call, &whole, &link);
    if (!status)
        status = store_post(self, link.seq, &money->entry);
    return status ? status : release_if_cancelled(self, call, &whole);
}
