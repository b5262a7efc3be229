#include "store_inside.h"

enum {
    INSERT_NOTICE,
    INSERT_EXPERT,
    UPDATE_NOTICE,
    FIND_NOTICE,
    LIST_EXPERTS,
    INSERT_NOTICE_AWARD,
    LIST_NOTICED,
    LIST_NOTICES,
    INSERT_OBJECTION,
    SETTLE_OBJECTION,
    FORGET_CONTACT,
    FIND_OBJECTION,
    REOPEN_OBJECTION,
    COUNT_OPEN_OBJECTIONS,
    LIST_OBJECTIONS,
    QUERY_COUNT,
};

#define NOTICE                                                                 \
    "SELECT n.row, n.id, r.id, n.state, n.title, n.opened_at, n.ends_at,"      \
    " n.working_days, n.reason FROM notice n JOIN round r ON r.row = n.round"

#define OBJECTION                                                              \
    "SELECT o.row, o.id, o.number, p.id, o.state, o.text,"                     \
    " unseal('objection.contact', o.id, o.contact),"                           \
    " o.raised_at, o.settled_at, o.finding, a.id, r.id FROM objection o"       \
    " JOIN award a ON a.row = o.award"                                         \
    " JOIN application p ON p.row = a.application"                             \
    " JOIN round r ON r.row = a.round"

static const char *const sql[QUERY_COUNT] = {
    [INSERT_NOTICE] =
            "INSERT INTO notice (id, round, title, state, opened_at, ends_at,"
            " working_days) VALUES (?1, (SELECT row FROM round WHERE id = ?2),"
            " ?3, ?4, ?5, ?6, ?7)",
    [INSERT_EXPERT] = "INSERT INTO notice_expert (notice, name) VALUES"
                      " ((SELECT row FROM notice WHERE id = ?1), ?2)",
    [UPDATE_NOTICE] = "UPDATE notice SET state = ?2, reason = ?3 WHERE id = ?1",
    [FIND_NOTICE] = NOTICE " WHERE n.id = ?1",
    [LIST_EXPERTS] = "SELECT e.name FROM notice_expert e"
                     " JOIN notice n ON n.row = e.notice WHERE n.id = ?1"
                     " ORDER BY e.row",
    [INSERT_NOTICE_AWARD] = "INSERT INTO notice_award (notice, award) VALUES"
                            " ((SELECT row FROM notice WHERE id = ?1), ?2)",
    [LIST_NOTICED] =
            "SELECT a.id, p.id, p.title, p.organisation, a.amount, a.state"
            " FROM notice_award x JOIN notice n ON n.row = x.notice"
            " JOIN award a ON a.row = x.award"
            " JOIN application p ON p.row = a.application"
            " WHERE n.id = ?1 ORDER BY a.row",
    [LIST_NOTICES] = NOTICE " WHERE n.row < ?1 AND (?2 IS NULL OR r.id = ?2)"
                            " AND (?3 IS NULL OR n.state = ?3)"
                            " ORDER BY n.row DESC LIMIT ?4",
    [INSERT_OBJECTION] =
            "INSERT INTO objection (id, number, award, notice, state, text,"
            " contact, raised_at) VALUES (?1, ?2, ?3,"
            " (SELECT notice FROM award WHERE row = ?3), ?4, ?5,"
            " seal('objection.contact', ?1, ?6), ?7)",
    [SETTLE_OBJECTION] = "UPDATE objection SET state = ?2, settled_at = ?3,"
                         " finding = ?4 WHERE id = ?1",
    [FORGET_CONTACT] = "UPDATE objection SET contact = NULL WHERE id = ?1",
    [FIND_OBJECTION] = OBJECTION " WHERE o.id = ?1",
    [REOPEN_OBJECTION] = "UPDATE objection SET state = 'raised',"
                         " settled_at = NULL WHERE id = ?1",
    [COUNT_OPEN_OBJECTIONS] = "SELECT COUNT(*) FROM objection WHERE award = ?1"
                              " AND state = 'raised'",
    [LIST_OBJECTIONS] = OBJECTION " WHERE " SEES_AWARD " AND o.row < ?3"
                                  " AND (?4 IS NULL OR r.id = ?4)"
                                  " AND (?5 IS NULL OR p.id = ?5)"
                                  " AND (?6 IS NULL OR o.state = ?6)"
                                  " ORDER BY o.row DESC LIMIT ?7",
};

