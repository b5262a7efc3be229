/*
 * The gateway of the hub above, which this one dials: a worker socket by
 * which its requests come down, a client socket by which ours go up. Whom to
 * dial stands in <keys>/parent, which `cw hub enrol` writes; the file may
 * come, change and go while we run.
 */
#ifndef GATEWAY_PARENT_H
#define GATEWAY_PARENT_H

#include "shard.h"
#include "wire/buffer.h"
#include "worker.h"

struct router;
struct request;

enum { PARENT_SERVICES = 4 };

struct parent {
    bool is_known;
    bool is_up; /* it was heard lately */
    char endpoint[256];
    char server_key[KEY_TEXT_SIZE];
    char hub[128];
    struct keys own;
    int64_t file_version; /* of both files */

    struct socket asked; /* DEALER: what comes down */
    struct socket asks;  /* DEALER: what goes up */
    bool is_attached;
    struct buffer attached; /* what it was last told */
    int64_t heard_at;       /* monotonic */
    int64_t dialled_at;
    int64_t patience_ms; /* until it is dialled anew; grows */
    int64_t seen_at;     /* as dates go; zero: not since we started */

    struct worker worker; /* it, towards the queues; not among the workers */
    struct shard up[PARENT_SERVICES]; /* a queue per service */
};

void parent_init(struct router *router);
void parent_close(struct router *router);

/* Once a heartbeat: see whether the files changed, keep in touch. */
void parent_beat(struct router *router);
void parent_leave(struct router *router);

/* What came by either socket, in bounded amounts. */
void parent_take(struct router *router);

/* Its queue for the operation's service; NULL if there is no parent. */
struct shard *parent_shard(struct router *router, const char *service);

/* Send the request up; header is as it shall arrive, but for its id. */
enum status parent_send(struct router *router, const struct request *request,
        struct request_header *header);

/* A service's answer to what came down: the two frames are taken. */
void parent_answer(struct router *router, struct request *request,
        bool is_final, zmq_msg_t *frames);

#endif
