#include "store_transfer.h"

enum query {
    INSERT_TRANSFER,
    SET_STATE,
    SET_REFUSAL,
    FIND_TRANSFER,
    LIST_TRANSFERS,
    QUERY_COUNT,
};

#define TRANSFER_COLUMNS                                                       \
    "SELECT number, id, from_hub, from_fund, to_hub, to_fund, amount, state,"  \
    " at, reason, refusal FROM transfer "

static const char *const sql[QUERY_COUNT] = {
    [INSERT_TRANSFER] =
            "INSERT INTO transfer (id, from_hub, from_fund, to_hub, to_fund,"
            " amount, state, at, reason, is_from, is_to,"
            " refusal)"
            " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
    [SET_STATE] = "UPDATE transfer SET state = ?2 WHERE id = ?1",
    [SET_REFUSAL] = "UPDATE transfer SET refusal = ?2 WHERE id = ?1",
    [FIND_TRANSFER] = TRANSFER_COLUMNS "WHERE id = ?1",
    [LIST_TRANSFERS] = TRANSFER_COLUMNS
    "WHERE (?1 = 0 OR number < ?1) ORDER BY number DESC",
};

struct queries *
store_transfer_open(struct db *db)
{
    return queries_open(db, sql, QUERY_COUNT);
}

enum status
store_insert_transfer(struct fundraising *self, struct str hub,
        const struct transfer_item *transfer)
{
    return db_run(self->transfers, INSERT_TRANSFER, V(transfer->transfer),
            V(transfer->from_hub), V(transfer->from_fund), V(transfer->to_hub),
            V(transfer->to_fund), V(transfer->amount), V(transfer->state),
            V(transfer->at), V(transfer->reason),
            V(str_equal(transfer->from_hub, hub)),
            V(str_equal(transfer->to_hub, hub)),
            V_IF(transfer->has_refusal, transfer->refusal));
}

enum status
store_set_transfer_state(struct fundraising *self, struct uuid id,
        enum transfer_state state)
{
    return db_change(self->transfers, SET_STATE, V(id), V(state));
}

enum status
store_set_transfer_refusal(struct fundraising *self, struct uuid id,
        enum transfer_refusal refusal)
{
    return db_change(self->transfers, SET_REFUSAL, V(id), V(refusal));
}

static struct transfer_item
read_transfer(sqlite3_stmt *row, struct arena *arena)
{
    return (struct transfer_item){
        .transfer = column_uuid(row, 1),
        .transfer_id = column_uuid(row, 1),
        .from_hub = column_text(row, 2, arena),
        .from_fund = column_uuid(row, 3),
        .to_hub = column_text(row, 4, arena),
        .to_fund = column_uuid(row, 5),
        .amount = column_int(row, 6),
        .state = (enum transfer_state)column_int(row, 7),
        .at = column_int(row, 8),
        .reason = column_text(row, 9, arena),
        .has_refusal = !column_is_null(row, 10),
        .refusal = (enum transfer_refusal)column_int(row, 10),
    };
}

enum status
store_find_transfer(struct fundraising *self, struct uuid id,
        struct arena *arena, struct transfer_item *out)
{
    sqlite3_stmt *row;
    enum status status = db_first(self->transfers, FIND_TRANSFER, &row, V(id));

    if (status)
        return status;
    *out = read_transfer(row, arena);
    db_done(row);
    return STATUS_OK;
}

enum status
store_list_transfers(struct fundraising *self, struct arena *arena,
        struct page *page, struct transfer_item **out, size_t *count)
{
    struct transfer_item *items =
            arena_alloc(arena, page->limit * sizeof(*items));
    size_t len = 0;
    sqlite3_stmt *row;
    enum status status =
            db_first(self->transfers, LIST_TRANSFERS, &row, V(page->after));

    for (; !status && page_takes(page, len, column_int(row, 0));
            status = db_next(row))
        items[len++] = read_transfer(row, arena);
    if (!status)
        db_done(row);
    *out = items;
    *count = len;
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}
