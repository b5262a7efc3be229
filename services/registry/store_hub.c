#include "store_hub.h"

enum query {
    INSERT_HUB,
    RECORD_HUB,
    SET_DIVISION,
    FIND_HUB,
    PUT_PERIOD,
    FIND_PERIOD,
    LIST_PERIODS,
    FIND_OPEN_BRANCH,
    LIST_HUBS,
    INSERT_CONTRACT,
    FIND_CONTRACT,
    FIND_LAST_CONTRACT,
    END_CONTRACT,
    WITHDRAW_CONTRACT,
    LIST_CONTRACTS,
    QUERY_COUNT,
};

/* The period that a hub h is in on day ?1. */
#define IN_PERIOD                                                              \
    " FROM hub h JOIN hub_period p ON p.hub = h.rowid AND p.from_date ="       \
    " (SELECT max(from_date) FROM hub_period"                                  \
    "  WHERE hub = h.rowid AND from_date <= ?1)"

#define CONTRACT                                                               \
    "c.hub, c.id, c.owner_authority, c.operator, c.organisation, c.method,"    \
    " c.governance_model, c.from_date, c.to_date, c.fee, c.is_withdrawn"

static const char *const sql[QUERY_COUNT] = {
    [INSERT_HUB] = "INSERT INTO hub (id, hub, parent, division, is_recorded)"
                   " VALUES (?1, ?2, ?3, ?4, ?5)",
    [RECORD_HUB] = "UPDATE hub SET division = ?2, is_recorded = 1"
                   " WHERE hub = ?1 AND NOT is_recorded RETURNING rowid",
    [SET_DIVISION] = "UPDATE hub SET division = ?2 WHERE hub = ?1",
    [FIND_HUB] = "SELECT rowid, id, hub, parent, division, is_recorded"
                 " FROM hub"
                 " WHERE hub = ?1",
    [PUT_PERIOD] = "INSERT INTO hub_period (hub, from_date, name, kind, status,"
                   " reason) VALUES (?1, ?2, ?3, ?4, ?5, ?6)"
                   " ON CONFLICT DO UPDATE SET name = excluded.name,"
                   " kind = excluded.kind, status = excluded.status,"
                   " reason = excluded.reason",
    [FIND_PERIOD] =
            "SELECT from_date, name, kind, status, reason FROM hub_period"
            " WHERE hub = ?1 AND from_date <= ?2"
            " ORDER BY from_date DESC LIMIT 1",
    [LIST_PERIODS] =
            "SELECT from_date, name, kind, status, reason FROM hub_period"
            " WHERE hub = ?1 ORDER BY from_date LIMIT 100",
    [FIND_OPEN_BRANCH] = "SELECT 1" IN_PERIOD
                         " WHERE h.parent = ?2 AND p.status = ?3 LIMIT 1",
    [LIST_HUBS] = "SELECT h.hub, p.name, p.kind, h.parent, p.status" IN_PERIOD
                  " WHERE h.hub > ?2 AND (?3 = 0 OR p.kind = ?3)"
                  " AND (?4 = 0 OR p.status = ?4) ORDER BY h.hub LIMIT ?5",
    [INSERT_CONTRACT] =
            "INSERT INTO operator_contract (hub, id, owner_authority,"
            " operator, organisation, method, governance_model, from_date,"
            " to_date, fee) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
    [FIND_CONTRACT] = "SELECT " CONTRACT ", h.hub FROM operator_contract c"
                      " JOIN hub h ON h.rowid = c.hub WHERE c.id = ?1",
    [FIND_LAST_CONTRACT] = "SELECT " CONTRACT " FROM operator_contract c"
                           " WHERE c.hub = ?1 AND NOT c.is_withdrawn"
                           " ORDER BY c.from_date DESC, c.rowid DESC LIMIT 1",
    [END_CONTRACT] = "UPDATE operator_contract SET to_date = ?2 WHERE id = ?1",
    [WITHDRAW_CONTRACT] = "UPDATE operator_contract SET is_withdrawn = 1"
                          " WHERE id = ?1 AND NOT is_withdrawn",
    [LIST_CONTRACTS] = "SELECT " CONTRACT " FROM operator_contract c"
                       " WHERE c.hub = ?1 AND NOT c.is_withdrawn"
                       " ORDER BY c.from_date LIMIT 100",
};

