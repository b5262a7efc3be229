#include "store_inside.h"

enum {
    PUT_FUND,
    DELETE_PURPOSES,
    INSERT_PURPOSE,
    FIND_FUND,
    LIST_PURPOSES,
    PUT_HEARD_AT,
    FIND_HEARD_AT,
    QUERY_COUNT,
};

static const char *const sql[QUERY_COUNT] = {
    [PUT_FUND] = "INSERT INTO fund (id, hub, name, is_closed)"
                 " VALUES (?1, ?2, ?3, ?4) ON CONFLICT (id)"
                 " DO UPDATE SET name = ?3, is_closed = ?4",
    [DELETE_PURPOSES] = "DELETE FROM fund_purpose WHERE fund = ?1",
    [INSERT_PURPOSE] = "INSERT INTO fund_purpose (fund, purpose)"
                       " VALUES (?1, ?2)",
    [FIND_FUND] = "SELECT hub, name, is_closed FROM fund WHERE id = ?1",
    [LIST_PURPOSES] = "SELECT purpose FROM fund_purpose WHERE fund = ?1"
                      " ORDER BY row",
    [PUT_HEARD_AT] = "INSERT INTO fund_hub (hub, heard_at) VALUES (?1, ?2)"
                     " ON CONFLICT (hub) DO UPDATE SET heard_at = ?2"
                     " WHERE heard_at < ?2",
    [FIND_HEARD_AT] = "SELECT heard_at FROM fund_hub WHERE hub = ?1",
};

struct queries *
store_fund_open(struct db *db)
{
    return queries_open(db, sql, QUERY_COUNT);
}

enum status
store_put_fund(struct store *store, struct uuid id,
        const struct known_fund *fund)
{
    enum status status = db_run(store->funds, PUT_FUND, V(id), V(fund->hub),
            V(fund->name), V(fund->is_closed));

    if (!status)
        status = db_run(store->funds, DELETE_PURPOSES, V(id));
    for (size_t i = 0; !status && i < fund->purposes_count; i++)
        status = db_run(store->funds, INSERT_PURPOSE, V(id),
                V(fund->purposes[i]));
    return status;
}

static void
read_fund(sqlite3_stmt *row, struct arena *arena, void *item)
{
    *(struct known_fund *)item = (struct known_fund){
        .hub = column_text(row, 0, arena),
        .name = column_text(row, 1, arena),
        .is_closed = column_bool(row, 2),
    };
}

enum status
store_find_fund(struct store *store, struct uuid id, struct arena *arena,
        struct known_fund *out)
{
    sqlite3_stmt *row;
    struct rows purposes = { 0 };
    enum status status = db_first(store->funds, FIND_FUND, &row, V(id));

    status = store_take(status, row, read_fund, arena, out);
    if (status)
        return status;
    status = db_first(store->funds, LIST_PURPOSES, &row, V(id));
    status = store_collect(status, row, &text_reader, NULL, arena, &purposes);
    out->purposes = purposes.items;
    out->purposes_count = purposes.count;
    return status;
}

enum status
store_put_fund_hub(struct store *store, struct str hub, int64_t heard_at)
{
    return db_run(store->funds, PUT_HEARD_AT, V(hub), V(heard_at));
}

enum status
store_find_fund_hub(struct store *store, struct str hub, int64_t *heard_at)
{
    sqlite3_stmt *row;
    enum status status = db_first(store->funds, FIND_HEARD_AT, &row, V(hub));

    return store_take_number(status, row, heard_at);
}
