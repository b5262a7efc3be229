#include "notification.h"

#include <stdlib.h>

extern const struct migration notification_migrations[];

static void
close_notification(void *self)
{
    struct notification *notification = self;

    queries_close(notification->messages);
    queries_close(notification->cases);
    queries_close(notification->people);
    queries_close(notification->rules);
    free(notification);
}

static enum status
open_notification(void **self, struct db *db)
{
    struct notification *notification = calloc(1, sizeof(*notification));

    if (!notification || !smtp_read_settings(&notification->smtp)) {
        free(notification);
        return STATUS_INTERNAL;
    }
    notification->rules = store_rule_open(db);
    notification->people = store_person_open(db);
    notification->cases = store_case_open(db);
    notification->messages = store_message_open(db);
    *self = notification;
    return STATUS_OK;
}

const struct service notification_service = {
    .schema = &notification_schema,
    .migrations = notification_migrations,
    .open = open_notification,
    .close = close_notification,
};

/* Those we follow, and of our own the one that needs a person. */
const struct schema *
notification_event_schema(struct str event)
{
    const struct follow *follow = notification_schema.follows;

    for (; follow->service; follow++)
        for (const struct follow_event *e = follow->events; e->name; e++)
            if (str_equal(str_from(e->name), event))
                return e->body;
    if (str_equal(event, STR("notification.mail_failed")))
        return &notification_mail_failed_schema;
    return NULL;
}
