/* Rows of accounts, their roles and their tokens. */
#ifndef REGISTRY_STORE_ACCOUNT_H
#define REGISTRY_STORE_ACCOUNT_H

#include "base/hash.h"
#include "db/db.h"
#include "registry_messages.h"
#include "server/page.h"

struct queries *store_account_open(struct db *db);

struct account {
    int64_t rowid;
    struct str folded;
    struct str password; /* argon2id's text; empty: none */
    bool has_email;
    struct str email;
    bool has_locale;
    struct str locale;
    struct account_entry entry; /* grants are read apart */
};

/* STATUS_CONFLICT: the name is taken. Sets the rowid. */
enum status store_insert_account(struct queries *accounts,
        struct account *account);
enum status store_update_account(struct queries *accounts,
        const struct account *account);

/* Its row is written; roles, tokens and who it is in the directory go. */
enum status store_erase_account(struct queries *accounts,
        const struct account *account);
enum status store_find_account(struct queries *accounts, struct uuid id,
        struct arena *arena, struct account *out);
enum status store_find_account_named(struct queries *accounts,
        struct str folded, struct arena *arena, struct account *out);

struct account_filter {
    struct str folded; /* part of the name; empty: any */
    int role;
    int status;
    bool has_organisation;
    struct uuid organisation;
    bool claims_only;
};
/* With their grants. */
enum status store_list_accounts(struct queries *accounts,
        const struct account_filter *filter, struct page *page,
        struct arena *arena, struct account_entry **out, size_t *count);

/* Those with a role that acts for the hub. */
enum status store_list_staff(struct queries *accounts, struct page *page,
        struct arena *arena, struct staff_member **out, size_t *count);

/* Roles. Granting what is held changes nothing. */
enum status store_insert_role(struct queries *accounts, int64_t account,
        const struct role_grant *grant);
enum status store_delete_role(struct queries *accounts, int64_t account,
        const struct role_grant *grant); /* STATUS_NOT_FOUND: not held */
enum status store_list_roles(struct queries *accounts, int64_t account,
        struct arena *arena, struct role_grant **out, size_t *count);

/* Does another open account hold the role for all of the scope? */
enum status store_has_other_holder(struct queries *accounts, int64_t account,
        const struct role_grant *grant, bool *out);

/* Tokens */
struct token_row {
    int64_t rowid;
    int64_t account; /* its rowid */
    struct hash hash;
    struct token_entry entry; /* grants are read apart */
};
/* With entry.grants. */
enum status store_insert_token(struct queries *accounts,
        const struct token_row *token);
/* The token and whose it is. */
enum status store_find_token(struct queries *accounts, struct uuid id,
        struct arena *arena, struct token_row *out, struct uuid *account);
enum status store_list_token_roles(struct queries *accounts, int64_t token,
        struct arena *arena, struct role_grant **out, size_t *count);
/* STATUS_NOT_FOUND if it was revoked before. */
enum status store_revoke_token(struct queries *accounts, struct uuid id,
        int64_t at);
/* Every live token of the kinds in `kinds`, a bit (1 << kind) each. */
enum status store_revoke_tokens(struct queries *accounts, int64_t account,
        unsigned kinds, int64_t at);
/* Forget an account's tokens that ended before a time. */
enum status store_delete_old_tokens(struct queries *accounts, int64_t account,
        int64_t before);
/* Newest first; with their grants. */
enum status store_list_tokens(struct queries *accounts, int64_t account,
        struct page *page, struct arena *arena, struct token_entry **out,
        size_t *count);
/* The keys of an account, or of all for 0; newest first, with their grants. */
enum status store_list_keys(struct queries *accounts, int64_t account,
        int64_t now, struct page *page, struct arena *arena,
        struct key_entry **out, size_t *count);

#endif
