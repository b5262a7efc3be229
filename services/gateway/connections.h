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
    struct exchange *reading; /* whose header is coming; NULL: none */
    int64_t due; /* monotonic; NO_DEADLINE while we are the one to act */
    struct connection *previous;
    struct connection *next;
};

#define NO_DEADLINE INT64_MAX

struct connections {
    struct connection *first;
    int count;
};

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
