/* The writing half of codec.h. */
#include "wire/codec.h"

#include "base/clock.h"
#include "wire/check.h"

#include <assert.h>
#include <msgpack.h>

static void encode_map(msgpack_packer *packer, const struct schema *schema,
        const char *record);

static void
pack_text(msgpack_packer *packer, struct str text)
{
    msgpack_pack_str(packer, text.len);
    msgpack_pack_str_body(packer, text.data, text.len);
}

static void
pack_bytes(msgpack_packer *packer, const void *data, size_t len)
{
    msgpack_pack_bin(packer, len);
    msgpack_pack_bin_body(packer, data, len);
}

static void
pack_date(msgpack_packer *packer, int64_t date)
{
    char text[DATE_TEXT_SIZE];

    date_format(date, text);
    pack_text(packer, str_from(text));
}

static void
pack_enum(msgpack_packer *packer, const struct enumeration *enumeration,
        int value)
{
    const char *name = enum_name(enumeration, value);

    assert(name); /* a handler forgot to set it */
    pack_text(packer, str_from(name ? name : ""));
}

static void
pack_bool(msgpack_packer *packer, bool value)
{
    if (value)
        msgpack_pack_true(packer);
    else
        msgpack_pack_false(packer);
}

static void
encode_value(msgpack_packer *packer, const struct field *field,
        const char *value)
{
    const struct str *text = (const struct str *)value;

    switch (field->kind) {
    case FIELD_UUID:
        pack_bytes(packer, value, sizeof(struct uuid));
        break;
    case FIELD_TEXT:
        pack_text(packer, *text);
        break;
    case FIELD_INT:
    case FIELD_FEN:
    case FIELD_TIME:
        msgpack_pack_int64(packer, *(const int64_t *)value);
        break;
    case FIELD_DATE:
        pack_date(packer, *(const int64_t *)value);
        break;
    case FIELD_BOOL:
        pack_bool(packer, *(const bool *)value);
        break;
    case FIELD_BYTES:
        pack_bytes(packer, text->data, text->len);
        break;
    case FIELD_ENUM:
        pack_enum(packer, field->enumeration, *(const int *)value);
        break;
    case FIELD_STRUCT:
        encode_map(packer, field->record, value);
        break;
    }
}

static void
encode_list(msgpack_packer *packer, const struct field *field,
        const char *record)
{
    const char *elements = *(char *const *)(record + field->offset);
    size_t count = *(const size_t *)(record + field->companion_offset);

    msgpack_pack_array(packer, count);
    for (size_t i = 0; i < count; i++)
        encode_value(packer, field, elements + i * value_size(field));
}

static void
encode_map(msgpack_packer *packer, const struct schema *schema,
        const char *record)
{
    size_t count = 0;

    for (size_t i = 0; i < schema->field_count; i++)
        count += is_present(&schema->fields[i], record);
    msgpack_pack_map(packer, count);
    for (size_t i = 0; i < schema->field_count; i++) {
        const struct field *field = &schema->fields[i];

        if (!is_present(field, record))
            continue;
        pack_text(packer, str_from(field->name));
        if (field->is_list)
            encode_list(packer, field, record);
        else
            encode_value(packer, field, record + field->offset);
    }
}

static int
write_to_buffer(void *buffer, const char *data, size_t len)
{
    buffer_append(buffer, data, len);
    return 0;
}

void
codec_encode(const struct schema *schema, const void *record,
        struct buffer *out)
{
    msgpack_packer packer;

    msgpack_packer_init(&packer, out, write_to_buffer);
    encode_map(&packer, schema, record);
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
