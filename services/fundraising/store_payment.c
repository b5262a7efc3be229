#include "store_payment.h"

#include "list.h"

enum query {
    INSERT_PAYMENT,
    UPDATE_PAYMENT,
    FIND_PAYMENT,
    FIND_PROPOSED,
    WAS_REFUSED,
    LIST_PAYMENTS,
    USE_REFERENCE,
    FREE_REFERENCE,
    FREE_PAYMENTS_REFERENCE,
    INSERT_DRAW,
    HAS_LEFT_DRAWS,
    LIST_LEFT_DRAWS,
    MOVE_LEFT_DRAWS,
    DELETE_LEFT_DRAWS,
    LIST_DRAWS_OF_GIFT,
    LIST_DRAWS_OF_FUND,
    SUM_HELD,
    INSERT_RETURN,
    FIND_RETURN,
    QUERY_COUNT,
};

#define PAYMENT_COLUMNS                                                        \
    "SELECT number, id, tranche, state, bank_reference, recorded_by,"          \
    " recorded_at, approved_by, paid_at, reason, cause FROM payment "

/* Draws of payments that were made: state 2. */
#define TRACE_COLUMNS                                                          \
    "SELECT m.id, r.id, t.id, t.ordinal, r.project, r.title, d.amount,"        \
    " m.paid_at, r.organisation, o.name"                                       \
    " FROM draw d JOIN payment m ON m.number = d.payment AND m.state = 2"      \
    " JOIN tranche t ON t.number = m.tranche"                                  \
    " JOIN reservation r ON r.number = t.award"                                \
    " LEFT JOIN organisation o ON o.id = r.organisation "

/* Of payments that failed: state 3. */
#define LEFT_DRAWS                                                             \
    "payment IN (SELECT number FROM payment WHERE tranche = ?1 AND state = 3)"

/* A payment of tranche ?1 by reference ?2 that the bank is said to refuse. */
#define REFUSED                                                                \
    "SELECT 1 FROM payment WHERE tranche = ?1 AND bank_reference = ?2"         \
    " AND state = 3 AND cause IS NOT 2"

static const char *const sql[QUERY_COUNT] = {
    [INSERT_PAYMENT] = "INSERT INTO payment (id, tranche, state,"
                       " bank_reference, recorded_by, recorded_at, paid_at)"
                       " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    [UPDATE_PAYMENT] = "UPDATE payment SET state = ?2, approved_by = ?3,"
                       " paid_at = ?4, reason = ?5, cause = ?6"
                       " WHERE number = ?1",
    [FIND_PAYMENT] = PAYMENT_COLUMNS "WHERE id = ?1",
    [FIND_PROPOSED] = PAYMENT_COLUMNS "WHERE tranche = ?1 AND state = 1",
    [WAS_REFUSED] = "SELECT EXISTS (" REFUSED ")",
    [LIST_PAYMENTS] =
            "SELECT m.number, m.id, t.id, r.id, r.fund, t.amount, m.state,"
            " m.bank_reference, m.recorded_by, m.recorded_at, m.approved_by,"
            " m.paid_at, m.reason, m.cause"
            " FROM payment m JOIN tranche t ON t.number = m.tranche"
            " JOIN reservation r ON r.number = t.award"
            " WHERE (?1 = 0 OR m.number < ?1) AND (?2 IS NULL OR r.id = ?2)"
            " ORDER BY m.number DESC",
    [USE_REFERENCE] = "INSERT INTO bank_reference (reference) VALUES (?1)",
    [FREE_REFERENCE] = "DELETE FROM bank_reference WHERE reference = ?1",
    [FREE_PAYMENTS_REFERENCE] = "DELETE FROM bank_reference"
                                " WHERE reference = ?2 AND NOT EXISTS"
                                " (" REFUSED ")",
    [INSERT_DRAW] = "INSERT INTO draw (payment, gift, fund, amount)"
                    " VALUES (?1, ?2, ?3, ?4)",
    [HAS_LEFT_DRAWS] =
            "SELECT EXISTS (SELECT 1 FROM draw WHERE " LEFT_DRAWS ")",
    [LIST_LEFT_DRAWS] =
            "SELECT g.serial, g.id, g.state, g.amount, g.drawn,"
            " d.amount, m.id FROM draw d"
            " JOIN gift g ON g.serial = d.gift"
            " JOIN payment m ON m.number = d.payment WHERE d." LEFT_DRAWS
            " ORDER BY d.number",
    [MOVE_LEFT_DRAWS] = "UPDATE draw SET payment = ?2 WHERE " LEFT_DRAWS,
    [DELETE_LEFT_DRAWS] = "DELETE FROM draw WHERE " LEFT_DRAWS,
    [LIST_DRAWS_OF_GIFT] =
            TRACE_COLUMNS "WHERE d.gift = ?1 ORDER BY d.number LIMIT ?2",
    [LIST_DRAWS_OF_FUND] = TRACE_COLUMNS "WHERE d.fund = ?1 AND m.paid_at >= ?3"
                                         " ORDER BY d.number LIMIT ?2",
    [SUM_HELD] = "SELECT coalesce(sum(d.amount), 0) FROM draw d"
                 " JOIN payment m ON m.number = d.payment AND m.state = 3"
                 " WHERE d.gift = ?1",
    [INSERT_RETURN] = "INSERT INTO money_return (id, award, amount, entry,"
                      " reason, bank_reference)"
                      " VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    [FIND_RETURN] = "SELECT id, award, amount, entry, bank_reference"
                    " FROM money_return"
                    " WHERE entry = ?1",
};

