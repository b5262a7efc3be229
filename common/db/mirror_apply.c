/* Making the changes of a log again. */
#include "db/mirror_tables.h"

#include "base/log.h"

#include <stdlib.h>

static bool
has_column(int64_t columns, int i)
{
    return columns & INT64_C(1) << i;
}

/*
 * "UPDATE t SET b = ?2 WHERE a = ?1": no column that stays as it is is named.
 * For a key that is, SQLite would look through all rows that refer to it, and
 * write its indexes again.
 */
static void
write_update(const struct table *table, int64_t columns, sqlite3_str *sql)
{
    const char *between = " SET ";

    sqlite3_str_appendf(sql, "UPDATE %w", table->name.data);
    for (int i = 0; i < table->count; i++) {
        if (!has_column(columns, i))
            continue;
        sqlite3_str_appendf(sql, "%s\"%w\" = ?%d", between,
                table->columns[i].name.data, i + 1);
        between = ", ";
    }
}

static void
write_where(const struct table *table, sqlite3_str *sql)
{
    const char *between = " WHERE ";

    for (int i = 0; i < table->count; i++) {
        if (!table->columns[i].is_key)
            continue;
        sqlite3_str_appendf(sql, "%s\"%w\" = ?%d", between,
                table->columns[i].name.data, i + 1);
        between = " AND ";
    }
}

static void
write_insert(const struct table *table, sqlite3_str *sql)
{
    sqlite3_str_appendf(sql, "INSERT INTO %w VALUES (", table->name.data);
    for (int i = 0; i < table->count; i++)
        sqlite3_str_appendf(sql, "%s?%d", i ? ", " : "", i + 1);
    sqlite3_str_appendall(sql, ")");
}

static enum status
prepare(struct db *db, sqlite3_str *sql, sqlite3_stmt **out)
{
    char *text = sqlite3_str_finish(sql);
    int rc;

    if (!text)
        abort();
    rc = sqlite3_prepare_v3(db->sqlite, text, -1, SQLITE_PREPARE_PERSISTENT,
            out, NULL);
    rc = (int)db_status(db->sqlite, rc, text);
    sqlite3_free(text);
    return (enum status)rc;
}

static enum status
prepare_insert(struct mirror *mirror, struct table *table)
{
    sqlite3_str *sql;

    if (table->insert)
        return STATUS_OK;
    sql = sqlite3_str_new(mirror->db->sqlite);
    write_insert(table, sql);
    return prepare(mirror->db, sql, &table->insert);
}

static enum status
prepare_delete(struct mirror *mirror, struct table *table)
{
    sqlite3_str *sql;

    if (table->delete)
        return STATUS_OK;
    sql = sqlite3_str_new(mirror->db->sqlite);
    sqlite3_str_appendf(sql, "DELETE FROM %w", table->name.data);
    write_where(table, sql);
    return prepare(mirror->db, sql, &table->delete);
}

/* Few sets of columns are changed together. */
static enum status
prepare_update(struct mirror *mirror, struct table *table, int64_t columns,
        sqlite3_stmt **out)
{
    struct updates *updates = &table->updates;
    sqlite3_str *sql;
    unsigned at;
    enum status status;

    for (at = 0; at < UPDATES_MAX; at++) {
        *out = updates->made[at].stmt;
        if (*out && updates->made[at].columns == columns)
            return STATUS_OK;
    }
    at = updates->next++ % UPDATES_MAX;
    sqlite3_finalize(updates->made[at].stmt);
    sql = sqlite3_str_new(mirror->db->sqlite);
    write_update(table, columns, sql);
    write_where(table, sql);
    status = prepare(mirror->db, sql, &updates->made[at].stmt);
    updates->made[at].columns = columns;
    *out = updates->made[at].stmt;
    return status;
}

static void
bind_cell(sqlite3_stmt *stmt, const struct cell *cell)
{
    const int at = cell->column + 1, len = (int)cell->bytes.len;

    if (cell->kind == CELL_INT)
        sqlite3_bind_int64(stmt, at, cell->number);
    else if (cell->kind == CELL_TEXT)
        sqlite3_bind_text(stmt, at, cell->bytes.data, len, SQLITE_TRANSIENT);
    else if (cell->kind == CELL_BLOB)
        sqlite3_bind_blob(stmt, at, len ? cell->bytes.data : "", len,
                SQLITE_TRANSIENT);
}

/* A column that must not be null gets what is empty. */
static void
bind_placeholder(sqlite3_stmt *stmt, const struct column *column, int i)
{
    if (!column->is_required && !column->is_key)
        return;
    if (column->is_text)
        sqlite3_bind_text(stmt, i + 1, "", 0, SQLITE_STATIC);
    else if (column->is_blob)
        sqlite3_bind_blob(stmt, i + 1, "", 0, SQLITE_STATIC);
    else
        sqlite3_bind_int64(stmt, i + 1, 0);
}

