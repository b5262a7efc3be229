#include "base/uuid.h"

#include <sodium.h>

/* Fetched for many identifiers at once: it is a system call. */
static void
take_random(void *out, size_t len)
{
    static _Thread_local char pool[512];
    static _Thread_local size_t left;

    if (left < len) {
        randombytes_buf(pool, sizeof(pool));
        left = sizeof(pool);
    }
    left -= len;
    memcpy(out, pool + left, len);
    memset(pool + left, 0, len);
}

static void
write_time(struct uuid *uuid, int64_t time_ms)
{
    for (int i = 5; i >= 0; i--) {
        uuid->bytes[i] = (uint8_t)time_ms;
        time_ms >>= 8;
    }
}

static void
write_version(struct uuid *uuid)
{
    uuid->bytes[6] = (uuid->bytes[6] & 0x0f) | 0x70;
    uuid->bytes[8] = (uuid->bytes[8] & 0x3f) | 0x80;
}

/*
 * The 62 bits of rand_b go up by a random step, so that identifiers of one
 * millisecond are in order and still cannot be guessed.
 */
static void
step(struct uuid *uuid)
{
    uint32_t random;
    uint64_t tail;

    take_random(&random, sizeof(random));
    tail = (uint64_t)random + 1;
    for (int i = 15; i >= 8; i--) {
        tail += uuid->bytes[i];
        uuid->bytes[i] = (uint8_t)tail;
        tail >>= 8;
    }
}

struct uuid
uuid_new(int64_t now_ms)
{
    static _Thread_local struct uuid last;

    if (uuid_is_v7(last) && uuid_time(last) == now_ms) {
        step(&last);
    } else {
        take_random(&last, sizeof(last));
        write_time(&last, now_ms);
        last.bytes[8] &= 0x1f; /* room for steps */
    }
    write_version(&last);
    return last;
}

struct uuid
uuid_at(int64_t time_ms, struct uuid uuid)
{
    write_time(&uuid, time_ms);
    return uuid;
}

struct uuid
uuid_derive(struct uuid cause, const char *kind, uint32_t ordinal)
{
    const uint8_t number[4] = { (uint8_t)(ordinal >> 24),
        (uint8_t)(ordinal >> 16), (uint8_t)(ordinal >> 8), (uint8_t)ordinal };
    crypto_generichash_state state;
    struct uuid derived;

    crypto_generichash_init(&state, NULL, 0, sizeof(derived));
    crypto_generichash_update(&state, cause.bytes, sizeof(cause.bytes));
    crypto_generichash_update(&state, (const uint8_t *)kind, strlen(kind) + 1);
    crypto_generichash_update(&state, number, sizeof(number));
    crypto_generichash_final(&state, derived.bytes, sizeof(derived.bytes));
    memcpy(derived.bytes, cause.bytes, 6);
    write_version(&derived);
    return derived;
}

int64_t
uuid_time(struct uuid uuid)
{
    int64_t time_ms = 0;

    for (int i = 0; i < 6; i++)
        time_ms = time_ms << 8 | uuid.bytes[i];
    return time_ms;
}

bool
uuid_is_v7(struct uuid uuid)
{
    return uuid.bytes[6] >> 4 == 7 && uuid.bytes[8] >> 6 == 2;
}

bool
uuid_equal(struct uuid a, struct uuid b)
{
    return memcmp(a.bytes, b.bytes, sizeof(a.bytes)) == 0;
}

bool
uuid_is_zero(struct uuid uuid)
{
    return uuid_equal(uuid, (struct uuid){ 0 });
}

/* Of the bytes 4, 6, 8 and 10. */
static bool
is_dash_before(int byte)
{
    return 0x550 >> byte & 1;
}

void
uuid_format(struct uuid uuid, char *out)
{
    static const char digits[] = "0123456789abcdef";

    for (int i = 0; i < 16; i++) {
        if (is_dash_before(i))
            *out++ = '-';
        *out++ = digits[uuid.bytes[i] >> 4];
        *out++ = digits[uuid.bytes[i] & 0x0f];
    }
    *out = '\0';
}

static int
hex_digit(char c)
{
    const unsigned digit = (unsigned char)c - '0';
    const unsigned letter = ((unsigned char)c | 0x20) - 'a';

    if (digit < 10)
        return (int)digit;
    return letter < 6 ? (int)letter + 10 : -1;
}

bool
uuid_parse(struct str text, struct uuid *out)
{
    const char *at = text.data;
    struct uuid uuid;

    if (text.len != UUID_TEXT_SIZE - 1)
        return false;
    for (int i = 0; i < 16; i++) {
        int high, low;

        if (is_dash_before(i) && *at++ != '-')
            return false;
        high = hex_digit(*at++);
        low = hex_digit(*at++);
        if (high < 0 || low < 0)
            return false;
        uuid.bytes[i] = (uint8_t)(high << 4 | low);
    }
    *out = uuid;
    return true;
}
