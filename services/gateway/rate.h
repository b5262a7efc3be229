/*
 * Rate limits: the generic cell rate algorithm in a table of fixed size. Who
 * is limited is kept as a keyed hash, so nobody can aim at another's place.
 */
#ifndef GATEWAY_RATE_H
#define GATEWAY_RATE_H

#include "base/str.h"

#include <stdint.h>

/* count in any period_ms; all of them may come at once. */
struct rate {
    int count;
    int64_t period_ms;
};

enum { RATE_SLOTS = 16384, RATE_KEY_SIZE = 16 };

struct rate_slot {
    uint64_t who;
    int64_t free_at_us; /* when the last one would have come at even pace */
};

struct rates {
    uint8_t key[RATE_KEY_SIZE];
    struct rate_slot slots[RATE_SLOTS];
};

void rates_init(struct rates *rates);

/*
 * One more of kind ("login") by subject: 0 if it may pass, else milliseconds
 * until it may. What does not pass does not count.
 */
int64_t rates_take(struct rates *rates, struct str kind, struct str subject,
        struct rate rate, int64_t now_us);

#endif
