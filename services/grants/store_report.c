#include "store_inside.h"

enum {
    INSERT_REPORT,
    INSERT_ATTACHMENT,
    UPDATE_REPORT,
    FIND_REPORT,
    LIST_REPORTS,
    LIST_ATTACHMENTS,
    HAS_FINAL_REPORT,
    INSERT_VISIT,
    WITHDRAW_VISIT,
    FIND_VISIT,
    LIST_VISITS,
    QUERY_COUNT,
};

#define REPORT                                                                 \
    "SELECT r.row, r.id, a.id, r.ordinal, r.kind, r.state, r.text, r.spent,"   \
    " r.served, r.submitted_at, r.reason, r.agreement FROM report r"           \
    " JOIN award a ON a.row = r.award"

#define VISIT                                                                  \
    "SELECT v.row, v.id, a.id, v.ordinal, v.visited_on, v.findings, v.served," \
    " v.recorded_at, v.withdrawn_reason, v.agreement FROM visit v"             \
    " JOIN award a ON a.row = v.award"

static const char *const sql[QUERY_COUNT] = {
    [INSERT_REPORT] =
            "INSERT INTO report (id, award, agreement, ordinal, kind, state,"
            " text, spent, served, submitted_at, submitted_by)"
            " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
    [INSERT_ATTACHMENT] =
            "INSERT INTO report_attachment (report, hash, name, media_type)"
            " VALUES ((SELECT row FROM report WHERE id = ?1), ?2, ?3, ?4)",
    [UPDATE_REPORT] = "UPDATE report SET state = ?2, reason = ?3 WHERE id = ?1",
    [FIND_REPORT] = REPORT " WHERE r.id = ?1",
    [LIST_REPORTS] = REPORT " WHERE r.award = ?1 AND r.row < ?2"
                            " ORDER BY r.row DESC LIMIT ?3",
    [LIST_ATTACHMENTS] = "SELECT f.hash, f.name, f.media_type"
                         " FROM report_attachment f"
                         " JOIN report r ON r.row = f.report WHERE r.id = ?1"
                         " ORDER BY f.row",
    [HAS_FINAL_REPORT] = "SELECT EXISTS (SELECT 1 FROM report WHERE award = ?1"
                         " AND kind = 'final' AND state = 'accepted')",
    [INSERT_VISIT] =
            "INSERT INTO visit (id, award, agreement, ordinal, visited_on,"
            " findings, served, recorded_at, recorded_by)"
            " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
    [WITHDRAW_VISIT] = "UPDATE visit SET withdrawn_reason = ?2 WHERE id = ?1"
                       " AND withdrawn_reason IS NULL",
    [FIND_VISIT] = VISIT " WHERE v.id = ?1",
    [LIST_VISITS] = VISIT " WHERE v.award = ?1 AND v.row < ?2"
                          " ORDER BY v.row DESC LIMIT ?3",
};

struct queries *
store_report_open(struct db *db)
{
    return queries_open(db, sql, QUERY_COUNT);
}

enum status
store_insert_report(struct store *store, int64_t award,
        const struct report_item *report, bool has_account, struct uuid account)
{
    enum status status =
            db_run(store->reports, INSERT_REPORT, V(report->report), V(award),
                    V_IF(report->has_agreement, report->agreement),
                    V_IF(report->has_ordinal, report->ordinal),
                    V(enum_name(&grants_report_kind_enumeration, report->kind)),
                    V(state_name(THING_REPORT, report->state)), V(report->text),
                    V(report->spent), V_IF(report->has_served, report->served),
                    V(report->submitted_at), V_IF(has_account, account));

    for (size_t i = 0; !status && i < report->attachments_count; i++)
        status = db_run(store->reports, INSERT_ATTACHMENT, V(report->report),
                V(report->attachments[i].hash), V(report->attachments[i].name),
                V(report->attachments[i].media_type));
    return status;
}

enum status
store_update_report(struct store *store, const struct report_item *report)
{
    return db_change(store->reports, UPDATE_REPORT, V(report->report),
            V(state_name(THING_REPORT, report->state)),
            V_IF(report->has_reason, report->reason));
}

