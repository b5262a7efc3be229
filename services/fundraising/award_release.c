#include "award_release.h"

enum status
award_tell_released(struct call *call, const struct award_money *money,
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

enum status
award_reject_payment(struct fundraising *self, struct call *call,
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
        status = award_reject_payment(self, call, money, &tranches[i],
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

enum status
award_free_money(struct fundraising *self, struct call *call,
        struct award_money *money)
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
        status = award_tell_released(call, money, total, &link);
    return status ? status : store_post(self, link.seq, &money->entry);
}
