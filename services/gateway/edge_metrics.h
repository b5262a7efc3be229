/* Counts and latencies of the edge, by route, as Prometheus text. */
#ifndef GATEWAY_EDGE_METRICS_H
#define GATEWAY_EDGE_METRICS_H

#include "routes.h"
#include "wire/buffer.h"

struct edge_metrics;

/* The routes must outlive it. */
struct edge_metrics *edge_metrics_create(const struct routes *routes);
void edge_metrics_destroy(struct edge_metrics *metrics);

/* route is NULL for a path we do not have, status 0 for a client that left. */
void edge_metrics_count(struct edge_metrics *metrics, const struct route *route,
        int status, int64_t us);

void edge_metrics_write(const struct edge_metrics *metrics, struct buffer *out);

#endif
