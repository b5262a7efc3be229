/* What the registry does with the events of others. */
#include "registry.h"

#include "base/clock.h"
#include "base/hub.h"

/* Grants: a track record of each organisation, and projects in search. */

enum status
on_grants_project_published(struct registry *self, struct call *call,
        const struct foreign_event *event,
        const struct grants_project_published *body)
{
    const struct track track = {
        .project = event->subject,
        .organisation = body->organisation,
        .title = body->title,
        .at = event->at,
    };
    enum status status = store_put_track(self->tracks, &track, true);

    return status ? status
                  : index_name(self, call, SEARCH_TYPE_PROJECT, event->subject,
                            body->title);
}

enum status
on_grants_project_withdrawn(struct registry *self, struct call *call,
        const struct foreign_event *event,
        const struct grants_project_withdrawn *body)
{
    enum status status =
            store_withdraw_track(self->tracks, event->subject, event->at);

    (void)call;
    (void)body;
    return status ? status
                  : store_remove_search_entry(self->searches, event->subject);
}

enum status
on_grants_award_changed(struct registry *self, struct call *call,
        const struct foreign_event *event,
        const struct grants_award_changed *body)
{
    const struct track track = {
        .project = body->application,
        .organisation = body->organisation,
        .title = body->title,
        .at = event->at,
    };

    (void)call;
    return store_put_track_award(self->tracks, &track, event->subject,
            body->state, body->amount);
}

/*
 * The registries below: their own word on what they are, and the names of
 * their organisations. Those above: what they changed of us, not of others.
 */

static bool
is_from_above(const struct call *call, const struct foreign_event *event)
{
    return hub_is_within(call->hub, event->hub);
}

static bool
has_a_say(const struct call *call, const struct foreign_event *event,
        struct str hub)
{
    if (is_from_above(call, event))
        return str_equal(hub, call->hub);
    return hub_is_within(hub, event->hub);
}

static enum status
is_known_period(struct registry *self, struct call *call,
        const struct hub_row *hub, const struct registry_hub_changed *body,
        bool *out)
{
    struct hub_period period;
    enum status status = store_find_period(self->hubs, hub->rowid, body->from,
            call->arena, &period);

    *out = !status && period.from == body->from && period.kind == body->kind &&
           period.status == body->status && str_equal(period.name, body->name);
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

static enum status
keep_period(struct registry *self, struct call *call, struct hub_row *hub,
        const struct registry_hub_changed *body)
{
    const struct hub_period period = {
        .from = body->from,
        .name = body->name,
        .kind = body->kind,
        .status = body->status,
    };
    enum status status = store_put_period(self->hubs, hub->rowid, &period);

    return status ? status : index_hub(self, call, body->hub, body->name);
}

static enum status
insert_hub(struct registry *self, const struct foreign_event *event,
        const struct registry_hub_changed *body, struct hub_row *out)
{
    *out = (struct hub_row){
        .id = event->subject,
        .hub = body->hub,
        .has_parent = body->has_parent,
        .parent = body->parent,
        .division = body->division,
    };
    return store_insert_hub(self->hubs, out);
}

enum status
on_registry_hub_changed(struct registry *self, struct call *call,
        const struct foreign_event *event,
        const struct registry_hub_changed *body)
{
    struct hub_row hub;
    bool is_known = false;
    enum status status;

    if (!has_a_say(call, event, body->hub))
        return STATUS_OK;
    status = store_find_hub(self->hubs, body->hub, call->arena, &hub);
    if (status == STATUS_NOT_FOUND)
        status = insert_hub(self, event, body, &hub);
    if (!status)
        status = is_known_period(self, call, &hub, body, &is_known);
    if (!status && !is_known)
        status = keep_period(self, call, &hub, body);
    if (!status && body->division.len > 0 &&
            !str_equal(body->division, hub.division)) {
        hub.division = body->division;
        status = store_set_division(self->hubs, &hub);
        is_known = false;
    }
    /* Our other services listen to us, not to the hub above. */
    if (!status && !is_known && is_from_above(call, event))
        status = emit_hub_changed(call, hub.id, body, NULL);
    return status;
}

/* A hub that we recorded before it had a store of its own stays as it is. */
enum status
on_registry_hub_added(struct registry *self, struct call *call,
        const struct foreign_event *event,
        const struct registry_hub_added *body)
{
    const struct registry_hub_changed same = {
        .hub = body->hub,
        .name = body->name,
        .kind = body->kind,
        .has_parent = body->has_parent,
        .parent = body->parent,
        .status = body->status,
        .from = body->from,
        .division = body->division,
    };
    struct hub_row hub;
    enum status status =
            store_find_hub(self->hubs, body->hub, call->arena, &hub);

    if (status != STATUS_NOT_FOUND)
        return status;
    return on_registry_hub_changed(self, call, event, &same);
}

static enum status
keep_name(struct registry *self, struct call *call,
        const struct foreign_event *event, struct str name)
{
    const struct search_entry entry = {
        .id = event->subject,
        .type = SEARCH_TYPE_ORGANISATION,
        .hub = event->hub,
        .name = name,
    };

    if (is_from_above(call, event))
        return STATUS_OK;
    return store_put_search_entry(self->searches, call->arena, &entry);
}

enum status
on_registry_organisation_registered(struct registry *self, struct call *call,
        const struct foreign_event *event,
        const struct registry_organisation_registered *body)
{
    return keep_name(self, call, event, body->name);
}

enum status
on_registry_organisation_changed(struct registry *self, struct call *call,
        const struct foreign_event *event,
        const struct registry_organisation_changed *body)
{
    return keep_name(self, call, event, body->name);
}
