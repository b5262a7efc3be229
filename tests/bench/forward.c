/*
 * The limit of a hop: two ROUTERs and nothing between them. It hands a
 * client's frames to the one worker there is, and the worker's to the client,
 * changing what Majordomo changes and looking at nothing else.
 *
 *     forward clients=ENDPOINT workers=ENDPOINT
 */
#include "options.h"

#include <stdbool.h>
#include <stdio.h>
#include <zmq.h>

enum { FRAMES = 7, TURN = 256 };

static zmq_msg_t worker, service;
static bool is_attached;

static int
receive(void *socket, zmq_msg_t *frames)
{
    int count = 0;

    do {
        zmq_msg_init(&frames[count]);
        if (zmq_msg_recv(&frames[count], socket, ZMQ_DONTWAIT) < 0)
            return 0;
    } while (zmq_msg_more(&frames[count++]) && count < FRAMES);
    return count;
}

static void
send_bytes(void *socket, const char *bytes, size_t len)
{
    zmq_send(socket, bytes, len, ZMQ_SNDMORE);
}

static void
send_copy(void *socket, zmq_msg_t *frame)
{
    zmq_msg_t copy;

    zmq_msg_init(&copy);
    zmq_msg_copy(&copy, frame);
    zmq_msg_send(&copy, socket, ZMQ_SNDMORE);
}

/* [peer, MDPC02, 1, service, header, payload] */
static void
to_worker(void *workers, zmq_msg_t *frames, int count)
{
    if (count != 6 || !is_attached)
        return;
    zmq_msg_move(&service, &frames[3]);
    send_copy(workers, &worker);
    send_bytes(workers, "MDPW02", 6);
    send_bytes(workers, "\2", 1);
    zmq_msg_send(&frames[0], workers, ZMQ_SNDMORE);
    send_bytes(workers, "", 0);
    zmq_msg_send(&frames[4], workers, ZMQ_SNDMORE);
    zmq_msg_send(&frames[5], workers, 0);
}

/* [worker, MDPW02, 4, peer, "", header, payload]; shorter: READY or a beat. */
static void
to_client(void *clients, zmq_msg_t *frames, int count)
{
    if (count != FRAMES) {
        zmq_msg_move(&worker, &frames[0]);
        is_attached = true;
        return;
    }
    zmq_msg_send(&frames[3], clients, ZMQ_SNDMORE);
    send_bytes(clients, "MDPC02", 6);
    send_bytes(clients, "\3", 1);
    send_copy(clients, &service);
    zmq_msg_send(&frames[5], clients, ZMQ_SNDMORE);
    zmq_msg_send(&frames[6], clients, 0);
}

static void
pass(void *from, void *to, void (*on)(void *to, zmq_msg_t *frames, int count))
{
    zmq_msg_t frames[FRAMES];
    int count;

    for (int i = 0; i < TURN && (count = receive(from, frames)) > 0; i++) {
        on(to, frames, count);
        while (count-- > 0)
            zmq_msg_close(&frames[count]);
    }
}

static void *
bind_router(void *context, const char *endpoint)
{
    void *socket = zmq_socket(context, ZMQ_ROUTER);

    if (!endpoint || zmq_bind(socket, endpoint)) {
        fprintf(stderr, "forward: %s: %s\n", endpoint ? endpoint : "?",
                zmq_strerror(zmq_errno()));
        exit(EXIT_FAILURE);
    }
    return socket;
}

int
main(int argc, char **argv)
{
    void *context = zmq_ctx_new();
    void *clients, *workers;
    zmq_pollitem_t items[2];

    if (argc < 3)
        return EXIT_FAILURE;
    clients = bind_router(context, option_text(argv + 1, "clients"));
    workers = bind_router(context, option_text(argv + 1, "workers"));
    zmq_msg_init(&worker);
    zmq_msg_init(&service);
    items[0] = (zmq_pollitem_t){ workers, 0, ZMQ_POLLIN, 0 };
    items[1] = (zmq_pollitem_t){ clients, 0, ZMQ_POLLIN, 0 };
    for (;;) {
        zmq_poll(items, 2, -1);
        pass(workers, clients, to_client);
        pass(clients, workers, to_worker);
    }
}
