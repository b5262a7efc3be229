#include "saga.h"

#include "base/clock.h"
#include "evidence.h"
#include "tranche.h"

/* An application whose award is gone goes the same way. */
static enum status
settle_application(struct grants *self, struct call *call,
        const struct award *award, enum application_state to, struct str reason)
{
    struct application application;
    enum status status =
            find_application(self, call, award->application, &application);

    if (!status)
        status = unpublish_unpaid(self, call, &application, reason);
    if (!status && application.state == APPLICATION_STATE_SELECTED)
        status = change_application(self, call, &application, to, reason);
    return status;
}

enum status
saga_paid_after_end(struct grants *self, struct call *call,
        const struct award *award)
{
    struct application application;
    int64_t paid = 0;
    enum status status =
            find_application(self, call, award->application, &application);

    if (!status)
        status = store_sum_paid(self->store, application.rowid, &paid);
    if (status || application.state != APPLICATION_STATE_TERMINATED)
        return status;
    if (paid > 0 && !application.has_published_at)
        return publish_application(self, call, &application, award);
    return unpublish_unpaid(self, call, &application, award->reason);
}

/*
 * What was not paid will not be, and needs no gates; paid_out is what was.
 */
static enum status
drop_tranches(struct grants *self, struct call *call, const struct award *award,
        struct str reason, int64_t *paid_out)
{
    struct rows rows;
    enum status status =
            store_list_tranches(self->store, award->rowid, call->arena, &rows);
    struct award_tranche *tranches = rows.items;

    for (size_t i = 0; !status && i < rows.count; i++) {
        if (tranches[i].state == TRANCHE_STATE_PAID ||
                tranches[i].state == TRANCHE_STATE_DROPPED)
            continue;
        status = take_evidence_back(self, call, award, &tranches[i]);
        if (!status)
            status = change_tranche(self, call, award, &tranches[i],
                    TRANCHE_STATE_DROPPED, reason);
    }
    *paid_out = tranche_sum_paid(tranches, rows.count);
    return status;
}

static enum status
cancel_reserved(struct grants *self, struct call *call, struct award *award,
        struct str reason, int64_t *freed_out)
{
    enum application_state fate = award_fate_of_application(award->state);
    struct grants_award_cancelled body = {
        .application = award->application,
        .round = award->round,
        .organisation = award->organisation,
        .fund_hub = award->fund_hub,
        .fund = award->fund,
        .reason = reason,
    };
    int64_t paid = 0;
    enum status status = drop_tranches(self, call, award, reason, &paid);

    body.amount = award->amount - paid;
    *freed_out = body.amount;
    if (!status)
        status = call_cancel(call, "agreement_due", award->id);
    if (!status)
        status = change_award(self, call, award, AWARD_STATE_CANCELLED, reason);
    if (!status)
        status = emit_award_cancelled(call, award->id, &body, NULL);
    if (!status)
        status = settle_application(self, call, award, fate, reason);
    return status;
}

enum status
saga_cancel(struct grants *self, struct call *call, struct award *award,
        struct str reason, int64_t *freed_out)
{
    *freed_out = 0;
    if (award->state == AWARD_STATE_PROPOSED && !award->has_cancel_reason) {
        award->has_cancel_reason = true;
        award->cancel_reason = reason;
        *freed_out = award->amount;
        return change_award(self, call, award, AS_IT_IS, reason);
    }
    if (award->state == AWARD_STATE_REFUSED)
        return saga_abandon(self, call, award, reason);
    if (!award_holds_money(award))
        return call_refuse(call, &problem_wrong_award_state, NULL,
                "the award is %s", state_name(THING_AWARD, award->state));
    return cancel_reserved(self, call, award, reason, freed_out);
}

enum status
saga_abandon(struct grants *self, struct call *call, struct award *award,
        struct str reason)
{
    enum status status =
            change_award(self, call, award, AWARD_STATE_ABANDONED, reason);

    if (!status)
        status = settle_application(self, call, award,
                APPLICATION_STATE_DECLINED, reason);
    return status;
}

enum status
saga_reserved(struct grants *self, struct call *call, struct award *award)
{
    struct str reason = award->cancel_reason;
    bool is_cancelling = award->has_cancel_reason;
    enum status status;
    int64_t freed;

    award->has_cancel_reason = false;
    status = change_award(self, call, award, AWARD_STATE_RESERVED, STR(""));
    if (!status && is_cancelling)
        status = saga_cancel(self, call, award, reason, &freed);
    return status;
}

