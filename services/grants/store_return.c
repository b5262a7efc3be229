#include "store_inside.h"

enum { INSERT_RETURN, REVERSE_RETURN, LIST_RETURNS, QUERY_COUNT };

static const char *const sql[QUERY_COUNT] = {
    [INSERT_RETURN] = "INSERT INTO award_return (id, award, amount,"
                      " returned_at, reason) VALUES (?1, ?2, ?3, ?4, ?5)",
    [REVERSE_RETURN] = "UPDATE award_return SET reversed_at = ?2"
                       " WHERE id = ?1 AND reversed_at IS NULL",
    [LIST_RETURNS] =
            "SELECT id, amount, returned_at, reason, reversed_at"
            " FROM award_return WHERE award = ?1 ORDER BY row DESC LIMIT 100",
};

struct queries *
store_return_open(struct db *db)
{
    return queries_open(db, sql, QUERY_COUNT);
}

enum status
store_insert_return(struct store *store, int64_t award,
        const struct award_return *given_back)
{
    return db_run(store->returns, INSERT_RETURN, V(given_back->money_return),
            V(award), V(given_back->amount), V(given_back->returned_at),
            V(given_back->reason));
}

enum status
store_reverse_return(struct store *store, struct uuid id, int64_t at)
{
    return db_change(store->returns, REVERSE_RETURN, V(id), V(at));
}

static void
read_return(sqlite3_stmt *row, struct arena *arena, void *item)
{
    *(struct award_return *)item = (struct award_return){
        .money_return = column_uuid(row, 0),
        .amount = column_int(row, 1),
        .returned_at = column_int(row, 2),
        .reason = column_text(row, 3, arena),
        .has_reversed_at = !column_is_null(row, 4),
        .reversed_at = column_int(row, 4),
    };
}

static const struct row_reader return_reader = { sizeof(struct award_return),
    read_return };

enum status
store_list_returns(struct store *store, int64_t award, struct arena *arena,
        struct rows *out)
{
    sqlite3_stmt *row;
    enum status status = db_first(store->returns, LIST_RETURNS, &row, V(award));

    return store_collect(status, row, &return_reader, NULL, arena, out);
}
