/*
 * Any text as an HTTP request: "METHOD target", then headers, an empty line
 * and a body. What passes the guard and finds its operation becomes a message
 * that a service can read.
 */
#include "accept.h"
#include "address.h"
#include "credentials.h"
#include "fuzz.h"
#include "guard.h"
#include "language.h"
#include "mapping.h"
#include "messages.h"
#include "operations.h"
#include "position.h"

#include <string.h>

static struct str
cut(struct str *rest, char separator)
{
    const char *end =
            rest->len > 0 ? memchr(rest->data, separator, rest->len) : NULL;
    struct str part = *rest;

    part.len = end ? (size_t)(end - rest->data) : rest->len;
    rest->data += end ? part.len + 1 : part.len;
    rest->len -= end ? part.len + 1 : part.len;
    return part;
}

static const struct routes *
all_routes(void)
{
    static const struct route no_pages[] = { { 0 } };
    static struct routes routes;

    if (!routes.list)
        routes_init(&routes, operation_tables, no_pages);
    return &routes;
}

static void
must_be_decoded(struct str text)
{
    for (size_t i = 0; i < text.len; i++)
        must((unsigned char)text.data[i] >= ' ' && text.data[i] != 127,
                "what is decoded has no control characters");
}

static void
read_position(struct str value)
{
    char text[POSITION_TEXT_SIZE];
    struct position first, second;

    if (!position_parse(value, &first))
        return;
    must(position_parse((struct str){ text, position_format(&first, text) },
                 &second),
            "a position is written as it is read");
    must(memcmp(&first, &second, sizeof(first)) == 0,
            "a position stays what it was");
}

/* Every header as each of those that are read. */
static void
read_value(struct str value, struct arena *arena)
{
    struct credentials credentials;
    struct networks networks;
    int weight = accept_weight(value, STR("gzip"), STR("*"));

    must(weight >= -1 && weight <= WEIGHT_MAX, "a weight is in its bounds");
    language_of(value);
    read_position(value);
    credentials_read(value, (struct str){ 0 }, &credentials);
    if (credentials_read((struct str){ 0 }, value, &credentials) == STATUS_OK)
        must(credentials.token.len <= 255, "a token has its length");
    if (networks_parse(value, &networks))
        address_of_client((struct address){ 0 }, value, &networks);
    csrf_token_fits(value, STR("token"), arena);
    is_same_origin((struct str){ 0 }, value, STR("hub.example"));
}

static void
read_headers(struct str *rest, struct guard *guard, struct arena *arena)
{
    struct str line;

    while (rest->len > 0 && (line = cut(rest, '\n')).len > 0) {
        struct str value = line, name = cut(&value, ':');

        guard_header(guard, name, value);
        read_value(value, arena);
    }
}

static void
map(const struct route *route, const struct uri *uri, struct str body,
        struct arena *arena)
{
    struct mapped mapped;
    struct decode_error error = { 0 };
    enum status status = mapping_read(route, uri, body, arena, &mapped, &error);

    must(status == error.status, "an error says what it is");
    if (!status)
        must_go_both_ways(route->operation->request, mapped.record, arena);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str rest = fuzz_input(data, size), target = cut(&rest, '\n'),
               method = cut(&target, ' ');
    struct arena arena = { 0 };
    struct guard guard = { 0 };
    const struct route *route;
    struct uri uri;

    guard_line(&guard, method, target, STR("HTTP/1.1"));
    read_headers(&rest, &guard, &arena);
    guard_verdict(&guard);
    if (!uri_parse(target, &arena, &uri)) {
        for (size_t i = 0; i < uri.segment_count; i++)
            must_be_decoded(uri.segments[i]);
        routes_allowed(all_routes(), &uri, &arena);
        route = routes_find(all_routes(), method, &uri);
        if (route)
            map(route, &uri, rest, &arena);
    }
    arena_release(&arena);
    return 0;
}
