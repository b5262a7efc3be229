/* The supervisor's findings: recorded, answered, settled. */
#include "registry.h"

#include "base/clock.h"
#include "finding.h"

#define FINDING_EVENT(event, entry)                                            \
    (const struct registry_##event)                                            \
    {                                                                          \
        .number = (entry)->number, .grade = (entry)->grade,                    \
        .about = (entry)->about, .has_thing = (entry)->has_thing,              \
        .thing = (entry)->thing, .has_answer_by = (entry)->has_answer_by,      \
        .answer_by = (entry)->answer_by, .state = (entry)->state,              \
    }

static enum status
find_finding(struct registry *self, struct call *call, struct uuid id,
        struct finding *out)
{
    enum status status =
            store_find_finding(self->findings, id, call->arena, out);

    if (status == STATUS_NOT_FOUND)
        return call_refuse(call, &problem_not_found, "finding",
                "no such finding");
    return status;
}

static enum status
refuse_state(struct call *call, enum finding_state state)
{
    return call_refuse(call, &problem_finding_state_unfit, "finding",
            "the finding is %s",
            enum_name(&registry_finding_state_enumeration, state));
}

static enum status
check_request(struct call *call, const struct record_finding_request *request)
{
    if (finding_needs_thing(request->about) && !request->has_thing)
        return call_refuse(call, &problem_thing_needed, "thing",
                "give the identifier of the %s",
                enum_name(&registry_finding_about_enumeration, request->about));
    if (request->has_answer_by && request->answer_by < date_of(call->now))
        return call_refuse(call, &problem_invalid_field, "answer_by",
                "the day is over");
    return STATUS_OK;
}

enum status
handle_record_finding(struct registry *self, struct call *call,
        const struct record_finding_request *request,
        struct record_finding_reply *reply)
{
    struct finding_entry entry = {
        .finding_id = call_new_id(call),
        .grade = request->grade,
        .about = request->about,
        .has_thing = request->has_thing,
        .thing = request->thing,
        .text = request->text,
        .has_answer_by = request->has_answer_by,
        .answer_by = request->answer_by,
        .state = FINDING_STATE_OPEN,
        .recorded_at = call->now,
        .recorded_by = call->actor->account,
    };
    enum status status = check_request(call, request);

    if (!status)
        status = call_next_number(call, "SF", &entry.number);
    if (!status)
        status = store_insert_finding(self->findings, &entry);
    reply->finding_id = entry.finding_id;
    reply->number = entry.number;
    return status ? status
                  : emit_finding_recorded(call, entry.finding_id,
                            &FINDING_EVENT(finding_recorded, &entry), NULL);
}

enum status
handle_answer_finding(struct registry *self, struct call *call,
        const struct answer_finding_request *request,
        struct answer_finding_reply *reply)
{
    const struct finding_answer answer = {
        .at = call->now,
        .account = call->actor->account,
        .text = request->text,
    };
    struct finding finding;
    enum status status = find_finding(self, call, request->finding, &finding);

    if (status)
        return status;
    if (!finding_can_be_answered(finding.entry.state))
        return refuse_state(call, finding.entry.state);
    reply->state = finding.entry.state = FINDING_STATE_ANSWERED;
    status = store_insert_answer(self->findings, finding.rowid, &answer);
    if (!status)
        status = store_update_finding(self->findings, finding.rowid,
                finding.entry.state);
    return status ? status
                  : emit_finding_answered(call, request->finding,
                            &FINDING_EVENT(finding_answered, &finding.entry),
                            NULL);
}

enum status
handle_change_finding(struct registry *self, struct call *call,
        const struct change_finding_request *request,
        struct change_finding_reply *reply)
{
    struct finding finding;
    enum status status = find_finding(self, call, request->finding, &finding);

    if (status)
        return status;
    if (!finding_can(finding.entry.state, request->action))
        return refuse_state(call, finding.entry.state);
    reply->state = finding.entry.state = finding_after(request->action);
    status = store_update_finding(self->findings, finding.rowid,
            finding.entry.state);
    if (!status)
        status = note_reason(self, call, request->finding, "change_finding",
                request->reason);
    return status ? status
                  : emit_finding_changed(call, request->finding,
                            &FINDING_EVENT(finding_changed, &finding.entry),
                            NULL);
}

enum status
handle_get_finding(struct registry *self, struct call *call,
        const struct get_finding_request *request,
        struct get_finding_reply *reply)
{
    struct finding finding;
    enum status status = find_finding(self, call, request->finding, &finding);

    if (status)
        return status;
    reply->finding = finding.entry;
    return store_list_answers(self->findings, finding.rowid, call->arena,
            &reply->answers, &reply->answers_count);
}

enum status
handle_list_findings(struct registry *self, struct call *call,
        const struct list_findings_request *request,
        struct list_findings_reply *reply)
{
    const struct finding_filter filter = {
        .state = request->has_state ? (int)request->state : 0,
        .has_thing = request->has_thing,
        .thing = request->thing,
    };
    struct page page;
    enum status status = page_begin(call, request, &page);

    if (!status)
        status = store_list_findings(self->findings, &filter, &page,
                call->arena, &reply->items, &reply->items_count);
    page_end(call, reply, &page);
    return status;
}
