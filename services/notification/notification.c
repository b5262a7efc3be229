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

static enum status
found_notification(void *self, struct call *call, int argc, char *const *argv)
{
    struct uuid all = { 0 };

    (void)self;
    (void)argc;
    (void)argv;
    return call_schedule(call, "look_for_trouble", all, call->now);
}

/* What was sent since the backup would be sent again. */
static enum status
hold_mails(void *self, struct call *call)
{
    (void)call;
    return store_hold_mails(((struct notification *)self)->messages);
}

/* Held mails wait for a person, however short a time. */
static enum status
count_held(void *self, int64_t before, struct open_sagas out[SAGA_KINDS_MAX],
        size_t *count)
{
    (void)before;
    out[0].saga = "held_mail";
    *count = 1;
    return store_count_held(((struct notification *)self)->messages,
            &out[0].count, &out[0].oldest);
}

static const char *const made_again[] = { "notification.message_posted",
    "notification.mail_sent", "notification.mail_failed",
    "notification.trouble_found", "notification.alarm_raised", NULL };

const struct service notification_service = {
    .made_again = made_again,
    .schema = &notification_schema,
    .migrations = notification_migrations,
    .sealed = notification_sealed,
    .personal = notification_personal,
    .open = open_notification,
    .close = close_notification,
    .found = found_notification,
    .restored = hold_mails,
    .count_open_sagas = count_held,
};

static const struct {
    const char *event;
    const struct schema *schema;
} own_events[] = {
    { "notification.mail_failed", &notification_mail_failed_schema },
    { "notification.trouble_found", &notification_trouble_found_schema },
    { "notification.alarm_raised", &notification_alarm_raised_schema },
};

/* Those we follow, and of our own those that need a person. */
const struct schema *
notification_event_schema(struct str event)
{
    const struct follow *follow = notification_schema.follows;

    for (; follow->service; follow++)
        for (const struct follow_event *e = follow->events; e->name; e++)
            if (str_equal(str_from(e->name), event))
                return e->body;
    for (size_t i = 0; i < sizeof(own_events) / sizeof(*own_events); i++)
        if (str_equal(str_from(own_events[i].event), event))
            return own_events[i].schema;
    return NULL;
}