_Static_assert(PAYMENT_STATE_PROPOSED == 1 && PAYMENT_STATE_MADE == 2 &&
                       PAYMENT_STATE_FAILED == 3,
        "SQL above counts on these");

struct queries *
store_payment_open(struct db *db)
{
    return queries_open(db, sql, QUERY_COUNT);
}

enum status
store_insert_payment(struct fundraising *self, const struct payment *payment)
{
    return db_run(self->payments, INSERT_PAYMENT, V(payment->id),
            V(payment->tranche), V(payment->state), V(payment->bank_reference),
            V(payment->recorded_by), V(payment->recorded_at),
            V_IF(payment->has_paid_at, payment->paid_at));
}

enum status
store_update_payment(struct fundraising *self, const struct payment *payment)
{
    return db_change(self->payments, UPDATE_PAYMENT, V(payment->number),
            V(payment->state), V_IF(payment->is_approved, payment->approved_by),
            V_IF(payment->has_paid_at, payment->paid_at), V(payment->reason),
            V_IF(payment->cause != 0, payment->cause));
}

static struct payment
read_payment(sqlite3_stmt *row, struct arena *arena)
{
    return (struct payment){
        .number = column_int(row, 0),
        .id = column_uuid(row, 1),
        .tranche = column_int(row, 2),
        .state = (enum payment_state)column_int(row, 3),
        .bank_reference = column_text(row, 4, arena),
        .recorded_by = column_uuid(row, 5),
        .recorded_at = column_int(row, 6),
        .is_approved = !column_is_null(row, 7),
        .approved_by = column_uuid(row, 7),
        .has_paid_at = !column_is_null(row, 8),
        .paid_at = column_int(row, 8),
        .reason = column_text(row, 9, arena),
        .cause = (enum payment_failure)column_int(row, 10),
    };
}

enum status
store_find_payment(struct fundraising *self, struct uuid id,
        struct arena *arena, struct payment *out)
{
    sqlite3_stmt *row;
    enum status status = db_first(self->payments, FIND_PAYMENT, &row, V(id));

    if (status)
        return status;
    *out = read_payment(row, arena);
    db_done(row);
    return STATUS_OK;
}

