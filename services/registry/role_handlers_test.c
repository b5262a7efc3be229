#include "accounts.h"

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

/* FT-17 */
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
                           .has_status = true, .status = ACCOUNT_STATUS_CLOSED,
                           .reason = STR("走了")),
            "own_account");
    assert_refused(CALL(admin, revoke_role, NULL, .account_id = id,
                           .role = ROLE_ADMIN, .scope = STR("longgang"),
                           .reason = STR("撤")),
            "last_admin");
    assert_refused(CALL(admin, change_account, NULL, .account_id = id,
                           .has_status = true, .status = ACCOUNT_STATUS_CLOSED,
                           .reason = STR("走了")),
            "last_admin");
    open_named("zhao", ROLE_ADMIN, "longgang");
    assert_ok(CALL(admin, revoke_role, NULL, .account_id = id,
            .role = ROLE_ADMIN, .scope = STR("longgang"), .reason = STR("撤")));
}

/* Keys */

static void
every_key_is_listed_with_whose_it_is(void **state)
{
    struct list_keys_reply list;
    struct issue_token_reply key;
    struct actor wang, zhao;
    struct uuid id = open_named("wang", ROLE_OPERATOR, "longgang");

    wang = as(log_in("wang").token);
    assert_ok(CALL(&wang, issue_token, &key, .label = STR("对账")));
    assert_ok(CALL(&wang, issue_token, &key, .label = STR("导入"),
            .has_valid_days = true, .valid_days = 30));
    assert_soon_after(key.expires_at, harness_now(hub) + 30 * (int64_t)DAY_MS);
    assert_ok(CALL(admin, revoke_token, NULL, .token_id = key.token_id));
    assert_ok(CALL(admin, list_keys, &list));
    assert_int_equal(list.items_count, 2); /* and no session */
    assert_true(str_equal(list.items[0].label, STR("导入")));
    assert_false(list.items[0].is_in_force);
    assert_true(list.items[1].is_in_force);
    assert_memory_equal(&list.items[1].account_id, &id, sizeof(id));
    assert_true(str_equal(list.items[1].account, STR("wang")));
    assert_ok(CALL(&wang, list_keys, &list));
    assert_int_equal(list.items_count, 2);
    open_named("zhao", ROLE_FINANCE, "longgang");
    zhao = as(log_in("zhao").token);
    assert_ok(CALL(&zhao, list_keys, &list)); /* not others' */
    assert_int_equal(list.items_count, 0);

    assert_ok(CALL(admin, list_keys, &list, .has_limit = true, .limit = 1));
    assert_int_equal(list.items_count, 1);
    assert_ok(CALL(admin, list_keys, &list, .has_limit = true, .limit = 1,
            .has_cursor = true, .cursor = list.next_cursor));
    assert_true(str_equal(list.items[0].label, STR("对账")));
    assert_false(list.has_next_cursor);
}

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

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_granted_role_counts_at_once_and_until_revoked),
        TEST(the_three_powers_stay_apart),
        TEST(roles_are_given_within_the_hub_by_its_admins),
        TEST(admins_do_not_serve_themselves_nor_leave_nobody),
        TEST(every_key_is_listed_with_whose_it_is),
        TEST(a_key_has_some_of_its_owners_roles),
        TEST(a_key_cannot_make_a_stronger_key),
        TEST(a_key_loses_what_its_owner_loses),
        TEST(keys_expire_within_a_year),
        TEST(tokens_are_listed_and_revoked),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
