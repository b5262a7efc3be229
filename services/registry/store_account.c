#include "store_account.h"

enum query {
    INSERT_ACCOUNT,
    UPDATE_ACCOUNT,
    FIND_ACCOUNT,
    FIND_ACCOUNT_NAMED,
    LIST_ACCOUNTS,
    LIST_STAFF,
    INSERT_ROLE,
    DELETE_ROLE,
    DELETE_ROLES,
    LIST_ROLES,
    FIND_OTHER_HOLDER,
    INSERT_TOKEN,
    INSERT_TOKEN_ROLE,
    FIND_TOKEN,
    LIST_TOKEN_ROLES,
    REVOKE_TOKEN,
    REVOKE_TOKENS,
    DELETE_OLD_TOKENS,
    DELETE_TOKENS,
    UNLINK_PEOPLE,
    LIST_TOKENS,
    LIST_KEYS,
    QUERY_COUNT,
};

#define ACCOUNT                                                                \
    "a.rowid, a.id, a.account, a.folded, a.password, a.display_name,"          \
    " unseal('account.email', a.id, a.email), a.locale, a.status,"             \
    " a.organisation, a.claimed_organisation, a.opened_at"
#define TOKEN                                                                  \
    "t.rowid, t.id, t.account, t.kind, t.label, t.hash, t.issued_at,"          \
    " t.expires_at, t.revoked_at"

static const char *const sql[QUERY_COUNT] = {
    [INSERT_ACCOUNT] =
            "INSERT INTO account (id, account, folded, password, display_name,"
            " email, locale, status, organisation, claimed_organisation,"
            " opened_at)"
            " VALUES (?1, ?2, ?3, ?4, ?5, seal('account.email', ?1, ?6), ?7,"
            " ?8, ?9, ?10, ?11)",
    [UPDATE_ACCOUNT] =
            "UPDATE account SET account = ?2, folded = ?3, password = ?4,"
            " display_name = ?5, email = seal('account.email', id, ?6, email),"
            " locale = ?7, status = ?8,"
            " organisation = ?9, claimed_organisation = ?10, opened_at = ?11"
            " WHERE id = ?1",
    [FIND_ACCOUNT] = "SELECT " ACCOUNT " FROM account a WHERE a.id = ?1",
    [FIND_ACCOUNT_NAMED] =
            "SELECT " ACCOUNT " FROM account a WHERE a.folded = ?1",
    [LIST_ACCOUNTS] = "SELECT " ACCOUNT " FROM account a WHERE a.rowid > ?1"
                      " AND (?2 = '' OR instr(a.folded, ?2))"
                      " AND (?3 = 0 OR EXISTS (SELECT 1 FROM account_role"
                      "  WHERE account = a.rowid AND role = ?3))"
                      " AND (?4 = 0 OR a.status = ?4)"
                      " AND (?5 IS NULL OR a.organisation = ?5)"
                      " AND (NOT ?6 OR a.claimed_organisation IS NOT NULL)"
                      " ORDER BY a.rowid LIMIT ?7",
    [LIST_STAFF] = "SELECT a.rowid, a.id, coalesce(a.display_name, a.account)"
                   " FROM account a WHERE a.rowid > ?1"
                   " AND EXISTS (SELECT 1 FROM account_role"
                   "  WHERE account = a.rowid AND (1 << role) & ?2)"
                   " ORDER BY a.rowid LIMIT ?3",
    [INSERT_ROLE] = "INSERT INTO account_role (account, role, scope)"
                    " VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
    [DELETE_ROLE] = "DELETE FROM account_role"
                    " WHERE account = ?1 AND role = ?2 AND scope = ?3",
    [DELETE_ROLES] = "DELETE FROM account_role WHERE account = ?1",
    [LIST_ROLES] = "SELECT role, scope FROM account_role WHERE account = ?1"
                   " LIMIT 64",
    [FIND_OTHER_HOLDER] =
            "SELECT 1 FROM account_role r JOIN account a ON a.rowid = r.account"
            " WHERE r.role = ?2 AND a.status = ?4 AND a.rowid <> ?1"
            " AND (r.scope = ?3 OR"
            "  substr(?3, 1, length(r.scope) + 1) = r.scope || '.') LIMIT 1",
    [INSERT_TOKEN] =
            "INSERT INTO token (id, account, kind, label, hash, issued_at,"
            " expires_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    [INSERT_TOKEN_ROLE] = "INSERT INTO token_role (token, role, scope)"
                          " VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
    [FIND_TOKEN] = "SELECT " TOKEN ", a.id FROM token t"
                   " JOIN account a ON a.rowid = t.account WHERE t.id = ?1",
    [LIST_TOKEN_ROLES] = "SELECT role, scope FROM token_role WHERE token = ?1"
                         " LIMIT 64",
    [REVOKE_TOKEN] = "UPDATE token SET revoked_at = ?2"
                     " WHERE id = ?1 AND revoked_at IS NULL",
    [REVOKE_TOKENS] = "UPDATE token SET revoked_at = ?3 WHERE account = ?1"
                      " AND (1 << kind) & ?2 AND revoked_at IS NULL",
    [DELETE_OLD_TOKENS] = "DELETE FROM token WHERE account = ?1"
                          " AND (expires_at < ?2 OR revoked_at < ?2)",
    [DELETE_TOKENS] = "DELETE FROM token WHERE account = ?1",
    [UNLINK_PEOPLE] = "UPDATE person SET account = NULL WHERE account = ?1",
    [LIST_TOKENS] = "SELECT " TOKEN " FROM token t WHERE t.account = ?1"
                    " AND (?2 = 0 OR t.rowid < ?2)"
                    " ORDER BY t.rowid DESC LIMIT ?3",
    [LIST_KEYS] =
            "SELECT " TOKEN ", a.id, a.account, a.display_name FROM token t"
            " JOIN account a ON a.rowid = t.account WHERE t.kind = ?1"
            " AND (?2 = 0 OR t.rowid < ?2) AND (?4 = 0 OR t.account = ?4)"
            " ORDER BY t.rowid DESC LIMIT ?3",
};

