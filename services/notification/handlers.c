/* What people ask for themselves, and what operators see. Schema order. */
#include "mails.h"

#include "server/page.h"

static enum status
no_such_message(struct call *call)
{
    return call_refuse(call, &problem_not_found, "message",
            "there is no such message of yours");
}

/* A message of the caller's own. */
static enum status
find_own(struct notification *self, struct call *call, struct uuid id,
        struct message *out)
{
    enum status status =
            store_find_message(self->messages, id, call->arena, out);

    if (status == STATUS_NOT_FOUND)
        return no_such_message(call);
    if (status)
        return status;
    if (out->is_donor_contact || !call_is_account(call, out->recipient))
        return no_such_message(call);
    return STATUS_OK;
}

static enum status
find_locale(struct notification *self, struct call *call, bool is_given,
        enum locale given, enum locale *out)
{
    struct preference preference = { .locale = given };
    enum status status = STATUS_OK;

    if (!is_given)
        status = store_find_preference(self->people, call->actor->account,
                &preference);
    *out = preference.locale;
    return status;
}

enum status
handle_list_inbox(struct notification *self, struct call *call,
        const struct list_inbox_request *request,
        struct list_inbox_reply *reply)
{
    struct inbox_filter filter = {
        .account = call->actor->account,
        .unread = request->has_unread && request->unread,
    };
    struct page page;
    enum status status = page_begin(call, request, &page);

    if (!status)
        status = find_locale(self, call, request->has_locale, request->locale,
                &filter.locale);
    if (!status)
        status = store_count_unread(self->messages, filter.account,
                &reply->unread_count);
    if (!status)
        status = store_list_inbox(self->messages, &filter, &page, call->arena,
                &reply->items, &reply->items_count);
    page_end(call, reply, &page);
    return status;
}

enum status
handle_get_message(struct notification *self, struct call *call,
        const struct get_message_request *request,
        struct get_message_reply *reply)
{
    const struct message_text *text;
    struct message message;
    enum locale locale;
    enum status status = find_own(self, call, request->message, &message);

    if (!status)
        status = find_locale(self, call, request->has_locale, request->locale,
                &locale);
    if (status)
        return status;
    text = locale == LOCALE_EN ? &message.en : &message.zh;
    *reply = (struct get_message_reply){
        .message = message.id,
        .at = message.at,
        .event = message.event,
        .about = message.about,
        .subject = text->subject,
        .body = text->body,
        .has_read_at = message.read_at != 0,
        .read_at = message.read_at,
        .has_mail = message.mail != 0,
        .mail = message.mail,
    };
    return STATUS_OK;
}

enum status
handle_mark_read(struct notification *self, struct call *call,
        const struct mark_read_request *request, struct mark_read_reply *reply)
{
    struct message message;
    enum status status = find_own(self, call, request->message, &message);

    if (status)
        return status;
    reply->read_at = message.read_at ? message.read_at : call->now;
    return store_mark_read(self->messages, message.rowid, call->now);
}

enum status
handle_get_preferences(struct notification *self, struct call *call,
        const struct get_preferences_request *request,
        struct get_preferences_reply *reply)
{
    struct uuid account = call->actor->account;
    struct preference preference;
    enum status status;

    (void)request;
    status = store_find_preference(self->people, account, &preference);
    if (!status)
        status = store_list_event_preferences(self->people, account,
                call->arena, &reply->events, &reply->events_count);
    if (!status)
        status = store_has_contact(self->people, account, &reply->has_contact);
    reply->locale = preference.locale;
    reply->email = preference.email;
    reply->has_quiet_from = preference.has_quiet;
    reply->quiet_from = preference.quiet.from;
    reply->has_quiet_until = preference.has_quiet;
    reply->quiet_until = preference.quiet.until;
    return status;
}

static enum status
check_events(struct call *call, const struct event_preference *events,
        size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!notification_event_schema(events[i].event))
            return call_refuse(call, &problem_event_not_followed, "events",
                    "there are no messages about '" STR_FMT "'",
                    STR_ARG(events[i].event));
    return STATUS_OK;
}

enum status
handle_set_preferences(struct notification *self, struct call *call,
        const struct set_preferences_request *request,
        struct set_preferences_reply *reply)
{
    struct preference preference = {
        .locale = request->locale,
        .email = request->email,
        .has_quiet = request->has_quiet_from,
        .quiet = { (int)request->quiet_from, (int)request->quiet_until },
    };
    enum status status;

    (void)reply;
    if (request->has_quiet_from != request->has_quiet_until)
        return call_refuse(call, &problem_invalid_field, "quiet_until",
                "quiet hours have a beginning and an end");
    status = check_events(call, request->events, request->events_count);
    if (status)
        return status;
    return store_put_preference(self->people, call->actor->account, &preference,
            request->events, request->events_count);
}

