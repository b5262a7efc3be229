/* BLAKE2b-256 (RFC 7693), by libsodium. */
#ifndef BASE_HASH_H
#define BASE_HASH_H

#include "base/str.h"

#include <stdbool.h>
#include <stdint.h>

struct hash {
    uint8_t bytes[32];
};

struct hash hash_of(const void *data, size_t size);

/* One that was sent; all zero if these are not 32 bytes. */
struct hash hash_from(struct str bytes);

bool hash_equal(struct hash a, struct hash b);

#endif
