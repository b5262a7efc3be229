/* Accounts and roles, for admins. */
#include "registry.h"

#include "base/hub.h"
#include "powers.h"
#include "server/disclosure.h"

static enum status
refuse_own(struct call *call)
{
    return call_refuse(call, &problem_own_account, "account_id",
            "another admin must do this");
}

enum status
publish_account(struct call *call, const struct account *account)
{
    struct registry_account_changed event = {
        .account = account->entry.account_id,
        .has_organisation = account->entry.has_organisation,
        .organisation = account->entry.organisation,
        .status = account->entry.status,
    };

    return emit_account_changed(call, event.account, &event, NULL);
}

static void
clear_field(struct account *account, enum account_field field)
{
    switch (field) {
    case ACCOUNT_FIELD_DISPLAY_NAME:
        account->entry.has_display_name = false;
        break;
    case ACCOUNT_FIELD_EMAIL:
        account->has_email = false;
        break;
    case ACCOUNT_FIELD_LOCALE:
        account->has_locale = false;
        break;
    }
}

bool
take_details(struct account *account, struct account_details details)
{
    if (details.display_name) {
        account->entry.has_display_name = true;
        account->entry.display_name = *details.display_name;
    }
    if (details.email) {
        account->has_email = true;
        account->email = *details.email;
    }
    if (details.locale) {
        account->has_locale = true;
        account->locale = *details.locale;
    }
    for (size_t i = 0; i < details.clear_count; i++)
        clear_field(account, details.clear[i]);
    return details.display_name || details.email || details.locale ||
           details.clear_count > 0;
}

/* Would the hub be left without an admin if this one no longer were? */
static enum status
check_admin_remains(struct registry *self, struct call *call,
        const struct account *account, const struct role_grant *grant)
{
    bool has_other = true;
    enum status status = STATUS_OK;

    if (grant->role == ROLE_ADMIN)
        status = store_has_other_holder(self->accounts, account->rowid, grant,
                &has_other);
    if (status || has_other)
        return status;
    return call_refuse(call, &problem_last_admin, "account_id",
            "appoint another admin of " STR_FMT " first",
            STR_ARG(grant->scope));
}

static enum status
close_account(struct registry *self, struct call *call,
        const struct account *account)
{
    struct registry_sessions_ended ended = { account->entry.account_id };
    struct role_grant *grants;
    size_t count;
    enum status status = store_list_roles(self->accounts, account->rowid,
            call->arena, &grants, &count);

    for (size_t i = 0; !status && i < count; i++)
        status = check_admin_remains(self, call, account, &grants[i]);
    if (!status)
        status = store_revoke_tokens(self->accounts, account->rowid, ~0u >> 1,
                call->now);
    if (!status)
        status = emit_sessions_ended(call, ended.account, &ended, NULL);
    return status;
}

static enum status
change_status(struct registry *self, struct call *call, struct account *account,
        enum account_status to)
{
    enum status status = STATUS_OK;

    if (to == ACCOUNT_STATUS_CLOSED)
        status = close_account(self, call, account);
    account->entry.status = to;
    return status;
}

/* Tokens are of the account, not of its name. */
static enum status
rename_account(struct registry *self, struct call *call,
        struct account *account, struct str name)
{
    struct str folded = account_key(call, name);
    enum status status = STATUS_OK;

    if (!str_equal(folded, account->folded))
        status = check_name_is_free(self, call, name);
    account->entry.account = name;
    account->folded = folded;
    return status;
}

enum status
handle_change_account(struct registry *self, struct call *call,
        const struct change_account_request *request,
        struct change_account_reply *reply)
{
    struct account account;
    enum status status =
            find_account(self, call, request->account_id, &account);

    bool changes_name, changes_status, changes_details;

    (void)reply;
    if (status)
        return status;
    changes_name = request->has_account &&
                   !str_equal(request->account, account.entry.account);
    changes_status =
            request->has_status && request->status != account.entry.status;
    if (request->has_status && call_is_account(call, request->account_id))
        return refuse_own(call);
    changes_details = take_details(&account, DETAILS_OF(request));
    if (!changes_name && !changes_status && !changes_details)
        return call_refuse(call, &problem_nothing_to_change, NULL,
                "the account has this name and status already");
    if (changes_name)
        status = rename_account(self, call, &account, request->account);
    if (!status && changes_status)
        status = change_status(self, call, &account, request->status);
    if (!status)
        status = store_update_account(self->accounts, &account);
    if (!status)
        status = publish_account(call, &account);
    return status ? status
                  : note_reason(self, call, request->account_id,
                            "change_account", request->reason);
}

