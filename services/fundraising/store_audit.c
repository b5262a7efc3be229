#include "store_audit.h"

#include "list.h"

enum query {
    AUDIT_SIZE,
    FIRST_CHECK,
    BALANCES = FIRST_CHECK,
    ENTRIES,
    RESERVED,
    ORPHANS,
    AWARDS,
    AWARDS_PAYABLE,
    AWARDS_PAID,
    FUNDS_PAYABLE,
    FUNDS_PAID,
    RESTRICTED,
    RECEIVABLE,
    GIFTS_DRAWN,
    PAYMENTS_DRAWN,
    CAMPAIGNS,
    DUE_TO,
    DUE_FROM,
    QUERY_COUNT,
};

/* What is told of a difference. */
static const char *const names[QUERY_COUNT] = {
    [BALANCES] = "balance",
    [ENTRIES] = "entry_sum",
    [RESERVED] = "award_reserved",
    [ORPHANS] = "reserved_for_nothing",
    [AWARDS] = "award_sum",
    [AWARDS_PAYABLE] = "award_payable",
    [AWARDS_PAID] = "award_paid",
    [FUNDS_PAYABLE] = "fund_payable",
    [FUNDS_PAID] = "fund_paid",
    [RESTRICTED] = "restricted",
    [RECEIVABLE] = "receivable",
    [GIFTS_DRAWN] = "gift_drawn",
    [PAYMENTS_DRAWN] = "payment_drawn",
    [CAMPAIGNS] = "campaign_raised",
    [DUE_TO] = "due_to",
    [DUE_FROM] = "due_from",
};

/*
 * Each check: where, what it should be, what it is. Accounts are compared
 * with the rows they stand for by kind and fund.
 */
#define FUND_ACCOUNTS(kind, rows)                                              \
    "WITH s AS (" rows ") SELECT a.code, coalesce(s.total, 0), a.balance"      \
    " FROM account a JOIN fund f ON f.number = a.fund"                         \
    " LEFT JOIN s ON s.fund = f.id WHERE a.kind = " kind                       \
    " AND coalesce(s.total, 0) <> a.balance LIMIT ?1"

/* Of transfers, by fund and hub; refused ones were taken back. */
#define DUE_ACCOUNTS(kind, sum, fund, hub)                                     \
    "WITH s AS (SELECT " fund " AS fund, " hub " AS hub, " sum                 \
    "(amount) AS total FROM transfer WHERE state <> 3 GROUP BY 1, 2)"          \
    " SELECT a.code, coalesce(s.total, 0), a.balance"                          \
    " FROM account a JOIN fund f ON f.number = a.fund"                         \
    " LEFT JOIN s ON s.fund = f.id AND s.hub = a.hub WHERE a.kind = " kind     \
    " AND coalesce(s.total, 0) <> a.balance LIMIT ?1"

