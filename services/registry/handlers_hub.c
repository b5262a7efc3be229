/* The tree of hubs and who operates them. */
#include "registry.h"

#include "base/clock.h"
#include "base/hub.h"

enum status
handle_list_hubs(struct registry *self, struct call *call,
        const struct list_hubs_request *request, struct list_hubs_reply *reply)
{
    const struct hub_filter filter = {
        .day = request->has_as_of ? request->as_of : date_of(call->now),
        .after = request->has_cursor ? request->cursor : STR(""),
        .kind = request->kind,
        .status = request->status,
        .limit = request->has_limit ? (size_t)request->limit : 200,
    };
    enum status status = check_hub_cursor(call, filter.after);

    if (!status)
        status = store_list_hubs(self->hubs, &filter, call->arena,
                &reply->items, &reply->items_count);
    if (status || reply->items_count <= filter.limit)
        return status;
    reply->items_count = filter.limit;
    reply->has_next_cursor = true;
    reply->next_cursor = reply->items[filter.limit - 1].hub;
    return STATUS_OK;
}

enum status
handle_get_hub(struct registry *self, struct call *call,
        const struct get_hub_request *request, struct get_hub_reply *reply)
{
    struct hub_row hub;
    struct hub_period now;
    enum status status =
            find_hub(self, call, request->has_branch, request->branch, &hub);

    if (!status)
        status = store_list_periods(self->hubs, hub.rowid, call->arena,
                &reply->history, &reply->history_count);
    if (!status)
        status = store_list_contracts(self->hubs, hub.rowid, call->arena,
                &reply->operators, &reply->operators_count);
    if (!status)
        status = store_find_period(self->hubs, hub.rowid, date_of(call->now),
                call->arena, &now);
    if (status == STATUS_NOT_FOUND &&
            reply->history_count > 0) { /* it begins later */
        now = reply->history[0];
        status = STATUS_OK;
    }
    if (status)
        return status;
    reply->hub_id = hub.id;
    reply->hub = hub.hub;
    reply->name = now.name;
    reply->kind = now.kind;
    reply->has_parent = hub.has_parent;
    reply->parent = hub.parent;
    reply->status = now.status;
    reply->division = hub.division;
    return STATUS_OK;
}

/* The branch must be new and its name one label below ours. */
static enum status
check_place(struct registry *self, struct call *call, struct str branch)
{
    struct hub_row own;
    struct hub_period now = { 0 };
    enum status status;

    if (!hub_is_branch_of(branch, call->hub))
        return call_refuse(call, &problem_hub_not_below, "branch",
                STR_FMT ".<name>", STR_ARG(call->hub));
    status = find_hub(self, call, false, STR(""), &own);
    if (!status)
        status = store_find_period(self->hubs, own.rowid, date_of(call->now),
                call->arena, &now);
    if (status)
        return status;
    if (now.status != HUB_STATUS_OPEN)
        return call_refuse(call, &problem_hub_not_open, NULL,
                "this hub is closed");
    return STATUS_OK;
}

static enum status
publish_added(struct call *call, const struct hub_row *hub,
        const struct hub_period *period)
{
    const struct registry_hub_added event = {
        .hub = hub->hub,
        .name = period->name,
        .kind = period->kind,
        .has_parent = hub->has_parent,
        .parent = hub->parent,
        .status = period->status,
        .from = period->from,
        .division = hub->division,
    };

    return emit_hub_added(call, hub->id, &event, NULL);
}

/* Its first period; the reply's id follows from the name. */
enum status
add_hub(struct registry *self, struct call *call, struct hub_row *hub,
        const struct hub_period *period)
{
    enum status status;

    hub->id = hub_id(hub->hub);
    hub->parent = hub_parent(hub->hub);
    hub->has_parent = hub->parent.len > 0;
    hub->is_recorded = true;
    status = store_record_hub(self->hubs, hub);
    if (status == STATUS_NOT_FOUND)
        status = store_insert_hub(self->hubs, hub);
    if (status == STATUS_CONFLICT)
        return call_refuse(call, &problem_hub_exists, "branch",
                "there is a hub " STR_FMT, STR_ARG(hub->hub));
    if (!status)
        status = store_put_period(self->hubs, hub->rowid, period);
    if (!status)
        status = index_hub(self, call, hub->hub, period->name);
    return status ? status : publish_added(call, hub, period);
}

