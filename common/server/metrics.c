#include "server/metrics.h"

#include "server/gauges.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

/* Bounds in microseconds: 0.25 ms to 16 s, each four times the last. */
enum { BUCKETS = 9, FIRST_BOUND_US = 250, OUTCOMES = 4 };

struct histogram {
    int64_t counts[BUCKETS + 1];
    int64_t sum;
    int64_t count;
};

/* What a service answers; the last: anything else. */
static const int codes[] = { 200, STATUS_MALFORMED, STATUS_UNAUTHENTICATED,
    STATUS_FORBIDDEN, STATUS_NOT_FOUND, STATUS_CONFLICT, STATUS_STALE,
    STATUS_TOO_LARGE, STATUS_REFUSED, STATUS_TOO_MANY, STATUS_INTERNAL,
    STATUS_OUTCOME_UNKNOWN, STATUS_UNAVAILABLE, STATUS_TOO_LATE, 0 };

enum { CODES = sizeof(codes) / sizeof(*codes) };

struct metrics {
    const struct service_schema *schema;
    size_t operation_count;
    struct histogram (*latency)[OUTCOMES]; /* the last: unknown operations */
    int64_t (*requests)[CODES];            /* likewise */
    struct histogram batch_size;
    struct histogram commit_time;
    struct lane *lanes;
    size_t lane_count;
};

static const char *const outcomes[OUTCOMES] = { "2xx", "4xx", "5xx", "other" };

struct metrics *
metrics_create(const struct service_schema *schema)
{
    struct metrics *metrics = calloc(1, sizeof(*metrics));

    if (!metrics)
        abort();
    metrics->schema = schema;
    while (schema->operations[metrics->operation_count].name)
        metrics->operation_count++;
    metrics->latency =
            calloc(metrics->operation_count + 1, sizeof(*metrics->latency));
    metrics->requests =
            calloc(metrics->operation_count + 1, sizeof(*metrics->requests));
    if (!metrics->latency || !metrics->requests)
        abort();
    return metrics;
}

void
metrics_destroy(struct metrics *metrics)
{
    if (!metrics)
        return;
    free(metrics->requests);
    free(metrics->latency);
    free(metrics);
}

void
metrics_watch(struct metrics *metrics, struct lane *lanes, size_t count)
{
    metrics->lanes = lanes;
    metrics->lane_count = count;
}

struct lane *
metrics_lanes(const struct metrics *metrics, size_t *count)
{
    *count = metrics->lane_count;
    return metrics->lanes;
}

static void
observe(struct histogram *histogram, int64_t value, int64_t first_bound)
{
    int64_t bound = first_bound;
    int bucket = 0;

    while (bucket < BUCKETS && value > bound) {
        bound *= 4;
        bucket++;
    }
    histogram->counts[bucket]++;
    histogram->sum += value;
    histogram->count++;
}

static int
outcome_of(int status)
{
    if (status >= 200 && status < 300)
        return 0;
    if (status >= 400 && status < 500)
        return 1;
    return status >= 500 ? 2 : 3;
}

static int
code_of(int status)
{
    int i = 0;

    while (codes[i] && codes[i] != status)
        i++;
    return i;
}

void
metrics_count_request(struct metrics *metrics,
        const struct operation *operation, int status, int64_t us)
{
    size_t index = operation ? (size_t)(operation - metrics->schema->operations)
                             : metrics->operation_count;

    metrics->requests[index][code_of(status)]++;
    observe(&metrics->latency[index][outcome_of(status)], us, FIRST_BOUND_US);
}

void
metrics_count_batch(struct metrics *metrics, size_t commands, int64_t commit_us)
{
    observe(&metrics->batch_size, (int64_t)commands, 1);
    observe(&metrics->commit_time, commit_us, FIRST_BOUND_US);
}

