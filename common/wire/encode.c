/*
 * The writing half of codec.h: every value in the fewest bytes that msgpack
 * has for it. Room for a field is made once; then bytes are put one after
 * another, and the put_ functions return where the next goes.
 */
#include "wire/codec.h"

#include "base/clock.h"
#include "wire/check.h"

#include <assert.h>

enum { HEAD_SIZE = 9 }; /* of a value: a tag and eight bytes at most */

static void encode_map(struct buffer *out, const struct schema *schema,
        const char *record);

static char *
put_number(char *at, uint8_t tag, uint64_t value, int width)
{
    *at++ = (char)tag;
    while (width-- > 0)
        *at++ = (char)(value >> (8 * width));
    return at;
}

/* How many follow: the tag of few, or the first of those of 1, 2, 4 bytes. */
static char *
put_count(char *at, uint8_t few, size_t few_max, uint8_t tag, size_t count)
{
    if (count <= few_max)
        return put_number(at, few | (uint8_t)count, 0, 0);
    if (count <= UINT8_MAX)
        return put_number(at, tag, count, 1);
    if (count <= UINT16_MAX)
        return put_number(at, tag + 1, count, 2);
    return put_number(at, tag + 2, count, 4);
}

static char *
put_bytes(char *at, const void *data, size_t len)
{
    if (len > 0)
        memcpy(at, data, len);
    return at + len;
}

static char *
put_text(char *at, const char *data, size_t len)
{
    return put_bytes(put_count(at, 0xa0, 31, 0xd9, len), data, len);
}

/* Maps and lists have no form of one byte. */
static char *
put_entries(char *at, uint8_t few, uint8_t tag, size_t count)
{
    if (count > 15 && count <= UINT8_MAX)
        return put_number(at, tag, count, 2);
    return put_count(at, few, 15, tag - 1, count);
}

static char *
put_negative(char *at, int64_t value)
{
    if (value >= -32)
        return put_number(at, (uint8_t)value, 0, 0);
    if (value >= INT8_MIN)
        return put_number(at, 0xd0, (uint64_t)value, 1);
    if (value >= INT16_MIN)
        return put_number(at, 0xd1, (uint64_t)value, 2);
    if (value >= INT32_MIN)
        return put_number(at, 0xd2, (uint64_t)value, 4);
    return put_number(at, 0xd3, (uint64_t)value, 8);
}

static char *
put_int(char *at, int64_t value)
{
    if (value < 0)
        return put_negative(at, value);
    if (value <= INT8_MAX)
        return put_number(at, (uint8_t)value, 0, 0);
    if (value <= UINT8_MAX)
        return put_number(at, 0xcc, (uint64_t)value, 1);
    if (value <= UINT16_MAX)
        return put_number(at, 0xcd, (uint64_t)value, 2);
    if (value <= UINT32_MAX)
        return put_number(at, 0xce, (uint64_t)value, 4);
    return put_number(at, 0xcf, (uint64_t)value, 8);
}

/* -- values of a field ---------------------------------------------------- */

static void
encode_text(struct buffer *out, struct str text)
{
    char *at = buffer_room(out, HEAD_SIZE + text.len);

    buffer_end(out, put_text(at, text.data, text.len));
}

static void
encode_bytes(struct buffer *out, const void *data, size_t len)
{
    char *at = buffer_room(out, HEAD_SIZE + len);

    if (len == 0)
        at = put_number(at, 0xc4, 0, 1);
    else
        at = put_count(at, 0, 0, 0xc4, len);
    buffer_end(out, put_bytes(at, data, len));
}

static void
encode_uuid(struct buffer *out, const char *value)
{
    char *at = buffer_room(out, HEAD_SIZE + sizeof(struct uuid));

    at = put_number(at, 0xc4, sizeof(struct uuid), 1);
    memcpy(at, value, sizeof(struct uuid));
    buffer_end(out, at + sizeof(struct uuid));
}

static void
encode_int(struct buffer *out, int64_t value)
{
    buffer_end(out, put_int(buffer_room(out, HEAD_SIZE), value));
}

static void
encode_date(struct buffer *out, int64_t date)
{
    char text[DATE_TEXT_SIZE];

    date_format(date, text);
    encode_text(out, str_from(text));
}

static void
encode_enum(struct buffer *out, const struct enumeration *enumeration,
        int value)
{
    const char *name = enum_name(enumeration, value);

    assert(name); /* a handler forgot to set it */
    encode_text(out, str_from(name ? name : ""));
}

static void
encode_bool(struct buffer *out, bool value)
{
    char *at = buffer_room(out, HEAD_SIZE);

    buffer_end(out, put_number(at, value ? 0xc3 : 0xc2, 0, 0));
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
        encode_text(out, *text);
        break;
    case FIELD_INT:
    case FIELD_FEN:
    case FIELD_TIME:
        encode_int(out, *(const int64_t *)value);
        break;
    case FIELD_DATE:
        encode_date(out, *(const int64_t *)value);
        break;
    case FIELD_BOOL:
        encode_bool(out, *(const bool *)value);
        break;
    case FIELD_BYTES:
        encode_bytes(out, text->data, text->len);
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

    buffer_end(out,
            put_entries(buffer_room(out, HEAD_SIZE), 0x90, 0xdc, count));
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
