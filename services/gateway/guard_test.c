#include "guard.h"

#include "base/test.h"

static const char *
line_fault(const char *method, const char *target, const char *version)
{
    struct guard guard = { 0 };
    guard_line(&guard, str_from(method), str_from(target), str_from(version));
    return guard.fault;
}

static const char *
header_fault(struct str name, struct str value)
{
    struct guard guard = { 0 };
    guard_header(&guard, name, value);
    return guard.fault;
}

/* A whole header: names and values in turn, ended by NULL. */
static const char *
fault_of(const char *const *headers)
{
    struct guard guard = { 0 };
    guard_line(&guard, STR("POST"), STR("/v1/hubs"), STR("HTTP/1.1"));
    for (; *headers; headers += 2)
        guard_header(&guard, str_from(headers[0]), str_from(headers[1]));
    return guard_verdict(&guard);
}

#define FAULT_OF(...) fault_of((const char *const[]){ __VA_ARGS__, NULL })

static void
an_ordinary_request_passes(void **state)
{
    assert_null(FAULT_OF("Host", "a", "Content-Length", "5", "Accept", "*/*",
            "Accept", "text/csv"));
    assert_null(FAULT_OF("Host", "a", "transfer-encoding", "Chunked"));
    assert_null(line_fault("GET", "/v1/hubs?q=a{b}|\xe5\x85\xac", "HTTP/1.1"));
    assert_null(line_fault("GET", "/", "HTTP/1.1"));
    assert_null(line_fault("GET", "/docs/", "HTTP/1.1"));
    assert_null(line_fault("GET", "/a..b/.c", "HTTP/1.1"));
}

static void
other_versions_are_refused(void **state)
{
    assert_non_null(line_fault("GET", "/", "HTTP/1.0"));
    assert_non_null(line_fault("GET", "/", "HTTP/2.0"));
}

static void
odd_methods_are_refused(void **state)
{
    assert_non_null(line_fault("get", "/", "HTTP/1.1"));
    assert_non_null(line_fault("", "/", "HTTP/1.1"));
    assert_non_null(line_fault("G\x01T", "/", "HTTP/1.1"));
}

static void
paths_a_proxy_could_rewrite_are_refused(void **state)
{
    static const char *const targets[] = { "*", "", "http://a/", "//", "/a//b",
        "/../a", "/a/..", "/a/./b", "/%2e%2E/a", "/a/.%2e", "/a\\b", "/a b",
        "/a\rb", "/a#b", "/\xe5\x85\xac", "/a?b\x7f" };
    for (size_t i = 0; i < COUNT_OF(targets); i++)
        assert_non_null(line_fault("GET", targets[i], "HTTP/1.1"));
}

static void
odd_bytes_in_headers_are_refused(void **state)
{
    assert_non_null(header_fault(STR("X "), STR("a")));
    assert_non_null(header_fault(STR(""), STR("a")));
    assert_non_null(header_fault(STR("X\0Y"), STR("a")));
    assert_non_null(header_fault(STR("X"), STR("a\rb")));
    assert_non_null(header_fault(STR("X"), STR("a\0b")));
    assert_null(header_fault(STR("X"), STR("a\tb\xe5\x85\xac")));
    assert_null(header_fault(STR("X"), STR("")));
}

static void
a_body_length_is_said_once_and_plainly(void **state)
{
    assert_non_null(FAULT_OF("Host", "a", "Content-Length", "0",
            "Content-Length", "29"));
    assert_non_null(FAULT_OF("Host", "a", "Content-Length", "5",
            "Transfer-Encoding", "chunked"));
    assert_non_null(FAULT_OF("Host", "a", "Transfer-Encoding", "chunked",
            "Transfer-Encoding", "chunked"));
    assert_non_null(FAULT_OF("Host", "a", "Transfer-Encoding", "xchunked"));
    assert_non_null(
            FAULT_OF("Host", "a", "Transfer-Encoding", "gzip, chunked"));
    assert_non_null(FAULT_OF("Host", "a", "Content-Length", "+5"));
    assert_non_null(FAULT_OF("Host", "a", "Content-Length", "5,5"));
    assert_non_null(FAULT_OF("Host", "a", "Content-Length", ""));
    assert_non_null(
            FAULT_OF("Host", "a", "Content-Length", "999999999999999999999"));
}

static void
there_is_exactly_one_host(void **state)
{
    assert_non_null(FAULT_OF("Accept", "*/*"));
    assert_non_null(FAULT_OF("Host", "a", "host", "b"));
}

static void
two_credentials_or_keys_are_refused(void **state)
{
    assert_non_null(
            FAULT_OF("Host", "a", "Authorization", "x", "authorization", "y"));
    assert_non_null(FAULT_OF("Host", "a", "Idempotency-Key", "x",
            "Idempotency-Key", "y"));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_ordinary_request_passes),
        cmocka_unit_test(other_versions_are_refused),
        cmocka_unit_test(odd_methods_are_refused),
        cmocka_unit_test(paths_a_proxy_could_rewrite_are_refused),
        cmocka_unit_test(odd_bytes_in_headers_are_refused),
        cmocka_unit_test(a_body_length_is_said_once_and_plainly),
        cmocka_unit_test(there_is_exactly_one_host),
        cmocka_unit_test(two_credentials_or_keys_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
