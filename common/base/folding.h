/*
 * Characters that search and account names take for the same: traditional
 * and simplified, capital and small, full-width and ordinary.
 */
#ifndef BASE_FOLDING_H
#define BASE_FOLDING_H

#include "base/arena.h"

#include <stddef.h>
#include <stdint.h>

struct folding {
    uint32_t from;
    uint32_t to;
};

extern const struct folding folding_table[]; /* in order of `from` */
extern const size_t folding_table_len;

uint32_t fold_character(uint32_t character);

/* Every character folded; bytes that are not UTF-8 are dropped. */
struct str fold_text(struct str text, struct arena *arena);

/*
 * Is each part of what was typed, between spaces, somewhere in the text? Both
 * are folded. Nothing typed is everywhere.
 */
bool folded_has(struct str text, struct str typed);

/*
 * The character at `at` and how many bytes it takes. A byte that begins no
 * whole character is UTF8_INVALID and takes one.
 */
#define UTF8_INVALID UINT32_MAX
uint32_t utf8_read(struct str text, size_t at, size_t *size);

enum { UTF8_MAX = 4 };
size_t utf8_write(uint32_t character, char out[UTF8_MAX]);

#endif