enum status
saga_refused(struct grants *self, struct call *call, struct award *award,
        struct str reason)
{
    struct str cancel_reason = award->cancel_reason;
    bool is_cancelling = award->has_cancel_reason;
    enum status status;

    award->has_cancel_reason = false;
    status = change_award(self, call, award, AWARD_STATE_REFUSED, reason);
    if (!status && is_cancelling)
        status = saga_abandon(self, call, award, cancel_reason);
    return status;
}

static enum status
await_agreement(struct grants *self, struct call *call, struct award *award,
        struct str reason)
{
    struct round round;
    enum status status = find_round(self, call, award->round, &round);

    if (status)
        return status;
    award->has_agreement_due_at = true;
    award->agreement_due_at =
            date_start(date_of(call->now) + round.agreement_days + 1);
    status = change_award(self, call, award, AWARD_STATE_AWAITING_AGREEMENT,
            reason);
    if (!status)
        status = call_schedule(call, "agreement_due", award->id,
                award->agreement_due_at);
    return status;
}

enum status
saga_leave_notice(struct grants *self, struct call *call, struct award *award)
{
    struct notice_item notice;
    int64_t objections;
    enum status status;

    if (award->state != AWARD_STATE_ON_NOTICE || !award->has_notice)
        return STATUS_OK;
    status =
            store_find_notice(self->store, award->notice, call->arena, &notice);
    if (!status)
        status = store_count_open_objections(self->store, award->rowid,
                &objections);
    if (status || notice.state != NOTICE_STATE_ENDED || objections > 0)
        return status;
    return await_agreement(self, call, award, STR(""));
}

enum status
saga_return_to_notice(struct grants *self, struct call *call,
        struct award *award, struct str reason)
{
    enum status status;

    if (award->state != AWARD_STATE_AWAITING_AGREEMENT)
        return STATUS_OK;
    award->has_agreement_due_at = false;
    status = call_cancel(call, "agreement_due", award->id);
    return status ? status
                  : change_award(self, call, award, AWARD_STATE_ON_NOTICE,
                            reason);
}

enum status
saga_reopen(struct grants *self, struct call *call, struct award *award,
        struct str reason)
{
    struct application application;
    enum status status =
            change_award(self, call, award, AWARD_STATE_UNDER_WAY, reason);

    if (!status)
        status = find_application(self, call, award->application, &application);
    return status ? status
                  : change_application(self, call, &application,
                            APPLICATION_STATE_SELECTED, reason);
}

static enum status
release(struct grants *self, struct call *call, const struct award *award,
        struct award_tranche tranche)
{
    const struct grants_tranche_released body = {
        .tranche = tranche.tranche,
        .ordinal = tranche.ordinal,
        .amount = tranche.amount,
        .fund_hub = award->fund_hub,
        .fund = award->fund,
        .application = award->application,
        .organisation = award->organisation,
    };
    enum status status;

    tranche.has_released_at = true;
    tranche.released_at = call->now;
    status = change_tranche(self, call, award, &tranche, TRANCHE_STATE_RELEASED,
            STR(""));
    if (!status)
        status = emit_tranche_released(call, award->id, &body, NULL);
    return status;
}

enum status
saga_release(struct grants *self, struct call *call, const struct award *award)
{
    const struct award_tranche *next = NULL;
    struct rows rows;
    enum status status;

    if (award->state != AWARD_STATE_UNDER_WAY)
        return STATUS_OK;
    status = store_list_tranches(self->store, award->rowid, call->arena, &rows);
    if (!status)
        next = tranche_find_releasable(rows.items, rows.count);
    return next ? release(self, call, award, *next) : status;
}

/* recall is NULL where the agreement was taken back. */
static enum status
tell_withdrawn(struct call *call, const struct award *award,
        const struct award_tranche *tranche, const struct uuid *recall)
{
    struct grants_tranche_withdrawn body = {
        .tranche = tranche->tranche,
        .ordinal = tranche->ordinal,
        .amount = tranche->amount,
        .fund_hub = award->fund_hub,
        .fund = award->fund,
        .has_recall = recall != NULL,
    };

    if (recall)
        body.recall = *recall;
    return emit_tranche_withdrawn(call, award->id, &body, NULL);
}

/*
 * With its agreement. A release that was asked back already is no longer a
 * question: what it was asked back for has no gate to keep.
 */
