/* Site visits, in the order of schemas/grants.yaml. */
#include "evidence.h"
#include "gate.h"

#include "base/clock.h"

static enum status
keep_visit(struct grants *self, struct call *call, const struct award *award,
        const struct visit_item *visit, const struct award_tranche *tranche)
{
    const struct grants_visit_recorded body = {
        .visit = visit->visit,
        .application = award->application,
        .has_ordinal = visit->has_ordinal,
        .ordinal = visit->ordinal,
        .visited_on = visit->visited_on,
        .has_served = visit->has_served,
        .served = visit->served,
    };
    enum status status = store_insert_visit(self->store, award->rowid, visit,
            call->actor->has_account, call->actor->account);

    if (!status)
        status = emit_visit_recorded(call, award->id, &body, NULL);
    if (!status)
        status = tell_gate(self, call, award, tranche);
    return status;
}

enum status
handle_record_visit(struct grants *self, struct call *call,
        const struct record_visit_request *request,
        struct record_visit_reply *reply)
{
    struct visit_item visit = {
        .visit = call_new_id(call),
        .award = request->award,
        .visited_on = request->has_visited_on ? request->visited_on
                                              : date_of(call->now),
        .findings = request->findings,
        .has_served = request->has_served,
        .served = request->served,
        .recorded_at = call->now,
    };
    const struct award_tranche *tranche = NULL;
    struct award award;
    enum status status = find_award(self, call, request->award, &award);

    if (!status && award.state != AWARD_STATE_UNDER_WAY)
        return call_refuse(call, &problem_wrong_award_state, NULL,
                "there is no agreement in force");
    if (!status && visit.visited_on > date_of(call->now))
        return call_refuse(call, &problem_invalid_field, "visited_on",
                "it lies in the future");
    if (!status)
        status = choose_tranche(self, call, &award, TRANCHE_GATE_VISIT_DONE,
                request->has_ordinal, request->ordinal, &tranche);
    if (status)
        return status;
    visit.has_agreement = tranche != NULL;
    visit.agreement = tranche ? tranche->agreement : 0;
    visit.has_ordinal = tranche != NULL;
    visit.ordinal = tranche ? tranche->ordinal : 0;
    reply->visit_id = visit.visit;
    return keep_visit(self, call, &award, &visit, tranche);
}

enum status
handle_withdraw_visit(struct grants *self, struct call *call,
        const struct withdraw_visit_request *request,
        struct withdraw_visit_reply *reply)
{
    const struct award_tranche *tranche = NULL;
    struct visit_item visit;
    struct award award;
    enum status status =
            store_find_visit(self->store, request->visit, call->arena, &visit);

    if (status == STATUS_NOT_FOUND || (!status && visit.has_withdrawn_reason))
        return call_refuse(call, &problem_not_found, "visit",
                "there is no such visit");
    if (!status)
        status = find_award(self, call, visit.award, &award);
    if (!status)
        status = find_tranche_of(self, call, &award, visit.has_ordinal,
                visit.agreement, visit.ordinal, &tranche);
    if (!status)
        status = give_up_evidence(self, call, &award, tranche, visit.visit,
                request->reason, &reply->awaits_fund);
    reply->has_awaits_fund = true;
    if (!status && !reply->awaits_fund)
        status = withdraw_visit(self, call, &award, visit.visit,
                request->reason);
    if (!status && !reply->awaits_fund)
        status = tell_gate(self, call, &award, tranche);
    return status;
}

enum status
handle_list_visits(struct grants *self, struct call *call,
        const struct list_visits_request *request,
        struct list_visits_reply *reply)
{
    struct award award;
    struct page page;
    struct rows rows = { 0 };
    enum status status = page_begin(call, request, &page);

    if (!status)
        status = find_seen_award(self, call, request->award, &award);
    if (!status)
        status = store_list_visits(self->store, award.rowid, &page, call->arena,
                &rows);
    reply->items = rows.items;
    reply->items_count = rows.count;
    page_end(call, reply, &page);
    return status;
}
