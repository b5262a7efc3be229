#include "store_inside.h"

enum {
    INSERT_REVIEWER,
    DISMISS_REVIEWER,
    FIND_PANEL,
    LIST_PANEL,
    INSERT_ASSIGNMENT,
    DELETE_ASSIGNMENT,
    DELETE_ASSIGNMENTS,
    FIND_ASSIGNMENTS,
    LIST_ASSIGNMENTS,
    LIST_REVIEW_ROUNDS,
    LIST_REVIEWS,
    INSERT_CONFLICT,
    LIFT_CONFLICT,
    FIND_CONFLICT,
    HAS_CONFLICT,
    LIST_CONFLICTS,
    QUERY_COUNT,
};

#define OF_ROUND                                                               \
    "application IN (SELECT row FROM application WHERE round = v.round)"

/* SQL: what reviewer has said of application. */
#define HAS_SCORED(reviewer)                                                   \
    "EXISTS (SELECT 1 FROM sheet s WHERE s.application = a.row"                \
    " AND s.reviewer = " reviewer " AND s.void_at IS NULL)"
#define HAS_DECLARED(reviewer)                                                 \
    "EXISTS (SELECT 1 FROM conflict c WHERE c.application = a.row"             \
    " AND c.reviewer = " reviewer " AND c.lifted_at IS NULL)"

/* SQL: it is for the account to score, as one assigned or as nobody is. */
#define IS_FOR(account)                                                        \
    "(EXISTS (SELECT 1 FROM assignment s"                                      \
    "  WHERE s.application = a.row AND s.account = " account ")"               \
    " OR NOT EXISTS (SELECT 1 FROM assignment s"                               \
    "  WHERE s.application = a.row))"

