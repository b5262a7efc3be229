/*
 * Contacts are sealed in their columns: a store writes
 *     seal('person.phone', id, ?3)       for a value of that column and row,
 * reads it by
 *     unseal('person.phone', id, phone)
 * and, so that what is not changed stays as it is, also where it cannot be
 * opened, changes it by
 *     phone = seal('person.phone', id, ?3, phone).
 * Null stays null. Without the key a reader has null, and a writer the sealed
 * text, which it can put back and nothing else; must_unseal() is refused
 * there, as is sealing: STATUS_UNAVAILABLE, and db_missed_key() is true. What
 * never can be opened, its key given up or itself changed, is null for it.
 */
#ifndef DB_SEAL_H
#define DB_SEAL_H

#include "db/db.h"
#include "db/keyring.h"

/* The functions, for every connection. Not for other rooms. */
void seal_add(struct db *db);

/* The keys of a connection's functions are in this file, from now on. */
void db_seal_by(struct db *db, const char *path);

/* Is there no key, or was one missed that has not come back? */
bool db_lacks_key(struct db *db);

/* Since the last savepoint, was a statement refused for that? */
bool db_missed_key(const struct db *db);

/* What a service has sealed; a list ends with NULLs. */
struct sealed_column {
    const char *table;
    const char *column;
    const char *place; /* "person.phone": of its versions, too */
    const char *row;   /* SQL of what identifies it there */
    const char *key;   /* SQL of a column that is the table's primary key */
};

/*
 * In the open batch: seal up to `limit` values by the first key that are
 * sealed by another one. *done: how many; none when all of them are.
 */
enum status seal_again(struct db *db, const struct sealed_column *columns,
        int64_t limit, int64_t *done);

/* How many are there, and how many cannot be opened. */
enum status seal_count(struct db *db, const struct sealed_column *columns,
        int64_t *all, int64_t *unreadable);

/* Keys by which contacts are sealed, and that are not in the file. */
enum { MISSING_KEYS_MAX = 16 };

struct missing_keys {
    struct missing_key {
        struct key_number id;
        char number[KEY_NUMBER_TEXT_SIZE]; /* the same for people */
        int64_t contacts;
    } items[MISSING_KEYS_MAX];
    size_t count;
};

/*
 * A look at so many rows of each table, the oldest first, or at all of them
 * with SEALED_ROWS_ALL. It opens none; the connection misses those keys then.
 */
enum { SEALED_ROWS_ALL = -1 };

enum status seal_find_missing(struct db *db,
        const struct sealed_column *columns, int64_t rows,
        struct missing_keys *out);

#endif
