/*
 * SQLite, one connection owned by one thread. The writer of a file makes all
 * its commits and all its checkpoints; readers are read-only.
 */
#ifndef DB_DB_H
#define DB_DB_H

#include "base/arena.h"
#include "base/hash.h"
#include "base/status.h"
#include "base/str.h"
#include "base/uuid.h"

#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>

struct db;

/*
 * The file must exist for a reader; a writer makes a missing one. A file that
 * is not one of our stores is refused with STATUS_CONFLICT and left as it is.
 * The writer's close is its last checkpoint. STATUS_INTERNAL is logged here.
 */
enum status db_open_writer(struct db **out, const char *path);
enum status db_open_reader(struct db **out, const char *path);

/*
 * A reader that opens its file for its first statement, which fails if it
 * cannot be: a process has one for each hub, and most hubs are not read.
 */
struct db *db_create_reader(const char *path);
void db_close(struct db *db); /* accepts NULL */

/*
 * Call hook with every connection opened from now on: for functions and
 * tokenizers, which SQLite keeps per connection. Set once, before any open,
 * so that backups and checks have them too.
 */
void db_on_open(void (*hook)(sqlite3 *sqlite));

/* What is written here is thrown away: it need not outlast a crash. */
enum status db_make_scratch(struct db *db);

/* For migrations, pragmas and tests. */
enum status db_exec(struct db *db, const char *sql);

/*
 * A batch is one durable transaction; each call inside it is a savepoint.
 * When the engine gives the whole batch up (a full disk, a write that took
 * too long), whatever is tried in it later is STATUS_UNAVAILABLE, the commit
 * too. A failed fsync ends the process: what is on disk is then unknown.
 */
enum status db_begin(struct db *db);
enum status db_commit(struct db *db); /* rolled back unless STATUS_OK */
void db_rollback(struct db *db);
enum status db_savepoint(struct db *db);
enum status db_release(struct db *db);
void db_undo(struct db *db); /* back to the savepoint */

/*
 * The calls that follow share the batch: the outermost savepoint of each is
 * only remembered, since SQLite copies each page that is changed in one. To
 * undo a call that changed no row is as cheap; of any other it undoes the
 * batch, which then is as one that the engine gave up.
 */
void db_share_batch(struct db *db);

/* Savepoints are savepoints again. STATUS_UNAVAILABLE: the batch is undone. */
enum status db_end_sharing(struct db *db);

/*
 * The writer's WAL into the file, as far as readers let it: after a batch
 * once it is long, and already when it is not so long while nothing waits.
 * The file of the WAL keeps its size: overwriting is faster than growing.
 */
void db_checkpoint_if_due(struct db *db);
void db_checkpoint_if_idle(struct db *db);
int db_wal_pages(const struct db *db); /* as of the last commit */

/*
 * How long statements may run from now on, together; then the one that runs
 * fails with STATUS_UNAVAILABLE and db_was_too_expensive() is true until the
 * next db_limit(). Zero: no limit. A write that is cut short takes its whole
 * batch with it.
 */
void db_limit(struct db *db, int64_t limit_ms);
int64_t db_deadline(const struct db *db); /* by clock_monotonic(), or zero */
bool db_was_too_expensive(const struct db *db);

/*
 * Another number whenever rows of a writer were undone, or made again from a
 * log: what was kept of them in memory is to be forgotten. Zero for a reader:
 * nothing may be kept, since others write.
 */
uint64_t db_undone(const struct db *db);

int64_t db_last_rowid(struct db *db);
int64_t db_changes(struct db *db); /* rows changed by the last statement */

const char *db_path(const struct db *db);

/* For functions and tokenizers. NULL if it could not be opened yet. */
sqlite3 *db_handle(struct db *db);

/*
 * Statements by number: a store has an enum, a table of SQL and one of these.
 * Each statement is prepared when first used and kept. They must be closed
 * before their db.
 */
struct queries;

struct queries *queries_open(struct db *db, const char *const *sql,
        size_t count);
void queries_close(struct queries *queries); /* accepts NULL */
struct db *queries_db(struct queries *queries);

