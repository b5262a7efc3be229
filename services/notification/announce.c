#include "announce.h"

#include "figure.h"
#include "mails.h"
#include "rule.h"
#include "template.h"

/* Whom a message is for. */
struct recipients {
    struct uuid *ids;
    size_t count;
    bool is_donor_contact; /* then the one id is the gift's */
};

/* What is known around an event. */
struct background {
    const struct occasion *occasion;
    bool has_application;
    struct application application;
    struct surroundings surroundings;
    bool is_new_state; /* of the subject */
};

/* The application that an event is about, as far as it is about one. */
static enum status
find_application(struct notification *self, struct call *call,
        struct background *background)
{
    const struct occasion *occasion = background->occasion;
    struct uuid id =
            figure_uuid(occasion->schema, occasion->body, "application");
    enum status status;

    status = store_find_application(self->cases,
            uuid_is_zero(id) ? occasion->subject : id, call->arena,
            &background->application);
    background->has_application = !status;
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

static enum status
note_state(struct notification *self, struct background *background)
{
    const struct occasion *occasion = background->occasion;
    struct figure state;

    if (!figure_find(occasion->schema, STR("state"), &state) ||
            state.field->kind != FIELD_ENUM)
        return STATUS_OK;
    return store_put_state(self->cases, occasion->subject,
            state.field->enumeration->name,
            *(const int *)((const char *)occasion->body + state.offset +
                           state.field->offset),
            &background->is_new_state);
}

static enum status
find_background(struct notification *self, struct call *call,
        struct background *background)
{
    struct surroundings *around = &background->surroundings;
    enum status status = find_application(self, call, background);

    if (!status)
        status = note_state(self, background);
    if (!status)
        status = store_find_hub_name(self->cases, call->hub, call->arena,
                &around->hub);
    around->happened_at = background->occasion->at;
    around->has_project_number = background->has_application;
    around->project_number = background->application.number;
    around->has_project_title = background->has_application;
    around->project_title = background->application.title;
    return status;
}

/* Audiences */

static enum status
one(struct call *call, struct uuid account, struct recipients *out)
{
    if (uuid_is_zero(account))
        return STATUS_OK;
    out->ids = arena_alloc(call->arena, sizeof(account));
    out->ids[0] = account;
    out->count = 1;
    return STATUS_OK;
}

static enum status
find_donor(struct notification *self, struct call *call,
        const struct occasion *occasion, struct recipients *out)
{
    struct uuid donor;
    enum status status =
            store_find_donor(self->cases, occasion->subject, &donor);

    if (status)
        return status == STATUS_NOT_FOUND ? STATUS_OK : status;
    out->is_donor_contact = uuid_is_zero(donor);
    return one(call, out->is_donor_contact ? occasion->subject : donor, out);
}

static struct uuid
round_of(const struct occasion *occasion)
{
    struct uuid round = figure_uuid(occasion->schema, occasion->body, "round");

    return uuid_is_zero(round) ? occasion->subject : round;
}

static enum status
find_recipients(struct notification *self, struct call *call,
        const struct background *background, const struct rule_row *rule,
        struct recipients *out)
{
    const struct occasion *occasion = background->occasion;

    *out = (struct recipients){ 0 };
    switch (rule->audience) {
    case AUDIENCE_ACCOUNT:
        return one(call,
                figure_uuid(occasion->schema, occasion->body, "account"), out);
    case AUDIENCE_APPLICANT:
        return one(call, background->application.applicant, out);
    case AUDIENCE_ROUND_APPLICANTS:
        return store_list_applicants(self->cases, round_of(occasion),
                call->arena, &out->ids, &out->count);
    case AUDIENCE_DONOR:
        return find_donor(self, call, occasion, out);
    case AUDIENCE_ROLE_HOLDERS:
        return store_list_holders(self->people, rule->role, call->hub,
                call->arena, &out->ids, &out->count);
    }
    return STATUS_OK;
}

/* Texts */

static struct str
rendered(struct call *call, struct str text, const struct figures *figures,
        enum locale locale,
        void (*render)(struct str text, const struct figures *figures,
                enum locale locale, struct buffer *out))
{
    struct buffer out = { 0 };
    struct str copy;

    render(text, figures, locale, &out);
    copy = arena_copy(call->arena, out.data, out.len);
    buffer_release(&out);
    return copy;
}

/* STATUS_NOT_FOUND if the template has no such locale. */
static enum status
write_text(struct notification *self, struct call *call,
        const struct background *background, struct str template,
        enum locale locale, struct message_text *out)
{
    const struct occasion *occasion = background->occasion;
    struct figures figures = { occasion->schema, occasion->body,
        &background->surroundings };
    struct template_version version;
    enum status status;

