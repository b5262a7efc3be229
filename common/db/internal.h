/* What the files of this room share; nobody else includes it. */
#ifndef DB_INTERNAL_H
#define DB_INTERNAL_H

#include "db/db.h"

enum control {
    BEGIN,
    COMMIT,
    ROLLBACK,
    SAVEPOINT,
    RELEASE,
    ROLLBACK_TO,
    CONTROL_COUNT,
};

enum { SAVEPOINTS_MAX = 32 }; /* inside each other */

struct db {
    sqlite3 *sqlite; /* NULL: not open yet, see db_connect() */
    char *path;
    sqlite3_stmt *control[CONTROL_COUNT];
    struct queries *own;   /* see db_queries() */
    struct mirror *mirror; /* NULL: nobody asks what changed */
    struct numbers *numbers;
    struct keyring *keyring; /* NULL: contacts cannot be opened */
    int depth;               /* how many savepoints are open */
    bool is_writer;
    bool in_batch;
    bool is_shared;         /* see db_share_batch() */
    int64_t changes_before; /* of all time, when the last call of it began */
    uint64_t undone;        /* see db_undone() */
    bool was_too_expensive;
    bool has_missed_key;
    int64_t deadline; /* by clock_monotonic(); zero: none */
    int wal_pages;
    int wal_pages_seen; /* by the last checkpoint */
};

/*
 * How SQLite works in this process. It cannot be told once it was used: for
 * whoever calls it without a connection of ours.
 */
void db_configure(void);

/*
 * Open the file, if that was left for later; inside of db_begin() the
 * transaction begins here. What cannot be opened is tried again next time.
 */
enum status db_connect(struct db *db);

/*
 * What a result code means here; `what` (SQL, or a path) goes to the log
 * with SQLite's message when it is a fault. Ends the process when fsync
 * failed.
 */
enum status db_status(sqlite3 *sqlite, int rc, const char *what);

/* Did the engine give the open batch up? Then nothing in it may go on. */
static inline bool
db_batch_is_lost(const struct db *db)
{
    return db->in_batch && db->sqlite && sqlite3_get_autocommit(db->sqlite);
}

/* The first column of the first row of SQL without parameters. */
enum status db_read_int(struct db *db, const char *sql, int64_t *out);

#endif
