#include "server/shard.h"

#include <stdlib.h>

struct exchange *
exchange_create(void)
{
    struct exchange *exchange = calloc(1, sizeof(*exchange));

    if (!exchange)
        abort();
    return exchange;
}

void
exchange_destroy(struct exchange *exchange)
{
    arena_release(&exchange->arena);
    free(exchange);
}

static const struct actor *
own_actor(struct exchange *exchange, struct shard *shard)
{
    exchange->header.actor = (struct actor){
        .has_service = true,
        .service = str_from(shard->service->schema->name),
        .has_home_hub = true,
        .home_hub = shard->hub,
    };
    return &exchange->header.actor;
}

struct exchange *
exchange_begin(struct shard *shard, enum origin origin, struct uuid id,
        struct uuid cause)
{
    struct exchange *exchange = exchange_create();
    int64_t now = shard_now(shard);

    exchange->origin = origin;
    exchange->db = shard->writer;
    exchange->call = (struct call){
        .arena = &exchange->arena,
        .shard = shard,
        .hub = shard->hub,
        .actor = own_actor(exchange, shard),
        .id = id,
        .cause = cause,
        .now = now,
        .clock = now,
        .exchange = exchange,
    };
    return exchange;
}

enum status
exchange_end(struct exchange *exchange, enum status status)
{
    struct shard *shard = exchange->call.shard;

    if (status == STATUS_OK || status == STATUS_PENDING) {
        enum status released = db_release(shard->writer);

        if (!released && status == STATUS_PENDING) {
            exchange->next = shard->pending;
            shard->pending = exchange;
            return STATUS_OK;
        }
        exchange_destroy(exchange);
        return released;
    }
    db_undo(shard->writer);
    shard_reload(shard);
    exchange_destroy(exchange);
    return status;
}
