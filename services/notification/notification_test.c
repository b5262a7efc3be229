#include "notification.h"

#include "base/clock.h"
#include "base/test.h"
#include "fundraising_messages.h"
#include "gateway_messages.h"
#include "grants_messages.h"
#include "registry_messages.h"
#include "rule.h"
#include "server/harness.h"
#include "server/recovery.h"
#include "server/shard.h"
#include "template.h"

#include <stdio.h>
#include <stdlib.h>

#define HUB "longgang.bantian"

struct fixture {
    struct harness *harness;
    struct uuid round;
    struct uuid application;
    struct uuid gift;
};

/* A mail server that is never there: attempts end at once. */
static void
set_mail_server(void)
{
    setenv("CW_SMTP_URL", "smtp://127.0.0.1:1", 1);
    setenv("CW_SMTP_SENDER", "notice@hub.example.org", 1);
}

static int
setup(void **state)
{
    struct fixture *f = calloc(1, sizeof(*f));

    set_mail_server();
    f->harness = harness_open(&notification_service, HUB);
    f->round = uuid_derive((struct uuid){ { 1 } }, "round", 0);
    f->application = uuid_derive(f->round, "application", 0);
    f->gift = uuid_derive(f->round, "gift", 0);
    *state = f;
    return 0;
}

static int
teardown(void **state)
{
    struct fixture *f = *state;

    harness_close(f->harness);
    free(f);
    return 0;
}

static const struct actor *
person(struct fixture *f, const char *name)
{
    return harness_actor(f->harness, name, "applicant", HUB);
}

static const struct actor *
operator(struct fixture *f)
{
    return harness_actor(f->harness, "olivia", "operator", HUB);
}

static const struct actor *
admin(struct fixture *f)
{
    return harness_actor(f->harness, "adam", "admin", HUB);
}

static void
tell(struct fixture *f, const char *type, struct uuid subject, const void *body)
{
    assert_int_equal(harness_event(f->harness, type, HUB, subject, body),
            STATUS_OK);
}

static void
grant(struct fixture *f, const char *name, enum role role, const char *scope)
{
    struct registry_role_granted body = {
        .account = harness_account(f->harness, name),
        .role = role,
        .scope = str_from(scope),
    };

    tell(f, "registry.role_granted", body.account, &body);
}

static struct grants_application_submitted
application_by(struct fixture *f, const char *name)
{
    return (struct grants_application_submitted){
        .round = f->round,
        .number = STR("GA-2026-0012"),
        .title = STR("社区食堂"),
        .organisation = f->round,
        .amount = 5000000,
        .applicant = harness_account(f->harness, name),
        .state = APPLICATION_STATE_SUBMITTED,
        .version = 1,
    };
}

static void
submit(struct fixture *f, const char *name)
{
    struct grants_application_submitted body = application_by(f, name);

    tell(f, "grants.application_submitted", f->application, &body);
}

static void
change(struct fixture *f, const char *name, enum application_state state)
{
    struct grants_application_submitted submitted = application_by(f, name);
    struct grants_application_changed body;

    /* Both events carry the whole application. */
    assert_int_equal(sizeof(body), sizeof(submitted));
    memcpy(&body, &submitted, sizeof(body));
    body.state = state;
    tell(f, "grants.application_changed", f->application, &body);
}

static struct list_inbox_reply
inbox(struct fixture *f, const char *name)
{
    struct list_inbox_request request = { 0 };
    struct list_inbox_reply reply;

    assert_int_equal(harness_call(f->harness, person(f, name), "list_inbox",
                             NULL, &request, &reply),
            STATUS_OK);
    return reply;
}

static bool
is_about(struct fixture *f, const char *name, size_t index, const char *event)
{
    struct list_inbox_reply reply = inbox(f, name);

    return index < reply.items_count &&
           str_equal(reply.items[index].event, str_from(event));
}

static struct list_messages_reply
messages(struct fixture *f, enum mail_state mail)
{
    struct list_messages_request request = {
        .has_mail = mail != 0,
        .mail = mail,
    };
    struct list_messages_reply reply;

    assert_int_equal(harness_call(f->harness, operator(f), "list_messages",
                             NULL, &request, &reply),
            STATUS_OK);
    return reply;
}

static enum status
set_contact(struct fixture *f, const char *name, const char *email)
{
    struct set_contact_request request = {
        .has_email = email != NULL,
        .email = email ? str_from(email) : STR(""),
    };
    struct set_contact_reply reply;

    return harness_call(f->harness, person(f, name), "set_contact", NULL,
            &request, &reply);
}

static enum status
prefer(struct fixture *f, const char *name,
        const struct set_preferences_request *request)
{
    struct set_preferences_reply reply;

    return harness_call(f->harness, person(f, name), "set_preferences", NULL,
            request, &reply);
}

static struct list_attempts_reply
attempts(struct fixture *f, struct uuid message)
{
    struct list_attempts_request request = { .message = message };
    struct list_attempts_reply reply;

    assert_int_equal(harness_call(f->harness, operator(f), "list_attempts",
                             NULL, &request, &reply),
            STATUS_OK);
    return reply;
}

/* The inbox */

static void
an_event_becomes_a_message_in_both_languages(void **state)
{
    struct fixture *f = *state;
    struct get_message_request request = { .has_locale = true };
    struct get_message_reply reply;
    struct list_inbox_reply list;

    submit(f, "wang");
    list = inbox(f, "wang");
    assert_int_equal(list.items_count, 1);
    assert_int_equal(list.unread_count, 1);
    request.message = list.items[0].message;
    request.locale = LOCALE_ZH;
    assert_int_equal(harness_call(f->harness, person(f, "wang"), "get_message",
                             NULL, &request, &reply),
            STATUS_OK);
    assert_true(str_equal(reply.subject,
            STR("已收到申报：GA-2026-0012《社区食堂》")));
    assert_non_null(memmem(reply.body.data, reply.body.len, "50,000.00元", 12));
    request.locale = LOCALE_EN;
    assert_int_equal(harness_call(f->harness, person(f, "wang"), "get_message",
                             NULL, &request, &reply),
            STATUS_OK);
    assert_true(str_equal(reply.subject,
            STR("Application received: GA-2026-0012 社区食堂")));
}

static void
an_event_that_comes_twice_is_told_once(void **state)
{
    struct fixture *f = *state;

    grant(f, "olivia", ROLE_OPERATOR, HUB);
    submit(f, "wang");
    assert_int_equal(harness_repeat_event(f->harness, HUB), STATUS_OK);
    assert_int_equal(inbox(f, "wang").items_count, 1);
    assert_int_equal(
            harness_count_events(f->harness, "notification.message_posted"),
            3); /* her role; the applicant; her, of the application */
}

static void
whoever_is_named_by_two_rules_is_told_once(void **state)
{
    struct fixture *f = *state;

    grant(f, "wang", ROLE_OPERATOR, HUB);
    submit(f, "wang");
    assert_int_equal(inbox(f, "wang").items_count, 2);
    assert_true(is_about(f, "wang", 0, "grants.application_submitted"));
    assert_true(is_about(f, "wang", 1, "registry.role_granted"));
}

static void
only_a_new_state_is_news(void **state)
{
    struct fixture *f = *state;

    submit(f, "wang");
    change(f, "wang", APPLICATION_STATE_SUBMITTED);
    assert_int_equal(inbox(f, "wang").items_count, 1);
    change(f, "wang", APPLICATION_STATE_SELECTED);
    change(f, "wang", APPLICATION_STATE_SELECTED);
    assert_int_equal(inbox(f, "wang").items_count, 2);
    change(f, "wang", APPLICATION_STATE_DECLINED);
    change(f, "wang", APPLICATION_STATE_SELECTED);
    assert_int_equal(inbox(f, "wang").items_count, 4);
}

