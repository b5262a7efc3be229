#include "store_person.h"

enum query {
    FIND_PREFERENCE,
    PUT_PREFERENCE,
    DELETE_EVENT_PREFERENCES,
    PUT_EVENT_PREFERENCE,
    LIST_EVENT_PREFERENCES,
    WANTS_MAIL,
    FIND_CONTACT,
    HAS_CONTACT,
    PUT_CONTACT,
    DELETE_CONTACT,
    PUT_HOLDER,
    DELETE_HOLDER,
    FORGET_PREFERENCE,
    CLOSE_ACCOUNT,
    REOPEN_ACCOUNT,
    IS_CLOSED,
    COUNT_HOLDERS,
    LIST_HOLDERS,
    QUERY_COUNT,
};

/* Roles are held for a hub and those below it. */
#define HOLDERS                                                                \
    " FROM holder WHERE role = ?1"                                             \
    " AND (scope = ?2 OR substr(?2, 1, length(scope) + 1) = scope || '.')"     \
    " AND account NOT IN (SELECT account FROM closed_account)"

static const char *const sql[QUERY_COUNT] = {
    [FIND_PREFERENCE] = "SELECT locale, email, quiet_from, quiet_until"
                        " FROM preference WHERE account = ?1",
    [PUT_PREFERENCE] = "INSERT OR REPLACE INTO preference"
                       " (account, locale, email, quiet_from, quiet_until)"
                       " VALUES (?1, ?2, ?3, ?4, ?5)",
    [DELETE_EVENT_PREFERENCES] =
            "DELETE FROM event_preference WHERE account = ?1",
    [PUT_EVENT_PREFERENCE] = "INSERT OR REPLACE INTO event_preference"
                             " (account, event, email) VALUES (?1, ?2, ?3)",
    [LIST_EVENT_PREFERENCES] = "SELECT event, email FROM event_preference"
                               " WHERE account = ?1 ORDER BY event LIMIT ?2",
    [WANTS_MAIL] = "SELECT coalesce((SELECT email FROM event_preference"
                   " WHERE account = ?1 AND event = ?2),"
                   " (SELECT email FROM preference WHERE account = ?1), 1)",
    [FIND_CONTACT] = "SELECT must_unseal('contact.email', account, email)"
                     " FROM contact WHERE account = ?1",
    [HAS_CONTACT] = "SELECT EXISTS (SELECT 1 FROM contact"
                    " WHERE account = ?1)",
    [PUT_CONTACT] = "INSERT OR REPLACE INTO contact (account, email)"
                    " VALUES (?1, seal('contact.email', ?1, ?2))",
    [DELETE_CONTACT] = "DELETE FROM contact WHERE account = ?1",
    [PUT_HOLDER] = "INSERT OR IGNORE INTO holder (account, role, scope)"
                   " VALUES (?1, ?2, ?3)",
    [DELETE_HOLDER] = "DELETE FROM holder"
                      " WHERE account = ?1 AND role = ?2 AND scope = ?3",
    [FORGET_PREFERENCE] = "DELETE FROM preference WHERE account = ?1",
    [CLOSE_ACCOUNT] = "INSERT OR IGNORE INTO closed_account (account)"
                      " VALUES (?1)",
    [REOPEN_ACCOUNT] = "DELETE FROM closed_account WHERE account = ?1",
    [IS_CLOSED] = "SELECT EXISTS (SELECT 1 FROM closed_account"
                  " WHERE account = ?1)",
    [COUNT_HOLDERS] = "SELECT count(DISTINCT account)" HOLDERS,
    [LIST_HOLDERS] = "SELECT DISTINCT account" HOLDERS " ORDER BY account",
};

const struct preference preference_default = {
    .locale = LOCALE_ZH,
    .email = true,
};

struct queries *
store_person_open(struct db *db)
{
    return queries_open(db, sql, QUERY_COUNT);
}

enum status
store_find_preference(struct queries *people, struct uuid account,
        struct preference *out)
{
    sqlite3_stmt *row;
    enum status status = db_first(people, FIND_PREFERENCE, &row, V(account));

    *out = preference_default;
    if (status)
        return status == STATUS_NOT_FOUND ? STATUS_OK : status;
    *out = (struct preference){
        .is_set = true,
        .locale = (enum locale)column_int(row, 0),
        .email = column_bool(row, 1),
        .has_quiet = !column_is_null(row, 2),
        .quiet = { (int)column_int(row, 2), (int)column_int(row, 3) },
    };
    db_done(row);
    return STATUS_OK;
}

