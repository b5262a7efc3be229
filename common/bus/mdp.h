/*
 * Majordomo messages as frames: MDP/0.2 (rfc.zeromq.org/spec/18) and, for
 * clients, MDP/0.1 (spec/7). Nothing a peer sends is trusted or asserted on.
 * docs/wire.md shows every message in hex.
 */
#ifndef BUS_MDP_H
#define BUS_MDP_H

#include "base/status.h"
#include "base/str.h"
#include "bus/bundle.h"
#include "bus/socket.h"

#include <zmq.h>

enum mdp_kind {
    MDP_REQUEST = 1,       /* client → gateway */
    MDP_PARTIAL,           /* gateway → client, any number */
    MDP_FINAL,             /* gateway → client, exactly one */
    MDP_WORKER_READY,      /* worker → gateway; body: attach */
    MDP_WORKER_REQUEST,    /* gateway → worker */
    MDP_WORKER_PARTIAL,    /* worker → gateway */
    MDP_WORKER_FINAL,      /* worker → gateway */
    MDP_WORKER_HEARTBEAT,  /* both ways; to the gateway it may carry attach */
    MDP_WORKER_DISCONNECT, /* both ways */
    MDP_WORKER_CANCEL,     /* gateway → worker, ours: free what is parked */
    MDP_WORKER_BUNDLE,     /* both ways, ours: requests, or replies */
};

enum mdp_version {
    MDP_02, /* what we speak ourselves */
    MDP_01,
};

/* Everything before the body. What a kind does not have is empty. */
struct mdp_head {
    enum mdp_kind kind;
    enum mdp_version version;
    bool has_delimiter; /* an empty frame came first, as from a REQ socket */
    struct str peer;    /* a ROUTER's name for the other side */
    struct str service; /* of REQUEST, PARTIAL, FINAL and READY */
    struct str client;  /* of a worker's request and its replies: whom the
                           gateway asks for; opaque to the worker */
};

enum {
    MDP_FRAMES_MAX = 10, /* more are refused, whoever sends them */
    MDP_HEAD_MAX = 6,
    MDP_BODY_MAX = MDP_FRAMES_MAX,
};

/*
 * A message as it was received. head and body look into frames, which are
 * inside this struct: it must not be copied.
 */
struct mdp_message {
    struct mdp_head head;
    size_t body_count; /* a request's: 2, header and payload */
    struct str body[MDP_BODY_MAX];
    size_t frame_count;
    zmq_msg_t frames[MDP_FRAMES_MAX];
    zmq_msg_t *bundle; /* it came in this one of the socket's; else NULL */
};

/*
 * Take the next message without waiting. STATUS_NOT_FOUND: none is there.
 * STATUS_MALFORMED: one was there, was not Majordomo, and has been dropped and
 * counted. Release what STATUS_OK gave. A client's request may carry any body
 * of one frame or more; worker's messages have theirs checked: two frames for
 * a request or reply, none or one for READY and HEARTBEAT.
 *
 * Of a bundle each call gives one request or reply, as if it had come by
 * itself; it is there until the next call. A bundle that is not well-formed to
 * its end is dropped whole. As long as socket_has_more() there is no need to
 * poll.
 */
enum status mdp_receive(struct socket *socket, struct mdp_message *out);
void mdp_release(struct mdp_message *message);

/*
 * Whose CURVE key it came by, see bus/zap.h; empty on ipc://. Valid as long
 * as the message's frames after the peer's.
 */
struct str mdp_user(struct mdp_message *message);
struct str mdp_frame_user(zmq_msg_t *frame);

/*
 * Move a frame out into *out, which is initialised: one of the body, the
 * service's, the peer's. The message's view of it is void from then on.
 */
void mdp_take(struct mdp_message *message, size_t index, zmq_msg_t *out);
void mdp_take_service(struct mdp_message *message, zmq_msg_t *out);
void mdp_take_peer(struct mdp_message *message, zmq_msg_t *out);

/* What mdp_receive() does with the frames: head and body look into them. */
enum status mdp_parse(const struct str *frames, size_t count, bool is_router,
        struct mdp_head *head, size_t *body_start);

/* The frames before the body, MDP_HEAD_MAX at most; returns how many. */
size_t mdp_build(const struct mdp_head *head, struct str *frames);

/*
 * Send without waiting. STATUS_NOT_FOUND: a ROUTER's peer is gone.
 * STATUS_UNAVAILABLE: nobody is connected or the peer does not read; nothing
 * was sent. The frames of the body are taken by mdp_send() in any case, and
 * copied by mdp_send_copy().
 */
enum status mdp_send(struct socket *socket, const struct mdp_head *head,
        zmq_msg_t *body, size_t body_count);
enum status mdp_send_copy(struct socket *socket, const struct mdp_head *head,
        const struct str *body, size_t body_count);

/*
 * Between peers that both know bundles: a worker's request or reply, whose
 * body are two texts, is put into the bundle, which begins empty, and leaves
 * by mdp_send_bundle(), or when there are so many in it that the other side may
 * as well begin; what is too large goes by itself, behind it. When a status
 * other than STATUS_OK says that this could not be sent, nothing was added.
 */
enum status mdp_gather(struct socket *socket, struct bundle *bundle,
        const struct mdp_head *head, const struct str *body);

/* Nothing happens if it is empty. What could not be sent stays in it. */
enum status mdp_send_bundle(struct socket *socket, struct str peer,
        struct bundle *bundle);

/* Bytes as a frame of their own. */
static inline void
frame_copy(struct str bytes, zmq_msg_t *out)
{
    zmq_msg_init_size(out, bytes.len);
    if (bytes.len > 0)
        memcpy(zmq_msg_data(out), bytes.data, bytes.len);
}

/* A view of a frame. */
static inline struct str
mdp_view(zmq_msg_t *frame)
{
    return (struct str){ zmq_msg_data(frame), zmq_msg_size(frame) };
}

#endif