static void
events_of_an_award_reach_its_applicant(void **state)
{
    struct fixture *f = *state;
    struct uuid award = uuid_derive(f->round, "award", 0);
    struct grants_award_proposed proposed = {
        .number = STR("GP-2026-0001"),
        .application = f->application,
        .round = f->round,
        .organisation = f->round,
        .title = STR("社区食堂"),
        .state = AWARD_STATE_PROPOSED,
        .fund_hub = STR("longgang"),
        .fund = f->round,
        .amount = 5000000,
    };
    struct grants_tranche_changed paid = {
        .tranche = {
            .tranche = award,
            .ordinal = 1,
            .amount = 2500000,
            .state = TRANCHE_STATE_PAID,
        },
    };

    submit(f, "wang");
    tell(f, "grants.award_proposed", award, &proposed);
    tell(f, "grants.tranche_changed", award, &paid);
    assert_int_equal(inbox(f, "wang").items_count, 2);
    assert_true(str_equal(inbox(f, "wang").items[0].subject,
            STR("第1期款已支付：《社区食堂》")));
}

static void
a_payment_fails_for_people_only_where_a_bank_failed(void **state)
{
    struct fixture *f = *state;
    struct fundraising_payment_failed failed = {
        .grants_hub = STR(HUB),
        .ordinal = 1,
        .amount = 2500000,
        .reason = STR("登记到了错误的期次"),
        .has_cause = true,
        .cause = PAYMENT_FAILURE_ENTERED_WRONGLY,
    };

    grant(f, "fang", ROLE_FINANCE, HUB);
    tell(f, "fundraising.payment_failed", f->gift, &failed);
    assert_true(is_about(f, "fang", 0, "registry.role_granted"));
    failed.cause = PAYMENT_FAILURE_BANK_REFUSED;
    tell(f, "fundraising.payment_failed", f->gift, &failed);
    assert_true(is_about(f, "fang", 0, "fundraising.payment_failed"));
}

static void
a_notice_reaches_everyone_in_its_round(void **state)
{
    struct fixture *f = *state;
    struct grants_notice_opened notice = {
        .notice = f->gift,
        .ends_at = harness_now(f->harness) + 7 * (int64_t)DAY_MS,
        .working_days = 5,
    };

    submit(f, "wang");
    f->application = uuid_derive(f->round, "application", 1);
    submit(f, "li");
    tell(f, "grants.notice_opened", f->round, &notice);
    assert_true(is_about(f, "wang", 0, "grants.notice_opened"));
    assert_true(is_about(f, "li", 0, "grants.notice_opened"));
}

static void
tell_finding(struct fixture *f, const char *type, enum finding_grade grade,
        enum finding_state state)
{
    /* The three events of a finding carry the same. */
    const struct registry_finding_recorded body = {
        .number = STR("SF-2026-0001"),
        .grade = grade,
        .about = FINDING_ABOUT_HUB,
        .state = state,
    };

    tell(f, type, f->gift, &body);
}

/* FT-17 */
static void
a_finding_reaches_those_who_run_and_its_answer_the_supervisor(void **state)
{
    struct fixture *f = *state;

    grant(f, "olivia", ROLE_OPERATOR, HUB);
    grant(f, "adam", ROLE_ADMIN, HUB);
    grant(f, "lin", ROLE_COUNCIL, HUB);
    grant(f, "sun", ROLE_SUPERVISOR, HUB);
    tell_finding(f, "registry.finding_recorded", FINDING_GRADE_REMARK,
            FINDING_STATE_OPEN);
    assert_true(is_about(f, "olivia", 0, "registry.finding_recorded"));
    assert_true(is_about(f, "adam", 0, "registry.finding_recorded"));
    assert_true(is_about(f, "lin", 0, "registry.role_granted"));
    tell_finding(f, "registry.finding_answered", FINDING_GRADE_REMARK,
            FINDING_STATE_ANSWERED);
    assert_true(is_about(f, "sun", 0, "registry.finding_answered"));
    tell_finding(f, "registry.finding_changed", FINDING_GRADE_REMARK,
            FINDING_STATE_OPEN);
    assert_true(str_equal(inbox(f, "olivia").items[0].subject,
            STR("监督意见 SF-2026-0001 重新提出")));
}

static void
a_serious_finding_reaches_the_council_too(void **state)
{
    struct fixture *f = *state;

    grant(f, "lin", ROLE_COUNCIL, HUB);
    tell_finding(f, "registry.finding_recorded", FINDING_GRADE_SERIOUS,
            FINDING_STATE_OPEN);
    assert_true(str_equal(inbox(f, "lin").items[0].subject,
            STR("监督意见 SF-2026-0001：严重问题")));
}

/* SD-15 */
static void
applicants_hear_of_a_new_round(void **state)
{
    struct fixture *f = *state;
    struct grants_round_opened round = {
        .programme = f->gift,
        .number = STR("GR-2026-0001"),
        .title = STR("众创共善"),
        .state = ROUND_STATE_ACCEPTING,
        .fund_hub = STR("longgang"),
        .fund = f->gift,
        .opens_at = harness_now(f->harness),
        .closes_at = harness_now(f->harness) + 30 * (int64_t)DAY_MS,
        .budget = 3100000000,
        .notice_working_days = 5,
        .agreement_days = 30,
    };

    grant(f, "wang", ROLE_APPLICANT, HUB);
    tell(f, "grants.round_opened", f->round, &round);
    assert_true(str_equal(inbox(f, "wang").items[0].subject,
            STR("征集公告：众创共善")));
}

static void
a_role_counts_for_its_hub_and_those_below(void **state)
{
    struct fixture *f = *state;

    grant(f, "above", ROLE_OPERATOR, "longgang");
    grant(f, "here", ROLE_OPERATOR, HUB);
    grant(f, "sister", ROLE_OPERATOR, "longgang.bantianx");
    grant(f, "below", ROLE_OPERATOR, HUB ".yangguang");
    submit(f, "wang");
    assert_true(is_about(f, "above", 0, "grants.application_submitted"));
    assert_true(is_about(f, "here", 0, "grants.application_submitted"));
    assert_int_equal(inbox(f, "sister").items_count, 1);
    assert_int_equal(inbox(f, "below").items_count, 1);
}

static void
who_lost_a_role_hears_no_more(void **state)
{
    struct fixture *f = *state;
    struct registry_role_revoked revoked = {
        .account = harness_account(f->harness, "olivia"),
        .role = ROLE_OPERATOR,
        .scope = STR(HUB),
    };

    grant(f, "olivia", ROLE_OPERATOR, HUB);
    tell(f, "registry.role_revoked", revoked.account, &revoked);
    submit(f, "wang");
    assert_true(is_about(f, "olivia", 0, "registry.role_revoked"));
}

static void
a_closed_account_hears_nothing_until_it_is_open_again(void **state)
{
    struct fixture *f = *state;
    struct registry_account_changed changed = {
        .account = harness_account(f->harness, "wang"),
        .status = ACCOUNT_STATUS_CLOSED,
    };
    struct get_contact_request request = { 0 };
    struct get_contact_reply contact;

    assert_int_equal(set_contact(f, "wang", "wang@example.org"), STATUS_OK);
    tell(f, "registry.account_changed", changed.account, &changed);
    submit(f, "wang");
    assert_int_equal(inbox(f, "wang").items_count, 0);
    assert_int_equal(harness_call(f->harness, person(f, "wang"), "get_contact",
                             NULL, &request, &contact),
            STATUS_OK);
    assert_false(contact.has_email);
    changed.status = ACCOUNT_STATUS_OPEN;
    tell(f, "registry.account_changed", changed.account, &changed);
    change(f, "wang", APPLICATION_STATE_SELECTED);
    assert_int_equal(inbox(f, "wang").items_count, 1);
}

