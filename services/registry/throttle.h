/*
 * How often somebody may try a password. Failures are counted per account
 * name, known or not, in memory: a restart forgets them, and the gateway's
 * limit per address holds meanwhile.
 */
#ifndef REGISTRY_THROTTLE_H
#define REGISTRY_THROTTLE_H

#include "base/hash.h"

#include <stdint.h>

enum {
    THROTTLE_SLOTS = 1024,
    THROTTLE_FREE_TRIES = 5,
    THROTTLE_FIRST_WAIT_S = 10, /* doubled by every further failure */
    THROTTLE_LONGEST_WAIT_S = 900,
};

struct throttle_slot {
    struct hash name;
    int failures;
    int64_t last_at;
};

/* A zeroed throttle needs throttle_init() before its first use. */
struct throttle {
    uint8_t salt[16]; /* so that nobody can aim at another name's slot */
    struct throttle_slot slots[THROTTLE_SLOTS];
};

void throttle_init(struct throttle *throttle);

/* When this name may be tried: `now` or before means at once. */
int64_t throttle_may_try_at(const struct throttle *throttle, struct str name);

void throttle_failed(struct throttle *throttle, struct str name, int64_t now);
void throttle_succeeded(struct throttle *throttle, struct str name);

#endif