static const char *const sql[QUERY_COUNT] = {
    [INSERT_REVIEWER] =
            "INSERT INTO reviewer (round, account, is_chair, appointed_at)"
            " VALUES (?1, ?2, ?3, ?4)"
            " ON CONFLICT (round, account) WHERE dismissed_at IS NULL"
            " DO UPDATE SET is_chair = ?3",
    [DISMISS_REVIEWER] = "UPDATE reviewer SET dismissed_at = ?3"
                         " WHERE round = ?1 AND account = ?2"
                         " AND dismissed_at IS NULL",
    [FIND_PANEL] = "SELECT COUNT(*) > 0, COALESCE(SUM(account = ?2), 0)"
                   " FROM reviewer WHERE round = ?1 AND dismissed_at IS NULL",
    [LIST_PANEL] =
            "SELECT v.account, v.appointed_at, v.is_chair,"
            " (SELECT COUNT(*) FROM assignment s WHERE s." OF_ROUND
            "  AND s.account = v.account),"
            " (SELECT COUNT(*) FROM sheet s WHERE s." OF_ROUND
            "  AND s.reviewer = v.account AND s.void_at IS NULL),"
            " (SELECT COUNT(*) FROM conflict s WHERE s." OF_ROUND
            "  AND s.reviewer = v.account AND s.lifted_at IS NULL)"
            " FROM reviewer v WHERE v.round = ?1 AND v.dismissed_at IS NULL"
            " ORDER BY v.row",
    [INSERT_ASSIGNMENT] =
            "INSERT INTO assignment (application, account, assigned_at)"
            " VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
    [DELETE_ASSIGNMENT] = "DELETE FROM assignment"
                          " WHERE application = ?1 AND account = ?2",
    [DELETE_ASSIGNMENTS] =
            "DELETE FROM assignment WHERE account = ?2 AND application IN"
            " (SELECT row FROM application WHERE round = ?1)",
    [FIND_ASSIGNMENTS] = "SELECT COUNT(*) > 0, COALESCE(SUM(account = ?2), 0)"
                         " FROM assignment WHERE application = ?1",
    [LIST_ASSIGNMENTS] = "SELECT t.account, t.assigned_at, " HAS_SCORED(
            "t.account") ", " HAS_DECLARED("t.account") " FROM assignment t "
                                                        "JOIN application a ON "
                                                        "a.row = t.application"
                                                        " WHERE t.application "
                                                        "= ?1 ORDER BY "
                                                        "t.assigned_at, "
                                                        "t.account",
    [LIST_REVIEW_ROUNDS] =
            "SELECT r.row, r.id, r.number, r.title, r.state, r.closes_at,"
            " r.panel_closed_at IS NOT NULL, COUNT(*),"
            " SUM(" HAS_SCORED("?1") "), SUM(" HAS_DECLARED(
                    "?1") "), r.scores_due_on"
                          " FROM round r JOIN application a ON a.round = r.row"
                          " AND a.state = CASE WHEN r.skips_screening THEN "
                          "'submitted'"
                          "  ELSE 'eligible' END"
                          " WHERE r.row < ?2 AND r.state IN ('accepting', "
                          "'reviewing',"
                          " 'decided') AND " IS_FOR(
                                  "?1") " AND (EXISTS (SELECT 1 FROM reviewer "
                                        "v WHERE v.round = r.row"
                                        "  AND v.account = ?1 AND "
                                        "v.dismissed_at IS NULL)"
                                        " OR NOT EXISTS (SELECT 1 FROM "
                                        "reviewer v WHERE v.round = r.row"
                                        "  AND v.dismissed_at IS NULL))"
                                        " GROUP BY r.row ORDER BY r.row DESC "
                                        "LIMIT ?3",
    [LIST_REVIEWS] =
            "SELECT a.row, a.id, a.number, a.title, a.organisation, a.section,"
            " a.amount, " HAS_SCORED("?3") ", " HAS_DECLARED(
                    "?3") " FROM application a WHERE a.round = ?1 AND a.state "
                          "= ?2"
                          " AND a.row > ?4 AND " IS_FOR(
                                  "?3") " ORDER BY a.row LIMIT ?5",
    [INSERT_CONFLICT] =
            "INSERT INTO conflict (id, application, reviewer, reason,"
            " declared_at) VALUES (?1, ?2, ?3, ?4, ?5)",
    [LIFT_CONFLICT] = "UPDATE conflict SET lifted_at = ?2, lifted_reason = ?3"
                      " WHERE id = ?1 AND lifted_at IS NULL",
    [FIND_CONFLICT] =
            "SELECT c.row, c.id, a.id, c.reviewer, c.reason, c.declared_at,"
            " c.lifted_at, c.lifted_reason FROM conflict c"
            " JOIN application a ON a.row = c.application WHERE c.id = ?1",
    [HAS_CONFLICT] = "SELECT EXISTS (SELECT 1 FROM conflict"
                     " WHERE application = ?1 AND reviewer = ?2"
                     " AND lifted_at IS NULL)",
    [LIST_CONFLICTS] =
            "SELECT c.row, c.id, a.id, c.reviewer, c.reason, c.declared_at,"
            " c.lifted_at, c.lifted_reason FROM conflict c"
            " JOIN application a ON a.row = c.application"
            " WHERE a.round = ?1 AND c.row < ?2 ORDER BY c.row DESC LIMIT ?3",
};

struct queries *
store_panel_open(struct db *db)
{
    return queries_open(db, sql, QUERY_COUNT);
}

enum status
store_insert_reviewer(struct store *store, int64_t round, struct uuid account,
        bool is_chair, int64_t now)
{
    return db_run(store->panel, INSERT_REVIEWER, V(round), V(account),
            V(is_chair), V(now));
}

enum status
store_dismiss_reviewer(struct store *store, int64_t round, struct uuid account,
        int64_t now)
{
    return db_change(store->panel, DISMISS_REVIEWER, V(round), V(account),
            V(now));
}

