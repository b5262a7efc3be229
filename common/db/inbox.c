#include "db/inbox.h"

#include <stdlib.h>

enum {
    FIND_CURSOR,
    MOVE_CURSOR,
    FORGET_WAITING,
    FORGET_DEAD,
    IS_HELD,
    INSERT_WAITING,
    FIND_AWAITING,
    DELETE_WAITING,
    INSERT_DEAD,
    LIST_DEAD,
    FIND_DEAD,
    DELETE_DEAD,
    COUNT,
    QUERY_COUNT,
};

#define SELECT_ASIDE(awaits, table)                                            \
    "SELECT id, source, seq, type, subject, " awaits                           \
    ", event, tries, retry_at, reason FROM " table

static const char *const sql[QUERY_COUNT] = {
    [FIND_CURSOR] =
            "SELECT store_epoch, seq, hash FROM cursor WHERE source = ?1",
    [MOVE_CURSOR] = "INSERT INTO cursor (source, store_epoch, seq, hash)"
                    " VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO UPDATE"
                    " SET store_epoch = ?2, seq = ?3, hash = ?4",
    [FORGET_WAITING] = "DELETE FROM waiting WHERE source = ?1 AND seq > ?2",
    [FORGET_DEAD] = "DELETE FROM dead_letter WHERE source = ?1 AND seq > ?2",
    [IS_HELD] = "SELECT EXISTS (SELECT 1 FROM waiting"
                " WHERE source = ?1 AND subject = ?2) OR EXISTS (SELECT 1"
                " FROM dead_letter WHERE source = ?1 AND subject = ?2)",
    [INSERT_WAITING] = "INSERT INTO waiting (source, seq, type, subject,"
                       " awaits, event, tries, retry_at, reason)"
                       " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
    [FIND_AWAITING] = SELECT_ASIDE("awaits",
            "waiting AS w") " WHERE awaits = ?1 AND id > ?2"
                            " AND NOT EXISTS (SELECT 1 FROM waiting AS e WHERE"
                            " e.source = w.source AND e.subject = w.subject"
                            " AND e.seq < w.seq) AND NOT EXISTS (SELECT 1"
                            " FROM dead_letter AS d WHERE d.source = w.source"
                            " AND d.subject = w.subject AND d.seq < w.seq)"
                            " ORDER BY id LIMIT 1",
    [DELETE_WAITING] = "DELETE FROM waiting WHERE id = ?1",
    [INSERT_DEAD] = "INSERT INTO dead_letter (source, seq, type, subject,"
                    " event, tries, retry_at, reason)"
                    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    [LIST_DEAD] = SELECT_ASIDE("NULL",
            "dead_letter") " WHERE id > ?1 ORDER BY id LIMIT ?2",
    [FIND_DEAD] = SELECT_ASIDE("NULL", "dead_letter") " WHERE id = ?1",
    [DELETE_DEAD] = "DELETE FROM dead_letter WHERE id = ?1",
    [COUNT] = "SELECT (SELECT count(*) FROM waiting),"
              " (SELECT count(*) FROM dead_letter)",
};

struct inbox {
    struct queries *queries;
};

struct inbox *
inbox_open(struct db *db)
{
    struct inbox *inbox = calloc(1, sizeof(*inbox));

    if (!inbox)
        abort();
    inbox->queries = queries_open(db, sql, QUERY_COUNT);
    return inbox;
}

void
inbox_close(struct inbox *inbox)
{
    if (!inbox)
        return;
    queries_close(inbox->queries);
    free(inbox);
}

