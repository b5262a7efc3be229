#include "store_award.h"

#include "list.h"

enum query {
    PUT_RESERVATION,
    FIND_RESERVATION,
    FIND_RESERVATION_BY_NUMBER,
    SUM_HELD,
    LIST_RESERVATIONS,
    INSERT_TRANCHE,
    SET_TRANCHE_STATE,
    FIND_TRANCHE,
    FIND_TRANCHE_BY_NUMBER,
    LIST_UNPAID,
    LIST_PAYABLES,
    QUERY_COUNT,
};

#define RESERVATION_COLUMNS                                                    \
    "SELECT number, id, grants_hub, project, organisation, title, fund,"       \
    " state, refusal, amount, reserved, payable, paid, released, returned, at" \
    " FROM reservation "

#define TRANCHE_COLUMNS                                                        \
    "SELECT number, id, award, ordinal, amount, state, due_at FROM tranche "

static const char *const sql[QUERY_COUNT] = {
    [PUT_RESERVATION] =
            "INSERT INTO reservation (id, grants_hub, project, organisation,"
            " title, fund, state, refusal, amount, reserved, payable, paid,"
            " released, returned, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8,"
            " ?9, ?10, ?11, ?12, ?13, ?14, ?15)"
            " ON CONFLICT (id) DO UPDATE SET project = ?3, organisation = ?4,"
            " title = ?5, fund = ?6, state = ?7, refusal = ?8, amount = ?9,"
            " reserved = ?10, payable = ?11, paid = ?12, released = ?13,"
            " returned = ?14",
    [FIND_RESERVATION] = RESERVATION_COLUMNS "WHERE id = ?1",
    [FIND_RESERVATION_BY_NUMBER] = RESERVATION_COLUMNS "WHERE number = ?1",
    [SUM_HELD] = "SELECT COALESCE(SUM(reserved + payable), 0)"
                 " FROM reservation WHERE project = ?1",
    [LIST_RESERVATIONS] = RESERVATION_COLUMNS
    "WHERE (?1 = 0 OR number < ?1) AND (?2 IS NULL OR fund = ?2)"
    " ORDER BY number DESC",
    [INSERT_TRANCHE] = "INSERT INTO tranche (id, award, ordinal, amount,"
                       " state, due_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    [SET_TRANCHE_STATE] = "UPDATE tranche SET state = ?2 WHERE number = ?1",
    [FIND_TRANCHE] = TRANCHE_COLUMNS "WHERE id = ?1",
    [FIND_TRANCHE_BY_NUMBER] = TRANCHE_COLUMNS "WHERE number = ?1",
    [LIST_UNPAID] = TRANCHE_COLUMNS "WHERE award = ?1 AND state IN (1, 2)"
                                    " ORDER BY number",
    [LIST_PAYABLES] =
            "SELECT t.number, t.id, t.ordinal, r.id, r.grants_hub, r.project,"
            " r.title, r.organisation, r.fund, t.amount, t.state, t.due_at"
            " FROM tranche t JOIN reservation r ON r.number = t.award"
            " WHERE t.number > ?1 AND (?2 = 0 OR t.state = ?2)"
            " AND (?3 = 0 OR t.award = ?3) ORDER BY t.number",
};

_Static_assert(PAYABLE_STATE_PAYABLE == 1 && PAYABLE_STATE_PROPOSED == 2,
        "SQL above counts on these");

struct queries *
store_award_open(struct db *db)
{
    return queries_open(db, sql, QUERY_COUNT);
}

enum status
store_put_reservation(struct fundraising *self,
        const struct reservation *reservation)
{
    return db_run(self->awards, PUT_RESERVATION, V(reservation->id),
            V(reservation->grants_hub), V(reservation->project),
            V(reservation->organisation), V(reservation->title),
            V(reservation->fund), V(reservation->state),
            V(reservation->refusal), V(reservation->amount),
            V(reservation->reserved), V(reservation->payable),
            V(reservation->paid), V(reservation->released),
            V(reservation->returned), V(reservation->at));
}

static struct reservation
read_reservation(sqlite3_stmt *row, struct arena *arena)
{
    return (struct reservation){
        .number = column_int(row, 0),
        .id = column_uuid(row, 1),
        .grants_hub = column_text(row, 2, arena),
        .project = column_uuid(row, 3),
        .organisation = column_uuid(row, 4),
        .title = column_text(row, 5, arena),
        .fund = column_uuid(row, 6),
        .state = (enum reservation_state)column_int(row, 7),
        .refusal = (enum award_refusal)column_int(row, 8),
        .amount = column_int(row, 9),
        .reserved = column_int(row, 10),
        .payable = column_int(row, 11),
        .paid = column_int(row, 12),
        .released = column_int(row, 13),
        .returned = column_int(row, 14),
        .at = column_int(row, 15),
    };
}

enum status
store_find_reservation(struct fundraising *self, struct uuid award,
        struct arena *arena, struct reservation *out)
{
    sqlite3_stmt *row;
    enum status status =
            db_first(self->awards, FIND_RESERVATION, &row, V(award));

