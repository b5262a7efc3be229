#include "mails.h"

/* What this process is sending */

bool
mails_is_sending(const struct notification *self, struct uuid message)
{
    for (size_t i = 0; i < self->sending_count; i++)
        if (uuid_equal(self->sending[i], message))
            return true;
    return false;
}

void
mails_begin(struct notification *self, struct uuid message)
{
    self->sending[self->sending_count++] = message;
}

void
mails_end(struct notification *self, struct uuid message)
{
    for (size_t i = 0; i < self->sending_count; i++)
        if (uuid_equal(self->sending[i], message)) {
            self->sending[i] = self->sending[--self->sending_count];
            return;
        }
}

/* The waiting mail that is due first and not on its way. */
static const struct waiting_mail *
first_to_send(const struct notification *self,
        const struct waiting_mail *waiting, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!mails_is_sending(self, waiting[i].message))
            return &waiting[i];
    return NULL;
}

/*
 * Make an appointment for the next mail, and for that one only: a thousand
 * waiting mails shall not each come by to find both places taken.
 */
enum status
mails_wake(struct notification *self, struct call *call)
{
    const struct waiting_mail *next;
    struct waiting_mail *waiting;
    size_t count;
    enum status status;

    status = store_list_waiting(self->messages, MAILS_AT_ONCE + 1, call->arena,
            &waiting, &count);
    if (status)
        return status;
    next = first_to_send(self, waiting, count);
    if (!next && count > 0)
        next = &waiting[0];
    if (!next)
        return STATUS_OK;
    return call_schedule(call, "send_mail", next->message, next->try_at);
}

enum status
mails_wait(struct notification *self, struct call *call,
        const struct message *message, int tries, int64_t at)
{
    enum status status = store_put_mail(self->messages, message->rowid,
            MAIL_STATE_WAITING, tries, at);

    return status ? status : mails_wake(self, call);
}

enum status
mails_settle(struct notification *self, struct call *call,
        const struct message *message, enum mail_state state, int tries)
{
    enum status status =
            store_put_mail(self->messages, message->rowid, state, tries, 0);

    return status ? status : mails_wake(self, call);
}

/* Whoever has no account told us no hours. */
enum status
mails_after_quiet(struct notification *self, const struct message *message,
        int64_t now, int64_t *out)
{
    struct preference preference;
    enum status status;

    *out = now;
    if (message->is_donor_contact)
        return STATUS_OK;
    status = store_find_preference(self->people, message->recipient,
            &preference);
    if (!status && preference.has_quiet)
        *out = schedule_after_quiet(preference.quiet, now);
    return status;
}

enum status
mails_add(struct notification *self, struct call *call,
        const struct message *message)
{
    int64_t at;
    const bool is_held = message->at < call_restored_at(call);
    enum status status = mails_after_quiet(self, message, call->clock, &at);

    if (!status)
        status = store_insert_mail(self->messages, message->rowid,
                is_held ? MAIL_STATE_HELD : MAIL_STATE_WAITING, at);
    return status ? status : mails_wake(self, call);
}

enum status
mails_retry(struct notification *self, struct call *call,
        const struct message *message)
{
    return mails_wait(self, call, message, 0, call->clock);
}

enum status
mails_release(struct notification *self, struct call *call, int64_t *released)
{
    enum status status =
            store_release_mails(self->messages, call->clock, released);

    return status ? status : mails_wake(self, call);
}
