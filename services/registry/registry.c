#include "registry.h"

#include "base/folding.h"
#include "base/hub.h"
#include "figures.h"

#include <stdlib.h>

extern const struct migration registry_migrations[];

static const char *const series[] = { "SF", NULL };

const struct service registry_service = {
    .schema = &registry_schema,
    .migrations = registry_migrations,
    .sealed = registry_sealed,
    .personal = registry_personal,
    .series = series,
    .open = registry_open,
    .close = registry_close,
    .found = registry_found,
    .roll_up = figures_roll_up,
};

enum status
registry_open(void **self, struct db *db)
{
    struct registry *registry = calloc(1, sizeof(*registry));

    if (!registry)
        return STATUS_INTERNAL;
    registry->hubs = store_hub_open(db);
    registry->links = store_link_open(db);
    registry->organisations = store_organisation_open(db);
    registry->people = store_person_open(db);
    registry->figures = store_figure_open(db);
    registry->findings = store_finding_open(db);
    registry->accounts = store_account_open(db);
    registry->searches = store_search_open(db);
    registry->tracks = store_track_open(db);
    throttle_init(&registry->throttle);
    *self = registry;
    return STATUS_OK;
}

void
registry_close(void *self)
{
    struct registry *registry = self;

    queries_close(registry->tracks);
    queries_close(registry->searches);
    queries_close(registry->accounts);
    queries_close(registry->findings);
    queries_close(registry->figures);
    queries_close(registry->people);
    queries_close(registry->organisations);
    queries_close(registry->links);
    queries_close(registry->hubs);
    free(registry);
}

bool
is_staff(const struct call *call)
{
    return call_has_role(call, ROLE_OPERATOR) ||
           call_has_role(call, ROLE_FINANCE) ||
           call_has_role(call, ROLE_COUNCIL) ||
           call_has_role(call, ROLE_SUPERVISOR);
}

enum status
note_reason(struct registry *self, struct call *call, struct uuid subject,
        const char *operation, struct str reason)
{
    struct reason_entry entry = {
        .at = call->now,
        .operation = str_from(operation),
        .reason = reason,
        .actor = call_actor_text(call),
    };

    if (reason.len == 0)
        return STATUS_OK;
    return store_insert_reason(self->tracks, subject, &entry);
}

enum status
index_name(struct registry *self, struct call *call, enum search_type type,
        struct uuid id, struct str name)
{
    struct search_entry entry = {
        .id = id,
        .type = type,
        .hub = call->hub,
        .name = name,
    };

    return store_put_search_entry(self->searches, call->arena, &entry);
}

enum status
index_hub(struct registry *self, struct call *call, struct str hub,
        struct str name)
{
    struct search_entry entry = {
        .id = hub_id(hub),
        .type = SEARCH_TYPE_HUB,
        .hub = hub,
        .name = name,
    };

    return store_put_search_entry(self->searches, call->arena, &entry);
}

enum status
find_hub(struct registry *self, struct call *call, bool has_branch,
        struct str branch, struct hub_row *out)
{
    struct str name = has_branch ? branch : call->hub;
    enum status status = store_find_hub(self->hubs, name, call->arena, out);

    if (status == STATUS_NOT_FOUND)
        return call_refuse(call, &problem_no_such_hub, "branch",
                "this hub knows no hub " STR_FMT, STR_ARG(name));
    return status;
}

enum status
find_organisation(struct registry *self, struct call *call, struct uuid id,
        const char *field, struct organisation *out)
{
    enum status status =
            store_find_organisation(self->organisations, id, call->arena, out);

    if (status == STATUS_NOT_FOUND)
        return call_refuse(call, &problem_no_such_organisation, field,
                "this hub has no such organisation");
    return status;
}

enum status
find_account(struct registry *self, struct call *call, struct uuid id,
        struct account *out)
{
    enum status status =
            store_find_account(self->accounts, id, call->arena, out);

    if (status == STATUS_NOT_FOUND)
        return call_refuse(call, &problem_no_such_account, "account_id",
                "this hub has no such account");
    return status;
}

struct str
account_key(struct call *call, struct str name)
{
    return fold_text(name, call->arena);
}

struct uuid
hub_id(struct str hub)
{
    char name[128] = "";

    memcpy(name, hub.data, hub.len < sizeof(name) ? hub.len : 127);
    return uuid_derive((struct uuid){ 0 }, name, 0);
}

enum status
check_hub_cursor(struct call *call, struct str cursor)
{
    if (cursor.len == 0 || hub_is_within(cursor, call->hub))
        return STATUS_OK;
    return call_refuse(call, &problem_malformed, "cursor",
            "not a cursor of this list");
}