static void
nobody_reads_the_message_of_another(void **state)
{
    struct fixture *f = *state;
    struct get_message_request get = { 0 };
    struct get_message_reply got;
    struct mark_read_request mark;
    struct mark_read_reply marked;

    submit(f, "wang");
    get.message = inbox(f, "wang").items[0].message;
    mark.message = get.message;
    assert_int_equal(inbox(f, "li").items_count, 0);
    assert_int_equal(harness_call(f->harness, person(f, "li"), "get_message",
                             NULL, &get, &got),
            STATUS_NOT_FOUND);
    assert_int_equal(harness_call(f->harness, operator(f), "mark_read", NULL,
                             &mark, &marked),
            STATUS_NOT_FOUND);
}

static void
a_message_is_read_once(void **state)
{
    struct fixture *f = *state;
    struct list_inbox_request unread = { .has_unread = true, .unread = true };
    struct list_inbox_reply list;
    struct mark_read_request mark;
    struct mark_read_reply first, second;

    submit(f, "wang");
    mark.message = inbox(f, "wang").items[0].message;
    assert_int_equal(harness_call(f->harness, person(f, "wang"), "mark_read",
                             NULL, &mark, &first),
            STATUS_OK);
    harness_advance(f->harness, HOUR_MS);
    assert_int_equal(harness_call(f->harness, person(f, "wang"), "mark_read",
                             NULL, &mark, &second),
            STATUS_OK);
    assert_int_equal(first.read_at, second.read_at);
    assert_int_equal(harness_call(f->harness, person(f, "wang"), "list_inbox",
                             NULL, &unread, &list),
            STATUS_OK);
    assert_int_equal(list.items_count, 0);
    assert_int_equal(list.unread_count, 0);
}

static void
the_inbox_comes_in_pages_newest_first(void **state)
{
    struct fixture *f = *state;
    struct list_inbox_request request = { .has_limit = true, .limit = 2 };
    struct list_inbox_reply page;
    size_t seen = 0;

    submit(f, "wang");
    change(f, "wang", APPLICATION_STATE_RETURNED);
    change(f, "wang", APPLICATION_STATE_ELIGIBLE);
    change(f, "wang", APPLICATION_STATE_SELECTED);
    change(f, "wang", APPLICATION_STATE_COMPLETED);
    do {
        assert_int_equal(harness_call(f->harness, person(f, "wang"),
                                 "list_inbox", NULL, &request, &page),
                STATUS_OK);
        seen += page.items_count;
        request.has_cursor = page.has_next_cursor;
        request.cursor = page.next_cursor;
    } while (page.has_next_cursor);
    assert_int_equal(seen, 5);
    assert_true(str_equal(inbox(f, "wang").items[0].subject,
            STR("项目已结项：GA-2026-0012《社区食堂》")));
    request = (struct list_inbox_request){ .has_cursor = true,
        .cursor = STR("nonsense") };
    assert_int_equal(harness_call(f->harness, person(f, "wang"), "list_inbox",
                             NULL, &request, &page),
            STATUS_MALFORMED);
}

static void
the_inbox_speaks_the_language_one_prefers(void **state)
{
    struct fixture *f = *state;
    struct set_preferences_request english = { .locale = LOCALE_EN };

    submit(f, "wang");
    assert_int_equal(prefer(f, "wang", &english), STATUS_OK);
    assert_true(str_equal(inbox(f, "wang").items[0].subject,
            STR("Application received: GA-2026-0012 社区食堂")));
}

/* Preferences and mail */

static void
preferences_are_what_was_set_last(void **state)
{
    struct fixture *f = *state;
    struct event_preference about = { STR("grants.notice_opened"), false };
    struct set_preferences_request set = {
        .locale = LOCALE_EN,
        .email = true,
        .events = &about,
        .events_count = 1,
        .has_quiet_from = true,
        .quiet_from = 1320,
        .has_quiet_until = true,
        .quiet_until = 480,
    };
    struct get_preferences_request request = { 0 };
    struct get_preferences_reply reply;

    assert_int_equal(prefer(f, "wang", &set), STATUS_OK);
    assert_int_equal(harness_call(f->harness, person(f, "wang"),
                             "get_preferences", NULL, &request, &reply),
            STATUS_OK);
    assert_int_equal(reply.locale, LOCALE_EN);
    assert_int_equal(reply.events_count, 1);
    assert_false(reply.events[0].email);
    assert_int_equal(reply.quiet_until, 480);
    set.events_count = 0;
    set.has_quiet_from = set.has_quiet_until = false;
    assert_int_equal(prefer(f, "wang", &set), STATUS_OK);
    assert_int_equal(harness_call(f->harness, person(f, "wang"),
                             "get_preferences", NULL, &request, &reply),
            STATUS_OK);
    assert_int_equal(reply.events_count, 0);
    assert_false(reply.has_quiet_from);
}

static void
preferences_that_cannot_be_meant_are_refused(void **state)
{
    struct fixture *f = *state;
    struct event_preference about = { STR("grants.no_such_thing"), false };
    struct set_preferences_request set = {
        .locale = LOCALE_EN,
        .events = &about,
        .events_count = 1,
    };

    assert_int_equal(prefer(f, "wang", &set), STATUS_REFUSED);
    assert_string_equal(harness_problem(f->harness), "event_not_followed");
    set.events_count = 0;
    set.has_quiet_from = true;
    assert_int_equal(prefer(f, "wang", &set), STATUS_REFUSED);
    assert_string_equal(harness_problem_field(f->harness), "quiet_until");
}

static void
an_address_can_be_set_seen_and_forgotten(void **state)
{
    struct fixture *f = *state;
    struct get_contact_request request = { 0 };
    struct get_contact_reply reply;

    assert_int_equal(set_contact(f, "wang", "wang@example.org"), STATUS_OK);
    assert_int_equal(harness_call(f->harness, person(f, "wang"), "get_contact",
                             NULL, &request, &reply),
            STATUS_OK);
    assert_true(str_equal(reply.email, STR("wang@example.org")));
    assert_int_equal(harness_call(f->harness, person(f, "li"), "get_contact",
                             NULL, &request, &reply),
            STATUS_OK);
    assert_false(reply.has_email);
    assert_int_equal(set_contact(f, "wang", NULL), STATUS_OK);
    assert_int_equal(harness_call(f->harness, person(f, "wang"), "get_contact",
                             NULL, &request, &reply),
            STATUS_OK);
    assert_false(reply.has_email);
}

static void
an_address_that_would_break_a_mail_is_refused(void **state)
{
    struct fixture *f = *state;

    assert_int_equal(set_contact(f, "wang", "a@b.org>,<c"), STATUS_REFUSED);
    assert_int_equal(set_contact(f, "wang", "王@example.org"), STATUS_REFUSED);
    assert_string_equal(harness_problem_field(f->harness), "email");
}

static void
an_address_is_asked_of_registry_and_of_those_above(void **state)
{
    struct fixture *f = *state;
    struct get_account_contact_reply contact = {
        .has_email = true,
        .email = STR("wang@example.org"),
    };
    struct list_messages_reply list;

    submit(f, "wang");
    harness_advance(f->harness, SECOND_MS);
    assert_string_equal(harness_question(f->harness), "get_account_contact");
    harness_answer(f->harness, STATUS_NOT_FOUND, NULL);
    assert_string_equal(harness_question(f->harness), "get_account_contact");
    harness_answer(f->harness, STATUS_OK, &contact);
    list = messages(f, MAIL_STATE_WAITING);
    assert_int_equal(list.items[0].tries, 1);
    assert_int_equal(attempts(f, list.items[0].message).items_count, 1);
}

