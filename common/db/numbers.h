/* Numbers that people speak of: GA-2026-0012, one series per year. */
#ifndef DB_NUMBERS_H
#define DB_NUMBERS_H

#include "db/db.h"

/*
 * The next number of a series in a year, from 1, in the caller's savepoint.
 * The name must outlive the batch.
 */
enum status numbers_next(struct db *db, const char *series, int year,
        int64_t *out);

/* The next `by` numbers are never given: *first is the first of them. */
enum status numbers_void(struct db *db, const char *series, int year,
        int64_t by, int64_t *first);

/*
 * Write the last numbers that the open batch gave. A commit does it too: this
 * is for who must see the rows before.
 */
enum status numbers_write(struct db *db);

#endif
