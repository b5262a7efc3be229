#include "base/sealed.h"

#include <sodium.h>

_Static_assert(sizeof(struct hash) >=
                       crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
        "a nonce is the beginning of a place");

struct sealed_key
sealed_key_new(void)
{
    struct sealed_key key;

    randombytes_buf(key.bytes, sizeof(key.bytes));
    return key;
}

struct str
sealed_close(const struct sealed_key *key, struct hash place, struct str text,
        struct arena *arena)
{
    uint8_t *out = arena_alloc(arena, text.len + SEALED_EXTRA);
    unsigned long long len = 0;

    crypto_aead_xchacha20poly1305_ietf_encrypt(out, &len,
            (const uint8_t *)text.data, text.len, place.bytes,
            sizeof(place.bytes), NULL, place.bytes, key->bytes);
    return (struct str){ (const char *)out, (size_t)len };
}

bool
sealed_open(const struct sealed_key *key, struct hash place, struct str sealed,
        struct arena *arena, struct str *out)
{
    uint8_t *text = arena_alloc(arena, sealed.len + 1);
    unsigned long long len = 0;

    if (crypto_aead_xchacha20poly1305_ietf_decrypt(text, &len, NULL,
                (const uint8_t *)sealed.data, sealed.len, place.bytes,
                sizeof(place.bytes), place.bytes, key->bytes))
        return false;
    *out = (struct str){ (const char *)text, (size_t)len };
    return true;
}