enum { ROLES_MAX = 64 };

struct queries *
store_account_open(struct db *db)
{
    return queries_open(db, sql, QUERY_COUNT);
}

#define ACCOUNT_VALUES(a)                                                      \
    V((a)->entry.account_id), V((a)->entry.account), V((a)->folded),           \
            V_IF((a)->password.len > 0, (a)->password),                        \
            V_IF((a)->entry.has_display_name, (a)->entry.display_name),        \
            V_IF((a)->has_email, (a)->email),                                  \
            V_IF((a)->has_locale, (a)->locale), V((a)->entry.status),          \
            V_IF((a)->entry.has_organisation, (a)->entry.organisation),        \
            V_IF((a)->entry.has_claimed_organisation,                          \
                    (a)->entry.claimed_organisation),                          \
            V((a)->entry.opened_at)

enum status
store_insert_account(struct queries *accounts, struct account *account)
{
    enum status status =
            db_run(accounts, INSERT_ACCOUNT, ACCOUNT_VALUES(account));

    if (!status)
        account->rowid = db_last_rowid(queries_db(accounts));
    return status;
}

enum status
store_update_account(struct queries *accounts, const struct account *account)
{
    return db_change(accounts, UPDATE_ACCOUNT, ACCOUNT_VALUES(account));
}

enum status
store_erase_account(struct queries *accounts, const struct account *account)
{
    enum status status = store_update_account(accounts, account);

    if (!status)
        status = db_run(accounts, DELETE_ROLES, V(account->rowid));
    if (!status)
        status = db_run(accounts, DELETE_TOKENS, V(account->rowid));
    return status ? status
                  : db_run(accounts, UNLINK_PEOPLE,
                            V(account->entry.account_id));
}

static struct account
read_account(sqlite3_stmt *row, struct arena *arena)
{
    return (struct account){
        .rowid = column_int(row, 0),
        .folded = column_text(row, 3, arena),
        .password = column_text(row, 4, arena),
        .has_email = !column_is_null(row, 6),
        .email = column_text(row, 6, arena),
        .has_locale = !column_is_null(row, 7),
        .locale = column_text(row, 7, arena),
        .entry = {
            .account_id = column_uuid(row, 1),
            .account = column_text(row, 2, arena),
            .has_password = !column_is_null(row, 4),
            .has_display_name = !column_is_null(row, 5),
            .display_name = column_text(row, 5, arena),
            .status = (enum account_status)column_int(row, 8),
            .has_organisation = !column_is_null(row, 9),
            .organisation = column_uuid(row, 9),
            .has_claimed_organisation = !column_is_null(row, 10),
            .claimed_organisation = column_uuid(row, 10),
            .opened_at = column_int(row, 11),
        },
    };
}

static enum status
find_account(struct queries *accounts, int query, struct value key,
        struct arena *arena, struct account *out)
{
    sqlite3_stmt *row;
    enum status status = db_first(accounts, query, &row, key);

