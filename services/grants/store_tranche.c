#include "store_inside.h"

enum {
    INSERT_TRANCHE,
    PLAN_AGAIN,
    UPDATE_TRANCHE,
    DELETE_WAITING,
    WAIVE_REPORT,
    WAIVE_VISIT,
    LIST_TRANCHES,
    FIND_TRANCHE,
    FIND_HEARD_AT,
    PUT_HEARD_AT,
    PUT_RECALL,
    FIND_RECALL,
    COUNT_UNPAID,
    SET_AT_PAYMENT,
    IS_AT_PAYMENT,
    IS_TRANCHE_AT_PAYMENT,
    QUERY_COUNT,
};

/*
 * Whether a gate is met follows from the reports and visits there are, but for
 * the one that ?2 names.
 */
#define OF_TRANCHE                                                             \
    " e WHERE (e.award, e.agreement, e.ordinal) ="                             \
    "  (t.award, t.agreement, t.ordinal) AND e.id IS NOT ?2"
#define TRANCHE                                                                \
    "SELECT t.id, t.ordinal, t.amount, t.state, t.needs_report,"               \
    " t.waives_report OR EXISTS (SELECT 1 FROM report" OF_TRANCHE              \
    "  AND e.kind = 'progress' AND e.state = 'accepted'),"                     \
    " t.needs_visit,"                                                          \
    " t.waives_visit OR EXISTS (SELECT 1 FROM visit" OF_TRANCHE                \
    "  AND e.withdrawn_reason IS NULL),"                                       \
    " t.waived, t.released_at, t.paid_at, t.reason, t.agreement,"              \
    " t.taking_back, t.recall_refusal FROM tranche t"

static const char *const sql[QUERY_COUNT] = {
    [INSERT_TRANCHE] =
            "INSERT INTO tranche (id, award, agreement, ordinal, amount,"
            " state, needs_report, needs_visit)"
            " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    [PLAN_AGAIN] =
            "INSERT INTO tranche (id, award, agreement, ordinal, amount,"
            " state, needs_report, needs_visit, waives_report, waives_visit,"
            " waived) SELECT ?2, award, agreement, ordinal, amount, ?3,"
            " needs_report, needs_visit, waives_report, waives_visit, waived"
            " FROM tranche WHERE id = ?1",
    [UPDATE_TRANCHE] = "UPDATE tranche SET state = ?2, released_at = ?3,"
                       " paid_at = ?4, reason = ?5, taking_back = ?6,"
                       " recall_refusal = ?7 WHERE id = ?1",
    [DELETE_WAITING] = "DELETE FROM tranche WHERE award = ?1"
                       " AND state = 'waiting'",
    [WAIVE_REPORT] = "UPDATE tranche SET waives_report = 1, waived = ?2"
                     " WHERE id = ?1",
    [WAIVE_VISIT] = "UPDATE tranche SET waives_visit = 1, waived = ?2"
                    " WHERE id = ?1",
    [LIST_TRANCHES] = TRANCHE " WHERE t.award = ?1"
                              " ORDER BY t.agreement, t.ordinal, t.row",
    [FIND_TRANCHE] = TRANCHE " WHERE t.id = ?1",
    [FIND_HEARD_AT] = "SELECT heard_at FROM tranche WHERE id = ?1",
    [PUT_HEARD_AT] = "UPDATE tranche SET heard_at = ?2 WHERE id = ?1",
    [PUT_RECALL] = "UPDATE tranche SET recall = ?2, recall_reason = ?3"
                   " WHERE id = ?1",
    [FIND_RECALL] = "SELECT recall, recall_reason FROM tranche WHERE id = ?1"
                    " AND recall IS NOT NULL",
    [COUNT_UNPAID] = "SELECT count(*), min(released_at) FROM tranche"
                     " WHERE state IN ('released', 'failed', 'recalled')"
                     " AND released_at < ?1",
    [SET_AT_PAYMENT] =
            "UPDATE tranche SET is_at_payment = ?3 WHERE id = ?1 AND award ="
            " (SELECT row FROM award WHERE id = ?2 AND fund_hub = ?4)",
    [IS_AT_PAYMENT] = "SELECT EXISTS (SELECT 1 FROM tranche"
                      " WHERE award = ?1 AND is_at_payment)",
    [IS_TRANCHE_AT_PAYMENT] = "SELECT is_at_payment FROM tranche"
                              " WHERE id = ?1",
};

struct queries *
store_tranche_open(struct db *db)
{
    return queries_open(db, sql, QUERY_COUNT);
}

enum status
store_insert_tranche(struct store *store, int64_t award,
        const struct award_tranche *tranche)
{
    return db_run(store->tranches, INSERT_TRANCHE, V(tranche->tranche),
            V(award), V(tranche->agreement), V(tranche->ordinal),
            V(tranche->amount), V(state_name(THING_TRANCHE, tranche->state)),
            V(tranche->needs_report), V(tranche->needs_visit));
}

enum status
store_plan_again(struct store *store, struct uuid tranche, struct uuid again)
{
    return db_change(store->tranches, PLAN_AGAIN, V(tranche), V(again),
            V(state_name(THING_TRANCHE, TRANCHE_STATE_WAITING)));
}

