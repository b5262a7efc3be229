#include "fixture.h"

#include "password.h"
#include "token.h"

static const struct actor *gateway;

static int
open_accounts(void **state)
{
    int failed = open_hub(state);

    gateway = harness_service(hub, "gateway");
    return failed;
}

#undef TEST
#define TEST(name)                                                             \
    cmocka_unit_test_setup_teardown(name, open_accounts, close_hub)

#define PASSWORD "correct horse battery"

static struct uuid
open_named(const char *name, enum role role, const char *scope)
{
    struct role_grant grant = { role, str_from(scope) };
    struct open_account_reply opened;

    assert_ok(CALL(admin, open_account, &opened, .account = str_from(name),
            .has_password = true, .password = STR(PASSWORD), .grants = &grant,
            .grants_count = role ? 1 : 0));
    return opened.account_id;
}

static struct log_in_reply
log_in(const char *name)
{
    struct log_in_reply reply;

    assert_ok(CALL(nobody, log_in, &reply, .account = str_from(name),
            .password = STR(PASSWORD)));
    return reply;
}

/* Who the gateway would say the token stands for. */
static struct actor
as(struct str token)
{
    struct authenticate_reply reply;

    assert_ok(CALL(gateway, authenticate, &reply, .token = token));
    return (struct actor){
        .has_account = true,
        .account = reply.account,
        .has_home_hub = true,
        .home_hub = reply.home_hub,
        .grants = reply.grants,
        .grants_count = reply.grants_count,
    };
}

static void
assert_void(struct str token)
{
    assert_refused(CALL(gateway, authenticate, NULL, .token = token),
            "unauthenticated");
}

/* The clock goes on while passwords are hashed. */
static void
assert_soon_after(int64_t at, int64_t expected)
{
    assert_true(at >= expected && at < expected + MINUTE_MS);
}

/* Signing in */

static void
the_right_password_gives_a_session(void **state)
{
    struct uuid id = open_named("wang", ROLE_OPERATOR, "longgang.bantian");
    struct log_in_reply session = log_in("wang");
    struct actor actor = as(session.token);

    assert_uuid_equal(session.account_id, id);
    assert_int_equal(session.roles_count, 1);
    assert_int_equal(session.roles[0].role, ROLE_OPERATOR);
    assert_str_equal(session.roles[0].scope, "longgang.bantian");
    assert_soon_after(session.expires_at, harness_now(hub) + 12 * HOUR_MS);
    assert_memory_equal(session.token.data, "cw_longgang.", 12);
    assert_uuid_equal(actor.account, id);
    assert_str_equal(actor.home_hub, "longgang");
    assert_int_equal(actor.grants_count, 1);
}

static void
names_are_matched_without_case_or_width(void **state)
{
    open_named("Wang總", ROLE_OPERATOR, "longgang");
    log_in("ｗａｎｇ总");
    assert_refused(CALL(admin, open_account, NULL, .account = STR("WANG总")),
            "account_name_taken");
}

static void
wrong_and_unknown_are_answered_alike(void **state)
{
    open_named("wang", ROLE_OPERATOR, "longgang");
    assert_refused(CALL(nobody, log_in, NULL, .account = STR("wang"),
                           .password = STR("not the password")),
            "wrong_credentials");
    assert_refused(CALL(nobody, log_in, NULL, .account = STR("nobody"),
                           .password = STR(PASSWORD)),
            "wrong_credentials");
}

static void
many_failures_make_the_caller_wait(void **state)
{
    open_named("wang", ROLE_OPERATOR, "longgang");
    for (int i = 0; i < THROTTLE_FREE_TRIES; i++)
        assert_refused(CALL(nobody, log_in, NULL, .account = STR("wang"),
                               .password = STR("not the password")),
                "wrong_credentials");
    assert_refused(CALL(nobody, log_in, NULL, .account = STR("wang"),
                           .password = STR(PASSWORD)),
            "too_many");
    harness_advance(hub, MINUTE_MS);
    log_in("wang");
}

static void
a_session_ends_by_itself_and_by_logging_out(void **state)
{
    struct log_in_reply first, second, third;
    struct actor actor;

    open_named("wang", ROLE_OPERATOR, "longgang");
    first = log_in("wang");
    second = log_in("wang");
    third = log_in("wang");
    actor = as(first.token);
    assert_ok(CALL(&actor, log_out, NULL, .has_token = true,
            .token = first.token));
    assert_void(first.token);
    as(second.token);
    assert_ok(CALL(&actor, log_out, NULL));
    assert_void(second.token);
    assert_void(third.token);
    first = log_in("wang");
    harness_advance(hub, 13 * (int64_t)HOUR_MS);
    assert_void(first.token);
}

