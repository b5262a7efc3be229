/* The gateway's own operations. */
#include "routing.h"

#include "base/hub.h"
#include "bus/envelope.h"
#include "bus/keys.h"
#include "wire/role_names.h"

enum { ITEMS_MAX = 500, HUBS_MAX = 4096 };

/* Behind which linked hub it lies; NULL: it is here. */
static const char *
link_of(const struct router *router, const struct shard *shard)
{
    const struct worker *owner = shard_owner(shard);
    const struct link *link = owner && !owner->link
                                      ? NULL
                                      : link_over(router, str_from(shard->hub));

    return link ? link->hub : NULL;
}

static struct shard_state
state_of(const struct router *router, const struct shard *shard)
{
    const struct claim *claim = shard->owner;
    const struct worker *owner = shard_owner(shard);
    const char *link = link_of(router, shard);
    struct shard_state state = {
        .service = str_from(shard->service),
        .hub = str_from(shard->hub),
        .has_owner = owner,
        .has_is_away = shard_is_away(shard),
        .is_away = shard_is_away(shard),
        .is_disputed = shard->is_disputed,
        .queued = (int64_t)shard->waiting.count,
        .in_flight = (int64_t)shard->sent.count,
        .parked = (int64_t)shard->parked.count,
        .has_link = link,
        .link = link ? str_from(link) : STR(""),
    };

    if (owner) {
        state.has_instance = state.has_store_epoch = state.has_term = true;
        state.instance = str_from(owner->instance);
        state.store_epoch = claim->store_epoch;
        state.term = claim->term;
    }
    return state;
}

/* It was behind a link that is revoked: nobody here waits for it. */
static bool
is_gone(const struct router *router, const struct shard *shard)
{
    return !shard->is_ours && shard->claim_count == 0 &&
           !link_over(router, str_from(shard->hub));
}

size_t
router_list_shards(struct router *router, struct arena *arena,
        struct shard_state **out)
{
    const struct shards *shards = &router->shards;
    size_t count = 0;

    *out = arena_alloc(arena, (shards->count + 1) * sizeof(**out));
    for (size_t i = 0; i < shards->count; i++)
        if (!is_gone(router, shards->items[i]))
            (*out)[count++] = state_of(router, shards->items[i]);
    return count;
}

void
router_status(struct router *router, struct get_status_reply *out)
{
    *out = router->counts;
    out->home_hub = router->home_hub;
    out->uptime_ms = router->now - router->started_at;
    out->workers = (int64_t)router->workers.count;
    out->held_bytes = (int64_t)router->requests.size;
    out->malformed += (int64_t)(router->clients.malformed +
                                router->workers_socket.malformed +
                                router->links.socket.malformed);
    for (size_t i = 0; i < SERVICES_MAX; i++)
        out->queued += (int64_t)router->services[i].unplaced.count;
    for (size_t i = 0; i < router->shards.count; i++) {
        const struct shard *shard = router->shards.items[i];

        out->queued += (int64_t)shard->waiting.count;
        out->in_flight += (int64_t)shard->sent.count;
        out->parked += (int64_t)shard->parked.count;
    }
    out->has_refused_hubs = true;
    for (const struct link *l = router->links.first; l; l = l->next)
        out->refused_hubs += (int64_t)(l->is_allowed ? l->refused : 0);
}

/* A cursor is the place in the table, which grows but for who is revoked. */
static bool
read_cursor(struct str cursor, size_t *out)
{
    *out = 0;
    for (size_t i = 0; i < cursor.len; i++) {
        if (cursor.data[i] < '0' || cursor.data[i] > '9' || *out > UINT32_MAX)
            return false;
        *out = *out * 10 + (size_t)(cursor.data[i] - '0');
    }
    return true;
}

static size_t
keep_hub(struct shard_state *items, size_t count, struct str hub)
{
    size_t kept = 0;

    for (size_t i = 0; i < count; i++)
        if (str_equal(items[i].hub, hub))
            items[kept++] = items[i];
    return kept;
}

static void
list_shards(struct router *router, struct request *request, const void *input)
{
    const struct list_shards_request *question = input;
    struct arena *arena = &request->arena;
    struct list_shards_reply reply = { 0 };
    size_t start, count, limit;

    if (!read_cursor(question->cursor, &start)) {
        refuse_for(router, request, &problem_malformed, "no such cursor");
        return;
    }
    count = router_list_shards(router, arena, &reply.items);
    if (question->has_of_hub)
        count = keep_hub(reply.items, count, question->of_hub);
    limit = question->has_limit ? (size_t)question->limit : ITEMS_MAX;
    start = start < count ? start : count;
    reply.items += start;
    reply.items_count = count - start < limit ? count - start : limit;
    reply.has_next_cursor = start + reply.items_count < count;
    reply.next_cursor = arena_printf(arena, "%zu", start + reply.items_count);
    answer_own(router, request, &gateway_list_shards_reply_schema, &reply);
}

static void
get_status(struct router *router, struct request *request, const void *input)
{
    struct get_status_reply reply;

    (void)input;
    router_status(router, &reply);
    answer_own(router, request, &gateway_get_status_reply_schema, &reply);
}

/* -- neighbours ----------------------------------------------------------- */

static size_t
count_behind(const struct router *router, const struct link *link,
        struct reached_hub *out)
{
    size_t count = 0;

    for (size_t i = 0; i < router->shards.count; i++) {
        const struct shard *shard = router->shards.items[i];
        const char *behind = link_of(router, shard);

        if (strcmp(shard->service, "registry") == 0 && behind &&
                strcmp(behind, link->hub) == 0 && count < HUBS_MAX)
            out[count++].hub = str_from(shard->hub);
    }
    return count;
}