static void
without_an_address_there_is_no_mail(void **state)
{
    struct fixture *f = *state;
    struct get_account_contact_reply contact = { 0 };

    submit(f, "wang");
    harness_advance(f->harness, SECOND_MS);
    harness_answer(f->harness, STATUS_OK, &contact);
    assert_int_equal(messages(f, MAIL_STATE_NO_ADDRESS).items_count, 1);
    change(f, "wang", APPLICATION_STATE_SELECTED);
    harness_advance(f->harness, SECOND_MS);
    harness_answer(f->harness, STATUS_NOT_FOUND, NULL);
    harness_answer(f->harness, STATUS_NOT_FOUND, NULL);
    assert_null(harness_question(f->harness));
    assert_int_equal(messages(f, MAIL_STATE_NO_ADDRESS).items_count, 2);
}

static void
who_wants_no_mail_of_an_event_gets_none(void **state)
{
    struct fixture *f = *state;
    struct event_preference about = { STR("grants.application_submitted"),
        false };
    struct set_preferences_request set = {
        .locale = LOCALE_ZH,
        .email = true,
        .events = &about,
        .events_count = 1,
    };

    assert_int_equal(set_contact(f, "wang", "wang@example.org"), STATUS_OK);
    assert_int_equal(prefer(f, "wang", &set), STATUS_OK);
    submit(f, "wang");
    assert_int_equal(messages(f, MAIL_STATE_WAITING).items_count, 0);
    change(f, "wang", APPLICATION_STATE_SELECTED);
    assert_int_equal(messages(f, MAIL_STATE_WAITING).items_count, 1);
}

static void
expect_last_attempt_on_a_page_of_its_own(struct fixture *f, struct uuid message)
{
    struct list_attempts_request request = { .message = message,
        .has_limit = true,
        .limit = SCHEDULE_MAX_TRIES - 1 };
    struct list_attempts_reply reply;

    assert_int_equal(harness_call(f->harness, operator(f), "list_attempts",
                             NULL, &request, &reply),
            STATUS_OK);
    assert_int_equal(reply.items_count, SCHEDULE_MAX_TRIES - 1);
    request.has_cursor = true;
    request.cursor = reply.next_cursor;
    assert_int_equal(harness_call(f->harness, operator(f), "list_attempts",
                             NULL, &request, &reply),
            STATUS_OK);
    assert_int_equal(reply.items_count, 1);
    assert_int_equal(reply.items[0].ordinal, SCHEDULE_MAX_TRIES);
    assert_false(reply.has_next_cursor);
}

static void
a_mail_is_tried_with_growing_waits_and_then_given_up(void **state)
{
    struct fixture *f = *state;
    struct list_attempts_reply tries;
    struct list_messages_reply dead;

    grant(f, "adam", ROLE_ADMIN, HUB);
    assert_int_equal(set_contact(f, "wang", "wang@example.org"), STATUS_OK);
    submit(f, "wang");
    harness_advance(f->harness, 3 * (int64_t)DAY_MS);
    dead = messages(f, MAIL_STATE_DEAD);
    assert_int_equal(dead.items_count, 1);
    tries = attempts(f, dead.items[0].message);
    assert_int_equal(tries.items_count, SCHEDULE_MAX_TRIES);
    for (size_t i = 2; i < tries.items_count; i++)
        assert_true(tries.items[i].begun_at - tries.items[i - 1].begun_at >
                    tries.items[i - 1].begun_at - tries.items[i - 2].begun_at);
    assert_int_equal(tries.items[0].outcome, ATTEMPT_OUTCOME_UNREACHABLE);
    assert_false(tries.items[0].has_reply_code);
    expect_last_attempt_on_a_page_of_its_own(f, dead.items[0].message);
    assert_int_equal(
            harness_count_events(f->harness, "notification.mail_failed"), 1);
    assert_true(is_about(f, "adam", 0, "notification.mail_failed"));
}

static void
quiet_hours_hold_a_mail_back_until_they_end(void **state)
{
    struct fixture *f = *state;
    struct set_preferences_request set = {
        .locale = LOCALE_ZH,
        .email = true,
        .has_quiet_from = true,
        .quiet_from = 8 * 60,
        .has_quiet_until = true,
        .quiet_until = 11 * 60,
    };
    struct list_messages_reply waiting;
    int64_t begun_at;

    assert_int_equal(set_contact(f, "wang", "wang@example.org"), STATUS_OK);
    assert_int_equal(prefer(f, "wang", &set), STATUS_OK);
    submit(f, "wang"); /* at nine */
    harness_advance(f->harness, 3 * HOUR_MS);
    waiting = messages(f, MAIL_STATE_WAITING);
    assert_int_equal(waiting.items_count, 1);
    begun_at = attempts(f, waiting.items[0].message).items[0].begun_at;
    assert_in_range(begun_at - date_start(date_of(begun_at)), 11 * HOUR_MS,
            11 * HOUR_MS + SECOND_MS);
}

static void
every_waiting_mail_is_tried(void **state)
{
    struct fixture *f = *state;
    struct list_messages_reply waiting;
    char name[20], email[40];

    for (int i = 0; i < 30; i++) {
        snprintf(name, sizeof(name), "person%d", i);
        snprintf(email, sizeof(email), "%s@example.org", name);
        assert_int_equal(set_contact(f, name, email), STATUS_OK);
        f->application = uuid_derive(f->round, "application", (uint32_t)i);
        submit(f, name);
    }
    harness_advance(f->harness, 30 * SECOND_MS);
    waiting = messages(f, MAIL_STATE_WAITING);
    assert_int_equal(waiting.items_count, 30);
    for (size_t i = 0; i < waiting.items_count; i++)
        assert_int_equal(waiting.items[i].tries, 1);
}

static void
a_mail_on_its_way_is_not_begun_again(void **state)
{
    struct fixture *f = *state;
    struct get_account_contact_reply nothing = { 0 };

    submit(f, "wang");
    harness_advance(f->harness, 10 * MINUTE_MS);
    harness_answer(f->harness, STATUS_OK, &nothing);
    assert_null(harness_question(f->harness));
}

static void
mails_go_on_after_a_restart(void **state)
{
    struct fixture *f = *state;

    assert_int_equal(set_contact(f, "wang", "wang@example.org"), STATUS_OK);
    submit(f, "wang");
    harness_reopen(f->harness);
    harness_advance(f->harness, 30 * SECOND_MS);
    assert_int_equal(messages(f, MAIL_STATE_WAITING).items[0].tries, 1);
}

static enum status
retry(struct fixture *f, struct uuid message)
{
    struct retry_message_request request = { message, STR("address mended") };
    struct retry_message_reply reply;

    return harness_call(f->harness, operator(f), "retry_message", NULL,
            &request, &reply);
}

static enum status
cancel(struct fixture *f, struct uuid message)
{
    struct cancel_message_request request = { message, STR("out of date") };
    struct cancel_message_reply reply;

    return harness_call(f->harness, operator(f), "cancel_message", NULL,
            &request, &reply);
}

/* As a restore leaves the store, at that moment. */
static void
restore(struct fixture *f, int64_t at)
{
    char sql[160];

    snprintf(sql, sizeof(sql),
            "INSERT INTO meta VALUES ('restored_at', %lld), ('recovering', 1)",
            (long long)at);
    assert_int_equal(db_exec(harness_shard(f->harness)->writer, sql),
            STATUS_OK);
    harness_reopen(f->harness);
    assert_int_equal(recovery_open(harness_shard(f->harness)), STATUS_OK);
}

