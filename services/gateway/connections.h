/*
 * The open connections: how many of one site, and until when the client must
 * have said or taken what it is expected to.
 */
#ifndef GATEWAY_CONNECTIONS_H
#define GATEWAY_CONNECTIONS_H

#include "address.h"

struct exchange;

struct connection {
    int descriptor;
    struct address peer;
    struct address site;      /* of the peer */
    struct exchange *reading; /* whose header is coming; NULL: none */
    int64_t due; /* monotonic; NO_DEADLINE while we are the one to act */
    struct connection *previous;
    struct connection *next;
    struct connection *site_previous; /* of those in the same bucket */
    struct connection *site_next;
};

#define NO_DEADLINE INT64_MAX

enum { SITE_BUCKETS = 1024, SITE_KEY_SIZE = 16 };

struct connections {
    struct connection *first;
    int count;
    struct connection *buckets[SITE_BUCKETS];
    uint8_t key[SITE_KEY_SIZE]; /* nobody can choose a bucket */
};

void connections_init(struct connections *connections);

struct connection *connections_add(struct connections *connections,
        int descriptor, struct address peer, int64_t due);
void connections_remove(struct connections *connections,
        struct connection *connection);

int connections_of_site(const struct connections *connections,
        struct address site);

/*
 * Shut down what is late. The connection is closed by whoever reads from it
 * next, so it stays in the list, with no further deadline.
 */
void connections_cut(struct connections *connections, int64_t now);

#endif
