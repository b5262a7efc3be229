#include "server/together.h"

#include "base/log.h"
#include "server/dispatch.h"

/* What the batch held for jobs, none of which has begun. */
static void
let_go(struct shard *shard, const struct exchange *held_before)
{
    while (shard->pending != held_before) {
        struct exchange *exchange = shard->pending;

        dispatch_drop(exchange);
        if (exchange->origin != ORIGIN_REQUEST)
            exchange_destroy(exchange);
    }
}

static enum status
begin_again(struct shard *shard)
{
    db_rollback(shard->writer);
    shard_reload(shard);
    return shard_begin(shard);
}

static enum status
run_apart(struct shard *shard, struct exchange *const *commands, size_t count)
{
    enum status status = begin_again(shard);

    log_info("hub=" STR_FMT " what=run_apart commands=%zu", STR_ARG(shard->hub),
            count);
    for (size_t i = 0; i < count; i++) {
        dispatch_rewind(commands[i]);
        if (!status)
            dispatch_run(commands[i]);
    }
    return status;
}

enum status
together_run(struct shard *shard, struct exchange *const *commands,
        size_t count)
{
    const struct exchange *held = shard->pending;

    db_share_batch(shard->writer);
    for (size_t i = 0; i < count; i++)
        dispatch_run(commands[i]);
    if (!db_end_sharing(shard->writer))
        return STATUS_OK;
    let_go(shard, held);
    return run_apart(shard, commands, count);
}