struct queries *
store_notice_open(struct db *db)
{
    return queries_open(db, sql, QUERY_COUNT);
}

enum status
store_insert_notice(struct store *store, const struct notice_item *notice,
        const struct str *experts, size_t expert_count)
{
    enum status status = db_run(store->notices, INSERT_NOTICE,
            V(notice->notice), V(notice->round), V(notice->title),
            V(state_name(THING_NOTICE, notice->state)), V(notice->opened_at),
            V(notice->ends_at), V(notice->working_days));

    for (size_t i = 0; !status && i < expert_count; i++)
        status = db_run(store->notices, INSERT_EXPERT, V(notice->notice),
                V(experts[i]));
    return status;
}

enum status
store_update_notice(struct store *store, const struct notice_item *notice)
{
    return db_change(store->notices, UPDATE_NOTICE, V(notice->notice),
            V(state_name(THING_NOTICE, notice->state)),
            V_IF(notice->has_reason, notice->reason));
}

static void
read_notice(sqlite3_stmt *row, struct arena *arena, void *item)
{
    *(struct notice_item *)item = (struct notice_item){
        .notice = column_uuid(row, 1),
        .notice_id = column_uuid(row, 1),
        .round = column_uuid(row, 2),
        .state = column_enum(row, 3, &grants_notice_state_enumeration),
        .title = column_text(row, 4, arena),
        .opened_at = column_int(row, 5),
        .ends_at = column_int(row, 6),
        .working_days = column_int(row, 7),
        .has_reason = !column_is_null(row, 8),
        .reason = column_text(row, 8, arena),
    };
}

static const struct row_reader notice_reader = { sizeof(struct notice_item),
    read_notice };

enum status
store_find_notice(struct store *store, struct uuid id, struct arena *arena,
        struct notice_item *out)
{
    sqlite3_stmt *row;
    enum status status = db_first(store->notices, FIND_NOTICE, &row, V(id));

    return store_take(status, row, read_notice, arena, out);
}

static void
read_expert(sqlite3_stmt *row, struct arena *arena, void *item)
{
    *(struct str *)item = column_text(row, 0, arena);
}

static const struct row_reader expert_reader = { sizeof(struct str),
    read_expert };

enum status
store_list_experts(struct store *store, struct uuid notice, struct arena *arena,
        struct rows *out)
{
    sqlite3_stmt *row;
    enum status status =
            db_first(store->notices, LIST_EXPERTS, &row, V(notice));

    return store_collect(status, row, &expert_reader, NULL, arena, out);
}

enum status
store_insert_notice_award(struct store *store, struct uuid notice,
        int64_t award)
{
    return db_run(store->notices, INSERT_NOTICE_AWARD, V(notice), V(award));
}

static void
read_noticed(sqlite3_stmt *row, struct arena *arena, void *item)
{
    *(struct noticed_award *)item = (struct noticed_award){
        .award = column_uuid(row, 0),
        .application = column_uuid(row, 1),
        .title = column_text(row, 2, arena),
        .organisation = column_uuid(row, 3),
        .amount = column_int(row, 4),
        .state = column_enum(row, 5, &grants_award_state_enumeration),
    };
}

static const struct row_reader noticed_reader = { sizeof(struct noticed_award),
    read_noticed };

enum status
store_list_noticed(struct store *store, struct uuid notice, struct arena *arena,
        struct rows *out)
{
    sqlite3_stmt *row;
    enum status status =
            db_first(store->notices, LIST_NOTICED, &row, V(notice));

