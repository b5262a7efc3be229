/*
 * What a follower remembers, in the transaction of what it did: a cursor per
 * source, events that wait for something not seen yet, and dead letters.
 */
#ifndef DB_INBOX_H
#define DB_INBOX_H

#include "db/event_log.h"

struct inbox;

struct inbox *inbox_open(struct db *db);
void inbox_close(struct inbox *inbox);

struct cursor {
    struct uuid store_epoch; /* zero before the first fetch */
    int64_t seq;
    struct hash hash; /* of the event at seq */
};

/* A source is "grants@longgang.bantian". A new one starts at zero. */
enum status inbox_find_cursor(struct inbox *inbox, struct str source,
        struct cursor *out);
/* What was put aside of a source and came after `after` is gone. */
enum status inbox_forget(struct inbox *inbox, struct str source, int64_t after);

enum status inbox_move_cursor(struct inbox *inbox, struct str source,
        const struct cursor *cursor);

/* An event put aside, as msgpack, with why. */
struct set_aside {
    int64_t rowid;
    struct str source;
    int64_t seq;
    struct str type;
    struct uuid subject;
    struct uuid awaits; /* waiting only */
    struct str event;   /* encoded event_record */
    int tries;          /* dead letters and retries */
    int64_t retry_at;
    struct str reason;
};

/* Is an earlier event of this subject waiting or dead? Then this one waits. */
enum status inbox_is_held(struct inbox *inbox, struct str source,
        struct uuid subject, bool *out);

enum status inbox_await(struct inbox *inbox, const struct set_aside *event);
/*
 * The first that was put aside after rowid `after`, awaits it, and is not
 * held back by an earlier event of its subject. STATUS_NOT_FOUND if none.
 */
enum status inbox_find_awaiting(struct inbox *inbox, struct uuid awaits,
        int64_t after, struct arena *arena, struct set_aside *out);
enum status inbox_remove_waiting(struct inbox *inbox, int64_t rowid);

enum status inbox_bury(struct inbox *inbox, const struct set_aside *event);
enum status inbox_list_dead(struct inbox *inbox, int64_t after, size_t limit,
        struct arena *arena, struct set_aside **out, size_t *count);
enum status inbox_find_dead(struct inbox *inbox, int64_t rowid,
        struct arena *arena, struct set_aside *out);
enum status inbox_remove_dead(struct inbox *inbox, int64_t rowid);
enum status inbox_count(struct inbox *inbox, int64_t *waiting, int64_t *dead);

#endif
