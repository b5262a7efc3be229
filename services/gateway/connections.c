#include "connections.h"

#include <stdlib.h>
#include <sys/socket.h>

struct connection *
connections_add(struct connections *connections, int descriptor,
        struct address peer, int64_t due)
{
    struct connection *connection = calloc(1, sizeof *connection);

    if (!connection)
        abort();
    *connection = (struct connection){
        .descriptor = descriptor,
        .peer = peer,
        .due = due,
        .next = connections->first,
    };
    if (connections->first)
        connections->first->previous = connection;
    connections->first = connection;
    connections->count++;
    return connection;
}

void
connections_remove(struct connections *connections,
        struct connection *connection)
{
    if (connection->previous)
        connection->previous->next = connection->next;
    else
        connections->first = connection->next;
    if (connection->next)
        connection->next->previous = connection->previous;
    connections->count--;
    free(connection);
}

int
connections_of_site(const struct connections *connections, struct address site)
{
    int count = 0;
    const struct connection *at = connections->first;

    for (; at; at = at->next)
        if (address_equal(address_site(at->peer), site))
            count++;
    return count;
}

void
connections_cut(struct connections *connections, int64_t now)
{
    for (struct connection *at = connections->first; at; at = at->next) {
        if (at->due > now)
            continue;
        at->due = NO_DEADLINE;
        shutdown(at->descriptor, SHUT_RDWR);
    }
}
