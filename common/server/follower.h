/*
 * Following another service's log: one page at a time, applied with the
 * cursor in one transaction, so that each event has its effect exactly once.
 */
#ifndef SERVER_FOLLOWER_H
#define SERVER_FOLLOWER_H

#include "bus/client.h"
#include "server/last_error.h"
#include "server/shard.h"

struct follower {
    struct shard *shard;
    struct str source; /* "grants@longgang.bantian" */
    struct str hub;    /* of the source */
    struct str op;     /* "grants.fetch_events" */
    struct cursor cursor;
    struct uuid asked; /* the request under way; zero if none */
    uint64_t asked_of; /* the number of the gateway that has it */
    int64_t asked_at;
    int64_t ask_at; /* monotonic: not before */
    int failures;
    int tries;        /* of the event after the cursor */
    bool is_checking; /* the source has another epoch: is our prefix its? */
    bool is_locating; /* of a source with another history: up to where? */
    bool has_diverged;
    bool has_fork;      /* it diverged, and we know where: */
    struct cursor fork; /* the last event that both have */
    bool is_branch;     /* the same service of a hub just below */
    int64_t heard_at;   /* monotonic: its last good answer */
    int64_t as_of;      /* a date: until when we have its log whole */
    int64_t noted;      /* as_of and silence as they were written down */
    bool was_silent;
    bool is_noted;
    int64_t head;          /* of the source, when last heard */
    int64_t failing_since; /* monotonic; 0: the last page was applied */
    struct last_error last_error;
    struct arena arena;
    struct fetch_events_reply page; /* to be applied; in arena */
    bool has_page;

    /* The lane's, see followers.h. */
    size_t place; /* in its queue */
    struct follower *next_page;
};

/* Reads the cursor. source and op live in the shard's lifetime. */
enum status follower_init(struct follower *follower, struct shard *shard,
        const char *service, struct str hub);
void follower_release(struct follower *follower);

/*
 * Ask for the next page, if it is time to, through the gateway of that
 * number. `now` is monotonic.
 */
void follower_ask(struct follower *follower, struct client *client,
        uint64_t gateway, int64_t now);

/* That gateway will not answer any more: another one may be asked. */
void follower_forget(struct follower *follower, uint64_t gateway);

/* Events of the source, as far as we heard of them, that were not applied. */
int64_t follower_lag(const struct follower *follower);

/* When follower_ask() has something to do next. */
int64_t follower_due(const struct follower *follower);

/* An answer to its request came. */
void follower_take(struct follower *follower, const struct client_reply *reply,
        int64_t now);

/*
 * Go on from the fork, with the source's new history, in the open batch. What
 * was seen after it stays done.
 */
enum status follower_rejoin(struct follower *follower);

/* Apply the page, in the shard's open batch. */
enum status follower_apply(struct follower *follower, int64_t now);

/* The batch is over: forget the page; after a failure read the cursor. */
void follower_settle(struct follower *follower, enum status status,
        int64_t now);

#endif
