#include "crossing.h"

#include "identity.h"
#include "routing.h"

/* What services ask of another hub. */
static const char *const service_questions[] = {
    "fetch_events",
    "list_kept_events",
    "authenticate",
};

/* What a hub asks of the one above about its own link. */
static const char *const link_questions[] = {
    "enrol_hub",
    "replace_link_key",
};

#define IS_ONE_OF(list, name)                                                  \
    is_one_of(list, sizeof(list) / sizeof(*(list)), name)

static bool
is_one_of(const char *const *list, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(list[i], name) == 0)
            return true;
    return false;
}

static bool
refused(struct refusal *refusal, const struct problem *problem,
        const char *field, const char *detail)
{
    *refusal = (struct refusal){
        .problem = problem,
        .field = str_from(field),
        .detail = str_from(detail),
    };
    return false;
}

static bool
forbidden(struct refusal *refusal, const char *detail)
{
    return refused(refusal, &problem_forbidden, "header.actor", detail);
}

/* -- from below ----------------------------------------------------------- */

/* The link itself speaks: we say so, whatever it said. */
static bool
admits_link(const struct router *router, struct request *request,
        struct refusal *refusal)
{
    struct request_header *header = &request->header;
    const bool is_enrolment =
            strcmp(request->operation->name, "enrol_hub") == 0;

    if (is_enrolment != request->is_invited)
        return forbidden(refusal, "a code is for enrolling, once");
    if (!header->has_hub || !str_equal(header->hub, router->home_hub))
        return refused(refusal, &problem_no_such_hub, "header.hub",
                "this is asked of the hub that was joined");
    header->has_token = false;
    header->has_actor = true;
    header->actor = (struct actor){
        .has_service = true,
        .service = STR("link"),
        .has_home_hub = true,
        .home_hub = str_from(request->link->hub),
    };
    return true;
}

static bool
is_of_subtree(const struct actor *actor, struct str hub)
{
    if (!actor->has_home_hub || !hub_is_within(actor->home_hub, hub))
        return false;
    for (size_t i = 0; i < actor->grants_count; i++)
        if (!hub_is_within(actor->grants[i].scope, hub))
            return false;
    return true;
}

static bool
admits_from_below(const struct router *router, struct request *request,
        struct refusal *refusal)
{
    const struct actor *actor = &request->header.actor;
    const char *operation = request->operation->name;

    if (strcmp(request->operation->service, "registry") == 0 &&
            IS_ONE_OF(link_questions, operation))
        return admits_link(router, request, refusal);
    if (request->is_invited)
        return forbidden(refusal, "a code is for enrolling, once");
    if (!request->header.has_actor)
        return true;
    if (!is_of_subtree(actor, str_from(request->link->hub)))
        return forbidden(refusal,
                "a hub speaks for accounts and scopes of its subtree alone");
    return !actor->has_service || IS_ONE_OF(service_questions, operation) ||
           forbidden(refusal, "a service of another hub may not ask this");
}

/* -- from above ----------------------------------------------------------- */

/* Rights that do not cover the hub, or that this hub does not accept, go. */
static void
narrow(const struct router *router, struct actor *actor, struct str hub)
{
    size_t kept = 0;

    for (size_t i = 0; i < actor->grants_count; i++) {
        const struct role_grant grant = actor->grants[i];

        if (hub_is_within(hub, grant.scope) &&
                router->settings.parent_roles & UINT32_C(1) << grant.role)
            actor->grants[kept++] = grant;
    }
    actor->grants_count = kept;
}

static bool
admits_from_above(const struct router *router, struct request *request,
        struct refusal *refusal)
{
    struct request_header *header = &request->header;
    struct actor *actor = &header->actor;

    if (!header->has_hub || !hub_is_within(header->hub, router->home_hub))
        return refused(refusal, &problem_no_such_hub, "header.hub",
                "it lies outside this hub's subtree");
    if (!header->has_actor)
        return true;
    if (!actor->has_home_hub ||
            hub_is_within(actor->home_hub, router->home_hub))
        return forbidden(refusal, "an account of this hub comes by its token");
    narrow(router, actor, header->hub);
    return !actor->has_service ||
           IS_ONE_OF(service_questions, request->operation->name) ||
           forbidden(refusal, "a service of another hub may not ask this");
}

/* -- both ----------------------------------------------------------------- */

bool
crossing_admits(const struct router *router, struct request *request,
        struct refusal *refusal)
{
    struct request_header *header = &request->header;

    if (header->has_hops && header->hops > HOPS_MAX)
        return refused(refusal, &problem_no_such_hub, "header.hops",
                "it went from hub to hub too often");
    header->has_token = header->has_token && !header->has_actor;
    return request->asker.kind == ASKER_LINK
                   ? admits_from_below(router, request, refusal)
                   : admits_from_above(router, request, refusal);
}

void
crossing_begin(struct request *request)
{
    if (request->asker.kind == ASKER_LINK ||
            request->asker.kind == ASKER_PARENT)
        return;
    request->header.has_hops = false;
    request->header.hops = 0;
}

/* The other side knows its own accounts: it looks at their tokens itself. */
static bool
is_theirs(const struct router *router, const struct worker *worker,
        struct str token)
{
    const struct str hub = token_hub(token);

    return worker->link ? hub_is_within(hub, str_from(worker->link->hub))
                        : !hub_is_within(hub, router->home_hub);
}

void
crossing_leave(const struct router *router, const struct request *request,
        const struct worker *worker, struct request_header *header)
{
    const struct request_header *came = &request->header;

    header->hops = (came->has_hops ? came->hops : 0) + 1;
    header->has_hops = true;
    header->has_actor = header->actor.has_account || header->actor.has_service;
    if (!came->has_token || !is_theirs(router, worker, came->token))
        return;
    header->has_actor = false;
    header->has_token = true;
    header->token = came->token;
}

/* How the hub is reached decides what is believed of it. */
bool
crossing_believes(const struct router *router, struct str hub,
        struct actor *actor)
{
    const struct link *link = link_over(router, hub);
    const struct shard *shard = shard_find(&router->shards, "registry", hub);
    const struct worker *owner = shard ? shard_owner(shard) : NULL;

    if (owner && !owner->link)
        return true;
    if (link)
        return is_of_subtree(actor, str_from(link->hub));
    if (hub_is_within(hub, router->home_hub))
        return true;
    narrow(router, actor, router->home_hub);
    return actor->has_home_hub &&
           !hub_is_within(actor->home_hub, router->home_hub);
}
