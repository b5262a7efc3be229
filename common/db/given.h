/*
 * The numbers that a store had given when a backup replaced it: a file beside
 * the database of the new one. Nobody is given them again.
 */
#ifndef DB_GIVEN_H
#define DB_GIVEN_H

#include "db/db.h"

struct given {
    char series[16];
    int year;
    int64_t last;
};

/* What stands in `old`, for the store at `database`. */
enum status given_write(struct db *old, const char *database);

/* None if nothing was written. */
enum status given_list(const char *database, struct arena *arena,
        struct given **out, size_t *count);

/*
 * Nothing else was ever given: the old store could be read, and was no
 * restored one that did not know yet what it had given before.
 */
bool given_is_all(const char *database);

#endif
