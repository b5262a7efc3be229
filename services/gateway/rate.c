#include "rate.h"

#include <sodium.h>

/* Places that one hash may have; the longest free gives way. */
enum { PROBES = 8, MS_US = 1000 };

void
rates_init(struct rates *rates)
{
    memset(rates, 0, sizeof *rates);
    crypto_shorthash_keygen(rates->key);
}

/* Zero is no one. */
static uint64_t
identify(const struct rates *rates, struct str kind, struct str subject)
{
    uint8_t inner[crypto_shorthash_BYTES], outer[crypto_shorthash_BYTES];
    uint8_t both[crypto_shorthash_BYTES + 16] = { 0 };
    uint64_t who;

    crypto_shorthash(inner, (const uint8_t *)subject.data, subject.len,
            rates->key);
    memcpy(both, inner, sizeof inner);
    memcpy(both + sizeof inner, kind.data, kind.len < 16 ? kind.len : 16);
    crypto_shorthash(outer, both, sizeof both, rates->key);
    memcpy(&who, outer, sizeof who);
    return who | 1;
}

static struct rate_slot *
find_slot(struct rates *rates, uint64_t who)
{
    struct rate_slot *oldest = NULL;

    for (uint64_t i = 0; i < PROBES; i++) {
        struct rate_slot *slot = &rates->slots[((who >> 1) + i) % RATE_SLOTS];
        if (slot->who == who)
            return slot;
        if (!oldest || slot->free_at_us < oldest->free_at_us)
            oldest = slot;
    }
    *oldest = (struct rate_slot){ .who = who };
    return oldest;
}

int64_t
rates_take(struct rates *rates, struct str kind, struct str subject,
        struct rate rate, int64_t now_us)
{
    struct rate_slot *slot = find_slot(rates, identify(rates, kind, subject));
    const int64_t step = rate.period_ms * MS_US / rate.count;
    const int64_t ahead = step * (rate.count - 1);
    const int64_t free_at =
            slot->free_at_us > now_us ? slot->free_at_us : now_us;

    if (free_at - now_us > ahead)
        return (free_at - now_us - ahead) / MS_US + 1;
    slot->free_at_us = free_at + step;
    return 0;
}
