#include "db/internal.h"
#include "db/mirror.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool
is_withheld(const struct mirrored *table, const char *column)
{
    for (int i = 0; i < WITHHELD_MAX && table->withheld[i]; i++)
        if (strcmp(table->withheld[i], column) == 0)
            return true;
    return false;
}

/* Two stores, a table of each, by primary key. */
struct walk {
    sqlite3_stmt *rows[2];
    int rc[2];
    int keys; /* the first columns */
};

/* "SELECT <key>, <what else is not withheld> FROM t ORDER BY 1, 2". */
static char *
select_all(struct db *db, const struct mirrored *table, int *keys)
{
    sqlite3_str *sql = sqlite3_str_new(db->sqlite);
    sqlite3_stmt *row = NULL;

    *keys = 0;
    sqlite3_str_appendall(sql, "SELECT ");
    sqlite3_prepare_v2(db->sqlite,
            "SELECT name, pk FROM pragma_table_info(?1)"
            " ORDER BY pk = 0, pk, cid",
            -1, &row, NULL);
    sqlite3_bind_text(row, 1, table->table, -1, SQLITE_STATIC);
    while (sqlite3_step(row) == SQLITE_ROW) {
        const char *name = (const char *)sqlite3_column_text(row, 0);

        *keys += sqlite3_column_int(row, 1) > 0;
        if (!is_withheld(table, name))
            sqlite3_str_appendf(sql, "%s\"%w\"",
                    sqlite3_str_length(sql) > 7 ? ", " : "", name);
    }
    sqlite3_finalize(row);
    sqlite3_str_appendf(sql, " FROM %w ORDER BY 1", table->table);
    for (int i = 2; i <= *keys; i++)
        sqlite3_str_appendf(sql, ", %d", i);
    return sqlite3_str_finish(sql);
}

/* As SQLite orders them. */
static int
compare_values(sqlite3_value *a, sqlite3_value *b)
{
    const int type = sqlite3_value_type(a), other = sqlite3_value_type(b);
    int len, other_len, shorter, order = 0;

    if (type == SQLITE_NULL || other == SQLITE_NULL)
        return (type != SQLITE_NULL) - (other != SQLITE_NULL);
    if (type != other)
        return type - other;
    if (type == SQLITE_INTEGER)
        return (sqlite3_value_int64(a) > sqlite3_value_int64(b)) -
               (sqlite3_value_int64(a) < sqlite3_value_int64(b));
    len = sqlite3_value_bytes(a);
    other_len = sqlite3_value_bytes(b);
    shorter = len < other_len ? len : other_len;
    if (shorter > 0)
        order = memcmp(sqlite3_value_blob(a), sqlite3_value_blob(b),
                (size_t)shorter);
    return order ? order : len - other_len;
}

static int
compare_column(const struct walk *walk, int i)
{
    return compare_values(sqlite3_column_value(walk->rows[0], i),
            sqlite3_column_value(walk->rows[1], i));
}

/* Which row comes first: below zero the first store's, above the other's. */
static int
compare_keys(const struct walk *walk)
{
    int order = 0;

    if (walk->rc[0] != SQLITE_ROW || walk->rc[1] != SQLITE_ROW)
        return walk->rc[0] == SQLITE_ROW ? -1 : 1;
    for (int i = 0; i < walk->keys && !order; i++)
        order = compare_column(walk, i);
    return order;
}

/* The names of the columns that differ; empty if the rows are the same. */
static struct str
changed_columns(const struct walk *walk, struct arena *arena)
{
    struct str names = STR("");

    for (int i = walk->keys; i < sqlite3_column_count(walk->rows[0]); i++)
        if (compare_column(walk, i) != 0)
            names = arena_printf(arena, STR_FMT "%s%s", STR_ARG(names),
                    names.len > 0 ? " " : "",
                    sqlite3_column_name(walk->rows[0], i));
    return names;
}

static struct str
key_text(sqlite3_stmt *row, int keys, struct arena *arena)
{
    struct str text = STR("");
    char id[UUID_TEXT_SIZE];

    for (int i = 0; i < keys; i++) {
        const char *part = (const char *)sqlite3_column_text(row, i);

        if (sqlite3_column_type(row, i) == SQLITE_BLOB) {
            uuid_format(column_uuid(row, i), id);
            part = id;
        }
        text = arena_printf(arena, STR_FMT "%s%s", STR_ARG(text),
                i > 0 ? " " : "", part);
    }
    return text;
}

static void
note(struct row_differences *out, const struct walk *walk, const char *table,
        int order, struct arena *arena)
{
    struct row_difference *difference = &out->items[out->count];

    *difference = (struct row_difference){
        .table = table,
        .fault = order == 0  ? ROW_IS_CHANGED
                 : order < 0 ? ROW_IS_ADDED
                             : ROW_IS_GONE,
        .columns = order == 0 ? changed_columns(walk, arena) : STR(""),
    };
    if (order == 0 && difference->columns.len == 0)
        return;
    difference->key = key_text(walk->rows[order > 0], walk->keys, arena);
    out->count++;
}

static void
step(struct walk *walk, int side)
{
    walk->rc[side] = sqlite3_step(walk->rows[side]);
}

static void
walk_on(struct walk *walk, const char *table, struct arena *arena,
        struct row_differences *out)
{
    int order;

    step(walk, 0);
    step(walk, 1);
    while ((walk->rc[0] == SQLITE_ROW || walk->rc[1] == SQLITE_ROW) &&
            out->count < ROW_DIFFERENCES_MAX) {
        order = compare_keys(walk);
        note(out, walk, table, order, arena);
        out->compared++;
        if (order <= 0)
            step(walk, 0);
        if (order >= 0)
            step(walk, 1);
    }
}

static enum status
compare_table(struct db *db, struct db *made, const struct mirrored *table,
        struct arena *arena, struct row_differences *out)
{
    struct walk walk = { .rc = { SQLITE_ERROR, SQLITE_ERROR } };
    char *sql = select_all(db, table, &walk.keys);
    enum status status = STATUS_OK;

    if (!sqlite3_prepare_v2(db->sqlite, sql, -1, &walk.rows[0], NULL) &&
            !sqlite3_prepare_v2(made->sqlite, sql, -1, &walk.rows[1], NULL))
        walk_on(&walk, table->table, arena, out);
    for (int i = 0; i < 2 && !status; i++)
        if (walk.rc[i] != SQLITE_ROW && walk.rc[i] != SQLITE_DONE)
            status = db_status((i ? made : db)->sqlite, walk.rc[i], sql);
    sqlite3_finalize(walk.rows[0]);
    sqlite3_finalize(walk.rows[1]);
    sqlite3_free(sql);
    return status;
}

enum status
mirror_differences(struct db *db, struct db *made, const struct mirrored *list,
        struct arena *arena, struct row_differences *out)
{
    enum status status = STATUS_OK;

    for (; list->table && !status && out->count < ROW_DIFFERENCES_MAX; list++)
        status = compare_table(db, made, list, arena, out);
    return status;
}

const char *
mirror_compare(struct db *a, struct db *b, const struct mirrored *service)
{
    struct row_differences *found = calloc(1, sizeof(*found));
    struct arena arena = { 0 };
    const char *table = NULL;

    if (!found || mirror_differences(a, b, service, &arena, found) ||
            mirror_differences(a, b, mirror_common, &arena, found))
        abort();
    if (found->count > 0)
        table = found->items[0].table;
    arena_release(&arena);
    free(found);
    return table;
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
        " 'kept_event', 'loss', 'disclosure')"
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
