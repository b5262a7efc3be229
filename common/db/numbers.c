#include "db/numbers.h"

static const char *const sql[] = {
    "INSERT INTO numbers (series, year, last) VALUES (?1, ?2, 1)"
    " ON CONFLICT DO UPDATE SET last = last + 1 RETURNING last",
};

enum status
numbers_next(struct db *db, const char *series, int year, int64_t *out)
{
    sqlite3_stmt *row;
    enum status status =
            db_first(db_queries(db, sql, 1), 0, &row, V(series), V(year));

    if (!status)
        *out = column_int(row, 0);
    db_done(row);
    return status;
}