static enum status
run_change(struct mirror *mirror, const struct table *table,
        const struct row_change *change, sqlite3_stmt *stmt)
{
    int rc;

    sqlite3_reset(stmt);
    sqlite3_clear_bindings(stmt);
    if (change->kind == CHANGE_INSERT)
        for (int i = 0; i < table->count; i++)
            bind_placeholder(stmt, &table->columns[i], i);
    for (size_t i = 0; i < change->cell_count; i++) {
        const struct cell *cell = &change->cells[i];

        if (cell->kind == CELL_NULL)
            sqlite3_bind_null(stmt, cell->column + 1);
        bind_cell(stmt, cell);
    }
    rc = sqlite3_step(stmt);
    sqlite3_reset(stmt);
    if (rc != SQLITE_DONE)
        return db_status(mirror->db->sqlite, rc, table->name.data);
    if (change->kind == CHANGE_DELETE) /* it may have gone with another */
        return STATUS_OK;
    return sqlite3_changes64(mirror->db->sqlite) == 1 ? STATUS_OK
                                                      : STATUS_NOT_FOUND;
}

/* What an update changes: nothing if all of it was withheld. */
static int64_t
changed_columns(const struct table *table, const struct row_change *change)
{
    int64_t columns = 0;

    for (size_t i = 0; i < change->cell_count; i++) {
        const struct cell *cell = &change->cells[i];

        if (cell->kind != CELL_WITHHELD && !table->columns[cell->column].is_key)
            columns |= INT64_C(1) << cell->column;
    }
    return columns;
}

static enum status
run_update(struct mirror *mirror, struct table *table,
        const struct row_change *change)
{
    const int64_t columns = changed_columns(table, change);
    sqlite3_stmt *stmt;
    enum status status;

    if (columns == 0)
        return STATUS_OK;
    status = prepare_update(mirror, table, columns, &stmt);
    return status ? status : run_change(mirror, table, change, stmt);
}

static enum status
run(struct mirror *mirror, struct table *table, const struct row_change *change)
{
    enum status status;

    switch (change->kind) {
    case CHANGE_INSERT:
        status = prepare_insert(mirror, table);
        return status ? status
                      : run_change(mirror, table, change, table->insert);
    case CHANGE_UPDATE:
        return run_update(mirror, table, change);
    case CHANGE_DELETE:
        status = prepare_delete(mirror, table);
        return status ? status
                      : run_change(mirror, table, change, table->delete);
    }
    return STATUS_CONFLICT;
}

static struct str
cell_text(const struct cell *cell, struct arena *arena)
{
    char text[UUID_TEXT_SIZE] = "";
    struct uuid uuid;

    if (cell->kind == CELL_TEXT)
        return cell->bytes;
    if (cell->kind == CELL_INT)
        return arena_printf(arena, "%lld", (long long)cell->number);
    if (cell->bytes.len == sizeof(uuid)) {
        memcpy(&uuid, cell->bytes.data, sizeof(uuid));
        uuid_format(uuid, text);
    }
    return arena_copy(arena, text, strlen(text));
}

static struct str
key_text(const struct table *table, const struct row_change *change,
        struct arena *arena)
{
    struct str text = STR("");

    for (size_t i = 0; i < change->cell_count; i++) {
        const struct cell *cell = &change->cells[i];

        if (!table->columns[cell->column].is_key)
            continue;
        text = arena_printf(arena, STR_FMT "%s" STR_FMT, STR_ARG(text),
                text.len ? " " : "", STR_ARG(cell_text(cell, arena)));
    }
    return text;
}

static void
list_gaps(const struct table *table, const struct row_change *change,
        struct arena *arena, struct gap *gaps, size_t *gap_count)
{
    for (size_t i = 0; i < change->cell_count; i++)
        if (change->cells[i].kind == CELL_WITHHELD)
            gaps[(*gap_count)++] = (struct gap){
                .table = table->name,
                .column = table->columns[change->cells[i].column].name,
                .key = key_text(table, change, arena),
            };
}

static bool
fits(const struct table *table, const struct row_change *change)
{
    for (size_t i = 0; i < change->cell_count; i++)
        if (change->cells[i].column < 0 ||
                change->cells[i].column >= table->count)
            return false;
    return true;
}

enum status
mirror_apply(struct mirror *mirror, const struct row_change *change,
        struct arena *arena, struct gap *gaps, size_t *gap_count)
{
    struct table *table = mirror_find_table(mirror, change->table);
    enum status status = STATUS_CONFLICT;

    *gap_count = 0;
    mirror->is_paused = true;
    mirror->db->undone++;
    if (table && fits(table, change))
        status = run(mirror, table, change);
    mirror->is_paused = false;
    if (status == STATUS_NOT_FOUND || status == STATUS_CONFLICT) {
        log_error("event=change_does_not_fit table=" STR_FMT " kind=%d",
                STR_ARG(change->table), change->kind);
        return STATUS_CONFLICT;
    }
    if (!status)
        list_gaps(table, change, arena, gaps, gap_count);
    return status;
}
