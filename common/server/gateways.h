/*
 * The gateways that this process works for and asks through: all that the
 * setting leads to, each with a socket of either kind.
 */
#ifndef SERVER_GATEWAYS_H
#define SERVER_GATEWAYS_H

#include "bus/addresses.h"
#include "bus/client.h"

struct gateway {
    char endpoint[ENDPOINT_SIZE];
    uint64_t number;       /* no other one ever has it */
    struct socket worker;  /* to be asked */
    struct client client;  /* to ask */
    int64_t beat_at;       /* monotonic: our next heartbeat */
    int64_t heard_at;      /* and its last word */
    bool is_attached;      /* it was told READY */
    uint64_t told;         /* up to which news of ours */
    bool takes_bundles;    /* as it sends them */
    struct bundle replies; /* what leaves by gateways_send() */
};

struct gateways {
    struct addresses *addresses;
    struct gateway *items[ADDRESSES_MAX];
    size_t count;
    uint64_t last_number;
    uint64_t news; /* counts what changed in what we serve */
};

struct server;

void gateways_open(struct server *server);
void gateways_close(struct server *server);

/* In each turn: find them, greet them, tell them what we serve. */
void gateways_keep(struct server *server);
void gateways_leave(struct server *server);

/* Greeted anew: it let us go. What it was asked is asked again. */
void gateway_connect(struct server *server, struct gateway *gateway);

/* NULL if that one is gone. */
struct gateway *gateways_find(const struct server *server, uint64_t number);

/* Answer what it asked. */
void gateway_reply(struct gateway *gateway, const struct mdp_head *head,
        const struct str *body);

/* What they were answered leaves. */
void gateways_send(struct server *server);

/* Was something received that was not taken yet? */
bool gateways_have_more(const struct server *server);

/* Whom to ask: one that was heard of lately; NULL if there is none. */
struct gateway *gateways_choose(const struct server *server);

/* Was any told what we serve? */
bool gateways_are_attached(const struct server *server);

#endif
