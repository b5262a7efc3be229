/*
 * The golden vectors were written by other code, in another language: what
 * they say in msgpack and in JSON is what our codec must read and write.
 */
#include "base/test.h"
#include "fundraising_messages.h"
#include "gateway_messages.h"
#include "grants_messages.h"
#include "notification_messages.h"
#include "registry_messages.h"
#include "wire/json.h"

#include <jansson.h>
#include <sodium.h>

static const struct operation *const operations[] = { registry_operations,
    grants_operations, fundraising_operations, notification_operations,
    gateway_operations };

static const struct event_type *const events[] = { registry_events,
    grants_events, fundraising_events, notification_events, gateway_events };

static const struct {
    const char *name;
    const struct schema *schema;
} envelope[] = {
    { "request_header", &types_request_header_schema },
    { "reply_header", &types_reply_header_schema },
    { "actor", &types_actor_schema },
    { "attach", &types_attach_schema },
    { "problem_reply", &types_problem_reply_schema },
    { "event_record", &types_event_record_schema },
};

/* Does name consist of service, a dot, what, a dot and kind? */
static bool
is_named(const char *name, const char *service, const char *what,
        const char *kind)
{
    char expected[200];

    snprintf(expected, sizeof(expected), "%s.%s.%s", service, what, kind);
    return strcmp(name, expected) == 0;
}

static const struct schema *
find_in_operations(const struct operation *operation, const char *name)
{
    for (; operation->name; operation++) {
        if (is_named(name, operation->service, operation->name, "request"))
            return operation->request;
        if (is_named(name, operation->service, operation->name, "reply"))
            return operation->reply;
    }
    return NULL;
}

static const struct schema *
find_in_events(const struct event_type *event, const char *name)
{
    for (; event->name; event++) {
        size_t len = strlen(event->name);

        if (strncmp(name, event->name, len) == 0 &&
                strcmp(name + len, ".event") == 0)
            return event->body;
    }
    return NULL;
}

static const struct schema *
find_schema(const char *name)
{
    const struct schema *schema = NULL;

    for (size_t i = 0; i < COUNT_OF(envelope); i++)
        if (strcmp(name, envelope[i].name) == 0)
            return envelope[i].schema;
    for (size_t i = 0; i < COUNT_OF(operations) && !schema; i++)
        schema = find_in_operations(operations[i], name);
    for (size_t i = 0; i < COUNT_OF(events) && !schema; i++)
        schema = find_in_events(events[i], name);
    return schema;
}

/* One vector, on its way through the codec. */
struct vector {
    const char *name;
    struct str msgpack;
    struct str json;
    const struct schema *schema;
    struct arena arena;
    struct decode_error error;
    void *record;
};

static const char *
text_of(json_t *row, const char *key)
{
    return json_string_value(json_object_get(row, key));
}

static void
begin(struct vector *vector, json_t *row)
{
    const char *hex = text_of(row, "msgpack");
    char *bytes;
    size_t len;

    *vector = (struct vector){ .name = text_of(row, "name") };
    vector->json = str_from(text_of(row, "json"));
    bytes = arena_alloc(&vector->arena, strlen(hex));
    assert_int_equal(sodium_hex2bin((unsigned char *)bytes, strlen(hex), hex,
                             strlen(hex), NULL, &len, NULL),
            0);
    vector->msgpack = (struct str){ bytes, len };
    vector->schema = find_schema(vector->name);
    if (!vector->schema)
        fail_msg("%s is in no table", vector->name);
    vector->record = arena_alloc(&vector->arena, vector->schema->size);
}

static void
check_status(const struct vector *vector, enum status status)
{
    if (status)
        fail_msg("%s: %d " STR_FMT ": " STR_FMT, vector->name, status,
                STR_ARG(vector->error.field), STR_ARG(vector->error.detail));
}

static void
check_encodings(struct vector *vector)
{
    struct str packed =
            codec_encode_in(&vector->arena, vector->schema, vector->record);
    struct buffer json = { 0 };

    json_encode(vector->schema, vector->record, &json);
    if (!str_equal(packed, vector->msgpack))
        fail_msg("%s: other msgpack", vector->name);
    if (!str_equal(buffer_str(&json), vector->json))
        fail_msg("%s:\n" STR_FMT "\n" STR_FMT, vector->name,
                STR_ARG(buffer_str(&json)), STR_ARG(vector->json));
    buffer_release(&json);
}

static void
check_vector(json_t *row)
{
    struct vector vector;
    size_t unknown;

    begin(&vector, row);
    check_status(&vector,
            codec_decode(vector.schema, vector.msgpack, &vector.arena,
                    vector.record, &unknown, &vector.error));
    assert_int_equal(unknown, 0);
    check_encodings(&vector);
    check_status(&vector, json_decode(vector.schema, vector.json, &vector.arena,
                                  vector.record, &vector.error));
    check_encodings(&vector);
    arena_release(&vector.arena);
}

static void
both_codecs_read_and_write_every_vector(void **state)
{
    json_error_t error;
    json_t *rows = json_load_file(GOLDEN_FILE, 0, &error);

    assert_true(json_array_size(rows) > 100);
    for (size_t i = 0; i < json_array_size(rows); i++)
        check_vector(json_array_get(rows, i));
    json_decref(rows);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_codecs_read_and_write_every_vector),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
