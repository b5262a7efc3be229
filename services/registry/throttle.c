#include "throttle.h"

#include "base/clock.h"

#include <sodium.h>

void
throttle_init(struct throttle *throttle)
{
    randombytes_buf(throttle->salt, sizeof(throttle->salt));
}

static struct hash
hash_name(const struct throttle *throttle, struct str name)
{
    struct hash hash;

    crypto_generichash(hash.bytes, sizeof(hash.bytes),
            (const uint8_t *)name.data, name.len, throttle->salt,
            sizeof(throttle->salt));
    return hash;
}

static size_t
slot_of(struct hash name)
{
    return (name.bytes[0] << 8 | name.bytes[1]) % THROTTLE_SLOTS;
}

int64_t
throttle_may_try_at(const struct throttle *throttle, struct str name)
{
    struct hash hash = hash_name(throttle, name);
    const struct throttle_slot *slot = &throttle->slots[slot_of(hash)];
    int over = slot->failures - THROTTLE_FREE_TRIES;
    int wait_s = THROTTLE_LONGEST_WAIT_S;

    if (over < 0 || !hash_equal(slot->name, hash))
        return 0;
    if (over < 10 && THROTTLE_FIRST_WAIT_S << over < wait_s)
        wait_s = THROTTLE_FIRST_WAIT_S << over;
    return slot->last_at + (int64_t)wait_s * SECOND_MS;
}

/* Another name in the slot, or an old failure, gives way. */
void
throttle_failed(struct throttle *throttle, struct str name, int64_t now)
{
    struct hash hash = hash_name(throttle, name);
    struct throttle_slot *slot = &throttle->slots[slot_of(hash)];

    if (!hash_equal(slot->name, hash) || now - slot->last_at > HOUR_MS)
        *slot = (struct throttle_slot){ .name = hash };
    slot->failures++;
    slot->last_at = now;
}

void
throttle_succeeded(struct throttle *throttle, struct str name)
{
    struct hash hash = hash_name(throttle, name);
    struct throttle_slot *slot = &throttle->slots[slot_of(hash)];

    if (hash_equal(slot->name, hash))
        *slot = (struct throttle_slot){ 0 };
}
