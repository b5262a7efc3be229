#include "fixture.h"

static struct uuid
record(enum finding_grade grade)
{
    struct record_finding_reply recorded;

    assert_ok(CALL(supervisor, record_finding, &recorded, .grade = grade,
            .about = FINDING_ABOUT_AWARD, .has_thing = true, .thing = { { 7 } },
            .text = STR("李某的报告缺少发票"), .has_answer_by = true,
            .answer_by = day("2999-01-31")));
    return recorded.finding_id;
}

static struct get_finding_reply
get(struct uuid id)
{
    struct get_finding_reply reply;

    assert_ok(CALL(supervisor, get_finding, &reply, .finding = id));
    return reply;
}

static enum status
answer(const struct actor *actor, struct uuid id, const char *text)
{
    return CALL(actor, answer_finding, NULL, .finding = id,
            .text = str_from(text));
}

static enum status
change(struct uuid id, enum finding_action action)
{
    return CALL(supervisor, change_finding, NULL, .finding = id,
            .action = action, .reason = STR("已核实"));
}

/* FT-17 */
static void
a_finding_is_answered_and_settled(void **state)
{
    struct get_finding_reply one;
    struct uuid id = record(FINDING_GRADE_SHORTCOMING);

    assert_int_equal(get(id).finding.state, FINDING_STATE_OPEN);
    assert_ok(answer(operator_, id, "发票已补交"));
    one = get(id);
    assert_int_equal(one.finding.state, FINDING_STATE_ANSWERED);
    assert_int_equal(one.answers_count, 1);
    assert_str_equal(one.answers[0].text, "发票已补交");
    assert_uuid_equal(one.answers[0].account, harness_account(hub, "operator"));
    assert_ok(change(id, FINDING_ACTION_SETTLE));
    assert_int_equal(get(id).finding.state, FINDING_STATE_SETTLED);
    assert_refused(answer(operator_, id, "再说"), "finding_state_unfit");
    assert_refused(change(id, FINDING_ACTION_SETTLE), "finding_state_unfit");
}

static void
an_answer_that_does_not_do_opens_it_again(void **state)
{
    struct list_reasons_reply reasons;
    struct get_finding_reply one;
    struct uuid id = record(FINDING_GRADE_SERIOUS);

    assert_refused(change(id, FINDING_ACTION_REOPEN), "finding_state_unfit");
    assert_ok(answer(admin, id, "没有问题"));
    assert_ok(change(id, FINDING_ACTION_REOPEN));
    assert_int_equal(get(id).finding.state, FINDING_STATE_OPEN);
    assert_ok(answer(operator_, id, "已退回重报"));
    one = get(id);
    assert_int_equal(one.answers_count, 2);
    assert_str_equal(one.answers[0].text, "已退回重报");
    assert_ok(CALL(supervisor, list_reasons, &reasons, .subject = id));
    assert_int_equal(reasons.items_count, 1);
    assert_str_equal(reasons.items[0].reason, "已核实");
}

static void
a_finding_made_in_error_is_withdrawn(void **state)
{
    struct uuid id = record(FINDING_GRADE_REMARK);

    assert_ok(change(id, FINDING_ACTION_WITHDRAW));
    assert_int_equal(get(id).finding.state, FINDING_STATE_WITHDRAWN);
    assert_refused(answer(operator_, id, "好"), "finding_state_unfit");
    assert_refused(change((struct uuid){ { 3 } }, FINDING_ACTION_SETTLE),
            "not_found");
}

static void
its_event_tells_what_it_is_about(void **state)
{
    struct registry_finding_recorded event;
    struct uuid subject;

    record(FINDING_GRADE_SERIOUS);
    assert_true(harness_last_event(hub, "registry.finding_recorded", &subject,
            &event));
    assert_uuid_equal(event.thing, (struct uuid){ { 7 } });
    assert_int_equal(event.grade, FINDING_GRADE_SERIOUS);
    assert_str_equal(event.number, "SF-2026-0001");
    assert_int_equal(event.answer_by, day("2999-01-31"));
}

/* FT-17 */
static void
the_supervisor_finds_and_others_answer(void **state)
{
    const struct actor *deciders[] = {
        operator_,
        admin,
        harness_actor(hub, "council", "council", "longgang"),
        harness_actor(hub, "finance", "finance", "longgang"),
    };
    struct uuid id = record(FINDING_GRADE_REMARK);

    for (size_t i = 0; i < COUNT_OF(deciders); i++) {
        assert_refused(CALL(deciders[i], record_finding, NULL,
                               .grade = FINDING_GRADE_REMARK,
                               .about = FINDING_ABOUT_HUB, .text = STR("好")),
                "forbidden");
        assert_refused(CALL(deciders[i], change_finding, NULL, .finding = id,
                               .action = FINDING_ACTION_SETTLE,
                               .reason = STR("好")),
                "forbidden");
        assert_ok(answer(deciders[i], id, "收到"));
    }
    assert_refused(answer(supervisor, id, "收到"), "forbidden");
    assert_refused(CALL(resident, get_finding, NULL, .finding = id),
            "forbidden");
}

static void
a_finding_says_which_thing_it_is_about(void **state)
{
    assert_refused(CALL(supervisor, record_finding, NULL,
                           .grade = FINDING_GRADE_REMARK,
                           .about = FINDING_ABOUT_FUND, .text = STR("好")),
            "thing_needed");
    assert_refused(CALL(supervisor, record_finding, NULL,
                           .grade = FINDING_GRADE_REMARK,
                           .about = FINDING_ABOUT_HUB, .text = STR("好"),
                           .has_answer_by = true,
                           .answer_by = day("2020-01-01")),
            "invalid_field");
}

static void
findings_are_listed_newest_first_and_by_what_they_are_about(void **state)
{
    struct list_findings_reply page;
    struct uuid first = record(FINDING_GRADE_REMARK);
    struct uuid second = record(FINDING_GRADE_REMARK);

    assert_ok(CALL(supervisor, record_finding, NULL,
            .grade = FINDING_GRADE_REMARK, .about = FINDING_ABOUT_HUB,
            .text = STR("开门太晚")));
    assert_ok(answer(operator_, first, "好"));
    assert_ok(CALL(operator_, list_findings, &page, .has_thing = true,
            .thing = { { 7 } }, .has_limit = true, .limit = 1));
    assert_int_equal(page.items_count, 1);
    assert_uuid_equal(page.items[0].finding_id, second);
    assert_ok(CALL(operator_, list_findings, &page, .has_thing = true,
            .thing = { { 7 } }, .has_cursor = true,
            .cursor = page.next_cursor));
    assert_int_equal(page.items_count, 1);
    assert_uuid_equal(page.items[0].finding_id, first);
    assert_false(page.has_next_cursor);
    assert_ok(CALL(supervisor, list_findings, &page, .has_state = true,
            .state = FINDING_STATE_OPEN));
    assert_int_equal(page.items_count, 2);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_finding_is_answered_and_settled),
        TEST(an_answer_that_does_not_do_opens_it_again),
        TEST(a_finding_made_in_error_is_withdrawn),
        TEST(its_event_tells_what_it_is_about),
        TEST(the_supervisor_finds_and_others_answer),
        TEST(a_finding_says_which_thing_it_is_about),
        TEST(findings_are_listed_newest_first_and_by_what_they_are_about),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
