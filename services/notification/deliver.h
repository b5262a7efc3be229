/*
 * Mails wait in the store; a timer takes the one that is due longest and a
 * job hands it to the mail server. What the server said is recorded when the
 * job is done. Between the two the process may die: then the mail is sent
 * again, with the same Message-ID.
 */
#ifndef NOTIFICATION_DELIVER_H
#define NOTIFICATION_DELIVER_H

#include "notification.h"

/* Mail a message as soon as its recipient's quiet hours allow. */
enum status deliver_later(struct notification *self, struct call *call,
        const struct message *message);

/* Mail it now, whatever was tried before. */
enum status deliver_now(struct notification *self, struct call *call,
        const struct message *message);

/* Is it being sent by this process? */
bool deliver_is_under_way(const struct notification *self, struct uuid message);

#endif
