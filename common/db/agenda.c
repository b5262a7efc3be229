#include "db/agenda.h"

#include <stdlib.h>

enum {
    SCHEDULE,
    CANCEL,
    FIND_NEXT,
    FIND_DUE,
    DELETE_ENTRY,
    BACK_OFF,
    QUERY_COUNT,
};

static const char *const sql[QUERY_COUNT] = {
    [SCHEDULE] = "INSERT INTO agenda (timer, subject, due_at, try_at, tries)"
                 " VALUES (?1, ?2, ?3, ?3, 0) ON CONFLICT DO UPDATE"
                 " SET due_at = ?3, try_at = ?3, tries = 0",
    [CANCEL] = "DELETE FROM agenda WHERE timer = ?1 AND subject = ?2",
    [FIND_NEXT] = "SELECT min(try_at) FROM agenda",
    /* Rows that back off are few: they are passed over. */
    [FIND_DUE] = "SELECT id, timer, subject, due_at, try_at, tries"
                 " FROM agenda INDEXED BY agenda_by_due"
                 " WHERE due_at <= ?1 AND try_at <= ?1"
                 " ORDER BY due_at, id LIMIT 1",
    [DELETE_ENTRY] = "DELETE FROM agenda WHERE id = ?1",
    [BACK_OFF] = "UPDATE agenda SET try_at = ?2, tries = tries + 1"
                 " WHERE id = ?1",
};

struct agenda {
    struct queries *queries;
};

struct agenda *
agenda_open(struct db *db)
{
    struct agenda *agenda = calloc(1, sizeof(*agenda));

    if (!agenda)
        abort();
    agenda->queries = queries_open(db, sql, QUERY_COUNT);
    return agenda;
}

void
agenda_close(struct agenda *agenda)
{
    if (!agenda)
        return;
    queries_close(agenda->queries);
    free(agenda);
}

enum status
agenda_schedule(struct agenda *agenda, struct str timer, struct uuid subject,
        int64_t due_at)
{
    return db_run(agenda->queries, SCHEDULE, V(timer), V(subject), V(due_at));
}

enum status
agenda_cancel(struct agenda *agenda, struct str timer, struct uuid subject)
{
    return db_run(agenda->queries, CANCEL, V(timer), V(subject));
}

enum status
agenda_next(struct agenda *agenda, int64_t *try_at)
{
    sqlite3_stmt *row;
    enum status status = db_first(agenda->queries, FIND_NEXT, &row);

    *try_at = INT64_MAX;
    if (!status && !column_is_null(row, 0))
        *try_at = column_int(row, 0);
    db_done(row);
    return status;
}

enum status
agenda_find_due(struct agenda *agenda, int64_t now, struct arena *arena,
        struct agenda_entry *out)
{
    sqlite3_stmt *row;
    enum status status = db_first(agenda->queries, FIND_DUE, &row, V(now));

    if (!status)
        *out = (struct agenda_entry){
            .rowid = column_int(row, 0),
            .timer = column_text(row, 1, arena),
            .subject = column_uuid(row, 2),
            .due_at = column_int(row, 3),
            .try_at = column_int(row, 4),
            .tries = (int)column_int(row, 5),
        };
    db_done(row);
    return status;
}

enum status
agenda_remove(struct agenda *agenda, int64_t rowid)
{
    return db_change(agenda->queries, DELETE_ENTRY, V(rowid));
}

enum status
agenda_back_off(struct agenda *agenda, int64_t rowid, int64_t try_at)
{
    return db_change(agenda->queries, BACK_OFF, V(rowid), V(try_at));
}
