#define SQLITE_ENABLE_PREUPDATE_HOOK /* Debian's library has it */
#include "db/mirror_tables.h"

#include "base/log.h"
#include "db/watch.h"

#include <stdlib.h>
#include <string.h>

/* What every store has. Keys that are old enough go by themselves. */
const struct mirrored mirror_common[] = {
    { "idempotency", { NULL } },
    { "kept_key", { NULL } },
    { "cursor", { NULL } },
    { "waiting", { NULL } },
    { "dead_letter", { NULL } },
    { "agenda", { NULL } },
    { "numbers", { NULL } },
    { "rollup", { NULL } },
    { NULL, { NULL } },
};

/* Reading the tables */

/* Null, a number or an empty text; another default is for SQLite to tell. */
static bool
read_initial(sqlite3_stmt *row, struct arena *arena, struct cell *out)
{
    struct str text = column_text(row, 4, arena);
    char *end;

    if (column_is_null(row, 4))
        return !column_bool(row, 3);
    out->kind = CELL_INT;
    out->number = strtoll(text.data, &end, 10);
    if (*text.data != '\0' && *end == '\0')
        return true;
    out->kind = CELL_TEXT;
    out->bytes = STR("");
    return str_equal(text, STR("''"));
}

static struct column
read_column(sqlite3_stmt *row, const struct mirrored *of, struct arena *arena)
{
    struct str type = column_text(row, 2, arena);
    struct column column = {
        .name = column_text(row, 1, arena),
        .is_required = column_bool(row, 3),
        .is_key = column_int(row, 5) > 0,
        .is_int = str_equal(type, STR("INTEGER")),
        .is_text = str_equal(type, STR("TEXT")),
        .is_blob = str_equal(type, STR("BLOB")),
    };

    for (int i = 0; i < WITHHELD_MAX && of->withheld[i]; i++)
        if (str_equal(column.name, str_from(of->withheld[i])))
            column.is_withheld = true;
    column.initial.column = (int)column_int(row, 0);
    column.has_initial = read_initial(row, arena, &column.initial);
    column.is_fixed = of->changing && !column.is_key &&
                      !str_equal(column.name, str_from(of->changing));
    return column;
}

static enum status
fail(const char *table, const char *what)
{
    log_error("event=not_mirrored table=%s what=%s", table, what);
    return STATUS_INTERNAL;
}

static enum status
check_table(const struct table *table, const struct mirrored *of)
{
    int keys = 0, withheld = 0, wanted = 0;

    for (int i = 0; i < table->count; i++) {
        keys += table->columns[i].is_key;
        withheld += table->columns[i].is_withheld;
    }
    while (wanted < WITHHELD_MAX && of->withheld[wanted])
        wanted++;
    if (keys == 0)
        return fail(of->table, "no primary key");
    return withheld == wanted ? STATUS_OK : fail(of->table, "no such column");
}

/* The pragma itself: as a table of a SELECT it takes SQLite twice the work. */
static enum status
read_table(struct mirror *mirror, const struct mirrored *of)
{
    const char *const sql =
            arena_printf(&mirror->arena, "PRAGMA table_info(%s)", of->table)
                    .data;
    struct queries *queries = queries_open(mirror->db, &sql, 1);
    struct table *table = &mirror->tables[mirror->table_count++];
    struct column columns[COLUMN_MAX];
    sqlite3_stmt *row;
    enum status status;

    *table = (struct table){
        .name = str_from(of->table),
        .is_cursor = strcmp(of->table, "cursor") == 0,
        .forgets = strcmp(of->table, "idempotency") == 0,
        .has_changing = of->changing != NULL,
    };
    status = db_first(queries, 0, &row);
    for (; !status && table->count < COLUMN_MAX; status = db_next(row))
        columns[table->count++] = read_column(row, of, &mirror->arena);
    if (!status)
        db_done(row);
    queries_close(queries);
    table->columns = arena_alloc(&mirror->arena,
            (size_t)table->count * sizeof(*table->columns));
    memcpy(table->columns, columns,
            (size_t)table->count * sizeof(*table->columns));
    if (status != STATUS_NOT_FOUND)
        return status ? status : fail(of->table, "too many columns");
    return check_table(table, of);
}