    if (status)
        return status;
    *out = read_account(row, arena);
    db_done(row);
    return STATUS_OK;
}

enum status
store_find_account(struct queries *accounts, struct uuid id,
        struct arena *arena, struct account *out)
{
    return find_account(accounts, FIND_ACCOUNT, V(id), arena, out);
}

enum status
store_find_account_named(struct queries *accounts, struct str folded,
        struct arena *arena, struct account *out)
{
    return find_account(accounts, FIND_ACCOUNT_NAMED, V(folded), arena, out);
}

enum status
store_list_accounts(struct queries *accounts,
        const struct account_filter *filter, struct page *page,
        struct arena *arena, struct account_entry **out, size_t *count)
{
    sqlite3_stmt *row;
    enum status status = db_first(accounts, LIST_ACCOUNTS, &row, V(page->after),
            V(filter->folded), V(filter->role), V(filter->status),
            V_IF(filter->has_organisation, filter->organisation),
            V(filter->claims_only), V(page->limit + 1));

    *out = arena_alloc(arena, page->limit * sizeof(**out));
    for (*count = 0; !status; status = db_next(row)) {
        struct account account = read_account(row, arena);

        if (page_takes(page, *count, account.rowid))
            status = store_list_roles(accounts, account.rowid, arena,
                    &account.entry.grants, &account.entry.grants_count);
        if (status || page->has_more) {
            db_done(row);
            return status;
        }
        (*out)[(*count)++] = account.entry;
    }
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

enum status
store_list_staff(struct queries *accounts, struct page *page,
        struct arena *arena, struct staff_member **out, size_t *count)
{
    const int64_t staff = 1 << ROLE_OPERATOR | 1 << ROLE_FINANCE |
                          1 << ROLE_COUNCIL | 1 << ROLE_SUPERVISOR |
                          1 << ROLE_ADMIN;
    sqlite3_stmt *row;
    enum status status = db_first(accounts, LIST_STAFF, &row, V(page->after),
            V(staff), V(page->limit + 1));

    *out = arena_alloc(arena, page->limit * sizeof(**out));
    for (*count = 0; !status; status = db_next(row)) {
        if (!page_takes(page, *count, column_int(row, 0))) {
            db_done(row);
            return STATUS_OK;
        }
        (*out)[(*count)++] = (struct staff_member){
            .account_id = column_uuid(row, 1),
            .name = column_text(row, 2, arena),
        };
    }
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

enum status
store_insert_role(struct queries *accounts, int64_t account,
        const struct role_grant *grant)
{
    return db_run(accounts, INSERT_ROLE, V(account), V(grant->role),
            V(grant->scope));
}

enum status
store_delete_role(struct queries *accounts, int64_t account,
        const struct role_grant *grant)
{
    return db_change(accounts, DELETE_ROLE, V(account), V(grant->role),
            V(grant->scope));
}

static enum status
list_roles(struct queries *accounts, int query, int64_t rowid,
        struct arena *arena, struct role_grant **out, size_t *count)
{
    sqlite3_stmt *row;
    enum status status = db_first(accounts, query, &row, V(rowid));