enum status
store_put_preference(struct queries *people, struct uuid account,
        const struct preference *preference,
        const struct event_preference *events, size_t count)
{
    enum status status;

    status = db_run(people, PUT_PREFERENCE, V(account), V(preference->locale),
            V(preference->email),
            V_IF(preference->has_quiet, preference->quiet.from),
            V_IF(preference->has_quiet, preference->quiet.until));
    if (!status)
        status = db_run(people, DELETE_EVENT_PREFERENCES, V(account));
    for (size_t i = 0; !status && i < count; i++)
        status = db_run(people, PUT_EVENT_PREFERENCE, V(account),
                V(events[i].event), V(events[i].email));
    return status;
}

enum status
store_list_event_preferences(struct queries *people, struct uuid account,
        struct arena *arena, struct event_preference **out, size_t *count)
{
    sqlite3_stmt *row;
    enum status status;

    *out = arena_alloc(arena, EVENT_PREFERENCES_MAX * sizeof(**out));
    *count = 0;
    status = db_first(people, LIST_EVENT_PREFERENCES, &row, V(account),
            V(EVENT_PREFERENCES_MAX));
    for (; !status; status = db_next(row))
        (*out)[(*count)++] = (struct event_preference){
            .event = column_text(row, 0, arena),
            .email = column_bool(row, 1),
        };
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

/* For questions that always have one row with one truth. */
static enum status
read_truth(enum status status, sqlite3_stmt *row, bool *out)
{
    if (status)
        return status;
    *out = column_bool(row, 0);
    db_done(row);
    return STATUS_OK;
}

enum status
store_wants_mail(struct queries *people, struct uuid account, struct str event,
        bool *out)
{
    sqlite3_stmt *row;
    enum status status =
            db_first(people, WANTS_MAIL, &row, V(account), V(event));

    return read_truth(status, row, out);
}

enum status
store_find_contact(struct queries *people, struct uuid account,
        struct arena *arena, struct str *out)
{
    sqlite3_stmt *row;
    enum status status = db_first(people, FIND_CONTACT, &row, V(account));

    if (status)
        return status;
    if (column_is_null(row, 0)) /* its key was given up */
        status = STATUS_NOT_FOUND;
    *out = column_text(row, 0, arena);
    db_done(row);
    return status;
}

enum status
store_has_contact(struct queries *people, struct uuid account, bool *out)
{
    sqlite3_stmt *row;
    enum status status = db_first(people, HAS_CONTACT, &row, V(account));

    return read_truth(status, row, out);
}

enum status
store_put_contact(struct queries *people, struct uuid account, struct str email)
{
    return db_run(people, PUT_CONTACT, V(account), V(email));
}

enum status
store_delete_contact(struct queries *people, struct uuid account)
{
    return db_run(people, DELETE_CONTACT, V(account));
}

enum status
store_put_holder(struct queries *people, struct uuid account, enum role role,
        struct str scope)
{
    return db_run(people, PUT_HOLDER, V(account), V(role), V(scope));
}

enum status
store_delete_holder(struct queries *people, struct uuid account, enum role role,
        struct str scope)
{
    return db_run(people, DELETE_HOLDER, V(account), V(role), V(scope));
}

enum status
store_close_account(struct queries *people, struct uuid account)
{
    enum status status = db_run(people, CLOSE_ACCOUNT, V(account));

    return status ? status : store_delete_contact(people, account);
}

enum status
store_forget_account(struct queries *people, struct uuid account)
{
    enum status status = store_close_account(people, account);

    if (!status)
        status = db_run(people, FORGET_PREFERENCE, V(account));
    return status ? status
                  : db_run(people, DELETE_EVENT_PREFERENCES, V(account));
}

enum status
store_reopen_account(struct queries *people, struct uuid account)
{
    return db_run(people, REOPEN_ACCOUNT, V(account));
}

enum status
store_is_closed(struct queries *people, struct uuid account, bool *out)
{
    sqlite3_stmt *row;
    enum status status = db_first(people, IS_CLOSED, &row, V(account));

    return read_truth(status, row, out);
}

enum status
store_list_holders(struct queries *people, enum role role, struct str hub,
        struct arena *arena, struct uuid **out, size_t *count)
{
    sqlite3_stmt *row;
    enum status status;

    *count = 0;
    status = db_first(people, COUNT_HOLDERS, &row, V(role), V(hub));
    if (status)
        return status;
    *out = arena_alloc(arena, ((size_t)column_int(row, 0) + 1) * sizeof(**out));
    db_done(row);
    status = db_first(people, LIST_HOLDERS, &row, V(role), V(hub));
    for (; !status; status = db_next(row))
        (*out)[(*count)++] = column_uuid(row, 0);
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}
