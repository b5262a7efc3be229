/*
 * A timer takes the mail that is due first and a job hands it to the mail
 * server; what the server said is recorded when the job is done. Between the
 * two the process may die: then the mail is sent again, with the same
 * Message-ID.
 */
#include "announce.h"
#include "base/clock.h"
#include "fundraising_messages.h"
#include "mails.h"
#include "registry_messages.h"

/* After this long without an outcome we were killed while sending. */
static const int64_t forget_ms = 2 * MINUTE_MS;

/* A service of ours that is away comes back soon. */
static const int64_t ask_again_ms = 10 * SECOND_MS;

/* A mail on its way; in the arena of its call. */
struct delivery {
    struct message message;
    struct preference preference; /* of an account */
    struct str asked;             /* hub whose registry was asked last */
    struct smtp_settings smtp;
    struct mail mail;
    struct mail_attempt attempt;
    struct smtp_result result;
};

/* Outcomes */

static enum status
give_up(struct notification *self, struct call *call,
        const struct message *message, int tries,
        const struct smtp_result *result)
{
    struct notification_mail_failed failed = {
        .tries = tries,
        .outcome = result->outcome,
        .has_reply_code = result->reply_code > 0,
        .reply_code = result->reply_code,
    };
    struct occasion occasion = {
        .event = "notification.mail_failed",
        .schema = &notification_mail_failed_schema,
        .body = &failed,
        .id = call_new_id(call),
        .subject = message->id,
        .at = call->now,
    };
    enum status status;

    status = mails_settle(self, call, message, MAIL_STATE_DEAD, tries);
    if (!status)
        status = emit_mail_failed(call, message->id, &failed, NULL);
    return status ? status : announce(self, call, &occasion);
}

static enum status
note_failure(struct notification *self, struct call *call,
        const struct message *message, const struct smtp_result *result)
{
    int tries = message->tries + 1;

    if (result->outcome == ATTEMPT_OUTCOME_REFUSED || schedule_gives_up(tries))
        return give_up(self, call, message, tries, result);
    return mails_wait(self, call, message, tries,
            call->clock + schedule_wait_ms(tries, message->id));
}

static enum status
note_success(struct notification *self, struct call *call,
        const struct message *message)
{
    struct notification_mail_sent sent = { .tries = message->tries + 1 };
    enum status status = mails_settle(self, call, message, MAIL_STATE_SENT,
            message->tries + 1);

    return status ? status : emit_mail_sent(call, message->id, &sent, NULL);
}

/* Sending */

static void
send_delivery(void *state)
{
    struct delivery *delivery = state;

    smtp_send(&delivery->smtp, &delivery->mail, &delivery->result);
}

static enum status
end_attempt(struct notification *self, struct call *call,
        const struct delivery *delivery)
{
    const struct smtp_result *result = &delivery->result;
    struct mail_attempt attempt = delivery->attempt;

    attempt.ended_at = call->clock;
    attempt.outcome = result->outcome;
    attempt.has_reply_code = result->reply_code > 0;
    attempt.reply_code = result->reply_code;
    attempt.has_enhanced_code = result->enhanced_code[0] != '\0';
    attempt.enhanced_code = str_from(result->enhanced_code);
    return store_end_attempt(self->messages, delivery->message.rowid, &attempt);
}

/* A person may have cancelled it meanwhile; what was sent is sent. */
static enum status
on_sent(void *state_of_service, struct call *call, void *state,
        const void *request, void *reply)
{
    struct notification *self = state_of_service;
    const struct delivery *delivery = state;
    struct message message;
    enum status status;

    (void)request;
    (void)reply;
    mails_end(self, delivery->message.id);
    status = end_attempt(self, call, delivery);
    if (!status)
        status = store_find_message(self->messages, delivery->message.id,
                call->arena, &message);
    if (status)
        return status;
    if (delivery->result.outcome == ATTEMPT_OUTCOME_ACCEPTED)
        return note_success(self, call, &message);
    if (message.mail != MAIL_STATE_WAITING)
        return mails_wake(self, call);
    return note_failure(self, call, &message, &delivery->result);
}

static void
compose(struct delivery *delivery, struct call *call, struct str from_name,
        struct str address, enum locale locale)
{
    const struct message *message = &delivery->message;
    const struct message_text *text =
            locale == LOCALE_EN ? &message->en : &message->zh;

    delivery->mail = (struct mail){
        .message = message->id,
        .at = call->clock,
        .from_name = from_name,
        .sender = str_from(delivery->smtp.sender),
        .to = arena_copy(call->arena, address.data, address.len),
        .language = locale == LOCALE_EN ? "en" : "zh",
        .subject = text->subject,
        .body = text->body,
    };
}

static enum status
begin_attempt(struct notification *self, struct call *call,
        struct delivery *delivery, struct str address, enum locale locale)
{
    struct mail_attempt *attempt = &delivery->attempt;
    struct str name;
    enum status status;

    status = store_find_hub_name(self->cases, call->hub, call->arena, &name);
    if (!status)
        status = store_begin_attempt(self->messages, delivery->message.rowid,
                call->clock, &attempt->ordinal);
    if (status)
        return status;
    compose(delivery, call, name, address, locale);
    return call_begin_job(call, send_delivery, on_sent, delivery);
}

/* An address is looked up when it is needed, and kept nowhere else. */

static enum status
without_address(struct notification *self, struct call *call,
        const struct message *message)
{
    mails_end(self, message->id);
    return mails_settle(self, call, message, MAIL_STATE_NO_ADDRESS,
            message->tries);
}

