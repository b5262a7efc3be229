/*
 * usage: codec_bench [WHAT]
 * How long the codec takes for a gift, in nanoseconds: the best of ten
 * rounds, since a shared machine only ever makes it slower.
 */
#include "base/clock.h"
#include "fundraising_messages.h"
#include "wire/json.h"

#include <stdio.h>

enum { ROUNDS = 10, REPEATS = 100000 };

static struct give_request gift;
static struct str packed, json;
static struct arena arena;
static const char *only;

static void
decode_msgpack(void)
{
    struct give_request request;
    struct decode_error error;

    if (codec_decode(&fundraising_give_request_schema, packed, &arena, &request,
                NULL, &error))
        puts("does not decode");
}

static void
encode_msgpack(void)
{
    static struct buffer buffer;

    buffer_clear(&buffer);
    codec_encode(&fundraising_give_request_schema, &gift, &buffer);
}

static void
decode_json(void)
{
    struct give_request request;
    struct decode_error error;

    if (json_decode(&fundraising_give_request_schema, json, &arena, &request,
                &error))
        puts("does not decode");
}

static void
encode_json(void)
{
    static struct buffer buffer;

    buffer_clear(&buffer);
    json_encode(&fundraising_give_request_schema, &gift, &buffer);
}

static void
measure(const char *what, void (*work)(void))
{
    int64_t best = INT64_MAX;

    if (only && strcmp(what, only) != 0)
        return;
    for (int round = 0; round < ROUNDS; round++) {
        int64_t start = clock_monotonic_us(), us;

        for (int i = 0; i < REPEATS; i++) {
            work();
            if (i % 64 == 63)
                arena_release(&arena);
        }
        us = clock_monotonic_us() - start;
        best = us < best ? us : best;
    }
    printf("%-16s %6lld ns\n", what, (long long)best * 1000 / REPEATS);
}

int
main(int argc, char **argv)
{
    struct arena inputs = { 0 };
    struct buffer buffer = { 0 };

    only = argc > 1 ? argv[1] : NULL;
    gift = (struct give_request){
        .fund = uuid_new(clock_now()),
        .has_project = true,
        .project = uuid_new(clock_now()),
        .amount = 5000,
        .channel = CHANNEL_ONLINE,
        .has_channel_hub = true,
        .channel_hub = STR("longgang.bantian"),
        .has_donor = true,
        .donor = { .has_display_name = true,
                .display_name = STR("坂田居民"),
                .has_contact = true,
                .contact = STR("resident@example.org") },
    };
    packed = codec_encode_in(&inputs, &fundraising_give_request_schema, &gift);
    json_encode(&fundraising_give_request_schema, &gift, &buffer);
    json = buffer_str(&buffer);
    printf("a gift: %zu bytes of msgpack, %zu of JSON\n", packed.len, json.len);
    measure("decode msgpack", decode_msgpack);
    measure("encode msgpack", encode_msgpack);
    measure("decode JSON", decode_json);
    measure("encode JSON", encode_json);
    arena_release(&inputs);
    buffer_release(&buffer);
    return 0;
}
