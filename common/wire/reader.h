/*
 * Reads msgpack in place, never past the end and never ahead of its bytes:
 * a count that the remaining bytes cannot hold is a fault, so nobody
 * allocates for a claim. The first fault ends the reading: every later read
 * yields zero, so a caller may check once, at the end.
 */
#ifndef WIRE_READER_H
#define WIRE_READER_H

#include "base/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    READER_MAX_DEPTH = 16,
    READER_MAX_ITEMS = 65536,
    READER_MAX_ENTRIES = 64, /* of a map: no struct of ours has more fields */
};

struct reader {
    const uint8_t *at;
    const uint8_t *end;
    const char *fault; /* "is cut short"; NULL while all is well */
    int depth;
    int items;
};

void reader_init(struct reader *reader, struct str bytes);

/* All was well, and nothing is left. */
bool reader_is_done(const struct reader *reader);

/* The next value is nil, which no read but read_skip() accepts. */
static inline bool
reader_is_at_nil(const struct reader *reader)
{
    return reader->at < reader->end && *reader->at == 0xc0;
}

/*
 * The number of entries that follow. Entries of a map are a text key and a
 * value each; whoever reads the keys refuses duplicates. After the last
 * entry comes read_end().
 */
size_t read_map(struct reader *reader);
size_t read_list(struct reader *reader);
void read_end(struct reader *reader);

/* Borrows from the bytes being read. It is UTF-8 without NUL. */
struct str read_text(struct reader *reader, size_t *characters_out);

/*
 * The name of a field. Whether it is UTF-8 is left to utf8_check(): one that
 * is equal to a name we know is.
 */
struct str read_key(struct reader *reader);

/*
 * Skip the name of a field if it is this one, of less than 32 bytes, as it is
 * packed. False: look at it with read_key().
 */
static inline bool
read_this_key(struct reader *reader, const char *name, size_t len)
{
    const uint8_t *at = reader->at;

    if ((size_t)(reader->end - at) <= len || at[0] != (0xa0 | len) ||
            at[1] != (uint8_t)name[0] || memcmp(at + 1, name, len) != 0 ||
            reader->items >= READER_MAX_ITEMS)
        return false;
    reader->items++;
    reader->at = at + 1 + len;
    return true;
}

struct str read_bytes(struct reader *reader);
int64_t read_int(struct reader *reader);
bool read_bool(struct reader *reader);

/* What the next value is; VALUE_KIND_OTHER also at the end. */
enum value_kind {
    VALUE_KIND_OTHER,
    VALUE_KIND_INT,
    VALUE_KIND_TEXT,
    VALUE_KIND_BYTES,
    VALUE_KIND_BOOL,
};
enum value_kind reader_kind(const struct reader *reader);

/*
 * Skip a value of any type, nil included. Maps in it must have text keys
 * without duplicates, text must be UTF-8.
 */
void read_skip(struct reader *reader);

#endif
