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

/* The file must exist for a reader. STATUS_INTERNAL is logged here. */
enum status db_open_writer(struct db **out, const char *path);
enum status db_open_reader(struct db **out, const char *path);
void db_close(struct db *db); /* accepts NULL */

/* For migrations, pragmas and tests. */
enum status db_exec(struct db *db, const char *sql);

/* A batch is one durable transaction; each call inside it is a savepoint. */
enum status db_begin(struct db *db);
enum status db_commit(struct db *db); /* rolled back unless STATUS_OK */
void db_rollback(struct db *db);
enum status db_savepoint(struct db *db);
enum status db_release(struct db *db);
void db_undo(struct db *db); /* back to the savepoint */

/*
 * How long a statement may run from now on; then it fails with
 * STATUS_UNAVAILABLE and db_was_too_expensive() is true. Zero: no limit.
 */
void db_limit(struct db *db, int64_t limit_ms);
bool db_was_too_expensive(const struct db *db);

int64_t db_last_rowid(struct db *db);
int64_t db_changes(struct db *db); /* rows changed by the last statement */

sqlite3 *db_handle(struct db *db); /* for functions and tokenizers */

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

/* Prepare every one, so that tests find SQL that does not compile. */
enum status queries_check(struct queries *queries);

/* A value to bind. V(x) makes one of any C type we store. */
struct value {
    enum { VALUE_NULL, VALUE_INT, VALUE_TEXT, VALUE_BLOB } kind;
    int64_t number;
    const void *data;
    size_t len;
    struct uuid uuid; /* so that V(uuid) may be a temporary */
};

struct value value_int(int64_t number);
struct value value_bool(bool truth);
struct value value_text(struct str text); /* must outlive the statement */
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
 * A unique or foreign key that is violated: STATUS_CONFLICT; a full disk or
 * a busy file: STATUS_UNAVAILABLE; anything else: STATUS_INTERNAL, logged.
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

/* Columns from 0. A null is zero, false or an empty text. */
bool column_is_null(sqlite3_stmt *row, int index);
int64_t column_int(sqlite3_stmt *row, int index);
bool column_bool(sqlite3_stmt *row, int index);
struct uuid column_uuid(sqlite3_stmt *row, int index);
struct hash column_hash(sqlite3_stmt *row, int index);

/* These outlive the statement: they are copied into arena. */
struct str column_text(sqlite3_stmt *row, int index, struct arena *arena);
struct str column_blob(sqlite3_stmt *row, int index, struct arena *arena);

#endif
