#include "db/words.h"

#include "base/folding.h"

static struct str
text_of(sqlite3_value *value)
{
    const char *text = (const char *)sqlite3_value_text(value);

    return text ? (struct str){ text, (size_t)sqlite3_value_bytes(value) }
                : STR("");
}

static void
has_words(sqlite3_context *context, int count, sqlite3_value **values)
{
    struct arena arena = { 0 };
    const struct str typed = text_of(values[1]);

    (void)count;
    sqlite3_result_int(context,
            typed.len == 0 || folded_has(fold_text(text_of(values[0]), &arena),
                                      fold_text(typed, &arena)));
    arena_release(&arena);
}

void
words_add(sqlite3 *sqlite)
{
    sqlite3_create_function_v2(sqlite, "has_words", 2,
            SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_DIRECTONLY, NULL,
            has_words, NULL, NULL, NULL);
}
