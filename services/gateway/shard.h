/*
 * The routing table: which worker owns a hub of a service. Workers claim
 * shards; the highest term of one store wins, two stores that both claim to
 * be the same hub are refused alike.
 */
#ifndef GATEWAY_SHARD_H
#define GATEWAY_SHARD_H

#include "request.h"
#include "types_messages.h"

struct worker;

struct claim {
    struct worker *worker;
    struct uuid store_epoch;
    int64_t term;
    bool is_owner;  /* or a stand-by */
    bool is_linked; /* through another hub's gateway */
    bool is_away;   /* a stand-by of a store that nobody may serve there */
};

struct shard {
    const char *service;
    char hub[128];
    struct claim *claims;
    size_t claim_count;
    size_t claim_cap;

    const struct claim *owner; /* among claims; NULL: nobody, or disputed */
    bool is_disputed;
    bool is_ours; /* a process of ours has claimed it */

    /* While claims change, see attach.c: who owned it, and that it did. */
    struct worker *deposed;
    bool is_touched;

    struct request_list waiting;
    struct request_list sent;
    struct request_list parked;

    /* The owner's ring of shards with something waiting. */
    bool is_in_ring;
    struct shard *ring_next;
};

/* Ordered by service and hub. A shard once known is never forgotten. */
struct shards {
    struct shard **items;
    size_t count;
    size_t cap;
};

struct shard *shard_find(const struct shards *shards, const char *service,
        struct str hub);
struct shard *shard_find_or_add(struct shards *shards, const char *service,
        struct str hub);
void shards_release(struct shards *shards);

/* Set or replace the worker's claim; shard_elect() must follow. */
void shard_claim(struct shard *shard, const struct claim *claim);

/* false if the worker had none. */
bool shard_unclaim(struct shard *shard, const struct worker *worker);

bool shard_has_claim(const struct shard *shard, const struct worker *worker);

/* It has no owner, and was released where it was known. */
bool shard_is_away(const struct shard *shard);

/* Decide who owns it, from the claims. */
void shard_elect(struct shard *shard);

static inline struct worker *
shard_owner(const struct shard *shard)
{
    return shard->owner ? shard->owner->worker : NULL;
}

#endif
