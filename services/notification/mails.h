/*
 * The mails of a hub that wait, in the store, and the few of them that this
 * process is sending. One timer, send_mail, is set for the next; see
 * deliver.c for what it does.
 */
#ifndef NOTIFICATION_MAILS_H
#define NOTIFICATION_MAILS_H

#include "notification.h"

/*
 * Mail a message as soon as its recipient's quiet hours allow. One of before
 * the store was restored is held: it may have gone.
 */
enum status mails_add(struct notification *self, struct call *call,
        const struct message *message);

/* Mail it now, whatever was tried before. */
enum status mails_retry(struct notification *self, struct call *call,
        const struct message *message);

/* Mail all that is held. */
enum status mails_release(struct notification *self, struct call *call,
        int64_t *released);

/* A mail goes on waiting, or waits no more. Both set the timer. */
enum status mails_wait(struct notification *self, struct call *call,
        const struct message *message, int tries, int64_t at);
enum status mails_settle(struct notification *self, struct call *call,
        const struct message *message, enum mail_state state, int tries);

/* Set the timer for the next mail. */
enum status mails_wake(struct notification *self, struct call *call);

/* now, or when the recipient's quiet hours end. */
enum status mails_after_quiet(struct notification *self,
        const struct message *message, int64_t now, int64_t *out);

/* At most MAILS_AT_ONCE are being sent by this process. */
bool mails_is_sending(const struct notification *self, struct uuid message);
void mails_begin(struct notification *self, struct uuid message);
void mails_end(struct notification *self, struct uuid message);

#endif