enum status
store_update_tranche(struct store *store, const struct award_tranche *tranche)
{
    return db_change(store->tranches, UPDATE_TRANCHE, V(tranche->tranche),
            V(state_name(THING_TRANCHE, tranche->state)),
            V_IF(tranche->has_released_at, tranche->released_at),
            V_IF(tranche->has_paid_at, tranche->paid_at),
            V_IF(tranche->has_reason, tranche->reason),
            V_IF(tranche->has_taking_back, tranche->taking_back),
            V_IF(tranche->has_recall_refusal,
                    enum_name(&types_recall_refusal_enumeration,
                            (int)tranche->recall_refusal)));
}

enum status
store_delete_waiting_tranches(struct store *store, int64_t award)
{
    return db_run(store->tranches, DELETE_WAITING, V(award));
}

enum status
store_waive_gate(struct store *store, struct uuid tranche,
        enum tranche_gate gate, struct str reason)
{
    return db_change(store->tranches,
            gate == TRANCHE_GATE_VISIT_DONE ? WAIVE_VISIT : WAIVE_REPORT,
            V(tranche), V(reason));
}

static void
read_tranche(sqlite3_stmt *row, struct arena *arena, void *item)
{
    *(struct award_tranche *)item = (struct award_tranche){
        .tranche = column_uuid(row, 0),
        .ordinal = column_int(row, 1),
        .amount = column_int(row, 2),
        .state = column_enum(row, 3, &grants_tranche_state_enumeration),
        .needs_report = column_bool(row, 4),
        .report_accepted = column_bool(row, 5),
        .needs_visit = column_bool(row, 6),
        .visit_done = column_bool(row, 7),
        .has_waived = !column_is_null(row, 8),
        .waived = column_text(row, 8, arena),
        .has_released_at = !column_is_null(row, 9),
        .released_at = column_int(row, 9),
        .has_paid_at = !column_is_null(row, 10),
        .paid_at = column_int(row, 10),
        .has_reason = !column_is_null(row, 11),
        .reason = column_text(row, 11, arena),
        .has_agreement = true,
        .agreement = column_int(row, 12),
        .has_taking_back = !column_is_null(row, 13),
        .taking_back = column_uuid(row, 13),
        .has_recall_refusal = !column_is_null(row, 14),
        .recall_refusal =
                column_enum(row, 14, &types_recall_refusal_enumeration),
    };
}

static const struct row_reader tranche_reader = { sizeof(struct award_tranche),
    read_tranche };

enum status
store_list_tranches(struct store *store, int64_t award, struct arena *arena,
        struct rows *out)
{
    sqlite3_stmt *row;
    enum status status = db_first(store->tranches, LIST_TRANCHES, &row,
            V(award), value_null());

    return store_collect(status, row, &tranche_reader, NULL, arena, out);
}

enum status
store_find_tranche_without(struct store *store, struct uuid tranche,
        struct uuid evidence, struct arena *arena, struct award_tranche *out)
{
    sqlite3_stmt *row;
    enum status status = db_first(store->tranches, FIND_TRANCHE, &row,
            V(tranche), V(evidence));

    return store_take(status, row, read_tranche, arena, out);
}

enum status
store_find_heard_at(struct store *store, struct uuid tranche, int64_t *out)
{
    sqlite3_stmt *row;
    enum status status =
            db_first(store->tranches, FIND_HEARD_AT, &row, V(tranche));

    return store_take_number(status, row, out);
}

enum status
store_put_heard_at(struct store *store, struct uuid tranche, int64_t at)
{
    return db_change(store->tranches, PUT_HEARD_AT, V(tranche), V(at));
}

enum status
store_put_recall(struct store *store, struct uuid tranche,
        const struct recall *recall)
{
    return db_change(store->tranches, PUT_RECALL, V(tranche), V(recall->id),
            V(recall->reason));
}

enum status
store_find_recall(struct store *store, struct uuid tranche, struct arena *arena,
        struct recall *out)
{
    sqlite3_stmt *row;
    enum status status =
            db_first(store->tranches, FIND_RECALL, &row, V(tranche));

    if (status)
        return status;
    *out = (struct recall){ column_uuid(row, 0), column_text(row, 1, arena) };
    db_done(row);
    return STATUS_OK;
}

enum status
store_count_unpaid(struct store *store, int64_t before, struct open_sagas *out)
{
    sqlite3_stmt *row;
    enum status status =
            db_first(store->tranches, COUNT_UNPAID, &row, V(before));

    return store_take_open(status, row, out);
}

enum status
store_set_at_payment(struct store *store, const struct payment_trace *trace)
{
    return db_run(store->tranches, SET_AT_PAYMENT, V(trace->tranche),
            V(trace->award), V(trace->is_at_payment), V(trace->fund_hub));
}

enum status
store_is_at_payment(struct store *store, int64_t award, bool *out)
{
    sqlite3_stmt *row;
    enum status status =
            db_first(store->tranches, IS_AT_PAYMENT, &row, V(award));

    return store_take_bool(status, row, out);
}

enum status
store_is_tranche_at_payment(struct store *store, struct uuid tranche, bool *out)
{
    sqlite3_stmt *row;
    enum status status =
            db_first(store->tranches, IS_TRANCHE_AT_PAYMENT, &row, V(tranche));

    return store_take_bool(status, row, out);
}
