#include "db/parts.h"

enum {
    ARRAY = 0x90,
    TEXT = 0xa0,
    BYTES_8 = 0xc4, /* and _16, _32 after it */
    INT_8 = 0xcc,   /* and _16, _32, _64 */
    TEXT_8 = 0xd9,  /* and _16, _32 */
};

static void
hash_bytes(struct parts *parts)
{
    crypto_generichash_update(&parts->state, parts->bytes, parts->len);
    parts->len = 0;
}

static void
add(struct parts *parts, const void *data, size_t len)
{
    if (len > sizeof(parts->bytes) - parts->len)
        hash_bytes(parts);
    if (len > sizeof(parts->bytes)) {
        crypto_generichash_update(&parts->state, data, len);
    } else if (len > 0) {
        memcpy(parts->bytes + parts->len, data, len);
        parts->len += len;
    }
}

/* A type byte and a number in big-endian order, of 1, 2, 4 or 8 bytes. */
static void
add_number(struct parts *parts, uint8_t first_type, uint64_t number)
{
    int log_size = number < 0x100      ? 0
                   : number < 0x10000  ? 1
                   : number >> 32 == 0 ? 2
                                       : 3;
    int size = 1 << log_size;
    uint8_t bytes[9];

    bytes[0] = (uint8_t)(first_type + log_size);
    for (int i = size; i > 0; i--) {
        bytes[i] = (uint8_t)number;
        number >>= 8;
    }
    add(parts, bytes, (size_t)size + 1);
}

void
parts_begin(struct parts *parts, uint8_t count)
{
    const uint8_t header = ARRAY | count;

    crypto_generichash_init(&parts->state, NULL, 0, sizeof(struct hash));
    parts->len = 0;
    add(parts, &header, 1);
}

void
parts_add_int(struct parts *parts, int64_t number)
{
    const uint8_t byte = (uint8_t)number;

    if (number < 0x80)
        add(parts, &byte, 1);
    else
        add_number(parts, INT_8, (uint64_t)number);
}

void
parts_add_text(struct parts *parts, struct str text)
{
    const uint8_t header = (uint8_t)(TEXT | text.len);

    if (text.len < 32)
        add(parts, &header, 1);
    else
        add_number(parts, TEXT_8, text.len);
    add(parts, text.data, text.len);
}

void
parts_add_bytes(struct parts *parts, const void *data, size_t len)
{
    add_number(parts, BYTES_8, len);
    add(parts, data, len);
}

struct hash
parts_end(struct parts *parts)
{
    struct hash hash;

    hash_bytes(parts);
    crypto_generichash_final(&parts->state, hash.bytes, sizeof(hash.bytes));
    return hash;
}
