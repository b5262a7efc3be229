/*
 * Counts and latencies of a process, as Prometheus text. A latency falls in
 * the first bucket whose bound it does not exceed.
 */
#ifndef SERVER_METRICS_H
#define SERVER_METRICS_H

#include "server/service.h"
#include "wire/buffer.h"

struct lane;
struct metrics;

struct metrics *metrics_create(const struct service_schema *schema);
void metrics_destroy(struct metrics *metrics);

/* How these are doing is told with the counts; they must outlive it. */
void metrics_watch(struct metrics *metrics, struct lane *lanes, size_t count);

/* The lanes that are watched. */
struct lane *metrics_lanes(const struct metrics *metrics, size_t *count);

/* operation may be NULL: one we do not have. */
void metrics_count_request(struct metrics *metrics,
        const struct operation *operation, int status, int64_t us);
void metrics_count_batch(struct metrics *metrics, size_t commands,
        int64_t commit_us);

/* Appends the text exposition format. */
void metrics_write(const struct metrics *metrics, struct buffer *out);

#endif
