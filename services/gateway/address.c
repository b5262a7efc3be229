#include "address.h"

#include <arpa/inet.h>
#include <netinet/in.h>

enum { BITS = 128, IPV4_BITS = 32, IPV4_OFFSET = 12, SITE_BYTES = 8 };

static const uint8_t ipv4_prefix[IPV4_OFFSET] = { [10] = 0xff, [11] = 0xff };

static bool
is_ipv4(struct address address)
{
    return memcmp(address.bytes, ipv4_prefix, IPV4_OFFSET) == 0;
}

static struct address
from_ipv4(const void *bytes)
{
    struct address address;

    memcpy(address.bytes, ipv4_prefix, IPV4_OFFSET);
    memcpy(address.bytes + IPV4_OFFSET, bytes, sizeof(struct in_addr));
    return address;
}

struct address
address_from_socket(const struct sockaddr *socket_address)
{
    struct address address = { 0 };

    if (socket_address->sa_family == AF_INET) {
        const struct sockaddr_in *ipv4 = (const void *)socket_address;
        return from_ipv4(&ipv4->sin_addr);
    }
    if (socket_address->sa_family == AF_INET6) {
        const struct sockaddr_in6 *ipv6 = (const void *)socket_address;
        memcpy(address.bytes, &ipv6->sin6_addr, sizeof address.bytes);
    }
    return address;
}

bool
address_parse(struct str text, struct address *out)
{
    char copy[INET6_ADDRSTRLEN];
    struct in_addr ipv4;

    if (text.len >= sizeof copy)
        return false;
    memcpy(copy, text.data, text.len);
    copy[text.len] = '\0';
    if (inet_pton(AF_INET, copy, &ipv4) == 1) {
        *out = from_ipv4(&ipv4);
        return true;
    }
    return inet_pton(AF_INET6, copy, out->bytes) == 1;
}

bool
address_equal(struct address a, struct address b)
{
    return memcmp(a.bytes, b.bytes, sizeof a.bytes) == 0;
}

struct address
address_site(struct address address)
{
    if (!is_ipv4(address))
        memset(address.bytes + SITE_BYTES, 0,
                sizeof address.bytes - SITE_BYTES);
    return address;
}

static bool
parse_prefix(struct str text, int max, int *out)
{
    int value = 0;

    for (size_t i = 0; i < text.len; i++) {
        if (text.data[i] < '0' || text.data[i] > '9' || value > max)
            return false;
        value = value * 10 + (text.data[i] - '0');
    }
    *out = value;
    return text.len > 0 && value <= max;
}

static bool
network_parse(struct str text, struct network *out)
{
    const char *slash = memchr(text.data, '/', text.len);
    struct str bits = { 0 };

    if (slash) {
        bits = (struct str){ slash + 1,
            text.len - (size_t)(slash + 1 - text.data) };
        text.len = (size_t)(slash - text.data);
    }
    if (!address_parse(text, &out->address))
        return false;
    out->prefix = BITS;
    if (!slash)
        return true;
    const int max = is_ipv4(out->address) ? IPV4_BITS : BITS;
    if (!parse_prefix(bits, max, &out->prefix))
        return false;
    out->prefix += BITS - max;
    return true;
}

bool
networks_parse(struct str text, struct networks *out)
{
    *out = (struct networks){ 0 };
    while (text.len > 0) {
        const char *comma = memchr(text.data, ',', text.len);
        const size_t len = comma ? (size_t)(comma - text.data) : text.len;
        const struct str part = str_trim((struct str){ text.data, len });
        if (out->count == NETWORKS_MAX ||
                !network_parse(part, &out->list[out->count++]))
            return false;
        text.data += len + (comma ? 1 : 0);
        text.len -= len + (comma ? 1 : 0);
    }
    return true;
}

static bool
network_has(const struct network *network, struct address address)
{
    const int whole = network->prefix / 8, rest = network->prefix % 8;

    if (memcmp(network->address.bytes, address.bytes, (size_t)whole) != 0)
        return false;
    if (!rest)
        return true;
    const int differing = network->address.bytes[whole] ^ address.bytes[whole];
    return differing >> (8 - rest) == 0;
}

bool
networks_have(const struct networks *networks, struct address address)
{
    for (size_t i = 0; i < networks->count; i++)
        if (network_has(&networks->list[i], address))
            return true;
    return false;
}

static struct str
last_part(struct str text)
{
    const char *comma = memrchr(text.data, ',', text.len);
    if (!comma)
        return text;
    return (struct str){ comma + 1,
        text.len - (size_t)(comma + 1 - text.data) };
}

struct address
address_of_client(struct address peer, struct str forwarded_for,
        const struct networks *proxies)
{
    while (forwarded_for.len > 0 && networks_have(proxies, peer)) {
        const struct str last = last_part(forwarded_for);
        if (!address_parse(str_trim(last), &peer))
            return peer;
        forwarded_for.len -= last.len;
        if (forwarded_for.len > 0)
            forwarded_for.len--; /* the comma */
    }
    return peer;
}
