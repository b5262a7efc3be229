#include "histogram.h"

#include <math.h>

/* Values below twice the steps have a bucket each. */
static int
bucket_of(uint64_t value)
{
    int shift = 0;

    if (value >= 2 * HISTOGRAM_STEPS)
        shift = 63 - __builtin_clzll(value) - 6;
    return shift * HISTOGRAM_STEPS + (int)(value >> shift);
}

static int64_t
upper_end(int bucket)
{
    int shift = bucket < 2 * HISTOGRAM_STEPS ? 0 : bucket / HISTOGRAM_STEPS - 1;
    int64_t step = bucket - shift * HISTOGRAM_STEPS;

    return ((step + 1) << shift) - 1;
}

void
histogram_add(struct histogram *histogram, int64_t value)
{
    int bucket = bucket_of(value > 0 ? (uint64_t)value : 0);

    if (bucket >= HISTOGRAM_BUCKETS)
        bucket = HISTOGRAM_BUCKETS - 1;
    histogram->counts[bucket]++;
    histogram->count++;
    if (value > histogram->max)
        histogram->max = value;
}

int64_t
histogram_percentile(const struct histogram *histogram, double percent)
{
    const double wanted = ceil((double)histogram->count * percent / 100);
    int64_t seen = 0, end;

    for (int i = 0; i < HISTOGRAM_BUCKETS; i++) {
        seen += histogram->counts[i];
        if (seen > 0 && (double)seen >= wanted) {
            end = upper_end(i);
            return end < histogram->max ? end : histogram->max;
        }
    }
    return 0;
}
