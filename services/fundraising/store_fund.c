#include "store_fund.h"

#include "list.h"
#include "store_known.h"

enum query {
    INSERT_FUND,
    UPDATE_FUND,
    FIND_FUND,
    FIND_FUND_BY_NUMBER,
    FIND_FUND_BRIEFLY,
    DELETE_PURPOSES,
    INSERT_PURPOSE,
    LIST_PURPOSES,
    LIST_FUNDS,
    SUM_BALANCES,
    IS_SETTLED,
    IS_BELOW,
    LIST_PROJECT_BALANCES,
    LIST_CHANNEL_TOTALS,
    QUERY_COUNT,
};

#define FUND_COLUMNS                                                           \
    "SELECT f.number, f.id, f.name, f.level, f.state, f.host, f.parent, p.id," \
    " f.certificate, f.certificate_until, f.opened_at"                         \
    " FROM fund f LEFT JOIN fund p ON p.number = f.parent "

static const char *const sql[QUERY_COUNT] = {
    [INSERT_FUND] = "INSERT INTO fund (id, name, level, state, host, parent,"
                    " certificate, certificate_until, opened_at)"
                    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
    [UPDATE_FUND] = "UPDATE fund SET name = ?2, state = ?3, host = ?4,"
                    " certificate = ?5, certificate_until = ?6, level = ?7,"
                    " parent = ?8 WHERE number = ?1",
    [FIND_FUND] = FUND_COLUMNS "WHERE f.id = ?1",
    [FIND_FUND_BY_NUMBER] = FUND_COLUMNS "WHERE f.number = ?1",
    [FIND_FUND_BRIEFLY] = "SELECT number, name, state FROM fund WHERE id = ?1",
    [DELETE_PURPOSES] = "DELETE FROM fund_purpose WHERE fund = ?1",
    [INSERT_PURPOSE] = "INSERT INTO fund_purpose (fund, place, purpose)"
                       " VALUES (?1, ?2, ?3)",
    [LIST_PURPOSES] = "SELECT purpose FROM fund_purpose WHERE fund = ?1"
                      " ORDER BY place",
    [LIST_FUNDS] =
            FUND_COLUMNS "WHERE f.number > ?1 AND (?2 = 0 OR f.parent = ?2)"
                         " AND has_words(f.name, ?3) ORDER BY f.number",
    [SUM_BALANCES] = "SELECT kind, sum(balance) FROM account WHERE fund = ?1"
                     " GROUP BY kind",
    /* What was paid, raised or appropriated is history. */
    [IS_SETTLED] = "SELECT NOT EXISTS (SELECT 1 FROM account WHERE fund = ?1"
                   " AND kind IN (1, 2, 3, 4, 10) AND balance <> 0)"
                   " AND NOT EXISTS (SELECT 1 FROM fund WHERE parent = ?1"
                   " AND state = 1)",
    [IS_BELOW] = "WITH RECURSIVE above (number) AS (SELECT ?1 UNION"
                 " SELECT f.parent FROM above a JOIN fund f"
                 " ON f.number = a.number WHERE f.parent IS NOT NULL)"
                 " SELECT EXISTS (SELECT 1 FROM above WHERE number = ?2)",
    [LIST_PROJECT_BALANCES] =
            "SELECT a.owner, p.title, a.balance FROM account a"
            " JOIN project p ON p.id = a.owner"
            " WHERE a.fund = ?1 AND a.kind = 2 AND a.balance <> 0"
            " ORDER BY a.number LIMIT ?2",
    [LIST_CHANNEL_TOTALS] =
            "SELECT channel, hub, -balance FROM account"
            " WHERE fund = ?1 AND kind = 7 ORDER BY number LIMIT ?2",
};

/* The kinds are written as numbers above. */
_Static_assert(ACCOUNT_KIND_FREE == 1 && ACCOUNT_KIND_RESTRICTED == 2 &&
                       ACCOUNT_KIND_RESERVED == 3 &&
                       ACCOUNT_KIND_PAYABLE == 4 && ACCOUNT_KIND_DUE_TO == 6 &&
                       ACCOUNT_KIND_CLEARING == 7 &&
                       ACCOUNT_KIND_RECEIVABLE == 10 && FUND_STATE_OPEN == 1,
        "SQL above and in migrations/ counts on these");

