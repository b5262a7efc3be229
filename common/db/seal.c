#include "db/seal.h"

#include "base/log.h"
#include "db/internal.h"
#include "db/keyring.h"
#include "db/watch.h"

#include <string.h>

/* -- the functions --------------------------------------------------------- */

static struct str
bytes_of(sqlite3_value *value)
{
    const void *bytes = sqlite3_value_blob(value);

    return (struct str){ bytes, (size_t)sqlite3_value_bytes(value) };
}

static struct sealed_place
place_of(sqlite3_value **values)
{
    return (struct sealed_place){ bytes_of(values[0]), bytes_of(values[1]) };
}

static bool
is_null(sqlite3_value *value)
{
    return sqlite3_value_type(value) == SQLITE_NULL;
}

static void
give(sqlite3_context *context, struct str text)
{
    sqlite3_result_text64(context, text.data, text.len, SQLITE_TRANSIENT,
            SQLITE_UTF8);
}

static void
refuse(sqlite3_context *context, struct db *db)
{
    db->has_missed_key = true;
    sqlite3_result_error(context, "no key for contacts", -1);
    sqlite3_result_error_code(context, SQLITE_AUTH);
}

static enum sealed_state
open_value(struct db *db, sqlite3_value **values, sqlite3_value *value,
        struct arena *arena, struct str *out)
{
    if (!db->keyring)
        return SEALED_LACKS_KEY;
    return keyring_unseal(db->keyring, place_of(values), bytes_of(value), arena,
            out);
}

/* What stood there is kept when it says the same, or could not be read. */
static bool
is_unchanged(struct db *db, sqlite3_value **values, struct arena *arena)
{
    const struct str text = bytes_of(values[2]);
    struct str before;

    if (is_null(values[3]))
        return false;
    switch (open_value(db, values, values[3], arena, &before)) {
    case SEALED_IS_OPEN:
        return str_equal(text, before);
    case SEALED_IS_OLD:
        return false;
    default:
        return str_equal(text, bytes_of(values[3]));
    }
}

static void
seal(sqlite3_context *context, int count, sqlite3_value **values)
{
    struct db *db = sqlite3_user_data(context);
    struct arena arena = { 0 };
    struct str sealed;

    if (is_null(values[2]))
        return;
    if (count == 4 && is_unchanged(db, values, &arena))
        sqlite3_result_value(context, values[3]);
    else if (db->keyring && keyring_seal(db->keyring, place_of(values),
                                    bytes_of(values[2]), &arena, &sealed))
        give(context, sealed);
    else
        refuse(context, db);
    arena_release(&arena);
}

/* Somebody changed the store: it is told, and the rest goes on. */
static void
tell_wrong(sqlite3_value **values)
{
    const struct str column = bytes_of(values[0]);

    log_error("event=sealed_value_is_wrong column=" STR_FMT, STR_ARG(column));
}

/* False, with nothing given, if it cannot be read. */
static bool
give_opened(sqlite3_context *context, sqlite3_value **values)
{
    struct arena arena = { 0 };
    struct str text;
    const enum sealed_state state = open_value(sqlite3_user_data(context),
            values, values[2], &arena, &text);
    const bool is_open = state == SEALED_IS_OPEN || state == SEALED_IS_OLD;

    if (is_open)
        give(context, text);
    else if (state == SEALED_IS_WRONG)
        tell_wrong(values);
    arena_release(&arena);
    return is_open;
}

static void
unseal(sqlite3_context *context, int count, sqlite3_value **values)
{
    const struct db *db = sqlite3_user_data(context);

    (void)count;
    if (!is_null(values[2]) && !give_opened(context, values) && db->is_writer)
        sqlite3_result_value(context, values[2]);
}

static void
must_unseal(sqlite3_context *context, int count, sqlite3_value **values)
{
    struct db *db = sqlite3_user_data(context);

    (void)count;
    if (is_null(values[2]) || give_opened(context, values))
        return;
    if (!db->keyring || keyring_misses(db->keyring, bytes_of(values[2])))
        refuse(context, db);
}

/* Its sealed_state as a number. */
static void
state_of_sealed(sqlite3_context *context, int count, sqlite3_value **values)
{
    struct arena arena = { 0 };
    struct str text;

    (void)count;
    if (!is_null(values[2]))
        sqlite3_result_int(context, open_value(sqlite3_user_data(context),
                                            values, values[2], &arena, &text));
    arena_release(&arena);
}

static void
is_by_first(sqlite3_context *context, int count, sqlite3_value **values)
{
    const struct db *db = sqlite3_user_data(context);

    (void)count;
    if (!is_null(values[0]))
        sqlite3_result_int(context,
                db->keyring &&
                        keyring_is_by_first(db->keyring, bytes_of(values[0])));
}

static void
misses_key(sqlite3_context *context, int count, sqlite3_value **values)
{
    const struct db *db = sqlite3_user_data(context);

    (void)count;
    if (!is_null(values[0]))
        sqlite3_result_int(context,
                db->keyring &&
                        keyring_misses(db->keyring, bytes_of(values[0])));
}

/* Its bytes. */
static void
number_of_key(sqlite3_context *context, int count, sqlite3_value **values)
{
    struct key_number number;

    (void)count;
    if (key_number_of(bytes_of(values[0]), &number))
        sqlite3_result_blob(context, number.bytes, KEY_NUMBER_SIZE,
                SQLITE_TRANSIENT);
}

