#include "db/rollup.h"

#include <stdlib.h>

enum {
    PUT,
    ADD,
    FORGET,
    FIND_SEQ,
    PUT_SEQ,
    SUM_BY_HUB,
    SUM_BY_STREET,
    SUM_BY_FIELD,
    SUM_BY_YEAR,
    PUT_HUB,
    FIND_HUB,
    LIST_HUBS,
    QUERY_COUNT,
};

#define INSERT                                                                 \
    "INSERT INTO rollup (hub, street, metric, field, year, value)"             \
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT DO UPDATE SET value = "

#define SUM(key)                                                               \
    "SELECT metric, " key ", sum(value) FROM rollup GROUP BY 1, 2"             \
    " ORDER BY 1, 2 LIMIT ?1"

static const char *const sql[QUERY_COUNT] = {
    [PUT] = INSERT "excluded.value",
    [ADD] = INSERT "value + excluded.value RETURNING value",
    [FORGET] = "DELETE FROM rollup WHERE hub = ?1",
    [FIND_SEQ] = "SELECT value FROM meta WHERE key = ?1",
    [PUT_SEQ] = "INSERT OR REPLACE INTO meta (key, value) VALUES (?1, ?2)",
    [SUM_BY_HUB] = SUM("hub"),
    [SUM_BY_STREET] = SUM("street"),
    [SUM_BY_FIELD] = SUM("field"),
    [SUM_BY_YEAR] = SUM("CAST(year AS TEXT)"),
    [PUT_HUB] = "INSERT OR REPLACE INTO rollup_hub (hub, branch, as_of,"
                " is_silent) VALUES (?1, ?2, ?3, ?4)",
    [FIND_HUB] = "SELECT as_of FROM rollup_hub WHERE hub = ?1",
    [LIST_HUBS] = "SELECT hub, branch, as_of, is_silent FROM rollup_hub"
                  " ORDER BY hub LIMIT ?1",
};

#define SEQ_KEY "rollup_seq"

struct rollup {
    struct queries *queries;
};

struct rollup *
rollup_open(struct db *db)
{
    struct rollup *rollup = calloc(1, sizeof(*rollup));

    if (!rollup)
        abort();
    rollup->queries = queries_open(db, sql, QUERY_COUNT);
    return rollup;
}

void
rollup_close(struct rollup *rollup)
{
    if (!rollup)
        return;
    queries_close(rollup->queries);
    free(rollup);
}

/* "longgang.bantian" of "longgang.bantian.yangguang". */
static struct str
street_of(struct str hub)
{
    int dots = 0;

    for (size_t i = 0; i < hub.len; i++) {
        dots += hub.data[i] == '.';
        if (dots == 2)
            return (struct str){ hub.data, i };
    }
    return hub;
}

enum status
rollup_put(struct rollup *rollup, const struct rollup_key *key, int64_t value)
{
    return db_run(rollup->queries, PUT, V(key->hub), V(street_of(key->hub)),
            V(key->metric), V(key->field), V(key->year), V(value));
}

enum status
rollup_add(struct rollup *rollup, const struct rollup_key *key, int64_t delta,
        int64_t *value_out)
{
    sqlite3_stmt *row;
    enum status status = db_first(rollup->queries, ADD, &row, V(key->hub),
            V(street_of(key->hub)), V(key->metric), V(key->field), V(key->year),
            V(delta));

    if (status)
        return status;
    *value_out = column_int(row, 0);
    db_done(row);
    return STATUS_OK;
}

enum status
rollup_forget(struct rollup *rollup, struct str hub)
{
    return db_run(rollup->queries, FORGET, V(hub));
}

enum status
rollup_find_seq(struct rollup *rollup, int64_t *out)
{
    sqlite3_stmt *row;
    enum status status = db_first(rollup->queries, FIND_SEQ, &row, V(SEQ_KEY));

    *out = status ? 0 : column_int(row, 0);
    if (!status)
        db_done(row);
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

enum status
rollup_put_seq(struct rollup *rollup, int64_t seq)
{
    return db_run(rollup->queries, PUT_SEQ, V(SEQ_KEY), V(seq));
}

enum status
rollup_list(struct rollup *rollup, enum rollup_by by, size_t limit,
        struct arena *arena, struct rollup_sum **out, size_t *count)
{
    sqlite3_stmt *row;
    enum status status = db_first(rollup->queries,
            SUM_BY_HUB + (int)by - ROLLUP_BY_HUB, &row, V(limit));

    *out = arena_alloc(arena, (limit + 1) * sizeof(**out));
    for (*count = 0; !status; status = db_next(row))
        (*out)[(*count)++] = (struct rollup_sum){
            .metric = column_text(row, 0, arena),
            .key = column_text(row, 1, arena),
            .value = column_int(row, 2),
        };
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

enum status
rollup_put_hub(struct rollup *rollup, const struct rollup_hub *hub)
{
    return db_run(rollup->queries, PUT_HUB, V(hub->hub), V(hub->branch),
            V(hub->as_of), V(hub->is_silent));
}

enum status
rollup_find_hub(struct rollup *rollup, struct str hub, int64_t *as_of)
{
    sqlite3_stmt *row;
    enum status status = db_first(rollup->queries, FIND_HUB, &row, V(hub));

    *as_of = status ? 0 : column_int(row, 0);
    if (!status)
        db_done(row);
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

enum status
rollup_list_hubs(struct rollup *rollup, size_t limit, struct arena *arena,
        struct rollup_hub **out, size_t *count)
{
    sqlite3_stmt *row;
    enum status status = db_first(rollup->queries, LIST_HUBS, &row, V(limit));

    *out = arena_alloc(arena, (limit + 1) * sizeof(**out));
    for (*count = 0; !status; status = db_next(row))
        (*out)[(*count)++] = (struct rollup_hub){
            .hub = column_text(row, 0, arena),
            .branch = column_text(row, 1, arena),
            .as_of = column_int(row, 2),
            .is_silent = column_bool(row, 3),
        };
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}
