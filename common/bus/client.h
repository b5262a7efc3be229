/*
 * Asking through a gateway: a DEALER that speaks MDP/0.2 with any number of
 * requests under way, told apart by header.id. Nothing waits: poll
 * client_socket(). Whoever asks keeps the time; a gateway that restarts
 * forgets what it was asked.
 */
#ifndef BUS_CLIENT_H
#define BUS_CLIENT_H

#include "bus/envelope.h"
#include "bus/mdp.h"

struct client {
    struct socket socket;
    struct arena arena;
    struct mdp_message message;
    bool has_message;
};

struct client_reply {
    struct reply_header header;
    struct str payload; /* msgpack: the reply, or a problem from 400 on */
    bool is_final;
};

enum status client_open(struct client *client, const char *endpoint);
void client_close(struct client *client);

/* For zmq_poll. */
void *client_socket(const struct client *client);

/*
 * The service frame follows from header->op. STATUS_UNAVAILABLE: no gateway
 * is connected, or it does not read; nothing was sent.
 */
enum status client_send(struct client *client,
        const struct request_header *header, struct str payload);

/*
 * The next reply that waits; STATUS_NOT_FOUND if there is none. What is not a
 * reply is dropped. *out is valid until the next call.
 */
enum status client_receive(struct client *client, struct client_reply *out);

#endif