/*
 * The queries of a table that belong to the connection itself: opened when
 * first asked for, closed with it.
 */
struct queries *db_queries(struct db *db, const char *const *sql, size_t count);

/* Prepare every one, so that tests find SQL that does not compile. */
enum status queries_check(struct queries *queries);

/* A value to bind. V(x) makes one of any C type we store. */
struct value {
    enum { VALUE_NULL, VALUE_INT, VALUE_TEXT, VALUE_BLOB } kind;
    int64_t number;
    const void *data; /* NULL: it is in uuid */
    size_t len;
    struct uuid uuid; /* so that V(uuid) may be a temporary */
};

struct value value_int(int64_t number);
struct value value_bool(bool truth);
struct value value_text(struct str text);  /* must outlive the call */
struct value value_cstr(const char *text); /* NULL is null */
struct value value_uuid(struct uuid uuid);
struct value value_hash(const struct hash *hash);
struct value value_blob(struct str bytes);
struct value value_null(void);

#define V(x)                                                                   \
    _Generic((x), bool: value_bool, int: value_int, long: value_int,           \
            long long: value_int, unsigned: value_int, size_t: value_int,      \
            struct str: value_text, char *: value_cstr,                        \
            const char *: value_cstr, struct uuid: value_uuid,                 \
            struct hash *: value_hash, const struct hash *: value_hash)(x)

/* null unless `has`: for optional fields. */
#define V_IF(has, x) ((has) ? V(x) : value_null())

#define DB_VALUES(...)                                                         \
    (struct value[]){ __VA_ARGS__ },                                           \
            sizeof((struct value[]){ __VA_ARGS__ }) / sizeof(struct value)

/*
 * Run a statement that yields no row:
 *     return db_run(store, INSERT_GIFT, V(gift->id), V(gift->amount));
 * A unique or foreign key that is violated: STATUS_CONFLICT; a full disk, a
 * busy file or too long a run: STATUS_UNAVAILABLE; anything else, a wrong
 * number of values too: STATUS_INTERNAL, logged.
 */
#define db_run(queries, index, ...)                                            \
    db_run_values(queries, index, DB_VALUES(__VA_ARGS__))
enum status db_run_values(struct queries *queries, int index,
        const struct value *values, size_t count);

/* db_run() that is STATUS_NOT_FOUND when it changed no row. */
#define db_change(queries, index, ...)                                         \
    db_change_values(queries, index, DB_VALUES(__VA_ARGS__))
enum status db_change_values(struct queries *queries, int index,
        const struct value *values, size_t count);

/*
 * Walk over rows. Every path out of the walk calls db_done(), except the one
 * where db_first() or db_next() did not return STATUS_OK: those have reset.
 *     status = db_first(store, LIST_FUNDS, &row, V(hub));
 *     for (; !status; status = db_next(row)) …
 *     return status == STATUS_NOT_FOUND ? STATUS_OK : status;
 */
#define db_first(queries, index, row, ...)                                     \
    db_first_values(queries, index, row, DB_VALUES(__VA_ARGS__))
enum status db_first_values(struct queries *queries, int index,
        sqlite3_stmt **row, const struct value *values, size_t count);
enum status db_next(sqlite3_stmt *row); /* STATUS_NOT_FOUND at the end */
void db_done(sqlite3_stmt *row);        /* accepts NULL */

/*
 * Columns from 0. A null is zero, false or an empty text, and so is a blob
 * of another length than a uuid or hash has.
 */
bool column_is_null(sqlite3_stmt *row, int index);
int64_t column_int(sqlite3_stmt *row, int index);
bool column_bool(sqlite3_stmt *row, int index);
struct uuid column_uuid(sqlite3_stmt *row, int index);
struct hash column_hash(sqlite3_stmt *row, int index);

/* These outlive the statement: they are copied into arena. */
struct str column_text(sqlite3_stmt *row, int index, struct arena *arena);
struct str column_blob(sqlite3_stmt *row, int index, struct arena *arena);

#endif