enum status
handle_add_hub(struct registry *self, struct call *call,
        const struct add_hub_request *request, struct add_hub_reply *reply)
{
    struct hub_row hub = {
        .hub = request->branch,
        .division = request->has_division ? request->division : STR(""),
    };
    const struct hub_period period = {
        .from = request->has_from ? request->from : date_of(call->now),
        .name = request->name,
        .kind = request->kind,
        .status = HUB_STATUS_OPEN,
        .reason = request->has_reason ? request->reason : STR(""),
    };
    enum status status = check_place(self, call, request->branch);

    if (!status)
        status = add_hub(self, call, &hub, &period);
    reply->hub_id = hub.id;
    return status;
}

/* Changes */

static bool
apply_change(struct hub_period *period,
        const struct change_hub_request *request)
{
    struct hub_period before = *period;

    if (request->has_name)
        period->name = request->name;
    if (request->has_kind)
        period->kind = request->kind;
    if (request->has_status)
        period->status = request->status;
    return !str_equal(before.name, period->name) ||
           before.kind != period->kind || before.status != period->status;
}

static enum status
check_branches(struct registry *self, struct call *call,
        const struct hub_row *hub, const struct hub_period *period)
{
    bool has_branch = false;
    enum status status = STATUS_OK;

    if (period->status == HUB_STATUS_CLOSED)
        status = store_has_open_branch(self->hubs, hub->hub, period->from,
                &has_branch);
    if (has_branch)
        return call_refuse(call, &problem_hub_has_branches, "status",
                "close its branches first");
    return status;
}

static enum status
publish_changed(struct call *call, const struct hub_row *hub,
        const struct hub_period *period)
{
    const struct registry_hub_changed event = {
        .hub = hub->hub,
        .name = period->name,
        .kind = period->kind,
        .has_parent = hub->has_parent,
        .parent = hub->parent,
        .status = period->status,
        .from = period->from,
        .division = hub->division,
    };

    return emit_hub_changed(call, hub->id, &event, NULL);
}

/* The last period there is; a change must not lie before it. */
static enum status
find_last_period(struct registry *self, struct call *call,
        const struct hub_row *hub, int64_t from, struct hub_period *out)
{
    enum status status = store_find_period(self->hubs, hub->rowid, INT64_MAX,
            call->arena, out);
    char day[DATE_TEXT_SIZE];

    if (status || from >= out->from)
        return status;
    date_format(out->from, day);
    return call_refuse(call, &problem_change_out_of_order, "from",
            "the last change took effect on %s", day);
}

static enum status
begin_period(struct registry *self, struct call *call,
        const struct hub_row *hub, struct hub_period *period, int64_t from,
        struct str reason)
{
    enum status status;

    period->from = from;
    period->reason = reason;
    status = check_branches(self, call, hub, period);
    if (!status)
        status = store_put_period(self->hubs, hub->rowid, period);
    return status ? status : index_hub(self, call, hub->hub, period->name);
}

/* Where a hub lies has no date: one that was mistyped was never right. */
static enum status
correct_division(struct registry *self,
        const struct change_hub_request *request, struct hub_row *hub,
        bool *changes)
{
    *changes = request->has_division &&
               !str_equal(request->division, hub->division);
    if (!*changes)
        return STATUS_OK;
    hub->division = request->division;
    return store_set_division(self->hubs, hub);
}

enum status
handle_change_hub(struct registry *self, struct call *call,
        const struct change_hub_request *request,
        struct change_hub_reply *reply)
{
    int64_t from = request->has_from ? request->from : date_of(call->now);
    bool changes_division = false;
    struct hub_period period;
    struct hub_row hub;
    enum status status =
            find_hub(self, call, request->has_branch, request->branch, &hub);

    (void)reply;
    if (!status)
        status = correct_division(self, request, &hub, &changes_division);
    if (!status)
        status = find_last_period(self, call, &hub, from, &period);
    if (status)
        return status;
    if (apply_change(&period, request))
        status = begin_period(self, call, &hub, &period, from, request->reason);
    else if (!changes_division)
        return call_refuse(call, &problem_nothing_to_change, NULL,
                "the hub is like that already");
    if (!status)
        status = note_reason(self, call, hub.id, "change_hub", request->reason);
    return status ? status : publish_changed(call, &hub, &period);
}

