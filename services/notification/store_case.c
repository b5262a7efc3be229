#include "store_case.h"

enum query {
    PUT_HUB,
    FIND_HUB_NAME,
    PUT_APPLICATION,
    FIND_APPLICATION,
    COUNT_APPLICANTS,
    LIST_APPLICANTS,
    PUT_AWARD,
    PUT_GIFT,
    DELETE_GIFT,
    FIND_DONOR,
    FIND_TROUBLE,
    PUT_TROUBLE,
    SEE_ALARM,
    PUT_ALARM,
    DELETE_ALARMS,
    PUT_STATE,
    QUERY_COUNT,
};

static const char *const sql[QUERY_COUNT] = {
    [PUT_HUB] = "INSERT OR REPLACE INTO hub (hub, name) VALUES (?1, ?2)",
    [FIND_HUB_NAME] = "SELECT name FROM hub WHERE hub = ?1",
    [PUT_APPLICATION] =
            "INSERT INTO application (id, round, applicant, number, title)"
            " VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO UPDATE SET"
            " round = excluded.round, applicant = excluded.applicant,"
            " number = excluded.number, title = excluded.title",
    [FIND_APPLICATION] =
            "SELECT id, round, applicant, number, title FROM application"
            " WHERE id = coalesce((SELECT application FROM award"
            " WHERE id = ?1), ?1)",
    [COUNT_APPLICANTS] = "SELECT count(DISTINCT applicant) FROM application"
                         " WHERE round = ?1",
    [LIST_APPLICANTS] = "SELECT DISTINCT applicant FROM application"
                        " WHERE round = ?1 ORDER BY applicant",
    [PUT_AWARD] = "INSERT OR REPLACE INTO award (id, application)"
                  " VALUES (?1, ?2)",
    [PUT_GIFT] = "INSERT OR REPLACE INTO gift (id, donor) VALUES (?1, ?2)",
    [DELETE_GIFT] = "DELETE FROM gift WHERE id = ?1",
    [FIND_DONOR] = "SELECT donor FROM gift WHERE id = ?1",
    [FIND_TROUBLE] = "SELECT letter FROM trouble WHERE service = ?1",
    [PUT_TROUBLE] = "INSERT OR REPLACE INTO trouble (service, letter)"
                    " VALUES (?1, ?2)",
    [SEE_ALARM] = "UPDATE alarm SET seen_at = ?4"
                  " WHERE service = ?1 AND kind = ?2 AND what = ?3",
    [PUT_ALARM] = "INSERT INTO alarm (service, kind, what, seen_at)"
                  " VALUES (?1, ?2, ?3, ?4)",
    [DELETE_ALARMS] = "DELETE FROM alarm WHERE service = ?1 AND seen_at < ?2",
    [PUT_STATE] = "INSERT INTO last_state (subject, kind, state)"
                  " VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE SET state = "
                  "excluded.state"
                  " WHERE state <> excluded.state",
};

struct queries *
store_case_open(struct db *db)
{
    return queries_open(db, sql, QUERY_COUNT);
}

enum status
store_put_hub(struct queries *cases, struct str hub, struct str name)
{
    return db_run(cases, PUT_HUB, V(hub), V(name));
}

enum status
store_find_hub_name(struct queries *cases, struct str hub, struct arena *arena,
        struct str *out)
{
    sqlite3_stmt *row;
    enum status status = db_first(cases, FIND_HUB_NAME, &row, V(hub));

    *out = hub;
    if (status)
        return status == STATUS_NOT_FOUND ? STATUS_OK : status;
    *out = column_text(row, 0, arena);
    db_done(row);
    return STATUS_OK;
}

enum status
store_put_application(struct queries *cases,
        const struct application *application)
{
    return db_run(cases, PUT_APPLICATION, V(application->id),
            V(application->round), V(application->applicant),
            V(application->number), V(application->title));
}

enum status
store_find_application(struct queries *cases, struct uuid id,
        struct arena *arena, struct application *out)
{
    sqlite3_stmt *row;
    enum status status = db_first(cases, FIND_APPLICATION, &row, V(id));

    if (status)
        return status;
    *out = (struct application){
        .id = column_uuid(row, 0),
        .round = column_uuid(row, 1),
        .applicant = column_uuid(row, 2),
        .number = column_text(row, 3, arena),
        .title = column_text(row, 4, arena),
    };
    db_done(row);
    return STATUS_OK;
}

enum status
store_list_applicants(struct queries *cases, struct uuid round,
        struct arena *arena, struct uuid **out, size_t *count)
{
    sqlite3_stmt *row;
    enum status status = db_first(cases, COUNT_APPLICANTS, &row, V(round));

    *count = 0;
    if (status)
        return status;
    *out = arena_alloc(arena, ((size_t)column_int(row, 0) + 1) * sizeof(**out));
    db_done(row);
    status = db_first(cases, LIST_APPLICANTS, &row, V(round));
    for (; !status; status = db_next(row))
        (*out)[(*count)++] = column_uuid(row, 0);
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

enum status
store_put_award(struct queries *cases, struct uuid award,
        struct uuid application)
{
    return db_run(cases, PUT_AWARD, V(award), V(application));
}

enum status
store_put_gift(struct queries *cases, struct uuid gift, struct uuid donor)
{
    return db_run(cases, PUT_GIFT, V(gift), V_IF(!uuid_is_zero(donor), donor));
}

enum status
store_delete_gift(struct queries *cases, struct uuid gift)
{
    return db_run(cases, DELETE_GIFT, V(gift));
}

enum status
store_find_donor(struct queries *cases, struct uuid gift, struct uuid *out)
{
    sqlite3_stmt *row;
    enum status status = db_first(cases, FIND_DONOR, &row, V(gift));

    if (status)
        return status;
    *out = column_uuid(row, 0);
    db_done(row);
    return STATUS_OK;
}

enum status
store_find_trouble(struct queries *cases, struct str service, int64_t *letter)
{
    sqlite3_stmt *row;
    enum status status = db_first(cases, FIND_TROUBLE, &row, V(service));

    *letter = 0;
    if (status)
        return status == STATUS_NOT_FOUND ? STATUS_OK : status;
    *letter = column_int(row, 0);
    db_done(row);
    return STATUS_OK;
}

enum status
store_put_trouble(struct queries *cases, struct str service, int64_t letter)
{
    return db_run(cases, PUT_TROUBLE, V(service), V(letter));
}

enum status
store_see_alarm(struct queries *cases, const struct standing_alarm *alarm,
        bool *is_new)
{
    const char *kind = enum_name(&types_alarm_kind_enumeration, alarm->kind);
    enum status status = db_run(cases, SEE_ALARM, V(alarm->service), V(kind),
            V(alarm->what), V(alarm->seen_at));

    *is_new = !status && db_changes(queries_db(cases)) == 0;
    if (*is_new)
        status = db_run(cases, PUT_ALARM, V(alarm->service), V(kind),
                V(alarm->what), V(alarm->seen_at));
    return status;
}

enum status
store_forget_alarms(struct queries *cases, struct str service,
        int64_t not_seen_since)
{
    return db_run(cases, DELETE_ALARMS, V(service), V(not_seen_since));
}

enum status
store_put_state(struct queries *cases, struct uuid subject, const char *kind,
        int state, bool *is_other)
{
    enum status status =
            db_run(cases, PUT_STATE, V(subject), V(kind), V(state));

    *is_other = !status && db_changes(queries_db(cases)) > 0;
    return status;
}
