#include "server/neighbours.h"

#include "base/clock.h"
#include "base/hub.h"
#include "base/log.h"
#include "gateway_messages.h"
#include "wire/codec.h"

enum { PERIOD_MS = 2000, ANSWER_MS = 5000 };

void
neighbours_ask(struct neighbours *neighbours, struct client *client,
        const char *service, int64_t now)
{
    const struct list_neighbours_request question = { 0 };
    struct arena arena = { 0 };
    struct request_header header = {
        .id = uuid_new(clock_now()),
        .op = STR("gateway.list_neighbours"),
        .has_budget_ms = true,
        .budget_ms = ANSWER_MS,
        .has_actor = true,
        .actor = { .has_service = true, .service = str_from(service) },
    };

    if (now < neighbours->ask_at)
        return;
    neighbours->ask_at = now + PERIOD_MS;
    neighbours->asked = (struct uuid){ 0 };
    if (!client_send(client, &header,
                codec_encode_in(&arena, &gateway_list_neighbours_request_schema,
                        &question))) {
        neighbours->asked = header.id;
        neighbours->ask_at = now + ANSWER_MS;
    }
    arena_release(&arena);
}

/* A list of hubs, where each stays as long as the arena. */
struct list {
    struct str *hubs;
    size_t count;
};

/* The hub above is reached, and through it those above it. */
static size_t
count_all(const struct list_neighbours_reply *reply)
{
    size_t count = 8;

    for (size_t i = 0; i < reply->items_count; i++)
        count += reply->items[i].hubs_count + 1;
    return count;
}

static struct list
list_all(const struct list_neighbours_reply *reply, struct arena *arena)
{
    struct str above = reply->has_parent ? reply->parent.hub : STR("");
    struct list list = {
        .hubs = arena_alloc(arena, count_all(reply) * sizeof(*list.hubs)),
    };

    for (; above.len > 0; above = hub_parent(above))
        list.hubs[list.count++] = above;
    for (size_t i = 0; i < reply->items_count; i++) {
        list.hubs[list.count++] = reply->items[i].hub;
        for (size_t j = 0; j < reply->items[i].hubs_count; j++)
            list.hubs[list.count++] = reply->items[i].hubs[j].hub;
    }
    return list;
}

static bool
is_same(const struct neighbours *neighbours, const struct list *list)
{
    size_t i = 0;

    while (i < list->count && i < neighbours->count &&
            str_equal(list->hubs[i], neighbours->hubs[i]))
        i++;
    return i == list->count && i == neighbours->count;
}

static void
keep(struct neighbours *neighbours, const struct list *list)
{
    struct arena *arena = &neighbours->arena;

    if (neighbours->number > 0 && is_same(neighbours, list))
        return;
    arena_release(arena);
    neighbours->hubs =
            arena_alloc(arena, (list->count + 1) * sizeof(*neighbours->hubs));
    for (size_t i = 0; i < list->count; i++)
        neighbours->hubs[i] =
                arena_copy(arena, list->hubs[i].data, list->hubs[i].len);
    neighbours->count = list->count;
    neighbours->number++;
}

bool
neighbours_take(struct neighbours *neighbours, const struct client_reply *reply)
{
    struct list_neighbours_reply answer = { 0 };
    struct list list;
    struct arena arena = { 0 };
    struct decode_error error;

    if (uuid_is_zero(neighbours->asked) ||
            !uuid_equal(reply->header.id, neighbours->asked))
        return false;
    neighbours->asked = (struct uuid){ 0 };
    neighbours->ask_at = clock_monotonic() + PERIOD_MS;
    if (reply->header.status == 200 &&
            !codec_decode(&gateway_list_neighbours_reply_schema, reply->payload,
                    &arena, &answer, NULL, &error)) {
        list = list_all(&answer, &arena);
        keep(neighbours, &list);
    }
    arena_release(&arena);
    return true;
}

void
neighbours_follow(const struct neighbours *neighbours, struct lane *lanes,
        size_t lane_count)
{
    for (size_t i = 0; i < lane_count; i++) {
        if (lanes[i].follows == neighbours->number)
            continue;
        if (!lane_follow(&lanes[i], neighbours->hubs, neighbours->count))
            lanes[i].follows = neighbours->number;
        else
            log_error("hub=" STR_FMT " what=follow",
                    STR_ARG(lanes[i].shard->hub));
    }
}

void
neighbours_release(struct neighbours *neighbours)
{
    arena_release(&neighbours->arena);
}
