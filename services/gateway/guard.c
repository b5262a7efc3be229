#include "guard.h"

#include <ctype.h>
#include <stdint.h>
#include <strings.h>

static const char *const header_names[GUARD_HEADER_COUNT] = {
    [GUARD_HOST] = "host",
    [GUARD_CONTENT_LENGTH] = "content-length",
    [GUARD_TRANSFER_ENCODING] = "transfer-encoding",
    [GUARD_CONTENT_TYPE] = "content-type",
    [GUARD_AUTHORIZATION] = "authorization",
    [GUARD_COOKIE] = "cookie",
    [GUARD_IDEMPOTENCY_KEY] = "idempotency-key",
    [GUARD_ORIGIN] = "origin",
    [GUARD_FORWARDED_FOR] = "x-forwarded-for",
};

enum { CONTENT_LENGTH_DIGITS = 20 }; /* more are beyond the library's measure */

static void
refuse(struct guard *guard, const char *fault)
{
    if (!guard->fault)
        guard->fault = fault;
}

static bool
is_token_byte(unsigned char byte)
{
    return isalnum(byte) || (byte && strchr("!#$%&'*+-.^_`|~", byte));
}

static bool
is_token(struct str text)
{
    for (size_t i = 0; i < text.len; i++)
        if (!is_token_byte((unsigned char)text.data[i]))
            return false;
    return text.len > 0;
}

static bool
is_field_value(struct str text)
{
    for (size_t i = 0; i < text.len; i++) {
        const unsigned char byte = (unsigned char)text.data[i];
        if ((byte < 32 && byte != '\t') || byte == 127)
            return false;
    }
    return true;
}

static bool
is_decimal(struct str text)
{
    for (size_t i = 0; i < text.len; i++)
        if (!isdigit((unsigned char)text.data[i]))
            return false;
    return text.len > 0 && text.len <= CONTENT_LENGTH_DIGITS;
}

static bool
is_upper_case(struct str text)
{
    for (size_t i = 0; i < text.len; i++)
        if (!isupper((unsigned char)text.data[i]))
            return false;
    return text.len > 0;
}

static struct str
path_of(struct str target)
{
    const char *query = memchr(target.data, '?', target.len);
    if (query)
        target.len = (size_t)(query - target.data);
    return target;
}

/* Visible ASCII; in a query also what browsers and curl leave unescaped. */
static bool
is_plain_target(struct str target)
{
    const size_t path_len = path_of(target).len;
    for (size_t i = 0; i < target.len; i++) {
        const unsigned char byte = (unsigned char)target.data[i];
        if (byte <= 32 || byte == 127)
            return false;
        if (i < path_len && (byte > 127 || strchr("\\#\"<>^`{|}", byte)))
            return false;
    }
    return path_len > 0 && target.data[0] == '/';
}

/* The length of a dot at the start of text, plain or escaped; else 0. */
static size_t
dot_len(struct str text)
{
    if (text.len >= 1 && text.data[0] == '.')
        return 1;
    if (text.len >= 3 && strncasecmp(text.data, "%2e", 3) == 0)
        return 3;
    return 0;
}

static bool
is_dot_segment(struct str segment)
{
    for (int dots = 0; dots < 2 && segment.len > 0; dots++) {
        const size_t len = dot_len(segment);
        if (!len)
            return false;
        segment.data += len;
        segment.len -= len;
    }
    return segment.len == 0;
}

/* No empty segment but a last one, no "." and no "..". */
static bool
has_plain_segments(struct str target)
{
    const struct str path = path_of(target);
    const char *end = path.data + path.len;
    for (const char *at = path.data; at < end;) {
        const char *start = at + 1;
        const char *slash = memchr(start, '/', (size_t)(end - start));
        at = slash ? slash : end;
        if (at == start ? at < end
                        : is_dot_segment(
                                  (struct str){ start, (size_t)(at - start) }))
            return false;
    }
    return true;
}

void
guard_line(struct guard *guard, struct str method, struct str target,
        struct str version)
{
    if (!str_equal(version, STR("HTTP/1.1")))
        refuse(guard, "only HTTP/1.1 is spoken here");
    if (!is_upper_case(method))
        refuse(guard, "the method is not in upper case");
    if (!is_plain_target(target))
        refuse(guard, "the target has a byte that does not belong there");
    else if (!has_plain_segments(target))
        refuse(guard, "the path has an empty or a dot segment");
}

static bool
is_named(struct str text, const char *name)
{
    return text.len == strlen(name) &&
           strncasecmp(text.data, name, text.len) == 0;
}

static void
check_single(struct guard *guard, struct str name)
{
    for (int i = 0; i < GUARD_HEADER_COUNT; i++) {
        if (!is_named(name, header_names[i]))
            continue;
        if (guard->seen & (1u << i))
            refuse(guard, "a header that stands once came twice");
        guard->seen |= 1u << i;
    }
}

void
guard_header(struct guard *guard, struct str name, struct str value)
{
    if (!is_token(name) || !is_field_value(value))
        refuse(guard, "a header has a byte that does not belong there");
    check_single(guard, name);
    if (is_named(name, "content-length") && !is_decimal(value))
        refuse(guard, "Content-Length is not a number");
    if (is_named(name, "transfer-encoding") && !is_named(value, "chunked"))
        refuse(guard, "Transfer-Encoding is not chunked");
}

static bool
has_seen(const struct guard *guard, enum guard_header header)
{
    return guard->seen & (1u << header);
}

const char *
guard_verdict(const struct guard *guard)
{
    if (guard->fault)
        return guard->fault;
    if (!has_seen(guard, GUARD_HOST))
        return "there is no Host";
    if (has_seen(guard, GUARD_CONTENT_LENGTH) &&
            has_seen(guard, GUARD_TRANSFER_ENCODING))
        return "Content-Length and Transfer-Encoding exclude each other";
    return NULL;
}
