/*
 * Hubs below that have a gateway of their own. Registry of the home hub says
 * which keys may come; nobody else is heard. A link attaches as a worker
 * for every service of the hubs behind it, and asks upwards on the same
 * socket of ours.
 */
#ifndef GATEWAY_LINKS_H
#define GATEWAY_LINKS_H

#include "bus/zap.h"
#include "worker.h"

struct router;
struct request;

enum { LINK_GATEWAYS_MAX = 8 }; /* of one hub */

struct link {
    char hub[128];
    bool is_allowed; /* it has a key that counts */
    size_t gateways; /* that are attached; zero: it is down */
    size_t hubs;     /* it has spoken for since we started */
    size_t refused;  /* of those it speaks for now: they were too many */
    int64_t seen_at; /* as dates go; zero: not since we started */
    struct link *next;
};

struct links {
    struct socket socket; /* closed where none may come */
    struct link *first;   /* one that was known is never forgotten */
    struct zap_peer *keys;
    size_t key_count;
    bool is_asking;
    bool is_stale;  /* registry has said since that something changed */
    int64_t ask_at; /* monotonic: when the list is read again */
};

enum status links_open(struct router *router);
void links_close(struct router *router);

/* Once a heartbeat: read registry's list again, if it is time to. */
void links_beat(struct router *router);

/* Read it at once: it changed. */
void links_doubt(struct router *router);

void on_link_message(struct router *router, struct mdp_message *message);

/* Are the hubs it says it serves its own and those below it? */
bool link_is_over_all(const struct link *link, const struct attach *attach);

/* The linked hub that is the hub or the closest one above it; NULL: none. */
struct link *link_over(const struct router *router, struct str hub);

#endif