enum { LIST_MAX = 100 };

struct queries *
store_hub_open(struct db *db)
{
    return queries_open(db, sql, QUERY_COUNT);
}

enum status
store_insert_hub(struct queries *hubs, struct hub_row *hub)
{
    enum status status = db_run(hubs, INSERT_HUB, V(hub->id), V(hub->hub),
            V_IF(hub->has_parent, hub->parent), V(hub->division),
            V(hub->is_recorded));

    if (!status)
        hub->rowid = db_last_rowid(queries_db(hubs));
    return status;
}

enum status
store_record_hub(struct queries *hubs, struct hub_row *hub)
{
    sqlite3_stmt *row;
    enum status status =
            db_first(hubs, RECORD_HUB, &row, V(hub->hub), V(hub->division));

    if (status)
        return status;
    hub->rowid = column_int(row, 0);
    db_done(row);
    return STATUS_OK;
}

enum status
store_set_division(struct queries *hubs, const struct hub_row *hub)
{
    return db_change(hubs, SET_DIVISION, V(hub->hub), V(hub->division));
}

enum status
store_find_hub(struct queries *hubs, struct str name, struct arena *arena,
        struct hub_row *out)
{
    sqlite3_stmt *row;
    enum status status = db_first(hubs, FIND_HUB, &row, V(name));

    if (status)
        return status;
    *out = (struct hub_row){
        .rowid = column_int(row, 0),
        .id = column_uuid(row, 1),
        .hub = column_text(row, 2, arena),
        .has_parent = !column_is_null(row, 3),
        .parent = column_text(row, 3, arena),
        .division = column_text(row, 4, arena),
        .is_recorded = column_bool(row, 5),
    };
    db_done(row);
    return STATUS_OK;
}

enum status
store_put_period(struct queries *hubs, int64_t hub,
        const struct hub_period *period)
{
    return db_run(hubs, PUT_PERIOD, V(hub), V(period->from), V(period->name),
            V(period->kind), V(period->status), V(period->reason));
}

static struct hub_period
read_period(sqlite3_stmt *row, struct arena *arena)
{
    return (struct hub_period){
        .from = column_int(row, 0),
        .name = column_text(row, 1, arena),
        .kind = (enum hub_kind)column_int(row, 2),
        .status = (enum hub_status)column_int(row, 3),
        .reason = column_text(row, 4, arena),
    };
}

enum status
store_find_period(struct queries *hubs, int64_t hub, int64_t day,
        struct arena *arena, struct hub_period *out)
{
    sqlite3_stmt *row;
    enum status status = db_first(hubs, FIND_PERIOD, &row, V(hub), V(day));

    if (status)
        return status;
    *out = read_period(row, arena);
    db_done(row);
    return STATUS_OK;
}

enum status
store_list_periods(struct queries *hubs, int64_t hub, struct arena *arena,
        struct hub_period **out, size_t *count)
{
    sqlite3_stmt *row;
    enum status status = db_first(hubs, LIST_PERIODS, &row, V(hub));