/* Others forget a role when they hear that it was taken back. */
static enum status
tell_roles_gone(struct registry *self, struct call *call,
        const struct account *account)
{
    struct role_grant *grants;
    size_t count;
    enum status status = store_list_roles(self->accounts, account->rowid,
            call->arena, &grants, &count);

    for (size_t i = 0; !status && i < count; i++) {
        const struct registry_role_revoked event = {
            .account = account->entry.account_id,
            .role = grants[i].role,
            .scope = grants[i].scope,
        };

        status = emit_role_revoked(call, event.account, &event, NULL);
    }
    return status;
}

/* Its row stays, for what refers to it: nobody's, and closed. */
static struct account
nameless(struct call *call, const struct account *account)
{
    const struct uuid id = account->entry.account_id;
    char text[UUID_TEXT_SIZE];

    uuid_format(id, text);
    return (struct account){
        .rowid = account->rowid,
        .folded = arena_printf(call->arena, "erased.%s", text),
        .entry = {
            .account_id = id,
            .account = arena_printf(call->arena, "erased.%s", text),
            .status = ACCOUNT_STATUS_CLOSED,
            .opened_at = account->entry.opened_at,
        },
    };
}

static enum status
tell_erased(struct call *call, struct uuid account)
{
    const struct registry_account_changed event = {
        .account = account,
        .status = ACCOUNT_STATUS_CLOSED,
        .has_is_erased = true,
        .is_erased = true,
    };

    return emit_account_changed(call, account, &event, NULL);
}

enum status
handle_erase_account(struct registry *self, struct call *call,
        const struct erase_account_request *request,
        struct erase_account_reply *reply)
{
    struct account account, erased;
    enum status status =
            find_account(self, call, request->account_id, &account);

    (void)reply;
    if (status)
        return status;
    if (call_is_account(call, request->account_id))
        return refuse_own(call);
    if (account.entry.status != ACCOUNT_STATUS_CLOSED)
        status = close_account(self, call, &account);
    if (!status)
        status = tell_roles_gone(self, call, &account);
    erased = nameless(call, &account);
    if (!status)
        status = store_erase_account(self->accounts, &erased);
    if (!status)
        status = store_delete_reasons(self->tracks, request->account_id);
    if (!status)
        status = note_reason(self, call, request->account_id, "erase_account",
                request->reason);
    return status ? status : tell_erased(call, request->account_id);
}

enum status
handle_confirm_account_organisation(struct registry *self, struct call *call,
        const struct confirm_account_organisation_request *request,
        struct confirm_account_organisation_reply *reply)
{
    struct organisation organisation;
    struct account account;
    enum status status =
            find_account(self, call, request->account_id, &account);

    (void)reply;
    if (!status && request->has_organisation)
        status = find_organisation(self, call, request->organisation,
                "organisation", &organisation);
    if (status)
        return status;
    if (account.entry.status != ACCOUNT_STATUS_OPEN)
        return call_refuse(call, &problem_account_closed, "account_id",
                "the account is closed");
    account.entry.has_organisation = request->has_organisation;
    account.entry.organisation = request->organisation;
    account.entry.has_claimed_organisation = false;
    status = store_update_account(self->accounts, &account);
    if (!status)
        status = publish_account(call, &account);
    return status ? status
                  : note_reason(self, call, request->account_id,
                            "confirm_account_organisation", request->reason);
}

enum status
handle_list_accounts(struct registry *self, struct call *call,
        const struct list_accounts_request *request,
        struct list_accounts_reply *reply)
{
    const struct account_filter filter = {
        .folded = account_key(call, request->has_q ? request->q : STR("")),
        .role = request->role,
        .status = request->status,
        .has_organisation = request->has_organisation,
        .organisation = request->organisation,
        .claims_only = request->has_claims_only && request->claims_only,
    };
    struct page page;
    enum status status = page_begin(call, request, &page);

    if (!status)
        status = store_list_accounts(self->accounts, &filter, &page,
                call->arena, &reply->items, &reply->items_count);
    page_end(call, reply, &page);
    return status;
}

enum status
handle_list_staff(struct registry *self, struct call *call,
        const struct list_staff_request *request,
        struct list_staff_reply *reply)
{
    struct page page;
    enum status status = page_begin(call, request, &page);

