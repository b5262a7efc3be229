/*
 * The row of a plain INSERT is what was bound to it, and the defaults of the
 * columns it does not name. So the log need not ask SQLite for each column of
 * it, which takes several times as long.
 */
#include "db/insertion.h"

#include "db/mirror_tables.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct insertion {
    struct table *table;
    int count;             /* of values */
    int place[COLUMN_MAX]; /* of a column's value, from 1; 0: its default */
};

/* Reading it */

static bool
take(const char **at, const char *text)
{
    const size_t len = strlen(text);

    if (strncmp(*at, text, len) != 0)
        return false;
    *at += len;
    return true;
}

static struct str
take_name(const char **at)
{
    const char *begin = *at;

    *at += strspn(*at, "abcdefghijklmnopqrstuvwxyz_");
    return (struct str){ begin, (size_t)(*at - begin) };
}

static int
find_column(const struct table *table, struct str name)
{
    for (int i = 0; i < table->count; i++)
        if (str_equal(table->columns[i].name, name))
            return i;
    return -1;
}

static bool
take_columns(const char **at, struct insertion *out)
{
    if (!take(at, " ("))
        return false;
    do {
        const int column = find_column(out->table, take_name(at));

        if (column < 0)
            return false;
        out->place[column] = ++out->count;
    } while (take(at, ", "));
    return take(at, ") VALUES (");
}

static bool
take_places(const char **at, int count)
{
    char place[16];

    for (int i = 1; i <= count; i++) {
        snprintf(place, sizeof(place), "%s?%d", i > 1 ? ", " : "", i);
        if (!take(at, place))
            return false;
    }
    return take(at, ")") && **at == '\0';
}

static bool
knows_the_rest(const struct insertion *insertion)
{
    const struct table *table = insertion->table;

    for (int i = 0; i < table->count; i++)
        if (insertion->place[i] == 0 &&
                (table->columns[i].is_key || !table->columns[i].has_initial))
            return false;
    return true;
}

/* A trigger could write rows that only SQLite can tell of. */
static bool
has_trigger(struct mirror *mirror, const struct table *table)
{
    static const char *const sql = "SELECT count(*) FROM sqlite_schema"
                                   " WHERE type = 'trigger' AND tbl_name = ?1";
    struct queries *queries = queries_open(mirror->db, &sql, 1);
    sqlite3_stmt *row;
    bool has = true;

    if (!db_first(queries, 0, &row, V(table->name))) {
        has = column_int(row, 0) > 0;
        db_done(row);
    }
    queries_close(queries);
    return has;
}

const struct insertion *
insertion_read(struct mirror *mirror, const char *sql)
{
    struct insertion *insertion, read = { 0 };

    if (!take(&sql, "INSERT INTO "))
        return NULL;
    read.table = mirror_find_table(mirror, take_name(&sql));
    if (!read.table || !take_columns(&sql, &read) ||
            !take_places(&sql, read.count) || !knows_the_rest(&read) ||
            has_trigger(mirror, read.table))
        return NULL;
    insertion = arena_alloc(&mirror->arena, sizeof(*insertion));
    *insertion = read;
    return insertion;
}

/* Taking its row */

static bool
fits(const struct column *column, const struct value *value)
{
    switch (value->kind) {
    case VALUE_INT:
        return column->is_int;
    case VALUE_TEXT:
        return column->is_text;
    case VALUE_BLOB:
        return column->is_blob;
    default:
        return !column->is_key;
    }
}

bool
insertion_begin(struct mirror *mirror, const struct insertion *insertion,
        const struct value *values)
{
    if (!insertion || mirror->is_paused)
        return false;
    for (int i = 0; i < insertion->table->count; i++) {
        const int place = insertion->place[i];

        if (place > 0 &&
                !fits(&insertion->table->columns[i], &values[place - 1]))
            return false;
    }
    mirror->is_paused = true;
    return true;
}

static struct cell
cell_of(struct mirror *mirror, int column, const struct value *value)
{
    static const enum cell_kind kinds[] = {
        [VALUE_NULL] = CELL_NULL,
        [VALUE_INT] = CELL_INT,
        [VALUE_TEXT] = CELL_TEXT,
        [VALUE_BLOB] = CELL_BLOB,
    };
    struct cell cell = { .column = column,
        .kind = kinds[value->kind],
        .number = value->number };

    if (cell.kind == CELL_TEXT || cell.kind == CELL_BLOB)
        cell.bytes = arena_copy(&mirror->batch,
                value->data ? value->data : value->uuid.bytes, value->len);
    return cell;
}

void
insertion_end(struct mirror *mirror, const struct insertion *insertion,
        const struct value *values, enum status status)
{
    const struct table *table = insertion->table;
    struct row_change *change;

    mirror->is_paused = false;
    if (status)
        return;
    change = mirror_add_change(mirror, table, CHANGE_INSERT);
    for (int i = 0; i < table->count; i++) {
        const struct column *column = &table->columns[i];
        const int place = insertion->place[i];
        const struct cell cell =
                place > 0 ? cell_of(mirror, i, &values[place - 1])
                          : column->initial;

        change->cells[change->cell_count++] =
                column->is_withheld ? mirror_withhold(cell) : cell;
    }
}
