#include "store_inside.h"

enum {
    INSERT_DECISION,
    LIST_DECISIONS,
    INSERT_AWARD,
    UPDATE_AWARD,
    FIND_AWARD,
    FIND_LIVE_AWARD,
    LIST_AWARDS,
    MAY_SEE_AWARD,
    LIST_AWARDS_IN,
    COUNT_UNANSWERED,
    QUERY_COUNT,
};

#define AWARD_COLUMNS                                                          \
    "SELECT a.row, a.id, a.number, p.id, r.id, p.organisation, p.applicant,"   \
    " p.title, a.section, p.field, a.state, a.fund_hub, a.fund, a.amount,"     \
    " d.decided_at, n.id, a.agreement_due_at, a.signed_on, a.starts_on,"       \
    " a.ends_on, a.agreement, a.cancel_reason, a.is_freed, a.reason,"          \
    " " RETURNED " FROM award a JOIN application p ON p.row = a.application"   \
    " JOIN round r ON r.row = a.round JOIN decision d ON d.row = a.decision"   \
    " LEFT JOIN notice n ON n.row = a.notice"

static const char *const sql[QUERY_COUNT] = {
    [INSERT_DECISION] =
            "INSERT INTO decision (id, round, decided_at, decided_by, amount,"
            " note, tie_note, range_note, is_final)"
            " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
    [LIST_DECISIONS] =
            "SELECT row, id, decided_at, decided_by, amount, note, tie_note,"
            " range_note, is_final FROM decision WHERE round = ?1"
            " AND row < ?2 ORDER BY row DESC LIMIT ?3",
    [INSERT_AWARD] =
            "INSERT INTO award (id, amount, state, fund_hub, fund, notice,"
            " agreement_due_at, signed_on, starts_on, ends_on, agreement,"
            " cancel_reason, is_freed, reason, number, section, application,"
            " round, decision)"
            " VALUES (?1, ?2, ?3, ?4, ?5,"
            " (SELECT row FROM notice WHERE id = ?6), ?7, ?8, ?9, ?10, ?11,"
            " ?12, ?13, ?14, ?15, ?16,"
            " (SELECT row FROM application WHERE id = ?17),"
            " (SELECT row FROM round WHERE id = ?18),"
            " (SELECT row FROM decision WHERE id = ?19))",
    [UPDATE_AWARD] =
            "UPDATE award SET amount = ?2, state = ?3, fund_hub = ?4,"
            " fund = ?5, notice = (SELECT row FROM notice WHERE id = ?6),"
            " agreement_due_at = ?7, signed_on = ?8, starts_on = ?9,"
            " ends_on = ?10, agreement = ?11, cancel_reason = ?12,"
            " is_freed = ?13, reason = ?14 WHERE id = ?1",
    [FIND_AWARD] = AWARD_COLUMNS " WHERE a.id = ?1",
    [FIND_LIVE_AWARD] = AWARD_COLUMNS " WHERE a.application = ?1 AND a.state"
                                      " NOT IN ('abandoned', 'cancelled')"
                                      " ORDER BY a.row DESC LIMIT 1",
    [LIST_AWARDS] =
            "SELECT a.row, a.id, a.number, p.id, r.id, p.organisation,"
            " p.title, a.section, a.amount, a.state, a.reason, a.fund_hub,"
            " a.fund,"
            " (SELECT COALESCE(SUM(t.amount), 0) FROM tranche t"
            "  WHERE t.award = a.row"
            "  AND t.state IN ('released', 'paid', 'failed')),"
            " (SELECT COALESCE(SUM(t.amount), 0) FROM tranche t"
            "  WHERE t.award = a.row AND t.state = 'paid'), " RETURNED
            ", a.agreement_due_at, a.ends_on FROM award a"
            " JOIN application p ON p.row = a.application"
            " JOIN round r ON r.row = a.round"
            " WHERE a.row < ?3 AND " SEES_AWARD
            " AND (?4 IS NULL OR r.id = ?4) AND (?5 IS NULL OR a.state = ?5)"
            " AND (?6 IS NULL OR p.organisation = ?6)"
            " ORDER BY a.row DESC LIMIT ?7",
    [MAY_SEE_AWARD] = "SELECT " SEES_AWARD " FROM award a JOIN application p"
                      " ON p.row = a.application WHERE a.row = ?3",
    [LIST_AWARDS_IN] = "SELECT id FROM award WHERE round = ?1 AND state = ?2"
                       " ORDER BY row",
    [COUNT_UNANSWERED] =
            "SELECT count(*), min(at) FROM (SELECT COALESCE((SELECT max(t.at)"
            " FROM transition t WHERE t.subject = a.id"
            " AND t.after = 'proposed'), d.decided_at) AS at"
            " FROM award a JOIN decision d ON d.row = a.decision"
            " WHERE a.state = 'proposed') WHERE at < ?1",
};

