/* The panel and its conflicts, in the order of schemas/grants.yaml. */
#include "change.h"
#include "lapse.h"
#include "review.h"

/* Who reviews is an account of this hub or one above, and may. */
static enum status
check_reviewer(struct grants *self, struct call *call, struct uuid account)
{
    struct known_account known = { 0 };
    enum status status =
            store_find_account(self->store, account, call->hub, &known);

    if (!status && !known.is_known)
        return call_refuse(call, &problem_no_such_reviewer, "account",
                "there is no such account");
    if (!status && !known.may_review)
        return call_refuse(call, &problem_no_such_reviewer, "account",
                "the account holds no role of reviewer here");
    return status;
}

enum status
handle_appoint_reviewer(struct grants *self, struct call *call,
        const struct appoint_reviewer_request *request,
        struct appoint_reviewer_reply *reply)
{
    const struct grants_reviewer_appointed body = {
        .account = request->account,
        .is_chair = request->has_is_chair && request->is_chair,
    };
    struct round round;
    enum status status = find_round(self, call, request->round, &round);

    if (!status && round.has_panel_closed_at)
        status = check_panel_open(call, &round);
    if (!status && (round.state == ROUND_STATE_FINISHED ||
                           round.state == ROUND_STATE_CANCELLED))
        return call_refuse(call, &problem_wrong_round_state, NULL,
                "the round is finished or cancelled");
    if (!status)
        status = check_reviewer(self, call, request->account);
    if (!status)
        status = store_insert_reviewer(self->store, round.rowid,
                request->account, body.is_chair, call->now);
    if (!status)
        status = lapse_uninvited(self, call, &round, &reply->voided);
    if (!status)
        status = emit_reviewer_appointed(call, round.id, &body, NULL);
    return status;
}

enum status
handle_dismiss_reviewer(struct grants *self, struct call *call,
        const struct dismiss_reviewer_request *request,
        struct dismiss_reviewer_reply *reply)
{
    const struct grants_reviewer_dismissed body = {
        .account = request->account,
        .reason = request->reason,
    };
    struct round round;
    enum status status = find_round(self, call, request->round, &round);

    if (!status && round.has_panel_closed_at)
        status = check_panel_open(call, &round);
    if (!status)
        status = store_dismiss_reviewer(self->store, round.rowid,
                request->account, call->now);
    if (status == STATUS_NOT_FOUND)
        return call_refuse(call, &problem_not_found, "account",
                "not on the panel of this round");
    if (!status)
        status = store_delete_assignments(self->store, round.rowid,
                request->account);
    if (!status)
        status = lapse_reviewer(self, call, &round, request->account,
                &reply->voided);
    if (!status)
        status = emit_reviewer_dismissed(call, round.id, &body, NULL);
    return status;
}

static enum status
tell_assignment(struct call *call, const struct application *application,
        struct uuid account, bool is_assigned, struct str reason)
{
    const struct grants_reviewer_assigned body = {
        .round = application->round,
        .account = account,
        .is_assigned = is_assigned,
        .has_reason = reason.len > 0,
        .reason = reason,
    };

    return emit_reviewer_assigned(call, application->id, &body, NULL);
}

enum status
handle_assign_reviewer(struct grants *self, struct call *call,
        const struct assign_reviewer_request *request,
        struct assign_reviewer_reply *reply)
{
    struct application application;
    struct round round;
    enum status status =
            find_application(self, call, request->application, &application);

    if (!status)
        status = find_round(self, call, application.round, &round);
    if (!status)
        status = check_panel_open(call, &round);
    if (!status)
        status = check_on_panel(self, call, &round, request->account);
    if (!status && application.state == APPLICATION_STATE_DRAFT)
        status = call_refuse(call, &problem_wrong_application_state, NULL,
                "it was not submitted");
    if (!status)
        status = check_impartial(self, call, &application, request->account);
    if (!status)
        status = store_insert_assignment(self->store, application.rowid,
                request->account, call->now);
    if (!status)
        status = lapse_uninvited(self, call, &round, &reply->voided);
    if (!status)
        status = tell_assignment(call, &application, request->account, true,
                STR(""));
    return status;
}

enum status
handle_unassign_reviewer(struct grants *self, struct call *call,
        const struct unassign_reviewer_request *request,
        struct unassign_reviewer_reply *reply)
{
    struct application application;
    struct round round;
    enum status status =
            find_application(self, call, request->application, &application);

    if (!status)
        status = find_round(self, call, application.round, &round);
    if (!status)
        status = check_panel_open(call, &round);
    if (!status)
        status = store_delete_assignment(self->store, application.rowid,
                request->account);
    if (status == STATUS_NOT_FOUND && !call->refusal.problem)
        return call_refuse(call, &problem_not_found, "account",
                "not assigned to this application");
    if (!status)
        status = lapse_uninvited(self, call, &round, &reply->voided);
    if (!status)
        status = tell_assignment(call, &application, request->account, false,
                request->reason);
    return status;
}

/* As many as a panel may have. */
enum { REVIEWERS_MAX = 200 };

enum status
handle_list_assignments(struct grants *self, struct call *call,
        const struct list_assignments_request *request,
        struct list_assignments_reply *reply)
{
    struct application application;
    struct page page;
    struct rows rows = { 0 };
    enum status status = short_page_begin(call, request, REVIEWERS_MAX, &page);

    if (!status)
        status = find_seen_application(self, call, request->application,
                &application);
    if (!status)
        status = store_list_assignments(self->store, application.rowid,
                call->arena, &rows);
    rows_cut(&rows, sizeof(*reply->items), &page);
    reply->items = rows.items;
    reply->items_count = rows.count;
    page_end(call, reply, &page);
    return status;
}

