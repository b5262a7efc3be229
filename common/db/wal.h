/*
 * The file of the writer's WAL. SQLite writes a header and a page at a time
 * and syncs when a batch is committed: here they are gathered until then, and
 * are one call of the system for 28 pages instead of 56. And the file is made
 * longer ahead of what is written, because writing over what is there syncs
 * about twice as fast as letting a file grow.
 */
#ifndef DB_WAL_H
#define DB_WAL_H

#include <sqlite3.h>

/*
 * For a connection with synchronous = FULL that has read something: only so
 * does SQLite sync what it wrote before other connections may look at it.
 * Nothing is done if CW_WRITES_GATHERED is off.
 */
void wal_gather(sqlite3 *sqlite);
void wal_write_through(sqlite3 *sqlite); /* back to SQLite's way */

/* After a transaction was undone: what it wrote takes no room. */
void wal_forget(sqlite3 *sqlite);

/* After a commit that left so many pages in it, of `due` at most. */
void wal_grow(sqlite3 *sqlite, int pages, int due);

#endif
