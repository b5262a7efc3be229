/* The writing half of codec.h: room for a field is made once. */
#include "wire/codec.h"

#include "base/clock.h"
#include "wire/check.h"
#include "wire/put.h"
#include "wire/writer.h"

#include <assert.h>

static void encode_map(struct buffer *out, const struct schema *schema,
        const char *record);

/* -- values of a field ---------------------------------------------------- */

static void
encode_uuid(struct buffer *out, const char *value)
{
    char *at = buffer_room(out, HEAD_SIZE + sizeof(struct uuid));

    at = put_number(at, 0xc4, sizeof(struct uuid), 1);
    memcpy(at, value, sizeof(struct uuid));
    buffer_end(out, at + sizeof(struct uuid));
}

static void
encode_date(struct buffer *out, int64_t date)
{
    char text[DATE_TEXT_SIZE];

    date_format(date, text);
    write_text(out, str_from(text));
}

static void
encode_enum(struct buffer *out, const struct enumeration *enumeration,
        int value)
{
    const char *name = enum_name(enumeration, value);

    assert(name); /* a handler forgot to set it */
    write_text(out, str_from(name ? name : ""));
}

static void
encode_value(struct buffer *out, const struct field *field, const char *value)
{
    const struct str *text = (const struct str *)value;

    switch (field->kind) {
    case FIELD_UUID:
        encode_uuid(out, value);
        break;
    case FIELD_TEXT:
        write_text(out, *text);
        break;
    case FIELD_INT:
    case FIELD_FEN:
    case FIELD_TIME:
        write_int(out, *(const int64_t *)value);
        break;
    case FIELD_DATE:
        encode_date(out, *(const int64_t *)value);
        break;
    case FIELD_BOOL:
        write_bool(out, *(const bool *)value);
        break;
    case FIELD_BYTES:
        write_bytes(out, *text);
        break;
    case FIELD_ENUM:
        encode_enum(out, field->enumeration, *(const int *)value);
        break;
    case FIELD_STRUCT:
        encode_map(out, field->record, value);
        break;
    }
}

static void
encode_list(struct buffer *out, const struct field *field, const char *record)
{
    const char *elements = *(char *const *)(record + field->offset);
    size_t count = *(const size_t *)(record + field->companion_offset);

    write_list(out, count);
    for (size_t i = 0; i < count; i++)
        encode_value(out, field, elements + i * value_size(field));
}

static void
encode_name(struct buffer *out, const struct field *field)
{
    size_t len = field->name_len ? field->name_len : strlen(field->name);
    char *at = buffer_room(out, HEAD_SIZE + len);

    buffer_end(out, put_text(at, field->name, len));
}

static void
encode_map(struct buffer *out, const struct schema *schema, const char *record)
{
    size_t count = 0;

    for (size_t i = 0; i < schema->field_count; i++)
        count += is_present(&schema->fields[i], record);
    buffer_end(out,
            put_entries(buffer_room(out, HEAD_SIZE), 0x80, 0xde, count));
    for (size_t i = 0; i < schema->field_count; i++) {
        const struct field *field = &schema->fields[i];

        if (!is_present(field, record))
            continue;
        encode_name(out, field);
        if (field->is_list)
            encode_list(out, field, record);
        else
            encode_value(out, field, record + field->offset);
    }
}

void
codec_encode(const struct schema *schema, const void *record,
        struct buffer *out)
{
    encode_map(out, schema, record);
}

struct str
codec_encode_in(struct arena *arena, const struct schema *schema,
        const void *record)
{
    struct buffer buffer = { 0 };
    struct str bytes;

    codec_encode(schema, record, &buffer);
    bytes = arena_copy(arena, buffer.data, buffer.len);
    buffer_release(&buffer);
    return bytes;
}
