#include "store_inside.h"

enum {
    PUT_ORGANISATION,
    FIND_ORGANISATION,
    PUT_ACCOUNT,
    FIND_ACCOUNT_ORGANISATION,
    PUT_ROLE,
    DELETE_ROLE,
    FIND_ACCOUNT,
    QUERY_COUNT,
};

static const char *const sql[QUERY_COUNT] = {
    [PUT_ORGANISATION] =
            "INSERT INTO organisation (id, name, status) VALUES (?1, ?2, ?3)"
            " ON CONFLICT (id) DO UPDATE SET name = ?2, status = ?3",
    [FIND_ORGANISATION] = "SELECT name, status = 'active' FROM organisation"
                          " WHERE id = ?1",
    [PUT_ACCOUNT] = "INSERT INTO account (id, organisation) VALUES (?1, ?2)"
                    " ON CONFLICT (id) DO UPDATE SET organisation = ?2",
    [FIND_ACCOUNT_ORGANISATION] =
            "SELECT coalesce(organisation, zeroblob(16)) FROM account"
            " WHERE id = ?1",
    [PUT_ROLE] = "INSERT INTO account_role (account, role, scope)"
                 " VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
    [DELETE_ROLE] = "DELETE FROM account_role"
                    " WHERE account = ?1 AND role = ?2 AND scope = ?3",
    [FIND_ACCOUNT] =
            "SELECT EXISTS (SELECT 1 FROM account WHERE id = ?1),"
            " NOT EXISTS (SELECT 1 FROM account_role WHERE account = ?1)"
            " OR EXISTS (SELECT 1 FROM account_role WHERE account = ?1"
            " AND role = 'reviewer' AND (scope = ?2"
            " OR substr(?2, 1, length(scope) + 1) = scope || '.'))",
};

struct queries *
store_registry_open(struct db *db)
{
    return queries_open(db, sql, QUERY_COUNT);
}

enum status
store_put_organisation(struct store *store, struct uuid id, struct str name,
        struct str status)
{
    return db_run(store->registry, PUT_ORGANISATION, V(id), V(name), V(status));
}

static void
read_organisation(sqlite3_stmt *row, struct arena *arena, void *item)
{
    *(struct known_organisation *)item = (struct known_organisation){
        .name = column_text(row, 0, arena),
        .is_active = column_bool(row, 1),
    };
}

enum status
store_find_organisation(struct store *store, struct uuid id,
        struct arena *arena, struct known_organisation *out)
{
    sqlite3_stmt *row;
    enum status status =
            db_first(store->registry, FIND_ORGANISATION, &row, V(id));

    return store_take(status, row, read_organisation, arena, out);
}

enum status
store_put_account(struct store *store, struct uuid id, bool has_organisation,
        struct uuid organisation)
{
    return db_run(store->registry, PUT_ACCOUNT, V(id),
            V_IF(has_organisation, organisation));
}

enum status
store_find_account_organisation(struct store *store, struct uuid account,
        struct uuid *out)
{
    sqlite3_stmt *row;
    enum status status = db_first(store->registry, FIND_ACCOUNT_ORGANISATION,
            &row, V(account));

    return store_take(status, row, uuid_reader.read, NULL, out);
}

enum status
store_put_role(struct store *store, struct uuid account, struct str role,
        struct str scope)
{
    return db_run(store->registry, PUT_ROLE, V(account), V(role), V(scope));
}

enum status
store_delete_role(struct store *store, struct uuid account, struct str role,
        struct str scope)
{
    return db_run(store->registry, DELETE_ROLE, V(account), V(role), V(scope));
}

static void
read_account(sqlite3_stmt *row, struct arena *arena, void *item)
{
    (void)arena;
    *(struct known_account *)item = (struct known_account){
        .is_known = column_bool(row, 0),
        .may_review = column_bool(row, 1),
    };
}

enum status
store_find_account(struct store *store, struct uuid account, struct str hub,
        struct known_account *out)
{
    sqlite3_stmt *row;
    enum status status =
            db_first(store->registry, FIND_ACCOUNT, &row, V(account), V(hub));

    return store_take(status, row, read_account, NULL, out);
}
