/*
 * Lists as CSV (RFC 4180) for spreadsheets: UTF-8 with a byte order mark, a
 * column for every field, those of structs inside with dotted names, and no
 * cell that a spreadsheet would take for a formula.
 */
#ifndef GATEWAY_CSV_H
#define GATEWAY_CSV_H

#include "wire/buffer.h"
#include "wire/schema.h"

/* records is an array of count structs as schema says. */
void csv_write(const struct schema *schema, const void *records, size_t count,
        struct buffer *out);

/* As csv_write() without the line of names: what goes on after it. */
void csv_write_rows(const struct schema *schema, const void *records,
        size_t count, struct buffer *out);

#endif
