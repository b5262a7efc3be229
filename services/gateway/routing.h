/* What the files of the router share; nobody else includes it. */
#ifndef GATEWAY_ROUTING_H
#define GATEWAY_ROUTING_H

#include "base/hub.h"
#include "identity.h"
#include "links.h"
#include "operations.h"
#include "parent.h"
#include "request.h"
#include "router.h"
#include "shard.h"
#include "wire/codec.h"
#include "worker.h"

enum {
    SERVICES_MAX = 4,
    QUEUE_MAX = 256,                  /* requests of one shard */
    QUEUE_SIZE_MAX = 4 * 1024 * 1024, /* their bytes */
    PARKED_MAX = 64,                  /* of one shard */
    PARKED_UP_MAX = 1024,             /* of a service of all hubs above */
    HEADER_SIZE_MAX = 16 * 1024,      /* bytes, from clients */
    PAYLOAD_SIZE_MAX = 256 * 1024,    /* bytes, from clients */
    BUDGET_MS = 10 * 1000,            /* of who names none */
    OWNER_WAIT_MS = 2 * 1000,         /* for a shard without an owner */
    RETRY_AFTER_MS = 1000,
    SILENT_BEATS = 3, /* heartbeats missed by a dead worker */
    TURN_MESSAGES = 256,
};

/* A service as it was seen since the gateway started. */
struct presence {
    const char *service;
    bool was_attached;
    struct request_list unplaced; /* for hubs that may still attach */
};

struct router {
    struct router_settings settings;
    struct str home_hub;
    char name[65]; /* towards other hubs: no other gateway has it */
    struct socket clients;
    struct socket workers_socket;
    struct requests requests;
    struct shards shards;
    struct workers workers;
    struct links links;
    struct parent parent;
    struct identities identities;
    router_doubt *doubt;
    void *doubter;
    struct presence services[SERVICES_MAX];
    int64_t started_at;
    int64_t now; /* monotonic, of this turn */
    int64_t next_beat;
    bool is_draining;
    struct watch *watches;
    struct buffer header; /* what is being encoded */
    struct get_status_reply counts;
};

/* Why the gateway itself answers with a problem. */
struct refusal {
    const struct problem *problem;
    struct str field;
    struct str detail;
    struct str expected;
};

/* -- answer.c: every request ends in one of these, which destroys it ------ */

void refuse(struct router *router, struct request *request,
        const struct refusal *refusal);
void refuse_for(struct router *router, struct request *request,
        const struct problem *problem, const char *detail);

/* A worker's final answer; takes the two frames. */
void answer_final(struct router *router, struct request *request,
        zmq_msg_t *frames);

/* The gateway's own success. */
void answer_own(struct router *router, struct request *request,
        const struct schema *schema, const void *reply);

/* One page of a streamed answer; the request lives on. Takes the frames. */
void answer_partial(struct router *router, struct request *request,
        zmq_msg_t *frames);

/* -- router.c ------------------------------------------------------------- */

/* A request by a link; is_invited: by the key of a code. */
void on_link_request(struct router *router, struct link *link, bool is_invited,
        struct mdp_message *message);

/* router_ask_as_service() with a question to be encoded; id is filled in. */
void ask_own(struct router *router, struct request_header *header,
        const struct schema *schema, const void *question,
        router_answer *answer, void *context);

/* -- admit.c: what a new request must be ---------------------------------- */

/* asker, header_frame and payload are set; body_count is what was received. */
bool can_be_held(const struct router *router);
void admit(struct router *router, struct request *request, size_t body_count);

/* Who asks, once it is known: the token's account, or what a service says. */
static inline struct actor
request_actor(const struct request *request)
{
    if (request->header.has_actor)
        return request->header.actor;
    return request->identity ? request->identity->actor : (struct actor){ 0 };
}

/* -- authenticate.c ------------------------------------------------------- */

/* Find out who asks, now or when registry has answered; then go on. */
void authenticate(struct router *router, struct request *request,
        struct str token);

/* Its actor is known, or it has none. */
void go_on(struct router *router, struct request *request, enum status status);

/* -- absence.c ------------------------------------------------------------ */

/* 404: nobody has heard of it. */
void refuse_hub(struct router *router, struct request *request);

/* 503, if the way to its hub leads over a link that is down. */
bool refuse_cut_off(struct router *router, struct request *request);

/* Behind a link that is up, and not one of those it serves? */
bool is_unknown_below(const struct router *router,
        const struct request *request);

/* -- deliver.c ------------------------------------------------------------ */

/* Send it to its shard's owner, or keep it until there is one, or room. */
void place(struct router *router, struct request *request);

/* Send what waits as long as the worker has room. */
void pump(struct router *router, struct worker *worker);

/* The shard has another owner than before, or none. */
void settle(struct router *router, struct shard *shard);

/* Nobody will do it. A command that was sent may have been done, though. */
void give_up(struct router *router, struct request *request);

/* A worker's slot is free again; a parked request has none. */
void withdraw(struct router *router, struct request *request);

/* Its time has come: too late, or nobody to do it. */
void expire(struct router *router, struct request *request);

/* -- attach.c ------------------------------------------------------------- */

void on_worker_message(struct router *router, struct socket *socket,
        struct mdp_message *message);
void take_on_link(struct router *router, struct link *link, struct str peer,
        const struct attach *attach);
void disconnect(struct socket *socket, struct str peer);
void beat(struct router *router);

/* Deal with the workers that were found gone. */
void bury(struct router *router);

/* What was gathered for each worker leaves; once in a turn. */
void send_bundles(struct router *router);

struct presence *presence_of(struct router *router, const char *service);

/* -- watch.c -------------------------------------------------------------- */

/* Follow the log of each registry that has an owner, once a heartbeat. */
void watch_registries(struct router *router);
void watch_release(struct router *router);

/* -- mmi.c and report.c: what the gateway answers itself ------------------ */

bool mmi_is_for(struct str service);
void mmi_answer(struct router *router, struct socket *socket,
        struct mdp_message *message);
void report(struct router *router, struct request *request);

#endif