void
seal_add(struct db *db)
{
    static const struct {
        const char *name;
        int count;
        void (*function)(sqlite3_context *, int, sqlite3_value **);
    } functions[] = {
        { "seal", 3, seal },
        { "seal", 4, seal },
        { "unseal", 3, unseal },
        { "must_unseal", 3, must_unseal },
        { "sealed_state", 3, state_of_sealed },
        { "is_by_first", 1, is_by_first },
        { "misses_key", 1, misses_key },
        { "number_of_key", 1, number_of_key },
    };

    for (size_t i = 0; i < sizeof(functions) / sizeof(*functions); i++)
        sqlite3_create_function_v2(db->sqlite, functions[i].name,
                functions[i].count, SQLITE_UTF8 | SQLITE_DIRECTONLY, db,
                functions[i].function, NULL, NULL, NULL);
}

void
db_seal_by(struct db *db, const char *path)
{
    keyring_close(db->keyring);
    db->keyring = keyring_open(path);
}

bool
db_lacks_key(struct db *db)
{
    return !db->keyring || keyring_lacks_key(db->keyring);
}

bool
db_missed_key(const struct db *db)
{
    return db->has_missed_key;
}

/* -- all of a store -------------------------------------------------------- */

/* Statements of our own making: their names come from no one else. */
static enum status
count_by(struct db *db, const char *sql, int64_t *sum)
{
    int64_t found;
    enum status status = db_read_int(db, sql, &found);

    *sum += found;
    return status;
}

static const char again_sql[] =
        "UPDATE %s SET %s = seal('%s', %s, must_unseal('%s', %s, %s))"
        " WHERE %s IN (SELECT %s FROM %s WHERE NOT is_by_first(%s)"
        " AND sealed_state('%s', %s, %s) = %d LIMIT %lld)";

static enum status
seal_column_again(struct db *db, const struct sealed_column *c, int64_t limit,
        int64_t *done)
{
    struct arena arena = { 0 };
    struct str sql = arena_printf(&arena, again_sql, c->table, c->column,
            c->place, c->row, c->place, c->row, c->column, c->key, c->key,
            c->table, c->column, c->place, c->row, c->column, SEALED_IS_OLD,
            (long long)limit);
    enum status status = db_exec(db, sql.data);

    if (!status)
        *done += db_changes(db);
    arena_release(&arena);
    return status;
}

enum status
seal_again(struct db *db, const struct sealed_column *columns, int64_t limit,
        int64_t *done)
{
    enum status status = STATUS_OK;

    *done = 0;
    if (db->keyring)
        keyring_reload(db->keyring);
    if (db->mirror)
        mirror_pause(db->mirror, true);
    for (; columns->table && *done < limit && !status; columns++)
        status = seal_column_again(db, columns, limit - *done, done);
    if (db->mirror)
        mirror_pause(db->mirror, false);
    return status;
}

enum status
seal_count(struct db *db, const struct sealed_column *columns, int64_t *all,
        int64_t *unreadable)
{
    struct arena arena = { 0 };
    enum status status = STATUS_OK;

    *all = *unreadable = 0;
    for (const struct sealed_column *c = columns; c->table && !status; c++) {
        status = count_by(db,
                arena_printf(&arena, "SELECT count(%s) FROM %s", c->column,
                        c->table)
                        .data,
                all);
        if (!status)
            status = count_by(db,
                    arena_printf(&arena,
                            "SELECT count(*) FROM %s"
                            " WHERE sealed_state('%s', %s, %s) >= %d",
                            c->table, c->place, c->row, c->column,
                            SEALED_LACKS_KEY)
                            .data,
                    unreadable);
    }
    arena_release(&arena);
    return status;
}

static const char missing_sql[] =
        "SELECT number_of_key(value), count(*) FROM"
        " (SELECT %s AS value FROM %s LIMIT ?1) WHERE misses_key(value)"
        " GROUP BY 1";

static struct missing_key *
find_missing(struct missing_keys *missing, struct key_number id)
{
    for (size_t i = 0; i < missing->count; i++)
        if (memcmp(&missing->items[i].id, &id, sizeof(id)) == 0)
            return &missing->items[i];
    if (missing->count == MISSING_KEYS_MAX)
        return NULL;
    missing->items[missing->count] = (struct missing_key){ .id = id };
    key_number_format(id, missing->items[missing->count].number);
    return &missing->items[missing->count++];
}

static void
add_missing(struct missing_keys *missing, struct str bytes, int64_t contacts)
{
    struct missing_key *key;
    struct key_number id;

    memcpy(id.bytes, bytes.data, sizeof(id.bytes));
    key = find_missing(missing, id);
    if (key)
        key->contacts += contacts;
}

static enum status
find_missing_of(struct db *db, const struct sealed_column *c, int64_t rows,
        struct missing_keys *out)
{
    struct arena arena = { 0 };
    const char *sql =
            arena_printf(&arena, missing_sql, c->column, c->table).data;
    struct queries *queries = queries_open(db, &sql, 1);
    sqlite3_stmt *row;
    enum status status = db_first(queries, 0, &row, V(rows));

    for (; !status; status = db_next(row))
        add_missing(out, column_blob(row, 0, &arena), column_int(row, 1));
    queries_close(queries);
    arena_release(&arena);
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

enum status
seal_find_missing(struct db *db, const struct sealed_column *columns,
        int64_t rows, struct missing_keys *out)
{
    enum status status = STATUS_OK;

    out->count = 0;
    for (const struct sealed_column *c = columns; c->table && !status; c++)
        status = find_missing_of(db, c, rows, out);
    return status;
}
