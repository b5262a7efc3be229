#include "change.h"

#define AWARD_BODY(a)                                                          \
    {                                                                          \
        .number = (a)->number, .application = (a)->application,                \
        .round = (a)->round, .organisation = (a)->organisation,                \
        .title = (a)->title, .has_section = (a)->has_section,                  \
        .section = (a)->section, .has_field = (a)->has_field,                  \
        .field = (a)->field, .state = (a)->state, .fund_hub = (a)->fund_hub,   \
        .fund = (a)->fund, .amount = (a)->amount,                              \
        .has_notice = (a)->has_notice, .notice = (a)->notice,                  \
        .has_agreement_due_at = (a)->has_agreement_due_at,                     \
        .agreement_due_at = (a)->agreement_due_at,                             \
        .has_signed_on = (a)->has_signed_on, .signed_on = (a)->signed_on,      \
        .has_starts_on = (a)->has_starts_on, .starts_on = (a)->starts_on,      \
        .has_ends_on = (a)->has_ends_on, .ends_on = (a)->ends_on,              \
        .has_agreement = (a)->has_agreement, .agreement = (a)->agreement,      \
        .is_cancelling = (a)->has_cancel_reason, .is_freed = (a)->is_freed,    \
        .has_returned = (a)->returned > 0, .returned = (a)->returned,          \
        .has_reason = (a)->has_reason, .reason = (a)->reason                   \
    }

static enum status
keep_award(struct grants *self, struct call *call, struct award *award, int to,
        struct str reason)
{
    enum status status = change_state(self, call, THING_AWARD, award->id,
            award->state, to, reason);

    award->state = to ? to : (int)award->state;
    award->has_reason = reason.len > 0;
    award->reason = reason;
    if (!status)
        status = store_update_award(self->store, award);
    return status;
}

enum status
propose_award(struct grants *self, struct call *call, struct award *award,
        struct str reason)
{
    enum status status =
            keep_award(self, call, award, AWARD_STATE_PROPOSED, reason);

    if (!status) {
        const struct grants_award_proposed body = AWARD_BODY(award);

        status = emit_award_proposed(call, award->id, &body, NULL);
    }
    return status;
}

enum status
change_award(struct grants *self, struct call *call, struct award *award,
        int to, struct str reason)
{
    enum status status = keep_award(self, call, award, to, reason);

    if (!status) {
        const struct grants_award_changed body = AWARD_BODY(award);

        status = emit_award_changed(call, award->id, &body, NULL);
    }
    return status;
}

enum status
tell_return(struct grants *self, struct call *call, struct award *award,
        int64_t amount, struct str reason)
{
    enum status status = change_state(self, call, THING_AWARD, award->id,
            award->state, AS_IT_IS, reason);

    award->returned += amount;
    if (!status) {
        const struct grants_award_changed body = AWARD_BODY(award);

        status = emit_award_changed(call, award->id, &body, NULL);
    }
    return status;
}

/* Tranches */

enum status
change_tranche(struct grants *self, struct call *call,
        const struct award *award, struct award_tranche *tranche, int to,
        struct str reason)
{
    enum status status = change_state(self, call, THING_TRANCHE,
            tranche->tranche, tranche->state, to, reason);

    tranche->state = to ? to : (int)tranche->state;
    tranche->has_reason = reason.len > 0;
    tranche->reason = reason;
    if (!status)
        status = store_update_tranche(self->store, tranche);
    if (!status) {
        const struct grants_tranche_changed body = { .tranche = *tranche };

        status = emit_tranche_changed(call, award->id, &body, NULL);
    }
    return status;
}

enum status
tell_tranche(struct grants *self, struct call *call, const struct award *award,
        struct uuid tranche)
{
    struct rows rows;
    enum status status =
            store_list_tranches(self->store, award->rowid, call->arena, &rows);
    const struct award_tranche *tranches = rows.items;

    for (size_t i = 0; !status && i < rows.count; i++) {
        const struct grants_tranche_changed body = { .tranche = tranches[i] };

        if (uuid_equal(tranches[i].tranche, tranche))
            status = emit_tranche_changed(call, award->id, &body, NULL);
    }
    return status;
}

enum status
tell_tranches(struct grants *self, struct call *call, const struct award *award,
        struct str reason, struct rows *out)
{
    enum status status =
            store_list_tranches(self->store, award->rowid, call->arena, out);
    const struct grants_tranches_planned body = {
        .tranches = out->items,
        .tranches_count = out->count,
        .has_reason = reason.len > 0,
        .reason = reason,
    };

    if (!status)
        status = emit_tranches_planned(call, award->id, &body, NULL);
    return status;
}