static void
a_mail_that_waited_before_a_restore_is_held_for_a_person(void **state)
{
    struct fixture *f = *state;
    struct uuid message;

    assert_int_equal(set_contact(f, "wang", "wang@example.org"), STATUS_OK);
    submit(f, "wang");
    restore(f, harness_now(f->harness) + 1);
    assert_int_equal(messages(f, MAIL_STATE_WAITING).items_count, 0);
    assert_int_equal(messages(f, MAIL_STATE_HELD).items_count, 1);
    message = messages(f, MAIL_STATE_HELD).items[0].message;
    harness_advance(f->harness, HOUR_MS);
    assert_int_equal(attempts(f, message).items_count, 0);
    assert_int_equal(retry(f, message), STATUS_OK);
    harness_advance(f->harness, SECOND_MS);
    assert_int_equal(attempts(f, message).items_count, 1);
    assert_int_equal(messages(f, MAIL_STATE_HELD).items_count, 0);
}

static void
a_mail_of_an_event_of_before_the_restore_is_held_too(void **state)
{
    struct fixture *f = *state;
    const struct release_messages_request request = { STR("已核对") };
    struct release_messages_reply reply;

    assert_int_equal(set_contact(f, "wang", "wang@example.org"), STATUS_OK);
    restore(f, harness_now(f->harness) + HOUR_MS);
    submit(f, "wang");
    assert_int_equal(messages(f, MAIL_STATE_HELD).items_count, 1);
    harness_advance(f->harness, 2 * HOUR_MS);
    change(f, "wang", APPLICATION_STATE_ELIGIBLE);
    assert_int_equal(messages(f, MAIL_STATE_HELD).items_count, 1);
    assert_int_equal(harness_call(f->harness, operator(f), "release_messages",
                             NULL, &request, &reply),
            STATUS_OK);
    assert_int_equal(reply.released, 1);
    assert_int_equal(messages(f, MAIL_STATE_HELD).items_count, 0);
    assert_int_equal(
            harness_count_events(f->harness, "notification.mails_released"), 1);
}

static void
a_dead_mail_can_be_tried_again(void **state)
{
    struct fixture *f = *state;
    struct uuid message;

    assert_int_equal(set_contact(f, "wang", "wang@example.org"), STATUS_OK);
    submit(f, "wang");
    harness_advance(f->harness, 3 * (int64_t)DAY_MS);
    message = messages(f, MAIL_STATE_DEAD).items[0].message;
    assert_int_equal(retry(f, message), STATUS_OK);
    harness_advance(f->harness, SECOND_MS);
    assert_int_equal(attempts(f, message).items_count, SCHEDULE_MAX_TRIES + 1);
    assert_int_equal(messages(f, MAIL_STATE_WAITING).items[0].tries, 1);
    assert_int_equal(
            harness_count_events(f->harness, "notification.mail_retried"), 1);
}

static void
a_cancelled_mail_is_tried_again_by_a_person_alone(void **state)
{
    struct fixture *f = *state;
    struct uuid message;

    assert_int_equal(set_contact(f, "wang", "wang@example.org"), STATUS_OK);
    submit(f, "wang");
    message = messages(f, MAIL_STATE_WAITING).items[0].message;
    assert_int_equal(cancel(f, message), STATUS_OK);
    harness_advance(f->harness, DAY_MS);
    assert_int_equal(attempts(f, message).items_count, 0);
    assert_int_equal(cancel(f, message), STATUS_CONFLICT);
    assert_string_equal(harness_problem(f->harness), "mail_is_settled");
    assert_int_equal(retry(f, message), STATUS_OK);
    harness_advance(f->harness, SECOND_MS);
    assert_int_equal(attempts(f, message).items_count, 1);
}

static void
a_message_that_is_not_mailed_cannot_be_retried(void **state)
{
    struct fixture *f = *state;

    grant(f, "olivia", ROLE_OPERATOR, HUB);
    submit(f, "wang"); /* an operator sees this in the inbox alone */
    assert_int_equal(retry(f, messages(f, 0).items[0].message),
            STATUS_CONFLICT);
    assert_int_equal(retry(f, f->round), STATUS_NOT_FOUND);
}

/* Donors */

static void
receive_gift(struct fixture *f, const char *donor)
{
    struct fundraising_gift_attributed body = {
        .has_donor_account = donor != NULL,
        .donor_account = harness_account(f->harness, donor ? donor : ""),
        .fund = f->round,
        .amount = 2000,
        .number = STR("GI-2026-0007"),
    };

    tell(f, "fundraising.gift_attributed", f->gift, &body);
}

static void
use_gift(struct fixture *f, int64_t amount)
{
    struct fundraising_gift_used body = {
        .title = STR("社区食堂"),
        .number = STR("GI-2026-0007"),
        .amount = amount,
        .drawn = amount > 0 ? amount : 0,
        .gift_amount = 2000,
    };

    tell(f, "fundraising.gift_used", f->gift, &body);
}

/* LGA-20 */
static void
a_donor_hears_where_the_gift_went(void **state)
{
    struct fixture *f = *state;

    receive_gift(f, "chen");
    use_gift(f, 500);
    assert_int_equal(inbox(f, "chen").items_count, 2);
    assert_true(str_equal(inbox(f, "chen").items[0].subject,
            STR("您的捐赠 GI-2026-0007 已用于《社区食堂》")));
}

/* It is drawn again when the payment is made again. */
static void
a_payment_that_failed_does_not_say_that_a_gift_went_somewhere(void **state)
{
    struct fixture *f = *state;

    receive_gift(f, "chen");
    use_gift(f, 500);
    use_gift(f, -500);
    assert_int_equal(inbox(f, "chen").items_count, 2);
}

static void
a_gift_that_nobody_left_an_address_for_makes_no_message(void **state)
{
    struct fixture *f = *state;

    use_gift(f, 500);
    assert_int_equal(messages(f, 0).items_count, 0);
}

static void
a_contact_is_asked_for_when_the_mail_goes(void **state)
{
    struct fixture *f = *state;
    struct get_donor_contact_reply contact = {
        .has_contact = true,
        .contact = STR("donor@example.org"),
        .has_locale = true,
        .locale = STR("en"),
    };
    struct list_messages_reply list;

    receive_gift(f, NULL);
    harness_advance(f->harness, SECOND_MS);
    assert_string_equal(harness_question(f->harness), "get_donor_contact");
    harness_answer(f->harness, STATUS_OK, &contact);
    list = messages(f, MAIL_STATE_WAITING);
    assert_int_equal(list.items_count, 1);
    assert_true(list.items[0].is_donor_contact);
    assert_int_equal(list.items[0].tries, 1);
    assert_int_equal(attempts(f, list.items[0].message).items_count, 1);
}

static void
a_donor_who_was_erased_is_not_written_to(void **state)
{
    struct fixture *f = *state;
    struct get_donor_contact_reply nothing = { 0 };
    struct fundraising_gift_donor_changed erased = {
        .number = STR("GI-2026-0007"),
        .is_erased = true,
    };

    receive_gift(f, NULL);
    tell(f, "fundraising.gift_donor_changed", f->gift, &erased);
    harness_advance(f->harness, SECOND_MS);
    harness_answer(f->harness, STATUS_OK, &nothing);
    assert_int_equal(messages(f, MAIL_STATE_NO_ADDRESS).items_count, 1);
    use_gift(f, 500);
    assert_int_equal(messages(f, 0).items_count, 1);
}

static void
a_service_that_is_away_costs_a_mail_no_try(void **state)
{
    struct fixture *f = *state;
    struct list_messages_reply list;

    receive_gift(f, NULL);
    harness_advance(f->harness, SECOND_MS);
    harness_answer(f->harness, STATUS_UNAVAILABLE, NULL);
    list = messages(f, MAIL_STATE_WAITING);
    assert_int_equal(list.items_count, 1);
    assert_int_equal(list.items[0].tries, 0);
    /* A second more: the clock went on while the answer was taken. */
    harness_advance(f->harness, 11 * SECOND_MS);
    assert_string_equal(harness_question(f->harness), "get_donor_contact");
}

