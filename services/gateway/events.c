/*
 * /v1/hubs/{hub}/events: what happens at a hub, as server-sent events. Thin
 * notices: whoever wants to know more reads it, where the rules for rows apply.
 */
#include "gateway_messages.h"

#include "base/hub.h"
#include "identify.h"
#include "pages.h"
#include "respond_problem.h"
#include "response.h"

#include <string.h>

enum { RETRY_AFTER_MS = 30 * 1000 };

static struct str
hub_of(const struct ask *ask)
{
    return ask->uri.segments[2]; /* /v1/hubs/{hub}/events */
}

static bool
is_known_hub(struct ask *ask)
{
    struct shard_state *shards;
    const size_t count =
            router_list_shards(ask->edge->router, ask->arena, &shards);

    for (size_t i = 0; i < count; i++)
        if (str_equal(shards[i].hub, hub_of(ask)))
            return true;
    return false;
}

static struct listener
listener_at(struct str hub, const struct actor *actor)
{
    struct listener listener = { actor->account, ROLES_PUBLIC };

    if (actor->has_account)
        listener.roles |= ROLES_SIGNED_IN;
    for (size_t i = 0; i < actor->grants_count; i++)
        if (hub_is_within(hub, actor->grants[i].scope))
            listener.roles |= UINT32_C(1) << actor->grants[i].role;
    return listener;
}

/* Still the one it was? If that cannot be said, let it ask anew. */
static void
on_checked(struct ask *ask, enum status status, const struct actor *actor)
{
    if (status)
        stream_end(ask->stream);
    else
        stream_set_listener(ask->stream, listener_at(hub_of(ask), actor));
}

static void
check(struct ask *ask)
{
    if (!ask->pledge)
        identify(ask, on_checked);
}

static void
begin(struct ask *ask, const struct actor *actor)
{
    respond_stream(ask);
    ask->stream = streams_add(ask->edge->streams, ask, ask->http, hub_of(ask),
            listener_at(hub_of(ask), actor),
            http_header(ask->http, "Last-Event-ID"), check);
}

static void
on_identified(struct ask *ask, enum status status, const struct actor *actor)
{
    if (status == STATUS_UNAUTHENTICATED)
        respond_bare_problem(ask, &problem_unauthenticated);
    else if (status)
        respond_bare_problem(ask, &problem_unavailable);
    else
        begin(ask, actor);
}

/* What it says comes by headers. */
static void
refuse_parameter(struct ask *ask)
{
    respond_decode_error(ask,
            &(struct decode_error){
                    .status = STATUS_MALFORMED,
                    .field = ask->uri.parameters[0].name,
                    .detail = STR("is no field of this request"),
            });
}

void
serve_events(struct ask *ask)
{
    const struct actor stranger = { 0 };

    if (ask->uri.parameter_count > 0)
        refuse_parameter(ask);
    else if (!streams_have_room(ask->edge->streams, ask->http->client))
        respond_too_many(ask, &problem_too_many_streams, RETRY_AFTER_MS);
    else if (!is_known_hub(ask))
        respond_problem(ask, &problem_no_such_hub, STR("hub"),
                arena_printf(ask->arena, "nothing here serves hub " STR_FMT,
                        STR_ARG(hub_of(ask))),
                STR(""));
    else if (ask->credentials.kind == CREDENTIAL_NONE)
        begin(ask, &stranger);
    else
        identify(ask, on_identified);
}
