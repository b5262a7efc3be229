/*
 * A backup of a store is a folder: the database (VACUUM INTO, checked), then
 * files/, then manifest.json with their hashes, the log's head and cursors.
 */
#ifndef DB_BACKUP_H
#define DB_BACKUP_H

#include "db/folder.h"

/*
 * Write a backup of the store at `database` and `files` into the new folder
 * `target`. Opens its own read-only connection: safe beside the writer.
 */
enum status backup_write(const char *database, const char *files,
        const char *target);

/* Check a backup against its manifest and its chain. Reasons are logged. */
enum status backup_verify(const char *source);

/*
 * Restore into <data>/<service>/<hub>: a new store folder with a new
 * store_epoch; `current` is swapped by rename under the lock. The folder is
 * made if the shard has none. STATUS_UNAVAILABLE while the shard is served.
 */
enum status backup_restore(const char *source, const char *data,
        const char *service, const char *hub);

#endif
