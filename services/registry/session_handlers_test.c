#include "accounts.h"

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
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
