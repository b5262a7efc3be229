#include "store_audit.h"

#include "list.h"

enum query {
    AUDIT_SIZE,
    FIRST_CHECK,
    BALANCES = FIRST_CHECK,
    ENTRIES,
    RESERVED,
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
    GIFTS,
    GIFT_HASHES,
    GIFT_STATES,
    GIFTS_LIFTED,
    AWARDS_RETURNED,
    TRANCHES_PAID,
    TRANSFER_STATES,
    CHARGES_PAID,
    CHARGES_MADE,
    FIGURES_GIVEN,
    FIGURES_PAID,
    QUERY_COUNT,
};

/* What is told of a difference. */
static const char *const names[QUERY_COUNT] = {
    [BALANCES] = "balance",
    [ENTRIES] = "entry_sum",
    [RESERVED] = "award_reserved",
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
    [GIFTS] = "gift_amount",
    [GIFT_HASHES] = "gift_hash",
    [GIFT_STATES] = "gift_state",
    [GIFTS_LIFTED] = "gift_lifted",
    [AWARDS_RETURNED] = "award_returned",
    [TRANCHES_PAID] = "tranche_paid",
    [TRANSFER_STATES] = "transfer_state",
    [CHARGES_PAID] = "charge_paid",
    [CHARGES_MADE] = "charges_made",
    [FIGURES_GIVEN] = "figure",
    [FIGURES_PAID] = "figure",
};

/*
 * Two ways to the same sums, by what they are sums of: rows of (what it is
 * of, how much, 0) and rows of (the same, 0, how much). Either side may lack
 * a row that the other has.
 */
#define COMPARE(expected, found)                                               \
    "SELECT place, sum(expected), sum(found) FROM (SELECT '' AS place,"        \
    " 0 AS expected, 0 AS found UNION ALL " expected " UNION ALL " found       \
    ") GROUP BY place HAVING sum(expected) <> sum(found) LIMIT ?1"

#define HEX(id) "lower(hex(" id "))"

/* The balances of a kind, by fund. */
#define OF_FUND(kind)                                                          \
    "SELECT " HEX(                                                             \
            "f.id") ", 0, a.balance FROM account a"                            \
                    " JOIN fund f ON f.number = a.fund WHERE a.kind = " kind

/* The same, by fund and by whatever else the account is of. */
#define OF_FUND_AND(kind, other)                                               \
    "SELECT " HEX(                                                             \
            "f.id") " || ' ' || " other ", 0, a.balance FROM account a"        \
                    " JOIN fund f ON f.number = a.fund WHERE a.kind = " kind

/* Tranches of awards, in some states. */
#define TRANCHES(states)                                                       \
    "SELECT " HEX("r.id") ", t.amount, 0 FROM tranche t"                       \
                          " JOIN reservation r ON r.number = t.award WHERE "   \
                          "t.state IN " states

/* Transfers that were neither refused nor withdrawn, on the side of our fund.
 */
#define TRANSFERS(sign, ours, theirs)                                          \
    "SELECT " HEX("f.id") " || ' ' || t." theirs "_hub, " sign "t.amount, 0"   \
                          " FROM transfer t JOIN fund f ON f.id = t." ours     \
                          "_fund"                                              \
                          " WHERE t.state NOT IN (3, 5) AND t.is_" ours

#define NOT_REVERSED(entry) entry " NOT IN (SELECT entry FROM reversal)"

/* What the events of some types posted to accounts of a kind. */
#define POSTED(place, sign, type, kind)                                        \
    "SELECT " place ", " sign "p.amount, 0 FROM event e"                       \
    " JOIN posting p ON p.entry = e.seq"                                       \
    " JOIN account a ON a.number = p.account"                                  \
    " WHERE e.type = 'fundraising." type "' AND a.kind = " kind

/*
 * The figures we publish of ourselves, up to the entry that was counted last:
 * one less the other is what the ledger has in accounts of a kind. There are
 * none while the log is counted from its beginning.
 */
#define COUNTED "(SELECT value FROM meta WHERE key = 'rollup_seq')"
#define FIGURES(sign, kind, more, less)                                        \
    COMPARE("SELECT '" more " - " less "', " sign "sum(p.amount), 0"           \
            " FROM posting p JOIN account a ON a.number = p.account"           \
            " WHERE a.kind = " kind " AND p.entry <= " COUNTED,                \
            "SELECT '" more " - " less "', 0, sum(CASE metric"                 \
            " WHEN '" more "' THEN value ELSE -value END) FROM rollup"         \
            " WHERE hub = (SELECT value FROM meta WHERE key = 'hub')"          \
            " AND metric IN ('" more "', '" less "')"                          \
            " AND " COUNTED " IS NOT NULL")

