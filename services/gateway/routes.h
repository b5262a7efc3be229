/*
 * Which path leads where: every operation that the schemas put on HTTP, and
 * the pages of the gateway itself.
 */
#ifndef GATEWAY_ROUTES_H
#define GATEWAY_ROUTES_H

#include "uri.h"
#include "wire/operation.h"

struct ask;

/* A page of the gateway: answers the request by itself. */
typedef void route_page(struct ask *ask);

struct route_segment {
    struct str text; /* a literal, or the name between braces */
    bool is_name;
};

struct route {
    const char *method;
    const char *path; /* as the schema writes it */
    const struct operation
            *operation; /* NULL for a page that is no operation */
    route_page *page;   /* NULL: a service answers */
    size_t body_max;
    struct route_segment segments[URI_SEGMENTS_MAX];
    size_t segment_count;
};

/* In an order in which the first that matches is the one meant. */
struct routes {
    struct route *list;
    size_t count;
};

/*
 * Operations of the tables (as operation_tables) and the pages, whose list
 * ends with a NULL method; a page whose path and method are an operation's
 * answers in the service's place.
 */
void routes_init(struct routes *routes, const struct operation *const *tables,
        const struct route *pages);
void routes_release(struct routes *routes);

/* NULL if there is none; HEAD is looked up as GET. */
const struct route *routes_find(const struct routes *routes, struct str method,
        const struct uri *uri);

/* "GET, POST": what the path takes, in arena; empty if nothing is there. */
struct str routes_allowed(const struct routes *routes, const struct uri *uri,
        struct arena *arena);

/* What JSON of an operation's request may measure. */
size_t route_body_max(const struct schema *request);

#endif
