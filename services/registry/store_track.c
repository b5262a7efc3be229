#include "store_track.h"

enum query {
    INSERT_REASON,
    DELETE_REASONS,
    LIST_REASONS,
    PUT_TRACK,
    WITHDRAW_TRACK,
    PUT_AWARD,
    LIST_TRACKS,
    QUERY_COUNT,
};

static const char *const sql[QUERY_COUNT] = {
    [DELETE_REASONS] = "DELETE FROM reason WHERE subject = ?1",
    [INSERT_REASON] =
            "INSERT INTO reason (subject, at, operation, reason, actor)"
            " VALUES (?1, ?2, ?3, ?4, ?5)",
    [LIST_REASONS] = "SELECT rowid, at, operation, reason, actor FROM reason"
                     " WHERE subject = ?1 AND rowid > ?2"
                     " ORDER BY rowid LIMIT ?3",
    [PUT_TRACK] = "INSERT INTO track (project, organisation, title, at,"
                  " is_published) VALUES (?1, ?2, ?3, ?4, ?5)"
                  " ON CONFLICT (project) DO UPDATE SET title = excluded.title,"
                  " organisation = excluded.organisation, at = excluded.at,"
                  " is_published = excluded.is_published",
    [WITHDRAW_TRACK] = "UPDATE track SET is_published = 0, at = ?2"
                       " WHERE project = ?1",
    [PUT_AWARD] = "INSERT INTO track (project, organisation, title, at, award,"
                  " award_state, amount) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"
                  " ON CONFLICT (project) DO UPDATE SET title = excluded.title,"
                  " organisation = excluded.organisation, at = excluded.at,"
                  " award = excluded.award, award_state = excluded.award_state,"
                  " amount = excluded.amount",
    [LIST_TRACKS] =
            "SELECT rowid, project, title, is_published, award, award_state,"
            " amount, at FROM track WHERE organisation = ?1 AND rowid > ?2"
            " ORDER BY rowid LIMIT ?3",
};

struct queries *
store_track_open(struct db *db)
{
    return queries_open(db, sql, QUERY_COUNT);
}

enum status
store_delete_reasons(struct queries *tracks, struct uuid subject)
{
    return db_run(tracks, DELETE_REASONS, V(subject));
}

enum status
store_insert_reason(struct queries *tracks, struct uuid subject,
        const struct reason_entry *reason)
{
    return db_run(tracks, INSERT_REASON, V(subject), V(reason->at),
            V(reason->operation), V(reason->reason), V(reason->actor));
}

enum status
store_list_reasons(struct queries *tracks, struct uuid subject,
        struct page *page, struct arena *arena, struct reason_entry **out,
        size_t *count)
{
    sqlite3_stmt *row;
    enum status status = db_first(tracks, LIST_REASONS, &row, V(subject),
            V(page->after), V(page->limit + 1));

    *out = arena_alloc(arena, page->limit * sizeof(**out));
    for (*count = 0; !status; status = db_next(row)) {
        if (!page_takes(page, *count, column_int(row, 0))) {
            db_done(row);
            break;
        }
        (*out)[(*count)++] = (struct reason_entry){
            .at = column_int(row, 1),
            .operation = column_text(row, 2, arena),
            .reason = column_text(row, 3, arena),
            .actor = column_text(row, 4, arena),
        };
    }
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

enum status
store_put_track(struct queries *tracks, const struct track *track,
        bool is_published)
{
    return db_run(tracks, PUT_TRACK, V(track->project), V(track->organisation),
            V(track->title), V(track->at), V(is_published));
}

enum status
store_withdraw_track(struct queries *tracks, struct uuid project, int64_t at)
{
    return db_run(tracks, WITHDRAW_TRACK, V(project), V(at));
}

enum status
store_put_track_award(struct queries *tracks, const struct track *track,
        struct uuid award, int award_state, int64_t amount)
{
    return db_run(tracks, PUT_AWARD, V(track->project), V(track->organisation),
            V(track->title), V(track->at), V(award), V(award_state), V(amount));
}

static struct track_row
read_track(sqlite3_stmt *row, struct arena *arena)
{
    return (struct track_row){
        .entry = {
            .project = column_uuid(row, 1),
            .title = column_text(row, 2, arena),
            .has_award = !column_is_null(row, 4),
            .award = column_uuid(row, 4),
            .has_amount = !column_is_null(row, 6),
            .amount = column_int(row, 6),
            .at = column_int(row, 7),
        },
        .is_published = column_bool(row, 3),
        .award_state = (int)column_int(row, 5),
    };
}

enum status
store_list_tracks(struct queries *tracks, struct uuid organisation,
        struct page *page, struct arena *arena, struct track_row **out,
        size_t *count)
{
    sqlite3_stmt *row;
    enum status status = db_first(tracks, LIST_TRACKS, &row, V(organisation),
            V(page->after), V(page->limit + 1));

    *out = arena_alloc(arena, page->limit * sizeof(**out));
    for (*count = 0; !status; status = db_next(row)) {
        if (!page_takes(page, *count, column_int(row, 0))) {
            db_done(row);
            break;
        }
        (*out)[(*count)++] = read_track(row, arena);
    }
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}