/* The state that the last event of each transfer left, back is back. */
#define TRANSFERS_TOLD                                                         \
    "SELECT " HEX("subject") ", CASE type"                                     \
                             " WHEN 'fundraising.transfer_settled' THEN 2"     \
                             " WHEN 'fundraising.transfer_received' THEN 2"    \
                             " WHEN 'fundraising.transfer_kept' THEN 2"        \
                             " WHEN 'fundraising.transfer_recalled' THEN 4"    \
                             " WHEN 'fundraising.transfer_sent' THEN 1"        \
                             " ELSE 3 END, 0 FROM (SELECT e.subject, e.type,"  \
                             " max(e.seq) FROM event e"                        \
                             " JOIN transfer t ON t.id = e.subject"            \
                             " WHERE NOT (t.is_from AND t.is_to)"              \
                             " GROUP BY e.subject)"

static const char *const sql[QUERY_COUNT] = {
    [AUDIT_SIZE] = "SELECT count(DISTINCT entry), (SELECT count(*)"
                   " FROM account), coalesce(sum(amount), 0) FROM posting",
    [BALANCES] = COMPARE("SELECT a.code, s.total, 0 FROM account a JOIN"
                         " (SELECT account, sum(amount) AS total FROM posting"
                         " GROUP BY account) s ON s.account = a.number",
            "SELECT code, 0, balance FROM account"),
    [ENTRIES] = "SELECT CAST(entry AS TEXT), 0, sum(amount) FROM posting"
                " GROUP BY entry HAVING sum(amount) <> 0 LIMIT ?1",
    [RESERVED] = COMPARE("SELECT " HEX("owner") ", balance, 0 FROM account"
                                                " WHERE kind = 3",
            "SELECT " HEX("id") ", 0, reserved FROM reservation"),
    [AWARDS] = "SELECT " HEX(
            "id") ", amount,"
                  " reserved + payable + paid + released FROM reservation"
                  " WHERE state <> 2"
                  " AND amount <> reserved + payable + paid + released LIMIT "
                  "?1",
    [AWARDS_PAYABLE] = COMPARE(TRANCHES("(1, 2)"),
            "SELECT " HEX("id") ", 0, payable FROM reservation"),
    [AWARDS_PAID] = COMPARE(TRANCHES("(3)"),
            "SELECT " HEX("id") ", 0, paid FROM reservation"),
    [FUNDS_PAYABLE] = COMPARE("SELECT " HEX("fund") ", payable, 0"
                                                    " FROM reservation",
            OF_FUND("4")),
    [FUNDS_PAID] = COMPARE("SELECT " HEX("fund") ", paid - returned, 0"
                                                 " FROM reservation",
            OF_FUND("5")),
    [RESTRICTED] =
            COMPARE("SELECT " HEX("f.id") " || ' ' || " HEX(
                            "p.id") ", g.undrawn, 0 FROM gift g"
                                    " JOIN fund f ON f.number = g.fund"
                                    " JOIN project p ON p.number = g.project",
                    OF_FUND_AND("2", HEX("a.owner"))),
    [RECEIVABLE] = COMPARE(
            "SELECT " HEX(
                    "f.id") ", -g.receivable, 0"
                            " FROM gift g JOIN fund f ON f.number = g.fund"
                            " WHERE g.receivable <> 0",
            OF_FUND("10")),
    [GIFTS_DRAWN] = COMPARE(
            "SELECT " HEX("g.id") ", d.amount, 0 FROM draw d"
                                  " JOIN gift g ON g.serial = d.gift",
            "SELECT " HEX("id") ", 0, drawn FROM gift WHERE drawn <> 0"),
    [PAYMENTS_DRAWN] = COMPARE(
            "SELECT " HEX("m.id") ", t.amount, 0"
                                  " FROM payment m"
                                  " JOIN tranche t ON t.number = m.tranche"
                                  " WHERE m.state = 2",
            "SELECT " HEX("m.id") ", 0, d.amount FROM draw d"
                                  " JOIN payment m ON m.number = d.payment "
                                  "WHERE m.state = 2"),
    [CAMPAIGNS] = COMPARE(
            "SELECT " HEX("c.id") ", g.amount, 0 FROM gift g"
                                  " JOIN campaign c ON c.number = g.campaign"
                                  " WHERE g.state = 1",
            "SELECT " HEX("id") ", 0, raised FROM campaign"),
    [DUE_TO] = COMPARE(TRANSFERS("", "from", "to"), OF_FUND_AND("6", "a.hub")),
    [DUE_FROM] =
            COMPARE(TRANSFERS("-", "to", "from"), OF_FUND_AND("9", "a.hub")),
    [GIFTS] = COMPARE(
            POSTED("p.entry || ' ' || a.code", "-", "gift_received", "7"),
            "SELECT g.entry || ' ' || a.code, 0, g.amount FROM gift g"
            " JOIN account a ON a.number = g.clearing"),
    [GIFT_HASHES] = "SELECT " HEX("g.id") ", 1, 0 FROM gift g"
                                          " LEFT JOIN event e ON e.seq ="
                                          " g.entry"
                                          " WHERE e.hash IS NOT g.hash"
                                          " LIMIT ?1",
    [GIFT_STATES] = COMPARE(
            "SELECT " HEX("subject") ", CASE type"
                                     " WHEN 'fundraising.gift_refunded' THEN 2"
                                     " ELSE 3 END, 0 FROM event"
                                     " WHERE type IN"
                                     " ('fundraising.gift_refunded',"
                                     " 'fundraising.gift_charged_back')"
                                     " AND " NOT_REVERSED(
                                             "seq") " UNION ALL "
                                                    "SELECT " HEX("g.id") ", "
                                                                          "4, "
                                                                          "0 "
                                                                          "FRO"
                                                                          "M "
                                                                          "gif"
                                                                          "t g"
                                                                          " JO"
                                                                          "IN "
                                                                          "rev"
                                                                          "ers"
                                                                          "al "
                                                                          "r"
                                                                          " ON"
                                                                          " r."
                                                                          "ent"
                                                                          "ry "
                                                                          "= "
                                                                          "g."
                                                                          "ent"
                                                                          "ry",
            "SELECT " HEX("id") ", 0, state FROM gift WHERE state <> 1"),
    [GIFTS_LIFTED] =
            COMPARE(POSTED("CAST(e.seq AS TEXT)", "", "restriction_lifted",
                            "1") " AND " NOT_REVERSED("e.seq"),
                    "SELECT CAST(entry AS TEXT), 0, amount FROM lifting"),
    [AWARDS_RETURNED] = COMPARE(
            "SELECT " HEX("r.id") ", m.amount, 0 FROM money_return m"
                                  " JOIN reservation r ON r.number = m.award"
                                  " WHERE " NOT_REVERSED("m.entry"),
            "SELECT " HEX("id") ", 0, returned FROM reservation"),
    [TRANCHES_PAID] = COMPARE(
            "SELECT " HEX("id") ", amount, 0 FROM tranche WHERE state = 3",
            "SELECT " HEX("t.id") ", 0, t.amount FROM payment m"
                                  " JOIN tranche t ON t.number = m.tranche"
                                  " WHERE m.state = 2"),
    [TRANSFER_STATES] = COMPARE(TRANSFERS_TOLD,
            "SELECT " HEX("id") ", 0, CASE state WHEN 5 THEN 3 ELSE state END"
                                " FROM transfer WHERE NOT (is_from AND"
                                " is_to)"),
    /* Of its mandate's fund, and not reversed: state 4. */
    [CHARGES_PAID] = COMPARE(
            "SELECT " HEX("id") ", amount, 0 FROM charge WHERE state = 2",
            "SELECT " HEX("c.id") ", 0, g.amount FROM charge c"
                                  " JOIN mandate m ON m.serial = c.mandate"
                                  " JOIN gift g ON g.serial = c.gift"
                                  " AND g.fund = m.fund AND g.state <> 4"),
    [CHARGES_MADE] = COMPARE(
            "SELECT " HEX("m.id") ", 1, 0 FROM charge c"
                                  " JOIN mandate m ON m.serial = c.mandate",
            "SELECT " HEX("id") ", 0, made FROM mandate WHERE made <> 0"),
    [FIGURES_GIVEN] = FIGURES("-", "7", "given", "taken_back"),
    [FIGURES_PAID] = FIGURES("", "5", "paid", "returned"),
};

_Static_assert(
        GIFT_STATE_RECEIVED == 1 && GIFT_STATE_REFUNDED == 2 &&
                GIFT_STATE_CHARGED_BACK == 3 && GIFT_STATE_REVERSED == 4 &&
                PAYMENT_STATE_MADE == 2 && ACCOUNT_KIND_FREE == 1 &&
                ACCOUNT_KIND_CLEARING == 7 && TRANSFER_STATE_SENT == 1 &&
                TRANSFER_STATE_WITHDRAWING == 4 &&
                RESERVATION_STATE_REFUSED == 2 && PAYABLE_STATE_PAID == 3 &&
                TRANSFER_STATE_REFUSED == 3 && TRANSFER_STATE_WITHDRAWN == 5 &&
                ACCOUNT_KIND_PAID == 5 && ACCOUNT_KIND_DUE_FROM == 9 &&
                CHARGE_STATE_PAID == 2,
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
