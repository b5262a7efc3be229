/*
 * Rows of what the other services told us of: hubs, applications, awards,
 * gifts. Only what is needed to find who must hear of an event.
 */
#ifndef NOTIFICATION_STORE_CASE_H
#define NOTIFICATION_STORE_CASE_H

#include "db/db.h"
#include "types_messages.h"

struct queries *store_case_open(struct db *db);

enum status store_put_hub(struct queries *cases, struct str hub,
        struct str name);
enum status store_find_hub_name(struct queries *cases, struct str hub,
        struct arena *arena, struct str *out); /* the hub itself if unknown */

struct application {
    struct uuid id;
    struct uuid round;
    struct uuid applicant;
    struct str number;
    struct str title;
};

enum status store_put_application(struct queries *cases,
        const struct application *application);

/* By its own id or that of its award. STATUS_NOT_FOUND if we know neither. */
enum status store_find_application(struct queries *cases, struct uuid id,
        struct arena *arena, struct application *out);

/* Whoever has an application in the round, each once. */
enum status store_list_applicants(struct queries *cases, struct uuid round,
        struct arena *arena, struct uuid **out, size_t *count);

enum status store_put_award(struct queries *cases, struct uuid award,
        struct uuid application);

/* A zero donor: somebody without an account, who left a contact. */
enum status store_put_gift(struct queries *cases, struct uuid gift,
        struct uuid donor);
enum status store_delete_gift(struct queries *cases, struct uuid gift);
enum status store_find_donor(struct queries *cases, struct uuid gift,
        struct uuid *out); /* STATUS_NOT_FOUND: nobody to be reached */

/* The last dead letter of a service that was told of; 0 if none was. */
enum status store_find_trouble(struct queries *cases, struct str service,
        int64_t *letter);
enum status store_put_trouble(struct queries *cases, struct str service,
        int64_t letter);

/* An alarm that a service answered with, at a look. */
struct standing_alarm {
    struct str service;
    enum alarm_kind kind;
    struct str what;
    int64_t seen_at;
};

/* Does it stand since the look before? */
enum status store_see_alarm(struct queries *cases,
        const struct standing_alarm *alarm, bool *is_new);
enum status store_forget_alarms(struct queries *cases, struct str service,
        int64_t not_seen_since);

/* Remember a state of a subject: is it another than it was? */
enum status store_put_state(struct queries *cases, struct uuid subject,
        const char *kind, int state, bool *is_other);

#endif
