/* Making the changes of a log again. */
#include "db/mirror_tables.h"

#include "base/log.h"

#include <stdlib.h>

/* "UPDATE t SET a = iif(?9 & 1, ?1, a), … WHERE key = ?1": what the mask
 * names changes, what it does not name stays. */
static void
write_update(const struct table *table, sqlite3_str *sql)
{
    const char *between = " SET ";

    sqlite3_str_appendf(sql, "UPDATE %w", table->name.data);
    for (int i = 0; i < table->count; i++) {
        const char *name = table->columns[i].name.data;

        sqlite3_str_appendf(sql, "%s\"%w\" = iif(?%d & %lld, ?%d, \"%w\")",
                between, name, table->count + 1, 1LL << i, i + 1, name);
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
prepare_all(struct mirror *mirror, struct table *table)
{
    sqlite3 *sqlite = mirror->db->sqlite;
    sqlite3_str *insert, *update, *delete;
    enum status status;

    if (table->insert)
        return STATUS_OK;
    insert = sqlite3_str_new(sqlite);
    update = sqlite3_str_new(sqlite);
    delete = sqlite3_str_new(sqlite);
    write_insert(table, insert);
    write_update(table, update);
    write_where(table, update);
    sqlite3_str_appendf(delete, "DELETE FROM %w", table->name.data);
    write_where(table, delete);
    status = prepare(mirror->db, insert, &table->insert);
    if (!status)
        status = prepare(mirror->db, update, &table->update);
    if (!status)
        status = prepare(mirror->db, delete, &table->delete);
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
    int64_t mask = 0;
    int rc;

    sqlite3_reset(stmt);
    sqlite3_clear_bindings(stmt);
    if (change->kind == CHANGE_INSERT)
        for (int i = 0; i < table->count; i++)
            bind_placeholder(stmt, &table->columns[i], i);
    for (size_t i = 0; i < change->cell_count; i++) {
        const struct cell *cell = &change->cells[i];

        if (cell->kind == CELL_WITHHELD)
            continue;
        if (cell->kind == CELL_NULL)
            sqlite3_bind_null(stmt, cell->column + 1);
        bind_cell(stmt, cell);
        mask |= INT64_C(1) << cell->column;
    }
    if (change->kind == CHANGE_UPDATE)
        sqlite3_bind_int64(stmt, table->count + 1, mask);
    rc = sqlite3_step(stmt);
    sqlite3_reset(stmt);
    if (rc != SQLITE_DONE)
        return db_status(mirror->db->sqlite, rc, table->name.data);
    if (change->kind == CHANGE_DELETE) /* it may have gone with another */
        return STATUS_OK;
    return sqlite3_changes64(mirror->db->sqlite) == 1 ? STATUS_OK
                                                      : STATUS_NOT_FOUND;
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
    if (table && fits(table, change))
        status = prepare_all(mirror, table);
    mirror->is_paused = true;
    if (!status)
        status = run_change(mirror, table, change,
                change->kind == CHANGE_INSERT   ? table->insert
                : change->kind == CHANGE_UPDATE ? table->update
                                                : table->delete);
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
