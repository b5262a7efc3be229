#include "db/kept.h"

#include <stdlib.h>

enum { ADD, LIST, PRUNE, FORGET, QUERY_COUNT };

static const char *const sql[QUERY_COUNT] = {
    [ADD] = "INSERT INTO kept_event (branch, seq, at, event)"
            " VALUES (?1, ?2, ?3, ?4) ON CONFLICT (branch, seq)"
            " DO UPDATE SET at = ?3, event = ?4",
    [LIST] = "SELECT event FROM kept_event WHERE branch = ?1 AND seq > ?2"
             " ORDER BY seq LIMIT ?3",
    /* The oldest are looked at, not all of them. */
    [PRUNE] = "DELETE FROM kept_event WHERE id IN (SELECT id FROM"
              " (SELECT id, at, seq FROM kept_event WHERE branch = ?1"
              " ORDER BY seq LIMIT ?4) WHERE at < ?2 OR seq <= ?3)",
    [FORGET] = "DELETE FROM kept_event WHERE branch = ?1 AND seq > ?2",
};

struct kept {
    struct queries *queries;
};

struct kept *
kept_open(struct db *db)
{
    struct kept *kept = calloc(1, sizeof(*kept));

    if (!kept)
        abort();
    kept->queries = queries_open(db, sql, QUERY_COUNT);
    return kept;
}

void
kept_close(struct kept *kept)
{
    if (!kept)
        return;
    queries_close(kept->queries);
    free(kept);
}

enum status
kept_add(struct kept *kept, struct str branch, int64_t seq, int64_t at,
        struct str event)
{
    return db_run(kept->queries, ADD, V(branch), V(seq), V(at),
            value_blob(event));
}

enum status
kept_list(struct kept *kept, struct str branch, int64_t after, size_t limit,
        size_t max_bytes, struct arena *arena, struct str **events,
        size_t *count)
{
    size_t bytes = 0;
    sqlite3_stmt *row;
    enum status status =
            db_first(kept->queries, LIST, &row, V(branch), V(after), V(limit));

    *count = 0;
    *events = arena_alloc(arena, (limit + 1) * sizeof(**events));
    for (; !status; status = db_next(row)) {
        bytes += (size_t)sqlite3_column_bytes(row, 0);
        if (*count > 0 && bytes > max_bytes) {
            db_done(row);
            return STATUS_OK;
        }
        (*events)[(*count)++] = column_blob(row, 0, arena);
    }
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

enum status
kept_prune(struct kept *kept, struct str branch, int64_t before,
        int64_t through, size_t limit, bool *left)
{
    enum status status = db_run(kept->queries, PRUNE, V(branch), V(before),
            V(through), V(limit));

    *left = !status && db_changes(queries_db(kept->queries)) == (int64_t)limit;
    return status;
}

enum status
kept_forget(struct kept *kept, struct str branch, int64_t after)
{
    return db_run(kept->queries, FORGET, V(branch), V(after));
}
