#include "store_inside.h"

enum {
    INSERT_PROGRAMME,
    UPDATE_PROGRAMME,
    FIND_PROGRAMME,
    SUM_ROUNDS,
    LIST_PROGRAMMES,
    QUERY_COUNT,
};

#define COLUMNS                                                                \
    "row, id, number, title, state, funding, year, budget, owner,"             \
    " administrator, rule_document, summary, opened_at"

static const char *const sql[QUERY_COUNT] = {
    [INSERT_PROGRAMME] =
            "INSERT INTO programme (id, title, state, funding, year, budget,"
            " owner, administrator, rule_document, summary, number, opened_at)"
            " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
    [UPDATE_PROGRAMME] =
            "UPDATE programme SET title = ?2, state = ?3, funding = ?4,"
            " year = ?5, budget = ?6, owner = ?7, administrator = ?8,"
            " rule_document = ?9, summary = ?10 WHERE id = ?1",
    [FIND_PROGRAMME] = "SELECT " COLUMNS " FROM programme WHERE id = ?1",
    [SUM_ROUNDS] =
            "SELECT COUNT(*), COALESCE(SUM(budget), 0) FROM round"
            " WHERE programme = (SELECT row FROM programme WHERE id = ?1)"
            " AND state NOT IN ('draft', 'cancelled')",
    [LIST_PROGRAMMES] =
            "SELECT " COLUMNS " FROM programme WHERE row < ?1"
            " AND (?2 IS NULL OR state = ?2) ORDER BY row DESC LIMIT ?3",
};

/* What may change, in the order of INSERT and UPDATE. */
#define CHANGING_VALUES(p)                                                     \
    V((p)->title), V(state_name(THING_PROGRAMME, (p)->state)),                 \
            V(enum_name(&grants_funding_kind_enumeration, (p)->funding)),      \
            V_IF((p)->has_year, (p)->year),                                    \
            V_IF((p)->has_budget, (p)->budget),                                \
            V_IF((p)->has_owner, (p)->owner),                                  \
            V_IF((p)->has_administrator, (p)->administrator),                  \
            V_IF((p)->has_rule_document, (p)->rule_document),                  \
            V_IF((p)->has_summary, (p)->summary)

struct queries *
store_programme_open(struct db *db)
{
    return queries_open(db, sql, QUERY_COUNT);
}

enum status
store_insert_programme(struct store *store,
        const struct programme_item *programme)
{
    return db_run(store->programmes, INSERT_PROGRAMME, V(programme->programme),
            CHANGING_VALUES(programme), V(programme->number),
            V(programme->opened_at));
}

enum status
store_update_programme(struct store *store,
        const struct programme_item *programme)
{
    return db_change(store->programmes, UPDATE_PROGRAMME,
            V(programme->programme), CHANGING_VALUES(programme));
}

static void
read_programme(sqlite3_stmt *row, struct arena *arena, void *item)
{
    *(struct programme_item *)item = (struct programme_item){
        .programme = column_uuid(row, 1),
        .programme_id = column_uuid(row, 1),
        .number = column_text(row, 2, arena),
        .title = column_text(row, 3, arena),
        .state = column_enum(row, 4, &grants_programme_state_enumeration),
        .funding = column_enum(row, 5, &grants_funding_kind_enumeration),
        .has_year = !column_is_null(row, 6),
        .year = column_int(row, 6),
        .has_budget = !column_is_null(row, 7),
        .budget = column_int(row, 7),
        .has_owner = !column_is_null(row, 8),
        .owner = column_uuid(row, 8),
        .has_administrator = !column_is_null(row, 9),
        .administrator = column_uuid(row, 9),
        .has_rule_document = !column_is_null(row, 10),
        .rule_document = column_text(row, 10, arena),
        .has_summary = !column_is_null(row, 11),
        .summary = column_text(row, 11, arena),
        .opened_at = column_int(row, 12),
    };
}

static const struct row_reader programme_reader = {
    sizeof(struct programme_item), read_programme
};

enum status
store_find_programme(struct store *store, struct uuid id, struct arena *arena,
        struct programme_item *out)
{
    sqlite3_stmt *row;
    enum status status =
            db_first(store->programmes, FIND_PROGRAMME, &row, V(id));

    return store_take(status, row, read_programme, arena, out);
}

enum status
store_sum_programme(struct store *store, struct uuid id, int64_t *rounds,
        int64_t *planned)
{
    sqlite3_stmt *row;
    enum status status = db_first(store->programmes, SUM_ROUNDS, &row, V(id));

    if (status)
        return status;
    *rounds = column_int(row, 0);
    *planned = column_int(row, 1);
    db_done(row);
    return STATUS_OK;
}

enum status
store_list_programmes(struct store *store, enum programme_state state,
        struct page *page, struct arena *arena, struct rows *out)
{
    sqlite3_stmt *row;
    enum status status = db_first(store->programmes, LIST_PROGRAMMES, &row,
            V(page_start(page)), V(state_name(THING_PROGRAMME, state)),
            V(page->limit + 1));

    return store_collect(status, row, &programme_reader, page, arena, out);
}
