/*
 * How long the codec takes for a gift, and msgpack-c for the same map, in
 * nanoseconds, as a line of JSON: the best of ten rounds, since a shared
 * machine only ever makes it slower.
 *     codec_bench [WHAT]
 */
#include "base/clock.h"
#include "fundraising_messages.h"
#include "wire/json.h"

#include <msgpack.h>
#include <stdio.h>

enum { ROUNDS = 10, REPEATS = 20000 };

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

/* msgpack-c parses into objects that it allocates. */
static void
unpack_msgpack_c(void)
{
    msgpack_unpacked unpacked;
    size_t at = 0;

    msgpack_unpacked_init(&unpacked);
    if (msgpack_unpack_next(&unpacked, packed.data, packed.len, &at) !=
            MSGPACK_UNPACK_SUCCESS)
        puts("does not unpack");
    msgpack_unpacked_destroy(&unpacked);
}

static void
pack_text(msgpack_packer *packer, const char *text)
{
    const size_t len = strlen(text);

    msgpack_pack_str(packer, len);
    msgpack_pack_str_body(packer, text, len);
}

static void
pack_str(msgpack_packer *packer, const char *name, struct str text)
{
    pack_text(packer, name);
    msgpack_pack_str(packer, text.len);
    msgpack_pack_str_body(packer, text.data, text.len);
}

static void
pack_uuid(msgpack_packer *packer, const char *name, const struct uuid *uuid)
{
    pack_text(packer, name);
    msgpack_pack_bin(packer, sizeof(uuid->bytes));
    msgpack_pack_bin_body(packer, uuid->bytes, sizeof(uuid->bytes));
}

/* As somebody would write it for this one message. */
static void
pack_msgpack_c(void)
{
    static msgpack_sbuffer buffer;
    msgpack_packer packer;

    msgpack_sbuffer_clear(&buffer);
    msgpack_packer_init(&packer, &buffer, msgpack_sbuffer_write);
    msgpack_pack_map(&packer, 6);
    pack_uuid(&packer, "fund", &gift.fund);
    pack_uuid(&packer, "project", &gift.project);
    pack_text(&packer, "amount");
    msgpack_pack_int64(&packer, gift.amount);
    pack_str(&packer, "channel", STR("online"));
    pack_str(&packer, "channel_hub", gift.channel_hub);
    pack_text(&packer, "donor");
    msgpack_pack_map(&packer, 2);
    pack_str(&packer, "display_name", gift.donor.display_name);
    pack_str(&packer, "contact", gift.donor.contact);
    if (buffer.size != packed.len)
        puts("packs another map");
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
    static const char *separator = "{";
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
    printf("%s\"%s\": %lld", separator, what, (long long)best * 1000 / REPEATS);
    separator = ", ";
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
    measure("decode", decode_msgpack);
    measure("encode", encode_msgpack);
    measure("unpack_msgpack_c", unpack_msgpack_c);
    measure("pack_msgpack_c", pack_msgpack_c);
    measure("decode_json", decode_json);
    measure("encode_json", encode_json);
    puts("}");
    arena_release(&inputs);
    buffer_release(&buffer);
    return 0;
}
