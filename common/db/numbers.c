/*
 * In a batch the numbers given are counted in memory, and the last of each
 * series is written once, before the batch is committed: 64 gifts to a
 * commit take one row then, not 64 versions of it.
 */
#include "db/numbers.h"

#include "db/internal.h"
#include "db/watch.h"

#include <stdlib.h>
#include <string.h>

enum { SERIES_MAX = 8 }; /* of one batch; others are written at once */

enum {
    FIND_NUMBER,
    UPDATE_NUMBER,
    INSERT_NUMBER,
    QUERY_COUNT,
};

static const char *const sql[QUERY_COUNT] = {
    [FIND_NUMBER] = "SELECT last FROM numbers WHERE series = ?1 AND year = ?2",
    [UPDATE_NUMBER] = "UPDATE numbers SET last = ?3"
                      " WHERE series = ?1 AND year = ?2",
    [INSERT_NUMBER] = "INSERT INTO numbers (series, year, last)"
                      " VALUES (?1, ?2, ?3)",
};

struct series {
    const char *name;
    int year;
    int64_t last;
    int64_t written; /* what the table says */
};

/* How it was when a savepoint began. */
struct mark {
    size_t count;
    int64_t last[SERIES_MAX];
};

struct numbers {
    size_t count;
    struct series series[SERIES_MAX];
    struct mark marks[SAVEPOINTS_MAX];
};

static enum status
find(struct db *db, struct series *series)
{
    sqlite3_stmt *row;
    enum status status = db_first(db_queries(db, sql, QUERY_COUNT), FIND_NUMBER,
            &row, V(series->name), V(series->year));

    if (status)
        return status == STATUS_NOT_FOUND ? STATUS_OK : status;
    series->written = series->last = column_int(row, 0);
    db_done(row);
    return STATUS_OK;
}

static enum status
write(struct db *db, struct series *series)
{
    enum status status;

    if (series->last == series->written)
        return STATUS_OK;
    status = db_run(db_queries(db, sql, QUERY_COUNT),
            series->written > 0 ? UPDATE_NUMBER : INSERT_NUMBER,
            V(series->name), V(series->year), V(series->last));
    if (!status)
        series->written = series->last;
    return status;
}

/* NULL: this batch has given none of it. */
static struct series *
counted(struct numbers *numbers, const char *name, int year)
{
    for (size_t i = 0; i < numbers->count; i++)
        if (numbers->series[i].year == year &&
                strcmp(numbers->series[i].name, name) == 0)
            return &numbers->series[i];
    return NULL;
}

static enum status
advance(struct db *db, const char *name, int year, int64_t by, int64_t *last)
{
    struct numbers *numbers = db->numbers;
    struct series *series = counted(numbers, name, year);
    struct series fresh = { .name = name, .year = year };
    enum status status;

    if (series) {
        *last = series->last += by;
        return STATUS_OK;
    }
    status = find(db, &fresh);
    if (status)
        return status;
    *last = fresh.last += by;
    if (!db->in_batch || numbers->count == SERIES_MAX)
        return write(db, &fresh);
    numbers->series[numbers->count++] = fresh;
    return STATUS_OK;
}

enum status
numbers_next(struct db *db, const char *name, int year, int64_t *out)
{
    return advance(db, name, year, 1, out);
}

enum status
numbers_void(struct db *db, const char *name, int year, int64_t by,
        int64_t *first)
{
    int64_t last = 0;
    enum status status = advance(db, name, year, by, &last);

    *first = last - by + 1;
    return status;
}

enum status
numbers_write(struct db *db)
{
    enum status status = STATUS_OK;

    for (size_t i = 0; i < db->numbers->count && !status; i++)
        status = write(db, &db->numbers->series[i]);
    return status;
}

/* For db.c */

struct numbers *
numbers_create(void)
{
    struct numbers *numbers = calloc(1, sizeof(*numbers));

    if (!numbers)
        abort();
    return numbers;
}

void
numbers_destroy(struct numbers *numbers)
{
    free(numbers);
}

void
numbers_forget(struct numbers *numbers)
{
    numbers->count = 0;
}

void
numbers_savepoint(struct numbers *numbers, int depth)
{
    struct mark *mark = &numbers->marks[depth];

    mark->count = numbers->count;
    for (size_t i = 0; i < numbers->count; i++)
        mark->last[i] = numbers->series[i].last;
}

/* A series that came after the savepoint is as the table says. */
void
numbers_undo(struct numbers *numbers, int depth)
{
    const struct mark *mark = &numbers->marks[depth];

    numbers->count = mark->count;
    for (size_t i = 0; i < mark->count; i++)
        numbers->series[i].last = mark->last[i];
}