    *out = arena_alloc(arena, ROLES_MAX * sizeof(**out));
    for (*count = 0; !status; status = db_next(row))
        (*out)[(*count)++] = (struct role_grant){
            .role = (enum role)column_int(row, 0),
            .scope = column_text(row, 1, arena),
        };
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

enum status
store_list_roles(struct queries *accounts, int64_t account, struct arena *arena,
        struct role_grant **out, size_t *count)
{
    return list_roles(accounts, LIST_ROLES, account, arena, out, count);
}

enum status
store_has_other_holder(struct queries *accounts, int64_t account,
        const struct role_grant *grant, bool *out)
{
    sqlite3_stmt *row;
    enum status status = db_first(accounts, FIND_OTHER_HOLDER, &row, V(account),
            V(grant->role), V(grant->scope), V(ACCOUNT_STATUS_OPEN));

    *out = !status;
    if (!status)
        db_done(row);
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

enum status
store_insert_token(struct queries *accounts, const struct token_row *token)
{
    const struct token_entry *entry = &token->entry;
    enum status status = db_run(accounts, INSERT_TOKEN, V(entry->token_id),
            V(token->account), V(entry->kind), V(entry->label), V(&token->hash),
            V(entry->issued_at), V(entry->expires_at));
    int64_t rowid = db_last_rowid(queries_db(accounts));

    for (size_t i = 0; !status && i < entry->grants_count; i++)
        status = db_run(accounts, INSERT_TOKEN_ROLE, V(rowid),
                V(entry->grants[i].role), V(entry->grants[i].scope));
    return status;
}

static struct token_row
read_token(sqlite3_stmt *row, struct arena *arena)
{
    return (struct token_row){
        .rowid = column_int(row, 0),
        .account = column_int(row, 2),
        .hash = column_hash(row, 5),
        .entry = {
            .token_id = column_uuid(row, 1),
            .kind = (enum token_kind)column_int(row, 3),
            .label = column_text(row, 4, arena),
            .issued_at = column_int(row, 6),
            .expires_at = column_int(row, 7),
            .has_revoked_at = !column_is_null(row, 8),
            .revoked_at = column_int(row, 8),
        },
    };
}

enum status
store_find_token(struct queries *accounts, struct uuid id, struct arena *arena,
        struct token_row *out, struct uuid *account)
{
    sqlite3_stmt *row;
    enum status status = db_first(accounts, FIND_TOKEN, &row, V(id));

    if (status)
        return status;
    *out = read_token(row, arena);
    *account = column_uuid(row, 9);
    db_done(row);
    return STATUS_OK;
}

enum status
store_list_token_roles(struct queries *accounts, int64_t token,
        struct arena *arena, struct role_grant **out, size_t *count)
{
    return list_roles(accounts, LIST_TOKEN_ROLES, token, arena, out, count);
}

enum status
store_revoke_token(struct queries *accounts, struct uuid id, int64_t at)
{
    return db_change(accounts, REVOKE_TOKEN, V(id), V(at));
}

enum status
store_revoke_tokens(struct queries *accounts, int64_t account, unsigned kinds,
        int64_t at)
{
    return db_run(accounts, REVOKE_TOKENS, V(account), V(kinds), V(at));
}

enum status
store_delete_old_tokens(struct queries *accounts, int64_t account,
        int64_t before)
{
    return db_run(accounts, DELETE_OLD_TOKENS, V(account), V(before));
}

enum status
store_list_tokens(struct queries *accounts, int64_t account, struct page *page,
        struct arena *arena, struct token_entry **out, size_t *count)
{
    sqlite3_stmt *row;
    enum status status = db_first(accounts, LIST_TOKENS, &row, V(account),
            V(page->after), V(page->limit + 1));

    *out = arena_alloc(arena, page->limit * sizeof(**out));
    for (*count = 0; !status; status = db_next(row)) {
        struct token_row token = read_token(row, arena);

        if (page_takes(page, *count, token.rowid))
            status = store_list_token_roles(accounts, token.rowid, arena,
                    &token.entry.grants, &token.entry.grants_count);
        if (status || page->has_more) {
            db_done(row);
            return status;
        }
        (*out)[(*count)++] = token.entry;
    }
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

static struct key_entry
read_key(sqlite3_stmt *row, const struct token_entry *token, int64_t now,
        struct arena *arena)
{
    return (struct key_entry){
        .token_id = token->token_id,
        .label = token->label,
        .issued_at = token->issued_at,
        .expires_at = token->expires_at,
        .has_revoked_at = token->has_revoked_at,
        .revoked_at = token->revoked_at,
        .is_in_force = !token->has_revoked_at && token->expires_at > now,
        .account_id = column_uuid(row, 9),
        .account = column_text(row, 10, arena),
        .has_display_name = !column_is_null(row, 11),
        .display_name = column_text(row, 11, arena),
    };
}

enum status
store_list_keys(struct queries *accounts, int64_t account, int64_t now,
        struct page *page, struct arena *arena, struct key_entry **out,
        size_t *count)
{
    sqlite3_stmt *row;
    enum status status = db_first(accounts, LIST_KEYS, &row, V(TOKEN_KIND_KEY),
            V(page->after), V(page->limit + 1), V(account));

    *out = arena_alloc(arena, page->limit * sizeof(**out));
    for (*count = 0; !status; status = db_next(row)) {
        struct token_row token = read_token(row, arena);
        struct key_entry key = read_key(row, &token.entry, now, arena);

        if (page_takes(page, *count, token.rowid))
            status = store_list_token_roles(accounts, token.rowid, arena,
                    &key.grants, &key.grants_count);
        if (status || page->has_more) {
            db_done(row);
            return status;
        }
        (*out)[(*count)++] = key;
    }
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}