/* Mandates */

static void
open_mandate(struct fixture *f, const char *donor)
{
    struct fundraising_mandate_attributed body = {
        .has_donor_account = donor != NULL,
        .donor_account = harness_account(f->harness, donor ? donor : ""),
        .number = STR("MD-2026-0007"),
        .amount = 3000,
        .day = 15,
    };

    tell(f, "fundraising.mandate_attributed", f->gift, &body);
}

static void
mandate_is(struct fixture *f, enum mandate_state state)
{
    struct fundraising_mandate_changed body = {
        .number = STR("MD-2026-0007"),
        .fund = f->round,
        .amount = 3000,
        .day = 15,
        .state = state,
        .has_ending = state == MANDATE_STATE_ENDED,
        .ending = MANDATE_ENDING_PROJECT_ENDED,
    };

    tell(f, "fundraising.mandate_changed", f->gift, &body);
}

static void
who_gives_each_month_hears_when_nothing_more_is_expected(void **state)
{
    struct fixture *f = *state;

    open_mandate(f, "chen");
    assert_true(str_equal(inbox(f, "chen").items[0].subject,
            STR("您的月捐 MD-2026-0007 已登记")));
    mandate_is(f, MANDATE_STATE_PAUSED);
    mandate_is(f, MANDATE_STATE_ACTIVE);
    assert_int_equal(inbox(f, "chen").items_count, 1);
    mandate_is(f, MANDATE_STATE_LAPSED);
    mandate_is(f, MANDATE_STATE_ACTIVE);
    mandate_is(f, MANDATE_STATE_ENDED);
    assert_int_equal(inbox(f, "chen").items_count, 3);
    assert_true(str_equal(inbox(f, "chen").items[0].subject,
            STR("您的月捐 MD-2026-0007 已终止")));
}

static void
a_month_that_did_not_come_is_told_while_it_is_looked_for(void **state)
{
    struct fixture *f = *state;
    struct fundraising_charge_failed body = {
        .number = STR("MD-2026-0007"),
        .period = STR("2026-03"),
        .due_on = 20540,
        .fund = f->round,
        .amount = 3000,
        .state = CHARGE_STATE_DUE,
        .has_reason = true,
        .reason = STR("余额不足"),
    };

    open_mandate(f, "chen");
    tell(f, "fundraising.charge_failed", f->gift, &body);
    assert_true(str_equal(inbox(f, "chen").items[0].subject,
            STR("您的月捐 MD-2026-0007 2026-03 期未到账")));
    body.state = CHARGE_STATE_FAILED;
    tell(f, "fundraising.charge_failed", f->gift, &body);
    assert_int_equal(inbox(f, "chen").items_count, 2);
}

static void
of_an_erased_mandate_nobody_hears(void **state)
{
    struct fixture *f = *state;
    struct fundraising_mandate_donor_erased erased = {
        .number = STR("MD-2026-0007"),
    };

    open_mandate(f, NULL);
    tell(f, "fundraising.mandate_donor_erased", f->gift, &erased);
    mandate_is(f, MANDATE_STATE_LAPSED);
    assert_int_equal(messages(f, 0).items_count, 1);
}

/* Trouble */

static void
answer_letters(struct fixture *f, size_t count)
{
    struct dead_letter letter = {
        .letter = 7,
        .source = STR("grants@" HUB),
        .seq = 12,
        .type = STR("grants.award_proposed"),
        .subject = f->round,
        .tries = 5,
        .reason = STR("no such fund"),
    };
    struct list_dead_letters_reply reply = { &letter, count };

    assert_string_equal(harness_question(f->harness), "list_dead_letters");
    harness_answer(f->harness, STATUS_OK, &reply);
}

/* One alarm, or none; `what` names it. */
static void
answer_condition(struct fixture *f, enum alarm_kind kind, const char *what)
{
    struct alarm alarm = { .kind = kind, .what = str_from(what), .count = 2 };
    struct store_condition store = {
        .hub = STR(HUB),
        .alarms = &alarm,
        .alarms_count = kind != 0,
    };
    struct get_condition_reply reply = { &store, 1 };

    assert_string_equal(harness_question(f->harness), "get_condition");
    harness_answer(f->harness, STATUS_OK, &reply);
}

static void
answer_shards(struct fixture *f, bool is_disputed)
{
    struct shard_state shard = {
        .service = STR("grants"),
        .hub = STR(HUB),
        .is_disputed = is_disputed,
    };
    struct list_shards_reply reply = { .items = &shard, .items_count = 1 };

    assert_string_equal(harness_question(f->harness), "list_shards");
    harness_answer(f->harness, STATUS_OK, &reply);
}

/* Grants has the alarm. */
static void
answer_look(struct fixture *f, enum alarm_kind kind, const char *what)
{
    for (int service = 0; service < 4; service++) {
        answer_letters(f, 0);
        answer_condition(f, service == 1 ? kind : 0, what);
    }
    answer_shards(f, false);
    assert_null(harness_question(f->harness));
}

static void
begin_looking(struct fixture *f)
{
    grant(f, "adam", ROLE_ADMIN, HUB);
    assert_int_equal(set_contact(f, "adam", "adam@example.org"), STATUS_OK);
    assert_int_equal(harness_found(f->harness, 0, NULL), STATUS_OK);
    harness_advance(f->harness, SECOND_MS);
    answer_look(f, 0, "");
}

static void
look(struct fixture *f, enum alarm_kind kind, const char *what)
{
    harness_advance(f->harness, 10 * MINUTE_MS);
    answer_look(f, kind, what);
}

static int64_t
alarms_told(struct fixture *f)
{
    return harness_count_events(f->harness, "notification.alarm_raised");
}

static void
admins_hear_once_of_an_alarm_that_stands(void **state)
{
    struct fixture *f = *state;

    begin_looking(f);
    look(f, ALARM_KIND_OPEN_SAGA, "payment");
    assert_true(is_about(f, "adam", 0, "notification.alarm_raised"));
    assert_true(str_equal(inbox(f, "adam").items[0].subject,
            STR("需要处理：grants 长期未完成的事项")));
    look(f, ALARM_KIND_OPEN_SAGA, "payment");
    assert_int_equal(alarms_told(f), 1);
    look(f, ALARM_KIND_OPEN_SAGA, "reservation");
    assert_int_equal(alarms_told(f), 2);
}

static void
an_alarm_that_stands_again_is_told_again(void **state)
{
    struct fixture *f = *state;

    begin_looking(f);
    look(f, ALARM_KIND_DISK_LOW, "");
    look(f, 0, "");
    assert_int_equal(alarms_told(f), 1);
    look(f, ALARM_KIND_DISK_LOW, "");
    assert_int_equal(alarms_told(f), 2);
}

static void
a_service_that_does_not_answer_keeps_its_alarms(void **state)
{
    struct fixture *f = *state;

    begin_looking(f);
    look(f, ALARM_KIND_DIVERGED, "registry@" HUB);
    harness_advance(f->harness, 10 * MINUTE_MS);
    while (harness_question(f->harness))
        harness_answer(f->harness, STATUS_UNAVAILABLE, NULL);
    look(f, ALARM_KIND_DIVERGED, "registry@" HUB);
    assert_int_equal(alarms_told(f), 1);
}

/* They are told letter by letter. */
static void
dead_letters_are_not_told_twice(void **state)
{
    struct fixture *f = *state;

    begin_looking(f);
    look(f, ALARM_KIND_DEAD_LETTER, "");
    assert_int_equal(alarms_told(f), 0);
}