static struct neighbour
neighbour_of(const struct router *router, const struct link *link,
        struct arena *arena)
{
    struct neighbour neighbour = {
        .hub = str_from(link->hub),
        .is_up = link->gateways > 0,
        .has_seen_at = link->seen_at > 0,
        .seen_at = link->seen_at,
        .hubs = arena_alloc(arena,
                (router->shards.count + 1) * sizeof(*neighbour.hubs)),
    };

    neighbour.hubs_count = count_behind(router, link, neighbour.hubs);
    return neighbour;
}

static struct neighbour
parent_of(const struct parent *parent, struct arena *arena)
{
    struct reached_hub *self = arena_alloc(arena, sizeof(*self));

    self->hub = str_from(parent->hub);
    return (struct neighbour){
        .hub = str_from(parent->hub),
        .is_up = parent_is_up(parent),
        .has_seen_at = parent->seen_at > 0,
        .seen_at = parent->seen_at,
        .hubs = self,
        .hubs_count = 1,
    };
}

/* By which key hubs below know us; empty if none may come. */
static struct str
link_key(const struct router *router, struct arena *arena)
{
    const struct router_settings *settings = &router->settings;
    char text[KEY_TEXT_SIZE];
    uint8_t key[KEY_SIZE];

    if (!settings->links_endpoint ||
            keys_find_public(settings->keys_folder, "link", text) ||
            !keys_read_text(text, key))
        return STR("");
    return arena_copy(arena, key, sizeof(key));
}

static void
list_neighbours(struct router *router, struct request *request,
        const void *input)
{
    const struct list_neighbours_request *question = input;
    struct arena *arena = &request->arena;
    size_t start, seen = 0, limit;
    struct list_neighbours_reply reply = {
        .has_parent = router->parent.is_known,
        .has_home = router->home_hub.len > 0,
        .home = router->home_hub,
        .items = arena_alloc(arena, ITEMS_MAX * sizeof(*reply.items)),
    };

    if (!read_cursor(question->cursor, &start)) {
        refuse_for(router, request, &problem_malformed, "no such cursor");
        return;
    }
    limit = question->has_limit ? (size_t)question->limit : ITEMS_MAX;
    reply.link_key = link_key(router, arena);
    reply.has_link_key = reply.link_key.len > 0;
    if (reply.has_parent)
        reply.parent = parent_of(&router->parent, arena);
    for (const struct link *l = router->links.first;
            l && !reply.has_next_cursor; l = l->next) {
        if (!l->is_allowed || seen++ < start)
            continue;
        reply.has_next_cursor = reply.items_count == limit;
        if (!reply.has_next_cursor)
            reply.items[reply.items_count++] = neighbour_of(router, l, arena);
    }
    reply.next_cursor = arena_printf(arena, "%zu", start + reply.items_count);
    answer_own(router, request, &gateway_list_neighbours_reply_schema, &reply);
}

/* What is answered here; the rest of the gateway's operations are HTTP's. */
static const struct {
    const char *name;
    void (*answer)(struct router *router, struct request *request,
            const void *input);
} answers[] = {
    { "list_shards", list_shards },
    { "list_neighbours", list_neighbours },
    { "get_status", get_status },
};

static bool
has_role(const struct actor *actor, uint32_t roles, struct str hub)
{
    for (size_t i = 0; i < actor->grants_count; i++)
        if (roles & (UINT32_C(1) << actor->grants[i].role) &&
                hub_is_within(hub, actor->grants[i].scope))
            return true;
    return false;
}

static const struct problem *
authorise(const struct router *router, const struct request *request)
{
    struct actor actor = request_actor(request);
    uint32_t roles = request->operation->roles;

    if (roles & ROLES_SERVICE && actor.has_service)
        return NULL;
    if (has_role(&actor, roles, router->home_hub))
        return NULL;
    return actor.has_account ? &problem_forbidden : &problem_unauthenticated;
}

static void
forbid(struct router *router, struct request *request,
        const struct problem *problem)
{
    refuse(router, request,
            &(struct refusal){
                    .problem = problem,
                    .detail = arena_printf(&request->arena,
                            "at hub " STR_FMT " this takes: " STR_FMT,
                            STR_ARG(router->home_hub),
                            STR_ARG(operation_roles(request->operation->roles,
                                    &request->arena))),
            });
}

static void
answer_input(struct router *router, struct request *request,
        void (*answer)(struct router *, struct request *, const void *))
{
    const struct schema *schema = request->operation->request;
    void *input = arena_alloc(&request->arena, schema->size);
    struct decode_error error;

    if (codec_decode(schema, mdp_view(&request->payload), &request->arena,
                input, NULL, &error))
        refuse(router, request,
                &(struct refusal){
                        .problem = envelope_problem_of(&error),
                        .field = error.field,
                        .detail = error.detail,
                        .expected = error.expected,
                });
    else
        answer(router, request, input);
}

void
report(struct router *router, struct request *request)
{
    const struct problem *problem = authorise(router, request);

    if (problem) {
        forbid(router, request, problem);
        return;
    }
    for (size_t i = 0; i < sizeof(answers) / sizeof(*answers); i++) {
        if (strcmp(answers[i].name, request->operation->name) != 0)
            continue;
        answer_input(router, request, answers[i].answer);
        return;
    }
    refuse_for(router, request, &problem_no_such_operation,
            "this is answered over HTTP only");
}
