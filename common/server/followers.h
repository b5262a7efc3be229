/*
 * Whom a lane follows. They are kept by name, to be found; in a heap by when
 * they are to be asked; and in a list while they have a page to be applied:
 * those that are silent cost a turn nothing.
 */
#ifndef SERVER_FOLLOWERS_H
#define SERVER_FOLLOWERS_H

#include "server/follower.h"

struct followers {
    struct follower **items; /* by service and hub of the source; owned */
    struct follower **queue; /* a heap: who is due first comes first */
    size_t count;
    size_t cap; /* of both */
    struct follower *with_page;
    uint64_t compared; /* how often one was held against another */
};

/* NULL if the source is not followed. */
struct follower *followers_find(struct followers *followers,
        const char *service, struct str hub);

/* Follow a source that is not followed. */
enum status followers_add(struct followers *followers, struct shard *shard,
        const char *service, struct str hub);

void followers_release(struct followers *followers);

/* After each thing that may have changed when it is to be asked. */
void followers_moved(struct followers *followers, struct follower *follower);

/* Who is to be asked by now, or NULL; followers_moved() must follow. */
struct follower *followers_due(const struct followers *followers, int64_t now);

/* When somebody is to be asked; INT64_MAX: never. */
int64_t followers_due_at(const struct followers *followers);

/* An answer came: as follower_take(), and a page is kept to be applied. */
void followers_answered(struct followers *followers, struct follower *follower,
        const struct client_reply *reply, int64_t now);

/* One with a page to be applied, and settled; NULL: there is none. */
struct follower *followers_take_page(struct followers *followers);

#endif