/* Operators */

static enum status
publish_contract(struct call *call, struct str hub,
        const struct contract_row *contract)
{
    const struct operator_contract *c = &contract->entry;
    const struct registry_hub_operator_changed event = {
        .hub = hub,
        .owner_authority = c->owner_authority,
        .operator_name = c->operator_name,
        .has_organisation = c->has_organisation,
        .organisation = c->organisation,
        .method = c->method,
        .from = c->from,
        .has_to = c->has_to,
        .to = c->to,
        .is_withdrawn = contract->is_withdrawn,
    };

    return emit_hub_operator_changed(call, c->contract, &event, NULL);
}

/* A hub has one operator at a time: the one before ends the day before. */
static enum status
end_last_contract(struct registry *self, struct call *call,
        const struct hub_row *hub, int64_t from)
{
    struct contract_row last;
    enum status status = store_find_last_contract(self->hubs, hub->rowid,
            call->arena, &last);

    if (status)
        return status == STATUS_NOT_FOUND ? STATUS_OK : status;
    if (last.entry.from >= from)
        return call_refuse(call, &problem_contract_overlaps, "from",
                "withdraw the later contract first");
    if (last.entry.has_to && last.entry.to < from)
        return STATUS_OK;
    last.entry.has_to = true;
    last.entry.to = from - 1;
    status = store_end_contract(self->hubs, last.entry.contract, last.entry.to);
    return status ? status : publish_contract(call, hub->hub, &last);
}

static struct contract_row
contract_of(const struct set_hub_operator_request *request)
{
    return (struct contract_row){
        .entry = {
            .owner_authority = request->owner_authority,
            .operator_name = request->operator_name,
            .has_organisation = request->has_organisation,
            .organisation = request->organisation,
            .method = request->method,
            .has_governance_model = request->has_governance_model,
            .governance_model = request->governance_model,
            .from = request->from,
            .has_to = request->has_to,
            .to = request->to,
            .has_fee = request->has_fee,
            .fee = request->fee,
        },
    };
}

enum status
handle_set_hub_operator(struct registry *self, struct call *call,
        const struct set_hub_operator_request *request,
        struct set_hub_operator_reply *reply)
{
    struct contract_row contract = contract_of(request);
    struct organisation organisation;
    struct hub_row hub;
    enum status status;

    if (request->has_to && request->to < request->from)
        return call_refuse(call, &problem_dates_reversed, "to",
                "not before the contract begins");
    status = find_hub(self, call, request->has_branch, request->branch, &hub);
    if (!status && request->has_organisation)
        status = find_organisation(self, call, request->organisation,
                "organisation", &organisation);
    if (!status)
        status = end_last_contract(self, call, &hub, request->from);
    if (status)
        return status;
    contract.hub = hub.rowid;
    contract.entry.contract = call_new_id(call);
    reply->contract = contract.entry.contract;
    status = store_insert_contract(self->hubs, &contract);
    if (!status && request->has_reason)
        status = note_reason(self, call, reply->contract, "set_hub_operator",
                request->reason);
    return status ? status : publish_contract(call, hub.hub, &contract);
}

enum status
handle_withdraw_hub_operator(struct registry *self, struct call *call,
        const struct withdraw_hub_operator_request *request,
        struct withdraw_hub_operator_reply *reply)
{
    struct contract_row contract;
    struct str hub;
    enum status status = store_find_contract(self->hubs, request->contract,
            call->arena, &contract, &hub);

    (void)reply;
    if (!status)
        status = store_withdraw_contract(self->hubs, request->contract);
    if (status == STATUS_NOT_FOUND)
        return call_refuse(call, &problem_not_found, "contract",
                "no such contract, or withdrawn before");
    if (!status)
        status = note_reason(self, call, request->contract,
                "withdraw_hub_operator", request->reason);
    contract.is_withdrawn = true;
    return status ? status : publish_contract(call, hub, &contract);
}
