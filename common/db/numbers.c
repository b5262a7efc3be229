#include "db/numbers.h"

enum {
    RAISE_NUMBER,
    BEGIN_SERIES,
    FIND_NUMBER,
    QUERY_COUNT,
};

/* Not one statement with RETURNING: that fills a temporary table each time. */
static const char *const sql[QUERY_COUNT] = {
    [RAISE_NUMBER] = "UPDATE numbers SET last = last + 1"
                     " WHERE series = ?1 AND year = ?2",
    [BEGIN_SERIES] = "INSERT INTO numbers (series, year, last)"
                     " VALUES (?1, ?2, 1)",
    [FIND_NUMBER] = "SELECT last FROM numbers WHERE series = ?1 AND year = ?2",
};

enum status
numbers_next(struct db *db, const char *series, int year, int64_t *out)
{
    struct queries *queries = db_queries(db, sql, QUERY_COUNT);
    sqlite3_stmt *row;
    enum status status = db_change(queries, RAISE_NUMBER, V(series), V(year));

    if (status == STATUS_NOT_FOUND)
        status = db_run(queries, BEGIN_SERIES, V(series), V(year));
    if (status)
        return status;
    status = db_first(queries, FIND_NUMBER, &row, V(series), V(year));
    if (!status)
        *out = column_int(row, 0);
    db_done(row);
    return status;
}
