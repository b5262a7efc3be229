#include "db/loss.h"

enum { ADD, LIST, COUNT, SETTLE, QUERY_COUNT };

static const char *const sql[QUERY_COUNT] = {
    [ADD] = "INSERT INTO loss (kind, what, which, seq, event, at)"
            " VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT DO NOTHING",
    [LIST] = "SELECT id, kind, what, which, seq, event, at FROM loss"
             " WHERE id > ?1 ORDER BY id LIMIT ?2",
    [COUNT] = "SELECT count(*) FROM loss",
    [SETTLE] = "DELETE FROM loss WHERE id <= ?1",
};

static struct queries *
losses(struct db *db)
{
    return db_queries(db, sql, QUERY_COUNT);
}

enum status
loss_add(struct db *db, const struct loss *loss)
{
    return db_run(losses(db), ADD, V(loss->kind), V(loss->what), V(loss->which),
            V(loss->seq), V_IF(loss->kind == LOST_EVENT, loss->event),
            V(loss->at));
}

enum status
loss_list(struct db *db, int64_t after, size_t limit, struct arena *arena,
        struct loss **out, size_t *count)
{
    sqlite3_stmt *row;
    enum status status = db_first(losses(db), LIST, &row, V(after), V(limit));

    *out = arena_alloc(arena, (limit + 1) * sizeof(**out));
    for (*count = 0; !status; status = db_next(row))
        (*out)[(*count)++] = (struct loss){
            .rowid = column_int(row, 0),
            .kind = (enum lost)column_int(row, 1),
            .what = column_text(row, 2, arena),
            .which = column_text(row, 3, arena),
            .seq = column_int(row, 4),
            .event = column_uuid(row, 5),
            .at = column_int(row, 6),
        };
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

enum status
loss_count(struct db *db, int64_t *out)
{
    sqlite3_stmt *row;
    enum status status = db_first_values(losses(db), COUNT, &row, NULL, 0);

    *out = status ? 0 : column_int(row, 0);
    if (!status)
        db_done(row);
    return status;
}

enum status
loss_settle(struct db *db, int64_t through, int64_t *settled)
{
    enum status status = db_change(losses(db), SETTLE, V(through));

    *settled = status ? 0 : db_changes(db);
    return status;
}
