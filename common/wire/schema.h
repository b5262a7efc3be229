/*
 * Tables that describe structs to the codec. schemas/generate emits them
 * from the YAML files there; nothing here is written by hand.
 *
 * How a type looks in C and on the wire:
 *
 *   uuid   struct uuid   bin 16             JSON: 36 characters
 *   text   struct str    str, UTF-8, no NUL JSON: string
 *   int    int64_t       int                JSON: integer
 *   fen    int64_t       int                JSON: integer (a fen is 0.01 yuan)
 *   time   int64_t       int, ms, UTC       JSON: RFC 3339, +08:00
 *   date   int64_t       str YYYY-MM-DD     JSON: the same (C: days)
 *   bool   bool          bool               JSON: bool
 *   bytes  struct str    bin                JSON: base64url, no padding
 *   enum   int           str, its name      JSON: string (C: 1, 2, 3 …)
 *   struct struct x      map, text keys     JSON: object
 *   list   pointer and size_t x_count       JSON: array
 *
 * An optional field `x` (never a list: an empty list is an absent one) has a
 * companion `bool has_x`. Absent means no key; nil is refused.
 */
#ifndef WIRE_SCHEMA_H
#define WIRE_SCHEMA_H

#include "base/str.h"
#include "base/uuid.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The greatest int there is on the wire: JavaScript holds it exactly. */
#define WIRE_INT_MAX ((INT64_C(1) << 53) - 1)

enum field_kind {
    FIELD_UUID,
    FIELD_TEXT,
    FIELD_INT,
    FIELD_FEN,
    FIELD_TIME,
    FIELD_DATE,
    FIELD_BOOL,
    FIELD_BYTES,
    FIELD_ENUM,
    FIELD_STRUCT,
};

/* The names of an enum; value 1 is names[0]. Zero is no value at all. */
struct enumeration {
    const char *name;
    const char *const *names;
    size_t count;
};

/*
 * A POSIX extended expression as a table: state 1 begins, state 0 is where
 * nothing matches any more; next[state * class_count + classes[byte]].
 */
struct pattern {
    const char *text;
    const uint8_t *classes; /* 256 */
    size_t class_count;
    const uint16_t *next;
    const bool *accepts; /* by state */
};

struct schema;

struct field {
    const char *name;
    enum field_kind kind;
    bool is_list;
    bool is_optional;
    bool is_secret; /* never kept with a key; optional, in a command itself */
    size_t offset;
    size_t companion_offset; /* of has_x, or of x_count for a list */
    /* int, fen, time: the value; text: characters; bytes: bytes */
    int64_t min;
    int64_t max;
    size_t max_count; /* of a list */
    const struct schema *record;
    const struct enumeration *enumeration;
    const struct pattern *pattern;
    size_t name_len; /* zero in a table written by hand */
};

struct schema {
    const char *name;
    size_t size;
    const struct field *fields;
    size_t field_count; /* at most 64 */
    uint64_t may_lack;  /* bit per field: it may be absent; a hint */
};

/* NULL for zero or an unknown value. */
const char *enum_name(const struct enumeration *enumeration, int value);

/* Zero if there is no such name. */
int enum_value(const struct enumeration *enumeration, struct str name);

bool pattern_matches(const struct pattern *pattern, struct str text);

#endif