static void
nobody_ends_the_session_of_another(void **state)
{
    struct log_in_reply wang;
    struct actor li;

    open_named("wang", ROLE_OPERATOR, "longgang");
    open_named("li", ROLE_OPERATOR, "longgang");
    wang = log_in("wang");
    li = as(log_in("li").token);
    assert_ok(CALL(&li, log_out, NULL, .has_token = true, .token = wang.token));
    as(wang.token);
}

static void
only_services_authenticate(void **state)
{
    struct log_in_reply session;

    open_named("wang", ROLE_OPERATOR, "longgang");
    session = log_in("wang");
    assert_refused(CALL(admin, authenticate, NULL, .token = session.token),
            "forbidden");
    assert_refused(CALL(nobody, authenticate, NULL, .token = session.token),
            "unauthenticated");
}

static void
a_token_of_another_hub_or_secret_is_not_good(void **state)
{
    struct log_in_reply session;
    char text[256];

    open_named("wang", ROLE_OPERATOR, "longgang");
    session = log_in("wang");
    snprintf(text, sizeof(text), STR_FMT, STR_ARG(session.token));
    text[session.token.len - 2] ^= 1;
    assert_void(str_from(text));
    snprintf(text, sizeof(text), "cw_futian.%s",
            session.token.data + strlen("cw_longgang."));
    text[strlen("cw_futian.") + session.token.len - strlen("cw_longgang.")] =
            '\0';
    assert_void(str_from(text));
    assert_void(STR("nonsense"));
}

/* Accounts */

static void
an_invited_account_sets_its_own_password(void **state)
{
    struct open_account_reply opened;
    struct actor invited;

    assert_ok(CALL(admin, open_account, &opened, .account = STR("wang")));
    assert_true(opened.has_token);
    assert_refused(CALL(nobody, log_in, NULL, .account = STR("wang"),
                           .password = STR(PASSWORD)),
            "wrong_credentials");
    invited = as(opened.token);
    assert_refused(
            CALL(&invited, set_password, NULL, .password = STR("too short")),
            "password_too_short");
    assert_ok(CALL(&invited, set_password, NULL, .password = STR(PASSWORD)));
    assert_void(opened.token);
    log_in("wang");
}

static void
ten_characters_not_bytes_make_a_password(void **state)
{
    assert_refused(CALL(nobody, sign_up, NULL, .account = STR("wang"),
                           .password = STR("四个汉字"),
                           .party = ACCOUNT_PARTY_RESIDENT),
            "password_too_short");
    assert_ok(CALL(nobody, sign_up, NULL, .account = STR("wang"),
            .password = STR("爱心无大小公益在身边"),
            .party = ACCOUNT_PARTY_RESIDENT));
}

static void
a_password_changes_only_against_the_old_one(void **state)
{
    struct log_in_reply session;
    struct actor actor;

    open_named("wang", ROLE_OPERATOR, "longgang");
    session = log_in("wang");
    actor = as(session.token);
    assert_refused(CALL(&actor, set_password, NULL,
                           .password = STR("another password")),
            "wrong_credentials");
    assert_refused(CALL(&actor, set_password, NULL, .has_old_password = true,
                           .old_password = STR("a wrong password"),
                           .password = STR("another password")),
            "wrong_credentials");
    as(session.token);
    assert_ok(CALL(&actor, set_password, NULL, .has_old_password = true,
            .old_password = STR(PASSWORD),
            .password = STR("another password")));
    assert_void(session.token);
    assert_refused(CALL(nobody, log_in, NULL, .account = STR("wang"),
                           .password = STR(PASSWORD)),
            "wrong_credentials");
}