static void
admins_hear_of_two_stores_of_one_shard(void **state)
{
    struct fixture *f = *state;
    struct notification_alarm_raised raised;
    struct uuid alarm;

    begin_looking(f);
    harness_advance(f->harness, 10 * MINUTE_MS);
    for (int service = 0; service < 4; service++) {
        answer_letters(f, 0);
        answer_condition(f, 0, "");
    }
    answer_shards(f, true);
    assert_true(harness_last_event(f->harness, "notification.alarm_raised",
            &alarm, &raised));
    assert_int_equal(raised.alarm, ALARM_KIND_TWO_STORES);
    assert_true(str_equal(raised.what, STR("grants")));
}

static void
admins_hear_once_of_an_event_that_could_not_be_applied(void **state)
{
    struct fixture *f = *state;

    grant(f, "adam", ROLE_ADMIN, HUB);
    assert_int_equal(set_contact(f, "adam", "adam@example.org"), STATUS_OK);
    assert_int_equal(harness_found(f->harness, 0, NULL), STATUS_OK);
    harness_advance(f->harness, SECOND_MS);
    answer_letters(f, 0); /* registry */
    answer_condition(f, 0, "");
    harness_answer(f->harness, STATUS_UNAVAILABLE, NULL); /* grants */
    harness_answer(f->harness, STATUS_UNAVAILABLE, NULL);
    answer_letters(f, 1); /* fundraising */
    answer_condition(f, 0, "");
    answer_letters(f, 0); /* our own */
    answer_condition(f, 0, "");
    answer_shards(f, false);
    assert_null(harness_question(f->harness));
    assert_true(is_about(f, "adam", 0, "notification.trouble_found"));
    assert_true(str_equal(inbox(f, "adam").items[0].subject,
            STR("需要处理：fundraising 有无法处理的事件")));
    look(f, 0, "");
    assert_int_equal(inbox(f, "adam").items_count, 2);
}

/* Rules and templates */

static void
the_rules_a_hub_begins_with_hold_together(void **state)
{
    struct fixture *f = *state;
    struct list_rules_request request = { 0 };
    struct list_rules_reply rules;

    request.has_limit = true;
    request.limit = 200;
    assert_int_equal(harness_call(f->harness, admin(f), "list_rules", NULL,
                             &request, &rules),
            STATUS_OK);
    assert_true(rules.items_count > 30);
    for (size_t i = 0; i < rules.items_count; i++) {
        const struct rule_row *rule = &rules.items[i];
        const struct schema *schema = notification_event_schema(rule->event);
        const char *why;

        assert_non_null(schema);
        assert_null(rule_fault(rule, schema, &why));
    }
}

static void
the_templates_a_hub_begins_with_can_be_filled(void **state)
{
    struct fixture *f = *state;
    struct list_templates_request request = { .has_limit = true, .limit = 100 };
    struct list_templates_reply templates;
    struct template_fault fault;
    int zh = 0, en = 0;

    assert_int_equal(harness_call(f->harness, admin(f), "list_templates", NULL,
                             &request, &templates),
            STATUS_OK);
    for (size_t i = 0; i < templates.items_count; i++) {
        const struct template_version *t = &templates.items[i];
        const struct schema *schema = notification_event_schema(t->event);

        assert_non_null(schema);
        assert_true(template_check(t->subject, schema, &fault));
        assert_true(template_check(t->body, schema, &fault));
        zh += t->locale == LOCALE_ZH;
        en += t->locale == LOCALE_EN;
    }
    assert_true(zh > 30);
    assert_int_equal(zh, en);
}

static enum status
define_template(struct fixture *f, const struct actor *actor, const char *event,
        const char *subject)
{
    struct define_template_request request = {
        .name = STR("ours"),
        .locale = LOCALE_ZH,
        .event = str_from(event),
        .subject = str_from(subject),
        .body = STR("{{hub}}"),
    };
    struct define_template_reply reply;

    return harness_call(f->harness, actor, "define_template", NULL, &request,
            &reply);
}

static enum status
define_rule(struct fixture *f, const char *event, struct uuid *rule)
{
    struct define_rule_request request = {
        .event = str_from(event),
        .audience = AUDIENCE_ROLE_HOLDERS,
        .has_role = true,
        .role = ROLE_FINANCE,
        .template = STR("ours"),
    };
    struct define_rule_reply reply;
    enum status status = harness_call(f->harness, admin(f), "define_rule", NULL,
            &request, &reply);

    if (!status && rule)
        *rule = reply.rule;
    return status;
}

static void
a_template_with_an_unknown_placeholder_is_refused(void **state)
{
    struct fixture *f = *state;

    assert_int_equal(
            define_template(f, admin(f), "fundraising.fund_opened", "{{nome}}"),
            STATUS_REFUSED);
    assert_string_equal(harness_problem(f->harness), "unknown_placeholder");
    assert_string_equal(harness_problem_field(f->harness), "subject");
    assert_int_equal(define_template(f, admin(f), "fundraising.nonsense", "x"),
            STATUS_REFUSED);
    assert_string_equal(harness_problem(f->harness), "event_not_followed");
}

static void
only_admins_set_templates(void **state)
{
    struct fixture *f = *state;

    assert_int_equal(define_template(f, operator(f), "fundraising.fund_opened",
                             "{{name}}"),
            STATUS_FORBIDDEN);
}

static void
a_template_stays_with_its_event(void **state)
{
    struct fixture *f = *state;

    assert_int_equal(
            define_template(f, admin(f), "fundraising.fund_opened", "{{name}}"),
            STATUS_OK);
    assert_int_equal(
            define_template(f, admin(f), "grants.round_opened", "{{title}}"),
            STATUS_REFUSED);
    assert_int_equal(define_rule(f, "grants.round_opened", NULL),
            STATUS_REFUSED);
    assert_string_equal(harness_problem(f->harness), "no_template");
}

static void
open_fund(struct fixture *f)
{
    struct fundraising_fund_opened body = {
        .name = STR("龙岗社会创新公益基金"),
        .level = FUND_LEVEL_DISTRICT,
        .state = FUND_STATE_OPEN,
    };

    tell(f, "fundraising.fund_opened", f->round, &body);
}

static void
a_new_rule_makes_messages_until_it_is_disabled(void **state)
{
    struct fixture *f = *state;
    struct disable_rule_request disable = { .reason = STR("too many") };
    struct disable_rule_reply disabled;

    grant(f, "fang", ROLE_FINANCE, HUB);
    assert_int_equal(define_template(f, admin(f), "fundraising.fund_opened",
                             "基金：{{name}}"),
            STATUS_OK);
    assert_int_equal(define_rule(f, "fundraising.fund_opened", &disable.rule),
            STATUS_OK);
    open_fund(f);
    assert_true(str_equal(inbox(f, "fang").items[0].subject,
            STR("基金：龙岗社会创新公益基金")));
    assert_int_equal(harness_call(f->harness, admin(f), "disable_rule", NULL,
                             &disable, &disabled),
            STATUS_OK);
    open_fund(f);
    assert_int_equal(inbox(f, "fang").items_count, 2);
    assert_int_equal(harness_call(f->harness, admin(f), "disable_rule", NULL,
                             &disable, &disabled),
            STATUS_NOT_FOUND);
}

static void
new_messages_use_the_last_version(void **state)
{
    struct fixture *f = *state;

    grant(f, "fang", ROLE_FINANCE, HUB);
    assert_int_equal(define_template(f, admin(f), "fundraising.fund_opened",
                             "first {{name}}"),
            STATUS_OK);
    assert_int_equal(define_rule(f, "fundraising.fund_opened", NULL),
            STATUS_OK);
    open_fund(f);
    assert_int_equal(
            define_template(f, admin(f), "fundraising.fund_opened", "second"),
            STATUS_OK);
    open_fund(f);
    assert_true(str_equal(inbox(f, "fang").items[0].subject, STR("second")));
    assert_true(str_equal(inbox(f, "fang").items[1].subject,
            STR("first 龙岗社会创新公益基金")));
}