struct queries *
store_fund_open(struct db *db)
{
    return queries_open(db, sql, QUERY_COUNT);
}

static enum status
write_purposes(struct fundraising *self, const struct fund *fund)
{
    enum status status = db_run(self->funds, DELETE_PURPOSES, V(fund->number));

    for (size_t i = 0; i < fund->purposes_count && !status; i++)
        status = db_run(self->funds, INSERT_PURPOSE, V(fund->number), V(i),
                V(fund->purposes[i]));
    return status;
}

enum status
store_insert_fund(struct fundraising *self, struct fund *fund)
{
    enum status status = db_run(self->funds, INSERT_FUND, V(fund->id),
            V(fund->name), V(fund->level), V(fund->state),
            V_IF(fund->has_host, fund->host),
            V_IF(fund->parent != 0, fund->parent), V(fund->certificate),
            V_IF(fund->has_certificate_until, fund->certificate_until),
            V(fund->opened_at));

    fund->number = db_last_rowid(self->db);
    return status ? status : write_purposes(self, fund);
}

enum status
store_update_fund(struct fundraising *self, const struct fund *fund)
{
    enum status status = db_change(self->funds, UPDATE_FUND, V(fund->number),
            V(fund->name), V(fund->state), V_IF(fund->has_host, fund->host),
            V(fund->certificate),
            V_IF(fund->has_certificate_until, fund->certificate_until),
            V(fund->level), V_IF(fund->parent != 0, fund->parent));

    store_forget_fund(self, fund->id);
    return status ? status : write_purposes(self, fund);
}

static struct fund
read_fund(sqlite3_stmt *row, struct arena *arena)
{
    return (struct fund){
        .number = column_int(row, 0),
        .id = column_uuid(row, 1),
        .name = column_text(row, 2, arena),
        .level = (enum fund_level)column_int(row, 3),
        .state = (enum fund_state)column_int(row, 4),
        .has_host = !column_is_null(row, 5),
        .host = column_uuid(row, 5),
        .parent = column_int(row, 6),
        .parent_id = column_uuid(row, 7),
        .certificate = column_text(row, 8, arena),
        .has_certificate_until = !column_is_null(row, 9),
        .certificate_until = column_int(row, 9),
        .opened_at = column_int(row, 10),
    };
}

enum status
store_find_fund(struct fundraising *self, struct uuid id, struct arena *arena,
        struct fund *out)
{
    sqlite3_stmt *row;
    enum status status = db_first(self->funds, FIND_FUND, &row, V(id));

    if (status)
        return status;
    *out = read_fund(row, arena);
    db_done(row);
    return STATUS_OK;
}

enum status
store_find_fund_briefly(struct fundraising *self, struct uuid id,
        struct arena *arena, struct fund *out)
{
    sqlite3_stmt *row;
    enum status status;

    *out = (struct fund){ .id = id, .state = FUND_STATE_OPEN };
    if (store_known_fund(self, id, &out->number))
        return STATUS_OK;
    status = db_first(self->funds, FIND_FUND_BRIEFLY, &row, V(id));
    if (status)
        return status;
    out->number = column_int(row, 0);
    out->name = column_text(row, 1, arena);
    out->state = (enum fund_state)column_int(row, 2);
    db_done(row);
    if (out->state == FUND_STATE_OPEN)
        store_know_fund(self, id, out->number);
    return STATUS_OK;
}

enum status
store_find_fund_by_number(struct fundraising *self, int64_t number,
        struct arena *arena, struct fund *out)
{
    sqlite3_stmt *row;
    enum status status =
            db_first(self->funds, FIND_FUND_BY_NUMBER, &row, V(number));

    if (status)
        return status;
    *out = read_fund(row, arena);
    db_done(row);
    return STATUS_OK;
}

enum status
store_load_purposes(struct fundraising *self, struct arena *arena,
        struct fund *fund)
{
    sqlite3_stmt *row;
    enum status status =
            db_first(self->funds, LIST_PURPOSES, &row, V(fund->number));

