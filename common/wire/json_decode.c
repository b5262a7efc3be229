/* The reading half of json.h, by jansson: it refuses what it should. */
#include "wire/json.h"

#include "base/clock.h"
#include "wire/base64url.h"
#include "wire/check.h"
#include "wire/utf8.h"

#include <errno.h>
#include <jansson.h>
#include <stdlib.h>

static bool decode_object(const struct check *check, const struct place *place,
        const struct schema *schema, const json_t *json, uint64_t set,
        char *record);

static bool
decode_number(const struct check *check, const struct place *place,
        const struct field *field, const json_t *json, void *out)
{
    if (!json_is_integer(json))
        return check_fail_type(check, place, field, "is not a whole number");
    return check_number(check, place, field, json_integer_value(json), out);
}

static bool
decode_bool(const struct check *check, const struct place *place,
        const struct field *field, const json_t *json, void *out)
{
    if (!json_is_boolean(json))
        return check_fail_type(check, place, field, "is not true or false");
    *(bool *)out = json_is_true(json);
    return true;
}

static bool
text_to_uuid(const struct check *check, const struct place *place,
        const struct field *field, struct str text, void *out)
{
    if (!uuid_parse(text, out))
        return check_refuse(check, place, field, "is not a UUID");
    return true;
}

static bool
text_to_time(const struct check *check, const struct place *place,
        const struct field *field, struct str text, void *out)
{
    int64_t time;

    if (!time_parse(text, &time))
        return check_refuse(check, place, field, "is not a time");
    return check_number(check, place, field, time, out);
}

static bool
text_to_bytes(const struct check *check, const struct place *place,
        const struct field *field, struct str text, void *out)
{
    struct str bytes;

    if (!base64url_decode(text, check->arena, &bytes))
        return check_refuse(check, place, field, "is not base64url");
    return check_bytes(check, place, field, bytes, out);
}

/* What is text in JSON; it is UTF-8 already. */
static bool
decode_text(const struct check *check, const struct place *place,
        const struct field *field, struct str text, void *out)
{
    size_t characters = 0;

    switch (field->kind) {
    case FIELD_UUID:
        return text_to_uuid(check, place, field, text, out);
    case FIELD_TIME:
        return text_to_time(check, place, field, text, out);
    case FIELD_DATE:
        return check_date(check, place, field, text, out);
    case FIELD_BYTES:
        return text_to_bytes(check, place, field, text, out);
    case FIELD_ENUM:
        return check_enum(check, place, field, text, out);
    default:
        utf8_check(text, &characters);
        text = arena_copy(check->arena, text.data, text.len);
        return check_text(check, place, field, text, characters, out);
    }
}

static bool
decode_value(const struct check *check, const struct place *place,
        const struct field *field, const json_t *json, void *out)
{
    struct str text;

    switch (field->kind) {
    case FIELD_STRUCT:
        return decode_object(check, place, field->record, json, 0, out);
    case FIELD_INT:
    case FIELD_FEN:
        return decode_number(check, place, field, json, out);
    case FIELD_BOOL:
        return decode_bool(check, place, field, json, out);
    default:
        if (!json_is_string(json))
            return check_fail_type(check, place, field, "is not a string");
        text.data = json_string_value(json);
        text.len = json_string_length(json);
        return decode_text(check, place, field, text, out);
    }
}

static bool
decode_list(const struct check *check, const struct place *place,
        const struct field *field, const json_t *json, char *record)
{
    char *elements;

    if (!json_is_array(json))
        return check_fail_type(check, place, field, "is not an array");
    elements = check_list(check, place, field, json_array_size(json), record);
    if (!elements)
        return false;
    for (size_t i = 0; i < json_array_size(json); i++) {
        struct place element = { .parent = place, .index = (long)i };

        if (!decode_value(check, &element, field, json_array_get(json, i),
                    elements + i * value_size(field)))
            return false;
    }
    return true;
}

static bool
decode_field(const struct check *check, const struct place *place,
        const struct field *field, const json_t *json, char *record)
{
    if (field->is_list)
        return decode_list(check, place, field, json, record);
    set_present(field, record);
    return decode_value(check, place, field, json, record + field->offset);
}

