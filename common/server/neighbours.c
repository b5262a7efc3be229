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

static void
keep(struct neighbours *neighbours, struct str hub)
{
    neighbours->hubs[neighbours->count++] =
            arena_copy(&neighbours->arena, hub.data, hub.len);
}

/* The hub above is reached, and through it those above it. */
static size_t
count_all(const struct list_neighbours_reply *reply)
{
    size_t count = 8;

    for (size_t i = 0; i < reply->items_count; i++)
        count += reply->items[i].hubs_count + 1;
    return count;
}

static void
keep_all(struct neighbours *neighbours,
        const struct list_neighbours_reply *reply)
{
    struct str above = reply->has_parent ? reply->parent.hub : STR("");

    neighbours->count = 0;
    neighbours->hubs = arena_alloc(&neighbours->arena,
            count_all(reply) * sizeof(*neighbours->hubs));
    for (; above.len > 0; above = hub_parent(above))
        keep(neighbours, above);
    for (size_t i = 0; i < reply->items_count; i++) {
        keep(neighbours, reply->items[i].hub);
        for (size_t j = 0; j < reply->items[i].hubs_count; j++)
            keep(neighbours, reply->items[i].hubs[j].hub);
    }
}

bool
neighbours_take(struct neighbours *neighbours, const struct client_reply *reply)
{
    struct list_neighbours_reply list = { 0 };
    struct arena arena = { 0 };
    struct decode_error error;

    if (uuid_is_zero(neighbours->asked) ||
            !uuid_equal(reply->header.id, neighbours->asked))
        return false;
    neighbours->asked = (struct uuid){ 0 };
    neighbours->ask_at = clock_monotonic() + PERIOD_MS;
    if (reply->header.status == 200 &&
            !codec_decode(&gateway_list_neighbours_reply_schema, reply->payload,
                    &arena, &list, NULL, &error)) {
        arena_release(&neighbours->arena);
        keep_all(neighbours, &list);
    }
    arena_release(&arena);
    return true;
}

void
neighbours_follow(const struct neighbours *neighbours, struct lane *lanes,
        size_t lane_count)
{
    for (size_t i = 0; i < lane_count; i++)
        if (lane_follow(&lanes[i], neighbours->hubs, neighbours->count))
            log_error("hub=" STR_FMT " what=follow",
                    STR_ARG(lanes[i].shard->hub));
}

void
neighbours_release(struct neighbours *neighbours)
{
    arena_release(&neighbours->arena);
}
