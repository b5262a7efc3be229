#include "store_link.h"

enum query {
    PUT_LINK,
    FIND_LINK,
    LIST_LINKS,
    QUERY_COUNT,
};

#define LINK                                                                   \
    "hub, state, key, previous_key, previous_until, code_key, code_until,"     \
    " changed_at"

static const char *const sql[QUERY_COUNT] = {
    [PUT_LINK] = "INSERT OR REPLACE INTO hub_link (" LINK ")"
                 " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    [FIND_LINK] = "SELECT " LINK " FROM hub_link WHERE hub = ?1",
    [LIST_LINKS] = "SELECT " LINK " FROM hub_link WHERE hub > ?1"
                   " ORDER BY hub LIMIT ?2",
};

struct queries *
store_link_open(struct db *db)
{
    return queries_open(db, sql, QUERY_COUNT);
}

static struct value
value_key(bool has, struct str key)
{
    return has ? value_blob(key) : value_null();
}

enum status
store_put_link(struct queries *links, const struct hub_link *link)
{
    return db_run(links, PUT_LINK, V(link->hub), V(link->state),
            value_key(link->has_key, link->key),
            value_key(link->has_previous_key, link->previous_key),
            V_IF(link->has_previous_until, link->previous_until),
            value_key(link->has_code_key, link->code_key),
            V_IF(link->has_code_until, link->code_until), V(link->changed_at));
}

static struct hub_link
read_link(sqlite3_stmt *row, struct arena *arena)
{
    return (struct hub_link){
        .hub = column_text(row, 0, arena),
        .state = (enum link_state)column_int(row, 1),
        .has_key = !column_is_null(row, 2),
        .key = column_blob(row, 2, arena),
        .has_previous_key = !column_is_null(row, 3),
        .previous_key = column_blob(row, 3, arena),
        .has_previous_until = !column_is_null(row, 4),
        .previous_until = column_int(row, 4),
        .has_code_key = !column_is_null(row, 5),
        .code_key = column_blob(row, 5, arena),
        .has_code_until = !column_is_null(row, 6),
        .code_until = column_int(row, 6),
        .changed_at = column_int(row, 7),
    };
}

enum status
store_find_link(struct queries *links, struct str hub, struct arena *arena,
        struct hub_link *out)
{
    sqlite3_stmt *row;
    enum status status = db_first(links, FIND_LINK, &row, V(hub));

    if (status)
        return status;
    *out = read_link(row, arena);
    db_done(row);
    return STATUS_OK;
}

enum status
store_list_links(struct queries *links, struct str after, size_t limit,
        struct arena *arena, struct hub_link **out, size_t *count)
{
    sqlite3_stmt *row;
    enum status status =
            db_first(links, LIST_LINKS, &row, V(after), V(limit + 1));

    *out = arena_alloc(arena, (limit + 1) * sizeof(**out));
    for (*count = 0; !status; status = db_next(row))
        (*out)[(*count)++] = read_link(row, arena);
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}
