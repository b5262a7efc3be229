#include "store_finding.h"

enum query {
    INSERT_FINDING,
    FIND_FINDING,
    UPDATE_FINDING,
    LIST_FINDINGS,
    INSERT_ANSWER,
    LIST_ANSWERS,
    QUERY_COUNT,
};

#define FINDING                                                                \
    "rowid, id, number, grade, about, thing, text, answer_by, state,"          \
    " recorded_at, recorded_by"

static const char *const sql[QUERY_COUNT] = {
    [INSERT_FINDING] =
            "INSERT INTO finding (id, number, grade, about, thing, text,"
            " answer_by, state, recorded_at, recorded_by)"
            " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
    [FIND_FINDING] = "SELECT " FINDING " FROM finding WHERE id = ?1",
    [UPDATE_FINDING] = "UPDATE finding SET state = ?2 WHERE rowid = ?1",
    [LIST_FINDINGS] =
            "SELECT " FINDING " FROM finding WHERE (?1 = 0 OR rowid < ?1)"
            " AND (?2 = 0 OR state = ?2) AND (?3 IS NULL OR thing = ?3)"
            " ORDER BY rowid DESC LIMIT ?4",
    [INSERT_ANSWER] = "INSERT INTO finding_answer (finding, at, account, text)"
                      " VALUES (?1, ?2, ?3, ?4)",
    [LIST_ANSWERS] =
            "SELECT at, account, text FROM finding_answer WHERE finding = ?1"
            " ORDER BY rowid DESC LIMIT ?2",
};

struct queries *
store_finding_open(struct db *db)
{
    return queries_open(db, sql, QUERY_COUNT);
}

enum status
store_insert_finding(struct queries *findings,
        const struct finding_entry *entry)
{
    return db_run(findings, INSERT_FINDING, V(entry->finding_id),
            V(entry->number), V(entry->grade), V(entry->about),
            V_IF(entry->has_thing, entry->thing), V(entry->text),
            V_IF(entry->has_answer_by, entry->answer_by), V(entry->state),
            V(entry->recorded_at), V(entry->recorded_by));
}

static struct finding_entry
read_finding(sqlite3_stmt *row, struct arena *arena)
{
    return (struct finding_entry){
        .finding_id = column_uuid(row, 1),
        .number = column_text(row, 2, arena),
        .grade = (enum finding_grade)column_int(row, 3),
        .about = (enum finding_about)column_int(row, 4),
        .has_thing = !column_is_null(row, 5),
        .thing = column_uuid(row, 5),
        .text = column_text(row, 6, arena),
        .has_answer_by = !column_is_null(row, 7),
        .answer_by = column_int(row, 7),
        .state = (enum finding_state)column_int(row, 8),
        .recorded_at = column_int(row, 9),
        .recorded_by = column_uuid(row, 10),
    };
}

enum status
store_find_finding(struct queries *findings, struct uuid id,
        struct arena *arena, struct finding *out)
{
    sqlite3_stmt *row;
    enum status status = db_first(findings, FIND_FINDING, &row, V(id));

    if (status)
        return status;
    out->rowid = column_int(row, 0);
    out->entry = read_finding(row, arena);
    db_done(row);
    return STATUS_OK;
}

enum status
store_update_finding(struct queries *findings, int64_t finding,
        enum finding_state state)
{
    return db_change(findings, UPDATE_FINDING, V(finding), V(state));
}

enum status
store_list_findings(struct queries *findings,
        const struct finding_filter *filter, struct page *page,
        struct arena *arena, struct finding_entry **out, size_t *count)
{
    sqlite3_stmt *row;
    enum status status = db_first(findings, LIST_FINDINGS, &row, V(page->after),
            V(filter->state), V_IF(filter->has_thing, filter->thing),
            V(page->limit + 1));

    *out = arena_alloc(arena, page->limit * sizeof(**out));
    for (*count = 0; !status; status = db_next(row)) {
        if (!page_takes(page, *count, column_int(row, 0))) {
            db_done(row);
            break;
        }
        (*out)[(*count)++] = read_finding(row, arena);
    }
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

enum status
store_insert_answer(struct queries *findings, int64_t finding,
        const struct finding_answer *answer)
{
    return db_run(findings, INSERT_ANSWER, V(finding), V(answer->at),
            V(answer->account), V(answer->text));
}

enum status
store_list_answers(struct queries *findings, int64_t finding,
        struct arena *arena, struct finding_answer **out, size_t *count)
{
    sqlite3_stmt *row;
    enum status status =
            db_first(findings, LIST_ANSWERS, &row, V(finding), V(ANSWERS_MAX));

    *out = arena_alloc(arena, ANSWERS_MAX * sizeof(**out));
    for (*count = 0; !status; status = db_next(row))
        (*out)[(*count)++] = (struct finding_answer){
            .at = column_int(row, 0),
            .account = column_uuid(row, 1),
            .text = column_text(row, 2, arena),
        };
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}
