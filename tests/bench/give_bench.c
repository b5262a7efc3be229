/*
 * What a gift costs as a whole: fundraising.give through dispatch, bytes in
 * and bytes out, so many per commit; and what of that is the hash chain. A
 * line of JSON for each batch size, times in microseconds of CPU.
 *     give_bench [GIFTS]      default 20480; the store is in /tmp
 */
#include "base/clock.h"
#include "fundraising.h"
#include "server/dispatch.h"
#include "server/harness.h"
#include "wire/codec.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

enum { DEFAULT_GIFTS = 20480 };

static int64_t
cpu_us(void)
{
    struct rusage usage;

    getrusage(RUSAGE_SELF, &usage);
    return (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * INT64_C(1000000) +
           usage.ru_utime.tv_usec + usage.ru_stime.tv_usec;
}

static struct uuid
open_fund(struct harness *harness)
{
    struct open_fund_request request = { .name = STR("fund"),
        .level = FUND_LEVEL_DISTRICT };
    struct open_fund_reply reply;

    if (harness_call(harness,
                harness_actor(harness, "clerk", "finance", "longgang"),
                "open_fund", "key", &request, &reply))
        abort();
    return reply.fund_id;
}

static void
give(struct shard *shard, struct str payload)
{
    struct exchange *exchange = exchange_create();
    char key[UUID_TEXT_SIZE];
    struct uuid id = uuid_new(clock_now());

    uuid_format(id, key);
    exchange->origin = ORIGIN_REQUEST;
    exchange->header = (struct request_header){
        .id = id,
        .op = STR("fundraising.give"),
        .has_key = true,
        .key = str_from(key),
    };
    if (!dispatch_accept(exchange, shard, payload))
        dispatch_run(exchange);
    if (exchange->status) {
        fprintf(stderr, "give: %d\n", exchange->status);
        abort();
    }
    exchange_destroy(exchange);
}

/* The hashes of an event as large as a gift's. */
static double
chain_us(int events)
{
    static const char bytes[225];
    struct event event = {
        .seq = 1,
        .id = uuid_new(clock_now()),
        .at = clock_now(),
        .type = STR("fundraising.gift_received"),
        .actor = STR(""),
        .salt = { bytes, 16 },
        .body = { bytes, sizeof(bytes) },
    };
    int64_t cpu = cpu_us();

    for (int i = 0; i < events; i++) {
        event.seq++;
        event.leaf = event_leaf(&event);
        event.hash = event_hash(&event, event.hash);
    }
    return (double)(cpu_us() - cpu) / events;
}

static void
measure(struct shard *shard, struct str payload, int gifts, int batch)
{
    int64_t began = clock_monotonic_us(), cpu = cpu_us();

    for (int done = 0; done < gifts; done += batch) {
        if (shard_begin(shard))
            abort();
        db_share_batch(shard->writer);
        for (int i = 0; i < batch; i++)
            give(shard, payload);
        if (db_end_sharing(shard->writer) || shard_commit(shard))
            abort();
        db_checkpoint_if_due(shard->writer);
    }
    began = clock_monotonic_us() - began;
    cpu = cpu_us() - cpu;
    printf("{\"batch\": %d, \"per_s\": %.0f, \"gift_us\": %.2f, "
           "\"chain_us\": %.2f}\n",
            batch, gifts * 1e6 / (double)began, (double)cpu / gifts,
            chain_us(gifts));
}

int
main(int argc, char **argv)
{
    int gifts = argc > 1 ? atoi(argv[1]) : DEFAULT_GIFTS;
    struct harness *harness = harness_open(&fundraising_service, "longgang");
    struct give_request request = {
        .fund = open_fund(harness),
        .amount = 2000,
        .channel = CHANNEL_COUNTER,
    };
    struct arena arena = { 0 };
    struct str payload =
            codec_encode_in(&arena, &fundraising_give_request_schema, &request);

    measure(harness_shard(harness), payload, gifts / 16, 1);
    measure(harness_shard(harness), payload, gifts, 16);
    measure(harness_shard(harness), payload, gifts, 64);
    measure(harness_shard(harness), payload, gifts, 256);
    arena_release(&arena);
    harness_close(harness);
    return 0;
}
