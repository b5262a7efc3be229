/* The same structs as JSON, for the HTTP edge and the command line. */
#ifndef WIRE_JSON_H
#define WIRE_JSON_H

#include "wire/codec.h"

/*
 * As codec_decode(), but unknown and duplicate fields are refused. Fields
 * that were set before (from a path or a query) may be absent in text; a
 * field that is in both is STATUS_MALFORMED. All text is copied into arena.
 */
enum status json_decode(const struct schema *schema, struct str text,
        struct arena *arena, void *record, struct decode_error *error);

/*
 * Set one field from its text form, as it stands in a path or a query.
 * STATUS_MALFORMED if there is no such field, it is a struct or a list, or
 * was set before. `set` is a bit per field, for json_decode_rest() below.
 */
enum status json_set_field(const struct schema *schema, struct str name,
        struct str value, struct arena *arena, void *record, uint64_t *set,
        struct decode_error *error);

/* json_decode() for what is not in set; empty text stands for "{}". */
enum status json_decode_rest(const struct schema *schema, struct str text,
        struct arena *arena, void *record, uint64_t set,
        struct decode_error *error);

void json_encode(const struct schema *schema, const void *record,
        struct buffer *out);

/* A record, which is not empty, and as one more field another. */
void json_encode_with(const struct schema *schema, const void *record,
        const char *name, const struct schema *of, const void *more,
        struct buffer *out);

/* A JSON string with its quotes; <, > and & are escaped too. */
void json_encode_text(struct str text, struct buffer *out);

#endif