    *out = arena_alloc(arena, LIST_MAX * sizeof(**out));
    for (*count = 0; !status; status = db_next(row))
        (*out)[(*count)++] = read_period(row, arena);
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

enum status
store_has_open_branch(struct queries *hubs, struct str hub, int64_t day,
        bool *out)
{
    sqlite3_stmt *row;
    enum status status = db_first(hubs, FIND_OPEN_BRANCH, &row, V(day), V(hub),
            V(HUB_STATUS_OPEN));

    *out = !status;
    if (!status)
        db_done(row);
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

enum status
store_list_hubs(struct queries *hubs, const struct hub_filter *filter,
        struct arena *arena, struct hub_entry **out, size_t *count)
{
    sqlite3_stmt *row;
    enum status status =
            db_first(hubs, LIST_HUBS, &row, V(filter->day), V(filter->after),
                    V(filter->kind), V(filter->status), V(filter->limit + 1));

    *out = arena_alloc(arena, (filter->limit + 1) * sizeof(**out));
    for (*count = 0; !status; status = db_next(row)) {
        (*out)[(*count)++] = (struct hub_entry){
            .hub = column_text(row, 0, arena),
            .name = column_text(row, 1, arena),
            .kind = (enum hub_kind)column_int(row, 2),
            .has_parent = !column_is_null(row, 3),
            .parent = column_text(row, 3, arena),
            .status = (enum hub_status)column_int(row, 4),
        };
    }
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

enum status
store_insert_contract(struct queries *hubs, const struct contract_row *contract)
{
    const struct operator_contract *c = &contract->entry;

    return db_run(hubs, INSERT_CONTRACT, V(contract->hub), V(c->contract),
            V(c->owner_authority), V(c->operator_name),
            V_IF(c->has_organisation, c->organisation), V(c->method),
            V_IF(c->has_governance_model, c->governance_model), V(c->from),
            V_IF(c->has_to, c->to), V_IF(c->has_fee, c->fee));
}

static struct contract_row
read_contract(sqlite3_stmt *row, struct arena *arena)
{
    return (struct contract_row){
        .hub = column_int(row, 0),
        .entry = {
            .contract = column_uuid(row, 1),
            .owner_authority = column_text(row, 2, arena),
            .operator_name = column_text(row, 3, arena),
            .has_organisation = !column_is_null(row, 4),
            .organisation = column_uuid(row, 4),
            .method = (enum operator_method)column_int(row, 5),
            .has_governance_model = !column_is_null(row, 6),
            .governance_model = (enum governance_model)column_int(row, 6),
            .from = column_int(row, 7),
            .has_to = !column_is_null(row, 8),
            .to = column_int(row, 8),
            .has_fee = !column_is_null(row, 9),
            .fee = column_int(row, 9),
        },
        .is_withdrawn = column_bool(row, 10),
    };
}

enum status
store_find_contract(struct queries *hubs, struct uuid id, struct arena *arena,
        struct contract_row *out, struct str *hub)
{
    sqlite3_stmt *row;
    enum status status = db_first(hubs, FIND_CONTRACT, &row, V(id));

    if (status)
        return status;
    *out = read_contract(row, arena);
    *hub = column_text(row, 11, arena);
    db_done(row);
    return STATUS_OK;
}

enum status
store_find_last_contract(struct queries *hubs, int64_t hub, struct arena *arena,
        struct contract_row *out)
{
    sqlite3_stmt *row;
    enum status status = db_first(hubs, FIND_LAST_CONTRACT, &row, V(hub));

    if (status)
        return status;
    *out = read_contract(row, arena);
    db_done(row);
    return STATUS_OK;
}

enum status
store_end_contract(struct queries *hubs, struct uuid id, int64_t to)
{
    return db_change(hubs, END_CONTRACT, V(id), V(to));
}

enum status
store_withdraw_contract(struct queries *hubs, struct uuid id)
{
    return db_change(hubs, WITHDRAW_CONTRACT, V(id));
}

enum status
store_list_contracts(struct queries *hubs, int64_t hub, struct arena *arena,
        struct operator_contract **out, size_t *count)
{
    sqlite3_stmt *row;
    enum status status = db_first(hubs, LIST_CONTRACTS, &row, V(hub));

    *out = arena_alloc(arena, LIST_MAX * sizeof(**out));
    for (*count = 0; !status; status = db_next(row))
        (*out)[(*count)++] = read_contract(row, arena).entry;
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}
