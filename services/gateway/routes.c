#include "routes.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum {
    BODY_DEFAULT = 64 * 1024,
    BODY_LARGEST = 512 * 1024,
    ENVELOPE = 4 * 1024, /* names, brackets and white space */
    VALUE = 64,          /* a number, an identifier, a time */
    CHARACTER = 4,       /* bytes of UTF-8 */
};

static size_t record_room(const struct schema *schema);

/* What one value may measure in JSON. */
static size_t
value_room(const struct field *field)
{
    switch (field->kind) {
    case FIELD_TEXT:
        return (size_t)field->max * CHARACTER + VALUE;
    case FIELD_BYTES:
        return (size_t)field->max / 3 * 4 + VALUE;
    case FIELD_STRUCT:
        return record_room(field->record);
    default:
        return VALUE;
    }
}

static size_t
record_room(const struct schema *schema)
{
    size_t room = 0;

    for (size_t i = 0; i < schema->field_count && room < BODY_LARGEST; i++) {
        const struct field *field = &schema->fields[i];
        room += (field->is_list ? field->max_count : 1) * value_room(field);
    }
    return room < BODY_LARGEST ? room : BODY_LARGEST;
}

/* Long texts and attachments need more than most; none needs the most. */
size_t
route_body_max(const struct schema *request)
{
    const size_t room = ENVELOPE + record_room(request);

    return room < BODY_DEFAULT ? BODY_DEFAULT : room;
}

/* Cut "/v1/hubs/{hub}" into its segments. */
static void
split(struct route *route)
{
    for (const char *at = route->path; *at;) {
        const char *start = at + 1;
        at = strchrnul(start, '/');
        struct str text = { start, (size_t)(at - start) };
        if (text.len == 0)
            break; /* "/" */
        assert(route->segment_count < URI_SEGMENTS_MAX);
        const bool is_name = text.data[0] == '{';
        if (is_name)
            text = (struct str){ start + 1, text.len - 2 };
        route->segments[route->segment_count++] =
                (struct route_segment){ text, is_name };
    }
}

/* Literals before names, so that the more exact of two routes comes first. */
static int
compare(const void *left, const void *right)
{
    const struct route *a = left, *b = right;

    for (size_t i = 0; i < a->segment_count && i < b->segment_count; i++)
        if (a->segments[i].is_name != b->segments[i].is_name)
            return a->segments[i].is_name ? 1 : -1;
    return (a->segment_count > b->segment_count) -
           (a->segment_count < b->segment_count);
}

static bool
is_same(const char *a, const char *b)
{
    return a && b && strcmp(a, b) == 0;
}

static const struct route *
page_of(const struct route *pages, const struct operation *operation)
{
    for (; pages->method; pages++)
        if (is_same(pages->method, operation->http_method) &&
                is_same(pages->path, operation->http_path))
            return pages;
    return NULL;
}

static void
add(struct routes *routes, struct route route)
{
    struct route *list =
            realloc(routes->list, (routes->count + 1) * sizeof *list);

    if (!list)
        abort();
    split(&route);
    routes->list = list;
    routes->list[routes->count++] = route;
}

static void
add_operation(struct routes *routes, const struct operation *operation,
        const struct route *page)
{
    if (!operation->http_path)
        return;
    add(routes, (struct route){
                        .method = operation->http_method,
                        .path = operation->http_path,
                        .operation = operation,
                        .page = page ? page->page : NULL,
                        .body_max = route_body_max(operation->request),
                });
}

static bool
is_listed(const struct routes *routes, const struct route *page)
{
    for (size_t i = 0; i < routes->count; i++)
        if (is_same(routes->list[i].method, page->method) &&
                is_same(routes->list[i].path, page->path))
            return true;
    return false;
}

void
routes_init(struct routes *routes, const struct operation *const *tables,
        const struct route *pages)
{
    *routes = (struct routes){ 0 };
    for (; *tables; tables++)
        for (const struct operation *at = *tables; at->name; at++)
            add_operation(routes, at, page_of(pages, at));
    for (; pages->method; pages++)
        if (!is_listed(routes, pages))
            add(routes, *pages);
    qsort(routes->list, routes->count, sizeof *routes->list, compare);
}

void
routes_release(struct routes *routes)
{
    free(routes->list);
}

/* Paths begin alike: what tells them apart is nearer to their end. */
static bool
matches(const struct route *route, const struct uri *uri)
{
    if (route->segment_count != uri->segment_count)
        return false;
    for (size_t i = route->segment_count; i-- > 0;) {
        const struct route_segment *segment = &route->segments[i];
        if (segment->is_name ? uri->segments[i].len == 0
                             : !str_equal(segment->text, uri->segments[i]))
            return false;
    }
    return true;
}

const struct route *
routes_find(const struct routes *routes, struct str method,
        const struct uri *uri)
{
    if (str_equal(method, STR("HEAD")))
        method = STR("GET");
    for (size_t i = 0; i < routes->count; i++)
        if (matches(&routes->list[i], uri) &&
                str_equal(method, str_from(routes->list[i].method)))
            return &routes->list[i];
    return NULL;
}

struct str
routes_allowed(const struct routes *routes, const struct uri *uri,
        struct arena *arena)
{
    struct str allowed = { 0 };

    for (size_t i = 0; i < routes->count; i++) {
        const struct route *route = &routes->list[i];
        if (!matches(route, uri))
            continue;
        allowed = allowed.len ? arena_printf(arena, STR_FMT ", %s",
                                        STR_ARG(allowed), route->method)
                              : str_from(route->method);
    }
    return allowed;
}
