/*
 * What this room needs of the file system: paths, names that last, and a
 * disk that is local and not full. Not for other rooms.
 */
#ifndef DB_DISK_H
#define DB_DISK_H

#include "base/hash.h"
#include "base/status.h"

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>

/* STATUS_INTERNAL, logged, if it is longer than PATH_MAX. */
enum status disk_path(char out[PATH_MAX], const char *format, ...)
        __attribute__((format(printf, 2, 3)));

bool disk_has(const char *path);
enum status disk_make_folder(const char *path);  /* may exist already */
enum status disk_make_folders(const char *path); /* its parents too */
enum status disk_sync(const char *path); /* a file, or a folder's names */

/* Make the folder that a path is in, and be alone in it: others wait. */
enum status disk_lock_parent(const char *path, int *lock);
void disk_unlock(int lock); /* which may be -1 */

/* Give what is complete its name, so that the name lasts. */
enum status disk_rename(const char *from, const char *to);

/* A new file with the same bytes, and synced. */
enum status disk_copy(const char *from, const char *to);

/* Nothing may be using a database that is hashed: see below. */
enum status disk_hash(const char *path, struct hash *hash, int64_t *size);

/* A folder with all that is in it. It may be missing. */
enum status disk_remove(const char *path);

/* What of a folder is named "*.part": not complete. It may be missing. */
enum status disk_remove_parts(const char *folder);

/* An empty file that is there, or not, for good. */
enum status disk_mark(const char *path);
enum status disk_unmark(const char *path);

/*
 * Never for the files of a database in use: closing a file gives up every
 * POSIX lock that the process has on it, SQLite's too.
 */

/* SQLite's locks and shared memory are for local disks: else CONFLICT. */
enum status disk_refuse_network(const char *path);
bool disk_is_network(uint32_t filesystem_type);

/* Whether a disk has the room that we keep free: 5 %. */
bool disk_has_room(const char *path);
bool disk_is_roomy(uint64_t available, uint64_t size);

/* For what the system refused: logs errno. A full disk is UNAVAILABLE. */
enum status disk_failed(const char *what, const char *path);

#endif
