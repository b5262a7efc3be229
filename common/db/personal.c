#include "db/personal.h"

/* A place in the list of kinds and in the rows of one of them. */
enum { ROWS_OF_KIND = 1000000000, COLUMNS_MAX = 20 };

_Static_assert(PERSONAL_ROWS_MAX *COLUMNS_MAX <= PERSONAL_VALUES_MAX,
        "a page has room for all columns of its rows");

static struct str
text_of(sqlite3_stmt *row, int column, struct arena *arena)
{
    char id[UUID_TEXT_SIZE];

    if (sqlite3_column_type(row, column) != SQLITE_BLOB)
        return column_text(row, column, arena);
    uuid_format(column_uuid(row, column), id);
    return arena_copy(arena, id, UUID_TEXT_SIZE - 1);
}

static const struct enumeration *
names_of(const struct personal_kind *kind, const char *column)
{
    return kind->named && strcmp(column, kind->named) == 0 ? kind->names : NULL;
}

static void
take_row(sqlite3_stmt *row, const struct personal_kind *kind,
        struct arena *arena, struct personal_page *out)
{
    const struct str id = text_of(row, 0, arena);
    const int count = sqlite3_column_count(row);

    for (int i = 1; i < count && i <= COLUMNS_MAX; i++) {
        const char *name = sqlite3_column_name(row, i);
        const struct enumeration *names = names_of(kind, name);

        if (!column_is_null(row, i))
            out->values[out->count++] = (struct personal_value){
                .kind = str_from(kind->kind),
                .row = id,
                .field = arena_copy(arena, name, strlen(name)),
                .value = text_of(row, i, arena),
                .names = names,
                .number = names ? column_int(row, i) : 0,
            };
    }
}

/* *taken: how many rows there were, one more than the limit if there are more.
 */
static enum status
take_kind(struct db *db, const struct personal_kind *kind,
        const struct personal_query *query, int64_t offset, size_t limit,
        struct arena *arena, struct personal_page *out, size_t *taken)
{
    const char *sql = arena_printf(arena,
            "SELECT * FROM (%s) LIMIT ?3 OFFSET ?4", kind->sql)
                              .data;
    struct queries *queries = queries_open(db, &sql, 1);
    sqlite3_stmt *row;
    enum status status =
            db_first(queries, 0, &row, V_IF(query->has_account, query->account),
                    V_IF(query->contact.len > 0, query->contact), V(limit + 1),
                    V(offset));

    for (*taken = 0; !status && *taken < limit; status = db_next(row)) {
        take_row(row, kind, arena, out);
        (*taken)++;
    }
    if (!status) {
        (*taken)++;
        db_done(row);
    }
    queries_close(queries);
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

enum status
personal_list(struct db *db, const struct personal_kind *kinds,
        const struct personal_query *query, struct arena *arena,
        struct personal_page *out)
{
    int64_t kind = query->after / ROWS_OF_KIND;
    int64_t offset = query->after % ROWS_OF_KIND, known = 0;
    size_t left =
            query->limit < PERSONAL_ROWS_MAX ? query->limit : PERSONAL_ROWS_MAX;
    enum status status = STATUS_OK;
    size_t taken;

    *out = (struct personal_page){
        .values = arena_alloc(arena, PERSONAL_VALUES_MAX * sizeof(*out->values))
    };
    while (kinds[known].kind)
        known++;
    for (; kind < known && !status && !out->next; kind++, offset = 0) {
        status = take_kind(db, &kinds[kind], query, offset, left, arena, out,
                &taken);
        if (taken > left)
            out->next = kind * ROWS_OF_KIND + offset + (int64_t)left;
        else
            left -= taken;
    }
    return status;
}
