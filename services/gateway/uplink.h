/*
 * One gateway of the hub above, which this one dials: a worker socket by
 * which its requests come down, a client socket by which ours go up.
 */
#ifndef GATEWAY_UPLINK_H
#define GATEWAY_UPLINK_H

#include "bus/addresses.h"
#include "wire/buffer.h"
#include "worker.h"

struct router;
struct request;

enum { UPLINK_WINDOW = 256 }; /* requests at a time, in either direction */

struct uplink {
    char endpoint[ENDPOINT_SIZE]; /* empty: the place is free */
    bool is_up;                   /* it was heard lately */
    struct socket asked;          /* DEALER: what comes down */
    struct socket asks;           /* DEALER: what goes up */
    bool is_attached;
    struct buffer attached; /* what it was last told */
    bool takes_bundles;     /* as it sends them */
    struct bundle replies;  /* what leaves at the end of the turn */
    int64_t heard_at;       /* monotonic */
    int64_t dialled_at;
    int64_t patience_ms; /* until it is dialled anew; grows */

    struct worker worker; /* it, towards the queues; not among the workers */
};

void uplink_open(struct router *router, struct uplink *uplink,
        const char *endpoint);
void uplink_close(struct router *router, struct uplink *uplink);

/* Not heard for three heartbeats. */
bool uplink_is_silent(const struct router *router, const struct uplink *uplink);

/* Once a heartbeat: keep in touch. */
void uplink_beat(struct router *router, struct uplink *uplink);

/* That we live, and what is attached if that changed. */
void uplink_tell(struct router *router, struct uplink *uplink);
void uplink_leave(struct uplink *uplink);

/* What came by either socket, in bounded amounts. */
void uplink_take(struct router *router, struct uplink *uplink);

/* What was answered in this turn leaves. */
void uplink_send_replies(struct router *router, struct uplink *uplink);

/* Send the request up; header is as it shall arrive, but for its id. */
enum status uplink_send(struct router *router, struct uplink *uplink,
        const struct request *request, struct request_header *header);

/* A service's answer to what came down by it: the two frames are taken. */
void uplink_answer(struct router *router, struct request *request,
        bool is_final, zmq_msg_t *frames);

#endif
