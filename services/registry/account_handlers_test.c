#include "accounts.h"

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

/* Who did not hear the answer asks once more. */
static void
an_account_is_opened_once_and_answered_again(void **state)
{
    struct role_grant grant = { ROLE_OPERATOR, STR("longgang") };
    const struct open_account_request request = { .account = STR("wang"),
        .has_password = true,
        .password = STR(PASSWORD),
        .grants = &grant,
        .grants_count = 1 };
    struct open_account_reply first, again;

    assert_ok(harness_call(hub, admin, "open_account", "k", &request, &first));
    assert_ok(harness_call(hub, admin, "open_account", "k", &request, &again));
    assert_true(uuid_equal(first.account_id, again.account_id));
    assert_int_equal(harness_count_events(hub, "registry.account_opened"), 1);
    assert_refused(
            harness_call(hub, admin, "open_account", "k2", &request, NULL),
            "account_name_taken");
}

static void
a_token_to_set_a_password_is_told_once(void **state)
{
    const struct open_account_request request = { .account = STR("wang") };
    struct open_account_reply opened;

    assert_ok(harness_call(hub, admin, "open_account", "k", &request, &opened));
    assert_refused(
            harness_call(hub, admin, "open_account", "k", &request, NULL),
            "conflict");
    as(opened.token);
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
            "old_password_wrong");
    assert_refused(CALL(&actor, set_password, NULL, .has_old_password = true,
                           .old_password = STR("a wrong password"),
                           .password = STR("another password")),
            "old_password_wrong");
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
            .has_status = true, .status = ACCOUNT_STATUS_CLOSED,
            .reason = STR("离职")));
    assert_void(session.token);
    assert_refused(CALL(nobody, log_in, NULL, .account = STR("wang"),
                           .password = STR(PASSWORD)),
            "wrong_credentials");
    assert_refused(CALL(admin, change_account, NULL, .account_id = id,
                           .has_status = true, .status = ACCOUNT_STATUS_CLOSED,
                           .reason = STR("再")),
            "nothing_to_change");
    assert_refused(CALL(admin, grant_role, NULL, .account_id = id,
                           .role = ROLE_DONOR, .scope = STR("longgang")),
            "account_closed");
    assert_refused(CALL(admin, invite_account, NULL, .account_id = id,
                           .reason = STR("忘记密码")),
            "account_closed");
    assert_ok(CALL(admin, change_account, NULL, .account_id = id,
            .has_status = true, .status = ACCOUNT_STATUS_OPEN,
            .reason = STR("返聘")));
    log_in("wang");
}

static void
an_erased_account_is_nobodys_and_others_are_told(void **state)
{
    struct uuid id = open_named("wang", ROLE_OPERATOR, "longgang"), subject;
    struct log_in_reply session = log_in("wang");
    struct registry_account_changed told = { 0 };
    struct get_account_contact_reply contact;
    const struct get_account_contact_request asked = { .account_id = id };

    assert_ok(CALL(admin, erase_account, NULL, .account_id = id,
            .reason = STR("本人要求")));
    assert_void(session.token);
    assert_refused(CALL(nobody, log_in, NULL, .account = STR("wang"),
                           .password = STR(PASSWORD)),
            "wrong_credentials");
    assert_true(harness_last_event(hub, "registry.account_changed", &subject,
            &told));
    assert_true(told.is_erased && uuid_equal(subject, id));
    assert_int_equal(harness_count_events(hub, "registry.role_revoked"), 1);
    assert_ok(harness_call(hub, harness_service(hub, "notification"),
            "get_account_contact", "", &asked, &contact));
    assert_false(contact.has_email || contact.has_display_name);
    open_named("wang", ROLE_OPERATOR, "longgang"); /* the name is free */
}

static void
a_mistyped_account_name_is_mended(void **state)
{
    struct uuid id = open_named("wnag", ROLE_OPERATOR, "longgang");
    struct log_in_reply session = log_in("wnag");

    open_named("zhao", ROLE_OPERATOR, "longgang");
    assert_refused(CALL(admin, change_account, NULL, .account_id = id,
                           .has_account = true, .account = STR("Zhao"),
                           .reason = STR("录入有误")),
            "account_name_taken");
    assert_refused(CALL(admin, change_account, NULL, .account_id = id,
                           .has_account = true, .account = STR("wnag"),
                           .reason = STR("录入有误")),
            "nothing_to_change");
    assert_ok(CALL(admin, change_account, NULL, .account_id = id,
            .has_account = true, .account = STR("wang"),
            .reason = STR("录入有误")));
    as(session.token);
    log_in("wang");
    assert_refused(CALL(nobody, log_in, NULL, .account = STR("wnag"),
                           .password = STR(PASSWORD)),
            "wrong_credentials");
    open_named("wnag", ROLE_OPERATOR, "longgang");
}

