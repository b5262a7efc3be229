#include "edge_metrics.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

/* Bounds in microseconds: 0.25 ms to 16 s, each four times the last. */
enum { BUCKETS = 9, FIRST_BOUND_US = 250, STATUSES = 600, LABEL_SIZE = 160 };

struct route_metrics {
    uint32_t by_status[STATUSES];
    int64_t buckets[BUCKETS + 1];
    int64_t sum_us;
    int64_t count;
};

struct edge_metrics {
    const struct routes *routes;
    struct route_metrics *list; /* the last: no route */
};

struct edge_metrics *
edge_metrics_create(const struct routes *routes)
{
    struct edge_metrics *metrics = calloc(1, sizeof *metrics);

    if (!metrics)
        abort();
    metrics->routes = routes;
    metrics->list = calloc(routes->count + 1, sizeof *metrics->list);
    if (!metrics->list)
        abort();
    return metrics;
}

void
edge_metrics_destroy(struct edge_metrics *metrics)
{
    if (!metrics)
        return;
    free(metrics->list);
    free(metrics);
}

void
edge_metrics_count(struct edge_metrics *metrics, const struct route *route,
        int status, int64_t us)
{
    const size_t index = route ? (size_t)(route - metrics->routes->list)
                               : metrics->routes->count;
    struct route_metrics *of = &metrics->list[index];
    int64_t bound = FIRST_BOUND_US;
    int bucket = 0;

    for (; bucket < BUCKETS && us > bound; bucket++)
        bound *= 4;
    if (status >= 0 && status < STATUSES)
        of->by_status[status]++;
    of->buckets[bucket]++;
    of->sum_us += us;
    of->count++;
}

/* "grants.list_awards", "/docs". */
static const char *
route_label(const struct route *route, char *buffer, size_t buffer_size)
{
    if (!route)
        return "none";
    if (!route->operation)
        return route->path;
    snprintf(buffer, buffer_size, "%s.%s", route->operation->service,
            route->operation->name);
    return buffer;
}

static const struct route *
route_at(const struct edge_metrics *metrics, size_t index)
{
    return index < metrics->routes->count ? &metrics->routes->list[index]
                                          : NULL;
}

static void
write_counts(const struct edge_metrics *metrics, size_t index,
        struct buffer *out)
{
    const struct route_metrics *of = &metrics->list[index];
    char label[LABEL_SIZE];
    const char *name =
            route_label(route_at(metrics, index), label, sizeof label);

    for (int status = 0; status < STATUSES && of->count; status++)
        if (of->by_status[status])
            buffer_printf(out,
                    "commonweal_http_requests_total{route=\"%s\","
                    "status=\"%d\"} %" PRIu32 "\n",
                    name, status, of->by_status[status]);
}

static void
write_latency(const struct edge_metrics *metrics, size_t index,
        struct buffer *out)
{
    const struct route_metrics *of = &metrics->list[index];
    char label[LABEL_SIZE];
    const char *name =
            route_label(route_at(metrics, index), label, sizeof label);
    int64_t bound = FIRST_BOUND_US, below = 0;

    if (of->count == 0)
        return;
    for (int i = 0; i < BUCKETS; i++, bound *= 4) {
        below += of->buckets[i];
        buffer_printf(out,
                "commonweal_http_request_seconds_bucket{route=\"%s\","
                "le=\"%g\"} %" PRId64 "\n",
                name, (double)bound / 1e6, below);
    }
    buffer_printf(out,
            "commonweal_http_request_seconds_bucket{route=\"%s\","
            "le=\"+Inf\"} %" PRId64 "\n"
            "commonweal_http_request_seconds_sum{route=\"%s\"} %g\n"
            "commonweal_http_request_seconds_count{route=\"%s\"} %" PRId64 "\n",
            name, of->count, name, (double)of->sum_us / 1e6, name, of->count);
}

void
edge_metrics_write(const struct edge_metrics *metrics, struct buffer *out)
{
    buffer_append_str(out,
            STR("# HELP commonweal_http_requests_total Requests by route and "
                "status; status 0: the client left.\n"
                "# TYPE commonweal_http_requests_total counter\n"));
    for (size_t i = 0; i <= metrics->routes->count; i++)
        write_counts(metrics, i, out);
    buffer_append_str(out,
            STR("# HELP commonweal_http_request_seconds From the header's "
                "coming to the answer.\n"
                "# TYPE commonweal_http_request_seconds histogram\n"));
    for (size_t i = 0; i <= metrics->routes->count; i++)
        write_latency(metrics, i, out);
}
