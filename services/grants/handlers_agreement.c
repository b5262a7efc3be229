/* Agreements, tranches and closure, in the order of schemas/grants.yaml. */
#include "gate.h"
#include "tranche.h"

#include "base/clock.h"

/*
 * What the request says, or the round's plan applied to the amount: all that
 * was not paid while an earlier agreement was taken back.
 */
static enum status
plan_tranches(struct grants *self, struct call *call,
        const struct sign_agreement_request *request, const struct award *award,
        int64_t amount, struct rows *out)
{
    struct planned_tranche *parts =
            arena_alloc(call->arena, TRANCHES_MAX * sizeof(*parts));
    struct round round;
    enum status status;

    if (request->tranches_count > 0) {
        *out = (struct rows){ request->tranches, request->tranches_count };
        return refuse_fault(call, tranche_check_parts(request->tranches,
                                          request->tranches_count, amount));
    }
    *out = (struct rows){ 0 };
    if (amount == 0)
        return STATUS_OK;
    status = find_round(self, call, award->round, &round);
    *out = (struct rows){ parts,
        round.tranches_count > 0 ? round.tranches_count : 1 };
    if (!status &&
            !tranche_split(amount, round.tranches, round.tranches_count, parts))
        return call_refuse(call, &problem_wrong_tranche_plan, "tranches",
                "the award is too small for the round's plan: say how");
    return status;
}

/* Where new tranches come: what there is stays before them. */
struct plan_place {
    int64_t agreement;
    int64_t last_ordinal; /* taken, in that agreement */
    size_t taken;         /* places, by all agreements */
};

static enum status
insert_tranches(struct grants *self, struct call *call,
        const struct award *award, const struct rows *plan,
        const struct plan_place *place)
{
    const struct planned_tranche *parts = plan->items;
    enum status status = STATUS_OK;

    if (place->taken + plan->count > TRANCHES_MAX)
        return call_refuse(call, &problem_wrong_tranche_plan, "tranches",
                "at most %d in all", TRANCHES_MAX);
    for (size_t i = 0; !status && i < plan->count; i++) {
        const struct award_tranche tranche = {
            .tranche = call_new_id(call),
            .agreement = place->agreement,
            .ordinal = place->last_ordinal + 1 + (int64_t)i,
            .amount = parts[i].amount,
            .state = TRANCHE_STATE_WAITING,
            .needs_report = parts[i].needs_report,
            .needs_visit = parts[i].needs_visit,
        };

        status = store_insert_tranche(self->store, award->rowid, &tranche);
        if (!status)
            status = change_state(self, call, THING_TRANCHE, tranche.tranche, 0,
                    tranche.state, STR(""));
    }
    return status;
}

/* Dates run forward, and nothing was signed tomorrow. */
static enum status
check_dates(struct call *call, const struct award *award)
{
    if (award->signed_on > date_of(call->now))
        return call_refuse(call, &problem_invalid_field, "signed_on",
                "it lies in the future");
    return refuse_fault(call, award_check_dates(award));
}

static enum status
check_signable(struct call *call, const struct sign_agreement_request *request,
        struct award *award)
{
    if (award->state != AWARD_STATE_AWAITING_AGREEMENT)
        return call_refuse(call, &problem_wrong_award_state, NULL,
                "the award is %s", state_name(THING_AWARD, award->state));
    award->has_signed_on = true;
    award->signed_on =
            request->has_signed_on ? request->signed_on : date_of(call->now);
    award->has_starts_on = request->has_starts_on;
    award->starts_on = request->starts_on;
    award->has_ends_on = request->has_ends_on;
    award->ends_on = request->ends_on;
    award->has_agreement = request->has_agreement;
    award->agreement = request->agreement;
    award->has_agreement_due_at = false;
    return check_dates(call, award);
}

/* How the tranches stand after the first one may have been released. */
static enum status
plan_and_release(struct grants *self, struct call *call,
        const struct award *award, struct str reason, struct rows *out)
{
    enum status status = tell_tranches(self, call, award, reason, out);

    if (!status)
        status = saga_release(self, call, award);
    if (!status)
        status = store_list_tranches(self->store, award->rowid, call->arena,
                out);
    return status;
}

/*
 * What is left to be planned, and where, after agreements that were taken
 * back, if there were any.
 */
static enum status
check_recalled(struct grants *self, struct call *call,
        const struct award *award, int64_t *left, struct plan_place *place)
{
    struct rows rows;
    enum status status =
            store_list_tranches(self->store, award->rowid, call->arena, &rows);
    const struct award_tranche *tranches = rows.items;

    *left = award->amount - tranche_sum_released(tranches, rows.count);
    place->agreement = tranche_newest_agreement(tranches, rows.count) + 1;
    place->taken = tranche_count_places(tranches, rows.count, place->agreement);
    if (!status && tranche_is_any(tranches, rows.count, TRANCHE_STATE_RECALLED))
        return call_refuse(call, &problem_wrong_tranche_state, NULL,
                "the fund has not yet taken back what was released: try again"
                " when its answer is there");
    return status;
}

