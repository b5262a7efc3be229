/*
 * Structs to msgpack maps and back, as their schema says. One codec reads
 * the generated tables; there is no generated logic.
 */
#ifndef WIRE_CODEC_H
#define WIRE_CODEC_H

#include "base/arena.h"
#include "base/status.h"
#include "wire/buffer.h"
#include "wire/schema.h"

/* The first thing that was wrong with a message. */
struct decode_error {
    enum status status;  /* STATUS_MALFORMED or STATUS_REFUSED */
    struct str field;    /* dotted: "budget.2.amount"; empty: the whole */
    struct str detail;   /* what was wrong */
    struct str expected; /* what would be right; may be empty */
};

/*
 * Fill record (zeroed, schema->size bytes) from bytes. Bytes that are not
 * msgpack, a value of another type, a missing field: STATUS_MALFORMED. A
 * value outside its limits, pattern or enum: STATUS_REFUSED. Unknown fields
 * are skipped and counted into *unknown (which may be NULL), so that an old
 * reader accepts a newer writer. Text borrows from bytes; lists live in arena.
 */
enum status codec_decode(const struct schema *schema, struct str bytes,
        struct arena *arena, void *record, size_t *unknown,
        struct decode_error *error);

/*
 * The same of what a person may have mistyped: an unknown field is
 * STATUS_MALFORMED, so that it is not taken for one that was left out.
 */
enum status codec_decode_strictly(const struct schema *schema, struct str bytes,
        struct arena *arena, void *record, struct decode_error *error);

/* Fields in schema order, absent ones left out: the canonical form. */
void codec_encode(const struct schema *schema, const void *record,
        struct buffer *out);

/* The same bytes, in arena. */
struct str codec_encode_in(struct arena *arena, const struct schema *schema,
        const void *record);

#endif
