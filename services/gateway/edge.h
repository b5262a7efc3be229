/*
 * The HTTP edge: every operation that the schemas put on HTTP, as JSON, in
 * front of the router; and the gateway's own pages.
 */
#ifndef GATEWAY_EDGE_H
#define GATEWAY_EDGE_H

#include "http.h"
#include "rate.h"
#include "router.h"

struct edge_settings {
    struct http_settings http;
    const char *portal; /* the folder of what web/ built */
    bool has_rate_limits;
    struct rate reads;    /* of one address, and of one token */
    struct rate commands; /* likewise */
    int streams;          /* event streams at most, in all */
    int streams_per_site;
};

struct edge;

/* The router must outlive the edge. */
enum status edge_open(struct edge **out, const struct edge_settings *settings,
        struct router *router);
void edge_close(struct edge *edge); /* accepts NULL */

int edge_port(const struct edge *edge);

/* As http_descriptor() and http_turn(); after router_turn(), which answers. */
int edge_descriptor(const struct edge *edge);
int64_t edge_turn(struct edge *edge);

/* Take no more connections, and end the streams. */
void edge_drain(struct edge *edge);

/* Is any request still being answered? */
bool edge_is_busy(const struct edge *edge);

#endif
