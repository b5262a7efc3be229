/* Reports on awards, in the order of schemas/grants.yaml. */
#include "evidence.h"
#include "gate.h"

static enum status
keep_report(struct grants *self, struct call *call, const struct award *award,
        const struct report_item *report, const struct award_tranche *tranche)
{
    const struct grants_report_submitted body =
            REPORT_BODY(report, award, tranche);
    enum status status = store_insert_report(self->store, award->rowid, report,
            call->actor->has_account, call->actor->account);

    if (!status)
        status = change_state(self, call, THING_REPORT, report->report, 0,
                report->state, STR(""));
    if (!status)
        status = emit_report_submitted(call, award->id, &body, NULL);
    return status;
}

static struct report_item
report_of(struct call *call, const struct submit_report_request *request)
{
    return (struct report_item){
        .report = call_new_id(call),
        .award = request->award,
        .kind = request->has_kind ? request->kind : REPORT_KIND_PROGRESS,
        .state = REPORT_STATE_SUBMITTED,
        .text = request->text,
        .spent = request->spent,
        .has_served = request->has_served,
        .served = request->served,
        .attachments = request->attachments,
        .attachments_count = request->attachments_count,
        .submitted_at = call->now,
    };
}

enum status
handle_submit_report(struct grants *self, struct call *call,
        const struct submit_report_request *request,
        struct submit_report_reply *reply)
{
    struct report_item report = report_of(call, request);
    const struct award_tranche *tranche = NULL;
    struct award award;
    enum status status = find_own_award(self, call, request->award, &award);

    if (!status && award.state != AWARD_STATE_UNDER_WAY)
        return call_refuse(call, &problem_wrong_award_state, NULL,
                "there is no agreement in force");
    if (!status)
        status = check_attachments(self, call, request->attachments,
                request->attachments_count);
    if (!status && report.kind == REPORT_KIND_PROGRESS)
        status =
                choose_tranche(self, call, &award, TRANCHE_GATE_REPORT_ACCEPTED,
                        request->has_ordinal, request->ordinal, &tranche);
    if (status)
        return status;
    report.has_agreement = tranche != NULL;
    report.agreement = tranche ? tranche->agreement : 0;
    report.has_ordinal = tranche != NULL;
    report.ordinal = tranche ? tranche->ordinal : 0;
    reply->report_id = report.report;
    return keep_report(self, call, &award, &report, tranche);
}

/* A report, its award, and the tranche it is for if there is one. */
struct case_file {
    struct report_item report;
    struct award award;
    const struct award_tranche *tranche;
};

static enum status
find_case(struct grants *self, struct call *call, struct uuid id,
        struct case_file *out)
{
    enum status status =
            store_find_report(self->store, id, call->arena, &out->report);

    if (status == STATUS_NOT_FOUND)
        return call_refuse(call, &problem_not_found, "report",
                "there is no such report");
    if (!status)
        status = find_award(self, call, out->report.award, &out->award);
    return status ? status
                  : find_tranche_of(self, call, &out->award,
                            out->report.has_ordinal, out->report.agreement,
                            out->report.ordinal, &out->tranche);
}

/* One that nobody has handled yet. */
static enum status
find_submitted(struct grants *self, struct call *call, struct uuid id,
        struct case_file *out)
{
    enum status status = find_case(self, call, id, out);

    if (!status && out->report.state != REPORT_STATE_SUBMITTED)
        return call_refuse(call, &problem_wrong_report_state, NULL,
                "the report is %s",
                state_name(THING_REPORT, out->report.state));
    return status;
}

enum status
handle_accept_report(struct grants *self, struct call *call,
        const struct accept_report_request *request,
        struct accept_report_reply *reply)
{
    struct case_file file = { 0 };
    enum status status = find_submitted(self, call, request->report, &file);

    if (!status)
        status = change_report(self, call, &file.report, REPORT_STATE_ACCEPTED,
                optional_text(request->has_note, request->note));
    if (!status) {
        const struct grants_report_accepted body =
                REPORT_BODY(&file.report, &file.award, file.tranche);

        status = emit_report_accepted(call, file.award.id, &body, NULL);
    }
    if (!status)
        status = tell_gate(self, call, &file.award, file.tranche);
    reply->state = file.report.state;
    return status;
}

enum status
handle_return_report(struct grants *self, struct call *call,
        const struct return_report_request *request,
        struct return_report_reply *reply)
{
    struct case_file file = { 0 };
    enum status status = find_submitted(self, call, request->report, &file);

    if (!status)
        status = change_report(self, call, &file.report, REPORT_STATE_RETURNED,
                request->reason);
    if (!status) {
        const struct grants_report_returned body =
                REPORT_BODY(&file.report, &file.award, file.tranche);

        status = emit_report_returned(call, file.award.id, &body, NULL);
    }
    reply->state = file.report.state;
    return status;
}

static enum status
check_reopenable(struct call *call, const struct case_file *file)
{
    if (file->report.state == REPORT_STATE_SUBMITTED)
        return call_refuse(call, &problem_wrong_report_state, NULL,
                "nobody has handled it yet");
    if (file->award.state != AWARD_STATE_UNDER_WAY)
        return call_refuse(call, &problem_wrong_award_state, NULL,
                "the award is %s", state_name(THING_AWARD, file->award.state));
    return STATUS_OK;
}

enum status
handle_reopen_report(struct grants *self, struct call *call,
        const struct reopen_report_request *request,
        struct reopen_report_reply *reply)
{
    struct case_file file = { 0 };
    enum status status = find_case(self, call, request->report, &file);

    if (!status)
        status = check_reopenable(call, &file);
    if (!status && file.report.state == REPORT_STATE_ACCEPTED)
        status = give_up_evidence(self, call, &file.award, file.tranche,
                file.report.report, request->reason, &reply->awaits_fund);
    reply->has_awaits_fund = true;
    if (!status && !reply->awaits_fund)
        status = reopen_report(self, call, &file.award, file.tranche,
                &file.report, request->reason);
    if (!status && !reply->awaits_fund)
        status = tell_gate(self, call, &file.award, file.tranche);
    reply->state = file.report.state;
    return status;
}

enum { REPORTS_DEFAULT = 20 };

enum status
handle_list_reports(struct grants *self, struct call *call,
        const struct list_reports_request *request,
        struct list_reports_reply *reply)
{
    struct award award;
    struct page page;
    struct rows rows = { 0 };
    enum status status = page_begin(call, request, &page);

    if (!request->has_limit)
        page.limit = REPORTS_DEFAULT;
    if (!status)
        status = find_seen_award(self, call, request->award, &award);
    if (!status)
        status = store_list_reports(self->store, award.rowid, &page,
                call->arena, &rows);
    reply->items = rows.items;
    reply->items_count = rows.count;
    page_end(call, reply, &page);
    return status;
}
