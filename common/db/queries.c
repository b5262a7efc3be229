#include "base/log.h"
#include "db/insertion.h"
#include "db/internal.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

struct queries {
    struct db *db;
    struct queries *next; /* of those the connection owns */
    const char *const *sql;
    int count;
    struct statement {
        sqlite3_stmt *stmt;
        const struct insertion *insertion; /* NULL: see insertion_read() */
    } statements[];
};

struct queries *
queries_open(struct db *db, const char *const *sql, size_t count)
{
    struct queries *queries =
            calloc(1, sizeof(*queries) + count * sizeof(*queries->statements));

    if (!queries)
        abort();
    queries->db = db;
    queries->sql = sql;
    queries->count = (int)count;
    return queries;
}

void
queries_close(struct queries *queries)
{
    while (queries) {
        struct queries *next = queries->next;

        for (int i = 0; i < queries->count; i++)
            sqlite3_finalize(queries->statements[i].stmt);
        free(queries);
        queries = next;
    }
}

struct db *
queries_db(struct queries *queries)
{
    return queries->db;
}

struct queries *
db_queries(struct db *db, const char *const *sql, size_t count)
{
    struct queries *queries = db->own;

    while (queries && queries->sql != sql)
        queries = queries->next;
    if (!queries) {
        queries = queries_open(db, sql, count);
        queries->next = db->own;
        db->own = queries;
    }
    return queries;
}

static bool
is_blank(const char *text)
{
    while (isspace((unsigned char)*text))
        text++;
    return *text == '\0';
}

static enum status
prepare(struct queries *queries, int index)
{
    const char *sql = queries->sql[index], *rest = NULL;
    struct statement *statement = &queries->statements[index];
    enum status status = db_connect(queries->db);
    sqlite3 *sqlite = queries->db->sqlite;

    if (status)
        return status;
    status = db_status(sqlite,
            sqlite3_prepare_v3(sqlite, sql, -1, SQLITE_PREPARE_PERSISTENT,
                    &statement->stmt, &rest),
            sql);
    if (!status && !is_blank(rest)) {
        log_error("event=two_statements what=\"%s\"", sql);
        return STATUS_INTERNAL;
    }
    if (!status && queries->db->mirror)
        statement->insertion = insertion_read(queries->db->mirror, sql);
    return status;
}

enum status
queries_check(struct queries *queries)
{
    enum status status = STATUS_OK;

    for (int i = 0; i < queries->count && !status; i++)
        if (!queries->statements[i].stmt)
            status = prepare(queries, i);
    return status;
}

struct value
value_int(int64_t number)
{
    return (struct value){ .kind = VALUE_INT, .number = number };
}

struct value
value_bool(bool truth)
{
    return value_int(truth);
}

struct value
value_text(struct str text)
{
    return (struct value){ .kind = VALUE_TEXT,
        .data = text.data ? text.data : "",
        .len = text.len };
}

struct value
value_cstr(const char *text)
{
    return text ? value_text(str_from(text)) : value_null();
}

struct value
value_uuid(struct uuid uuid)
{
    return (struct value){ .kind = VALUE_BLOB,
        .len = sizeof(uuid.bytes),
        .uuid = uuid };
}

struct value
value_hash(const struct hash *hash)
{
    return (struct value){ .kind = VALUE_BLOB,
        .data = hash->bytes,
        .len = sizeof(hash->bytes) };
}

struct value
value_blob(struct str bytes)
{
    return (struct value){ .kind = VALUE_BLOB,
        .data = bytes.data ? bytes.data : "",
        .len = bytes.len };
}

struct value
value_null(void)
{
    return (struct value){ .kind = VALUE_NULL };
}

static int
bind(sqlite3_stmt *stmt, int place, const struct value *value,
        sqlite3_destructor_type keep)
{
    const void *data = value->data ? value->data : value->uuid.bytes;

    switch (value->kind) {
    case VALUE_INT:
        return sqlite3_bind_int64(stmt, place, value->number);
    case VALUE_TEXT:
        return sqlite3_bind_text64(stmt, place, data, value->len, keep,
                SQLITE_UTF8);
    case VALUE_BLOB:
        return sqlite3_bind_blob64(stmt, place, data, value->len, keep);
    default:
        return sqlite3_bind_null(stmt, place);
    }
}

