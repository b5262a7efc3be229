#include "store_inside.h"

enum {
    FIND_PROJECT,
    LIST_PROJECTS,
    SUM_BY_YEAR, /* then in the order of enum project_dimension */
    SUM_BY_PLACE,
    SUM_BY_FIELD,
    SUM_BY_PROGRAMME,
    SUM_BY_ORGANISATION,
    SUM_RESULTS,
    SUM_PAID,
    QUERY_COUNT,
};

/*
 * A project is a published application, with its newest award if any. (For
 * NOT IN of three SQLite would build a table each time.)
 */
/* One that was terminated and decided anew had another award before. */
#define PAID_OF(which)                                                         \
    "(SELECT COALESCE(SUM(t.amount), 0)"                                       \
    "  FROM award w JOIN tranche t ON t.award = w.row"                         \
    "  WHERE w.application = p.row" which " AND t.state = 'paid')"
#define PAID PAID_OF("")
/* Of one that was cancelled the fund has back what was not paid. */
#define AMOUNT                                                                 \
    "CASE a.state WHEN 'cancelled' THEN " PAID                                 \
    " ELSE a.amount + " PAID_OF(" AND w.row <> a.row") " END"
#define GIVEN_BACK                                                             \
    "(SELECT COALESCE(SUM(m.amount), 0)"                                       \
    "  FROM award w JOIN award_return m ON m.award = w.row"                    \
    "  WHERE w.application = p.row AND m.reversed_at IS NULL)"
#define PROJECT                                                                \
    "SELECT p.row, p.id, p.title, p.organisation, r.id, p.place, p.field,"     \
    " p.summary, COALESCE(a.fund_hub, r.fund_hub), COALESCE(a.fund, r.fund),"  \
    " a.id, " AMOUNT ", " PAID ", " GIVEN_BACK ", p.state, p.published_at,"    \
    " m.id, a.row"
#define FROM_PROJECTS                                                          \
    " FROM application p JOIN round r ON r.row = p.round"                      \
    " JOIN programme m ON m.row = r.programme"                                 \
    " LEFT JOIN award a ON a.row = (SELECT MAX(row) FROM award"                \
    "  WHERE application = p.row"                                              \
    "  AND state <> 'proposed' AND state <> 'refused'"                         \
    "  AND state <> 'abandoned')"                                              \
    " WHERE p.published_at IS NOT NULL"

/* The calendar's year at the hub, in UTC+8. */
#define YEAR                                                                   \
    "CAST(strftime('%Y', p.published_at / 1000 + 8 * 3600, 'unixepoch')"       \
    " AS INTEGER)"

#define FILTER                                                                 \
    " AND (?1 IS NULL OR r.id = ?1)"                                           \
    " AND (?2 IS NULL OR p.organisation = ?2)"                                 \
    " AND (?3 IS NULL OR p.field = ?3)"                                        \
    " AND (?4 IS NULL OR m.id = ?4)"                                           \
    " AND (?5 IS NULL OR p.place = ?5)"                                        \
    " AND (?6 IS NULL OR " YEAR " = ?6)"                                       \
    " AND (NOT ?7 OR a.id IS NOT NULL)"
#define FILTER_VALUES(filter)                                                  \
    V_IF((filter)->has_round, (filter)->round),                                \
            V_IF((filter)->has_organisation, (filter)->organisation),          \
            V_IF((filter)->has_field, (filter)->field),                        \
            V_IF((filter)->has_programme, (filter)->programme),                \
            V_IF((filter)->has_place, (filter)->place),                        \
            V_IF((filter)->has_year, (filter)->year), V((filter)->is_funded)

/* `id` and `name` say which they are; `by` is what they have in common. */
#define SUM(id, name, by)                                                      \
    "SELECT " id ", " name ", COUNT(*), COALESCE(SUM(" AMOUNT "), 0),"         \
    " SUM(" PAID "), SUM(" GIVEN_BACK ")" FROM_PROJECTS FILTER " GROUP BY " by \
    " ORDER BY 4 DESC, 3 DESC, 2 LIMIT ?8"