static enum status
read_tables(struct mirror *mirror, const struct mirrored *list)
{
    enum status status = STATUS_OK;

    for (; list->table && !status; list++)
        status = read_table(mirror, list);
    return status;
}

static size_t
count_of(const struct mirrored *list)
{
    size_t count = 0;

    while (list[count].table)
        count++;
    return count;
}

/* Watching */

struct table *
mirror_find_table(const struct mirror *mirror, struct str name)
{
    for (size_t i = 0; i < mirror->table_count; i++)
        if (str_equal(mirror->tables[i].name, name))
            return &mirror->tables[i];
    return NULL;
}

/* SQLite says a name from the same place each time, until it reads the schema
 * again: names are compared where it said that one before. */
static struct table *
find_named(struct mirror *mirror, const char *name)
{
    struct table *table;

    for (size_t i = 0; i < mirror->table_count; i++)
        if (mirror->tables[i].sqlite_has == name &&
                strcmp(mirror->tables[i].name.data, name) == 0)
            return &mirror->tables[i];
    table = mirror_find_table(mirror, str_from(name));
    if (table)
        table->sqlite_has = name;
    return table;
}

/* The length is asked for last: of a number it would be that of its text. */
static struct cell
cell_of(struct mirror *mirror, int column, sqlite3_value *value)
{
    struct cell cell = { .column = column };
    const void *bytes;

    switch (sqlite3_value_type(value)) {
    case SQLITE_NULL:
        return cell;
    case SQLITE_INTEGER:
        cell.kind = CELL_INT;
        cell.number = sqlite3_value_int64(value);
        return cell;
    case SQLITE_BLOB:
        cell.kind = CELL_BLOB;
        bytes = sqlite3_value_blob(value);
        break;
    default:
        cell.kind = CELL_TEXT;
        bytes = sqlite3_value_text(value);
    }
    cell.bytes = arena_copy(&mirror->batch, bytes,
            (size_t)sqlite3_value_bytes(value));
    return cell;
}

static bool
is_same(sqlite3_value *a, sqlite3_value *b)
{
    int len;

    if (sqlite3_value_type(a) != sqlite3_value_type(b))
        return false;
    if (sqlite3_value_type(a) == SQLITE_NULL)
        return true;
    if (sqlite3_value_type(a) == SQLITE_INTEGER)
        return sqlite3_value_int64(a) == sqlite3_value_int64(b);
    len = sqlite3_value_bytes(a);
    return len == sqlite3_value_bytes(b) &&
           (len == 0 || memcmp(sqlite3_value_blob(a), sqlite3_value_blob(b),
                                (size_t)len) == 0);
}

struct cell
mirror_withhold(struct cell cell)
{
    if (cell.kind == CELL_INT || cell.bytes.len > 0)
        return (struct cell){ .column = cell.column, .kind = CELL_WITHHELD };
    return cell;
}

static sqlite3_value *
value_at(struct mirror *mirror, int column, bool is_new)
{
    sqlite3_value *value = NULL;
    sqlite3 *sqlite = mirror->db->sqlite;
    int rc = is_new ? sqlite3_preupdate_new(sqlite, column, &value)
                    : sqlite3_preupdate_old(sqlite, column, &value);

    if (rc || !value)
        mirror->has_failed = true;
    return rc ? NULL : value;
}

/* SQLite reads the row as it was when it is first asked for a column of it. */
static bool
is_as_before(struct mirror *mirror, const struct column *column, int i,
        sqlite3_value *value)
{
    sqlite3_value *before = value_at(mirror, i, false);

    if (!before)
        return false;
    if (!column->is_key)
        return is_same(value, before);
    if (!is_same(value, before))
        mirror->has_failed = true; /* no rule of ours moves a row */
    return false;
}

static void
catch_cell(struct mirror *mirror, const struct table *table, int i,
        struct row_change *change)
{
    const struct column *column = &table->columns[i];
    sqlite3_value *value;
    struct cell cell;

    if (change->kind == CHANGE_DELETE && !column->is_key)
        return;
    if (change->kind == CHANGE_UPDATE && column->is_fixed)
        return;
    value = value_at(mirror, i, change->kind != CHANGE_DELETE);
    if (!value)
        return;
    if (change->kind == CHANGE_UPDATE && !table->has_changing &&
            is_as_before(mirror, column, i, value))
        return;
    cell = cell_of(mirror, i, value);
    change->cells[change->cell_count++] =
            column->is_withheld ? mirror_withhold(cell) : cell;
}

