/* Objections to public notices, in the order of schemas/grants.yaml. */
#include "saga.h"

#include "server/disclosure.h"

/* Whether an award's notice still runs. */
static enum status
is_on_notice(struct grants *self, struct call *call, const struct award *award,
        bool *out)
{
    struct notice_item notice;
    enum status status;

    *out = false;
    if (award->state != AWARD_STATE_ON_NOTICE)
        return STATUS_OK;
    status =
            store_find_notice(self->store, award->notice, call->arena, &notice);
    if (!status)
        *out = notice.state == NOTICE_STATE_RUNNING &&
               call->now < notice.ends_at;
    return status;
}

/* The award of an application that may be objected to now. */
static enum status
find_noticed(struct grants *self, struct call *call, struct uuid id,
        struct award *out)
{
    struct application application;
    bool is_running = false;
    enum status status = find_application(self, call, id, &application);

    if (!status && !application.has_published_at)
        return call_refuse(call, &problem_not_found, "application",
                "there is no such public project");
    if (status)
        return status;
    status = store_find_live_award(self->store, application.rowid, call->arena,
            out);
    if (!status)
        status = is_on_notice(self, call, out, &is_running);
    if ((!status && !is_running) || status == STATUS_NOT_FOUND)
        return call_refuse(call, &problem_not_on_notice, NULL,
                "objections are taken while the notice runs");
    return status;
}

enum status
handle_raise_objection(struct grants *self, struct call *call,
        const struct raise_objection_request *request,
        struct raise_objection_reply *reply)
{
    struct objection_item objection = {
        .objection = call_new_id(call),
        .application = request->application,
        .state = OBJECTION_STATE_RAISED,
        .text = request->text,
        .has_contact = request->has_contact,
        .contact = request->contact,
        .raised_at = call->now,
    };
    struct grants_objection_raised body = { .objection = objection.objection };
    struct award award = { 0 };
    enum status status = find_noticed(self, call, request->application, &award);

    if (!status)
        status = call_next_number(call, "GO", &objection.number);
    if (!status)
        status = store_insert_objection(self->store, &objection, &award);
    if (!status)
        status = change_state(self, call, THING_OBJECTION, objection.objection,
                0, objection.state, STR(""));
    body.number = objection.number;
    body.round = award.round;
    if (!status)
        status = emit_objection_raised(call, request->application, &body, NULL);
    reply->objection_id = objection.objection;
    reply->number = objection.number;
    return status;
}

/* Keep what was found; who reads the log learns the outcome, not the text. */
static enum status
settle(struct grants *self, struct call *call, struct objection *objection,
        enum objection_state to, struct str finding)
{
    struct objection_item *item = &objection->item;
    const struct grants_objection_settled body = {
        .objection = item->objection,
        .number = item->number,
        .round = objection->round,
        .outcome = to,
    };
    enum status status = change_state(self, call, THING_OBJECTION,
            item->objection, item->state, to, STR(""));

    item->state = to;
    item->settled_at = call->now;
    item->finding = finding;
    if (!status)
        status = store_settle_objection(self->store, item);
    if (!status)
        status = emit_objection_settled(call, item->application, &body, NULL);
    return status;
}

static enum status
uphold(struct grants *self, struct call *call,
        const struct objection *objection, struct award *award)
{
    struct str reason =
            arena_printf(call->arena, "objection " STR_FMT " was upheld",
                    STR_ARG(objection->item.number));
    int64_t freed;

    if (!award_holds_money(award))
        return STATUS_OK;
    return saga_cancel(self, call, award, reason, &freed);
}

static enum status
find_objection(struct grants *self, struct call *call, struct uuid id,
        struct objection *out)
{
    enum status status =
            store_find_objection(self->store, id, call->arena, out);

    return status == STATUS_NOT_FOUND
                   ? call_refuse(call, &problem_not_found, "objection",
                             "there is no such objection")
                   : status;
}

enum status
handle_settle_objection(struct grants *self, struct call *call,
        const struct settle_objection_request *request,
        struct settle_objection_reply *reply)
{
    struct objection objection;
    struct award award = { 0 };
    enum status status =
            find_objection(self, call, request->objection, &objection);

