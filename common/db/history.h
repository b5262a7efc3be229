/*
 * The epochs that a store had, and how much of its log each of them knew: so
 * it can tell who followed it in one of them where they part. Not for other
 * rooms.
 */
#ifndef DB_HISTORY_H
#define DB_HISTORY_H

#include "db/db.h"

/* The last event of its log; zero while it is empty. */
enum status history_find_head(struct db *db, int64_t *out);

/* The first epoch, when there is a second. */
enum status history_begin(struct db *db, struct uuid epoch);

/* An epoch that began after event `head` of the one before. */
enum status history_extend(struct db *db, struct uuid epoch, int64_t head);

/*
 * The epochs of another store that came from the same one, which this one took
 * the place of. One that cannot be read leaves nothing, logged.
 */
enum status history_compare(struct db *db, const char *replaced);

/* STATUS_NOT_FOUND: the epoch is unknown, or the present one. */
enum status history_find_fork(struct db *db, struct uuid epoch, int64_t *head);

#endif