static const char *const sql[QUERY_COUNT] = {
    [FIND_PROJECT] = PROJECT FROM_PROJECTS " AND p.id = ?1",
    [LIST_PROJECTS] = PROJECT FROM_PROJECTS FILTER
    " AND p.row < ?8 ORDER BY p.row DESC LIMIT ?9",
    [SUM_BY_YEAR] = SUM("NULL", "CAST(" YEAR " AS TEXT)", YEAR),
    [SUM_BY_PLACE] = SUM("NULL", "COALESCE(p.place, '')", "p.place"),
    [SUM_BY_FIELD] = SUM("NULL", "COALESCE(p.field, '')", "p.field"),
    [SUM_BY_PROGRAMME] = SUM("m.id", "m.title", "m.id"),
    [SUM_BY_ORGANISATION] = SUM("p.organisation",
            "COALESCE((SELECT name FROM organisation o"
            " WHERE o.id = p.organisation), '')",
            "p.organisation"),
    [SUM_RESULTS] = "SELECT (SELECT COUNT(*) FROM visit WHERE award = ?1"
                    "  AND withdrawn_reason IS NULL),"
                    " (SELECT COALESCE(SUM(served), 0) FROM report"
                    "  WHERE award = ?1 AND state = 'accepted')",
    [SUM_PAID] = "SELECT " PAID " FROM application p WHERE p.row = ?1",
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
        .project_id = column_uuid(row, 1),
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
        .programme = column_uuid(row, 16),
    };
}

static const struct row_reader project_reader = { sizeof(struct project_item),
    read_project };

enum status
store_find_project(struct store *store, struct uuid id, struct arena *arena,
        struct project_item *out, int64_t *award_row)
{
    sqlite3_stmt *row;
    enum status status = db_first(store->projects, FIND_PROJECT, &row, V(id));

    if (status)
        return status;
    read_project(row, arena, out);
    *award_row = column_int(row, 17);
    db_done(row);
    return STATUS_OK;
}

enum status
store_list_projects(struct store *store, const struct project_filter *filter,
        struct page *page, struct arena *arena, struct rows *out)
{
    sqlite3_stmt *row;
    enum status status = db_first(store->projects, LIST_PROJECTS, &row,
            FILTER_VALUES(filter), V(page_start(page)), V(page->limit + 1));

    return store_collect(status, row, &project_reader, page, arena, out);
}

static void
read_group(sqlite3_stmt *row, struct arena *arena, struct project_group *out)
{
    *out = (struct project_group){
        .has_id = !column_is_null(row, 0),
        .id = column_uuid(row, 0),
        .name = column_text(row, 1, arena),
        .projects = column_int(row, 2),
        .awarded = column_int(row, 3),
        .paid = column_int(row, 4),
        .returned = column_int(row, 5),
    };
}

enum status
store_sum_projects(struct store *store, enum project_dimension by,
        const struct project_filter *filter, struct project_group *groups,
        size_t groups_max, struct arena *arena, size_t *count)
{
    sqlite3_stmt *row;
    size_t len = 0;
    enum status status = db_first(store->projects,
            SUM_BY_YEAR + (int)by - PROJECT_DIMENSION_YEAR, &row,
            FILTER_VALUES(filter), V(groups_max));

    for (; !status; status = db_next(row))
        read_group(row, arena, &groups[len++]);
    *count = len;
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

enum status
store_sum_results(struct store *store, int64_t award, int64_t *visits,
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

enum status
store_sum_paid(struct store *store, int64_t application, int64_t *paid)
{
    sqlite3_stmt *row;
    enum status status =
            db_first(store->projects, SUM_PAID, &row, V(application));

    return store_take_number(status, row, paid);
}
