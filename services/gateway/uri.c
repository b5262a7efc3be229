#include "uri.h"

#include "wire/utf8.h"

#include <string.h>

static int
hex_value(char digit)
{
    if (digit >= '0' && digit <= '9')
        return digit - '0';
    if (digit >= 'a' && digit <= 'f')
        return digit - 'a' + 10;
    if (digit >= 'A' && digit <= 'F')
        return digit - 'A' + 10;
    return -1;
}

/* One byte of text at *at, which moves past it; -1 for a bad escape. */
static int
decode_byte(struct str text, size_t *at, bool is_query)
{
    const char byte = text.data[(*at)++];

    if (byte == '+' && is_query)
        return ' ';
    if (byte != '%')
        return (unsigned char)byte;
    if (text.len - *at < 2)
        return -1;
    const int high = hex_value(text.data[*at]);
    const int low = hex_value(text.data[*at + 1]);
    *at += 2;
    return high < 0 || low < 0 ? -1 : high * 16 + low;
}

static enum status
decode(struct str text, bool is_query, struct arena *arena, struct str *out)
{
    char *decoded = arena_alloc(arena, text.len + 1);
    size_t len = 0, characters;

    for (size_t at = 0; at < text.len;) {
        const int byte = decode_byte(text, &at, is_query);
        if (byte < ' ' || byte == 127)
            return STATUS_MALFORMED;
        decoded[len++] = (char)byte;
    }
    *out = (struct str){ decoded, len };
    return utf8_check(*out, &characters) ? STATUS_OK : STATUS_MALFORMED;
}

/* What is before the first separator; *rest begins after it. */
static struct str
cut(struct str text, char separator, struct str *rest)
{
    const char *at = text.len ? memchr(text.data, separator, text.len) : NULL;
    const size_t len = at ? (size_t)(at - text.data) : text.len;
    const size_t skipped = at ? len + 1 : len;

    *rest = (struct str){ text.data + skipped, text.len - skipped };
    return (struct str){ text.data, len };
}

static enum status
parse_path(struct str path, struct arena *arena, struct uri *out)
{
    while (path.len > 0) {
        struct str rest;
        const struct str segment = cut(path, '/', &rest);
        /* "/a/" has an empty last segment, which no route knows. */
        const bool is_last = segment.len == path.len;
        if (out->segment_count == URI_SEGMENTS_MAX)
            return STATUS_MALFORMED;
        enum status status = decode(segment, false, arena,
                &out->segments[out->segment_count++]);
        if (status)
            return status;
        if (!is_last && rest.len == 0) {
            if (out->segment_count == URI_SEGMENTS_MAX)
                return STATUS_MALFORMED;
            out->segments[out->segment_count++] = (struct str){ 0 };
        }
        path = rest;
    }
    return STATUS_OK;
}

static enum status
parse_query(struct str query, struct arena *arena, struct uri *out)
{
    while (query.len > 0) {
        struct str value;
        const struct str pair = cut(query, '&', &query);
        const struct str name = cut(pair, '=', &value);
        if (pair.len == 0)
            continue;
        if (out->parameter_count == URI_PARAMETERS_MAX)
            return STATUS_MALFORMED;
        struct parameter *parameter = &out->parameters[out->parameter_count++];
        enum status status = decode(name, true, arena, &parameter->name);
        if (!status)
            status = decode(value, true, arena, &parameter->value);
        if (status)
            return status;
    }
    return STATUS_OK;
}

enum status
uri_parse(struct str target, struct arena *arena, struct uri *out)
{
    struct str query;
    struct str path = cut(target, '?', &query);
    enum status status;

    *out = (struct uri){ 0 };
    if (path.len == 0 || path.data[0] != '/')
        return STATUS_MALFORMED;
    path.data++;
    path.len--;
    status = parse_path(path, arena, out);
    if (!status)
        status = parse_query(query, arena, out);
    return status;
}

const struct parameter *
uri_find(const struct uri *uri, struct str name)
{
    for (size_t i = 0; i < uri->parameter_count; i++)
        if (str_equal(uri->parameters[i].name, name))
            return &uri->parameters[i];
    return NULL;
}
