/* Signing in and out, and the caller's own account. */
#include "registry.h"

#include "base/clock.h"
#include "password.h"
#include "powers.h"
#include "token.h"

struct log_in {
    struct password_job job;
    struct str key;
    struct uuid account;
};

static enum status
refuse_log_in(struct call *call)
{
    return call_refuse(call, &problem_wrong_credentials, NULL,
            "the account or the password is wrong");
}

static enum status
refuse_for_now(struct call *call, int64_t until)
{
    return call_refuse(call, &problem_too_many, NULL,
            "too many failed tries; the next one in %d seconds",
            (int)((until - call->now) / SECOND_MS + 1));
}

static enum status
finish_log_in(void *registry, struct call *call, void *state,
        const void *request, void *reply)
{
    struct registry *self = registry;
    struct log_in *log_in = state;
    struct log_in_reply *out = reply;
    struct account account;
    struct issue session = { .kind = TOKEN_KIND_SESSION };
    struct uuid id;
    enum status status;

    (void)request;
    if (!log_in->job.has_matched) {
        throttle_failed(&self->throttle, log_in->key, call->now);
        return refuse_log_in(call);
    }
    throttle_succeeded(&self->throttle, log_in->key);
    status = find_account(self, call, log_in->account, &account);
    if (status || account.entry.status != ACCOUNT_STATUS_OPEN)
        return status ? status : refuse_log_in(call);
    session.expires_at = call->now + SESSION_HOURS * HOUR_MS;
    out->account_id = account.entry.account_id;
    out->expires_at = session.expires_at;
    status = store_delete_old_tokens(self->accounts, account.rowid,
            call->now - 30 * (int64_t)DAY_MS);
    if (!status)
        status = issue_token(self, call, &account, &session, &id, &out->token);
    if (!status)
        status = store_list_roles(self->accounts, account.rowid, call->arena,
                &out->roles, &out->roles_count);
    return status;
}

/* A name that is not known takes as long and fails as one that is. */
enum status
handle_log_in(struct registry *self, struct call *call,
        const struct log_in_request *request, struct log_in_reply *reply)
{
    struct log_in *state = arena_alloc(call->arena, sizeof(*state));
    struct account account = { 0 };
    int64_t until;
    enum status status;

    (void)reply;
    state->key = account_key(call, request->account);
    until = throttle_may_try_at(&self->throttle, state->key);
    if (until > call->now)
        return refuse_for_now(call, until);
    status = store_find_account_named(self->accounts, state->key, call->arena,
            &account);
    if (status && status != STATUS_NOT_FOUND)
        return status;
    state->account = account.entry.account_id;
    state->job = (struct password_job){
        .verifies = true,
        .password = request->password,
    };
    if (account.entry.status == ACCOUNT_STATUS_OPEN)
        state->job.hash = account.password;
    return call_begin_job(call, password_work, finish_log_in, state);
}

static enum status
end_all_sessions(struct registry *self, struct call *call)
{
    struct account account;
    struct registry_sessions_ended event;
    enum status status =
            find_account(self, call, call->actor->account, &account);

    if (!status)
        status = store_revoke_tokens(self->accounts, account.rowid,
                1u << TOKEN_KIND_SESSION, call->now);
    event.account = call->actor->account;
    return status ? status
                  : emit_sessions_ended(call, event.account, &event, NULL);
}

/* A token that is not the caller's, or no longer good, changes nothing. */
static enum status
end_session(struct registry *self, struct call *call, struct str text)
{
    struct registry_token_revoked event;
    struct token_row row;
    struct token token;
    enum status status;

    if (!token_parse(text, &token))
        return STATUS_OK;
    status = store_find_token(self->accounts, token.id, call->arena, &row,
            &event.account);
    if (status == STATUS_NOT_FOUND)
        return STATUS_OK;
    if (status || !call_is_account(call, event.account) ||
            !hash_equal(row.hash, token_hash(&token)))
        return status;
    status = store_revoke_token(self->accounts, token.id, call->now);
    event.token = token.id;
    if (status)
        return status == STATUS_NOT_FOUND ? STATUS_OK : status;
    return emit_token_revoked(call, event.account, &event, NULL);
}

enum status
handle_log_out(struct registry *self, struct call *call,
        const struct log_out_request *request, struct log_out_reply *reply)
{
    (void)reply;
    if (request->has_token)
        return end_session(self, call, request->token);
    return end_all_sessions(self, call);
}

static enum status
refuse_token(struct call *call)
{
    return call_refuse(call, &problem_unauthenticated, NULL,
            "the token is not known, has expired or was revoked");
}

/* What the token was issued for, as far as the account still holds it. */
static enum status
list_token_grants(struct registry *self, struct call *call,
        const struct account *account, int64_t token,
        struct authenticate_reply *reply)
{
    struct role_grant *held, *given;
    size_t held_count, given_count;
    enum status status;

    status = store_list_roles(self->accounts, account->rowid, call->arena,
            &held, &held_count);
    if (!status)
        status = store_list_token_roles(self->accounts, token, call->arena,
                &given, &given_count);
    if (status)
        return status;
    reply->grants = given_count ? given : held;
    for (size_t i = 0; i < given_count; i++) {
        if (powers_cover(held, held_count, &given[i], 1))
            reply->grants[reply->grants_count++] = given[i];
    }
    if (given_count == 0)
        reply->grants_count = held_count;
    return STATUS_OK;
}

enum status
handle_authenticate(struct registry *self, struct call *call,
        const struct authenticate_request *request,
        struct authenticate_reply *reply)
{
    struct account account;
    struct token_row row;
    struct token token;
    enum status status;

    if (!token_parse(request->token, &token) ||
            !str_equal(token.hub, call->hub))
        return refuse_token(call);
    status = store_find_token(self->accounts, token.id, call->arena, &row,
            &reply->account);
    if (status)
        return status == STATUS_NOT_FOUND ? refuse_token(call) : status;
    if (!hash_equal(row.hash, token_hash(&token)) || row.entry.has_revoked_at ||
            row.entry.expires_at <= call->now)
        return refuse_token(call);
    status = find_account(self, call, reply->account, &account);
    if (status || account.entry.status != ACCOUNT_STATUS_OPEN)
        return status ? status : refuse_token(call);
    reply->home_hub = call->hub;
    reply->expires_at = row.entry.expires_at;
    reply->has_valid_ms = true;
    reply->valid_ms = row.entry.expires_at - call->now;
    reply->token_id = token.id;
    reply->has_name_display = account.entry.has_display_name;
    reply->name_display = account.entry.display_name;
    return list_token_grants(self, call, &account, row.rowid, reply);
}

enum status
handle_get_me(struct registry *self, struct call *call,
        const struct get_me_request *request, struct get_me_reply *reply)
{
    struct account account;
    enum status status =
            find_account(self, call, call->actor->account, &account);

    (void)request;
    if (status)
        return status;
    reply->account = account.entry;
    reply->has_email = account.has_email;
    reply->email = account.email;
    reply->has_locale = account.has_locale;
    reply->locale = account.locale;
    return store_list_roles(self->accounts, account.rowid, call->arena,
            &reply->account.grants, &reply->account.grants_count);
}

enum status
handle_change_me(struct registry *self, struct call *call,
        const struct change_me_request *request, struct change_me_reply *reply)
{
    struct account account;
    enum status status =
            find_account(self, call, call->actor->account, &account);

    (void)reply;
    if (status)
        return status;
    take_details(&account, DETAILS_OF(request));
    status = store_update_account(self->accounts, &account);
    return status ? status : publish_account(call, &account);
}
