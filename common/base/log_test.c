#include "base/log.h"

#include "base/test.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* stderr is a pipe while a test runs; what was written comes out here. */
static int read_end, saved_stderr;
static char logged[4096];

static int
catch_stderr(void **state)
{
    int ends[2];

    if (pipe(ends) != 0)
        return -1;
    saved_stderr = dup(STDERR_FILENO);
    dup2(ends[1], STDERR_FILENO);
    close(ends[1]);
    read_end = ends[0];
    log_as("grants");
    return 0;
}

static const char *
caught(void)
{
    ssize_t len;

    dup2(saved_stderr, STDERR_FILENO);
    len = read(read_end, logged, sizeof(logged) - 1);
    logged[len > 0 ? len : 0] = '\0';
    return logged;
}

static int
release_stderr(void **state)
{
    dup2(saved_stderr, STDERR_FILENO);
    close(saved_stderr);
    close(read_end);
    return 0;
}

static void
a_message_is_one_logfmt_line(void **state)
{
    log_warn("hub=%s lag=%d", "longgang", 3);
    caught();
    assert_memory_equal(logged, "at=2", 4);
    assert_non_null(strstr(logged,
            "+08:00 level=warn service=grants hub=longgang lag=3\n"));
}

static void
a_line_break_in_a_value_does_not_start_a_line(void **state)
{
    log_info("op=%s", "give\nat=2026 level=error forged=\x1b[2J");
    caught();
    assert_ptr_equal(strchr(logged, '\n'), logged + strlen(logged) - 1);
    assert_null(strchr(logged, '\x1b'));
}

static void
a_long_message_is_cut(void **state)
{
    char text[8000];

    memset(text, 'x', sizeof(text));
    text[sizeof(text) - 1] = '\0';
    log_error("%s", text);
    caught();
    assert_int_equal(strlen(logged), 2047);
    assert_int_equal(logged[2046], '\n');
}

static void
debug_lines_are_written_when_asked_for(void **state)
{
    unsetenv("CW_LOG");
    log_debug("step=1");
    setenv("CW_LOG", "debug", 1);
    log_debug("step=2");
    unsetenv("CW_LOG");
    caught();
    assert_null(strstr(logged, "step=1"));
    assert_non_null(strstr(logged, "level=debug service=grants step=2"));
}

static void
less_than_what_is_wanted_is_not_written(void **state)
{
    setenv("CW_LOG", "warn", 1);
    log_info("step=1");
    log_warn("step=2");
    log_error("step=3");
    unsetenv("CW_LOG");
    caught();
    assert_null(strstr(logged, "step=1"));
    assert_non_null(strstr(logged, "step=2"));
    assert_non_null(strstr(logged, "step=3"));
}

static void
a_thread_that_holds_writes_when_told_or_when_it_is_worse(void **state)
{
    const char *first, *second;

    log_hold();
    log_info("n=1");
    log_info("n=2");
    log_flush();
    log_info("n=3");
    log_warn("n=4");
    log_info("n=5");
    caught();
    first = strstr(logged, " n=1\n");
    second = strstr(logged, " n=3\n");
    assert_true(first && first < strstr(logged, " n=2\n"));
    assert_true(second && second < strstr(logged, " n=4\n"));
    assert_null(strstr(logged, "n=5"));
    log_flush();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_message_is_one_logfmt_line,
                catch_stderr, release_stderr),
        cmocka_unit_test_setup_teardown(
                a_line_break_in_a_value_does_not_start_a_line, catch_stderr,
                release_stderr),
        cmocka_unit_test_setup_teardown(a_long_message_is_cut, catch_stderr,
                release_stderr),
        cmocka_unit_test_setup_teardown(debug_lines_are_written_when_asked_for,
                catch_stderr, release_stderr),
        cmocka_unit_test_setup_teardown(less_than_what_is_wanted_is_not_written,
                catch_stderr, release_stderr),
        cmocka_unit_test_setup_teardown(
                a_thread_that_holds_writes_when_told_or_when_it_is_worse,
                catch_stderr, release_stderr),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
