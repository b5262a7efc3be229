/* The writing half of json.h: straight from structs to text. */
#include "wire/json.h"

#include "base/clock.h"
#include "wire/base64url.h"
#include "wire/check.h"

#include <assert.h>

static void write_object(const struct schema *schema, const char *record,
        struct buffer *out);

/* The escape of a character that must not stand for itself, or NULL. */
static const char *
short_escape(char c)
{
    switch (c) {
    case '"':
        return "\\\"";
    case '\\':
        return "\\\\";
    case '\n':
        return "\\n";
    case '\r':
        return "\\r";
    case '\t':
        return "\\t";
    }
    return NULL;
}

/* U+2028 and U+2029 end a line in scripts: E2 80 A8, E2 80 A9. */
static bool
is_line_separator(const char *at, const char *end)
{
    return end - at >= 3 && memcmp(at, "\xe2\x80", 2) == 0 &&
           (at[2] == '\xa8' || at[2] == '\xa9');
}

static bool
is_plain(unsigned char c)
{
    return c >= 0x20 && c != '"' && c != '\\' && c != '<' && c != '>' &&
           c != '&' && c != 0x7f && c != 0xe2;
}

/* One character that is not plain; returns how many bytes it had. */
static size_t
write_escaped(const char *at, const char *end, struct buffer *out)
{
    const char *escape = short_escape(*at);

    if (escape)
        buffer_append_str(out, str_from(escape));
    else if (is_line_separator(at, end))
        buffer_append_str(out,
                at[2] == '\xa8' ? STR("\\u2028") : STR("\\u2029"));
    else if (*at == '\xe2')
        buffer_append(out, at, 1);
    else
        buffer_printf(out, "\\u%04x", (unsigned char)*at);
    return is_line_separator(at, end) ? 3 : 1;
}

void
json_encode_text(struct str text, struct buffer *out)
{
    const char *at = text.len > 0 ? text.data : ""; /* never NULL + 0 */
    const char *end = at + text.len;

    buffer_append(out, "\"", 1);
    while (at < end) {
        const char *from = at;

        while (at < end && is_plain((unsigned char)*at))
            at++;
        buffer_append(out, from, (size_t)(at - from));
        if (at < end)
            at += write_escaped(at, end, out);
    }
    buffer_append(out, "\"", 1);
}

static void
write_quoted(struct buffer *out, const char *plain)
{
    const size_t len = strlen(plain);
    char *at = buffer_room(out, len + 2);

    *at++ = '"';
    at = mempcpy(at, plain, len);
    *at++ = '"';
    buffer_end(out, at);
}

/* {"name": or ,"name": */
static void
write_name(struct buffer *out, char before, const struct field *field)
{
    const size_t len = field->name_len ? field->name_len : strlen(field->name);
    char *at = buffer_room(out, len + 4);

    *at++ = before;
    *at++ = '"';
    at = mempcpy(at, field->name, len);
    *at++ = '"';
    *at++ = ':';
    buffer_end(out, at);
}

static void
write_number(struct buffer *out, int64_t value)
{
    char text[24], *at = text + sizeof(text);
    uint64_t rest = value < 0 ? -(uint64_t)value : (uint64_t)value;

    do
        *--at = (char)('0' + rest % 10);
    while (rest /= 10);
    if (value < 0)
        *--at = '-';
    buffer_append(out, at, (size_t)(text + sizeof(text) - at));
}

static void
write_uuid(struct buffer *out, const char *value)
{
    struct uuid uuid;
    char text[UUID_TEXT_SIZE];

    memcpy(&uuid, value, sizeof(uuid));
    uuid_format(uuid, text);
    write_quoted(out, text);
}

static void
write_time(struct buffer *out, int64_t time)
{
    char text[TIME_TEXT_SIZE];

    time_format(time, text);
    write_quoted(out, text);
}

static void
write_date(struct buffer *out, int64_t date)
{
    char text[DATE_TEXT_SIZE];

    date_format(date, text);
    write_quoted(out, text);
}

static void
write_bytes(struct buffer *out, struct str bytes)
{
    buffer_append(out, "\"", 1);
    base64url_encode(bytes, out);
    buffer_append(out, "\"", 1);
}

static void
write_enum(struct buffer *out, const struct enumeration *enumeration, int value)
{
    const char *name = enum_name(enumeration, value);

    assert(name); /* a handler forgot to set it */
    write_quoted(out, name ? name : "");
}

static void
write_value(const struct field *field, const char *value, struct buffer *out)
{
    switch (field->kind) {
    case FIELD_UUID:
        write_uuid(out, value);
        break;
    case FIELD_TEXT:
        json_encode_text(*(const struct str *)value, out);
        break;
    case FIELD_INT:
    case FIELD_FEN:
        write_number(out, *(const int64_t *)value);
        break;
    case FIELD_TIME:
        write_time(out, *(const int64_t *)value);
        break;
    case FIELD_DATE:
        write_date(out, *(const int64_t *)value);
        break;
    case FIELD_BOOL:
        buffer_append_str(out,
                *(const bool *)value ? STR("true") : STR("false"));
        break;
    case FIELD_BYTES:
        write_bytes(out, *(const struct str *)value);
        break;
    case FIELD_ENUM:
        write_enum(out, field->enumeration, *(const int *)value);
        break;
    case FIELD_STRUCT:
        write_object(field->record, value, out);
        break;
    }
}

static void
write_list(const struct field *field, const char *record, struct buffer *out)
{
    const char *elements = *(char *const *)(record + field->offset);
    size_t count = *(const size_t *)(record + field->companion_offset);

    buffer_append(out, "[", 1);
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            buffer_append(out, ",", 1);
        write_value(field, elements + i * value_size(field), out);
    }
    buffer_append(out, "]", 1);
}

static void
write_object(const struct schema *schema, const char *record,
        struct buffer *out)
{
    char before = '{';

    for (size_t i = 0; i < schema->field_count; i++) {
        const struct field *field = &schema->fields[i];

        if (!is_present(field, record))
            continue;
        write_name(out, before, field);
        before = ',';
        if (field->is_list)
            write_list(field, record, out);
        else
            write_value(field, record + field->offset, out);
    }
    buffer_append_str(out, before == '{' ? STR("{}") : STR("}"));
}

void
json_encode(const struct schema *schema, const void *record, struct buffer *out)
{
    write_object(schema, record, out);
}

void
json_encode_with(const struct schema *schema, const void *record,
        const char *name, const struct schema *of, const void *more,
        struct buffer *out)
{
    write_object(schema, record, out);
    out->len--; /* "}" */
    buffer_printf(out, ",\"%s\":", name);
    write_object(of, more, out);
    buffer_printf(out, "}");
}
