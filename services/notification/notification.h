/* Notification: who hears of what, in the inbox and by mail. */
#ifndef NOTIFICATION_H
#define NOTIFICATION_H

#include "notification_service.h"
#include "server/service.h"
#include "smtp.h"
#include "store.h"

enum { MAILS_AT_ONCE = 2 };

struct notification {
    struct queries *rules;
    struct queries *people;
    struct queries *cases;
    struct queries *messages;
    struct smtp_settings smtp;
    struct uuid sending[MAILS_AT_ONCE]; /* messages, by this process */
    size_t sending_count;
};

extern const struct service notification_service;
extern const struct sealed_column notification_sealed[];
extern const struct personal_kind notification_personal[];

/* The schema of an event that messages can be made for; NULL if it is none. */
const struct schema *notification_event_schema(struct str event);

#endif