static void
residents_and_organisations_sign_up_themselves(void **state)
{
    struct register_organisation_reply group;
    struct sign_up_reply resident_, applicant;
    struct registry_account_opened event;
    struct list_accounts_reply claims;

    assert_ok(CALL(operator_, register_organisation, &group,
            .name = STR("舞蹈队"),
            .kind = ORGANISATION_KIND_SELF_ORGANISED_GROUP));
    assert_ok(CALL(nobody, sign_up, &resident_, .account = STR("wang"),
            .password = STR(PASSWORD), .party = ACCOUNT_PARTY_RESIDENT));
    assert_ok(CALL(nobody, sign_up, &applicant, .account = STR("dance"),
            .password = STR(PASSWORD), .party = ACCOUNT_PARTY_ORGANISATION,
            .has_organisation = true, .organisation = group.organisation_id));
    assert_int_equal(log_in("wang").roles[0].role, ROLE_DONOR);
    assert_int_equal(log_in("dance").roles[0].role, ROLE_APPLICANT);
    assert_true(
            harness_last_event(hub, "registry.account_opened", NULL, &event));
    assert_false(event.has_organisation); /* a claim is no fact */
    assert_ok(CALL(operator_, list_accounts, &claims, .has_claims_only = true,
            .claims_only = true));
    assert_int_equal(claims.items_count, 1);
    assert_uuid_equal(claims.items[0].claimed_organisation,
            group.organisation_id);
    assert_ok(CALL(operator_, confirm_account_organisation, NULL,
            .account_id = applicant.account_id, .has_organisation = true,
            .organisation = group.organisation_id,
            .reason = STR("已核对介绍信")));
    assert_ok(CALL(operator_, list_accounts, &claims, .has_organisation = true,
            .organisation = group.organisation_id));
    assert_int_equal(claims.items_count, 1);
    assert_false(claims.items[0].has_claimed_organisation);
    assert_refused(CALL(nobody, sign_up, NULL, .account = STR("Wang"),
                           .password = STR(PASSWORD),
                           .party = ACCOUNT_PARTY_RESIDENT),
            "account_name_taken");
    assert_refused(CALL(nobody, sign_up, NULL, .account = STR("ghost"),
                           .password = STR(PASSWORD),
                           .party = ACCOUNT_PARTY_ORGANISATION,
                           .has_organisation = true, .organisation = { { 1 } }),
            "no_such_organisation");
}

static void
a_key_used_before_tells_nothing_of_the_password(void **state)
{
    struct sign_up_request request = {
        .account = STR("wang"),
        .password = STR(PASSWORD),
        .party = ACCOUNT_PARTY_RESIDENT,
    };

    assert_ok(harness_call(hub, nobody, "sign_up", "k", &request, NULL));
    assert_refused(harness_call(hub, nobody, "sign_up", "k", &request, NULL),
            "conflict");
    request.password = STR("another password");
    assert_refused(harness_call(hub, nobody, "sign_up", "k", &request, NULL),
            "conflict");
}

static void
a_closed_account_is_shut_out_until_reopened(void **state)
{
    struct uuid id = open_named("wang", ROLE_OPERATOR, "longgang");
    struct log_in_reply session = log_in("wang");

    assert_ok(CALL(admin, change_account, NULL, .account_id = id,
            .status = ACCOUNT_STATUS_CLOSED, .reason = STR("离职")));
    assert_void(session.token);
    assert_refused(CALL(nobody, log_in, NULL, .account = STR("wang"),
                           .password = STR(PASSWORD)),
            "wrong_credentials");
    assert_refused(CALL(admin, change_account, NULL, .account_id = id,
                           .status = ACCOUNT_STATUS_CLOSED,
                           .reason = STR("再")),
            "nothing_to_change");
    assert_refused(CALL(admin, grant_role, NULL, .account_id = id,
                           .role = ROLE_DONOR, .scope = STR("longgang")),
            "account_closed");
    assert_refused(CALL(admin, invite_account, NULL, .account_id = id,
                           .reason = STR("忘记密码")),
            "account_closed");
    assert_ok(CALL(admin, change_account, NULL, .account_id = id,
            .status = ACCOUNT_STATUS_OPEN, .reason = STR("返聘")));
    log_in("wang");
}

static void
a_forgotten_password_is_replaced_by_invitation(void **state)
{
    struct uuid id = open_named("wang", ROLE_OPERATOR, "longgang");
    struct log_in_reply session = log_in("wang");
    struct invite_account_reply invitation;
    struct actor invited;

    assert_ok(CALL(admin, invite_account, &invitation, .account_id = id,
            .reason = STR("忘记密码")));
    assert_void(session.token);
    invited = as(invitation.token);
    assert_ok(CALL(&invited, set_password, NULL,
            .password = STR("another password")));
    assert_void(invitation.token);
    assert_ok(CALL(nobody, log_in, NULL, .account = STR("wang"),
            .password = STR("another password")));
}

