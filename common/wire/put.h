/*
 * Msgpack values, each in its fewest bytes, into room that was made before:
 * every put_ returns where the next goes.
 */
#ifndef WIRE_PUT_H
#define WIRE_PUT_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

enum { HEAD_SIZE = 9 }; /* of a value: a tag and eight bytes at most */

static inline char *
put_number(char *at, uint8_t tag, uint64_t value, int width)
{
    *at++ = (char)tag;
    while (width-- > 0)
        *at++ = (char)(value >> (8 * width));
    return at;
}

/* How many follow: the tag of few, or the first of those of 1, 2, 4 bytes. */
static inline char *
put_count(char *at, uint8_t few, size_t few_max, uint8_t tag, size_t count)
{
    if (count <= few_max)
        return put_number(at, few | (uint8_t)count, 0, 0);
    if (count <= UINT8_MAX)
        return put_number(at, tag, count, 1);
    if (count <= UINT16_MAX)
        return put_number(at, tag + 1, count, 2);
    return put_number(at, tag + 2, count, 4);
}

static inline char *
put_bytes(char *at, const void *data, size_t len)
{
    if (len > 0)
        memcpy(at, data, len);
    return at + len;
}

static inline char *
put_text(char *at, const char *data, size_t len)
{
    return put_bytes(put_count(at, 0xa0, 31, 0xd9, len), data, len);
}

static inline char *
put_blob(char *at, const void *data, size_t len)
{
    if (len == 0)
        return put_number(at, 0xc4, 0, 1);
    return put_bytes(put_count(at, 0, 0, 0xc4, len), data, len);
}

/* Maps and lists have no form of one byte. */
static inline char *
put_entries(char *at, uint8_t few, uint8_t tag, size_t count)
{
    if (count > 15 && count <= UINT8_MAX)
        return put_number(at, tag, count, 2);
    return put_count(at, few, 15, tag - 1, count);
}

static inline char *
put_negative(char *at, int64_t value)
{
    if (value >= -32)
        return put_number(at, (uint8_t)value, 0, 0);
    if (value >= INT8_MIN)
        return put_number(at, 0xd0, (uint64_t)value, 1);
    if (value >= INT16_MIN)
        return put_number(at, 0xd1, (uint64_t)value, 2);
    if (value >= INT32_MIN)
        return put_number(at, 0xd2, (uint64_t)value, 4);
    return put_number(at, 0xd3, (uint64_t)value, 8);
}

static inline char *
put_int(char *at, int64_t value)
{
    if (value < 0)
        return put_negative(at, value);
    if (value <= INT8_MAX)
        return put_number(at, (uint8_t)value, 0, 0);
    if (value <= UINT8_MAX)
        return put_number(at, 0xcc, (uint64_t)value, 1);
    if (value <= UINT16_MAX)
        return put_number(at, 0xcd, (uint64_t)value, 2);
    if (value <= UINT32_MAX)
        return put_number(at, 0xce, (uint64_t)value, 4);
    return put_number(at, 0xcf, (uint64_t)value, 8);
}

#endif