enum status
handle_sign_agreement(struct grants *self, struct call *call,
        const struct sign_agreement_request *request,
        struct sign_agreement_reply *reply)
{
    struct award award;
    struct rows parts = { 0 }, tranches = { 0 };
    struct plan_place place = { 0 };
    int64_t left = 0;
    enum status status = find_award(self, call, request->award, &award);

    if (!status)
        status = check_signable(call, request, &award);
    if (!status)
        status = check_recalled(self, call, &award, &left, &place);
    if (!status)
        status = check_document(self, call, request->has_agreement,
                request->agreement, "agreement");
    if (!status)
        status = plan_tranches(self, call, request, &award, left, &parts);
    if (!status)
        status = insert_tranches(self, call, &award, &parts, &place);
    if (!status)
        status = call_cancel(call, "agreement_due", award.id);
    if (!status)
        status = change_award(self, call, &award, AWARD_STATE_UNDER_WAY,
                STR(""));
    if (!status)
        status = plan_and_release(self, call, &award, STR(""), &tranches);
    reply->tranches = tranches.items;
    reply->tranches_count = tranches.count;
    return status;
}

static void
clear_field(struct award *award, enum agreement_field field)
{
    switch (field) {
    case AGREEMENT_FIELD_STARTS_ON:
        award->has_starts_on = false;
        break;
    case AGREEMENT_FIELD_ENDS_ON:
        award->has_ends_on = false;
        break;
    case AGREEMENT_FIELD_AGREEMENT:
        award->has_agreement = false;
        break;
    }
}

enum status
handle_correct_agreement(struct grants *self, struct call *call,
        const struct correct_agreement_request *request,
        struct correct_agreement_reply *reply)
{
    struct award award;
    enum status status = find_award(self, call, request->award, &award);

    (void)reply;
    if (!status && award.state != AWARD_STATE_UNDER_WAY)
        return call_refuse(call, &problem_wrong_award_state, NULL,
                "there is no agreement in force");
    if (status)
        return status;
    if (request->has_signed_on)
        award.signed_on = request->signed_on;
    if (request->has_starts_on) {
        award.has_starts_on = true;
        award.starts_on = request->starts_on;
    }
    if (request->has_ends_on) {
        award.has_ends_on = true;
        award.ends_on = request->ends_on;
    }
    if (request->has_agreement) {
        award.has_agreement = true;
        award.agreement = request->agreement;
    }
    for (size_t i = 0; i < request->clear_count; i++)
        clear_field(&award, request->clear[i]);
    status = check_dates(call, &award);
    if (!status)
        status = check_document(self, call, request->has_agreement,
                request->agreement, "agreement");
    if (!status)
        status = change_award(self, call, &award, AS_IT_IS, request->reason);
    return status;
}

/* Once money moved, or is about to, an agreement is terminated instead. */
static enum status
check_unpaid(struct grants *self, struct call *call, const struct award *award)
{
    struct rows rows;
    bool is_at_payment = false;
    enum status status =
            store_list_tranches(self->store, award->rowid, call->arena, &rows);

    if (!status &&
            (tranche_is_any(rows.items, rows.count, TRANCHE_STATE_PAID) ||
                    tranche_is_any(rows.items, rows.count,
                            TRANCHE_STATE_FAILED)))
        return call_refuse(call, &problem_wrong_tranche_state, NULL,
                "a tranche was paid: terminate the award instead");
    if (!status)
        status = store_is_at_payment(self->store, award->rowid, &is_at_payment);
    if (!status && is_at_payment)
        return call_refuse(call, &problem_wrong_tranche_state, NULL,
                "finance has recorded a payment: it must be rejected first");
    return status;
}

enum status
handle_unsign_agreement(struct grants *self, struct call *call,
        const struct unsign_agreement_request *request,
        struct unsign_agreement_reply *reply)
{
    struct award award;
    struct rows tranches = { 0 };
    enum status status = find_award(self, call, request->award, &award);

    if (!status && award.state != AWARD_STATE_UNDER_WAY)
        return call_refuse(call, &problem_wrong_award_state, NULL,
                "there is no agreement in force");
    if (!status)
        status = check_unpaid(self, call, &award);
    if (!status)
        status = saga_recall(self, call, &award, request->reason);
    if (!status)
        status = store_list_tranches(self->store, award.rowid, call->arena,
                &tranches);
    reply->state = award.state;
    reply->agreement_due_at = award.agreement_due_at;
    reply->tranches = tranches.items;
    reply->tranches_count = tranches.count;
    return status;
}

