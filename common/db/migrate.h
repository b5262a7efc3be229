/*
 * Bring the tables of a store to what this build knows: first those of every
 * store, then those of its service. user_version is how many of each it has:
 * common * 1000 + service. Not for other rooms.
 */
#ifndef DB_MIGRATE_H
#define DB_MIGRATE_H

#include "db/folder.h"

/* The user_version of a store that lacks none. */
int migrate_version(const struct migration *service);

/*
 * Whether it lacks any. STATUS_CONFLICT, logged, if it was made by a newer
 * build than this one.
 */
enum status migrate_check(struct db *db, const struct migration *service,
        bool *is_behind);

/* All that it lacks, in one transaction. */
enum status migrate(struct db *db, const struct migration *service);

/* In the open batch: what those after the first `*done` do to rows. */
enum status migrate_rows(struct db *db, const struct migration *service,
        int64_t *done);
bool migrate_lacks_rows(const struct migration *service, int64_t done);

#endif
