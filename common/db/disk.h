/*
 * What this room needs of the file system: paths, names that last, and a
 * disk that is local and not full. Not for other rooms.
 */
#ifndef DB_DISK_H
#define DB_DISK_H

#include "base/status.h"

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>

/* STATUS_INTERNAL, logged, if it is longer than PATH_MAX. */
enum status disk_path(char out[PATH_MAX], const char *format, ...)
        __attribute__((format(printf, 2, 3)));

bool disk_has(const char *path);
enum status disk_make_folder(const char *path); /* may exist already */
enum status disk_sync(const char *path); /* a file, or a folder's names */

/* Give a complete file its name, so that the name lasts. */
enum status disk_rename(const char *from, const char *to, const char *folder);

/* Remove what is directly in a folder, and the folder. */
void disk_remove_folder(const char *path);

/* SQLite's locks and shared memory are for local disks: else CONFLICT. */
enum status disk_refuse_network(const char *path);
bool disk_is_network(uint32_t filesystem_type);

/* Whether a disk has the room that we keep free: 5 %. */
bool disk_has_room(const char *path);
bool disk_is_roomy(uint64_t available, uint64_t size);

/* For what the system refused: logs errno. A full disk is UNAVAILABLE. */
enum status disk_failed(const char *what, const char *path);

#endif
