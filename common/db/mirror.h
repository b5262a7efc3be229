/*
 * What a transaction changed, row by row, so that the log can carry it and a
 * store can be made again from its log. A column that says who people are is
 * withheld: the log tells that it changed, never what it holds.
 *
 * A migration may append columns to a mirrored table, never move them.
 */
#ifndef DB_MIRROR_H
#define DB_MIRROR_H

#include "db/db.h"

enum { WITHHELD_MAX = 6 };

struct mirrored {
    const char *table; /* NULL ends a list */
    const char *withheld[WITHHELD_MAX];
    /*
     * The one column that ever changes, for a table that is changed all the
     * time: the others, and the row as it was, are not looked at then. NULL:
     * any may. The table needs a trigger that refuses what this says never
     * happens, of its key too.
     */
    const char *changing;
};

enum row_change_kind { CHANGE_INSERT = 1, CHANGE_UPDATE, CHANGE_DELETE };

enum cell_kind { CELL_NULL, CELL_INT, CELL_TEXT, CELL_BLOB, CELL_WITHHELD };

struct cell {
    int column; /* from 0 */
    enum cell_kind kind;
    int64_t number;
    struct str bytes;
};

/* An update has the primary key and what changed, a deletion the key alone. */
struct row_change {
    struct str table;
    enum row_change_kind kind;
    struct cell *cells;
    size_t cell_count;
};

/* The tables that every store has and the log carries. */
extern const struct mirrored mirror_common[];

struct mirror;

/*
 * Watch db, a writer, from before its first statement: the tables of
 * `service` and those that every store has (agenda, numbers, keys, the
 * inbox). STATUS_INTERNAL, logged, for a table without a primary key or a
 * column that is not there. `service` must outlive it. Closed with db.
 */
enum status mirror_open(struct mirror **out, struct db *db,
        const struct mirrored *service);

/*
 * What the open batch has changed until now, in order. Savepoints undone are
 * undone here too. Empty when cursors alone moved on: two stores that follow
 * each other would talk for ever.
 */
const struct row_change *mirror_changes(const struct mirror *mirror,
        size_t *count);

/* A value that the log withheld: a person must bring it back. */
struct gap {
    struct str table;
    struct str column;
    struct str key; /* of the row, readable */
};

/*
 * Make a change again, unwatched, in the open batch. Up to WITHHELD_MAX gaps
 * are added at `gaps`, in arena. STATUS_CONFLICT, logged: the row is not as
 * it was when the change was made.
 */
enum status mirror_apply(struct mirror *mirror, const struct row_change *change,
        struct arena *arena, struct gap *gaps, size_t *gap_count);

/* A row that is not as the log makes it. */
struct row_difference {
    const char *table;
    enum row_fault { ROW_IS_CHANGED = 1, ROW_IS_GONE, ROW_IS_ADDED } fault;
    struct str key;     /* readable */
    struct str columns; /* that are changed */
};

enum { ROW_DIFFERENCES_MAX = 100 };

struct row_differences {
    struct row_difference items[ROW_DIFFERENCES_MAX];
    size_t count;
    int64_t compared; /* rows; not all of them once the items are full */
};

/*
 * Where db is not as `made`, which was made from its log: in the columns that
 * the log carries of these tables. What is found is added to *out.
 */
enum status mirror_differences(struct db *db, struct db *made,
        const struct mirrored *list, struct arena *arena,
        struct row_differences *out);

/* For tests: */

/* A table of the store that `service` should name and does not, or NULL. */
const char *mirror_left_out(struct db *db, const struct mirrored *service,
        struct arena *arena);

/* The text that the log carries: a line "table: column column" for each. */
struct str mirror_carried_text(struct db *db, const struct mirrored *service,
        struct arena *arena);

/* The first table that differs in what the log carries, or NULL. */
const char *mirror_compare(struct db *a, struct db *b,
        const struct mirrored *service);

#endif