/* `set` has a bit for each field that is there already. */
static bool
decode_object(const struct check *check, const struct place *parent,
        const struct schema *schema, const json_t *json, uint64_t set,
        char *record)
{
    /* jansson's iterator takes no const, and changes nothing. */
    json_t *object = (json_t *)(uintptr_t)json;
    const char *key;
    json_t *value;
    size_t hint = 0;

    if (!json_is_object(json))
        return check_fail(check, parent, STATUS_MALFORMED, "is not an object",
                STR("a JSON object"));
    json_object_foreach(object, key, value)
    {
        struct place place = { parent, str_from(key), -1 };
        size_t index = find_field(schema, place.name, hint++);

        if (index == schema->field_count)
            return check_fail_stranger(check, &place, schema, set,
                    "is no field of this request");
        if (set >> index & 1)
            return check_fail(check, &place, STATUS_MALFORMED,
                    "is set by the path or the query already", STR(""));
        set |= UINT64_C(1) << index;
        if (!decode_field(check, &place, &schema->fields[index], value, record))
            return false;
    }
    return check_missing(check, parent, schema, set);
}

/* In the library's words, where they are not for its callers. */
static bool
fail_document(const struct check *check, json_error_t *error)
{
    const bool has_nul = json_error_code(error) == json_error_null_character;

    check_fail(check, NULL, STATUS_MALFORMED, "",
            has_nul ? STR("text without NUL") : STR("a JSON object"));
    check->error->detail = arena_printf(check->arena,
            "%s: line %d, column %d%s%s",
            has_nul ? "has a NUL in a text" : "is not JSON", error->line,
            error->column, has_nul ? "" : ": ", has_nul ? "" : error->text);
    return false;
}

static bool
decode_document(const struct check *check, const struct schema *schema,
        struct str text, uint64_t set, void *record)
{
    json_error_t error;
    json_t *root = json_loadb(text.data, text.len,
            JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &error);
    bool is_sound;

    if (!root)
        return fail_document(check, &error);
    is_sound = decode_object(check, NULL, schema, root, set, record);
    json_decref(root);
    return is_sound;
}

enum status
json_decode_rest(const struct schema *schema, struct str text,
        struct arena *arena, void *record, uint64_t set,
        struct decode_error *error)
{
    const struct check check = { arena, error };

    if (text.len == 0)
        text = STR("{}");
    if (!decode_document(&check, schema, text, set, record))
        return error->status;
    return STATUS_OK;
}

enum status
json_decode(const struct schema *schema, struct str text, struct arena *arena,
        void *record, struct decode_error *error)
{
    memset(record, 0, schema->size);
    return json_decode_rest(schema, text, arena, record, 0, error);
}

static bool
parse_int(struct str text, int64_t *out)
{
    char copy[24], *end;

    if (text.len == 0 || text.len >= sizeof(copy) ||
            (text.data[0] != '-' && (text.data[0] < '0' || text.data[0] > '9')))
        return false;
    memcpy(copy, text.data, text.len);
    copy[text.len] = '\0';
    errno = 0;
    *out = strtoll(copy, &end, 10);
    return errno == 0 && *end == '\0';
}

/* Values that are no text in JSON but are in a path or a query. */
static bool
set_plain(const struct check *check, const struct place *place,
        const struct field *field, struct str text, void *out)
{
    int64_t number;

    if (field->kind == FIELD_BOOL) {
        *(bool *)out = str_equal(text, STR("true"));
        return *(bool *)out || str_equal(text, STR("false")) ||
               check_fail_type(check, place, field, "is not true or false");
    }
    if (!parse_int(text, &number))
        return check_fail_type(check, place, field, "is not a whole number");
    return check_number(check, place, field, number, out);
}

static bool
set_value(const struct check *check, const struct place *place,
        const struct field *field, struct str text, void *out)
{
    size_t characters;

    if (!utf8_check(text, &characters))
        return check_fail_type(check, place, field, "is not UTF-8");
    if (field->kind == FIELD_BOOL || field->kind == FIELD_INT ||
            field->kind == FIELD_FEN)
        return set_plain(check, place, field, text, out);
    return decode_text(check, place, field, text, out);
}

enum status
json_set_field(const struct schema *schema, struct str name, struct str value,
        struct arena *arena, void *record, uint64_t *set,
        struct decode_error *error)
{
    const struct check check = { arena, error };
    const struct place place = { NULL, arena_copy(arena, name.data, name.len),
        -1 };
    size_t index = find_field(schema, name, 0);
    const struct field *field =
            index < schema->field_count ? &schema->fields[index] : NULL;

    if (!field || field->is_list || field->kind == FIELD_STRUCT)
        check_fail_stranger(&check, &place, schema, *set,
                "is no parameter of this request");
    else if (*set >> index & 1)
        check_fail(&check, &place, STATUS_MALFORMED, "is there twice", STR(""));
    else if (set_value(&check, &place, field, value,
                     (char *)record + field->offset)) {
        set_present(field, record);
        *set |= UINT64_C(1) << index;
        return STATUS_OK;
    }
    return error->status;
}
