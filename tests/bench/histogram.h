/*
 * How often each time was measured, in buckets that are never wider than one
 * part in 64 of what they hold: percentiles of any number of values in a few
 * KiB, after HdrHistogram.
 */
#ifndef BENCH_HISTOGRAM_H
#define BENCH_HISTOGRAM_H

#include <stdint.h>

enum {
    HISTOGRAM_STEPS = 64, /* buckets to a power of two */
    HISTOGRAM_POWERS = 30,
    HISTOGRAM_BUCKETS = HISTOGRAM_STEPS * HISTOGRAM_POWERS,
};

/* A zeroed one is empty. */
struct histogram {
    int64_t counts[HISTOGRAM_BUCKETS];
    int64_t count;
    int64_t max;
};

/* Less than 0 counts as 0; beyond the last bucket as the last. */
void histogram_add(struct histogram *histogram, int64_t value);

/*
 * The least value that so many of a hundred do not exceed, as its bucket's
 * upper end; 0 if it is empty.
 */
int64_t histogram_percentile(const struct histogram *histogram, double percent);

#endif
