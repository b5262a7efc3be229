#include "connections.h"

#include <sodium.h>
#include <stdlib.h>
#include <sys/socket.h>

_Static_assert(SITE_KEY_SIZE == crypto_shorthash_KEYBYTES, "its key");

void
connections_init(struct connections *connections)
{
    *connections = (struct connections){ 0 };
    crypto_shorthash_keygen(connections->key);
}

/* A crowd is counted at each of its members: not all of it is looked at. */
static size_t
bucket_of(const struct connections *connections, struct address site)
{
    uint8_t hash[crypto_shorthash_BYTES];
    uint64_t number;

    crypto_shorthash(hash, site.bytes, sizeof site.bytes, connections->key);
    memcpy(&number, hash, sizeof number);
    return number % SITE_BUCKETS;
}

static void
join_site(struct connections *connections, struct connection *connection)
{
    struct connection **bucket =
            &connections->buckets[bucket_of(connections, connection->site)];

    connection->site_next = *bucket;
    if (*bucket)
        (*bucket)->site_previous = connection;
    *bucket = connection;
}

static void
leave_site(struct connections *connections, struct connection *connection)
{
    if (connection->site_previous)
        connection->site_previous->site_next = connection->site_next;
    else
        connections->buckets[bucket_of(connections, connection->site)] =
                connection->site_next;
    if (connection->site_next)
        connection->site_next->site_previous = connection->site_previous;
}

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
        .site = address_site(peer),
        .due = due,
        .next = connections->first,
    };
    if (connections->first)
        connections->first->previous = connection;
    connections->first = connection;
    connections->count++;
    join_site(connections, connection);
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
    leave_site(connections, connection);
    free(connection);
}

int
connections_of_site(const struct connections *connections, struct address site)
{
    int count = 0;
    const struct connection *at =
            connections->buckets[bucket_of(connections, site)];

    for (; at; at = at->site_next)
        if (address_equal(at->site, site))
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
