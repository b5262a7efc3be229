/*
 * Network addresses of clients, IPv4 as IPv6 (::ffff:a.b.c.d), and the
 * networks of proxies whose X-Forwarded-For is believed.
 */
#ifndef GATEWAY_ADDRESS_H
#define GATEWAY_ADDRESS_H

#include "base/str.h"

#include <stdint.h>
#include <sys/socket.h>

struct address {
    uint8_t bytes[16];
};

struct network {
    struct address address;
    int prefix; /* of the 128 bits */
};

enum { NETWORKS_MAX = 16 };

struct networks {
    struct network list[NETWORKS_MAX];
    size_t count;
};

struct address address_from_socket(const struct sockaddr *socket_address);
bool address_parse(struct str text, struct address *out);
bool address_equal(struct address a, struct address b);

/*
 * What one household or office counts as: an IPv4 address as it is, of an
 * IPv6 address the first 64 bits.
 */
struct address address_site(struct address address);

/* "127.0.0.1, 172.16.0.0/12": false if any part is not a network. */
bool networks_parse(struct str text, struct networks *out);
bool networks_have(const struct networks *networks, struct address address);

/*
 * Who really asks: the peer, or behind believed proxies the last address of
 * X-Forwarded-For that is not such a proxy itself.
 */
struct address address_of_client(struct address peer, struct str forwarded_for,
        const struct networks *proxies);

#endif