enum status
handle_extend_signing(struct grants *self, struct call *call,
        const struct extend_signing_request *request,
        struct extend_signing_reply *reply)
{
    struct award award;
    enum status status = find_award(self, call, request->award, &award);

    (void)reply;
    if (!status && award.state != AWARD_STATE_AWAITING_AGREEMENT)
        return call_refuse(call, &problem_wrong_award_state, NULL,
                "the award does not wait for its agreement");
    if (!status && request->due_at <= call->now)
        return call_refuse(call, &problem_invalid_field, "due_at",
                "it lies in the past");
    if (status)
        return status;
    award.has_agreement_due_at = true;
    award.agreement_due_at = request->due_at;
    status = change_award(self, call, &award, AS_IT_IS, request->reason);
    if (!status)
        status =
                call_schedule(call, "agreement_due", award.id, request->due_at);
    return status;
}

/* Unsigned when it is due: the money goes back. */
enum status
on_timer_agreement_due(struct grants *self, struct call *call,
        struct uuid subject)
{
    struct award award;
    int64_t freed;
    enum status status =
            store_find_award(self->store, subject, call->arena, &award);

    if (status || award.state != AWARD_STATE_AWAITING_AGREEMENT)
        return status;
    return saga_cancel(self, call, &award,
            STR("the agreement was not signed in time"), &freed);
}

/* After those that do not wait; in the place of a dropped one another waits. */
static struct plan_place
place_after(const struct award_tranche *tranches, size_t count)
{
    struct plan_place place = {
        .agreement = tranche_newest_agreement(tranches, count),
    };

    place.taken = tranche_count_places(tranches, count, place.agreement);
    for (size_t i = 0; i < count; i++)
        if (tranches[i].state != TRANCHE_STATE_WAITING &&
                tranches[i].state != TRANCHE_STATE_DROPPED &&
                tranches[i].agreement == place.agreement)
            place.last_ordinal = tranches[i].ordinal;
    return place;
}

enum status
handle_change_tranches(struct grants *self, struct call *call,
        const struct change_tranches_request *request,
        struct change_tranches_reply *reply)
{
    struct award award;
    struct rows tranches = { 0 };
    const struct rows plan = { request->tranches, request->tranches_count };
    struct plan_place place = { 0 };
    enum status status = find_award(self, call, request->award, &award);

    if (!status && award.state != AWARD_STATE_UNDER_WAY)
        return call_refuse(call, &problem_wrong_award_state, NULL,
                "there is no agreement in force");
    if (!status)
        status = store_list_tranches(self->store, award.rowid, call->arena,
                &tranches);
    if (!status) {
        place = place_after(tranches.items, tranches.count);
        status = refuse_fault(call,
                tranche_check_parts(request->tranches, request->tranches_count,
                        tranche_sum_waiting(tranches.items, tranches.count)));
    }
    if (!status)
        status = store_delete_waiting_tranches(self->store, award.rowid);
    if (!status)
        status = insert_tranches(self, call, &award, &plan, &place);
    if (!status)
        status = plan_and_release(self, call, &award, request->reason,
                &tranches);
    reply->tranches = tranches.items;
    reply->tranches_count = tranches.count;
    return status;
}

enum status
handle_waive_gate(struct grants *self, struct call *call,
        const struct waive_gate_request *request,
        struct waive_gate_reply *reply)
{
    struct award award;
    struct rows rows = { 0 };
    const struct award_tranche *tranche = NULL;
    enum status status = find_award(self, call, request->award, &award);

    if (!status)
        status = store_list_tranches(self->store, award.rowid, call->arena,
                &rows);
    if (!status)
        tranche = find_newest(&rows, request->ordinal);
    if (!status && !tranche)
        return call_refuse(call, &problem_not_found, "ordinal",
                "there is no such tranche");
    if (!status && tranche->state != TRANCHE_STATE_WAITING)
        return call_refuse(call, &problem_wrong_tranche_state, NULL,
                "the tranche is %s", state_name(THING_TRANCHE, tranche->state));
    if (!status)
        status = store_waive_gate(self->store, tranche->tranche, request->gate,
                request->reason);
    if (!status)
        status = change_state(self, call, THING_TRANCHE, tranche->tranche,
                tranche->state, AS_IT_IS, request->reason);
    if (!status)
        status = tell_gate(self, call, &award, tranche);
    if (!status)
        status = store_list_tranches(self->store, award.rowid, call->arena,
                &rows);
    if (!status)
        reply->state = find_newest(&rows, request->ordinal)->state;
    return status;
}