static enum status
bind_all(struct queries *queries, int index, const struct value *values,
        size_t count, sqlite3_destructor_type keep)
{
    sqlite3_stmt *stmt = queries->statements[index].stmt;
    const char *sql = queries->sql[index];
    int rc = SQLITE_OK;

    if ((size_t)sqlite3_bind_parameter_count(stmt) != count) {
        log_error("event=wrong_value_count given=%zu what=\"%s\"", count, sql);
        return STATUS_INTERNAL;
    }
    for (size_t i = 0; i < count && !rc; i++)
        rc = bind(stmt, (int)i + 1, &values[i], keep);
    return rc ? db_status(queries->db->sqlite, rc, sql) : STATUS_OK;
}

/*
 * A statement that is ready to step. One that is still being walked is our
 * bug: two walks of one statement would never end.
 */
static enum status
start(struct queries *queries, int index, const struct value *values,
        size_t count, sqlite3_destructor_type keep)
{
    const struct statement *statement = &queries->statements[index];
    enum status status = STATUS_OK;

    if (db_batch_is_lost(queries->db))
        return STATUS_UNAVAILABLE;
    if (!statement->stmt)
        status = prepare(queries, index);
    if (status)
        return status;
    if (sqlite3_stmt_busy(statement->stmt)) {
        log_error("event=walk_left_open what=\"%s\"", queries->sql[index]);
        sqlite3_reset(statement->stmt);
        return STATUS_INTERNAL;
    }
    return bind_all(queries, index, values, count, keep);
}

enum status
db_run_values(struct queries *queries, int index, const struct value *values,
        size_t count)
{
    enum status status = start(queries, index, values, count, SQLITE_STATIC);
    const struct statement *statement = &queries->statements[index];
    struct mirror *mirror = queries->db->mirror;
    bool is_told;

    if (status)
        return status;
    is_told = insertion_begin(mirror, statement->insertion, values);
    status = db_status(queries->db->sqlite, sqlite3_step(statement->stmt),
            queries->sql[index]);
    sqlite3_reset(statement->stmt);
    if (is_told)
        insertion_end(mirror, statement->insertion, values, status);
    return status;
}

enum status
db_change_values(struct queries *queries, int index, const struct value *values,
        size_t count)
{
    enum status status = db_run_values(queries, index, values, count);

    if (!status && db_changes(queries->db) == 0)
        return STATUS_NOT_FOUND;
    return status;
}

/* Values are copied: the walk may go on where they are out of scope. */
enum status
db_first_values(struct queries *queries, int index, sqlite3_stmt **row,
        const struct value *values, size_t count)
{
    enum status status = start(queries, index, values, count, SQLITE_TRANSIENT);

    *row = NULL;
    if (status)
        return status;
    *row = queries->statements[index].stmt;
    return db_next(*row);
}

enum status
db_next(sqlite3_stmt *row)
{
    int rc = sqlite3_step(row);
    enum status status = STATUS_NOT_FOUND;

    if (rc == SQLITE_ROW)
        return STATUS_OK;
    if (rc != SQLITE_DONE)
        status = db_status(sqlite3_db_handle(row), rc, sqlite3_sql(row));
    sqlite3_reset(row);
    return status;
}

void
db_done(sqlite3_stmt *row)
{
    sqlite3_reset(row);
}

bool
column_is_null(sqlite3_stmt *row, int index)
{
    return sqlite3_column_type(row, index) == SQLITE_NULL;
}

int64_t
column_int(sqlite3_stmt *row, int index)
{
    return sqlite3_column_int64(row, index);
}

bool
column_bool(sqlite3_stmt *row, int index)
{
    return column_int(row, index) != 0;
}

static void
column_bytes(sqlite3_stmt *row, int index, uint8_t *out, size_t size)
{
    const void *data = sqlite3_column_blob(row, index);

    if (data && (size_t)sqlite3_column_bytes(row, index) == size)
        memcpy(out, data, size);
}

struct uuid
column_uuid(sqlite3_stmt *row, int index)
{
    struct uuid uuid = { 0 };

    column_bytes(row, index, uuid.bytes, sizeof(uuid.bytes));
    return uuid;
}

struct hash
column_hash(sqlite3_stmt *row, int index)
{
    struct hash hash = { 0 };

    column_bytes(row, index, hash.bytes, sizeof(hash.bytes));
    return hash;
}

struct str
column_text(sqlite3_stmt *row, int index, struct arena *arena)
{
    const void *text = sqlite3_column_text(row, index);

    return arena_copy(arena, text, (size_t)sqlite3_column_bytes(row, index));
}

struct str
column_blob(sqlite3_stmt *row, int index, struct arena *arena)
{
    const void *data = sqlite3_column_blob(row, index);

    return arena_copy(arena, data, (size_t)sqlite3_column_bytes(row, index));
}