static void
read_panel(sqlite3_stmt *row, struct arena *arena, void *item)
{
    (void)arena;
    *(struct panel *)item = (struct panel){
        .is_appointed = column_bool(row, 0),
        .has_account = column_bool(row, 1),
    };
}

enum status
store_find_panel(struct store *store, int64_t round, struct uuid account,
        struct panel *out)
{
    sqlite3_stmt *row;
    enum status status =
            db_first(store->panel, FIND_PANEL, &row, V(round), V(account));

    return store_take(status, row, read_panel, NULL, out);
}

static void
read_member(sqlite3_stmt *row, struct arena *arena, void *item)
{
    (void)arena;
    *(struct panel_member *)item = (struct panel_member){
        .account = column_uuid(row, 0),
        .appointed_at = column_int(row, 1),
        .is_chair = column_bool(row, 2),
        .assigned = column_int(row, 3),
        .scored = column_int(row, 4),
        .conflicts = column_int(row, 5),
    };
}

static const struct row_reader member_reader = { sizeof(struct panel_member),
    read_member };

enum status
store_list_panel(struct store *store, int64_t round, struct arena *arena,
        struct rows *out)
{
    sqlite3_stmt *row;
    enum status status = db_first(store->panel, LIST_PANEL, &row, V(round));

    return store_collect(status, row, &member_reader, NULL, arena, out);
}

enum status
store_insert_assignment(struct store *store, int64_t application,
        struct uuid account, int64_t now)
{
    return db_run(store->panel, INSERT_ASSIGNMENT, V(application), V(account),
            V(now));
}

enum status
store_delete_assignment(struct store *store, int64_t application,
        struct uuid account)
{
    return db_change(store->panel, DELETE_ASSIGNMENT, V(application),
            V(account));
}

enum status
store_delete_assignments(struct store *store, int64_t round,
        struct uuid account)
{
    return db_run(store->panel, DELETE_ASSIGNMENTS, V(round), V(account));
}

static void
read_assignments(sqlite3_stmt *row, struct arena *arena, void *item)
{
    (void)arena;
    *(struct assignments *)item = (struct assignments){
        .any = column_bool(row, 0),
        .has_account = column_bool(row, 1),
    };
}

enum status
store_find_assignments(struct store *store, int64_t application,
        struct uuid account, struct assignments *out)
{
    sqlite3_stmt *row;
    enum status status = db_first(store->panel, FIND_ASSIGNMENTS, &row,
            V(application), V(account));

    return store_take(status, row, read_assignments, NULL, out);
}

static void
read_assignment(sqlite3_stmt *row, struct arena *arena, void *item)
{
    (void)arena;
    *(struct assignment_item *)item = (struct assignment_item){
        .account = column_uuid(row, 0),
        .assigned_at = column_int(row, 1),
        .is_scored = column_bool(row, 2),
        .has_conflict = column_bool(row, 3),
    };
}

static const struct row_reader assignment_reader = {
    sizeof(struct assignment_item), read_assignment
};

enum status
store_list_assignments(struct store *store, int64_t application,
        struct arena *arena, struct rows *out)
{
    sqlite3_stmt *row;
    enum status status =
            db_first(store->panel, LIST_ASSIGNMENTS, &row, V(application));

    return store_collect(status, row, &assignment_reader, NULL, arena, out);
}

static void
read_review_round(sqlite3_stmt *row, struct arena *arena, void *item)
{
    *(struct review_round *)item = (struct review_round){
        .round = column_uuid(row, 1),
        .number = column_text(row, 2, arena),
        .title = column_text(row, 3, arena),
        .state = column_enum(row, 4, &grants_round_state_enumeration),
        .closes_at = column_int(row, 5),
        .is_panel_closed = column_bool(row, 6),
        .applications = column_int(row, 7),
        .scored = column_int(row, 8),
        .conflicts = column_int(row, 9),
        .has_scores_due_on = !column_is_null(row, 10),
        .scores_due_on = column_int(row, 10),
    };
}