enum status
store_find_proposed_payment(struct fundraising *self, int64_t tranche,
        struct arena *arena, struct payment *out)
{
    sqlite3_stmt *row;
    enum status status =
            db_first(self->payments, FIND_PROPOSED, &row, V(tranche));

    if (status)
        return status;
    *out = read_payment(row, arena);
    db_done(row);
    return STATUS_OK;
}

static struct payment_item
read_payment_item(sqlite3_stmt *row, struct arena *arena)
{
    struct str reason = column_text(row, 12, arena);

    return (struct payment_item){
        .payment = column_uuid(row, 1),
        .payment_id = column_uuid(row, 1),
        .tranche = column_uuid(row, 2),
        .award = column_uuid(row, 3),
        .fund = column_uuid(row, 4),
        .amount = column_int(row, 5),
        .state = (enum payment_state)column_int(row, 6),
        .bank_reference = column_text(row, 7, arena),
        .recorded_by = column_uuid(row, 8),
        .recorded_at = column_int(row, 9),
        .has_approved_by = !column_is_null(row, 10),
        .approved_by = column_uuid(row, 10),
        .has_paid_at = !column_is_null(row, 11),
        .paid_at = column_int(row, 11),
        .has_reason = reason.len > 0,
        .reason = reason,
        .has_cause = !column_is_null(row, 13),
        .cause = (enum payment_failure)column_int(row, 13),
    };
}

