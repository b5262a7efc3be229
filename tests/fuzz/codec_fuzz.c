/* Any bytes as msgpack of any message. */
#include "fuzz.h"
#include "messages.h"
#include "wire/codec.h"

static void
decode(const struct schema *schema, struct str bytes)
{
    struct arena arena = { 0 };
    struct decode_error error = { 0 };
    void *record = arena_alloc(&arena, schema->size);
    enum status status =
            codec_decode(schema, bytes, &arena, record, NULL, &error);

    if (status)
        must((status == STATUS_MALFORMED || status == STATUS_REFUSED) &&
                        error.status == status && error.detail.len > 0,
                "a refusal says why");
    else
        must_go_both_ways(schema, record, &arena);
    arena_release(&arena);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    for (size_t i = 0; i < fuzz_schema_count; i++)
        decode(fuzz_schemas[i], fuzz_input(data, size));
    return 0;
}
