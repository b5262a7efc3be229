/*
 * The SQL function has_words(text, typed): is each part of what was typed in
 * the text, however it is written? For lists that are short enough to be
 * looked through; see base/folding.h.
 */
#ifndef DB_WORDS_H
#define DB_WORDS_H

#include <sqlite3.h>

void words_add(sqlite3 *sqlite);

#endif
