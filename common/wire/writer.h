/*
 * Single msgpack values, in their shortest form, for what no schema
 * describes: rows of tables. The reader's counterpart.
 */
#ifndef WIRE_WRITER_H
#define WIRE_WRITER_H

#include "wire/buffer.h"

#include <stdint.h>

void write_list(struct buffer *out, size_t count); /* its values follow */
void write_int(struct buffer *out, int64_t number);
void write_text(struct buffer *out, struct str text);
void write_bytes(struct buffer *out, struct str bytes);
void write_bool(struct buffer *out, bool truth);

#endif