static void
people_keep_their_own_address(void **state)
{
    struct uuid id = open_named("wang", ROLE_OPERATOR, "longgang");
    struct get_account_contact_reply contact;
    struct get_me_reply me;
    struct actor wang = as(log_in("wang").token);

    assert_ok(CALL(&wang, change_me, NULL, .has_email = true,
            .email = STR("wang@example.org"), .has_locale = true,
            .locale = STR("zh"), .has_display_name = true,
            .display_name = STR("小王")));
    assert_ok(CALL(&wang, get_me, &me));
    assert_str_equal(me.email, "wang@example.org");
    assert_str_equal(me.account.display_name, "小王");
    assert_int_equal(me.account.grants_count, 1);
    assert_ok(CALL(harness_service(hub, "notification"), get_account_contact,
            &contact, .account_id = id));
    assert_str_equal(contact.email, "wang@example.org");
    assert_refused(CALL(admin, get_account_contact, NULL, .account_id = id),
            "forbidden");
    assert_refused(CALL(resident, get_me, NULL), "no_such_account");
    assert_refused(CALL(nobody, get_me, NULL), "unauthenticated");
}

static void
accounts_are_listed_for_admins(void **state)
{
    struct list_accounts_reply list;

    open_named("wang", ROLE_OPERATOR, "longgang");
    open_named("li", ROLE_FINANCE, "longgang");
    assert_ok(CALL(supervisor, list_accounts, &list));
    assert_int_equal(list.items_count, 2);
    assert_int_equal(list.items[0].grants_count, 1);
    assert_ok(CALL(admin, list_accounts, &list, .has_role = true,
            .role = ROLE_FINANCE));
    assert_int_equal(list.items_count, 1);
    assert_str_equal(list.items[0].account, "li");
    assert_ok(CALL(admin, list_accounts, &list, .has_limit = true, .limit = 1));
    assert_true(list.has_next_cursor);
    assert_ok(
            CALL(admin, list_accounts, &list, .has_q = true, .q = STR("WAN")));
    assert_int_equal(list.items_count, 1);
    assert_refused(CALL(resident, list_accounts, NULL), "forbidden");
}

/* Roles */

static void
a_granted_role_counts_at_once_and_until_revoked(void **state)
{
    struct uuid id = open_named("wang", 0, "");
    struct log_in_reply session = log_in("wang");

    assert_int_equal(as(session.token).grants_count, 0);
    assert_ok(CALL(admin, grant_role, NULL, .account_id = id,
            .role = ROLE_FINANCE, .scope = STR("longgang.bantian")));
    assert_ok(CALL(admin, grant_role, NULL, .account_id = id,
            .role = ROLE_FINANCE, .scope = STR("longgang.bantian")));
    assert_int_equal(as(session.token).grants_count, 1);
    assert_int_equal(harness_count_events(hub, "registry.role_granted"), 1);
    assert_ok(CALL(admin, revoke_role, NULL, .account_id = id,
            .role = ROLE_FINANCE, .scope = STR("longgang.bantian"),
            .reason = STR("调岗")));
    assert_int_equal(as(session.token).grants_count, 0);
    assert_refused(CALL(admin, revoke_role, NULL, .account_id = id,
                           .role = ROLE_FINANCE,
                           .scope = STR("longgang.bantian"),
                           .reason = STR("再")),
            "role_not_held");
}

static void
the_three_powers_stay_apart(void **state)
{
    struct role_grant both[] = { { ROLE_COUNCIL, STR("longgang") },
        { ROLE_OPERATOR, STR("longgang.bantian") } };
    struct uuid id = open_named("wang", ROLE_COUNCIL, "longgang");

    assert_refused(CALL(admin, grant_role, NULL, .account_id = id,
                           .role = ROLE_OPERATOR, .scope = STR("longgang")),
            "powers_apart");
    assert_refused(CALL(admin, open_account, NULL, .account = STR("li"),
                           .grants = both, .grants_count = 2),
            "powers_apart");
    assert_refused(CALL(nobody, log_in, NULL, .account = STR("li"),
                           .password = STR(PASSWORD)),
            "wrong_credentials"); /* nothing was opened */
}

static void
roles_are_given_within_the_hub_by_its_admins(void **state)
{
    struct uuid id = open_named("wang", 0, "");

    assert_refused(CALL(admin, grant_role, NULL, .account_id = id,
                           .role = ROLE_OPERATOR, .scope = STR("futian")),
            "scope_outside");
    assert_refused(CALL(operator_, grant_role, NULL, .account_id = id,
                           .role = ROLE_OPERATOR, .scope = STR("longgang")),
            "forbidden");
    assert_refused(
            CALL(harness_actor(hub, "street", "admin", "longgang.bantian"),
                    grant_role, NULL, .account_id = id, .role = ROLE_OPERATOR,
                    .scope = STR("longgang.bantian")),
            "forbidden");
    assert_refused(CALL(admin, grant_role, NULL, .account_id = { { 5 } },
                           .role = ROLE_OPERATOR, .scope = STR("longgang")),
            "no_such_account");
}

