/*
 * Hubs below that have a gateway of their own: invited by a one-time key,
 * enrolled with one of theirs, which is pinned. The gateway reads the list and
 * lets nobody else in; it says who speaks, as service "link" of that hub.
 */
#include "registry.h"

#include "base/clock.h"
#include "base/hub.h"

enum { CODE_HOURS = 24, OVERLAP_HOURS = 24 };

static enum status
put_link(struct registry *self, struct call *call, struct hub_link *link)
{
    const struct registry_hub_link_changed event = {
        .hub = link->hub,
        .state = link->state,
    };
    enum status status;

    link->changed_at = call->now;
    status = store_put_link(self->links, link);
    return status ? status
                  : emit_hub_link_changed(call, hub_id(link->hub), &event,
                            NULL);
}

/* One that is linked stays so until the invited one has come. */
enum status
handle_invite_hub(struct registry *self, struct call *call,
        const struct invite_hub_request *request,
        struct invite_hub_reply *reply)
{
    const int64_t hours =
            request->has_valid_hours ? request->valid_hours : CODE_HOURS;
    struct hub_link link = { 0 };
    enum status status;

    if (str_equal(request->branch, call->hub) ||
            !hub_is_within(request->branch, call->hub))
        return call_refuse(call, &problem_hub_not_below, "branch",
                STR_FMT ".<name>", STR_ARG(call->hub));
    status = store_find_link(self->links, request->branch, call->arena, &link);
    if (status && status != STATUS_NOT_FOUND)
        return status;
    if (status || link.state != LINK_STATE_LINKED)
        link.state = LINK_STATE_INVITED;
    link.hub = request->branch;
    link.has_code_key = link.has_code_until = true;
    link.code_key = request->key;
    link.code_until = call->now + hours * HOUR_MS;
    reply->until = link.code_until;
    return put_link(self, call, &link);
}

/* The link of the hub that speaks. */
static enum status
find_own_link(struct registry *self, struct call *call, struct hub_link *out)
{
    return store_find_link(self->links, call->actor->home_hub, call->arena,
            out);
}

enum status
handle_enrol_hub(struct registry *self, struct call *call,
        const struct enrol_hub_request *request, struct enrol_hub_reply *reply)
{
    struct hub_link link;
    enum status status = find_own_link(self, call, &link);

    (void)reply;
    if (status == STATUS_NOT_FOUND ||
            (!status && (!link.has_code_until || link.code_until <= call->now)))
        return call_refuse(call, &problem_not_invited, NULL,
                "ask the hub above for a new code");
    if (status)
        return status;
    link = (struct hub_link){
        .hub = link.hub,
        .state = LINK_STATE_LINKED,
        .has_key = true,
        .key = request->key,
    };
    return put_link(self, call, &link);
}

static enum status
refuse_unlinked(struct call *call)
{
    return call_refuse(call, &problem_not_linked, "branch",
            "no such hub is linked to " STR_FMT, STR_ARG(call->hub));
}

enum status
handle_replace_link_key(struct registry *self, struct call *call,
        const struct replace_link_key_request *request,
        struct replace_link_key_reply *reply)
{
    struct hub_link link;
    enum status status = find_own_link(self, call, &link);

    if (status == STATUS_NOT_FOUND ||
            (!status && link.state != LINK_STATE_LINKED))
        return refuse_unlinked(call);
    if (status)
        return status;
    link.has_previous_key = link.has_previous_until = true;
    link.previous_key = link.key;
    link.previous_until = call->now + OVERLAP_HOURS * HOUR_MS;
    link.key = request->key;
    reply->previous_until = link.previous_until;
    return put_link(self, call, &link);
}

enum status
handle_revoke_link(struct registry *self, struct call *call,
        const struct revoke_link_request *request,
        struct revoke_link_reply *reply)
{
    struct hub_link link;
    enum status status =
            store_find_link(self->links, request->branch, call->arena, &link);

    (void)reply;
    if (status == STATUS_NOT_FOUND ||
            (!status && link.state == LINK_STATE_REVOKED))
        return refuse_unlinked(call);
    if (status)
        return status;
    link = (struct hub_link){
        .hub = link.hub,
        .state = LINK_STATE_REVOKED,
    };
    status = put_link(self, call, &link);
    return status ? status
                  : note_reason(self, call, hub_id(link.hub), "revoke_link",
                            request->reason);
}

enum status
handle_list_links(struct registry *self, struct call *call,
        const struct list_links_request *request,
        struct list_links_reply *reply)
{
    const size_t limit = request->has_limit ? (size_t)request->limit : 200;
    const struct str after = request->has_cursor ? request->cursor : STR("");
    enum status status = check_hub_cursor(call, after);

    if (!status)
        status = store_list_links(self->links, after, limit, call->arena,
                &reply->items, &reply->items_count);
    if (status || reply->items_count <= limit)
        return status;
    reply->items_count = limit;
    reply->has_next_cursor = true;
    reply->next_cursor = reply->items[limit - 1].hub;
    return STATUS_OK;
}
