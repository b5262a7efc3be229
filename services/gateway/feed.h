/*
 * What happens at one hub: the logs of its services, followed once for all
 * who listen, with the latest notices kept for those who come back.
 */
#ifndef GATEWAY_FEED_H
#define GATEWAY_FEED_H

#include "position.h"
#include "router.h"
#include "wire/operation.h"

enum { FEED_RING = 256 };

/* That something happened, not what: whoever may know that reads it. */
struct notice {
    int service; /* of position_services */
    int64_t seq;
    const struct event_type *type;
    bool has_subject;
    struct uuid subject;
};

struct feed;

/* What a feed tells; called while the router answers. */
struct feed_listener {
    void *self;

    /* Every service has said where it is, or that it cannot. Once. */
    void (*on_settled)(void *self);
    void (*on_notice)(void *self, const struct notice *notice);

    /* Some notices were missed: all must be read anew. */
    void (*on_reset)(void *self);
};

struct feed *feed_open(struct router *router, struct str hub,
        const struct feed_listener *listener);
void feed_close(struct feed *feed);

struct str feed_hub(const struct feed *feed);
bool feed_is_settled(const struct feed *feed);
struct position feed_position(const struct feed *feed);

/* Ask again where it is time; `now` is monotonic. */
void feed_turn(struct feed *feed, int64_t now);

/* Are all notices after this position still at hand? */
bool feed_covers(const struct feed *feed, const struct position *position);

/*
 * The first notice after *position at or behind *cursor, which begins at zero
 * and moves past it; *position moves along. NULL when there is no more.
 */
const struct notice *feed_next(const struct feed *feed,
        struct position *position, uint64_t *cursor);

#endif
