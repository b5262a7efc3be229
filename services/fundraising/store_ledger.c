#include "store_ledger.h"

#include "list.h"
#include "store_known.h"

enum query {
    FIND_ACCOUNT,
    INSERT_ACCOUNT,
    ADD_TO_BALANCE,
    INSERT_POSTING,
    LIST_LINES,
    LIST_POSTINGS,
    LIST_BALANCES,
    FIND_REVERSAL,
    INSERT_REVERSAL,
    LIST_TURNOVER,
    QUERY_COUNT,
};

static const char *const sql[QUERY_COUNT] = {
    [FIND_ACCOUNT] = "SELECT number, balance FROM account WHERE code = ?1",
    [INSERT_ACCOUNT] = "INSERT INTO account (code, kind, fund, owner, channel,"
                       " hub) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    [ADD_TO_BALANCE] = "UPDATE account SET balance = balance + ?2"
                       " WHERE number = ?1",
    [INSERT_POSTING] = "INSERT INTO posting (entry, account, amount)"
                       " VALUES (?1, ?2, ?3)",
    [LIST_LINES] = "SELECT a.number, a.kind, a.code, a.balance, p.amount"
                   " FROM posting p JOIN account a ON a.number = p.account"
                   " WHERE p.entry = ?1 ORDER BY p.account",
    [LIST_POSTINGS] = "SELECT p.entry, a.code, p.amount"
                      " FROM posting p JOIN account a ON a.number = p.account"
                      " WHERE p.entry BETWEEN ?1 AND ?2"
                      " ORDER BY p.entry, p.account",
    [LIST_BALANCES] = "SELECT a.number, a.code, a.kind, f.id, a.balance"
                      " FROM account a JOIN fund f ON f.number = a.fund"
                      " WHERE a.number > ?1 ORDER BY a.number",
    [FIND_REVERSAL] = "SELECT reversed_by FROM reversal WHERE entry = ?1",
    [INSERT_REVERSAL] = "INSERT INTO reversal (entry, reversed_by)"
                        " VALUES (?1, ?2)",
    [LIST_TURNOVER] =
            "SELECT a.kind, sum(max(p.amount, 0)), sum(max(-p.amount, 0)),"
            " sum(p.amount > 0), sum(p.amount < 0),"
            " count(DISTINCT CASE WHEN p.amount > 0 THEN a.number END)"
            " FROM posting p JOIN account a ON a.number = p.account"
            " WHERE p.entry BETWEEN ?2 AND ?3 AND a.fund = ?1 GROUP BY a.kind",
};

struct queries *
store_ledger_open(struct db *db)
{
    return queries_open(db, sql, QUERY_COUNT);
}

static bool
has_owner(enum account_kind kind)
{
    return kind == ACCOUNT_KIND_RESTRICTED || kind == ACCOUNT_KIND_RESERVED;
}

static enum status
insert_account(struct fundraising *self, const struct account_key *key,
        struct account *out)
{
    bool is_clearing = key->kind == ACCOUNT_KIND_CLEARING;
    enum status status = db_run(self->ledger, INSERT_ACCOUNT, V(out->code),
            V(key->kind), V(key->fund->number),
            V_IF(has_owner(key->kind), key->owner),
            V_IF(is_clearing, key->channel), V_IF(key->hub.len > 0, key->hub));

    out->number = db_last_rowid(self->db);
    return status;
}

static enum status
find_account(struct fundraising *self, struct account *out)
{
    sqlite3_stmt *row;
    enum status status =
            db_first(self->ledger, FIND_ACCOUNT, &row, V(out->code));

    if (status)
        return status;
    out->number = column_int(row, 0);
    out->balance = column_int(row, 1);
    db_done(row);
    return STATUS_OK;
}

enum status
store_open_account(struct fundraising *self, struct arena *arena,
        const struct account_key *key, struct account *out)
{
    enum status status;

    *out = (struct account){
        .kind = key->kind,
        .code = account_code(arena, key),
    };
    if (store_known_account(self, out))
        return STATUS_OK;
    status = find_account(self, out);
    if (status == STATUS_NOT_FOUND)
        status = insert_account(self, key, out);
    if (!status)
        store_know_account(self, out);
    return status;
}

