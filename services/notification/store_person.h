/* Rows of what people wish and which roles they hold. */
#ifndef NOTIFICATION_STORE_PERSON_H
#define NOTIFICATION_STORE_PERSON_H

#include "db/db.h"
#include "notification_messages.h"
#include "schedule.h"

struct queries *store_person_open(struct db *db);

struct preference {
    bool is_set;
    enum locale locale;
    bool email; /* unless there is an event_preference */
    bool has_quiet;
    struct quiet_hours quiet;
};

/* What holds for whoever never said anything: Chinese, mail at any hour. */
extern const struct preference preference_default;

/* The default if there is no row. */
enum status store_find_preference(struct queries *people, struct uuid account,
        struct preference *out);

/* Replaces all of them. */
enum status store_put_preference(struct queries *people, struct uuid account,
        const struct preference *preference,
        const struct event_preference *events, size_t count);

enum { EVENT_PREFERENCES_MAX = 64 };

enum status store_list_event_preferences(struct queries *people,
        struct uuid account, struct arena *arena, struct event_preference **out,
        size_t *count);

/* Does the account want mail of this event? */
enum status store_wants_mail(struct queries *people, struct uuid account,
        struct str event, bool *out);

/*
 * STATUS_NOT_FOUND if there is none for this hub alone; STATUS_UNAVAILABLE
 * if it cannot be opened.
 */
enum status store_find_contact(struct queries *people, struct uuid account,
        struct arena *arena, struct str *out);
enum status store_has_contact(struct queries *people, struct uuid account,
        bool *out);
enum status store_put_contact(struct queries *people, struct uuid account,
        struct str email);
enum status store_delete_contact(struct queries *people, struct uuid account);

enum status store_put_holder(struct queries *people, struct uuid account,
        enum role role, struct str scope);
enum status store_delete_holder(struct queries *people, struct uuid account,
        enum role role, struct str scope);

/* A closed account hears of nothing; its address is forgotten. */
enum status store_close_account(struct queries *people, struct uuid account);
/* What it wished is forgotten as well. */
enum status store_forget_account(struct queries *people, struct uuid account);
enum status store_reopen_account(struct queries *people, struct uuid account);
enum status store_is_closed(struct queries *people, struct uuid account,
        bool *out);

/* Everyone whose role covers the hub. */
enum status store_list_holders(struct queries *people, enum role role,
        struct str hub, struct arena *arena, struct uuid **out, size_t *count);

#endif
