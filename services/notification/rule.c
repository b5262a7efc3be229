#include "rule.h"

#include "figure.h"

bool
rule_applies(const struct rule_row *rule, const struct schema *schema,
        const void *body)
{
    struct buffer value = { 0 };
    struct figure figure;
    bool is_equal;

    if (!rule->has_when_field)
        return true;
    if (!figure_find(schema, rule->when_field, &figure) ||
            !figure_is_present(&figure, body))
        return false;
    figure_write_raw(&figure, body, &value);
    is_equal = str_equal(buffer_str(&value), rule->when_value);
    buffer_release(&value);
    return is_equal;
}

static const char *
condition_fault(const struct rule_row *rule, const struct schema *schema,
        const char **why)
{
    const struct field *field;
    struct figure figure;

    *why = "a field of the event that is neither list nor struct";
    if (!figure_find(schema, rule->when_field, &figure))
        return "when_field";
    field = figure.field;
    if (field->is_list || field->kind == FIELD_STRUCT ||
            field->kind == FIELD_BYTES)
        return "when_field";
    *why = "a value, together with when_field";
    if (!rule->has_when_value)
        return "when_value";
    *why = "one of the values this field can have";
    if (field->kind == FIELD_ENUM &&
            !enum_value(field->enumeration, rule->when_value))
        return "when_value";
    return NULL;
}

static bool
is_of(const struct rule_row *rule, const char *service)
{
    size_t len = strlen(service);

    return rule->event.len > len && rule->event.data[len] == '.' &&
           memcmp(rule->event.data, service, len) == 0;
}

/* Can the event lead to this audience at all? */
static bool
audience_fits(const struct rule_row *rule, const struct schema *schema)
{
    struct figure figure;

    switch (rule->audience) {
    case AUDIENCE_ACCOUNT:
        return figure_find(schema, STR("account"), &figure);
    case AUDIENCE_APPLICANT:
    case AUDIENCE_ROUND_APPLICANTS:
        return is_of(rule, "grants");
    case AUDIENCE_DONOR:
        return is_of(rule, "fundraising");
    case AUDIENCE_ROLE_HOLDERS:
        return true;
    }
    return false;
}

const char *
rule_fault(const struct rule_row *rule, const struct schema *schema,
        const char **why)
{
    const char *fault = NULL;

    if (rule->has_when_field)
        fault = condition_fault(rule, schema, why);
    if (fault)
        return fault;
    *why = "nothing without when_field";
    if (rule->has_when_value && !rule->has_when_field)
        return "when_value";
    *why = "an audience that this event leads to";
    if (!audience_fits(rule, schema))
        return "audience";
    *why = "a role for role_holders, and for no other audience";
    if (rule->has_role != (rule->audience == AUDIENCE_ROLE_HOLDERS))
        return "role";
    *why = "false: news of a failed mail stay in the inbox";
    if (rule->email && str_equal(rule->event, STR("notification.mail_failed")))
        return "email";
    return NULL;
}
