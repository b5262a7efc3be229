/* What watching and applying of rows share. Not for other rooms. */
#ifndef DB_MIRROR_TABLES_H
#define DB_MIRROR_TABLES_H

#include "db/internal.h"
#include "db/mirror.h"

enum { COLUMN_MAX = 60, UPDATES_MAX = 16 };

struct column {
    struct str name;
    bool is_key;
    bool is_withheld;
    bool is_fixed; /* from the row's insert on */
    bool is_required;
    bool is_int;
    bool is_text;
    bool is_blob;
    bool has_initial; /* what it is unless an insert says */
    struct cell initial;
};

/* Statements that change some columns, and no others. */
struct updates {
    struct {
        int64_t columns; /* a bit for each */
        sqlite3_stmt *stmt;
    } made[UPDATES_MAX];
    unsigned next; /* to be replaced */
};

struct table {
    struct str name;        /* terminated */
    const char *sqlite_has; /* the name, where SQLite last said it */
    struct column *columns;
    int count;
    bool is_cursor;
    bool forgets;      /* its deletions are no news */
    bool has_changing; /* one column ever changes, and is told whenever set */
    sqlite3_stmt *insert;
    sqlite3_stmt *delete;
    struct updates updates;
};

struct mirror {
    struct db *db;
    struct arena arena; /* the tables */
    struct table *tables;
    size_t table_count;
    struct arena batch; /* the changes */
    struct row_change *changes;
    size_t count, cap;
    size_t marks[SAVEPOINTS_MAX];
    bool is_paused;
    bool has_failed; /* a change was not caught: the batch must not commit */
};

/* NULL for one that is not mirrored. */
struct table *mirror_find_table(const struct mirror *mirror, struct str name);

/* To be filled in; it has room for a cell of each column. */
struct row_change *mirror_add_change(struct mirror *mirror,
        const struct table *table, enum row_change_kind kind);

/* That it was emptied may be told. */
struct cell mirror_withhold(struct cell cell);

#endif
