/* Any bytes as a request to any operation: the first byte says which, the
 * second who asks. What was refused has left nothing. */
#include "fuzz.h"
#include "notebook.h"

#include "server/dispatch.h"
#include "server/harness.h"

static struct harness *harness;

static const struct actor *
actor_of(uint8_t choice)
{
    switch (choice % 4) {
    case 0:
        return harness_public(harness);
    case 1:
        return harness_actor(harness, "ada", "operator", "longgang");
    case 2:
        return harness_actor(harness, "ada", "supervisor", "longgang.buji");
    default:
        return harness_service(harness, "grants");
    }
}

static size_t
count_operations(void)
{
    size_t count = 0;

    while (notebook_schema.operations[count].name)
        count++;
    return count;
}

static struct exchange *
exchange_of(const uint8_t *data)
{
    struct exchange *exchange = exchange_create();
    const struct operation *operation =
            &notebook_schema.operations[data[0] % count_operations()];

    exchange->origin = ORIGIN_REQUEST;
    exchange->header = (struct request_header){
        .id = uuid_new(1),
        .op = arena_printf(&exchange->arena, "notebook.%s", operation->name),
        .has_key = data[1] & 0x80,
        .key = STR("key"),
        .has_actor = true,
        .actor = *actor_of(data[1]),
    };
    return exchange;
}

/* Everything is undone: each input meets the same store. */
static void
run_command(struct exchange *exchange, struct shard *shard)
{
    int64_t head = event_log_head(shard->log);

    must(!shard_begin(shard), "a batch begins");
    dispatch_run(exchange);
    if (exchange->status && exchange->status != STATUS_PENDING)
        must(event_log_head(shard->log) == head, "a refusal leaves no event");
    db_rollback(shard->writer);
    event_log_reload(shard->log);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct exchange *exchange;
    struct shard *shard;

    if (size < 2)
        return 0;
    if (!harness)
        harness = harness_open(&notebook_service, "longgang");
    shard = harness_shard(harness);
    exchange = exchange_of(data);
    if (!dispatch_accept(exchange, shard, fuzz_input(data + 2, size - 2))) {
        if (exchange->operation->kind == OPERATION_COMMAND)
            run_command(exchange, shard);
        else if (exchange->operation->kind == OPERATION_QUERY)
            dispatch_run(exchange);
    }
    if (exchange->job)
        dispatch_drop(exchange);
    exchange_destroy(exchange);
    return 0;
}
