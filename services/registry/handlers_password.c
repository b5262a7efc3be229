/* Opening accounts and setting passwords: the commands that hash. */
#include "registry.h"

#include "base/clock.h"
#include "password.h"

static enum status
refuse_short(struct call *call)
{
    return call_refuse(call, &problem_password_too_short, "password",
            "a password needs at least %d characters", PASSWORD_MIN_CHARACTERS);
}

static enum status
refuse_taken(struct call *call)
{
    return call_refuse(call, &problem_account_name_taken, "account",
            "there is an account of this name");
}

enum status
check_name_is_free(struct registry *self, struct call *call, struct str name)
{
    struct account account;
    enum status status = store_find_account_named(self->accounts,
            account_key(call, name), call->arena, &account);

    if (status == STATUS_NOT_FOUND)
        return STATUS_OK;
    return status ? status : refuse_taken(call);
}

enum status
open_account(struct registry *self, struct call *call, struct account *account,
        const struct role_grant *grants, size_t count)
{
    struct registry_account_opened event = {
        .has_organisation = account->entry.has_organisation,
        .organisation = account->entry.organisation,
        .status = ACCOUNT_STATUS_OPEN,
        .has_by_itself = true,
        .by_itself = !call->actor->has_account,
    };
    enum status status;

    account->folded = account_key(call, account->entry.account);
    account->entry.account_id = call_new_id(call);
    account->entry.opened_at = call->now;
    account->entry.status = ACCOUNT_STATUS_OPEN;
    event.account = account->entry.account_id;
    status = store_insert_account(self->accounts, account);
    if (status == STATUS_CONFLICT)
        return refuse_taken(call);
    if (!status)
        status = emit_account_opened(call, event.account, &event, NULL);
    for (size_t i = 0; !status && i < count; i++)
        status = give_role(self, call, account, &grants[i]);
    return status;
}

/* Signing up */

static struct account
account_of_sign_up(const struct sign_up_request *request)
{
    return (struct account){
        .has_email = request->has_email,
        .email = request->email,
        .has_locale = request->has_locale,
        .locale = request->locale,
        .entry = {
            .account = request->account,
            .has_display_name = request->has_display_name,
            .display_name = request->display_name,
            .has_claimed_organisation = request->has_organisation,
            .claimed_organisation = request->organisation,
        },
    };
}

static enum status
finish_sign_up(void *registry, struct call *call, void *state,
        const void *request, void *reply)
{
    const struct sign_up_request *in = request;
    const struct password_job *job = state;
    struct sign_up_reply *out = reply;
    struct account account = account_of_sign_up(in);
    struct role_grant grant = {
        .role = in->party == ACCOUNT_PARTY_RESIDENT ? ROLE_DONOR
                                                    : ROLE_APPLICANT,
        .scope = call->hub,
    };
    enum status status;

    if (job->new_hash[0] == '\0')
        return STATUS_UNAVAILABLE;
    account.password = str_from(job->new_hash);
    status = open_account(registry, call, &account, &grant, 1);
    out->account_id = account.entry.account_id;
    return status;
}

enum status
handle_sign_up(struct registry *self, struct call *call,
        const struct sign_up_request *request, struct sign_up_reply *reply)
{
    struct password_job *job = arena_alloc(call->arena, sizeof(*job));
    struct organisation organisation;
    enum status status = STATUS_OK;

    (void)reply;
    if (!password_is_long_enough(request->password))
        return refuse_short(call);
    if (request->has_organisation)
        status = find_organisation(self, call, request->organisation,
                "organisation", &organisation);
    if (!status)
        status = check_name_is_free(self, call, request->account);
    if (status)
        return status;
    job->hashes = true;
    job->new_password = request->password;
    return call_begin_job(call, password_work, finish_sign_up, job);
}

/* Opening an account for somebody else */

static struct account
account_of_request(const struct open_account_request *request)
{
    return (struct account){
        .has_email = request->has_email,
        .email = request->email,
        .has_locale = request->has_locale,
        .locale = request->locale,
        .entry = {
            .account = request->account,
            .has_display_name = request->has_display_name,
            .display_name = request->display_name,
            .has_organisation = request->has_organisation,
            .organisation = request->organisation,
        },
    };
}

static enum status
open_requested(struct registry *self, struct call *call,
        const struct open_account_request *request, struct str hash,
        struct open_account_reply *reply)
{
    struct account account = account_of_request(request);
    struct issue invitation = {
        .kind = TOKEN_KIND_INVITATION,
        .expires_at = call->now + INVITATION_DAYS * (int64_t)DAY_MS,
    };
    struct uuid id;
    enum status status;

    account.password = hash;
    status = open_account(self, call, &account, request->grants,
            request->grants_count);
    reply->account_id = account.entry.account_id;
    if (status || request->has_password)
        return status;
    reply->has_token = true;
    return issue_token(self, call, &account, &invitation, &id, &reply->token);
}

static enum status
finish_open_account(void *self, struct call *call, void *state,
        const void *request, void *reply)
{
    const struct password_job *job = state;

    if (job->new_hash[0] == '\0')
        return STATUS_UNAVAILABLE;
    return open_requested(self, call, request, str_from(job->new_hash), reply);
}

enum status
handle_open_account(struct registry *self, struct call *call,
        const struct open_account_request *request,
        struct open_account_reply *reply)
{
    struct password_job *job = arena_alloc(call->arena, sizeof(*job));
    struct organisation organisation;
    enum status status = STATUS_OK;

