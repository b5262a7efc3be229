#include "rule.h"

#include "base/test.h"
#include "grants_messages.h"
#include "registry_messages.h"

static const struct schema *const changed = &grants_application_changed_schema;

static struct rule_row
rule_when(struct str field, struct str value)
{
    return (struct rule_row){
        .event = STR("grants.application_changed"),
        .has_when_field = field.len > 0,
        .when_field = field,
        .has_when_value = value.len > 0,
        .when_value = value,
        .audience = AUDIENCE_APPLICANT,
    };
}

static bool
applies(struct str field, struct str value)
{
    struct grants_application_changed body = {
        .state = APPLICATION_STATE_SELECTED,
        .version = 3,
        .is_published = true,
    };
    struct rule_row rule = rule_when(field, value);

    return rule_applies(&rule, changed, &body);
}

static const char *
fault_of(struct rule_row rule, const struct schema *schema)
{
    const char *why;
    const char *field = rule_fault(&rule, schema, &why);

    return field ? field : "";
}

static void
a_rule_without_condition_always_applies(void **state)
{
    assert_true(applies(STR(""), STR("")));
}

static void
a_condition_compares_one_field(void **state)
{
    assert_true(applies(STR("state"), STR("selected")));
    assert_false(applies(STR("state"), STR("declined")));
    assert_true(applies(STR("version"), STR("3")));
    assert_true(applies(STR("is_published"), STR("true")));
}

static void
an_absent_field_meets_no_condition(void **state)
{
    assert_false(applies(STR("reason"), STR("any")));
}

static void
a_condition_must_be_possible(void **state)
{
    assert_string_equal(
            fault_of(rule_when(STR("state"), STR("selected")), changed), "");
    assert_string_equal(
            fault_of(rule_when(STR("state"), STR("selektd")), changed),
            "when_value");
    assert_string_equal(fault_of(rule_when(STR("nonsense"), STR("1")), changed),
            "when_field");
    assert_string_equal(fault_of(rule_when(STR("state"), STR("")), changed),
            "when_value");
    assert_string_equal(fault_of(rule_when(STR(""), STR("1")), changed),
            "when_value");
}

static void
an_audience_must_be_reachable_from_the_event(void **state)
{
    struct rule_row rule = rule_when(STR(""), STR(""));

    rule.audience = AUDIENCE_DONOR;
    assert_string_equal(fault_of(rule, changed), "audience");
    rule.audience = AUDIENCE_ACCOUNT;
    assert_string_equal(fault_of(rule, changed), "audience");
    rule.event = STR("registry.role_granted");
    assert_string_equal(fault_of(rule, &registry_role_granted_schema), "");
}

static void
role_holders_need_a_role_and_nobody_else_has_one(void **state)
{
    struct rule_row rule = rule_when(STR(""), STR(""));

    rule.has_role = true;
    rule.role = ROLE_OPERATOR;
    assert_string_equal(fault_of(rule, changed), "role");
    rule.audience = AUDIENCE_ROLE_HOLDERS;
    assert_string_equal(fault_of(rule, changed), "");
    rule.has_role = false;
    assert_string_equal(fault_of(rule, changed), "role");
}

static void
a_failed_mail_is_not_announced_by_mail(void **state)
{
    struct rule_row rule = {
        .event = STR("notification.mail_failed"),
        .audience = AUDIENCE_ROLE_HOLDERS,
        .has_role = true,
        .role = ROLE_ADMIN,
        .email = true,
    };

    assert_string_equal(fault_of(rule, &notification_mail_failed_schema),
            "email");
    rule.email = false;
    assert_string_equal(fault_of(rule, &notification_mail_failed_schema), "");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_rule_without_condition_always_applies),
        cmocka_unit_test(a_condition_compares_one_field),
        cmocka_unit_test(an_absent_field_meets_no_condition),
        cmocka_unit_test(a_condition_must_be_possible),
        cmocka_unit_test(an_audience_must_be_reachable_from_the_event),
        cmocka_unit_test(role_holders_need_a_role_and_nobody_else_has_one),
        cmocka_unit_test(a_failed_mail_is_not_announced_by_mail),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