    if (!status)
        status = store_list_staff(self->accounts, &page, call->arena,
                &reply->items, &reply->items_count);
    page_end(call, reply, &page);
    return status;
}

enum status
handle_get_account(struct registry *self, struct call *call,
        const struct get_account_request *request,
        struct get_account_reply *reply)
{
    struct account account;
    enum status status =
            find_account(self, call, request->account_id, &account);

    if (status)
        return status;
    reply->account = account.entry;
    return store_list_roles(self->accounts, account.rowid, call->arena,
            &reply->account.grants, &reply->account.grants_count);
}

enum status
handle_get_account_contact(struct registry *self, struct call *call,
        const struct get_account_contact_request *request,
        struct get_account_contact_reply *reply)
{
    struct account account;
    enum status status =
            find_account(self, call, request->account_id, &account);

    if (status)
        return status;
    reply->has_display_name = account.entry.has_display_name;
    reply->display_name = account.entry.display_name;
    reply->has_email = account.has_email;
    reply->email = account.email;
    reply->has_locale = account.has_locale;
    reply->locale = account.locale;
    if (reply->has_email)
        disclosure_note(call, request->account_id);
    return STATUS_OK;
}

static bool
holds(const struct role_grant *grants, size_t count,
        const struct role_grant *wanted)
{
    for (size_t i = 0; i < count; i++) {
        if (grants[i].role == wanted->role &&
                str_equal(grants[i].scope, wanted->scope))
            return true;
    }
    return false;
}

static enum status
refuse_clash(struct call *call, const struct role_grant *clash)
{
    return call_refuse(call, &problem_powers_apart, "role",
            "the account is %s of " STR_FMT,
            enum_name(&types_role_enumeration, clash->role),
            STR_ARG(clash->scope));
}

enum status
give_role(struct registry *self, struct call *call,
        const struct account *account, const struct role_grant *grant)
{
    struct registry_role_granted event = {
        .account = account->entry.account_id,
        .role = grant->role,
        .scope = grant->scope,
    };
    const struct role_grant *clash;
    struct role_grant *held;
    size_t count;
    enum status status;

    if (!hub_is_within(grant->scope, call->hub))
        return call_refuse(call, &problem_scope_outside, "scope",
                "a scope within " STR_FMT, STR_ARG(call->hub));
    status = store_list_roles(self->accounts, account->rowid, call->arena,
            &held, &count);
    if (status || holds(held, count, grant))
        return status;
    clash = powers_clash(held, count, grant);
    if (clash)
        return refuse_clash(call, clash);
    status = store_insert_role(self->accounts, account->rowid, grant);
    return status ? status
                  : emit_role_granted(call, event.account, &event, NULL);
}

enum status
handle_grant_role(struct registry *self, struct call *call,
        const struct grant_role_request *request,
        struct grant_role_reply *reply)
{
    const struct role_grant grant = { request->role, request->scope };
    struct account account;
    enum status status =
            find_account(self, call, request->account_id, &account);

    (void)reply;
    if (status)
        return status;
    if (call_is_account(call, request->account_id))
        return refuse_own(call);
    if (account.entry.status != ACCOUNT_STATUS_OPEN)
        return call_refuse(call, &problem_account_closed, "account_id",
                "the account is closed");
    return give_role(self, call, &account, &grant);
}

enum status
handle_revoke_role(struct registry *self, struct call *call,
        const struct revoke_role_request *request,
        struct revoke_role_reply *reply)
{
    const struct role_grant grant = { request->role, request->scope };
    const struct registry_role_revoked event = {
        .account = request->account_id,
        .role = request->role,
        .scope = request->scope,
    };
    struct account account;
    enum status status =
            find_account(self, call, request->account_id, &account);

    (void)reply;
    if (status)
        return status;
    if (call_is_account(call, request->account_id))
        return refuse_own(call);
    status = store_delete_role(self->accounts, account.rowid, &grant);
    if (status == STATUS_NOT_FOUND)
        return call_refuse(call, &problem_role_not_held, "role",
                "the account does not hold it for this scope");
    if (!status)
        status = check_admin_remains(self, call, &account, &grant);
    if (!status)
        status = emit_role_revoked(call, event.account, &event, NULL);
    return status ? status
                  : note_reason(self, call, request->account_id, "revoke_role",
                            request->reason);
}
