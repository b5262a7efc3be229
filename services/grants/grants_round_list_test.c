/* Calls as everybody looks for them: by their window, field and title. */
#include "fixture.h"

#include <stdio.h>

static const char *
titles(struct fixture *f, const struct list_rounds_request *request)
{
    static char text[400];
    struct list_rounds_reply listed;
    size_t len = 0;

    text[0] = '\0';
    assert_int_equal(DO(f, anyone, list_rounds, request, &listed), STATUS_OK);
    for (size_t i = 0; i < listed.items_count; i++)
        len += (size_t)snprintf(text + len, sizeof(text) - len, "%s" STR_FMT,
                i ? " " : "", STR_ARG(listed.items[i].title));
    return text;
}

static struct uuid
open_called(struct fixture *f, const char *title, int64_t from_days,
        int64_t days)
{
    struct open_round_request request = plain_round(f);

    request.title = str_from(title);
    request.opens_at += from_days * DAY_MS;
    request.closes_at = request.opens_at + days * DAY_MS;
    request.budget = 1000;
    return open_round(f, &request);
}

static void
a_call_is_upcoming_then_open_then_closed(void **state)
{
    struct fixture *f = *state;
    struct list_rounds_request request = { .has_window = true };

    open_called(f, "甲", 0, 7);
    open_called(f, "乙", 2, 9);
    request.window = ROUND_WINDOW_UPCOMING;
    assert_string_equal(titles(f, &request), "乙");
    request.window = ROUND_WINDOW_OPEN;
    assert_string_equal(titles(f, &request), "甲");
    request.window = ROUND_WINDOW_CLOSED;
    assert_string_equal(titles(f, &request), "");
    harness_advance(f->harness, 8 * DAY_MS);
    assert_string_equal(titles(f, &request), "甲");
    request.window = ROUND_WINDOW_OPEN;
    assert_string_equal(titles(f, &request), "乙");
}

static void
a_cancelled_call_is_closed(void **state)
{
    struct fixture *f = *state;
    struct cancel_round_request cancel = { .reason = STR("预算调整") };
    struct list_rounds_request request = { .has_window = true,
        .window = ROUND_WINDOW_CLOSED };

    cancel.round = open_called(f, "甲", 3, 7);
    assert_int_equal(DO(f, operator, cancel_round, &cancel, NULL), STATUS_OK);
    assert_string_equal(titles(f, &request), "甲");
}

static void
a_call_is_found_by_a_field_it_takes(void **state)
{
    struct fixture *f = *state;
    static struct str elderly[] = { STR("elderly") };
    struct round_section sections[] = {
        { .name = STR("助老"),
                .budget = 500,
                .fields = elderly,
                .fields_count = 1 },
        { .name = STR("其他"), .budget = 500 },
    };
    struct open_round_request open = plain_round(f);
    struct list_rounds_request request = { .has_field = true };

    open.budget = 1000;
    open.sections = sections;
    open.title = STR("只助老");
    open.sections_count = 1;
    open_round(f, &open);
    open.title = STR("有其他");
    open.sections_count = 2;
    open_round(f, &open);
    open_called(f, "不限", 0, 7);
    request.field = STR("elderly");
    assert_string_equal(titles(f, &request), "不限 有其他 只助老");
    request.field = STR("youth");
    assert_string_equal(titles(f, &request), "不限 有其他");
}

/* FT-27 */
static void
a_call_is_found_by_words_of_its_title(void **state)
{
    struct fixture *f = *state;
    struct list_rounds_request request = { .has_q = true };

    open_called(f, "坂田街道社区微公益征集", 0, 7);
    open_called(f, "龙岗助老征集", 0, 7);
    request.q = STR("微公益");
    assert_string_equal(titles(f, &request), "坂田街道社区微公益征集");
    request.q = STR("徵集 龍崗");
    assert_string_equal(titles(f, &request), "龙岗助老征集");
    request.q = STR("助残");
    assert_string_equal(titles(f, &request), "");
}

static void
calls_that_were_found_come_in_pages(void **state)
{
    struct fixture *f = *state;
    struct list_rounds_request request = { .has_q = true,
        .q = STR("征集"),
        .has_limit = true,
        .limit = 2 };
    struct list_rounds_reply listed;

    for (int i = 0; i < 3; i++) {
        open_called(f, "征集", 0, 7);
        open_called(f, "别的", 0, 7);
    }
    assert_int_equal(DO(f, anyone, list_rounds, &request, &listed), STATUS_OK);
    assert_int_equal(listed.items_count, 2);
    assert_true(listed.has_next_cursor);
    request.has_cursor = true;
    request.cursor = listed.next_cursor;
    assert_int_equal(DO(f, anyone, list_rounds, &request, &listed), STATUS_OK);
    assert_int_equal(listed.items_count, 1);
    assert_false(listed.has_next_cursor);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_call_is_upcoming_then_open_then_closed),
        TEST(a_cancelled_call_is_closed),
        TEST(a_call_is_found_by_a_field_it_takes),
        TEST(a_call_is_found_by_words_of_its_title),
        TEST(calls_that_were_found_come_in_pages),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
