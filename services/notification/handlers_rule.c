/* What admins set: templates and rules. Schema order. */
#include "notification.h"

#include "rule.h"
#include "sample.h"
#include "server/page.h"
#include "template.h"

static enum status
find_event(struct call *call, struct str event, const struct schema **out)
{
    *out = notification_event_schema(event);
    if (*out)
        return STATUS_OK;
    return call_refuse(call, &problem_event_not_followed, "event",
            "there are no messages about '" STR_FMT "'", STR_ARG(event));
}

static enum status
check_text(struct call *call, const char *field, struct str text,
        const struct schema *schema)
{
    struct template_fault fault;

    if (template_check(text, schema, &fault))
        return STATUS_OK;
    return call_refuse(call, &problem_unknown_placeholder, field,
            "{{" STR_FMT "}}: %s", STR_ARG(fault.placeholder), fault.why);
}

static enum status
check_texts(struct call *call, struct str event, struct str subject,
        struct str body, const struct schema **schema)
{
    enum status status = find_event(call, event, schema);

    if (!status)
        status = check_text(call, "subject", subject, *schema);
    if (!status)
        status = check_text(call, "body", body, *schema);
    return status;
}

/* All versions and locales of a name are for one event, as rules rely on. */
static enum status
check_same_event(struct notification *self, struct call *call, struct str name,
        struct str event)
{
    struct str before;
    enum status status =
            store_find_template_event(self->rules, name, call->arena, &before);

    if (status == STATUS_NOT_FOUND || (!status && str_equal(before, event)))
        return STATUS_OK;
    if (status)
        return status;
    return call_refuse(call, &problem_invalid_field, "event",
            "template '" STR_FMT "' is for " STR_FMT, STR_ARG(name),
            STR_ARG(before));
}

enum status
handle_define_template(struct notification *self, struct call *call,
        const struct define_template_request *request,
        struct define_template_reply *reply)
{
    struct template_version version = {
        .name = request->name,
        .locale = request->locale,
        .event = request->event,
        .subject = request->subject,
        .body = request->body,
        .at = call->now,
    };
    struct notification_template_defined defined;
    const struct schema *schema;
    enum status status;

    status = check_texts(call, request->event, request->subject, request->body,
            &schema);
    if (!status)
        status = check_same_event(self, call, request->name, request->event);
    if (!status)
        status = store_insert_template(self->rules, &version);
    if (status)
        return status;
    reply->version = version.version;
    defined = (struct notification_template_defined){
        .name = version.name,
        .locale = version.locale,
        .version = version.version,
        .event = version.event,
        .subject = version.subject,
        .body = version.body,
    };
    return emit_template_defined(call, call_new_id(call), &defined, NULL);
}

enum status
handle_list_templates(struct notification *self, struct call *call,
        const struct list_templates_request *request,
        struct list_templates_reply *reply)
{
    struct str event = request->has_event ? request->event : STR("");
    struct page page;
    enum status status = page_begin(call, request, &page);

    if (!status)
        status = store_list_templates(self->rules, event, &page, call->arena,
                &reply->items, &reply->items_count);
    page_end(call, reply, &page);
    return status;
}

enum status
handle_list_template_versions(struct notification *self, struct call *call,
        const struct list_template_versions_request *request,
        struct list_template_versions_reply *reply)
{
    struct page page;
    struct str event;
    enum status status = store_find_template_event(self->rules, request->name,
            call->arena, &event);

    if (status == STATUS_NOT_FOUND)
        return call_refuse(call, &problem_not_found, "name",
                "there is no template '" STR_FMT "'", STR_ARG(request->name));
    if (!status)
        status = page_begin(call, request, &page);
    if (status)
        return status;
    status = store_list_versions(self->rules, request->name, &page, call->arena,
            &reply->items, &reply->items_count);
    page_end(call, reply, &page);
    return status;
}

/* An event of this kind that never was. */
static struct figures
invented_figures(struct call *call, const struct schema *schema)
{
    return (struct figures){
        .schema = schema,
        .body = sample_record(schema, call->now, call->arena),
        .surroundings = sample_record(&notification_surroundings_schema,
                call->now, call->arena),
    };
}

static struct placeholder_row
example_of(struct call *call, struct str name, const struct figures *figures,
        enum locale locale)
{
    struct str text =
            arena_printf(call->arena, "{{" STR_FMT "}}", STR_ARG(name));
    struct placeholder_row out = { .name = name };
    struct buffer example = { 0 };

    template_render_line(text, figures, locale, &example);
    out.example = arena_copy(call->arena, example.data, example.len);
    buffer_release(&example);
    return out;
}