struct row_change *
mirror_add_change(struct mirror *mirror, const struct table *table,
        enum row_change_kind kind)
{
    struct row_change *change;

    if (mirror->count == mirror->cap) {
        mirror->cap = mirror->cap ? mirror->cap * 2 : 256;
        mirror->changes = realloc(mirror->changes,
                mirror->cap * sizeof(*mirror->changes));
        if (!mirror->changes)
            abort();
    }
    change = &mirror->changes[mirror->count++];
    *change = (struct row_change){
        .table = table->name,
        .kind = kind,
        .cells = arena_alloc(&mirror->batch,
                (size_t)table->count * sizeof(*change->cells)),
    };
    return change;
}

static enum row_change_kind
kind_of(int op)
{
    return op == SQLITE_INSERT   ? CHANGE_INSERT
           : op == SQLITE_UPDATE ? CHANGE_UPDATE
                                 : CHANGE_DELETE;
}

static void
on_change(void *context, sqlite3 *sqlite, int op, const char *database,
        const char *name, sqlite3_int64 old_row, sqlite3_int64 new_row)
{
    struct mirror *mirror = context;
    const struct table *table;
    struct row_change *change;

    (void)sqlite, (void)database, (void)old_row, (void)new_row;
    if (mirror->is_paused)
        return;
    table = find_named(mirror, name);
    if (!table || (table->forgets && op == SQLITE_DELETE))
        return;
    change = mirror_add_change(mirror, table, kind_of(op));
    for (int i = 0; i < table->count; i++)
        catch_cell(mirror, table, i, change);
}

/* A cursor's first row is: those that move it later find it there. */
static bool
is_news(const struct row_change *change)
{
    return change->kind == CHANGE_INSERT ||
           !str_equal(change->table, STR("cursor"));
}

const struct row_change *
mirror_changes(const struct mirror *mirror, size_t *count)
{
    *count = 0;
    for (size_t i = 0; i < mirror->count && *count == 0; i++)
        if (is_news(&mirror->changes[i]))
            *count = mirror->count;
    return mirror->changes;
}

enum status
mirror_open(struct mirror **out, struct db *db, const struct mirrored *service)
{
    struct mirror *mirror = calloc(1, sizeof(*mirror));
    enum status status;

    *out = mirror;
    if (!mirror)
        abort();
    mirror->db = db;
    mirror->tables = arena_alloc(&mirror->arena,
            (count_of(mirror_common) + count_of(service)) *
                    sizeof(*mirror->tables));
    db->mirror = mirror;
    status = read_tables(mirror, mirror_common);
    if (!status)
        status = read_tables(mirror, service);
    if (!status)
        sqlite3_preupdate_hook(db->sqlite, on_change, mirror);
    return status;
}

/* For db.c */

void
mirror_close(struct mirror *mirror)
{
    if (!mirror)
        return;
    sqlite3_preupdate_hook(mirror->db->sqlite, NULL, NULL);
    for (size_t i = 0; i < mirror->table_count; i++) {
        sqlite3_finalize(mirror->tables[i].insert);
        sqlite3_finalize(mirror->tables[i].delete);
        for (int u = 0; u < UPDATES_MAX; u++)
            sqlite3_finalize(mirror->tables[i].updates.made[u].stmt);
    }
    free(mirror->changes);
    arena_release(&mirror->batch);
    arena_release(&mirror->arena);
    free(mirror);
}

void
mirror_begin(struct mirror *mirror)
{
    mirror->count = 0;
    mirror->has_failed = false;
    arena_release(&mirror->batch);
}

void
mirror_savepoint(struct mirror *mirror, int depth)
{
    mirror->marks[depth] = mirror->count;
}

void
mirror_undo(struct mirror *mirror, int depth)
{
    mirror->count = mirror->marks[depth];
}

void
mirror_pause(struct mirror *mirror, bool is_paused)
{
    mirror->is_paused = is_paused;
}

bool
mirror_has_failed(const struct mirror *mirror)
{
    return mirror->has_failed;
}