/* What may change, in the order of INSERT and UPDATE. */
#define CHANGING_VALUES(a)                                                     \
    V((a)->amount), V(state_name(THING_AWARD, (a)->state)), V((a)->fund_hub),  \
            V((a)->fund), V_IF((a)->has_notice, (a)->notice),                  \
            V_IF((a)->has_agreement_due_at, (a)->agreement_due_at),            \
            V_IF((a)->has_signed_on, (a)->signed_on),                          \
            V_IF((a)->has_starts_on, (a)->starts_on),                          \
            V_IF((a)->has_ends_on, (a)->ends_on),                              \
            V_IF((a)->has_agreement, (a)->agreement),                          \
            V_IF((a)->has_cancel_reason, (a)->cancel_reason),                  \
            V((a)->is_freed), V_IF((a)->has_reason, (a)->reason)

struct queries *
store_award_open(struct db *db)
{
    return queries_open(db, sql, QUERY_COUNT);
}

enum status
store_insert_decision(struct store *store, int64_t round,
        const struct decision_item *decision)
{
    return db_run(store->awards, INSERT_DECISION, V(decision->decision),
            V(round), V(decision->decided_at), V(decision->decided_by),
            V(decision->amount), V_IF(decision->has_note, decision->note),
            V_IF(decision->has_tie_note, decision->tie_note),
            V_IF(decision->has_range_note, decision->range_note),
            V(decision->is_final));
}

static void
read_decision(sqlite3_stmt *row, struct arena *arena, void *item)
{
    *(struct decision_item *)item = (struct decision_item){
        .decision = column_uuid(row, 1),
        .decision_id = column_uuid(row, 1),
        .decided_at = column_int(row, 2),
        .decided_by = column_uuid(row, 3),
        .amount = column_int(row, 4),
        .has_note = !column_is_null(row, 5),
        .note = column_text(row, 5, arena),
        .has_tie_note = !column_is_null(row, 6),
        .tie_note = column_text(row, 6, arena),
        .has_range_note = !column_is_null(row, 7),
        .range_note = column_text(row, 7, arena),
        .is_final = column_bool(row, 8),
    };
}

static const struct row_reader decision_reader = { sizeof(struct decision_item),
    read_decision };

enum status
store_list_decisions(struct store *store, int64_t round, struct page *page,
        struct arena *arena, struct rows *out)
{
    sqlite3_stmt *row;
    enum status status = db_first(store->awards, LIST_DECISIONS, &row, V(round),
            V(page_start(page)), V(page->limit + 1));

    return store_collect(status, row, &decision_reader, page, arena, out);
}

enum status
store_insert_award(struct store *store, const struct award *award,
        struct uuid decision)
{
    struct award first = *award;

    first.state = AWARD_STATE_PROPOSED;
    return db_run(store->awards, INSERT_AWARD, V(award->id),
            CHANGING_VALUES(&first), V(award->number),
            V_IF(award->has_section, award->section), V(award->application),
            V(award->round), V(decision));
}

enum status
store_update_award(struct store *store, const struct award *award)
{
    return db_change(store->awards, UPDATE_AWARD, V(award->id),
            CHANGING_VALUES(award));
}