/* `unit` divides the values: 1e6 for microseconds given as seconds. */
static void
write_histogram(const struct histogram *histogram, const char *name,
        const char *labels, int64_t first_bound, double unit,
        struct buffer *out)
{
    const char *comma = *labels ? "," : "";
    int64_t bound = first_bound, below = 0;

    for (int i = 0; i < BUCKETS; i++) {
        below += histogram->counts[i];
        buffer_printf(out, "%s_bucket{%s%sle=\"%g\"} %" PRId64 "\n", name,
                labels, comma, (double)bound / unit, below);
        bound *= 4;
    }
    buffer_printf(out,
            "%s_bucket{%s%sle=\"+Inf\"} %" PRId64 "\n"
            "%s_sum{%s} %g\n%s_count{%s} %" PRId64 "\n",
            name, labels, comma, histogram->count, name, labels,
            (double)histogram->sum / unit, name, labels, histogram->count);
}

static const char *
operation_name(const struct metrics *metrics, size_t index)
{
    return index < metrics->operation_count
                   ? metrics->schema->operations[index].name
                   : "unknown";
}

/* Room for a service, an operation and a status or an outcome. */
enum { LABELS_SIZE = 160 };

static const char *
write_labels(const struct metrics *metrics, size_t index, const char *status,
        char *labels)
{
    snprintf(labels, LABELS_SIZE,
            "service=\"%s\",operation=\"%s\",status=\"%s\"",
            metrics->schema->name, operation_name(metrics, index), status);
    return labels;
}

static void
write_counts(const struct metrics *metrics, size_t index, struct buffer *out)
{
    const int64_t *requests = metrics->requests[index];
    char labels[LABELS_SIZE], status[12];

    for (int i = 0; i < CODES; i++) {
        snprintf(status, sizeof(status), "%d", codes[i]);
        if (requests[i] > 0)
            buffer_printf(out, "commonweal_requests_total{%s} %" PRId64 "\n",
                    write_labels(metrics, index, codes[i] ? status : "other",
                            labels),
                    requests[i]);
    }
}

/* What fails is often fast: it would hide how long the rest took. */
static void
write_latency(const struct metrics *metrics, size_t index, struct buffer *out)
{
    const struct histogram *latency = metrics->latency[index];
    char labels[LABELS_SIZE];

    for (int i = 0; i < OUTCOMES; i++)
        if (latency[i].count > 0)
            write_histogram(&latency[i], "commonweal_request_seconds",
                    write_labels(metrics, index, outcomes[i], labels),
                    FIRST_BOUND_US, 1e6, out);
}

static void
write_head(const char *name, const char *type, const char *help,
        struct buffer *out)
{
    buffer_printf(out, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

static void
write_batches(const struct metrics *metrics, struct buffer *out)
{
    char labels[80];

    snprintf(labels, sizeof(labels), "service=\"%s\"", metrics->schema->name);
    write_head("commonweal_batch_commands", "histogram",
            "Calls that were committed together.", out);
    write_histogram(&metrics->batch_size, "commonweal_batch_commands", labels,
            1, 1, out);
    write_head("commonweal_commit_seconds", "histogram",
            "The COMMIT of a batch, with its wait for the disk.", out);
    write_histogram(&metrics->commit_time, "commonweal_commit_seconds", labels,
            FIRST_BOUND_US, 1e6, out);
}

void
metrics_write(const struct metrics *metrics, struct buffer *out)
{
    write_head("commonweal_requests_total", "counter",
            "Requests by operation and status.", out);
    for (size_t i = 0; i <= metrics->operation_count; i++)
        write_counts(metrics, i, out);
    write_head("commonweal_request_seconds", "histogram",
            "From a request's coming to its answer.", out);
    for (size_t i = 0; i <= metrics->operation_count; i++)
        write_latency(metrics, i, out);
    write_batches(metrics, out);
    gauges_write(metrics->schema->name, metrics->lanes, metrics->lane_count,
            out);
}