    if (request->has_password && !password_is_long_enough(request->password))
        return refuse_short(call);
    if (request->has_organisation)
        status = find_organisation(self, call, request->organisation,
                "organisation", &organisation);
    if (!status)
        status = check_name_is_free(self, call, request->account);
    if (status)
        return status;
    if (!request->has_password)
        return open_requested(self, call, request, STR(""), reply);
    job->hashes = true;
    job->new_password = request->password;
    return call_begin_job(call, password_work, finish_open_account, job);
}

/* Setting one's own password */

static enum status
keep_password(struct registry *self, struct call *call, struct account *account,
        struct str hash)
{
    struct registry_password_changed changed = {
        .account = account->entry.account_id,
        .is_cleared = hash.len == 0,
    };
    struct registry_sessions_ended ended = { account->entry.account_id };
    enum status status;

    account->password = hash;
    status = store_update_account(self->accounts, account);
    if (!status)
        status = store_revoke_tokens(self->accounts, account->rowid,
                1u << TOKEN_KIND_SESSION | 1u << TOKEN_KIND_INVITATION,
                call->now);
    if (!status)
        status = emit_password_changed(call, changed.account, &changed, NULL);
    if (!status)
        status = emit_sessions_ended(call, ended.account, &ended, NULL);
    return status;
}

static enum status
finish_set_password(void *registry, struct call *call, void *state,
        const void *request, void *reply)
{
    struct registry *self = registry;
    const struct password_job *job = state;
    struct account account;
    enum status status =
            find_account(self, call, call->actor->account, &account);

    (void)request;
    (void)reply;
    if (status)
        return status;
    /* The old password must still be the one that was verified. */
    if ((job->verifies && !job->has_matched) ||
            !str_equal(account.password, job->hash)) {
        throttle_failed(&self->throttle, account.folded, call->now);
        return call_refuse(call, &problem_old_password_wrong, "old_password",
                "the old password is wrong");
    }
    if (job->new_hash[0] == '\0')
        return STATUS_UNAVAILABLE;
    return keep_password(self, call, &account, str_from(job->new_hash));
}

enum status
handle_set_password(struct registry *self, struct call *call,
        const struct set_password_request *request,
        struct set_password_reply *reply)
{
    struct password_job *job = arena_alloc(call->arena, sizeof(*job));
    struct account account;
    enum status status;

    (void)reply;
    if (!password_is_long_enough(request->password))
        return refuse_short(call);
    status = find_account(self, call, call->actor->account, &account);
    if (status)
        return status;
    if (account.password.len > 0 && !request->has_old_password)
        return call_refuse(call, &problem_old_password_wrong, "old_password",
                "the account has a password: it is needed to set another");
    if (throttle_may_try_at(&self->throttle, account.folded) > call->now)
        return call_refuse(call, &problem_too_many, NULL,
                "too many failed tries");
    *job = (struct password_job){
        .verifies = account.password.len > 0,
        .password = request->has_old_password ? request->old_password : STR(""),
        .hash = account.password,
        .hashes = true,
        .new_password = request->password,
    };
    return call_begin_job(call, password_work, finish_set_password, job);
}

/* Its password is forgotten; a token to set another is in *token. */
static enum status
invite_again(struct registry *self, struct call *call, struct account *account,
        const char *operation, struct str reason, struct str *token,
        int64_t *until)
{
    const struct issue invitation = {
        .kind = TOKEN_KIND_INVITATION,
        .expires_at = call->now + INVITATION_DAYS * (int64_t)DAY_MS,
    };
    struct uuid id;
    enum status status;

    if (account->entry.status != ACCOUNT_STATUS_OPEN)
        return call_refuse(call, &problem_account_closed, NULL,
                "reopen the account first");
    status = keep_password(self, call, account, STR(""));
    if (!status)
        status = note_reason(self, call, account->entry.account_id, operation,
                reason);
    *until = invitation.expires_at;
    return status ? status
                  : issue_token(self, call, account, &invitation, &id, token);
}

enum status
handle_invite_account(struct registry *self, struct call *call,
        const struct invite_account_request *request,
        struct invite_account_reply *reply)
{
    struct account account;
    enum status status =
            find_account(self, call, request->account_id, &account);

    return status ? status
                  : invite_again(self, call, &account, "invite_account",
                            request->reason, &reply->token, &reply->expires_at);
}

/* Who runs the machine, not a service that somebody broke into. */
static bool
is_operator_of_machine(const struct call *call)
{
    return call->actor->has_service &&
           str_equal(call->actor->service, STR("cw"));
}

enum status
handle_reset_account(struct registry *self, struct call *call,
        const struct reset_account_request *request,
        struct reset_account_reply *reply)
{
    struct account account;
    enum status status;

    if (!is_operator_of_machine(call))
        return call_refuse(call, &problem_forbidden, NULL,
                "this is for cw account reset, at the machine of the hub");
    status = store_find_account_named(self->accounts,
            account_key(call, request->account), call->arena, &account);
    if (status == STATUS_NOT_FOUND)
        return call_refuse(call, &problem_no_such_account, "account",
                "there is no account of this name at " STR_FMT,
                STR_ARG(call->hub));
    return status ? status
                  : invite_again(self, call, &account, "reset_account",
                            request->reason, &reply->token, &reply->expires_at);
}
