#include "evidence.h"

struct uuid
report_tranche(const struct award_tranche *tranche)
{
    return tranche ? tranche->tranche : (struct uuid){ 0 };
}

enum status
change_report(struct grants *self, struct call *call,
        struct report_item *report, enum report_state to, struct str reason)
{
    enum status status = change_state(self, call, THING_REPORT, report->report,
            report->state, to, reason);

    report->state = to;
    report->has_reason = reason.len > 0;
    report->reason = reason;
    if (!status)
        status = store_update_report(self->store, report);
    return status;
}

enum status
reopen_report(struct grants *self, struct call *call, const struct award *award,
        const struct award_tranche *tranche, struct report_item *report,
        struct str reason)
{
    enum status status =
            change_report(self, call, report, REPORT_STATE_SUBMITTED, reason);

    if (!status) {
        const struct grants_report_reopened body =
                REPORT_BODY(report, award, tranche);

        status = emit_report_reopened(call, award->id, &body, NULL);
    }
    return status;
}

enum status
withdraw_visit(struct grants *self, struct call *call,
        const struct award *award, struct uuid visit, struct str reason)
{
    const struct grants_visit_withdrawn body = {
        .visit = visit,
        .application = award->application,
        .reason = reason,
    };
    enum status status = store_withdraw_visit(self->store, visit, reason);

    return status ? status : emit_visit_withdrawn(call, award->id, &body, NULL);
}

static enum status
take_back(struct grants *self, struct call *call, const struct award *award,
        const struct award_tranche *tranche, struct str reason)
{
    struct report_item report;
    enum status status = store_find_report(self->store, tranche->taking_back,
            call->arena, &report);

    if (status == STATUS_NOT_FOUND)
        status =
                withdraw_visit(self, call, award, tranche->taking_back, reason);
    else if (!status && report.state == REPORT_STATE_ACCEPTED)
        status = reopen_report(self, call, award, tranche, &report, reason);
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

enum status
take_evidence_back(struct grants *self, struct call *call,
        const struct award *award, struct award_tranche *tranche)
{
    struct recall recall;
    enum status status;

    if (!tranche->has_taking_back)
        return STATUS_OK;
    status = store_find_recall(self->store, tranche->tranche, call->arena,
            &recall);
    if (!status)
        status = take_back(self, call, award, tranche, recall.reason);
    tranche->has_taking_back = false;
    return status;
}
