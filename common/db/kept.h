/*
 * The events of branches as they were fetched, kept for some weeks: a branch
 * whose machine is lost asks for those that its last backup does not have.
 */
#ifndef DB_KEPT_H
#define DB_KEPT_H

#include "db/db.h"

struct kept;

struct kept *kept_open(struct db *db);
void kept_close(struct kept *kept); /* accepts NULL */

/* One that was kept by this number goes: it was of a history that ended. */
enum status kept_add(struct kept *kept, struct str branch, int64_t seq,
        int64_t at, struct str event);

/*
 * What was kept after `after`, oldest first: as many as have max_bytes
 * together, but one at least. The first need not be after + 1.
 */
enum status kept_list(struct kept *kept, struct str branch, int64_t after,
        size_t limit, size_t max_bytes, struct arena *arena,
        struct str **events, size_t *count);

/*
 * Forget what is older than `before`, or has a number up to `through`: at
 * most `limit` of them, the oldest first. *left: there may be more.
 */
enum status kept_prune(struct kept *kept, struct str branch, int64_t before,
        int64_t through, size_t limit, bool *left);

/* Forget what came after `after`. */
enum status kept_forget(struct kept *kept, struct str branch, int64_t after);

#endif