    if (status)
        return status;
    *out = read_reservation(row, arena);
    db_done(row);
    return STATUS_OK;
}

enum status
store_find_reservation_by_number(struct fundraising *self, int64_t number,
        struct arena *arena, struct reservation *out)
{
    sqlite3_stmt *row;
    enum status status =
            db_first(self->awards, FIND_RESERVATION_BY_NUMBER, &row, V(number));

    if (status)
        return status;
    *out = read_reservation(row, arena);
    db_done(row);
    return STATUS_OK;
}

enum status
store_sum_held(struct fundraising *self, struct uuid project, int64_t *out)
{
    sqlite3_stmt *row;
    enum status status = db_first(self->awards, SUM_HELD, &row, V(project));

    if (status)
        return status;
    *out = column_int(row, 0);
    db_done(row);
    return STATUS_OK;
}

enum status
store_list_reservations(struct fundraising *self, struct arena *arena,
        struct uuid fund, struct page *page, struct reservation **out,
        size_t *count)
{
    struct reservation *reservations =
            arena_alloc(arena, page->limit * sizeof(*reservations));
    size_t len = 0;
    sqlite3_stmt *row;
    enum status status = db_first(self->awards, LIST_RESERVATIONS, &row,
            V(page->after), V_IF(!uuid_is_zero(fund), fund));

    for (; !status && page_takes(page, len, column_int(row, 0));
            status = db_next(row))
        reservations[len++] = read_reservation(row, arena);
    if (!status)
        db_done(row);
    *out = reservations;
    *count = len;
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

enum status
store_insert_tranche(struct fundraising *self, const struct tranche *tranche)
{
    return db_run(self->awards, INSERT_TRANCHE, V(tranche->id),
            V(tranche->award), V(tranche->ordinal), V(tranche->amount),
            V(tranche->state), V(tranche->due_at));
}

enum status
store_set_tranche_state(struct fundraising *self, int64_t number,
        enum payable_state state)
{
    return db_change(self->awards, SET_TRANCHE_STATE, V(number), V(state));
}

static struct tranche
read_tranche(sqlite3_stmt *row)
{
    return (struct tranche){
        .number = column_int(row, 0),
        .id = column_uuid(row, 1),
        .award = column_int(row, 2),
        .ordinal = column_int(row, 3),
        .amount = column_int(row, 4),
        .state = (enum payable_state)column_int(row, 5),
        .due_at = column_int(row, 6),
    };
}

enum status
store_find_tranche(struct fundraising *self, struct uuid id,
        struct tranche *out)
{
    sqlite3_stmt *row;
    enum status status = db_first(self->awards, FIND_TRANCHE, &row, V(id));

    if (status)
        return status;
    *out = read_tranche(row);
    db_done(row);
    return STATUS_OK;
}

enum status
store_find_tranche_by_number(struct fundraising *self, int64_t number,
        struct tranche *out)
{
    sqlite3_stmt *row;
    enum status status =
            db_first(self->awards, FIND_TRANCHE_BY_NUMBER, &row, V(number));

    if (status)
        return status;
    *out = read_tranche(row);
    db_done(row);
    return STATUS_OK;
}

enum status
store_list_unpaid_tranches(struct fundraising *self, struct arena *arena,
        int64_t award, struct tranche **out, size_t *count)
{
    struct tranche *tranches = NULL;
    size_t len = 0;
    sqlite3_stmt *row;
    enum status status = db_first(self->awards, LIST_UNPAID, &row, V(award));

    for (; !status; status = db_next(row))
        *LIST_ADD(arena, tranches, len) = read_tranche(row);
    *out = tranches;
    *count = len;
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

static struct payable_item
read_payable(sqlite3_stmt *row, struct arena *arena)
{
    return (struct payable_item){
        .tranche = column_uuid(row, 1),
        .ordinal = column_int(row, 2),
        .award = column_uuid(row, 3),
        .grants_hub = column_text(row, 4, arena),
        .project = column_uuid(row, 5),
        .title = column_text(row, 6, arena),
        .organisation = column_uuid(row, 7),
        .fund = column_uuid(row, 8),
        .amount = column_int(row, 9),
        .state = (enum payable_state)column_int(row, 10),
        .due_at = column_int(row, 11),
    };
}

enum status
store_list_payables(struct fundraising *self, struct arena *arena,
        enum payable_state state, int64_t award, struct page *page,
        struct payable_item **out, size_t *count)
{
    struct payable_item *items =
            arena_alloc(arena, page->limit * sizeof(*items));
    size_t len = 0;
    sqlite3_stmt *row;
    enum status status = db_first(self->awards, LIST_PAYABLES, &row,
            V(page->after), V(state), V(award));

    for (; !status && page_takes(page, len, column_int(row, 0));
            status = db_next(row))
        items[len++] = read_payable(row, arena);
    if (!status)
        db_done(row);
    *out = items;
    *count = len;
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}