static void
admins_do_not_serve_themselves_nor_leave_nobody(void **state)
{
    struct uuid id = open_named("chen", ROLE_ADMIN, "longgang");
    struct actor chen = as(log_in("chen").token);

    assert_refused(CALL(&chen, grant_role, NULL, .account_id = id,
                           .role = ROLE_FINANCE, .scope = STR("longgang")),
            "own_account");
    assert_refused(CALL(&chen, change_account, NULL, .account_id = id,
                           .status = ACCOUNT_STATUS_CLOSED,
                           .reason = STR("走了")),
            "own_account");
    assert_refused(CALL(admin, revoke_role, NULL, .account_id = id,
                           .role = ROLE_ADMIN, .scope = STR("longgang"),
                           .reason = STR("撤")),
            "last_admin");
    assert_refused(CALL(admin, change_account, NULL, .account_id = id,
                           .status = ACCOUNT_STATUS_CLOSED,
                           .reason = STR("走了")),
            "last_admin");
    open_named("zhao", ROLE_ADMIN, "longgang");
    assert_ok(CALL(admin, revoke_role, NULL, .account_id = id,
            .role = ROLE_ADMIN, .scope = STR("longgang"), .reason = STR("撤")));
}

/* Keys */

static void
a_key_has_some_of_its_owners_roles(void **state)
{
    struct role_grant grants[] = { { ROLE_OPERATOR, STR("longgang.bantian") } };
    struct role_grant wide[] = { { ROLE_FINANCE, STR("longgang") } };
    struct issue_token_reply key;
    struct actor wang, program;

    open_named("wang", ROLE_OPERATOR, "longgang");
    wang = as(log_in("wang").token);
    assert_ok(CALL(&wang, issue_token, &key, .label = STR("导入程序"),
            .grants = grants, .grants_count = 1));
    assert_soon_after(key.expires_at,
            harness_now(hub) + KEY_DAYS * (int64_t)DAY_MS);
    program = as(key.token);
    assert_int_equal(program.grants_count, 1);
    assert_str_equal(program.grants[0].scope, "longgang.bantian");
    assert_refused(CALL(&wang, issue_token, NULL, .label = STR("越权"),
                           .grants = wide, .grants_count = 1),
            "role_not_held");
}

static void
a_key_cannot_make_a_stronger_key(void **state)
{
    struct role_grant narrow[] = { { ROLE_OPERATOR, STR("longgang.bantian") } };
    struct role_grant wide[] = { { ROLE_OPERATOR, STR("longgang") } };
    struct issue_token_reply key, second;
    struct actor wang, program;

    open_named("wang", ROLE_OPERATOR, "longgang");
    wang = as(log_in("wang").token);
    assert_ok(CALL(&wang, issue_token, &key, .label = STR("窄"),
            .grants = narrow, .grants_count = 1));
    program = as(key.token);
    assert_refused(CALL(&program, issue_token, NULL, .label = STR("宽"),
                           .grants = wide, .grants_count = 1),
            "role_not_held");
    assert_ok(CALL(&program, issue_token, &second, .label = STR("同")));
    program = as(second.token);
    assert_int_equal(program.grants_count, 1);
    assert_str_equal(program.grants[0].scope, "longgang.bantian");
}

static void
a_key_loses_what_its_owner_loses(void **state)
{
    struct role_grant grants[] = { { ROLE_FINANCE, STR("longgang") } };
    struct uuid id = open_named("wang", ROLE_FINANCE, "longgang");
    struct issue_token_reply key;
    struct actor wang = as(log_in("wang").token);

    assert_ok(CALL(&wang, issue_token, &key, .label = STR("对账"),
            .grants = grants, .grants_count = 1));
    assert_ok(CALL(admin, revoke_role, NULL, .account_id = id,
            .role = ROLE_FINANCE, .scope = STR("longgang"),
            .reason = STR("调岗")));
    assert_int_equal(as(key.token).grants_count, 0);
}