static void
a_preview_shows_invented_figures(void **state)
{
    struct fixture *f = *state;
    struct preview_template_request request = {
        .has_locale = true,
        .locale = LOCALE_EN,
        .event = STR("fundraising.payment_due"),
        .subject = STR("{{amount|yuan}}"),
        .body = STR("{{hub}}"),
    };
    struct preview_template_reply reply;

    assert_int_equal(harness_call(f->harness, operator(f), "preview_template",
                             NULL, &request, &reply),
            STATUS_OK);
    assert_true(str_equal(reply.subject, STR("¥12,345.67")));
    assert_true(str_equal(reply.body, STR("[hub]")));
}

static void
each_placeholder_has_an_example(void **state)
{
    struct fixture *f = *state;
    struct get_placeholders_request request = {
        .has_locale = true,
        .locale = LOCALE_EN,
        .event = STR("fundraising.payment_due"),
    };
    struct get_placeholders_reply reply;
    bool is_amount_there = false;

    assert_int_equal(harness_call(f->harness, operator(f), "get_placeholders",
                             NULL, &request, &reply),
            STATUS_OK);
    for (size_t i = 0; i < reply.items_count; i++)
        if (str_equal(reply.items[i].name, STR("amount|yuan")))
            is_amount_there =
                    str_equal(reply.items[i].example, STR("¥12,345.67"));
    assert_true(is_amount_there);
    request.event = STR("fundraising.nonsense");
    assert_int_equal(harness_call(f->harness, operator(f), "get_placeholders",
                             NULL, &request, &reply),
            STATUS_REFUSED);
    assert_string_equal(harness_problem(f->harness), "event_not_followed");
}

static void
what_a_template_said_before_can_be_read(void **state)
{
    struct fixture *f = *state;
    struct list_template_versions_request request = { .name = STR("ours") };
    struct list_template_versions_reply reply;

    assert_int_equal(harness_call(f->harness, operator(f),
                             "list_template_versions", NULL, &request, &reply),
            STATUS_NOT_FOUND);
    assert_string_equal(harness_problem(f->harness), "not_found");
    assert_int_equal(
            define_template(f, admin(f), "fundraising.fund_opened", "first"),
            STATUS_OK);
    assert_int_equal(
            define_template(f, admin(f), "fundraising.fund_opened", "second"),
            STATUS_OK);
    assert_int_equal(harness_call(f->harness, operator(f),
                             "list_template_versions", NULL, &request, &reply),
            STATUS_OK);
    assert_int_equal(reply.items_count, 2);
    assert_true(str_equal(reply.items[0].subject, STR("first")));
    assert_int_equal(reply.items[1].version, 2);
}

static void
a_hub_is_called_by_its_name_once_it_is_known(void **state)
{
    struct fixture *f = *state;
    struct registry_hub_added added = {
        .hub = STR(HUB),
        .name = STR("坂田街道分部"),
        .kind = HUB_KIND_STREET_BRANCH,
        .status = 1,
        .division = STR("440307"),
    };
    struct registry_account_opened opened = {
        .account = harness_account(f->harness, "wang"),
        .status = ACCOUNT_STATUS_OPEN,
    };

    tell(f, "registry.hub_added", f->round, &added);
    tell(f, "registry.account_opened", opened.account, &opened);
    assert_true(str_equal(inbox(f, "wang").items[0].subject,
            STR("欢迎加入坂田街道分部")));
}

static void
every_statement_compiles(void **state)
{
    struct fixture *f = *state;
    struct notification *self = harness_shard(f->harness)->writing;

    assert_int_equal(queries_check(self->rules), STATUS_OK);
    assert_int_equal(queries_check(self->people), STATUS_OK);
    assert_int_equal(queries_check(self->cases), STATUS_OK);
    assert_int_equal(queries_check(self->messages), STATUS_OK);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(an_event_becomes_a_message_in_both_languages),
        TEST(an_event_that_comes_twice_is_told_once),
        TEST(whoever_is_named_by_two_rules_is_told_once),
        TEST(only_a_new_state_is_news),
        TEST(events_of_an_award_reach_its_applicant),
        TEST(a_payment_fails_for_people_only_where_a_bank_failed),
        TEST(a_notice_reaches_everyone_in_its_round),
        TEST(a_finding_reaches_those_who_run_and_its_answer_the_supervisor),
        TEST(a_serious_finding_reaches_the_council_too),
        TEST(applicants_hear_of_a_new_round),
        TEST(a_role_counts_for_its_hub_and_those_below),
        TEST(who_lost_a_role_hears_no_more),
        TEST(a_closed_account_hears_nothing_until_it_is_open_again),
        TEST(nobody_reads_the_message_of_another),
        TEST(a_message_is_read_once),
        TEST(the_inbox_comes_in_pages_newest_first),
        TEST(the_inbox_speaks_the_language_one_prefers),
        TEST(preferences_are_what_was_set_last),
        TEST(preferences_that_cannot_be_meant_are_refused),
        TEST(an_address_can_be_set_seen_and_forgotten),
        TEST(an_address_that_would_break_a_mail_is_refused),
        TEST(an_address_is_asked_of_registry_and_of_those_above),
        TEST(without_an_address_there_is_no_mail),
        TEST(who_wants_no_mail_of_an_event_gets_none),
        TEST(a_mail_is_tried_with_growing_waits_and_then_given_up),
        TEST(quiet_hours_hold_a_mail_back_until_they_end),
        TEST(every_waiting_mail_is_tried),
        TEST(a_mail_on_its_way_is_not_begun_again),
        TEST(mails_go_on_after_a_restart),
        TEST(a_dead_mail_can_be_tried_again),
        TEST(a_cancelled_mail_is_tried_again_by_a_person_alone),
        TEST(a_message_that_is_not_mailed_cannot_be_retried),
        TEST(a_donor_hears_where_the_gift_went),
        TEST(a_payment_that_failed_does_not_say_that_a_gift_went_somewhere),
        TEST(a_gift_that_nobody_left_an_address_for_makes_no_message),
        TEST(who_gives_each_month_hears_when_nothing_more_is_expected),
        TEST(a_month_that_did_not_come_is_told_while_it_is_looked_for),
        TEST(of_an_erased_mandate_nobody_hears),
        TEST(a_contact_is_asked_for_when_the_mail_goes),
        TEST(a_donor_who_was_erased_is_not_written_to),
        TEST(a_service_that_is_away_costs_a_mail_no_try),
        TEST(admins_hear_once_of_an_event_that_could_not_be_applied),
        TEST(admins_hear_once_of_an_alarm_that_stands),
        TEST(an_alarm_that_stands_again_is_told_again),
        TEST(a_service_that_does_not_answer_keeps_its_alarms),
        TEST(a_mail_that_waited_before_a_restore_is_held_for_a_person),
        TEST(a_mail_of_an_event_of_before_the_restore_is_held_too),
        TEST(dead_letters_are_not_told_twice),
        TEST(admins_hear_of_two_stores_of_one_shard),
        TEST(the_rules_a_hub_begins_with_hold_together),
        TEST(the_templates_a_hub_begins_with_can_be_filled),
        TEST(a_template_with_an_unknown_placeholder_is_refused),
        TEST(only_admins_set_templates),
        TEST(a_template_stays_with_its_event),
        TEST(a_new_rule_makes_messages_until_it_is_disabled),
        TEST(new_messages_use_the_last_version),
        TEST(a_preview_shows_invented_figures),
        TEST(each_placeholder_has_an_example),
        TEST(what_a_template_said_before_can_be_read),
        TEST(a_hub_is_called_by_its_name_once_it_is_known),
        TEST(every_statement_compiles),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
