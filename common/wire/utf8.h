/* Whether bytes are text. */
#ifndef WIRE_UTF8_H
#define WIRE_UTF8_H

#include "base/str.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * UTF-8 as RFC 3629 has it: no overlong forms, no surrogates, nothing above
 * U+10FFFF; and no NUL, which C and SQLite would take for the end. *count_out
 * is the number of characters.
 */
bool utf8_check(struct str text, size_t *count_out);

/* Text that was cut at some byte: its length without half a character. */
size_t utf8_whole_len(struct str text);

/* Nothing in it can be seen; of text that utf8_check() has passed. */
bool utf8_is_blank(struct str text);

#endif