static enum status
add_to_balance(struct fundraising *self, const struct account *account,
        int64_t amount)
{
    struct account known = { .code = account->code };
    enum status status = db_change(self->ledger, ADD_TO_BALANCE,
            V(account->number), V(amount));

    if (!status && store_known_account(self, &known)) {
        known.balance += amount;
        store_know_account(self, &known);
    }
    return status;
}

enum status
store_post(struct fundraising *self, int64_t seq, const struct entry *entry)
{
    enum status status = STATUS_OK;

    for (size_t i = 0; i < entry->count && !status; i++) {
        const struct account *account = entry->lines[i].account;
        int64_t amount = entry->lines[i].amount;

        status = db_run(self->ledger, INSERT_POSTING, V(seq),
                V(account->number), V(amount));
        if (!status)
            status = add_to_balance(self, account, amount);
    }
    return status;
}

enum status
store_list_lines(struct fundraising *self, struct arena *arena, int64_t seq,
        struct written_line **out, size_t *count)
{
    struct written_line *lines = NULL;
    size_t len = 0;
    sqlite3_stmt *row;
    enum status status = db_first(self->ledger, LIST_LINES, &row, V(seq));

    for (; !status; status = db_next(row)) {
        struct written_line *line = LIST_ADD(arena, lines, len);

        line->account = (struct account){
            .number = column_int(row, 0),
            .kind = (enum account_kind)column_int(row, 1),
            .code = column_text(row, 2, arena),
            .balance = column_int(row, 3),
        };
        line->amount = column_int(row, 4);
    }
    *out = lines;
    *count = len;
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

enum status
store_list_postings(struct fundraising *self, struct arena *arena,
        int64_t first, int64_t last, struct written_posting **out,
        size_t *count)
{
    struct written_posting *postings = NULL;
    size_t len = 0;
    sqlite3_stmt *row;
    enum status status =
            db_first(self->ledger, LIST_POSTINGS, &row, V(first), V(last));

    for (; !status; status = db_next(row)) {
        struct written_posting *posting = LIST_ADD(arena, postings, len);

        posting->entry = column_int(row, 0);
        posting->posting.account = column_text(row, 1, arena);
        posting->posting.amount = column_int(row, 2);
    }
    *out = postings;
    *count = len;
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

enum status
store_list_balances(struct fundraising *self, struct arena *arena,
        struct page *page, struct balance_item **out, size_t *count)
{
    struct balance_item *items =
            arena_alloc(arena, page->limit * sizeof(*items));
    size_t len = 0;
    sqlite3_stmt *row;
    enum status status =
            db_first(self->ledger, LIST_BALANCES, &row, V(page->after));

    for (; !status && page_takes(page, len, column_int(row, 0));
            status = db_next(row))
        items[len++] = (struct balance_item){
            .account = column_text(row, 1, arena),
            .kind = (enum account_kind)column_int(row, 2),
            .has_fund = true,
            .fund = column_uuid(row, 3),
            .balance = column_int(row, 4),
        };
    if (!status)
        db_done(row);
    *out = items;
    *count = len;
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

enum status
store_find_reversal(struct fundraising *self, int64_t entry,
        int64_t *reversed_by)
{
    sqlite3_stmt *row;
    enum status status = db_first(self->ledger, FIND_REVERSAL, &row, V(entry));

    if (status)
        return status;
    *reversed_by = column_int(row, 0);
    db_done(row);
    return STATUS_OK;
}

enum status
store_insert_reversal(struct fundraising *self, int64_t entry,
        int64_t reversed_by)
{
    return db_run(self->ledger, INSERT_REVERSAL, V(entry), V(reversed_by));
}

enum status
store_list_turnover(struct fundraising *self, struct arena *arena, int64_t fund,
        int64_t first, int64_t last, struct turnover **out, size_t *count)
{
    struct turnover *kinds = NULL;
    size_t len = 0;
    sqlite3_stmt *row;
    enum status status = db_first(self->ledger, LIST_TURNOVER, &row, V(fund),
            V(first), V(last));

    for (; !status; status = db_next(row))
        *LIST_ADD(arena, kinds, len) = (struct turnover){
            .kind = (enum account_kind)column_int(row, 0),
            .in = column_int(row, 1),
            .out = column_int(row, 2),
            .additions = column_int(row, 3),
            .takings = column_int(row, 4),
            .added_to = column_int(row, 5),
        };
    *out = kinds;
    *count = len;
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}