enum status
inbox_find_cursor(struct inbox *inbox, struct str source, struct cursor *out)
{
    sqlite3_stmt *row;
    enum status status = db_first(inbox->queries, FIND_CURSOR, &row, V(source));

    *out = (struct cursor){ 0 };
    if (!status)
        *out = (struct cursor){ column_uuid(row, 0), column_int(row, 1),
            column_hash(row, 2) };
    db_done(row);
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

enum status
inbox_move_cursor(struct inbox *inbox, struct str source,
        const struct cursor *cursor)
{
    return db_run(inbox->queries, MOVE_CURSOR, V(source),
            V(cursor->store_epoch), V(cursor->seq), V(&cursor->hash));
}

enum status
inbox_forget(struct inbox *inbox, struct str source, int64_t after)
{
    enum status status =
            db_run(inbox->queries, FORGET_WAITING, V(source), V(after));

    return status ? status
                  : db_run(inbox->queries, FORGET_DEAD, V(source), V(after));
}

enum status
inbox_is_held(struct inbox *inbox, struct str source, struct uuid subject,
        bool *out)
{
    sqlite3_stmt *row;
    enum status status =
            db_first(inbox->queries, IS_HELD, &row, V(source), V(subject));

    *out = !status && column_bool(row, 0);
    db_done(row);
    return status;
}

static struct set_aside
read_aside(sqlite3_stmt *row, struct arena *arena)
{
    return (struct set_aside){
        .rowid = column_int(row, 0),
        .source = column_text(row, 1, arena),
        .seq = column_int(row, 2),
        .type = column_text(row, 3, arena),
        .subject = column_uuid(row, 4),
        .awaits = column_uuid(row, 5),
        .event = column_blob(row, 6, arena),
        .tries = (int)column_int(row, 7),
        .retry_at = column_int(row, 8),
        .reason = column_text(row, 9, arena),
    };
}

enum status
inbox_await(struct inbox *inbox, const struct set_aside *event)
{
    return db_run(inbox->queries, INSERT_WAITING, V(event->source),
            V(event->seq), V(event->type), V(event->subject), V(event->awaits),
            value_blob(event->event), V(event->tries), V(event->retry_at),
            V(event->reason));
}

static enum status
find_aside(struct queries *queries, int index, const struct value *values,
        size_t count, struct arena *arena, struct set_aside *out)
{
    sqlite3_stmt *row;
    enum status status = db_first_values(queries, index, &row, values, count);

    if (!status)
        *out = read_aside(row, arena);
    db_done(row);
    return status;
}

enum status
inbox_find_awaiting(struct inbox *inbox, struct uuid awaits, int64_t after,
        struct arena *arena, struct set_aside *out)
{
    return find_aside(inbox->queries, FIND_AWAITING,
            DB_VALUES(V(awaits), V(after)), arena, out);
}

enum status
inbox_remove_waiting(struct inbox *inbox, int64_t rowid)
{
    return db_change(inbox->queries, DELETE_WAITING, V(rowid));
}

enum status
inbox_bury(struct inbox *inbox, const struct set_aside *event)
{
    return db_run(inbox->queries, INSERT_DEAD, V(event->source), V(event->seq),
            V(event->type), V(event->subject), value_blob(event->event),
            V(event->tries), V(event->retry_at), V(event->reason));
}

enum status
inbox_list_dead(struct inbox *inbox, int64_t after, size_t limit,
        struct arena *arena, struct set_aside **out, size_t *count)
{
    sqlite3_stmt *row;
    enum status status;

    *count = 0;
    *out = arena_alloc(arena, limit * sizeof(**out));
    status = db_first(inbox->queries, LIST_DEAD, &row, V(after), V(limit));
    for (; !status; status = db_next(row))
        (*out)[(*count)++] = read_aside(row, arena);
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

enum status
inbox_find_dead(struct inbox *inbox, int64_t rowid, struct arena *arena,
        struct set_aside *out)
{
    return find_aside(inbox->queries, FIND_DEAD, DB_VALUES(V(rowid)), arena,
            out);
}

enum status
inbox_remove_dead(struct inbox *inbox, int64_t rowid)
{
    return db_change(inbox->queries, DELETE_DEAD, V(rowid));
}

enum status
inbox_count(struct inbox *inbox, int64_t *waiting, int64_t *dead)
{
    sqlite3_stmt *row;
    enum status status = db_first(inbox->queries, COUNT, &row);

    if (!status) {
        *waiting = column_int(row, 0);
        *dead = column_int(row, 1);
    }
    db_done(row);
    return status;
}
