/*
 * One log of one service at one hub, followed from its end, through the
 * router: its events as they come, and what was missed when some were.
 */
#ifndef GATEWAY_FOLLOWER_H
#define GATEWAY_FOLLOWER_H

#include "router.h"

struct follower_listener {
    void *self;

    /* It goes on after seq, whatever was said before. */
    void (*on_began)(void *self);
    void (*on_event)(void *self, const struct event_record *event);

    /* What was there when it began has been told: from now on it is news. */
    void (*on_live)(void *self);

    /* It was live, but missed some: another store, or too many at once. */
    void (*on_missed)(void *self);

    /* The service did not answer; it is asked again. */
    void (*on_failed)(void *self);
};

enum follower_stage {
    FOLLOWER_LEARNING, /* where the log ends */
    FOLLOWER_FILLING,  /* what was there then */
    FOLLOWER_LIVE,
};

struct follower {
    struct router *router;
    const char *service;
    struct str hub;
    int64_t recent; /* so many events before the end are told, and missed */
    struct follower_listener listener;
    enum follower_stage stage;
    struct uuid epoch; /* of the store, unless it is learning */
    int64_t seq;       /* of the last event told */
    int64_t fill_to;
    bool is_asking;
    uint64_t handle;
    int64_t asked_at;
    int64_t ask_at; /* unless it is asking */
};

/* The texts must outlive it. It begins with the first turn. */
void follower_init(struct follower *follower, struct router *router,
        const char *service, struct str hub, int64_t recent,
        const struct follower_listener *listener);
void follower_release(struct follower *follower);

/* Ask again if it is time; `now` is monotonic. */
void follower_turn(struct follower *follower, int64_t now);

#endif