    fund->purposes = NULL;
    fund->purposes_count = 0;
    for (; !status; status = db_next(row))
        *LIST_ADD(arena, fund->purposes, fund->purposes_count) =
                column_text(row, 0, arena);
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

enum status
store_list_funds(struct fundraising *self, struct arena *arena, int64_t parent,
        struct str q, struct page *page, struct fund **out, size_t *count)
{
    struct fund *funds = arena_alloc(arena, page->limit * sizeof(*funds));
    size_t len = 0;
    sqlite3_stmt *row;
    enum status status = db_first(self->funds, LIST_FUNDS, &row, V(page->after),
            V(parent), V(q));

    for (; !status && page_takes(page, len, column_int(row, 0));
            status = db_next(row))
        funds[len++] = read_fund(row, arena);
    if (!status)
        db_done(row);
    *out = funds;
    *count = len;
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

/* Where a fund publishes the balance of a kind; NULL for the rest. */
static int64_t *
place_of(struct fund_item *item, enum account_kind kind)
{
    switch (kind) {
    case ACCOUNT_KIND_FREE:
        return &item->free;
    case ACCOUNT_KIND_RESTRICTED:
        return &item->restricted;
    case ACCOUNT_KIND_RESERVED:
        return &item->reserved;
    case ACCOUNT_KIND_PAYABLE:
        return &item->payable;
    case ACCOUNT_KIND_PAID:
        return &item->paid;
    case ACCOUNT_KIND_CLEARING:
        return &item->raised;
    case ACCOUNT_KIND_APPROPRIATION:
        return &item->appropriated;
    default:
        return NULL;
    }
}

enum status
store_load_balances(struct fundraising *self, int64_t fund,
        struct fund_item *out)
{
    sqlite3_stmt *row;
    enum status status = db_first(self->funds, SUM_BALANCES, &row, V(fund));

    for (; !status; status = db_next(row)) {
        int64_t *place = place_of(out, (enum account_kind)column_int(row, 0));
        int64_t balance = column_int(row, 1);

        /* Sources are negative in the ledger; what they gave is not. */
        if (place)
            *place = balance < 0 ? -balance : balance;
    }
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

enum status
store_fund_is_settled(struct fundraising *self, int64_t fund, bool *out)
{
    sqlite3_stmt *row;
    enum status status = db_first(self->funds, IS_SETTLED, &row, V(fund));

    if (status)
        return status;
    *out = column_bool(row, 0);
    db_done(row);
    return STATUS_OK;
}

enum status
store_fund_is_below(struct fundraising *self, int64_t fund, int64_t above,
        bool *out)
{
    sqlite3_stmt *row;
    enum status status =
            db_first(self->funds, IS_BELOW, &row, V(fund), V(above));

    if (status)
        return status;
    *out = column_bool(row, 0);
    db_done(row);
    return STATUS_OK;
}

enum status
store_list_project_balances(struct fundraising *self, struct arena *arena,
        int64_t fund, size_t limit, struct project_balance **out, size_t *count)
{
    struct project_balance *items = NULL;
    size_t len = 0;
    sqlite3_stmt *row;
    enum status status = db_first(self->funds, LIST_PROJECT_BALANCES, &row,
            V(fund), V(limit));

    for (; !status; status = db_next(row))
        *LIST_ADD(arena, items, len) = (struct project_balance){
            .project = column_uuid(row, 0),
            .title = column_text(row, 1, arena),
            .restricted = column_int(row, 2),
        };
    *out = items;
    *count = len;
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

enum status
store_list_channel_totals(struct fundraising *self, struct arena *arena,
        int64_t fund, size_t limit, struct channel_total **out, size_t *count)
{
    struct channel_total *items = NULL;
    size_t len = 0;
    sqlite3_stmt *row;
    enum status status =
            db_first(self->funds, LIST_CHANNEL_TOTALS, &row, V(fund), V(limit));

    for (; !status; status = db_next(row))
        *LIST_ADD(arena, items, len) = (struct channel_total){
            .channel = (enum channel)column_int(row, 0),
            .channel_hub = column_text(row, 1, arena),
            .raised = column_int(row, 2),
        };
    *out = items;
    *count = len;
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}