enum status
handle_get_panel(struct grants *self, struct call *call,
        const struct get_panel_request *request, struct get_panel_reply *reply)
{
    struct round round;
    struct page page;
    struct rows rows = { 0 };
    enum status status = short_page_begin(call, request, REVIEWERS_MAX, &page);

    if (!status)
        status = find_round(self, call, request->round, &round);
    if (!status)
        status = store_list_panel(self->store, round.rowid, call->arena, &rows);
    if (status)
        return status;
    rows_cut(&rows, sizeof(*reply->items), &page);
    *reply = (struct get_panel_reply){
        .items = rows.items,
        .items_count = rows.count,
        .members = rows.items,
        .members_count = rows.count,
        .is_closed = round.has_panel_closed_at,
        .has_closed_at = round.has_panel_closed_at,
        .closed_at = round.panel_closed_at,
    };
    page_end(call, reply, &page);
    return STATUS_OK;
}

enum status
handle_list_review_rounds(struct grants *self, struct call *call,
        const struct list_review_rounds_request *request,
        struct list_review_rounds_reply *reply)
{
    struct page page;
    struct rows rows = { 0 };
    enum status status = page_begin(call, request, &page);

    if (!status)
        status = store_list_review_rounds(self->store, call->actor->account,
                &page, call->arena, &rows);
    reply->items = rows.items;
    reply->items_count = rows.count;
    page_end(call, reply, &page);
    return status;
}

enum status
handle_list_reviews(struct grants *self, struct call *call,
        const struct list_reviews_request *request,
        struct list_reviews_reply *reply)
{
    struct round round;
    struct page page;
    struct rows rows = { 0 };
    enum status status = page_begin(call, request, &page);

    if (!status)
        status = find_seen_round(self, call, request->round, &round);
    if (!status && !call_has_role(call, ROLE_SUPERVISOR))
        status = check_on_panel(self, call, &round, call->actor->account);
    if (!status)
        status = store_list_reviews(self->store, &round, call->actor->account,
                &page, call->arena, &rows);
    reply->items = rows.items;
    reply->items_count = rows.count;
    page_end(call, reply, &page);
    return status;
}

/* One who declares a conflict has nothing more to say of the application. */
static enum status
declare(struct grants *self, struct call *call,
        const struct application *application,
        const struct conflict_item *conflict)
{
    const struct grants_conflict_declared body = {
        .round = application->round,
        .conflict = conflict->conflict,
        .reviewer = conflict->reviewer,
    };
    enum status status =
            store_insert_conflict(self->store, application->rowid, conflict);

    if (!status)
        status = emit_conflict_declared(call, application->id, &body, NULL);
    if (!status)
        status = lapse_sheet(self, call, application, conflict->reviewer);
    return status;
}

enum status
handle_declare_conflict(struct grants *self, struct call *call,
        const struct declare_conflict_request *request,
        struct declare_conflict_reply *reply)
{
    const struct conflict_item conflict = {
        .conflict = call_new_id(call),
        .reviewer = call->actor->account,
        .reason = request->reason,
        .declared_at = call->now,
    };
    struct application application;
    struct round round;
    bool has_conflict = false;
    enum status status =
            find_application(self, call, request->application, &application);

    if (!status)
        status = find_round(self, call, application.round, &round);
    if (!status)
        status = check_panel_open(call, &round);
    if (!status)
        status = check_on_panel(self, call, &round, conflict.reviewer);
    if (!status && application.state == APPLICATION_STATE_DRAFT)
        return call_refuse(call, &problem_not_found, "application",
                "there is no such application");
    if (!status)
        status = store_has_conflict(self->store, application.rowid,
                conflict.reviewer, &has_conflict);
    if (!status && has_conflict)
        return call_refuse(call, &problem_conflict_declared, NULL,
                "it was declared already");
    if (!status)
        status = declare(self, call, &application, &conflict);
    reply->conflict_id = conflict.conflict;
    return status;
}

enum status
handle_lift_conflict(struct grants *self, struct call *call,
        const struct lift_conflict_request *request,
        struct lift_conflict_reply *reply)
{
    struct grants_conflict_lifted body = { .conflict = request->conflict };
    struct conflict_item conflict;
    struct application application;
    struct round round;
    enum status status = store_find_conflict(self->store, request->conflict,
            call->arena, &conflict);

    (void)reply;
    if (status == STATUS_NOT_FOUND || (!status && conflict.has_lifted_at))
        return call_refuse(call, &problem_not_found, "conflict",
                "there is no such conflict");
    if (!status)
        status = find_application(self, call, conflict.application,
                &application);
    if (!status)
        status = find_round(self, call, application.round, &round);
    if (!status)
        status = check_panel_open(call, &round);
    if (!status)
        status = store_lift_conflict(self->store, conflict.conflict,
                request->reason, call->now);
    body.round = application.round;
    body.reviewer = conflict.reviewer;
    if (!status)
        status = emit_conflict_lifted(call, application.id, &body, NULL);
    return status;
}

enum status
handle_list_conflicts(struct grants *self, struct call *call,
        const struct list_conflicts_request *request,
        struct list_conflicts_reply *reply)
{
    struct round round;
    struct page page;
    struct rows rows = { 0 };
    enum status status = page_begin(call, request, &page);

    if (!status)
        status = find_round(self, call, request->round, &round);
    if (!status)
        status = store_list_conflicts(self->store, round.rowid, &page,
                call->arena, &rows);
    reply->items = rows.items;
    reply->items_count = rows.count;
    page_end(call, reply, &page);
    return status;
}
