#include "worker.h"

#include <stdlib.h>

struct worker *
worker_create(struct workers *workers, struct socket *socket, struct str peer,
        const char *service)
{
    struct worker *worker = calloc(1, sizeof(*worker) + peer.len);

    if (!worker)
        abort();
    memcpy(worker + 1, peer.data, peer.len);
    worker->peer = (struct str){ (const char *)(worker + 1), peer.len };
    worker->service = service;
    worker->socket = socket;
    worker->next = workers->first;
    workers->first = worker;
    workers->count++;
    return worker;
}

void
worker_destroy(struct workers *workers, struct worker *worker)
{
    struct worker **at = &workers->first;

    while (*at != worker)
        at = &(*at)->next;
    *at = worker->next;
    workers->count--;
    bundle_release(&worker->bundle);
    free(worker);
}

enum status
worker_send_bundle(struct worker *worker)
{
    return mdp_send_bundle(worker->socket, worker->peer, &worker->bundle);
}

struct worker *
worker_find(const struct workers *workers, const struct socket *socket,
        struct str peer)
{
    struct worker *worker = workers->first;

    while (worker &&
            (worker->socket != socket || !str_equal(worker->peer, peer)))
        worker = worker->next;
    return worker;
}

void
worker_ring_append(struct worker *worker, struct shard *shard)
{
    if (shard->is_in_ring)
        return;
    shard->is_in_ring = true;
    shard->ring_next = NULL;
    if (worker->ring_last)
        worker->ring_last->ring_next = shard;
    else
        worker->ring_first = shard;
    worker->ring_last = shard;
}

struct shard *
worker_ring_take(struct worker *worker)
{
    struct shard *shard = worker->ring_first;

    if (!shard)
        return NULL;
    worker->ring_first = shard->ring_next;
    if (!worker->ring_first)
        worker->ring_last = NULL;
    shard->is_in_ring = false;
    return shard;
}

void
worker_ring_remove(struct worker *worker, struct shard *shard)
{
    struct shard *rest = worker->ring_first, *next;

    if (!shard->is_in_ring)
        return;
    worker->ring_first = worker->ring_last = NULL;
    for (; rest; rest = next) {
        next = rest->ring_next;
        rest->is_in_ring = false;
        if (rest != shard)
            worker_ring_append(worker, rest);
    }
}
