/* Identifiers: UUIDs of version 7 (RFC 9562), in time order. */
#ifndef BASE_UUID_H
#define BASE_UUID_H

#include "base/str.h"

#include <stdbool.h>
#include <stdint.h>

struct uuid {
    uint8_t bytes[16];
};

enum { UUID_TEXT_SIZE = 37 }; /* 36 characters and a NUL */

/* A fresh identifier of the given time (milliseconds since the epoch). */
struct uuid uuid_new(int64_t now_ms);

/*
 * The identifier that follows from a cause: the 48-bit time of the cause and
 * a hash of (cause, kind, ordinal), so that a replay derives the same one.
 */
struct uuid uuid_derive(struct uuid cause, const char *kind, uint32_t ordinal);

/* `uuid` with another time in its first 48 bits. */
struct uuid uuid_at(int64_t time_ms, struct uuid uuid);

/* Milliseconds since the epoch, as written in a version 7 identifier. */
int64_t uuid_time(struct uuid uuid);
bool uuid_is_v7(struct uuid uuid);

bool uuid_equal(struct uuid a, struct uuid b);
bool uuid_is_zero(struct uuid uuid);

/* out has UUID_TEXT_SIZE bytes; the text is lower case and NUL-terminated. */
void uuid_format(struct uuid uuid, char *out);

/* Accepts the 36-character form only, in either case. */
bool uuid_parse(struct str text, struct uuid *out);

#endif