static void
keys_expire_within_a_year(void **state)
{
    struct actor wang;

    open_named("wang", ROLE_OPERATOR, "longgang");
    wang = as(log_in("wang").token);
    assert_refused(
            CALL(&wang, issue_token, NULL, .label = STR("永远"),
                    .has_expires_at = true,
                    .expires_at = harness_now(hub) + 400 * (int64_t)DAY_MS),
            "invalid_field");
    assert_refused(CALL(&wang, issue_token, NULL, .label = STR("昨天"),
                           .has_expires_at = true,
                           .expires_at = harness_now(hub) - 1),
            "invalid_field");
}

static void
tokens_are_listed_and_revoked(void **state)
{
    struct registry_token_revoked event;
    struct uuid id = open_named("wang", ROLE_OPERATOR, "longgang");
    struct list_tokens_reply list;
    struct issue_token_reply key;
    struct actor wang = as(log_in("wang").token);

    assert_ok(CALL(&wang, issue_token, &key, .label = STR("导入程序")));
    assert_ok(CALL(&wang, list_tokens, &list));
    assert_int_equal(list.items_count, 2);
    assert_str_equal(list.items[0].label, "导入程序");
    assert_ok(CALL(admin, list_tokens, &list, .has_account_id = true,
            .account_id = id));
    assert_int_equal(list.items_count, 2);
    assert_refused(CALL(resident, list_tokens, NULL, .has_account_id = true,
                           .account_id = id),
            "forbidden");
    assert_refused(CALL(resident, revoke_token, NULL, .token_id = key.token_id),
            "not_found");
    assert_ok(CALL(admin, revoke_token, NULL, .token_id = key.token_id,
            .has_reason = true, .reason = STR("泄露")));
    assert_void(key.token);
    assert_true(
            harness_last_event(hub, "registry.token_revoked", NULL, &event));
    assert_uuid_equal(event.token, key.token_id);
    assert_ok(CALL(&wang, revoke_token, NULL, .token_id = key.token_id));
    assert_int_equal(harness_count_events(hub, "registry.token_revoked"), 1);
}

/* The first admin */

static void
a_new_hub_has_an_admin_with_a_token_in_a_file(void **state)
{
    struct harness *other = harness_open(&registry_service, "futian");
    char *const argv[] = { (char *)"--admin", (char *)"zhang" };
    struct authenticate_reply reply;
    char path[300], token[256];
    FILE *file;

    assert_ok(harness_found(other, COUNT_OF(argv), argv));
    snprintf(path, sizeof(path), "%s/futian-admin-token", harness_data(other));
    file = fopen(path, "r");
    assert_non_null(file);
    assert_int_equal(fscanf(file, "%255s", token), 1);
    fclose(file);
    assert_ok(harness_call(other, harness_service(other, "gateway"),
            "authenticate", NULL,
            &(struct authenticate_request){ .token = str_from(token) },
            &reply));
    assert_int_equal(reply.grants_count, 1);
    assert_int_equal(reply.grants[0].role, ROLE_ADMIN);
    harness_close(other);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_right_password_gives_a_session),
        TEST(names_are_matched_without_case_or_width),
        TEST(wrong_and_unknown_are_answered_alike),
        TEST(many_failures_make_the_caller_wait),
        TEST(a_session_ends_by_itself_and_by_logging_out),
        TEST(nobody_ends_the_session_of_another),
        TEST(only_services_authenticate),
        TEST(a_token_of_another_hub_or_secret_is_not_good),
        TEST(an_invited_account_sets_its_own_password),
        TEST(ten_characters_not_bytes_make_a_password),
        TEST(a_password_changes_only_against_the_old_one),
        TEST(residents_and_organisations_sign_up_themselves),
        TEST(a_key_used_before_tells_nothing_of_the_password),
        TEST(a_closed_account_is_shut_out_until_reopened),
        TEST(a_forgotten_password_is_replaced_by_invitation),
        TEST(people_keep_their_own_address),
        TEST(accounts_are_listed_for_admins),
        TEST(a_granted_role_counts_at_once_and_until_revoked),
        TEST(the_three_powers_stay_apart),
        TEST(roles_are_given_within_the_hub_by_its_admins),
        TEST(admins_do_not_serve_themselves_nor_leave_nobody),
        TEST(a_key_has_some_of_its_owners_roles),
        TEST(a_key_cannot_make_a_stronger_key),
        TEST(a_key_loses_what_its_owner_loses),
        TEST(keys_expire_within_a_year),
        TEST(tokens_are_listed_and_revoked),
        TEST(a_new_hub_has_an_admin_with_a_token_in_a_file),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