static const char *const sql[QUERY_COUNT] = {
    [AUDIT_SIZE] = "SELECT count(DISTINCT entry), (SELECT count(*)"
                   " FROM account), coalesce(sum(amount), 0) FROM posting",
    [BALANCES] = "WITH s AS (SELECT account, sum(amount) AS total FROM posting"
                 " GROUP BY account)"
                 " SELECT a.code, coalesce(s.total, 0), a.balance"
                 " FROM account a LEFT JOIN s ON s.account = a.number"
                 " WHERE coalesce(s.total, 0) <> a.balance LIMIT ?1",
    [ENTRIES] = "SELECT CAST(entry AS TEXT), 0, sum(amount) FROM posting"
                " GROUP BY entry HAVING sum(amount) <> 0 LIMIT ?1",
    [RESERVED] = "WITH s AS (SELECT owner, sum(balance) AS total FROM account"
                 " WHERE kind = 3 GROUP BY owner)"
                 " SELECT lower(hex(r.id)), coalesce(s.total, 0), r.reserved"
                 " FROM reservation r LEFT JOIN s ON s.owner = r.id"
                 " WHERE coalesce(s.total, 0) <> r.reserved LIMIT ?1",
    [ORPHANS] = "SELECT code, 0, balance FROM account WHERE kind = 3"
                " AND balance <> 0"
                " AND owner NOT IN (SELECT id FROM reservation) LIMIT ?1",
    [AWARDS] = "SELECT lower(hex(id)), amount,"
               " reserved + payable + paid + released FROM reservation"
               " WHERE state <> 2"
               " AND amount <> reserved + payable + paid + released LIMIT ?1",
    [AWARDS_PAYABLE] =
            "SELECT lower(hex(r.id)), coalesce(sum(t.amount), 0), r.payable"
            " FROM reservation r LEFT JOIN tranche t ON t.award = r.number"
            " AND t.state IN (1, 2) GROUP BY r.number"
            " HAVING coalesce(sum(t.amount), 0) <> r.payable LIMIT ?1",
    [AWARDS_PAID] =
            "SELECT lower(hex(r.id)), coalesce(sum(t.amount), 0), r.paid"
            " FROM reservation r LEFT JOIN tranche t ON t.award = r.number"
            " AND t.state = 3 GROUP BY r.number"
            " HAVING coalesce(sum(t.amount), 0) <> r.paid LIMIT ?1",
    [FUNDS_PAYABLE] = FUND_ACCOUNTS("4", "SELECT fund, sum(payable) AS total"
                                         " FROM reservation GROUP BY fund"),
    [FUNDS_PAID] = FUND_ACCOUNTS("5", "SELECT fund, sum(paid - returned)"
                                      " AS total FROM reservation"
                                      " GROUP BY fund"),
    [RESTRICTED] = "WITH s AS (SELECT g.fund, p.id AS project,"
                   " sum(g.undrawn) AS total FROM gift g"
                   " JOIN project p ON p.number = g.project GROUP BY 1, 2)"
                   " SELECT a.code, coalesce(s.total, 0), a.balance"
                   " FROM account a LEFT JOIN s ON s.fund = a.fund"
                   " AND s.project = a.owner WHERE a.kind = 2"
                   " AND coalesce(s.total, 0) <> a.balance LIMIT ?1",
    [RECEIVABLE] = FUND_ACCOUNTS("10", "SELECT f.id AS fund,"
                                       " -sum(g.receivable) AS total"
                                       " FROM gift g JOIN fund f"
                                       " ON f.number = g.fund GROUP BY 1"),
    [GIFTS_DRAWN] = "WITH s AS (SELECT gift, sum(amount) AS total FROM draw"
                    " WHERE gift IS NOT NULL GROUP BY gift)"
                    " SELECT lower(hex(g.id)), coalesce(s.total, 0), g.drawn"
                    " FROM gift g LEFT JOIN s ON s.gift = g.serial"
                    " WHERE coalesce(s.total, 0) <> g.drawn LIMIT ?1",
    [PAYMENTS_DRAWN] =
            "SELECT lower(hex(m.id)), t.amount, coalesce(sum(d.amount), 0)"
            " FROM payment m JOIN tranche t ON t.number = m.tranche"
            " LEFT JOIN draw d ON d.payment = m.number WHERE m.state = 2"
            " GROUP BY m.number"
            " HAVING coalesce(sum(d.amount), 0) <> t.amount LIMIT ?1",
    [CAMPAIGNS] = "WITH s AS (SELECT campaign, sum(amount) AS total FROM gift"
                  " WHERE campaign IS NOT NULL AND state = 1 GROUP BY campaign)"
                  " SELECT lower(hex(c.id)), coalesce(s.total, 0), c.raised"
                  " FROM campaign c LEFT JOIN s ON s.campaign = c.number"
                  " WHERE coalesce(s.total, 0) <> c.raised LIMIT ?1",
    [DUE_TO] = DUE_ACCOUNTS("6", "sum", "from_fund", "to_hub"),
    [DUE_FROM] = DUE_ACCOUNTS("9", "-sum", "to_fund", "from_hub"),
};

_Static_assert(GIFT_STATE_RECEIVED == 1 && RESERVATION_STATE_REFUSED == 2 &&
                       PAYABLE_STATE_PAID == 3 && TRANSFER_STATE_REFUSED == 3 &&
                       ACCOUNT_KIND_PAID == 5 && ACCOUNT_KIND_DUE_FROM == 9,
        "SQL above counts on these");

struct queries *
store_audit_open(struct db *db)
{
    return queries_open(db, sql, QUERY_COUNT);
}

static enum status
run_check(struct fundraising *self, struct arena *arena, int check,
        size_t limit, struct audit_list *list)
{
    sqlite3_stmt *row;
    enum status status = db_first(self->audits, check, &row, V(limit));

    for (; !status; status = db_next(row))
        *LIST_ADD(arena, list->items, list->count) = (struct audit_difference){
            .what = str_from(names[check]),
            .where = column_text(row, 0, arena),
            .expected = column_int(row, 1),
            .found = column_int(row, 2),
        };
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

enum status
store_audit_rows(struct fundraising *self, struct arena *arena, size_t limit,
        struct audit_list *list)
{
    enum status status = STATUS_OK;

    for (int check = FIRST_CHECK; check < QUERY_COUNT && !status; check++)
        status = run_check(self, arena, check, limit, list);
    return status;
}

enum status
store_audit_size(struct fundraising *self, struct audit_size *out)
{
    sqlite3_stmt *row;
    enum status status = db_first(self->audits, AUDIT_SIZE, &row);

    if (status)
        return status;
    *out = (struct audit_size){
        .entries = column_int(row, 0),
        .accounts = column_int(row, 1),
        .sum = column_int(row, 2),
    };
    db_done(row);
    return STATUS_OK;
}

enum status
store_audit_begin(struct fundraising *self)
{
    return db_exec(self->db, "BEGIN");
}

void
store_audit_end(struct fundraising *self)
{
    db_exec(self->db, "COMMIT");
}
