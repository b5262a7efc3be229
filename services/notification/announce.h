/* An event becomes messages: its rules, their audiences, one for each. */
#ifndef NOTIFICATION_ANNOUNCE_H
#define NOTIFICATION_ANNOUNCE_H

#include "notification.h"

struct occasion {
    const char *event; /* its type */
    const struct schema *schema;
    const void *body;
    struct uuid id;
    struct uuid subject;
    int64_t at;
};

/*
 * Make the messages that the rules say. Nobody gets two for one event,
 * however often it is announced and however many rules name him; the oldest
 * rule decides.
 */
enum status announce(struct notification *self, struct call *call,
        const struct occasion *occasion);

#endif
