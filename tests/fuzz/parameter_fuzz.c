/* Any bytes, "name=value&…", as parameters of any message. */
#include "fuzz.h"
#include "messages.h"
#include "wire/json.h"

#include <string.h>

/* The part up to a separator, which is taken off too. */
static struct str
cut(struct str *rest, char separator)
{
    const char *end =
            rest->len > 0 ? memchr(rest->data, separator, rest->len) : NULL;
    struct str part = *rest;

    if (!end) {
        rest->data += rest->len;
        rest->len = 0;
        return part;
    }
    part.len = (size_t)(end - rest->data);
    rest->data += part.len + 1;
    rest->len -= part.len + 1;
    return part;
}

static void
set_fields(const struct schema *schema, struct str query)
{
    struct arena arena = { 0 };
    struct decode_error error = { 0 };
    void *record = arena_alloc(&arena, schema->size);
    uint64_t set = 0;

    while (query.len > 0) {
        struct str value = cut(&query, '&'), name = cut(&value, '=');

        json_set_field(schema, name, value, &arena, record, &set, &error);
    }
    if (!json_decode_rest(schema, STR("{}"), &arena, record, set, &error))
        must_go_both_ways(schema, record, &arena);
    arena_release(&arena);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    for (size_t i = 0; i < fuzz_schema_count; i++)
        set_fields(fuzz_schemas[i], fuzz_input(data, size));
    return 0;
}
