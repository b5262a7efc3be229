/*
 * A request of HTTP as an operation's: names in the path, the query of a GET
 * or DELETE and the body become fields; {hub} says which hub is meant, or the
 * query's "hub" where the path names none.
 */
#ifndef GATEWAY_MAPPING_H
#define GATEWAY_MAPPING_H

#include "routes.h"
#include "wire/json.h"

struct mapped {
    struct str hub;    /* empty: none is named */
    void *record;      /* of route->operation->request */
    struct str format; /* of a list: "json", "csv" or empty */
};

/* The route is one with an operation, and matches. All lives in arena. */
enum status mapping_read(const struct route *route, const struct uri *uri,
        struct str body, struct arena *arena, struct mapped *out,
        struct decode_error *error);

/* Is the query's "hub" the one that is asked? The operation may be NULL. */
bool mapping_takes_hub(const struct route *route);

/* Does it answer {items, next_cursor}? */
bool mapping_is_list(const struct operation *operation);

#endif