enum status
handle_get_contact(struct notification *self, struct call *call,
        const struct get_contact_request *request,
        struct get_contact_reply *reply)
{
    enum status status = store_find_contact(self->people, call->actor->account,
            call->arena, &reply->email);

    (void)request;
    reply->has_email = !status;
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

enum status
handle_set_contact(struct notification *self, struct call *call,
        const struct set_contact_request *request,
        struct set_contact_reply *reply)
{
    struct uuid account = call->actor->account;

    (void)reply;
    if (!request->has_email)
        return store_delete_contact(self->people, account);
    if (!mail_address_is_valid(request->email))
        return call_refuse(call, &problem_invalid_field, "email",
                "one plain address, such as name@example.org");
    return store_put_contact(self->people, account, request->email);
}

enum status
handle_list_messages(struct notification *self, struct call *call,
        const struct list_messages_request *request,
        struct list_messages_reply *reply)
{
    struct message_filter filter = {
        .mail = request->mail,
        .about = request->about,
    };
    struct page page;
    enum status status = page_begin(call, request, &page);

    if (!status)
        status = store_list_messages(self->messages, &filter, &page,
                call->arena, &reply->items, &reply->items_count);
    page_end(call, reply, &page);
    return status;
}

static enum status
find_message(struct notification *self, struct call *call, struct uuid id,
        struct message *out)
{
    enum status status =
            store_find_message(self->messages, id, call->arena, out);

    if (status == STATUS_NOT_FOUND)
        return call_refuse(call, &problem_not_found, "message",
                "there is no such message");
    return status;
}

enum status
handle_list_attempts(struct notification *self, struct call *call,
        const struct list_attempts_request *request,
        struct list_attempts_reply *reply)
{
    struct message message;
    struct page page;
    enum status status =
            page_read(call, request->has_cursor ? request->cursor : STR(""),
                    request->has_limit ? request->limit : ATTEMPTS_MAX, &page);

    if (!status)
        status = find_message(self, call, request->message, &message);
    if (!status)
        status = store_list_attempts(self->messages, message.rowid, &page,
                call->arena, &reply->items, &reply->items_count);
    page_end(call, reply, &page);
    return status;
}

/* A mail that has not arrived. */
static enum status
check_open(struct call *call, const struct message *message)
{
    switch (message->mail) {
    case MAIL_STATE_WAITING:
    case MAIL_STATE_DEAD:
    case MAIL_STATE_NO_ADDRESS:
    case MAIL_STATE_HELD:
    case MAIL_STATE_CANCELLED:
        return STATUS_OK;
    case MAIL_STATE_SENT:
        return call_refuse(call, &problem_mail_is_settled, "message",
                "it was sent");
    }
    return call_refuse(call, &problem_mail_is_settled, "message",
            "this message is not to be mailed");
}

enum status
handle_retry_message(struct notification *self, struct call *call,
        const struct retry_message_request *request,
        struct retry_message_reply *reply)
{
    struct notification_mail_retried retried = { .reason = request->reason };
    struct message message;
    enum status status = find_message(self, call, request->message, &message);

    (void)reply;
    if (!status)
        status = check_open(call, &message);
    if (!status && mails_is_sending(self, message.id))
        status = call_refuse(call, &problem_mail_in_flight, "message",
                "wait for the outcome of this attempt");
    if (!status)
        status = mails_retry(self, call, &message);
    return status ? status
                  : emit_mail_retried(call, message.id, &retried, NULL);
}

enum status
handle_release_messages(struct notification *self, struct call *call,
        const struct release_messages_request *request,
        struct release_messages_reply *reply)
{
    struct notification_mails_released released = { .reason = request->reason };
    enum status status = mails_release(self, call, &reply->released);

    released.count = reply->released;
    return status ? status
                  : emit_mails_released(call, call_new_id(call), &released,
                            NULL);
}

enum status
handle_cancel_message(struct notification *self, struct call *call,
        const struct cancel_message_request *request,
        struct cancel_message_reply *reply)
{
    struct notification_mail_cancelled cancelled = {
        .reason = request->reason,
    };
    struct message message;
    enum status status = find_message(self, call, request->message, &message);

    (void)reply;
    if (!status)
        status = check_open(call, &message);
    if (!status && message.mail == MAIL_STATE_CANCELLED)
        return call_refuse(call, &problem_mail_is_settled, "message",
                "it was cancelled before");
    if (!status)
        status = store_put_mail(self->messages, message.rowid,
                MAIL_STATE_CANCELLED, message.tries, 0);
    return status ? status
                  : emit_mail_cancelled(call, message.id, &cancelled, NULL);
}
