#include "store_inside.h"

enum {
    PUT_DAY,
    LIST_DAYS,
    INSERT_TRANSITION,
    LIST_TRANSITIONS,
    FIND_BEFORE,
    QUERY_COUNT,
};

static const char *const sql[QUERY_COUNT] = {
    [PUT_DAY] = "INSERT INTO calendar_day (date, kind, name, source, reason)"
                " VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (date) DO UPDATE"
                " SET kind = ?2, name = ?3, source = ?4, reason = ?5",
    [LIST_DAYS] = "SELECT date, kind, name, source, reason FROM calendar_day"
                  " WHERE date BETWEEN ?1 AND ?2 ORDER BY date",
    [INSERT_TRANSITION] =
            "INSERT INTO transition (subject, thing, at, before, after, actor,"
            " reason) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    [LIST_TRANSITIONS] = "SELECT row, at, thing, before, after, actor, reason"
                         " FROM transition WHERE subject = ?1 AND row < ?2"
                         " ORDER BY row DESC LIMIT ?3",
    [FIND_BEFORE] = "SELECT before FROM transition WHERE subject = ?1"
                    " AND after = ?2 AND before <> after"
                    " ORDER BY row DESC LIMIT 1",
};

struct queries *
store_history_open(struct db *db)
{
    return queries_open(db, sql, QUERY_COUNT);
}

enum status
store_put_calendar_day(struct store *store, const struct calendar_day *day)
{
    return db_run(store->history, PUT_DAY, V(day->date),
            V(enum_name(&grants_calendar_kind_enumeration, day->kind)),
            V(day->name), V_IF(day->has_source, day->source),
            V_IF(day->has_reason, day->reason));
}

static void
read_day(sqlite3_stmt *row, struct arena *arena, void *item)
{
    *(struct calendar_day *)item = (struct calendar_day){
        .date = column_int(row, 0),
        .kind = column_enum(row, 1, &grants_calendar_kind_enumeration),
        .name = column_text(row, 2, arena),
        .has_source = !column_is_null(row, 3),
        .source = column_text(row, 3, arena),
        .has_reason = !column_is_null(row, 4),
        .reason = column_text(row, 4, arena),
    };
}

static const struct row_reader day_reader = { sizeof(struct calendar_day),
    read_day };

enum status
store_list_calendar(struct store *store, int64_t first, int64_t last,
        struct arena *arena, struct rows *out)
{
    sqlite3_stmt *row;
    enum status status =
            db_first(store->history, LIST_DAYS, &row, V(first), V(last));

    return store_collect(status, row, &day_reader, NULL, arena, out);
}

enum status
store_insert_transition(struct store *store, struct uuid subject,
        const struct transition_item *transition)
{
    return db_run(store->history, INSERT_TRANSITION, V(subject),
            V(transition->kind), V(transition->at), V(transition->from),
            V(transition->to), V(transition->actor),
            V_IF(transition->has_reason, transition->reason));
}

static void
read_transition(sqlite3_stmt *row, struct arena *arena, void *item)
{
    *(struct transition_item *)item = (struct transition_item){
        .at = column_int(row, 1),
        .kind = column_text(row, 2, arena),
        .from = column_text(row, 3, arena),
        .to = column_text(row, 4, arena),
        .actor = column_text(row, 5, arena),
        .has_reason = !column_is_null(row, 6),
        .reason = column_text(row, 6, arena),
    };
}

static const struct row_reader transition_reader = {
    sizeof(struct transition_item), read_transition
};

enum status
store_list_transitions(struct store *store, struct uuid subject,
        struct page *page, struct arena *arena, struct rows *out)
{
    sqlite3_stmt *row;
    enum status status = db_first(store->history, LIST_TRANSITIONS, &row,
            V(subject), V(page_start(page)), V(page->limit + 1));

    return store_collect(status, row, &transition_reader, page, arena, out);
}

static int
state_of_name(enum thing thing, struct str name)
{
    int count = state_count(thing);

    for (int state = 1; state <= count; state++)
        if (str_equal(name, str_from(state_name(thing, state))))
            return state;
    return 0;
}

enum status
store_find_state_before(struct store *store, enum thing thing,
        struct uuid subject, int after, struct arena *arena, int *out)
{
    sqlite3_stmt *row;
    enum status status = db_first(store->history, FIND_BEFORE, &row, V(subject),
            V(state_name(thing, after)));

    if (status)
        return status;
    *out = state_of_name(thing, column_text(row, 0, arena));
    db_done(row);
    return STATUS_OK;
}
