/* The FTS5 tokenizer `cjk`, see cjk.h. */
#ifndef REGISTRY_STORE_TOKENIZER_H
#define REGISTRY_STORE_TOKENIZER_H

#include <sqlite3.h>

/*
 * For db_on_open(): every connection needs it, migrations already. A
 * connection that cannot have it fails when it meets the index.
 */
void tokenizer_add(sqlite3 *sqlite);

#endif
