/*
 * ZeroMQ sockets with the options that every link of ours has: bounded in
 * queue and frame size, never silent about a message that cannot leave, and
 * CURVE on whatever leaves the machine.
 * czmq opens and closes them (one context per process, its signal handlers
 * off); messages travel as zmq_msg_t, see bus/mdp.h. A socket belongs to the
 * thread that opened it.
 */
#ifndef BUS_SOCKET_H
#define BUS_SOCKET_H

#include "base/status.h"
#include "base/str.h"
#include "bus/keys.h"

#include <stdbool.h>
#include <stdint.h>
#include <zmq.h>

enum socket_use {
    SOCKET_OF_CLIENTS, /* ROUTER, bound by the gateway: anybody's clients */
    SOCKET_OF_WORKERS, /* ROUTER, bound by the gateway: our services only */
    SOCKET_OF_LINKS,   /* ROUTER, bound by the gateway: hubs below */
    SOCKET_TO_GATEWAY, /* DEALER, connected: a worker or a client */
    SOCKET_TO_PARENT,  /* DEALER, connected: to the gateway of a hub above */
};

/* A bundle that was received, and what of it was not taken yet. */
struct opened_bundle {
    bool is_open;
    zmq_msg_t peer; /* who sent it, on a ROUTER */
    zmq_msg_t frame;
    struct str rest;
};

struct socket {
    void *handle; /* libzmq's, for zmq_poll and zmq_msg_send */
    bool is_router;
    struct opened_bundle bundle;
    uint64_t malformed;     /* messages that were dropped unread */
    struct _zsock_t *zsock; /* czmq's */
    int lock;               /* of a bound ipc:// path; -1: none */
    bool has_zap;           /* it keeps the handler of handshakes open */
};

/*
 * Bind or connect. STATUS_UNAVAILABLE, logged, if that cannot be done; also
 * if another process has bound the same ipc:// path: libzmq alone would take
 * it away in silence. A workers' path is for the present user only.
 */
enum status socket_open(struct socket *out, enum socket_use use,
        const char *endpoint);

/*
 * As socket_open(), with these keys; server_key is the other side's where we
 * connect. socket_open() takes the keys of this installation for tcp://, and
 * none for ipc://, which has its file's mode.
 */
enum status socket_open_as(struct socket *out, enum socket_use use,
        const char *endpoint, const struct keys *own, const char *server_key);

/* Is there something to take that zmq_poll() does not know of? */
static inline bool
socket_has_more(const struct socket *socket)
{
    return socket->bundle.is_open && socket->bundle.rest.len > 0;
}

/* Let go of what was received in one frame. */
void socket_close_bundle(struct socket *socket);

/* What was sent goes on leaving for at most a second. A zeroed one is fine. */
void socket_close(struct socket *socket);

#endif
