/*
 * The workers that are attached: our services' processes, the gateways of
 * hubs below, and the one above; and their windows.
 */
#ifndef GATEWAY_WORKER_H
#define GATEWAY_WORKER_H

#include "shard.h"

struct link;
struct uplink;

struct worker {
    struct str peer;       /* the ROUTER's name for it; owned */
    const char *service;   /* "link" of another hub's gateway */
    struct socket *socket; /* it is told through; NULL: by its uplink */
    struct link *link;     /* below, whose gateway it is */
    struct uplink *uplink; /* above; neither: it is a service of ours */
    char instance[65];
    size_t window;
    size_t in_flight; /* parked ones do not count */
    int64_t seen_at;
    bool is_gone; /* to be dealt with at the end of the turn */
    bool takes_bundles;
    struct bundle bundle; /* what leaves for it at the end of the turn */
    struct shard *ring_first, *ring_last;
    struct worker *next;
};

/* A handful: a list is enough. */
struct workers {
    struct worker *first;
    size_t count;
};

struct worker *worker_create(struct workers *workers, struct socket *socket,
        struct str peer, const char *service);
void worker_destroy(struct workers *workers, struct worker *worker);
/* A peer's name is unique on its socket. */
struct worker *worker_find(const struct workers *workers,
        const struct socket *socket, struct str peer);

/* What was gathered for it leaves; STATUS_NOT_FOUND: it is gone. */
enum status worker_send_bundle(struct worker *worker);

/* Another hub's gateway, below or above. */
static inline bool
worker_is_elsewhere(const struct worker *worker)
{
    return worker->link || worker->uplink;
}

static inline bool
worker_has_room(const struct worker *worker)
{
    return !worker->is_gone && worker->in_flight < worker->window;
}

/* Shards take turns: one request of each, round and round. */
void worker_ring_append(struct worker *worker, struct shard *shard);
struct shard *worker_ring_take(struct worker *worker);
void worker_ring_remove(struct worker *worker, struct shard *shard);

#endif
