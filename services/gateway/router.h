/*
 * The router: Majordomo clients on one socket, our workers on another, and
 * the HTTP edge as a client inside the process. It authenticates, routes by
 * (service, hub), keeps bounded queues and deadlines, and answers everything
 * exactly once. One thread; it never blocks.
 */
#ifndef GATEWAY_ROUTER_H
#define GATEWAY_ROUTER_H

#include "base/arena.h"
#include "gateway_messages.h"
#include "types_messages.h"

#include <zmq.h>

/* The texts must outlive the router. */
struct router_settings {
    const char *clients_endpoint; /* "ipc://…/run/clients" */
    const char *workers_endpoint; /* "ipc://…/run/workers" */
    const char *links_endpoint;   /* for hubs below; NULL: none may come */
    const char *keys_folder; /* where our links' keys are, and whom to dial */
    const char *home_hub;    /* for requests that name none */
    uint32_t parent_roles;   /* a bit per role that counts from above */
    int64_t heartbeat_ms;    /* zero: 1 s; a worker is dead after three */
    int64_t link_hubs;       /* a link may speak for so many */
};

struct router;

enum status router_open(struct router **out,
        const struct router_settings *settings);
void router_close(struct router *router); /* accepts NULL */

/*
 * The loop polls these for ZMQ_POLLIN and then calls router_turn(). They may
 * be others after each turn.
 */
enum { ROUTER_POLL_ITEMS = 11 };
void router_poll_items(struct router *router, zmq_pollitem_t *items);

/* Handle what waits, in bounded amounts; returns ms until the next deadline. */
int64_t router_turn(struct router *router);

/* What was asked since the turn leaves: to be called before polling. */
void router_send(struct router *router);

/*
 * Take nothing on any more: what was not sent to a worker yet is answered
 * with 503. Then router_is_busy() until the workers have answered the rest,
 * and router_leave(): they are told, what is left is given up.
 */
void router_drain(struct router *router);
bool router_is_busy(const struct router *router);
void router_leave(struct router *router);

/*
 * Ask as a client of the HTTP edge. header->id, op, hub, key, token, trace and
 * budget_ms are read; actor is ignored; payload is msgpack. `answer` is called
 * exactly once, from router_turn() or from within this call; what it gets is
 * valid only until it returns. A final answer has is_final set; only an
 * operation that streams answers more often. Returns a handle for cancelling.
 */
typedef void router_answer(void *asker, const struct reply_header *header,
        struct str payload, bool is_final);
uint64_t router_ask(struct router *router, const struct request_header *header,
        struct str payload, router_answer *answer, void *asker);

/*
 * As router_ask(), but with the rights of our own services and in the name of
 * this gateway: for what it follows itself, never on a client's behalf.
 */
uint64_t router_ask_as_service(struct router *router,
        const struct request_header *header, struct str payload,
        router_answer *answer, void *asker);

/* The asker is gone: the answer is dropped, a parked operation is freed. */
void router_cancel(struct router *router, uint64_t handle);

/* Who a token stands for: as router_ask(), NULL actor unless authenticated. */
typedef void router_identity(void *asker, enum status status,
        const struct actor *actor);
void router_identify(struct router *router, struct str token,
        router_identity *answer, void *asker);

/*
 * Forget what is cached of an account's tokens: its roles changed, or one was
 * revoked. NULL: of everybody's.
 */
void router_forget(struct router *router, const struct uuid *account);

/*
 * Have `doubt` called with every account that may no longer be what it was,
 * by what its registry says, and with NULL if all may; NULL: nobody.
 */
typedef void router_doubt(void *self, const struct uuid *account);
void router_set_doubter(struct router *router, router_doubt *doubt, void *self);

/* For /readyz, `cw status` and /metrics: ordered by service and hub. */
size_t router_list_shards(struct router *router, struct arena *arena,
        struct shard_state **out);
void router_status(struct router *router, struct get_status_reply *out);

#endif
