/* Checks that writing, verifying and restoring backups share. */
#ifndef DB_BACKUP_CHECK_H
#define DB_BACKUP_CHECK_H

#include "db/manifest.h"

/* Whether SQLite finds the file whole and every reference kept. */
enum status backup_check_database(struct db *db, const char *path);

/* Read the manifest of a backup and check all that it vouches for. */
enum status backup_check(const char *source, struct arena *arena,
        struct manifest *manifest);

/* Logs what is wrong: STATUS_CONFLICT. */
enum status backup_differs(const char *what, const char *path);

#endif
