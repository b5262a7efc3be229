/* What we do with the events of registry. */
#include "fundraising.h"

#include "base/hub.h"
#include "store_project.h"

enum status
on_registry_organisation_registered(struct fundraising *self, struct call *call,
        const struct foreign_event *event,
        const struct registry_organisation_registered *body)
{
    struct organisation organisation = { event->subject, body->name,
        body->kind };

    if (!str_equal(event->hub, call->hub))
        return STATUS_OK;
    return store_put_organisation(self, &organisation);
}

enum status
on_registry_organisation_changed(struct fundraising *self, struct call *call,
        const struct foreign_event *event,
        const struct registry_organisation_changed *body)
{
    struct organisation organisation = { event->subject, body->name,
        body->kind };

    if (!str_equal(event->hub, call->hub))
        return STATUS_OK;
    return store_put_organisation(self, &organisation);
}

/* A registry speaks of its own hub, which so is there, and its branches. */
static enum status
learn_hub(struct fundraising *self, struct call *call,
        const struct foreign_event *event, struct str hub)
{
    if (!hub_is_within(hub, event->hub) || !hub_is_below(hub, call->hub))
        return STATUS_OK;
    return store_put_hub(self, hub);
}

enum status
on_registry_hub_added(struct fundraising *self, struct call *call,
        const struct foreign_event *event,
        const struct registry_hub_added *body)
{
    return learn_hub(self, call, event, body->hub);
}

/* A closed hub stays known: gifts on its paper lists may come late. */
enum status
on_registry_hub_changed(struct fundraising *self, struct call *call,
        const struct foreign_event *event,
        const struct registry_hub_changed *body)
{
    return learn_hub(self, call, event, body->hub);
}
