/* Sessions, keys and invitations. */
#include "registry.h"

#include "base/clock.h"
#include "powers.h"
#include "token.h"

#include <sodium.h>

enum status
issue_token(struct registry *self, struct call *call,
        const struct account *account, const struct issue *issue,
        struct uuid *id_out, struct str *text_out)
{
    uint8_t secret[TOKEN_SECRET_SIZE];
    struct token_row row = {
        .account = account->rowid,
        .entry = {
            .token_id = call_new_id(call),
            .kind = issue->kind,
            .label = issue->label,
            .issued_at = call->now,
            .expires_at = issue->expires_at,
            .grants = issue->grants,
            .grants_count = issue->grants_count,
        },
    };
    const struct registry_token_issued event = {
        .account = account->entry.account_id,
        .token = row.entry.token_id,
        .kind = issue->kind,
    };
    struct token token;
    enum status status;

    randombytes_buf(secret, sizeof(secret));
    *text_out =
            token_format(call->arena, call->hub, row.entry.token_id, secret);
    *id_out = row.entry.token_id;
    token_parse(*text_out, &token);
    row.hash = token_hash(&token);
    status = store_insert_token(self->accounts, &row);
    return status ? status
                  : emit_token_issued(call, event.account, &event, NULL);
}

/*
 * A key never holds more than what it was issued with: not more than the
 * account, nor than the token that asks for it.
 */
static enum status
choose_grants(struct registry *self, struct call *call,
        const struct account *account,
        const struct issue_token_request *request, struct issue *issue)
{
    const struct actor *actor = call->actor;
    struct role_grant *held;
    size_t count;
    enum status status = store_list_roles(self->accounts, account->rowid,
            call->arena, &held, &count);

    if (status)
        return status;
    issue->grants = request->grants;
    issue->grants_count = request->grants_count;
    if (request->grants_count == 0 &&
            !powers_cover(actor->grants, actor->grants_count, held, count)) {
        issue->grants = actor->grants;
        issue->grants_count = actor->grants_count;
    }
    if (powers_cover(held, count, issue->grants, issue->grants_count) &&
            powers_cover(actor->grants, actor->grants_count, issue->grants,
                    issue->grants_count))
        return STATUS_OK;
    return call_refuse(call, &problem_role_not_held, "grants",
            "a key has no roles that its owner does not hold");
}

enum status
handle_issue_token(struct registry *self, struct call *call,
        const struct issue_token_request *request,
        struct issue_token_reply *reply)
{
    int64_t longest = call->now + KEY_MAX_DAYS * (int64_t)DAY_MS;
    struct issue issue = {
        .kind = TOKEN_KIND_KEY,
        .label = request->label,
        .expires_at = call->now + KEY_DAYS * (int64_t)DAY_MS,
    };
    struct account account;
    enum status status =
            find_account(self, call, call->actor->account, &account);

    if (!status)
        status = choose_grants(self, call, &account, request, &issue);
    if (status)
        return status;
    if (request->has_expires_at)
        issue.expires_at = request->expires_at;
    else if (request->has_valid_days)
        issue.expires_at = call->now + request->valid_days * DAY_MS;
    if (issue.expires_at <= call->now || issue.expires_at > longest)
        return call_refuse(call, &problem_invalid_field, "expires_at",
                "within the next %d days", KEY_MAX_DAYS);
    reply->expires_at = issue.expires_at;
    return issue_token(self, call, &account, &issue, &reply->token_id,
            &reply->token);
}

enum status
handle_revoke_token(struct registry *self, struct call *call,
        const struct revoke_token_request *request,
        struct revoke_token_reply *reply)
{
    struct registry_token_revoked event = { .token = request->token_id };
    struct token_row row;
    enum status status = store_find_token(self->accounts, request->token_id,
            call->arena, &row, &event.account);

    (void)reply;
    if (!status && !call_is_account(call, event.account) &&
            !call_has_role(call, ROLE_ADMIN))
        status = STATUS_NOT_FOUND;
    if (status == STATUS_NOT_FOUND)
        return call_refuse(call, &problem_not_found, "token_id",
                "no such token");
    if (!status)
        status = store_revoke_token(self->accounts, request->token_id,
                call->now);
    if (status) /* revoked before: as wished */
        return status == STATUS_NOT_FOUND ? STATUS_OK : status;
    status = emit_token_revoked(call, event.account, &event, NULL);
    return status || !request->has_reason
                   ? status
                   : note_reason(self, call, event.account, "revoke_token",
                             request->reason);
}

enum status
handle_list_tokens(struct registry *self, struct call *call,
        const struct list_tokens_request *request,
        struct list_tokens_reply *reply)
{
    struct uuid whose = request->has_account_id ? request->account_id
                                                : call->actor->account;
    struct account account;
    struct page page;
    enum status status;

    if (!call_is_account(call, whose) && !call_has_role(call, ROLE_ADMIN) &&
            !call_has_role(call, ROLE_SUPERVISOR))
        return STATUS_FORBIDDEN;
    status = find_account(self, call, whose, &account);
    if (!status)
        status = page_begin(call, request, &page);
    if (status)
        return status;
    status = store_list_tokens(self->accounts, account.rowid, &page,
            call->arena, &reply->items, &reply->items_count);
    page_end(call, reply, &page);
    return status;
}

enum status
handle_list_keys(struct registry *self, struct call *call,
        const struct list_keys_request *request, struct list_keys_reply *reply)
{
    const bool sees_all = call_has_role(call, ROLE_ADMIN) ||
                          call_has_role(call, ROLE_SUPERVISOR);
    struct account account = { 0 };
    struct page page;
    enum status status = STATUS_OK;

    if (!sees_all)
        status = find_account(self, call, call->actor->account, &account);
    if (!status)
        status = page_begin(call, request, &page);
    if (status)
        return status;
    status = store_list_keys(self->accounts, account.rowid, call->now, &page,
            call->arena, &reply->items, &reply->items_count);
    page_end(call, reply, &page);
    return status;
}