enum status
handle_get_placeholders(struct notification *self, struct call *call,
        const struct get_placeholders_request *request,
        struct get_placeholders_reply *reply)
{
    enum locale locale = request->has_locale ? request->locale : LOCALE_ZH;
    enum { MOST = 200 };
    struct str names[MOST];
    struct figures figures;
    const struct schema *schema;
    enum status status = find_event(call, request->event, &schema);

    (void)self;
    if (status)
        return status;
    figures = invented_figures(call, schema);
    reply->items_count = template_names(schema, call->arena, names, MOST);
    reply->items = arena_alloc(call->arena,
            reply->items_count * sizeof(*reply->items));
    for (size_t i = 0; i < reply->items_count; i++)
        reply->items[i] = example_of(call, names[i], &figures, locale);
    return STATUS_OK;
}

enum status
handle_preview_template(struct notification *self, struct call *call,
        const struct preview_template_request *request,
        struct preview_template_reply *reply)
{
    const struct schema *schema;
    struct figures figures;
    struct buffer subject = { 0 }, body = { 0 };
    enum locale locale = request->has_locale ? request->locale : LOCALE_ZH;
    enum status status;

    (void)self;
    status = check_texts(call, request->event, request->subject, request->body,
            &schema);
    if (status)
        return status;
    figures = invented_figures(call, schema);
    template_render_line(request->subject, &figures, locale, &subject);
    template_render(request->body, &figures, locale, &body);
    reply->subject = arena_copy(call->arena, subject.data, subject.len);
    reply->body = arena_copy(call->arena, body.data, body.len);
    buffer_release(&subject);
    buffer_release(&body);
    return STATUS_OK;
}

static enum status
check_template(struct notification *self, struct call *call,
        const struct define_rule_request *request)
{
    struct str event;
    enum status status = store_find_template_event(self->rules,
            request->template, call->arena, &event);

    if (status == STATUS_NOT_FOUND ||
            (!status && !str_equal(event, request->event)))
        return call_refuse(call, &problem_no_template, "template",
                "there is no template '" STR_FMT "' for " STR_FMT,
                STR_ARG(request->template), STR_ARG(request->event));
    return status;
}

static enum status
check_rule(struct call *call, const struct rule_row *rule)
{
    const struct schema *schema;
    const char *field, *why;
    enum status status = find_event(call, rule->event, &schema);

    if (status)
        return status;
    field = rule_fault(rule, schema, &why);
    if (!field)
        return STATUS_OK;
    return call_refuse(call, &problem_invalid_field, field, "it must be %s",
            why);
}

static enum status
announce_rule(struct call *call, const struct rule_row *rule)
{
    struct notification_rule_defined defined = {
        .event = rule->event,
        .has_when_field = rule->has_when_field,
        .when_field = rule->when_field,
        .has_when_value = rule->has_when_value,
        .when_value = rule->when_value,
        .audience = rule->audience,
        .has_role = rule->has_role,
        .role = rule->role,
        .template = rule->template,
        .email = rule->email,
    };

    return emit_rule_defined(call, rule->rule, &defined, NULL);
}

enum status
handle_define_rule(struct notification *self, struct call *call,
        const struct define_rule_request *request,
        struct define_rule_reply *reply)
{
    struct rule_row rule = {
        .rule = call_new_id(call),
        .event = request->event,
        .has_when_field = request->has_when_field,
        .when_field = request->when_field,
        .has_when_value = request->has_when_value,
        .when_value = request->when_value,
        .audience = request->audience,
        .has_role = request->has_role,
        .role = request->role,
        .template = request->template,
        .email = request->email,
    };
    enum status status = check_rule(call, &rule);

    if (!status)
        status = check_template(self, call, request);
    if (!status)
        status = store_insert_rule(self->rules, &rule);
    reply->rule = rule.rule;
    return status ? status : announce_rule(call, &rule);
}

enum status
handle_list_rules(struct notification *self, struct call *call,
        const struct list_rules_request *request,
        struct list_rules_reply *reply)
{
    struct str event = request->has_event ? request->event : STR("");
    struct page page;
    enum status status = page_begin(call, request, &page);

    if (!status)
        status = store_list_rules(self->rules, event, &page, call->arena,
                &reply->items, &reply->items_count);
    page_end(call, reply, &page);
    return status;
}

enum status
handle_disable_rule(struct notification *self, struct call *call,
        const struct disable_rule_request *request,
        struct disable_rule_reply *reply)
{
    struct notification_rule_disabled disabled = { .reason = request->reason };
    enum status status = store_disable_rule(self->rules, request->rule,
            call->now, request->reason);

    (void)reply;
    if (status == STATUS_NOT_FOUND)
        return call_refuse(call, &problem_not_found, "rule",
                "there is no such rule in force");
    return status ? status
                  : emit_rule_disabled(call, request->rule, &disabled, NULL);
}