    return store_collect(status, row, &noticed_reader, NULL, arena, out);
}

enum status
store_list_notices(struct store *store, const struct notice_filter *filter,
        struct page *page, struct arena *arena, struct rows *out)
{
    sqlite3_stmt *row;
    enum status status = db_first(store->notices, LIST_NOTICES, &row,
            V(page_start(page)), V_IF(filter->has_round, filter->round),
            V(state_name(THING_NOTICE, filter->state)), V(page->limit + 1));

    return store_collect(status, row, &notice_reader, page, arena, out);
}

enum status
store_insert_objection(struct store *store,
        const struct objection_item *objection, const struct award *award)
{
    return db_run(store->notices, INSERT_OBJECTION, V(objection->objection),
            V(objection->number), V(award->rowid),
            V(state_name(THING_OBJECTION, objection->state)),
            V(objection->text),
            V_IF(objection->has_contact, objection->contact),
            V(objection->raised_at));
}

enum status
store_settle_objection(struct store *store,
        const struct objection_item *objection)
{
    return db_change(store->notices, SETTLE_OBJECTION, V(objection->objection),
            V(state_name(THING_OBJECTION, objection->state)),
            V(objection->settled_at), V(objection->finding));
}

enum status
store_reopen_objection(struct store *store, struct uuid id)
{
    return db_change(store->notices, REOPEN_OBJECTION, V(id));
}

enum status
store_forget_objection_contact(struct store *store, struct uuid objection)
{
    return db_change(store->notices, FORGET_CONTACT, V(objection));
}

static void
read_objection_item(sqlite3_stmt *row, struct arena *arena, void *item)
{
    *(struct objection_item *)item = (struct objection_item){
        .objection = column_uuid(row, 1),
        .objection_id = column_uuid(row, 1),
        .number = column_text(row, 2, arena),
        .application = column_uuid(row, 3),
        .state = column_enum(row, 4, &grants_objection_state_enumeration),
        .text = column_text(row, 5, arena),
        .has_contact = !column_is_null(row, 6),
        .contact = column_text(row, 6, arena),
        .raised_at = column_int(row, 7),
        .has_settled_at = !column_is_null(row, 8),
        .settled_at = column_int(row, 8),
        .has_finding = !column_is_null(row, 9),
        .finding = column_text(row, 9, arena),
    };
}

static void
read_objection(sqlite3_stmt *row, struct arena *arena, void *item)
{
    struct objection *objection = item;

    read_objection_item(row, arena, &objection->item);
    objection->award = column_uuid(row, 10);
    objection->round = column_uuid(row, 11);
}

static const struct row_reader objection_reader = {
    sizeof(struct objection_item), read_objection_item
};

enum status
store_find_objection(struct store *store, struct uuid id, struct arena *arena,
        struct objection *out)
{
    sqlite3_stmt *row;
    enum status status = db_first(store->notices, FIND_OBJECTION, &row, V(id));

    return store_take(status, row, read_objection, arena, out);
}

enum status
store_count_open_objections(struct store *store, int64_t award, int64_t *out)
{
    sqlite3_stmt *row;
    enum status status =
            db_first(store->notices, COUNT_OPEN_OBJECTIONS, &row, V(award));

    return store_take_number(status, row, out);
}

enum status
store_list_objections(struct store *store,
        const struct objection_filter *filter, struct page *page,
        struct arena *arena, struct rows *out)
{
    sqlite3_stmt *row;
    enum status status = db_first(store->notices, LIST_OBJECTIONS, &row,
            V(filter->viewer.sees_all), V(filter->viewer.account),
            V(page_start(page)), V_IF(filter->has_round, filter->round),
            V_IF(filter->has_application, filter->application),
            V(state_name(THING_OBJECTION, filter->state)), V(page->limit + 1));

    return store_collect(status, row, &objection_reader, page, arena, out);
}
