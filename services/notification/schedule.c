#include "schedule.h"

#include "base/clock.h"
#include "base/hash.h"

static const int64_t waits[SCHEDULE_MAX_TRIES] = {
    0,
    MINUTE_MS,
    5 * MINUTE_MS,
    15 * MINUTE_MS,
    HOUR_MS,
    3 * HOUR_MS,
    6 * HOUR_MS,
    12 * HOUR_MS,
    24 * HOUR_MS,
};

/* From 80 to 119 percent, by message and try. */
static int64_t
jitter_percent(int tries, struct uuid message)
{
    message.bytes[0] ^= (uint8_t)tries;
    return 80 + hash_of(message.bytes, sizeof(message.bytes)).bytes[0] % 40;
}

int64_t
schedule_wait_ms(int tries, struct uuid message)
{
    int last = SCHEDULE_MAX_TRIES - 1;

    return waits[tries < last ? tries : last] / 100 *
           jitter_percent(tries, message);
}

bool
schedule_gives_up(int tries)
{
    return tries >= SCHEDULE_MAX_TRIES;
}

int64_t
schedule_after_quiet(struct quiet_hours quiet, int64_t now)
{
    int64_t start = date_start(date_of(now));
    int64_t minute = (now - start) / MINUTE_MS;
    bool is_over_midnight = quiet.until < quiet.from;
    bool is_late = minute >= quiet.from;
    bool is_early = minute < quiet.until;

    if (is_over_midnight ? !is_late && !is_early : !is_late || !is_early)
        return now;
    if (is_over_midnight && is_late)
        start += DAY_MS;
    return start + quiet.until * (int64_t)MINUTE_MS;
}
