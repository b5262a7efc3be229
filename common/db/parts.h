/*
 * H: BLAKE2b-256 over the msgpack array of some parts, each in its shortest
 * form. Not for other rooms.
 */
#ifndef DB_PARTS_H
#define DB_PARTS_H

#include "base/hash.h"

#include <sodium.h>

/* Most of what is hashed is many short parts: they are hashed together. */
struct parts {
    crypto_generichash_state state;
    size_t len;
    uint8_t bytes[256];
};

void parts_begin(struct parts *parts, uint8_t count);    /* fewer than 16 */
void parts_add_int(struct parts *parts, int64_t number); /* not negative */
void parts_add_text(struct parts *parts, struct str text);
void parts_add_bytes(struct parts *parts, const void *data, size_t len);
struct hash parts_end(struct parts *parts);

#endif