/* No mail server said no: this was no try. */
static enum status
without_answer(struct notification *self, struct call *call,
        const struct message *message)
{
    mails_end(self, message->id);
    return mails_wait(self, call, message, message->tries,
            call->clock + ask_again_ms);
}

static const struct operation *
find_operation(const struct operation *operations, const char *name)
{
    while (strcmp(operations->name, name) != 0)
        operations++;
    return operations;
}

static enum locale
locale_named(bool is_given, struct str name)
{
    bool is_english =
            is_given && name.len >= 2 && memcmp(name.data, "en", 2) == 0;

    return is_english ? LOCALE_EN : LOCALE_ZH;
}

static enum status
on_donor_contact(void *state_of_service, struct call *call, void *state,
        enum status status, const void *reply)
{
    struct notification *self = state_of_service;
    struct delivery *delivery = state;
    const struct get_donor_contact_reply *contact = reply;

    if (status && status != STATUS_NOT_FOUND)
        return without_answer(self, call, &delivery->message);
    if (status || !contact->has_contact ||
            !mail_address_is_valid(contact->contact))
        return without_address(self, call, &delivery->message);
    return begin_attempt(self, call, delivery, contact->contact,
            locale_named(contact->has_locale, contact->locale));
}

static enum status
ask_donor_contact(struct call *call, struct delivery *delivery)
{
    struct get_donor_contact_request *request =
            arena_alloc(call->arena, sizeof(*request));

    request->gift = delivery->message.recipient;
    return call_ask(call,
            find_operation(fundraising_operations, "get_donor_contact"),
            call->hub, request, on_donor_contact, delivery);
}

static enum status ask_account_contact(struct call *call,
        struct delivery *delivery, struct str hub);

/* "longgang.bantian" is below "longgang"; above that there is nothing. */
static struct str
hub_above(struct str hub)
{
    const char *dot = memrchr(hub.data, '.', hub.len);

    hub.len = dot ? (size_t)(dot - hub.data) : 0;
    return hub;
}

/* An account that a hub does not know may be one of the hubs above. */
static enum status
ask_above(struct notification *self, struct call *call,
        struct delivery *delivery)
{
    struct str hub = hub_above(delivery->asked);

    if (hub.len == 0)
        return without_address(self, call, &delivery->message);
    return ask_account_contact(call, delivery, hub);
}

static enum status
on_account_contact(void *state_of_service, struct call *call, void *state,
        enum status status, const void *reply)
{
    struct notification *self = state_of_service;
    struct delivery *delivery = state;
    const struct get_account_contact_reply *contact = reply;
    enum locale locale = delivery->preference.locale;

    if (status == STATUS_NOT_FOUND)
        return ask_above(self, call, delivery);
    if (status)
        return without_answer(self, call, &delivery->message);
    if (!contact->has_email || !mail_address_is_valid(contact->email))
        return without_address(self, call, &delivery->message);
    if (!delivery->preference.is_set)
        locale = locale_named(contact->has_locale, contact->locale);
    return begin_attempt(self, call, delivery, contact->email, locale);
}

static enum status
ask_account_contact(struct call *call, struct delivery *delivery,
        struct str hub)
{
    struct get_account_contact_request *request =
            arena_alloc(call->arena, sizeof(*request));

    request->account_id = delivery->message.recipient;
    delivery->asked = hub;
    return call_ask(call,
            find_operation(registry_operations, "get_account_contact"), hub,
            request, on_account_contact, delivery);
}

static enum status
send_to_account(struct notification *self, struct call *call,
        struct delivery *delivery)
{
    struct uuid account = delivery->message.recipient;
    struct str address;
    enum status status;

    status =
            store_find_preference(self->people, account, &delivery->preference);
    if (status)
        return status;
    status = store_find_contact(self->people, account, call->arena, &address);
    if (status == STATUS_NOT_FOUND)
        return ask_account_contact(call, delivery, call->hub);
    return status ? status
                  : begin_attempt(self, call, delivery, address,
                            delivery->preference.locale);
}

/* Should we die before the outcome is known, it is tried again. */
static enum status
begin(struct notification *self, struct call *call,
        const struct message *message)
{
    struct delivery *delivery = arena_alloc(call->arena, sizeof(*delivery));
    enum status status;

    delivery->message = *message;
    delivery->smtp = self->smtp;
    mails_begin(self, message->id);
    status = mails_wait(self, call, message, message->tries,
            call->clock + forget_ms);
    if (!status)
        status = message->is_donor_contact
                         ? ask_donor_contact(call, delivery)
                         : send_to_account(self, call, delivery);
    if (status && status != STATUS_PENDING)
        mails_end(self, message->id);
    return status;
}

/* Both places are taken: who is done wakes us before this. */
static enum status
come_back(struct call *call, struct uuid message)
{
    return call_schedule(call, "send_mail", message, call->clock + forget_ms);
}

enum status
on_timer_send_mail(struct notification *self, struct call *call,
        struct uuid subject)
{
    struct message message;
    int64_t at;
    enum status status;

    if (self->sending_count == MAILS_AT_ONCE || !self->smtp.url)
        return come_back(call, subject);
    status = store_find_message(self->messages, subject, call->arena, &message);
    if (!status)
        status = mails_after_quiet(self, &message, call->clock, &at);
    if (status)
        return status;
    if (message.mail != MAIL_STATE_WAITING || message.next_try_at > call->now)
        return mails_wake(self, call);
    if (mails_is_sending(self, subject))
        at = call->clock + forget_ms;
    if (at > call->clock)
        return mails_wait(self, call, &message, message.tries, at);
    return begin(self, call, &message);
}