static const struct row_reader review_round_reader = {
    sizeof(struct review_round), read_review_round
};

enum status
store_list_review_rounds(struct store *store, struct uuid account,
        struct page *page, struct arena *arena, struct rows *out)
{
    sqlite3_stmt *row;
    enum status status = db_first(store->panel, LIST_REVIEW_ROUNDS, &row,
            V(account), V(page_start(page)), V(page->limit + 1));

    return store_collect(status, row, &review_round_reader, page, arena, out);
}

static void
read_review(sqlite3_stmt *row, struct arena *arena, void *item)
{
    *(struct review_item *)item = (struct review_item){
        .application = column_uuid(row, 1),
        .number = column_text(row, 2, arena),
        .title = column_text(row, 3, arena),
        .organisation = column_uuid(row, 4),
        .has_section = !column_is_null(row, 5),
        .section = column_text(row, 5, arena),
        .amount = column_int(row, 6),
        .is_scored = column_bool(row, 7),
        .has_conflict = column_bool(row, 8),
    };
}

static const struct row_reader review_reader = { sizeof(struct review_item),
    read_review };

enum status
store_list_reviews(struct store *store, const struct round *round,
        struct uuid account, struct page *page, struct arena *arena,
        struct rows *out)
{
    sqlite3_stmt *row;
    enum status status = db_first(store->panel, LIST_REVIEWS, &row,
            V(round->rowid),
            V(state_name(THING_APPLICATION, round_selectable_state(round))),
            V(account), V(page->after), V(page->limit + 1));

    return store_collect(status, row, &review_reader, page, arena, out);
}

enum status
store_insert_conflict(struct store *store, int64_t application,
        const struct conflict_item *conflict)
{
    return db_run(store->panel, INSERT_CONFLICT, V(conflict->conflict),
            V(application), V(conflict->reviewer), V(conflict->reason),
            V(conflict->declared_at));
}

enum status
store_lift_conflict(struct store *store, struct uuid id, struct str reason,
        int64_t now)
{
    return db_change(store->panel, LIFT_CONFLICT, V(id), V(now), V(reason));
}

static void
read_conflict(sqlite3_stmt *row, struct arena *arena, void *item)
{
    *(struct conflict_item *)item = (struct conflict_item){
        .conflict = column_uuid(row, 1),
        .conflict_id = column_uuid(row, 1),
        .application = column_uuid(row, 2),
        .reviewer = column_uuid(row, 3),
        .reason = column_text(row, 4, arena),
        .declared_at = column_int(row, 5),
        .has_lifted_at = !column_is_null(row, 6),
        .lifted_at = column_int(row, 6),
        .has_lifted_reason = !column_is_null(row, 7),
        .lifted_reason = column_text(row, 7, arena),
    };
}

static const struct row_reader conflict_reader = { sizeof(struct conflict_item),
    read_conflict };

enum status
store_find_conflict(struct store *store, struct uuid id, struct arena *arena,
        struct conflict_item *out)
{
    sqlite3_stmt *row;
    enum status status = db_first(store->panel, FIND_CONFLICT, &row, V(id));

    return store_take(status, row, read_conflict, arena, out);
}

enum status
store_has_conflict(struct store *store, int64_t application,
        struct uuid account, bool *out)
{
    sqlite3_stmt *row;
    enum status status = db_first(store->panel, HAS_CONFLICT, &row,
            V(application), V(account));

    return store_take_bool(status, row, out);
}

enum status
store_list_conflicts(struct store *store, int64_t round, struct page *page,
        struct arena *arena, struct rows *out)
{
    sqlite3_stmt *row;
    enum status status = db_first(store->panel, LIST_CONFLICTS, &row, V(round),
            V(page_start(page)), V(page->limit + 1));

    return store_collect(status, row, &conflict_reader, page, arena, out);
}
