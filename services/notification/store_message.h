/* Rows of messages, their mails and the attempts to send them. */
#ifndef NOTIFICATION_STORE_MESSAGE_H
#define NOTIFICATION_STORE_MESSAGE_H

#include "db/db.h"
#include "notification_messages.h"
#include "server/page.h"

struct queries *store_message_open(struct db *db);

struct message_text {
    struct str subject;
    struct str body;
};

struct message {
    int64_t rowid;
    struct uuid id;
    struct str event; /* its type */
    struct uuid about;
    struct uuid recipient; /* an account, or the gift of a donor without */
    bool is_donor_contact;
    int64_t at;
    struct message_text zh;
    struct message_text en;
    int64_t read_at;      /* 0: not yet */
    enum mail_state mail; /* 0: it is not to be mailed */
    int tries;            /* failures in a row */
    int64_t next_try_at;
};

/* Sets the rowid. STATUS_CONFLICT if there is one of this id already. */
enum status store_insert_message(struct queries *messages,
        struct message *message);

/* Also its mail. STATUS_NOT_FOUND if there is none. */
enum status store_find_message(struct queries *messages, struct uuid id,
        struct arena *arena, struct message *out);

struct inbox_filter {
    struct uuid account;
    bool unread;
    enum locale locale;
};
enum status store_list_inbox(struct queries *messages,
        const struct inbox_filter *filter, struct page *page,
        struct arena *arena, struct inbox_item **out, size_t *count);
/* All that was sent to somebody, with its mails. */
enum status store_delete_messages(struct queries *messages,
        struct uuid recipient);
enum status store_count_unread(struct queries *messages, struct uuid account,
        int64_t *out);
enum status store_mark_read(struct queries *messages, int64_t message,
        int64_t at);

struct message_filter {
    enum mail_state mail; /* 0: any or none */
    struct uuid about;    /* zero: any */
};
enum status store_list_messages(struct queries *messages,
        const struct message_filter *filter, struct page *page,
        struct arena *arena, struct message_row **out, size_t *count);

/* A mail waits from its insertion until it is settled, or is held. */
enum status store_insert_mail(struct queries *messages, int64_t message,
        enum mail_state state, int64_t next_try_at);

/* All that wait are held; all that are held wait, to be tried at once. */
enum status store_hold_mails(struct queries *messages);
enum status store_release_mails(struct queries *messages, int64_t now,
        int64_t *released);
enum status store_count_held(struct queries *messages, int64_t *count,
        int64_t *oldest);
enum status store_put_mail(struct queries *messages, int64_t message,
        enum mail_state state, int tries, int64_t next_try_at);

/* The mails to be tried next, in order. */
struct waiting_mail {
    struct uuid message;
    int64_t try_at;
};
enum status store_list_waiting(struct queries *messages, size_t limit,
        struct arena *arena, struct waiting_mail **out, size_t *count);

/* The ordinal is one more than the last. */
enum status store_begin_attempt(struct queries *messages, int64_t message,
        int64_t at, int64_t *ordinal);
enum status store_end_attempt(struct queries *messages, int64_t message,
        const struct mail_attempt *attempt);

enum { ATTEMPTS_MAX = 100 };

/* Oldest first. */
enum status store_list_attempts(struct queries *messages, int64_t message,
        struct page *page, struct arena *arena, struct mail_attempt **out,
        size_t *count);

#endif
