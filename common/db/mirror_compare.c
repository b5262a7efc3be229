#include "db/internal.h"
#include "db/mirror.h"

#include <stdio.h>
#include <string.h>

static bool
is_withheld(const struct mirrored *table, const char *column)
{
    for (int i = 0; i < WITHHELD_MAX && table->withheld[i]; i++)
        if (strcmp(table->withheld[i], column) == 0)
            return true;
    return false;
}

/* "SELECT <what is not withheld> FROM t ORDER BY <all of it>". */
static char *
select_all(struct db *db, const struct mirrored *table)
{
    sqlite3_str *sql = sqlite3_str_new(db->sqlite);
    sqlite3_str *columns = sqlite3_str_new(db->sqlite);
    sqlite3_stmt *row = NULL;
    char *list;

    sqlite3_prepare_v2(db->sqlite, "SELECT name FROM pragma_table_info(?1)", -1,
            &row, NULL);
    sqlite3_bind_text(row, 1, table->table, -1, SQLITE_STATIC);
    while (sqlite3_step(row) == SQLITE_ROW) {
        const char *name = (const char *)sqlite3_column_text(row, 0);

        if (!is_withheld(table, name))
            sqlite3_str_appendf(columns, "%s\"%w\"",
                    sqlite3_str_length(columns) ? ", " : "", name);
    }
    sqlite3_finalize(row);
    list = sqlite3_str_finish(columns);
    sqlite3_str_appendf(sql, "SELECT %s FROM %w ORDER BY %s", list,
            table->table, list);
    sqlite3_free(list);
    return sqlite3_str_finish(sql);
}

static bool
is_same_value(sqlite3_value *a, sqlite3_value *b)
{
    int len = sqlite3_value_bytes(a);

    return sqlite3_value_type(a) == sqlite3_value_type(b) &&
           len == sqlite3_value_bytes(b) &&
           sqlite3_value_int64(a) == sqlite3_value_int64(b) &&
           (len == 0 || memcmp(sqlite3_value_blob(a), sqlite3_value_blob(b),
                                (size_t)len) == 0);
}

static bool
is_same_row(sqlite3_stmt *a, sqlite3_stmt *b)
{
    for (int i = 0; i < sqlite3_column_count(a); i++)
        if (!is_same_value(sqlite3_column_value(a, i),
                    sqlite3_column_value(b, i)))
            return false;
    return true;
}

static bool
is_same_table(struct db *a, struct db *b, const struct mirrored *table)
{
    char *sql = select_all(a, table);
    sqlite3_stmt *one = NULL, *other = NULL;
    bool is_same = true;
    int rc = SQLITE_ROW;

    sqlite3_prepare_v2(a->sqlite, sql, -1, &one, NULL);
    sqlite3_prepare_v2(b->sqlite, sql, -1, &other, NULL);
    while (is_same && rc == SQLITE_ROW) {
        rc = sqlite3_step(one);
        is_same = sqlite3_step(other) == rc &&
                  (rc == SQLITE_DONE ||
                          (rc == SQLITE_ROW && is_same_row(one, other)));
    }
    sqlite3_finalize(one);
    sqlite3_finalize(other);
    sqlite3_free(sql);
    return is_same;
}

const char *
mirror_compare(struct db *a, struct db *b, const struct mirrored *service)
{
    const struct mirrored *const lists[] = { service, mirror_common };

    for (size_t i = 0; i < 2; i++)
        for (const struct mirrored *t = lists[i]; t->table; t++)
            if (!is_same_table(a, b, t))
                return t->table;
    return NULL;
}

static bool
is_named(const struct mirrored *list, struct str table)
{
    for (; list->table; list++)
        if (str_equal(str_from(list->table), table))
            return true;
    return false;
}

const char *
mirror_left_out(struct db *db, const struct mirrored *service,
        struct arena *arena)
{
    static const char *const sql[] = {
        "SELECT name FROM sqlite_schema WHERE type = 'table'"
        " AND name NOT IN ('event', 'meta', 'sqlite_sequence', 'rollup_hub',"
        " 'kept_event', 'loss')"
        " ORDER BY name"
    };
    struct queries *queries = queries_open(db, sql, 1);
    const char *left_out = NULL;
    sqlite3_stmt *row;
    enum status status = db_first_values(queries, 0, &row, NULL, 0);

    for (; !status; status = db_next(row)) {
        struct str name = column_text(row, 0, arena);

        if (!left_out && !is_named(service, name) &&
                !is_named(mirror_common, name))
            left_out = name.data;
    }
    queries_close(queries);
    return left_out;
}

struct str
mirror_carried_text(struct db *db, const struct mirrored *service,
        struct arena *arena)
{
    static const char *const sql[] = { "SELECT name FROM pragma_table_info(?1)"
                                       " WHERE type = 'TEXT'" };
    struct queries *queries = queries_open(db, sql, 1);
    struct str text = STR("");

    for (const struct mirrored *t = service; t->table; t++) {
        struct str line = STR("");
        sqlite3_stmt *row;
        enum status status = db_first(queries, 0, &row, V(t->table));

        for (; !status; status = db_next(row)) {
            struct str name = column_text(row, 0, arena);

            if (!is_withheld(t, name.data))
                line = arena_printf(arena, STR_FMT " " STR_FMT, STR_ARG(line),
                        STR_ARG(name));
        }
        if (line.len > 0)
            text = arena_printf(arena, STR_FMT "%s:" STR_FMT "\n",
                    STR_ARG(text), t->table, STR_ARG(line));
    }
    queries_close(queries);
    return text;
}
