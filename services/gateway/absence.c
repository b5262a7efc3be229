/* Hubs that are not served here: unknown ones, and those that are cut off. */
#include "routing.h"

#include "base/clock.h"

void
refuse_hub(struct router *router, struct request *request)
{
    refuse(router, request,
            &(struct refusal){
                    .problem = &problem_no_such_hub,
                    .field = STR("header.hub"),
                    .detail = arena_printf(&request->arena,
                            "%s serves no hub " STR_FMT " here",
                            request->operation->service,
                            STR_ARG(request->header.hub)),
            });
}

/* A hub that is linked to us and has not been heard, or the one above. */
static void
refuse_offline(struct router *router, struct request *request, const char *hub,
        int64_t seen_at)
{
    char seen[64] = "it has not been seen since this gateway started";

    if (seen_at > 0) {
        memcpy(seen, "last seen ", sizeof("last seen "));
        time_format(seen_at, seen + strlen(seen));
    }
    refuse(router, request,
            &(struct refusal){
                    .problem = &problem_hub_offline,
                    .field = STR("header.hub"),
                    .detail =
                            arena_printf(&request->arena, "%s: %s", hub, seen),
            });
}

/* The way to a hub is known and leads over a link that is down. */
static bool
is_cut_off(struct router *router, const struct request *request,
        const char **hub, int64_t *seen_at)
{
    const struct link *link = link_over(router, request->header.hub);

    if (link && link->gateways == 0) {
        *hub = link->hub;
        *seen_at = link->seen_at;
        return true;
    }
    *hub = router->parent.hub;
    *seen_at = router->parent.seen_at;
    return request->shard && !*request->shard->hub &&
           !parent_is_up(&router->parent);
}

bool
refuse_cut_off(struct router *router, struct request *request)
{
    const char *hub;
    int64_t seen_at;

    if (!is_cut_off(router, request, &hub, &seen_at))
        return false;
    refuse_offline(router, request, hub, seen_at);
    return true;
}

bool
is_unknown_below(const struct router *router, const struct request *request)
{
    const struct link *link = link_over(router, request->header.hub);

    return link && link->gateways > 0;
}
