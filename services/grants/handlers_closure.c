/* The closure of awards, in the order of schemas/grants.yaml. */
#include "saga.h"
#include "tranche.h"

/* Everything that was planned is paid or dropped. */
static bool
is_paid_out(const struct rows *rows)
{
    const struct award_tranche *tranches = rows->items;

    for (size_t i = 0; i < rows->count; i++)
        if (tranches[i].state != TRANCHE_STATE_PAID &&
                tranches[i].state != TRANCHE_STATE_DROPPED)
            return false;
    return true;
}

static enum status
check_closable(struct grants *self, struct call *call,
        const struct award *award, int64_t *paid_out)
{
    struct rows rows;
    bool has_final = false;
    enum status status =
            store_list_tranches(self->store, award->rowid, call->arena, &rows);

    *paid_out = tranche_sum_paid(rows.items, rows.count);
    if (!status && !is_paid_out(&rows))
        return call_refuse(call, &problem_award_unfinished, NULL,
                "a tranche is not paid");
    if (!status)
        status = store_has_final_report(self->store, award->rowid, &has_final);
    if (!status && !has_final)
        return call_refuse(call, &problem_award_unfinished, NULL,
                "no final report was accepted");
    return status;
}

static enum status
complete_application(struct grants *self, struct call *call,
        const struct award *award, struct str note)
{
    struct application application;
    enum status status =
            find_application(self, call, award->application, &application);

    return status ? status
                  : change_application(self, call, &application,
                            APPLICATION_STATE_COMPLETED, note);
}

enum status
handle_close_award(struct grants *self, struct call *call,
        const struct close_award_request *request,
        struct close_award_reply *reply)
{
    struct str note = optional_text(request->has_note, request->note);
    struct award award;
    enum status status = find_award(self, call, request->award, &award);

    if (!status && award.state != AWARD_STATE_UNDER_WAY)
        return call_refuse(call, &problem_wrong_award_state, NULL,
                "the award is %s", state_name(THING_AWARD, award.state));
    if (!status)
        status = check_closable(self, call, &award, &reply->paid);
    reply->returned = award.returned;
    if (!status)
        status = change_award(self, call, &award, AWARD_STATE_CLOSED, note);
    if (!status)
        status = complete_application(self, call, &award, note);
    return status;
}

enum status
handle_reopen_award(struct grants *self, struct call *call,
        const struct reopen_award_request *request,
        struct reopen_award_reply *reply)
{
    struct award award;
    enum status status = find_award(self, call, request->award, &award);

    (void)reply;
    if (!status && award.state != AWARD_STATE_CLOSED)
        return call_refuse(call, &problem_wrong_award_state, NULL,
                "the award is not closed");
    return status ? status : saga_reopen(self, call, &award, request->reason);
}
