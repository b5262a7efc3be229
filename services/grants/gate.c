#include "gate.h"

#include "tranche.h"

/* The first that waits for a report, or for a visit. */
static const struct award_tranche *
find_gate(const struct rows *rows, enum tranche_gate gate)
{
    const struct award_tranche *tranches = rows->items;

    for (size_t i = 0; i < rows->count; i++) {
        const struct award_tranche *t = &tranches[i];
        bool is_missing = gate == TRANCHE_GATE_VISIT_DONE
                                  ? t->needs_visit && !t->visit_done
                                  : t->needs_report && !t->report_accepted;

        if (t->state == TRANCHE_STATE_WAITING && is_missing)
            return t;
    }
    return NULL;
}

const struct award_tranche *
find_newest(const struct rows *rows, int64_t ordinal)
{
    return tranche_find(rows->items, rows->count,
            tranche_newest_agreement(rows->items, rows->count), ordinal);
}

enum status
choose_tranche(struct grants *self, struct call *call,
        const struct award *award, enum tranche_gate gate, bool has_ordinal,
        int64_t ordinal, const struct award_tranche **out)
{
    struct rows rows;
    enum status status =
            store_list_tranches(self->store, award->rowid, call->arena, &rows);

    *out = NULL;
    if (status)
        return status;
    *out = has_ordinal ? find_newest(&rows, ordinal) : find_gate(&rows, gate);
    if (has_ordinal && (!*out || (*out)->state != TRANCHE_STATE_WAITING))
        return call_refuse(call, &problem_wrong_tranche_state, "ordinal",
                "no tranche of this ordinal waits");
    return STATUS_OK;
}

enum status
find_tranche_of(struct grants *self, struct call *call,
        const struct award *award, bool has_ordinal, int64_t agreement,
        int64_t ordinal, const struct award_tranche **out)
{
    struct rows rows;
    enum status status;

    *out = NULL;
    if (!has_ordinal)
        return STATUS_OK;
    status = store_list_tranches(self->store, award->rowid, call->arena, &rows);
    if (!status)
        *out = tranche_find(rows.items, rows.count, agreement, ordinal);
    return status;
}

static enum status
check_unpaid(struct grants *self, struct call *call,
        const struct award_tranche *tranche)
{
    bool is_at_payment = false;
    enum status status;

    if (tranche->state == TRANCHE_STATE_PAID)
        return call_refuse(call, &problem_tranche_has_payment, NULL,
                "its tranche was paid: finance corrects that payment first");
    status = store_is_tranche_at_payment(self->store, tranche->tranche,
            &is_at_payment);
    if (!status && is_at_payment)
        return call_refuse(call, &problem_tranche_has_payment, NULL,
                "finance has recorded a payment of its tranche: it must be"
                " rejected first");
    return status;
}

enum status
give_up_evidence(struct grants *self, struct call *call,
        const struct award *award, const struct award_tranche *tranche,
        struct uuid evidence, struct str reason, bool *awaits_fund)
{
    struct award_tranche without;
    enum status status;

    *awaits_fund = false;
    if (!tranche || tranche->state == TRANCHE_STATE_WAITING ||
            tranche->state == TRANCHE_STATE_DROPPED)
        return STATUS_OK;
    if (tranche->state == TRANCHE_STATE_RECALLED)
        return call_refuse(call, &problem_wrong_tranche_state, NULL,
                "its tranche is being recalled: try again when the fund has"
                " answered");
    status = store_find_tranche_without(self->store, tranche->tranche, evidence,
            call->arena, &without);
    if (status || tranche_has_gates_met(&without))
        return status;
    status = check_unpaid(self, call, tranche);
    if (status)
        return status;
    *awaits_fund = true;
    return saga_ask_back(self, call, award, *tranche, evidence, reason);
}

enum status
tell_gate(struct grants *self, struct call *call, const struct award *award,
        const struct award_tranche *tranche)
{
    enum status status = STATUS_OK;

    if (tranche && tranche->state == TRANCHE_STATE_WAITING)
        status = tell_tranche(self, call, award, tranche->tranche);
    if (!status)
        status = saga_release(self, call, award);
    return status;
}