    if (!status && request->outcome == OBJECTION_STATE_RAISED)
        return call_refuse(call, &problem_invalid_field, "outcome",
                "upheld, dismissed or withdrawn");
    if (!status)
        status = settle(self, call, &objection, request->outcome,
                request->finding);
    if (!status)
        status = find_award(self, call, objection.award, &award);
    if (!status && request->outcome == OBJECTION_STATE_UPHELD)
        status = uphold(self, call, &objection, &award);
    if (!status)
        status = saga_leave_notice(self, call, &award);
    reply->award_state = award.state;
    return status;
}

/* Whether what followed from a settlement can be taken back. */
static enum status
check_may_reopen(struct call *call, const struct objection *objection,
        const struct award *award)
{
    if (objection->item.state == OBJECTION_STATE_RAISED)
        return call_refuse(call, &problem_objection_is_open, "objection",
                "it waits to be settled");
    if (award->state == AWARD_STATE_CANCELLED)
        return call_refuse(call, &problem_wrong_award_state, "objection",
                "the award was cancelled and its money freed: reconsider the "
                "application, and the council decides anew");
    if (award->state != AWARD_STATE_RESERVED &&
            award->state != AWARD_STATE_ON_NOTICE &&
            award->state != AWARD_STATE_AWAITING_AGREEMENT)
        return call_refuse(call, &problem_wrong_award_state, "objection",
                "the award is %s: take its agreement back first",
                state_name(THING_AWARD, award->state));
    return STATUS_OK;
}

/* The last finding stays until another one takes its place. */
static enum status
reopen(struct grants *self, struct call *call, struct objection *objection,
        struct str reason)
{
    struct objection_item *item = &objection->item;
    const struct grants_objection_reopened body = {
        .objection = item->objection,
        .number = item->number,
        .round = objection->round,
        .reason = reason,
    };
    enum status status = change_state(self, call, THING_OBJECTION,
            item->objection, item->state, OBJECTION_STATE_RAISED, reason);

    item->state = OBJECTION_STATE_RAISED;
    if (!status)
        status = store_reopen_objection(self->store, item->objection);
    if (!status)
        status = emit_objection_reopened(call, item->application, &body, NULL);
    return status;
}

enum status
handle_reopen_objection(struct grants *self, struct call *call,
        const struct reopen_objection_request *request,
        struct reopen_objection_reply *reply)
{
    struct objection objection;
    struct award award = { 0 };
    enum status status =
            find_objection(self, call, request->objection, &objection);

    if (!status)
        status = find_award(self, call, objection.award, &award);
    if (!status)
        status = check_may_reopen(call, &objection, &award);
    if (!status)
        status = reopen(self, call, &objection, request->reason);
    if (!status)
        status = saga_return_to_notice(self, call, &award, request->reason);
    reply->state = objection.item.state;
    reply->award_state = award.state;
    return status;
}

/* Who objected is not for those whom it is about. */
static void
hide_contacts(struct objection_item *items, size_t count)
{
    for (size_t i = 0; i < count; i++)
        items[i].has_contact = false;
}

enum status
handle_list_objections(struct grants *self, struct call *call,
        const struct list_objections_request *request,
        struct list_objections_reply *reply)
{
    const struct objection_filter filter = {
        .has_round = request->has_round,
        .round = request->round,
        .has_application = request->has_application,
        .application = request->application,
        .state = request->state,
        .viewer = viewer_of(call),
    };
    struct page page;
    struct rows rows = { 0 };
    enum status status = page_begin(call, request, &page);

    if (!status)
        status = store_list_objections(self->store, &filter, &page, call->arena,
                &rows);
    if (!filter.viewer.sees_all)
        hide_contacts(rows.items, rows.count);
    reply->items = rows.items;
    reply->items_count = rows.count;
    for (size_t i = 0; i < rows.count; i++)
        if (reply->items[i].has_contact)
            disclosure_note(call, reply->items[i].objection);
    page_end(call, reply, &page);
    return status;
}

/* Staff name the one or the other: ids are not of both. */
enum status
handle_erase_contact(struct grants *self, struct call *call,
        const struct erase_contact_request *request,
        struct erase_contact_reply *reply)
{
    const struct grants_contact_erased event = { .reason = request->reason };
    enum status status =
            store_forget_application_contact(self->store, request->subject);

    (void)reply;
    if (status == STATUS_NOT_FOUND)
        status = store_forget_objection_contact(self->store, request->subject);
    if (status == STATUS_NOT_FOUND)
        return call_refuse(call, &problem_not_found, "subject",
                "there is no such application or objection");
    return status ? status
                  : emit_contact_erased(call, request->subject, &event, NULL);
}
