#include "store_inside.h"

enum {
    SUM_COMMITTED,
    LIST_SECTION_USE,
    COUNT_APPLICATIONS,
    SUMMARISE,
    QUERY_COUNT,
};

static const char *const sql[QUERY_COUNT] = {
    [SUM_COMMITTED] = "SELECT COALESCE(SUM(" COMMITTED "), 0) FROM award a"
                      " WHERE a.round = ?1",
    [LIST_SECTION_USE] =
            "SELECT s.name, s.budget, s.expected_min, s.expected_max,"
            " (SELECT COALESCE(SUM(" COMMITTED "), 0) FROM award a"
            "  WHERE a.round = s.round AND a.section = s.name),"
            " (SELECT COUNT(*) FROM award a WHERE a.round = s.round"
            "  AND a.section = s.name"
            "  AND a.state NOT IN ('refused', 'abandoned', 'cancelled'))"
            " FROM round_section s WHERE s.round = ?1 ORDER BY s.row",
    [COUNT_APPLICATIONS] = "SELECT COUNT(*) FROM application WHERE round = ?1"
                           " AND state NOT IN ('draft', 'withdrawn')"
                           " AND (?2 IS NULL OR organisation = ?2)",
    [SUMMARISE] =
            "SELECT COUNT(*), COUNT(DISTINCT organisation),"
            " COALESCE(SUM(state NOT IN ('submitted', 'returned',"
            "  'ineligible')), 0),"
            " COALESCE(SUM(state IN ('selected', 'completed', 'terminated')),"
            "  0), COALESCE(SUM(amount), 0),"
            " (SELECT COALESCE(SUM(" GIVEN "), 0) FROM award a"
            "  WHERE a.round = ?1),"
            " (SELECT COALESCE(SUM(t.amount), 0) FROM tranche t"
            "  JOIN award a ON a.row = t.award"
            "  WHERE a.round = ?1 AND t.state = 'paid'),"
            " (SELECT COALESCE(SUM(" RETURNED "), 0) FROM award a"
            "  WHERE a.round = ?1)"
            " FROM application WHERE round = ?1"
            " AND state NOT IN ('draft', 'withdrawn')",
};

struct queries *
store_budget_open(struct db *db)
{
    return queries_open(db, sql, QUERY_COUNT);
}

enum status
store_sum_committed(struct store *store, const struct round *round,
        int64_t *out)
{
    sqlite3_stmt *row;
    enum status status =
            db_first(store->budgets, SUM_COMMITTED, &row, V(round->rowid));

    return store_take_number(status, row, out);
}

static void
read_section_use(sqlite3_stmt *row, struct arena *arena, void *item)
{
    *(struct section_use *)item = (struct section_use){
        .name = column_text(row, 0, arena),
        .budget = column_int(row, 1),
        .has_expected_min = !column_is_null(row, 2),
        .expected_min = column_int(row, 2),
        .has_expected_max = !column_is_null(row, 3),
        .expected_max = column_int(row, 3),
        .committed = column_int(row, 4),
        .awards = column_int(row, 5),
    };
}

static const struct row_reader section_use_reader = {
    sizeof(struct section_use), read_section_use
};

enum status
store_list_section_use(struct store *store, const struct round *round,
        struct arena *arena, struct rows *out)
{
    sqlite3_stmt *row;
    enum status status =
            db_first(store->budgets, LIST_SECTION_USE, &row, V(round->rowid));

    return store_collect(status, row, &section_use_reader, NULL, arena, out);
}

enum status
store_count_applications(struct store *store, int64_t round,
        const struct uuid *organisation, int64_t *out)
{
    sqlite3_stmt *row;
    struct uuid wanted = organisation ? *organisation : (struct uuid){ 0 };
    enum status status = db_first(store->budgets, COUNT_APPLICATIONS, &row,
            V(round), V_IF(organisation != NULL, wanted));

    return store_take_number(status, row, out);
}

static void
read_summary(sqlite3_stmt *row, struct arena *arena, void *item)
{
    (void)arena;
    *(struct summarise_round_reply *)item = (struct summarise_round_reply){
        .applications = column_int(row, 0),
        .organisations = column_int(row, 1),
        .eligible = column_int(row, 2),
        .selected = column_int(row, 3),
        .asked = column_int(row, 4),
        .awarded = column_int(row, 5),
        .paid = column_int(row, 6),
        .returned = column_int(row, 7),
    };
}

enum status
store_summarise_round(struct store *store, const struct round *round,
        struct summarise_round_reply *out)
{
    sqlite3_stmt *row;
    enum status status =
            db_first(store->budgets, SUMMARISE, &row, V(round->rowid));

    return store_take(status, row, read_summary, NULL, out);
}
