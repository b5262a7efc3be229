/*
 * One HTTP request on its way through the edge. It lives in its own arena,
 * from the header's coming to the answer's leaving or the client's.
 */
#ifndef GATEWAY_ASK_H
#define GATEWAY_ASK_H

#include "credentials.h"
#include "edge.h"
#include "edge_metrics.h"
#include "language.h"
#include "mapping.h"
#include "streams.h"

struct reference;
struct portal;

struct edge {
    struct edge_settings settings;
    struct router *router;
    struct http *http;
    struct routes routes;
    struct rates rates;
    struct edge_metrics *metrics;
    struct streams *streams;
    struct reference *reference;
    struct portal *portal;
    size_t table_bytes; /* see table.h */
};

struct pledge;
struct table;

struct ask {
    struct edge *edge;
    struct http_request *http;
    struct arena *arena; /* the request's */
    struct uri uri;
    enum status uri_status;
    const struct route *route; /* NULL: no such path, or not this method */
    struct uuid id;
    enum language language;
    struct credentials credentials;
    struct mapped mapped;
    struct str key;  /* of the command, empty if there is none */
    uint64_t handle; /* of the router, while is_waiting */
    bool is_waiting;
    struct pledge *pledge; /* see identify.h; NULL if there is none */
    struct stream *stream; /* NULL unless it is one */
    struct table *table;   /* of a list as CSV, whole; see table.h */
    void *page_state;      /* a page's own, while it asks services */
    int64_t began_us;
    int64_t answered_us;
    int status; /* of the answer; 0 until there is one */
};

#endif
