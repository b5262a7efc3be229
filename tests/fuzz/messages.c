#include "messages.h"

#include "fundraising_messages.h"
#include "fuzz.h"
#include "grants_messages.h"
#include "wire/json.h"
#include "wire/sample.h"

const struct schema *const fuzz_schemas[] = {
    &sample_schema,
    &types_request_header_schema,
    &types_attach_schema,
    &types_event_record_schema,
    &fundraising_give_request_schema,
    &grants_submit_application_request_schema,
};
const size_t fuzz_schema_count = sizeof(fuzz_schemas) / sizeof(*fuzz_schemas);

static void
must_read_msgpack(const struct schema *schema, struct str bytes,
        struct arena *arena)
{
    struct decode_error error;
    void *again = arena_alloc(arena, schema->size);
    size_t unknown = 1;

    must(!codec_decode(schema, bytes, arena, again, &unknown, &error),
            "we read the msgpack we wrote");
    must(unknown == 0, "we write only fields that we know");
    must(str_equal(bytes, codec_encode_in(arena, schema, again)),
            "msgpack has one form");
}

static void
must_read_json(const struct schema *schema, struct str text, struct str bytes,
        struct arena *arena)
{
    struct decode_error error;
    void *again = arena_alloc(arena, schema->size);

    must(!json_decode(schema, text, arena, again, &error),
            "we read the JSON we wrote");
    must(str_equal(bytes, codec_encode_in(arena, schema, again)),
            "JSON and msgpack say the same");
}

void
must_go_both_ways(const struct schema *schema, const void *record,
        struct arena *arena)
{
    struct str bytes = codec_encode_in(arena, schema, record);
    struct buffer json = { 0 };

    json_encode(schema, record, &json);
    must_read_msgpack(schema, bytes, arena);
    must_read_json(schema, buffer_str(&json), bytes, arena);
    buffer_release(&json);
}