static enum status
recall_tranche(struct grants *self, struct call *call,
        const struct award *award, struct award_tranche *tranche,
        struct str reason)
{
    bool is_asked = tranche->state == TRANCHE_STATE_RECALLED;
    enum status status = take_evidence_back(self, call, award, tranche);

    if (!status)
        status = change_tranche(self, call, award, tranche,
                is_asked ? AS_IT_IS : TRANCHE_STATE_RECALLED, reason);
    return status ? status : tell_withdrawn(call, award, tranche, NULL);
}

static enum status
recall_tranches(struct grants *self, struct call *call,
        const struct award *award, struct str reason)
{
    struct rows rows;
    enum status status =
            store_list_tranches(self->store, award->rowid, call->arena, &rows);
    struct award_tranche *tranches = rows.items;

    for (size_t i = 0; !status && i < rows.count; i++) {
        if (tranches[i].state == TRANCHE_STATE_WAITING)
            status = change_tranche(self, call, award, &tranches[i],
                    TRANCHE_STATE_DROPPED, reason);
        else if (tranches[i].state == TRANCHE_STATE_RELEASED ||
                 tranches[i].state == TRANCHE_STATE_RECALLED)
            status = recall_tranche(self, call, award, &tranches[i], reason);
    }
    return status;
}

enum status
saga_recall(struct grants *self, struct call *call, struct award *award,
        struct str reason)
{
    enum status status = recall_tranches(self, call, award, reason);

    award->has_signed_on = false;
    award->has_starts_on = false;
    award->has_ends_on = false;
    award->has_agreement = false;
    return status ? status : await_agreement(self, call, award, reason);
}

enum status
saga_ask_back(struct grants *self, struct call *call, const struct award *award,
        struct award_tranche tranche, struct uuid evidence, struct str reason)
{
    const struct recall recall = { call_new_id(call), reason };
    struct rows tranches;
    enum status status = store_list_tranches(self->store, award->rowid,
            call->arena, &tranches);

    if (!status && tranches.count >= TRANCHES_MAX)
        return call_refuse(call, &problem_wrong_tranche_state, NULL,
                "there is no room for one in its place: at most %d in all",
                TRANCHES_MAX);
    if (status)
        return status;
    tranche.has_taking_back = true;
    tranche.taking_back = evidence;
    tranche.has_recall_refusal = false;
    status = change_tranche(self, call, award, &tranche, TRANCHE_STATE_RECALLED,
            reason);
    if (!status)
        status = store_put_recall(self->store, tranche.tranche, &recall);
    return status ? status : tell_withdrawn(call, award, &tranche, &recall.id);
}

/* Another one, known to the fund by a name of its own once it is released. */
static enum status
plan_again(struct grants *self, struct call *call, const struct award *award,
        const struct award_tranche *tranche)
{
    struct uuid again = call_new_id(call);
    struct rows tranches;
    enum status status = store_plan_again(self->store, tranche->tranche, again);

    if (!status)
        status = change_state(self, call, THING_TRANCHE, again, 0,
                TRANCHE_STATE_WAITING, tranche->reason);
    if (!status)
        status = tell_tranches(self, call, award, tranche->reason, &tranches);
    return status ? status : saga_release(self, call, award);
}

enum status
saga_let_go(struct grants *self, struct call *call, const struct award *award,
        struct award_tranche *tranche)
{
    enum status status = take_evidence_back(self, call, award, tranche);

    if (!status)
        status = change_tranche(self, call, award, tranche,
                TRANCHE_STATE_DROPPED, tranche->reason);
    return status || award->state != AWARD_STATE_UNDER_WAY
                   ? status
                   : plan_again(self, call, award, tranche);
}

/* Nobody is told once more that it was paid. */
static enum status
note_refusal(struct grants *self, struct call *call, const struct award *award,
        const struct award_tranche *tranche)
{
    struct rows tranches;
    enum status status = store_update_tranche(self->store, tranche);

    return status ? status
                  : tell_tranches(self, call, award, tranche->reason,
                            &tranches);
}

enum status
saga_recall_refused(struct grants *self, struct call *call,
        const struct award *award, struct award_tranche *tranche,
        enum recall_refusal reason)
{
    tranche->has_taking_back = false;
    tranche->has_recall_refusal = true;
    tranche->recall_refusal = reason;
    return tranche->state == TRANCHE_STATE_RECALLED
                   ? change_tranche(self, call, award, tranche,
                             TRANCHE_STATE_RELEASED, tranche->reason)
                   : note_refusal(self, call, award, tranche);
}