enum status
store_list_payments(struct fundraising *self, struct arena *arena,
        struct uuid award, struct page *page, struct payment_item **out,
        size_t *count)
{
    struct payment_item *items =
            arena_alloc(arena, page->limit * sizeof(*items));
    size_t len = 0;
    sqlite3_stmt *row;
    enum status status = db_first(self->payments, LIST_PAYMENTS, &row,
            V(page->after), V_IF(!uuid_is_zero(award), award));

    for (; !status && page_takes(page, len, column_int(row, 0));
            status = db_next(row))
        items[len++] = read_payment_item(row, arena);
    if (!status)
        db_done(row);
    *out = items;
    *count = len;
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

enum status
store_use_bank_reference(struct fundraising *self, struct str reference)
{
    return db_run(self->payments, USE_REFERENCE, V(reference));
}

enum status
store_free_bank_reference(struct fundraising *self, struct str reference)
{
    return db_change(self->payments, FREE_REFERENCE, V(reference));
}

enum status
store_was_refused(struct fundraising *self, int64_t tranche,
        struct str reference, bool *out)
{
    sqlite3_stmt *row;
    enum status status = db_first(self->payments, WAS_REFUSED, &row, V(tranche),
            V(reference));

    if (status)
        return status;
    *out = column_bool(row, 0);
    db_done(row);
    return STATUS_OK;
}

enum status
store_free_payments_reference(struct fundraising *self,
        const struct payment *payment)
{
    return db_run(self->payments, FREE_PAYMENTS_REFERENCE, V(payment->tranche),
            V(payment->bank_reference));
}

enum status
store_insert_draw(struct fundraising *self, int64_t payment, int64_t gift,
        int64_t fund, int64_t amount)
{
    return db_run(self->payments, INSERT_DRAW, V(payment),
            V_IF(gift != 0, gift), V_IF(fund != 0, fund), V(amount));
}

enum status
store_list_left_draws(struct fundraising *self, struct arena *arena,
        int64_t tranche, struct gift_draw **out, size_t *count, bool *is_any)
{
    struct gift_draw *draws = NULL;
    size_t len = 0;
    sqlite3_stmt *row;
    enum status status =
            db_first(self->payments, HAS_LEFT_DRAWS, &row, V(tranche));

    if (status)
        return status;
    *is_any = column_bool(row, 0);
    db_done(row);
    status = db_first(self->payments, LIST_LEFT_DRAWS, &row, V(tranche));
    for (; !status; status = db_next(row))
        *LIST_ADD(arena, draws, len) = (struct gift_draw){
            .gift = column_int(row, 0),
            .gift_id = column_uuid(row, 1),
            .gift_state = (enum gift_state)column_int(row, 2),
            .gift_amount = column_int(row, 3),
            .gift_drawn = column_int(row, 4),
            .amount = column_int(row, 5),
            .payment = column_uuid(row, 6),
        };
    *out = draws;
    *count = len;
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

enum status
store_move_left_draws(struct fundraising *self, int64_t tranche,
        int64_t payment)
{
    return db_run(self->payments, MOVE_LEFT_DRAWS, V(tranche), V(payment));
}

enum status
store_delete_left_draws(struct fundraising *self, int64_t tranche)
{
    return db_run(self->payments, DELETE_LEFT_DRAWS, V(tranche));
}

static struct trace_draw
read_trace(sqlite3_stmt *row, struct arena *arena)
{
    return (struct trace_draw){
        .payment = column_uuid(row, 0),
        .award = column_uuid(row, 1),
        .tranche = column_uuid(row, 2),
        .ordinal = column_int(row, 3),
        .project = column_uuid(row, 4),
        .title = column_text(row, 5, arena),
        .amount = column_int(row, 6),
        .paid_at = column_int(row, 7),
        .organisation = column_uuid(row, 8),
        .has_organisation_name = !column_is_null(row, 9),
        .organisation_name = column_text(row, 9, arena),
    };
}

static enum status
collect_trace(enum status status, sqlite3_stmt *row, struct arena *arena,
        struct trace_draw **out, size_t *count)
{
    struct trace_draw *draws = NULL;
    size_t len = 0;

    for (; !status; status = db_next(row))
        *LIST_ADD(arena, draws, len) = read_trace(row, arena);
    *out = draws;
    *count = len;
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

enum status
store_list_draws_of_gift(struct fundraising *self, struct arena *arena,
        int64_t gift, size_t limit, struct trace_draw **out, size_t *count)
{
    sqlite3_stmt *row;
    enum status status = db_first(self->payments, LIST_DRAWS_OF_GIFT, &row,
            V(gift), V(limit));

    return collect_trace(status, row, arena, out, count);
}

enum status
store_list_draws_of_fund(struct fundraising *self, struct arena *arena,
        int64_t fund, int64_t since, size_t limit, struct trace_draw **out,
        size_t *count)
{
    sqlite3_stmt *row;
    enum status status = db_first(self->payments, LIST_DRAWS_OF_FUND, &row,
            V(fund), V(limit), V(since));

    return collect_trace(status, row, arena, out, count);
}

enum status
store_sum_held_of_gift(struct fundraising *self, int64_t gift, int64_t *out)
{
    sqlite3_stmt *row;
    enum status status = db_first(self->payments, SUM_HELD, &row, V(gift));

    if (status)
        return status;
    *out = column_int(row, 0);
    db_done(row);
    return STATUS_OK;
}

enum status
store_insert_return(struct fundraising *self,
        const struct money_return *money_return)
{
    return db_run(self->payments, INSERT_RETURN, V(money_return->id),
            V(money_return->award), V(money_return->amount),
            V(money_return->entry), V(money_return->reason),
            V(money_return->bank_reference));
}

enum status
store_find_return(struct fundraising *self, int64_t entry, struct arena *arena,
        struct money_return *out)
{
    sqlite3_stmt *row;
    enum status status = db_first(self->payments, FIND_RETURN, &row, V(entry));

    if (status)
        return status;
    *out = (struct money_return){
        .id = column_uuid(row, 0),
        .award = column_int(row, 1),
        .amount = column_int(row, 2),
        .entry = column_int(row, 3),
        .bank_reference = column_text(row, 4, arena),
    };
    db_done(row);
    return STATUS_OK;
}
