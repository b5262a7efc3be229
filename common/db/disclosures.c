#include "db/disclosures.h"

enum { ADD, LIST, LIST_OF_ACCOUNT, LIST_OF_SUBJECT, QUERY_COUNT };

#define ENTRIES "SELECT id, at, operation, account, subject FROM disclosure"
#define NEWEST                                                                 \
    " AND (?3 = 0 OR id < ?3) AND (?1 IS NULL OR account = ?1)"                \
    " AND (?2 IS NULL OR subject = ?2) ORDER BY id DESC LIMIT ?4"

static const char *const sql[QUERY_COUNT] = {
    [ADD] = "INSERT INTO disclosure (at, operation, account, subject)"
            " VALUES (?1, ?2, ?3, ?4)",
    [LIST] = ENTRIES " WHERE true" NEWEST,
    [LIST_OF_ACCOUNT] = ENTRIES " WHERE account = ?1" NEWEST,
    [LIST_OF_SUBJECT] = ENTRIES " WHERE subject = ?2" NEWEST,
};

static struct queries *
disclosures(struct db *db)
{
    return db_queries(db, sql, QUERY_COUNT);
}

enum status
disclosures_add(struct db *db, const struct disclosure *disclosure)
{
    return db_run(disclosures(db), ADD, V(disclosure->at),
            V(disclosure->operation), V(disclosure->account),
            V(disclosure->subject));
}

/* By an index where there is one. */
static int
query_for(const struct disclosure_filter *filter)
{
    if (filter->has_subject)
        return LIST_OF_SUBJECT;
    return filter->has_account ? LIST_OF_ACCOUNT : LIST;
}

enum status
disclosures_list(struct db *db, const struct disclosure_filter *filter,
        int64_t before, size_t limit, struct arena *arena,
        struct disclosure **out, size_t *count)
{
    sqlite3_stmt *row;
    enum status status = db_first(disclosures(db), query_for(filter), &row,
            V_IF(filter->has_account, filter->account),
            V_IF(filter->has_subject, filter->subject), V(before), V(limit));

    *out = arena_alloc(arena, (limit + 1) * sizeof(**out));
    for (*count = 0; !status; status = db_next(row))
        (*out)[(*count)++] = (struct disclosure){
            .rowid = column_int(row, 0),
            .at = column_int(row, 1),
            .operation = column_text(row, 2, arena),
            .account = column_uuid(row, 3),
            .subject = column_uuid(row, 4),
        };
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}
