#include "base/hash.h"

#include <sodium.h>

struct hash
hash_of(const void *data, size_t size)
{
    struct hash hash;

    crypto_generichash(hash.bytes, sizeof(hash.bytes), data, size, NULL, 0);
    return hash;
}

bool
hash_equal(struct hash a, struct hash b)
{
    return sodium_memcmp(a.bytes, b.bytes, sizeof(a.bytes)) == 0;
}
