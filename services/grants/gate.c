#include "gate.h"

const struct award_tranche *
find_tranche(const struct rows *rows, bool has_ordinal, int64_t ordinal)
{
    const struct award_tranche *tranches = rows->items;

    for (size_t i = 0; has_ordinal && i < rows->count; i++)
        if (tranches[i].ordinal == ordinal)
            return &tranches[i];
    return NULL;
}

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
    *out = has_ordinal ? find_tranche(&rows, true, ordinal)
                       : find_gate(&rows, gate);
    if (has_ordinal && (!*out || (*out)->state != TRANCHE_STATE_WAITING))
        return call_refuse(call, &problem_wrong_tranche_state, "ordinal",
                "no tranche of this ordinal waits");
    return STATUS_OK;
}

enum status
tell_gate(struct grants *self, struct call *call, const struct award *award,
        bool has_ordinal, int64_t ordinal)
{
    enum status status = STATUS_OK;

    if (has_ordinal)
        status = tell_tranche(self, call, award, ordinal);
    if (!status)
        status = saga_release(self, call, award);
    return status;
}
