#include "wire/base64url.h"

#include <sodium.h>
#include <stdint.h>

enum { VARIANT = sodium_base64_VARIANT_URLSAFE_NO_PADDING };

/* A multiple of three, so that pieces join. */
enum { PIECE = 300 };

void
base64url_encode(struct str bytes, struct buffer *out)
{
    char text[sodium_base64_ENCODED_LEN(PIECE, VARIANT)];

    for (size_t at = 0; at < bytes.len; at += PIECE) {
        size_t len = bytes.len - at < PIECE ? bytes.len - at : PIECE;

        sodium_bin2base64(text, sizeof(text), (const uint8_t *)bytes.data + at,
                len, VARIANT);
        buffer_append_str(out, str_from(text));
    }
}

bool
base64url_decode(struct str text, struct arena *arena, struct str *out)
{
    size_t size = text.len / 4 * 3 + 3, len;
    uint8_t *bytes = arena_alloc(arena, size);

    if (sodium_base642bin(bytes, size, text.data, text.len, NULL, &len, NULL,
                VARIANT) != 0)
        return false;
    *out = (struct str){ (const char *)bytes, len };
    return true;
}
