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
tell_gate(struct grants *self, struct call *call, const struct award *award,
        const struct award_tranche *tranche)
{
    enum status status = STATUS_OK;

    if (tranche)
        status = tell_tranche(self, call, award, tranche->tranche);
    if (!status)
        status = saga_release(self, call, award);
    return status;
}
