#include "store_inside.h"

enum { FIND_PROJECT, LIST_PROJECTS, SUM_RESULTS, QUERY_COUNT };

/* A project is a published application, with its newest award if any. */
#define PROJECT                                                                \
    "SELECT p.row, p.id, p.title, p.organisation, r.id, p.place, p.field,"     \
    " p.summary, COALESCE(a.fund_hub, r.fund_hub), COALESCE(a.fund, r.fund),"  \
    " a.id, a.amount, (SELECT COALESCE(SUM(t.amount), 0) FROM tranche t"       \
    "  WHERE t.award = a.row AND t.state = 'paid'), " RETURNED ","             \
    " p.state, p.published_at"                                                 \
    " FROM application p JOIN round r ON r.row = p.round"                      \
    " LEFT JOIN award a ON a.row = (SELECT MAX(row) FROM award"                \
    "  WHERE application = p.row"                                              \
    "  AND state NOT IN ('proposed', 'refused', 'abandoned'))"                 \
    " WHERE p.published_at IS NOT NULL"

static const char *const sql[QUERY_COUNT] = {
    [FIND_PROJECT] = PROJECT " AND p.id = ?1",
    [LIST_PROJECTS] = PROJECT " AND p.row < ?1 AND (?2 IS NULL OR r.id = ?2)"
                              " AND (?3 IS NULL OR p.organisation = ?3)"
                              " AND (?4 IS NULL OR p.field = ?4)"
                              " ORDER BY p.row DESC LIMIT ?5",
    [SUM_RESULTS] = "SELECT (SELECT COUNT(*) FROM visit v WHERE v.award = a.row"
                    "  AND v.withdrawn_reason IS NULL),"
                    " (SELECT COALESCE(SUM(r.served), 0) FROM report r"
                    "  WHERE r.award = a.row AND r.state = 'accepted')"
                    " FROM award a WHERE a.id = ?1",
};

struct queries *
store_project_open(struct db *db)
{
    return queries_open(db, sql, QUERY_COUNT);
}

static void
read_project(sqlite3_stmt *row, struct arena *arena, void *item)
{
    *(struct project_item *)item = (struct project_item){
        .project = column_uuid(row, 1),
        .title = column_text(row, 2, arena),
        .organisation = column_uuid(row, 3),
        .round = column_uuid(row, 4),
        .has_place = !column_is_null(row, 5),
        .place = column_text(row, 5, arena),
        .has_field = !column_is_null(row, 6),
        .field = column_text(row, 6, arena),
        .has_summary = !column_is_null(row, 7),
        .summary = column_text(row, 7, arena),
        .fund_hub = column_text(row, 8, arena),
        .fund = column_uuid(row, 9),
        .has_award = !column_is_null(row, 10),
        .award = column_uuid(row, 10),
        .has_amount = !column_is_null(row, 11),
        .amount = column_int(row, 11),
        .paid = column_int(row, 12),
        .returned = column_int(row, 13),
        .state = column_enum(row, 14, &grants_application_state_enumeration),
        .published_at = column_int(row, 15),
    };
}

static const struct row_reader project_reader = { sizeof(struct project_item),
    read_project };

enum status
store_find_project(struct store *store, struct uuid id, struct arena *arena,
        struct project_item *out)
{
    sqlite3_stmt *row;
    enum status status = db_first(store->projects, FIND_PROJECT, &row, V(id));

    return store_take(status, row, read_project, arena, out);
}

enum status
store_list_projects(struct store *store, const struct project_filter *filter,
        struct page *page, struct arena *arena, struct rows *out)
{
    sqlite3_stmt *row;
    enum status status = db_first(store->projects, LIST_PROJECTS, &row,
            V(page_start(page)), V_IF(filter->has_round, filter->round),
            V_IF(filter->has_organisation, filter->organisation),
            V_IF(filter->has_field, filter->field), V(page->limit + 1));

    return store_collect(status, row, &project_reader, page, arena, out);
}

enum status
store_sum_results(struct store *store, struct uuid award, int64_t *visits,
        int64_t *served)
{
    sqlite3_stmt *row;
    enum status status = db_first(store->projects, SUM_RESULTS, &row, V(award));

    if (status)
        return status;
    *visits = column_int(row, 0);
    *served = column_int(row, 1);
    db_done(row);
    return STATUS_OK;
}