static void
read_award(sqlite3_stmt *row, struct arena *arena, void *item)
{
    *(struct award *)item = (struct award){
        .rowid = column_int(row, 0),
        .id = column_uuid(row, 1),
        .number = column_text(row, 2, arena),
        .application = column_uuid(row, 3),
        .round = column_uuid(row, 4),
        .organisation = column_uuid(row, 5),
        .applicant = column_uuid(row, 6),
        .title = column_text(row, 7, arena),
        .has_section = !column_is_null(row, 8),
        .section = column_text(row, 8, arena),
        .has_field = !column_is_null(row, 9),
        .field = column_text(row, 9, arena),
        .state = column_enum(row, 10, &grants_award_state_enumeration),
        .fund_hub = column_text(row, 11, arena),
        .fund = column_uuid(row, 12),
        .amount = column_int(row, 13),
        .decided_at = column_int(row, 14),
        .has_notice = !column_is_null(row, 15),
        .notice = column_uuid(row, 15),
        .has_agreement_due_at = !column_is_null(row, 16),
        .agreement_due_at = column_int(row, 16),
        .has_signed_on = !column_is_null(row, 17),
        .signed_on = column_int(row, 17),
        .has_starts_on = !column_is_null(row, 18),
        .starts_on = column_int(row, 18),
        .has_ends_on = !column_is_null(row, 19),
        .ends_on = column_int(row, 19),
        .has_agreement = !column_is_null(row, 20),
        .agreement = column_text(row, 20, arena),
        .has_cancel_reason = !column_is_null(row, 21),
        .cancel_reason = column_text(row, 21, arena),
        .is_freed = column_bool(row, 22),
        .has_reason = !column_is_null(row, 23),
        .reason = column_text(row, 23, arena),
        .returned = column_int(row, 24),
    };
}

enum status
store_find_award(struct store *store, struct uuid id, struct arena *arena,
        struct award *out)
{
    sqlite3_stmt *row;
    enum status status = db_first(store->awards, FIND_AWARD, &row, V(id));

    return store_take(status, row, read_award, arena, out);
}

enum status
store_find_live_award(struct store *store, int64_t application,
        struct arena *arena, struct award *out)
{
    sqlite3_stmt *row;
    enum status status =
            db_first(store->awards, FIND_LIVE_AWARD, &row, V(application));

    return store_take(status, row, read_award, arena, out);
}

static void
read_award_item(sqlite3_stmt *row, struct arena *arena, void *item)
{
    *(struct award_item *)item = (struct award_item){
        .award = column_uuid(row, 1),
        .award_id = column_uuid(row, 1),
        .number = column_text(row, 2, arena),
        .application = column_uuid(row, 3),
        .round = column_uuid(row, 4),
        .organisation = column_uuid(row, 5),
        .title = column_text(row, 6, arena),
        .has_section = !column_is_null(row, 7),
        .section = column_text(row, 7, arena),
        .amount = column_int(row, 8),
        .state = column_enum(row, 9, &grants_award_state_enumeration),
        .has_reason = !column_is_null(row, 10),
        .reason = column_text(row, 10, arena),
        .fund_hub = column_text(row, 11, arena),
        .fund = column_uuid(row, 12),
        .released = column_int(row, 13),
        .paid = column_int(row, 14),
        .returned = column_int(row, 15),
        .has_agreement_due_at = !column_is_null(row, 16),
        .agreement_due_at = column_int(row, 16),
        .has_ends_on = !column_is_null(row, 17),
        .ends_on = column_int(row, 17),
    };
}

static const struct row_reader award_item_reader = { sizeof(struct award_item),
    read_award_item };

enum status
store_list_awards(struct store *store, const struct award_filter *filter,
        struct page *page, struct arena *arena, struct rows *out)
{
    sqlite3_stmt *row;
    enum status status = db_first(store->awards, LIST_AWARDS, &row,
            V(filter->viewer.sees_all), V(filter->viewer.account),
            V(page_start(page)), V_IF(filter->has_round, filter->round),
            V(state_name(THING_AWARD, filter->state)),
            V_IF(filter->has_organisation, filter->organisation),
            V(page->limit + 1));

    return store_collect(status, row, &award_item_reader, page, arena, out);
}

enum status
store_may_see_award(struct store *store, const struct award *award,
        const struct viewer *viewer, bool *out)
{
    sqlite3_stmt *row;
    enum status status = db_first(store->awards, MAY_SEE_AWARD, &row,
            V(viewer->sees_all), V(viewer->account), V(award->rowid));

    return store_take_bool(status, row, out);
}

enum status
store_list_awards_in(struct store *store, int64_t round, enum award_state state,
        struct arena *arena, struct rows *out)
{
    sqlite3_stmt *row;
    enum status status = db_first(store->awards, LIST_AWARDS_IN, &row, V(round),
            V(state_name(THING_AWARD, state)));

    return store_collect(status, row, &uuid_reader, NULL, arena, out);
}

enum status
store_count_unanswered(struct store *store, int64_t before,
        struct open_sagas *out)
{
    sqlite3_stmt *row;
    enum status status =
            db_first(store->awards, COUNT_UNANSWERED, &row, V(before));

    return store_take_open(status, row, out);
}
