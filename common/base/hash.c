#include "base/hash.h"

#include <sodium.h>

struct hash
hash_of(const void *data, size_t size)
{
    struct hash hash;

    crypto_generichash(hash.bytes, sizeof(hash.bytes), data, size, NULL, 0);
    return hash;
}

struct hash
hash_from(struct str bytes)
{
    struct hash hash = { 0 };

    if (bytes.len == sizeof(hash.bytes))
        memcpy(&hash, bytes.data, sizeof(hash));
    return hash;
}

bool
hash_equal(struct hash a, struct hash b)
{
    return sodium_memcmp(a.bytes, b.bytes, sizeof(a.bytes)) == 0;
}
