#include "mail.h"

#include "base/test.h"
#include "smtp.h"

#include <string.h>

static const int64_t nine_o_clock = 1772413200000; /* 2026-03-02, +08:00 */

/* The whole mail as text; the result is static. */
static const char *
written(struct str subject, struct str body)
{
    static char out[20000];
    struct mail mail = {
        .message = uuid_derive((struct uuid){ { 1, 2, 3 } }, "mail", 1),
        .at = nine_o_clock,
        .from_name = STR("公益枢纽"),
        .sender = STR("notice@hub.example.org"),
        .to = STR("wang@example.org"),
        .language = "zh",
        .subject = subject,
        .body = body,
    };
    struct buffer buffer = { 0 };

    mail_write(&mail, &buffer);
    assert_true(buffer.len < sizeof(out));
    memcpy(out, buffer.data, buffer.len);
    out[buffer.len] = '\0';
    buffer_release(&buffer);
    return out;
}

static void
a_mail_says_when_and_from_whom_it_is(void **state)
{
    const char *mail = written(STR("Plain"), STR("Hello"));

    assert_non_null(strstr(mail, "Date: Mon, 02 Mar 2026 09:00:00 +0800\r\n"));
    assert_non_null(strstr(mail, "From: =?utf-8?B?5YWs55uK5p6i57q9?=\r\n"
                                 " <notice@hub.example.org>\r\n"));
    assert_non_null(strstr(mail, "To: <wang@example.org>\r\n"));
    assert_non_null(strstr(mail, "Subject: Plain\r\n"));
    assert_non_null(strstr(mail, "\r\n\r\nSGVsbG8NCg==\r\n"));
}

static void
the_message_id_is_the_same_at_every_try(void **state)
{
    char first[20000];

    strcpy(first, written(STR("One"), STR("body")));
    assert_string_equal(first, written(STR("One"), STR("body")));
    assert_non_null(strstr(first, "@hub.example.org>\r\nAuto-Submitted:"));
}

static void
no_line_of_a_mail_is_longer_than_76(void **state)
{
    char text[4000] = "";
    const char *mail;

    for (int i = 0; i < 90; i++)
        strcat(text, "为社会组织提供项目资助。");
    mail = written((struct str){ text, 360 }, str_from(text));
    while (*mail) {
        size_t len = strcspn(mail, "\r");

        assert_in_range(len, 0, 76);
        assert_int_equal(mail[len + 1], '\n');
        mail += len + 2;
    }
}

/* Cut into words only between characters: each word decodes by itself. */
static void
a_long_subject_is_cut_between_characters(void **state)
{
    const char *mail =
            written(STR("一二三四五六七八九十一二三四五六七八九十"), STR("x"));
    const char *first = strstr(mail, "Subject: =?utf-8?B?");

    assert_non_null(first);
    /* 39 bytes: 13 of the characters, 52 digits of base64, no padding. */
    assert_int_equal(strcspn(first + 19, "?"), 52);
}

static void
lines_of_the_body_end_with_cr_lf(void **state)
{
    const char *mail = written(STR("s"), STR("a\nb"));

    assert_non_null(strstr(mail, "\r\n\r\nYQ0KYg0K\r\n"));
}

static void
only_plain_addresses_are_valid(void **state)
{
    static const char *const bad[] = { "", "@", "a@", "@b", "a b@c.org",
        "a@b@c", "a@b>,<c", "a\r\nBcc: x@y", "王@example.org", "a@.b",
        "\"a\"@b.org", "a@b.org.", "a@-b" };

    assert_true(mail_address_is_valid(STR("wang.li+hub@example.org")));
    assert_true(mail_address_is_valid(STR("root@localhost")));
    for (size_t i = 0; i < COUNT_OF(bad); i++)
        assert_false(mail_address_is_valid(str_from(bad[i])));
}

static void
what_a_server_says_decides_whether_to_try_again(void **state)
{
    assert_int_equal(smtp_outcome(0), ATTEMPT_OUTCOME_UNREACHABLE);
    assert_int_equal(smtp_outcome(250), ATTEMPT_OUTCOME_DEFERRED);
    assert_int_equal(smtp_outcome(451), ATTEMPT_OUTCOME_DEFERRED);
    assert_int_equal(smtp_outcome(550), ATTEMPT_OUTCOME_REFUSED);
    /* A log-in that is refused is ours to mend. */
    assert_int_equal(smtp_outcome(535), ATTEMPT_OUTCOME_DEFERRED);
    assert_int_equal(smtp_outcome(530), ATTEMPT_OUTCOME_DEFERRED);
}

static struct smtp_result
noted(const char *line)
{
    struct smtp_result result = { .reply_code = 250 };

    smtp_note_reply(&result, line, strlen(line));
    return result;
}

static void
of_a_reply_only_the_codes_are_kept(void **state)
{
    assert_int_equal(noted("550 5.1.1 <a@b.org> unknown\r\n").reply_code, 550);
    assert_string_equal(noted("550 5.1.1 <a@b> unknown\r\n").enhanced_code,
            "5.1.1");
    assert_string_equal(noted("451 try later\r\n").enhanced_code, "");
    assert_string_equal(noted("550 1.2.3.4 is bad\r\n").enhanced_code, "");
    assert_int_equal(noted("nonsense").reply_code, 250);
    assert_int_equal(noted("42").reply_code, 250);
    assert_int_equal(noted("221 2.0.0 bye\r\n").reply_code, 250);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_mail_says_when_and_from_whom_it_is),
        cmocka_unit_test(the_message_id_is_the_same_at_every_try),
        cmocka_unit_test(no_line_of_a_mail_is_longer_than_76),
        cmocka_unit_test(a_long_subject_is_cut_between_characters),
        cmocka_unit_test(lines_of_the_body_end_with_cr_lf),
        cmocka_unit_test(only_plain_addresses_are_valid),
        cmocka_unit_test(what_a_server_says_decides_whether_to_try_again),
        cmocka_unit_test(of_a_reply_only_the_codes_are_kept),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
