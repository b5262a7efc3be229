/*
 * What leaves its owner and comes back: nobody else can read it, nor put it
 * in another place than it had. XChaCha20-Poly1305, by libsodium.
 */
#ifndef BASE_SEALED_H
#define BASE_SEALED_H

#include "base/arena.h"
#include "base/hash.h"

enum { SEALED_KEY_SIZE = 32, SEALED_EXTRA = 16 };

struct sealed_key {
    uint8_t bytes[SEALED_KEY_SIZE];
};

struct sealed_key sealed_key_new(void);

/*
 * In arena. `place` says what it is of, and must not repeat under a key
 * unless the text does, too.
 */
struct str sealed_close(const struct sealed_key *key, struct hash place,
        struct str text, struct arena *arena);

/* False: by another key, of another place, or changed. */
bool sealed_open(const struct sealed_key *key, struct hash place,
        struct str sealed, struct arena *arena, struct str *out);

#endif
