#include "credentials.h"

#include "base/test.h"

static struct arena arena;

static int
release(void **state)
{
    arena_release(&arena);
    return 0;
}

static void
a_bearer_token_goes_before_a_cookie(void **state)
{
    struct credentials out;
    assert_int_equal(credentials_read(STR("Bearer cw_a.1.x"),
                             STR("__Host-sid=cw_b.2.y"), &out),
            STATUS_OK);
    assert_int_equal(out.kind, CREDENTIAL_BEARER);
    assert_true(str_equal(out.token, STR("cw_a.1.x")));
    assert_int_equal(credentials_read(STR("bearer  x"), STR(""), &out), 0);
    assert_true(str_equal(out.token, STR("x")));
}

static void
other_authorizations_are_refused(void **state)
{
    static const char *const headers[] = { "Basic YTpi", "Bearer", "Bearer ",
        "Bearer a b", "Bearer a,b", "Bearer \"a\"", "Bearerx" };
    struct credentials out;
    for (size_t i = 0; i < COUNT_OF(headers); i++)
        assert_int_equal(credentials_read(str_from(headers[i]),
                                 STR("__Host-sid=x"), &out),
                STATUS_UNAUTHENTICATED);
}

static void
a_session_is_found_among_other_cookies(void **state)
{
    struct credentials out;
    assert_int_equal(credentials_read(STR(""),
                             STR("theme=dark; __Host-sid=cw_a.1.x;lang=zh"),
                             &out),
            STATUS_OK);
    assert_int_equal(out.kind, CREDENTIAL_COOKIE);
    assert_true(str_equal(out.token, STR("cw_a.1.x")));
}

static void
cookies_that_are_no_session_are_none(void **state)
{
    static const char *const headers[] = { "", ";", "=", "__Host-sid",
        "__Host-sid=", "__Host-sid=a b", "x__Host-sid=a", "__host-sid=a",
        "__Host-sid=a; __Host-sid=b", "__Host-sid=\"a\"" };
    struct credentials out;
    for (size_t i = 0; i < COUNT_OF(headers); i++) {
        assert_int_equal(credentials_read(STR(""), str_from(headers[i]), &out),
                0);
        assert_int_equal(out.kind, CREDENTIAL_NONE);
    }
}

static void
a_session_cookie_is_for_this_host_and_not_for_scripts(void **state)
{
    assert_string_equal(cookie_for_session(STR("cw_a.1.x"), 60, &arena).data,
            "__Host-sid=cw_a.1.x; Path=/; Max-Age=60; Secure; HttpOnly; "
            "SameSite=Lax");
    assert_string_equal(cookie_for_session(STR(""), 60, &arena).data,
            "__Host-sid=; Path=/; Max-Age=0; Secure; HttpOnly; SameSite=Lax");
}

static void
only_this_sites_pages_are_of_the_same_origin(void **state)
{
    const struct str none = { 0 }, host = STR("hub.example:8080");
    assert_true(is_same_origin(STR("same-origin"), none, host));
    assert_true(is_same_origin(STR("none"), none, host));
    assert_false(is_same_origin(STR("same-site"), none, host));
    assert_false(is_same_origin(STR("cross-site"),
            STR("http://hub.example:8080"), host));
    assert_true(is_same_origin(none, STR("https://Hub.example:8080"), host));
    assert_false(is_same_origin(none, STR("https://hub.example"), host));
    assert_false(is_same_origin(none, STR("null"), host));
    assert_false(is_same_origin(none, none, host));
}

static void
a_csrf_token_fits_one_session_only(void **state)
{
    const struct str token = csrf_token(STR("cw_a.1.x"), &arena);
    assert_true(csrf_token_fits(token, STR("cw_a.1.x"), &arena));
    assert_false(csrf_token_fits(token, STR("cw_a.1.y"), &arena));
    assert_false(csrf_token_fits(STR(""), STR("cw_a.1.x"), &arena));
    assert_null(memmem(token.data, token.len, "cw_a", 4));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_bearer_token_goes_before_a_cookie),
        cmocka_unit_test(other_authorizations_are_refused),
        cmocka_unit_test(a_session_is_found_among_other_cookies),
        cmocka_unit_test(cookies_that_are_no_session_are_none),
        cmocka_unit_test(a_session_cookie_is_for_this_host_and_not_for_scripts),
        cmocka_unit_test(only_this_sites_pages_are_of_the_same_origin),
        cmocka_unit_test(a_csrf_token_fits_one_session_only),
    };
    return cmocka_run_group_tests(tests, NULL, release);
}
