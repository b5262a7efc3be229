/*
 * What the log carries of a batch's rows, so that a store can be made again
 * from its log: the event log.rows_changed, the last of each batch that
 * changed something. For services that name their tables in `mirrored`.
 */
#ifndef SERVER_ROWS_H
#define SERVER_ROWS_H

#include "server/shard.h"

/* In the open batch, last: log what it changed. */
enum status rows_log(struct shard *shard);

bool rows_is_event(const struct event_record *event);

/*
 * Take one event back into the log it was in, and do again what it says of
 * rows, in the open batch. The rows of a batch that is not whole wait in
 * *taking for the events that follow. STATUS_CONFLICT: it does not go on where
 * our log ends. Each value that was withheld is given to on_gap.
 */
enum { ROWS_PARTS_MAX = 4096 };
struct rows_taking {
    enum status (*on_gap)(struct shard *shard, const struct gap *gap);
    bool (*is_wanted)(const struct shard *shard, struct str table); /* NULL */
    struct str parts[ROWS_PARTS_MAX]; /* begun, in arena */
    size_t count;
    struct arena arena;
};
enum status rows_take(struct shard *shard, const struct event_record *event,
        struct rows_taking *taking);

/* Drop what was begun. */
void rows_forget(struct rows_taking *taking);

#endif