static void
a_mistyped_address_is_mended_or_emptied(void **state)
{
    struct uuid id = open_named("wang", ROLE_OPERATOR, "longgang");
    enum account_field gone = ACCOUNT_FIELD_EMAIL;
    struct get_account_contact_reply contact;

    assert_ok(CALL(admin, change_account, NULL, .account_id = id,
            .has_email = true, .email = STR("wang@example.org"),
            .has_display_name = true, .display_name = STR("王芳"),
            .reason = STR("邮箱录错")));
    assert_ok(CALL(harness_service(hub, "notification"), get_account_contact,
            &contact, .account_id = id));
    assert_str_equal(contact.email, "wang@example.org");
    assert_ok(CALL(admin, change_account, NULL, .account_id = id,
            .clear = &gone, .clear_count = 1, .reason = STR("本人不用邮件")));
    assert_ok(CALL(harness_service(hub, "notification"), get_account_contact,
            &contact, .account_id = id));
    assert_false(contact.has_email);
    assert_int_equal(harness_count_events(hub, "registry.account_changed"), 2);
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

/* A sole admin without token and password is not locked out for good. */
static void
who_runs_the_machine_resets_a_password(void **state)
{
    struct uuid id = open_named("wang", ROLE_ADMIN, "longgang");
    struct log_in_reply session = log_in("wang");
    struct list_reasons_reply reasons;
    struct reset_account_reply reset;
    struct actor again;

    assert_refused(CALL(harness_service(hub, "grants"), reset_account, NULL,
                           .account = STR("wang"), .reason = STR("忘记密码")),
            "forbidden");
    as(session.token);
    assert_refused(CALL(harness_service(hub, "cw"), reset_account, NULL,
                           .account = STR("zhao"), .reason = STR("忘记密码")),
            "no_such_account");
    assert_ok(CALL(harness_service(hub, "cw"), reset_account, &reset,
            .account = STR("Wang"), .reason = STR("忘记密码")));
    assert_void(session.token);
    again = as(reset.token);
    assert_ok(CALL(&again, set_password, NULL, .password = STR(PASSWORD)));
    log_in("wang");
    assert_ok(CALL(admin, list_reasons, &reasons, .subject = id));
    assert_int_equal(reasons.items_count, 1);
    assert_str_equal(reasons.items[0].operation, "reset_account");
    assert_str_equal(reasons.items[0].actor, "service:cw@longgang");
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

static void
staff_know_one_another_by_name(void **state)
{
    const struct actor *finance =
            harness_actor(hub, "finance", "finance", "longgang");
    struct list_staff_reply list;

    open_named("wang", ROLE_OPERATOR, "longgang");
    open_named("resident", ROLE_DONOR, "longgang");
    open_named("li", ROLE_FINANCE, "longgang");
    assert_ok(CALL(finance, list_staff, &list));
    assert_int_equal(list.items_count, 2);
    assert_str_equal(list.items[0].name, "wang");
    assert_str_equal(list.items[1].name, "li");
    assert_ok(CALL(finance, list_staff, &list, .has_limit = true, .limit = 1));
    assert_true(list.has_next_cursor);
    assert_ok(CALL(finance, list_staff, &list, .has_cursor = true,
            .cursor = list.next_cursor));
    assert_int_equal(list.items_count, 1);
    assert_str_equal(list.items[0].name, "li");
    assert_refused(CALL(resident, list_staff, NULL), "forbidden");
}

static void
an_account_is_read_by_those_who_look_after_accounts(void **state)
{
    struct uuid id = open_named("wang", ROLE_OPERATOR, "longgang");
    struct get_account_reply one;

    assert_ok(CALL(supervisor, get_account, &one, .account_id = id));
    assert_str_equal(one.account.account, "wang");
    assert_int_equal(one.account.grants_count, 1);
    assert_int_equal(one.account.grants[0].role, ROLE_OPERATOR);
    assert_refused(CALL(admin, get_account, NULL,
                           .account_id = (struct uuid){ { 7 } }),
            "no_such_account");
    assert_refused(CALL(resident, get_account, NULL, .account_id = id),
            "forbidden");
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
    snprintf(path, sizeof(path), "%s/keys/futian-admin-token",
            harness_data(other));
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
        TEST(an_invited_account_sets_its_own_password),
        TEST(an_account_is_opened_once_and_answered_again),
        TEST(a_token_to_set_a_password_is_told_once),
        TEST(ten_characters_not_bytes_make_a_password),
        TEST(a_password_changes_only_against_the_old_one),
        TEST(residents_and_organisations_sign_up_themselves),
        TEST(a_key_used_before_tells_nothing_of_the_password),
        TEST(a_closed_account_is_shut_out_until_reopened),
        TEST(an_erased_account_is_nobodys_and_others_are_told),
        TEST(a_mistyped_account_name_is_mended),
        TEST(a_mistyped_address_is_mended_or_emptied),
        TEST(a_forgotten_password_is_replaced_by_invitation),
        TEST(who_runs_the_machine_resets_a_password),
        TEST(people_keep_their_own_address),
        TEST(accounts_are_listed_for_admins),
        TEST(staff_know_one_another_by_name),
        TEST(an_account_is_read_by_those_who_look_after_accounts),
        TEST(a_new_hub_has_an_admin_with_a_token_in_a_file),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
