/*
 * A backup of a store is a folder: the database (VACUUM INTO, checked), then
 * files/, then manifest.json with their hashes, the log's head and cursors.
 * It has its name only once it is complete and on disk.
 */
#ifndef DB_BACKUP_H
#define DB_BACKUP_H

#include "db/folder.h"

/*
 * Write a backup of the store at `database` and `files` into the new folder
 * `target`, whose parents are made. Opens its own read-only connection: safe
 * beside the writer. Files whose names begin with a dot are not complete and
 * left out; with `files` NULL there are none. STATUS_CONFLICT: `target` is
 * there already. STATUS_TOO_LATE: it was not done at `until` (monotonic; zero:
 * it may take as long as it takes), and is not there.
 */
enum status backup_write(const char *database, const char *files,
        const char *target, int64_t until);

/*
 * The same for a request that may come twice: the second waits for the first
 * and finds what that wrote. Sets the last event that is in it.
 * STATUS_CONFLICT: another request has made `target`.
 */
enum status backup_write_once(const char *database, const char *files,
        const char *target, int64_t until, struct uuid request, int64_t *head);

/*
 * Check a backup against its manifest and its chain: STATUS_CONFLICT, with
 * the reason logged, if anything differs.
 */
enum status backup_verify(const char *source);

/*
 * Restore into <data>/<service>/<hub>: a new store folder with a new
 * store_epoch; `current` is swapped by rename under the lock. The folder is
 * made if the shard has none; the old store folder and files stay.
 * STATUS_UNAVAILABLE while the shard is served; STATUS_CONFLICT, logged, if
 * the backup is damaged or of another service or hub.
 */
enum status backup_restore(const char *source, const char *data,
        const char *service, const char *hub);

/*
 * The same for stores that belong together: begin each, which writes its new
 * store folder beside the live one and holds the lease; commit each; finish
 * each. Until a store is committed the live one is as it was, and the new one
 * may be worked on at restore_path(). From then on it cannot be opened before
 * restore_finish(), or another restore, is done. After a failure
 * restore_close() alone is called; *out is never NULL.
 */
struct restoring;
enum status restore_begin(struct restoring **out, const char *source,
        const char *data, const char *service, const char *hub);
const char *restore_path(const struct restoring *restoring);
enum status restore_commit(struct restoring *restoring);
enum status restore_finish(struct restoring *restoring);
void restore_close(struct restoring *restoring); /* gives the lease up */

#endif