static void
read_report(sqlite3_stmt *row, struct arena *arena, void *item)
{
    *(struct report_item *)item = (struct report_item){
        .report = column_uuid(row, 1),
        .report_id = column_uuid(row, 1),
        .award = column_uuid(row, 2),
        .has_ordinal = !column_is_null(row, 3),
        .ordinal = column_int(row, 3),
        .kind = column_enum(row, 4, &grants_report_kind_enumeration),
        .state = column_enum(row, 5, &grants_report_state_enumeration),
        .text = column_text(row, 6, arena),
        .spent = column_int(row, 7),
        .has_served = !column_is_null(row, 8),
        .served = column_int(row, 8),
        .submitted_at = column_int(row, 9),
        .has_reason = !column_is_null(row, 10),
        .reason = column_text(row, 10, arena),
        .has_agreement = !column_is_null(row, 11),
        .agreement = column_int(row, 11),
    };
}

static void
read_attachment(sqlite3_stmt *row, struct arena *arena, void *item)
{
    *(struct attachment_ref *)item = (struct attachment_ref){
        .hash = column_text(row, 0, arena),
        .name = column_text(row, 1, arena),
        .media_type = column_text(row, 2, arena),
    };
}

static const struct row_reader report_reader = { sizeof(struct report_item),
    read_report };
static const struct row_reader attachment_reader = {
    sizeof(struct attachment_ref), read_attachment
};

enum status
store_find_report(struct store *store, struct uuid id, struct arena *arena,
        struct report_item *out)
{
    sqlite3_stmt *row;
    enum status status = db_first(store->reports, FIND_REPORT, &row, V(id));

    return store_take(status, row, read_report, arena, out);
}

enum status
store_list_reports(struct store *store, int64_t award, struct page *page,
        struct arena *arena, struct rows *out)
{
    sqlite3_stmt *row;
    struct rows files;
    struct report_item *reports;
    enum status status = db_first(store->reports, LIST_REPORTS, &row, V(award),
            V(page_start(page)), V(page->limit + 1));

    status = store_collect(status, row, &report_reader, page, arena, out);
    reports = out->items;
    for (size_t i = 0; !status && i < out->count; i++) {
        status = db_first(store->reports, LIST_ATTACHMENTS, &row,
                V(reports[i].report));
        status = store_collect(status, row, &attachment_reader, NULL, arena,
                &files);
        reports[i].attachments = files.items;
        reports[i].attachments_count = files.count;
    }
    return status;
}

enum status
store_has_final_report(struct store *store, int64_t award, bool *out)
{
    sqlite3_stmt *row;
    enum status status =
            db_first(store->reports, HAS_FINAL_REPORT, &row, V(award));

    return store_take_bool(status, row, out);
}

enum status
store_insert_visit(struct store *store, int64_t award,
        const struct visit_item *visit, bool has_account, struct uuid account)
{
    return db_run(store->reports, INSERT_VISIT, V(visit->visit), V(award),
            V_IF(visit->has_agreement, visit->agreement),
            V_IF(visit->has_ordinal, visit->ordinal), V(visit->visited_on),
            V(visit->findings), V_IF(visit->has_served, visit->served),
            V(visit->recorded_at), V_IF(has_account, account));
}

enum status
store_withdraw_visit(struct store *store, struct uuid id, struct str reason)
{
    return db_change(store->reports, WITHDRAW_VISIT, V(id), V(reason));
}

static void
read_visit(sqlite3_stmt *row, struct arena *arena, void *item)
{
    *(struct visit_item *)item = (struct visit_item){
        .visit = column_uuid(row, 1),
        .visit_id = column_uuid(row, 1),
        .award = column_uuid(row, 2),
        .has_ordinal = !column_is_null(row, 3),
        .ordinal = column_int(row, 3),
        .visited_on = column_int(row, 4),
        .findings = column_text(row, 5, arena),
        .has_served = !column_is_null(row, 6),
        .served = column_int(row, 6),
        .recorded_at = column_int(row, 7),
        .has_withdrawn_reason = !column_is_null(row, 8),
        .withdrawn_reason = column_text(row, 8, arena),
        .has_agreement = !column_is_null(row, 9),
        .agreement = column_int(row, 9),
    };
}

static const struct row_reader visit_reader = { sizeof(struct visit_item),
    read_visit };

enum status
store_find_visit(struct store *store, struct uuid id, struct arena *arena,
        struct visit_item *out)
{
    sqlite3_stmt *row;
    enum status status = db_first(store->reports, FIND_VISIT, &row, V(id));

    return store_take(status, row, read_visit, arena, out);
}

enum status
store_list_visits(struct store *store, int64_t award, struct page *page,
        struct arena *arena, struct rows *out)
{
    sqlite3_stmt *row;
    enum status status = db_first(store->reports, LIST_VISITS, &row, V(award),
            V(page_start(page)), V(page->limit + 1));

    return store_collect(status, row, &visit_reader, page, arena, out);
}