    status = store_find_template(self->rules, template, locale, call->arena,
            &version);
    if (status)
        return status;
    out->subject = rendered(call, version.subject, &figures, locale,
            template_render_line);
    out->body = rendered(call, version.body, &figures, locale, template_render);
    return STATUS_OK;
}

/* A template with one locale serves for both. */
static enum status
write_texts(struct notification *self, struct call *call,
        const struct background *background, struct str template,
        struct message *message)
{
    enum status zh, en;

    zh = write_text(self, call, background, template, LOCALE_ZH, &message->zh);
    en = write_text(self, call, background, template, LOCALE_EN, &message->en);
    if (zh == STATUS_NOT_FOUND) {
        message->zh = message->en;
        return en;
    }
    if (en == STATUS_NOT_FOUND) {
        message->en = message->zh;
        return zh;
    }
    return zh ? zh : en;
}

/* Messages */

static struct uuid
message_id(struct uuid event, struct uuid recipient)
{
    char text[UUID_TEXT_SIZE];

    uuid_format(recipient, text);
    return uuid_derive(event, text, 0);
}

static enum status
wants_mail(struct notification *self, const struct rule_row *rule,
        const struct message *message, bool *out)
{
    *out = self->smtp.url && rule->email;
    if (!*out || message->is_donor_contact)
        return STATUS_OK;
    return store_wants_mail(self->people, message->recipient, message->event,
            out);
}

static enum status
post(struct notification *self, struct call *call,
        const struct occasion *occasion, const struct rule_row *rule,
        struct message *message)
{
    struct notification_message_posted posted = {
        .event = occasion->id,
        .event_type = message->event,
        .about = message->about,
        .recipient = message->recipient,
        .is_donor_contact = message->is_donor_contact,
    };
    enum status status;

    message->id = message_id(occasion->id, message->recipient);
    status = store_insert_message(self->messages, message);
    if (status)
        return status == STATUS_CONFLICT ? STATUS_OK : status;
    status = wants_mail(self, rule, message, &posted.is_mailed);
    if (!status)
        status = emit_message_posted(call, message->id, &posted, NULL);
    if (!status && posted.is_mailed)
        status = mails_add(self, call, message);
    return status;
}

static enum status
post_to_open_account(struct notification *self, struct call *call,
        const struct occasion *occasion, const struct rule_row *rule,
        struct message *message)
{
    bool is_closed;
    enum status status =
            store_is_closed(self->people, message->recipient, &is_closed);

    if (status || is_closed)
        return status;
    return post(self, call, occasion, rule, message);
}

static enum status
follow_rule(struct notification *self, struct call *call,
        const struct background *background, const struct rule_row *rule)
{
    const struct occasion *occasion = background->occasion;
    struct message message = {
        .event = str_from(occasion->event),
        .about = occasion->subject,
        .at = call->now,
    };
    struct recipients recipients;
    enum status status;

    status = find_recipients(self, call, background, rule, &recipients);
    if (!status && recipients.count > 0)
        status = write_texts(self, call, background, rule->template, &message);
    message.is_donor_contact = recipients.is_donor_contact;
    for (size_t i = 0; !status && i < recipients.count; i++) {
        message.recipient = recipients.ids[i];
        status = post_to_open_account(self, call, occasion, rule, &message);
    }
    return status;
}

/* "grants.award_changed" carries the whole award, changed or not. */
static bool
tells_changes(const struct occasion *occasion)
{
    static const char ending[] = "_changed";
    size_t len = strlen(occasion->event);

    return len > strlen(ending) &&
           strcmp(occasion->event + len - strlen(ending), ending) == 0;
}

static bool
is_for(const struct rule_row *rule, const struct background *background)
{
    const struct occasion *occasion = background->occasion;
    bool is_of_state =
            rule->has_when_field && str_equal(rule->when_field, STR("state"));

    if (is_of_state && tells_changes(occasion) && !background->is_new_state)
        return false;
    return rule_applies(rule, occasion->schema, occasion->body);
}

enum status
announce(struct notification *self, struct call *call,
        const struct occasion *occasion)
{
    struct background background = { .occasion = occasion };
    struct rule_row *rules;
    size_t count = 0;
    enum status status;

    status = find_background(self, call, &background);
    if (!status)
        status = store_list_rules_of(self->rules, str_from(occasion->event),
                call->arena, &rules, &count);
    for (size_t i = 0; !status && i < count; i++)
        if (is_for(&rules[i], &background))
            status = follow_rule(self, call, &background, &rules[i]);
    return status;
}
