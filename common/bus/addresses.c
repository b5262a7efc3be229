#include "bus/addresses.h"

#include "base/clock.h"
#include "base/log.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ENDPOINTS_MAX = 16, ASK_MS = 1000, FORGET_S = 2 };

/* One of the list: as it is, or a name and what it was found to be. */
struct endpoint {
    char text[ENDPOINT_SIZE];
    char name[ENDPOINT_SIZE]; /* empty: there is nothing to look up */
    const char *port;         /* in text */
    struct in_addr found[ADDRESSES_MAX];
    size_t found_count;
    struct gaicb question;
    bool is_asking;
    bool is_looked_up;
    int64_t ask_at;
};

struct addresses {
    struct endpoint endpoints[ENDPOINTS_MAX];
    size_t endpoint_count;
    char known[ADDRESSES_MAX][ENDPOINT_SIZE];
    size_t known_count;
};

static const char scheme[] = "tcp://";

/* tcp://name:port, where name is not an address itself. */
static void
find_name(struct endpoint *endpoint)
{
    const char *host = endpoint->text + strlen(scheme);
    const char *colon = strrchr(endpoint->text, ':');
    struct in_addr address;

    if (strncmp(endpoint->text, scheme, strlen(scheme)) != 0 || colon < host)
        return;
    memcpy(endpoint->name, host, (size_t)(colon - host));
    endpoint->port = colon + 1;
    if (inet_pton(AF_INET, endpoint->name, &address) == 1)
        endpoint->name[0] = '\0';
}

static void
add_endpoint(struct addresses *addresses, const char *text, size_t len)
{
    struct endpoint *endpoint =
            &addresses->endpoints[addresses->endpoint_count];

    if (len == 0)
        return;
    if (len >= ENDPOINT_SIZE || addresses->endpoint_count == ENDPOINTS_MAX) {
        log_error("event=endpoint_left_out endpoint=%.*s", (int)len, text);
        return;
    }
    memcpy(endpoint->text, text, len);
    find_name(endpoint);
    addresses->endpoint_count++;
}

static void
add_known(struct addresses *addresses, const char *text)
{
    for (size_t i = 0; i < addresses->known_count; i++)
        if (strcmp(addresses->known[i], text) == 0)
            return;
    if (addresses->known_count < ADDRESSES_MAX)
        snprintf(addresses->known[addresses->known_count++], ENDPOINT_SIZE,
                "%s", text);
}

static void
add_found(struct addresses *addresses, const struct endpoint *endpoint)
{
    char address[INET_ADDRSTRLEN], text[ENDPOINT_SIZE];

    for (size_t i = 0; i < endpoint->found_count; i++) {
        inet_ntop(AF_INET, &endpoint->found[i], address, sizeof(address));
        snprintf(text, sizeof(text), "%s%s:%s", scheme, address,
                endpoint->port);
        add_known(addresses, text);
    }
}

static void
list_known(struct addresses *addresses)
{
    addresses->known_count = 0;
    for (size_t i = 0; i < addresses->endpoint_count; i++) {
        const struct endpoint *endpoint = &addresses->endpoints[i];

        if (endpoint->name[0])
            add_found(addresses, endpoint);
        else
            add_known(addresses, endpoint->text);
    }
}

struct addresses *
addresses_open(const char *list)
{
    struct addresses *addresses = calloc(1, sizeof(*addresses));

    if (!addresses)
        abort();
    for (;;) {
        size_t len = strcspn(list, ",");

        add_endpoint(addresses, list, len);
        if (list[len] == '\0')
            break;
        list += len + 1;
    }
    list_known(addresses);
    return addresses;
}

/* -- looking up ----------------------------------------------------------- */

static void
ask(struct endpoint *endpoint, int64_t now)
{
    static const struct addrinfo wanted = { .ai_family = AF_INET,
        .ai_socktype = SOCK_STREAM };
    struct gaicb *list[] = { &endpoint->question };

    endpoint->question =
            (struct gaicb){ .ar_name = endpoint->name, .ar_request = &wanted };
    endpoint->is_asking = getaddrinfo_a(GAI_NOWAIT, list, 1, NULL) == 0;
    endpoint->ask_at = now + ASK_MS;
}

/* A name that leads nowhere for the moment leads where it led before. */
static void
take_answer(struct endpoint *endpoint)
{
    struct addrinfo *answer = endpoint->question.ar_result;

    endpoint->found_count = 0;
    for (const struct addrinfo *a = answer;
            a && endpoint->found_count < ADDRESSES_MAX; a = a->ai_next)
        endpoint->found[endpoint->found_count++] =
                ((const struct sockaddr_in *)a->ai_addr)->sin_addr;
    freeaddrinfo(answer);
    endpoint->question.ar_result = NULL;
}

static bool
look_up(struct endpoint *endpoint, int64_t now)
{
    int rc = endpoint->is_asking ? gai_error(&endpoint->question) : 0;
    bool has_answer = endpoint->is_asking && rc == 0;

    if (rc == EAI_INPROGRESS)
        return false;
    endpoint->is_looked_up |= endpoint->is_asking;
    endpoint->is_asking = false;
    if (has_answer)
        take_answer(endpoint);
    if (now >= endpoint->ask_at)
        ask(endpoint, now);
    return has_answer;
}

void
addresses_refresh(struct addresses *addresses, int64_t now)
{
    bool has_news = false;

    for (size_t i = 0; i < addresses->endpoint_count; i++)
        if (addresses->endpoints[i].name[0])
            has_news |= look_up(&addresses->endpoints[i], now);
    if (has_news)
        list_known(addresses);
}

bool
addresses_are_looked_up(const struct addresses *addresses)
{
    for (size_t i = 0; i < addresses->endpoint_count; i++)
        if (addresses->endpoints[i].name[0] &&
                !addresses->endpoints[i].is_looked_up)
            return false;
    return true;
}

/* A look-up that cannot be called back still writes into its question. */
static bool
forget(struct endpoint *endpoint)
{
    const struct gaicb *list[] = { &endpoint->question };
    const struct timespec patience = { .tv_sec = FORGET_S };

    if (!endpoint->is_asking)
        return true;
    gai_cancel(&endpoint->question);
    gai_suspend(list, 1, &patience);
    if (gai_error(&endpoint->question) == EAI_INPROGRESS)
        return false;
    if (endpoint->question.ar_result)
        freeaddrinfo(endpoint->question.ar_result);
    return true;
}

void
addresses_close(struct addresses *addresses)
{
    bool is_free = true;

    if (!addresses)
        return;
    for (size_t i = 0; i < addresses->endpoint_count; i++)
        is_free &= forget(&addresses->endpoints[i]);
    if (is_free)
        free(addresses);
}

size_t
addresses_count(const struct addresses *addresses)
{
    return addresses->known_count;
}

const char *
addresses_get(const struct addresses *addresses, size_t index)
{
    return addresses->known[index];
}

const char *
addresses_first(const char *list, char room[ENDPOINT_SIZE])
{
    snprintf(room, ENDPOINT_SIZE, "%.*s", (int)strcspn(list, ","), list);
    return room;
}
