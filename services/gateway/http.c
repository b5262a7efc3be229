#include "http.h"

#include "base/clock.h"
#include "base/log.h"
#include "exchange.h"
#include "refusal.h"

#include <netdb.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum {
    CONNECTION_MEMORY = 32 * 1024, /* more than HTTP_HEADER_MAX, so that it is
                                      we who refuse what is larger; zeroed for
                                      every request */
    IDLE_SECONDS = 60,             /* behind our own deadlines */
    SWEEP_MS = 100,
    GONE_MS = 1000, /* how often we look who left while waiting */
};

static enum MHD_Result
on_accept(void *self, const struct sockaddr *peer, socklen_t len)
{
    const struct http *http = self;
    const struct address address = address_from_socket(peer);

    (void)len;
    if (networks_have(&http->settings.proxies, address))
        return MHD_YES;
    return connections_of_site(&http->connections, address_site(address)) <
                           http->settings.connections_per_site
                   ? MHD_YES
                   : MHD_NO;
}

static void
on_connection(void *self, struct MHD_Connection *connection, void **context,
        enum MHD_ConnectionNotificationCode code)
{
    struct http *http = self;

    if (code == MHD_CONNECTION_NOTIFY_CLOSED) {
        connections_remove(&http->connections, *context);
        return;
    }
    const int descriptor = MHD_get_connection_info(connection,
            MHD_CONNECTION_INFO_CONNECTION_FD)
                                   ->connect_fd;
    const struct sockaddr *peer = MHD_get_connection_info(connection,
            MHD_CONNECTION_INFO_CLIENT_ADDRESS)
                                          ->client_addr;
    *context = connections_add(&http->connections, descriptor,
            address_from_socket(peer),
            clock_monotonic() + http->settings.header_ms);
}

static void
sweep(struct http *http)
{
    const int64_t now = clock_monotonic();

    if (now < http->sweep_at)
        return;
    http->sweep_at = now + SWEEP_MS;
    connections_cut(&http->connections, now);
    if (now < http->gone_at)
        return;
    http->gone_at = now + GONE_MS;
    exchanges_drop_left(http);
}

int64_t
http_turn(struct http *http)
{
    MHD_UNSIGNED_LONG_LONG timeout_ms;

    sweep(http);
    MHD_run(http->daemon);
    if (MHD_get_timeout(http->daemon, &timeout_ms) == MHD_YES &&
            timeout_ms < SWEEP_MS)
        return (int64_t)timeout_ms;
    return SWEEP_MS;
}

static void
log_library(void *self, const char *format, va_list args)
{
    const struct http *http = self;
    char line[256];
    va_list again;

    va_copy(again, args);
    vsnprintf(line, sizeof line, format, args);
    if (http->daemon)
        log_debug("http library: %s", line);
    else
        log_error("http library: %s", line); /* why it does not start */
    refusal_note(self, format, again);
    va_end(again);
}

static struct addrinfo *
resolve(const struct http_settings *settings)
{
    const struct addrinfo hints = {
        .ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE,
        .ai_socktype = SOCK_STREAM,
    };
    struct addrinfo *out = NULL;
    char port[8];

    snprintf(port, sizeof port, "%d", settings->port);
    return getaddrinfo(settings->address, port, &hints, &out) ? NULL : out;
}

static struct MHD_Daemon *
start(struct http *http, const struct addrinfo *place)
{
    const unsigned ipv6 = place->ai_family == AF_INET6 ? MHD_USE_IPv6 : 0;

    return MHD_start_daemon(MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME |
                                    MHD_USE_ERROR_LOG | ipv6,
            0, on_accept, http, exchange_on_access, http,
            MHD_OPTION_EXTERNAL_LOGGER, log_library, http, MHD_OPTION_SOCK_ADDR,
            place->ai_addr, MHD_OPTION_URI_LOG_CALLBACK, exchange_on_target,
            http, MHD_OPTION_NOTIFY_CONNECTION, on_connection, http,
            MHD_OPTION_NOTIFY_COMPLETED, exchange_on_completed, http,
            MHD_OPTION_CONNECTION_LIMIT, (unsigned)http->settings.connections,
            MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)IDLE_SECONDS,
            MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)CONNECTION_MEMORY,
            MHD_OPTION_STRICT_FOR_CLIENT, 0, MHD_OPTION_END);
}

enum status
http_open(struct http **out, const struct http_settings *settings,
        const struct http_handler *handler)
{
    struct http *http = calloc(1, sizeof *http);
    struct addrinfo *place = resolve(settings);

    if (!http)
        abort();
    http->settings = *settings;
    http->handler = *handler;
    connections_init(&http->connections);
    if (place) {
        http->daemon = start(http, place);
        freeaddrinfo(place);
    }
    if (!http->daemon) {
        log_error("http cannot listen address=%s port=%d", settings->address,
                settings->port);
        free(http);
        return STATUS_UNAVAILABLE;
    }
    http->port =
            MHD_get_daemon_info(http->daemon, MHD_DAEMON_INFO_BIND_PORT)->port;
    *out = http;
    return STATUS_OK;
}

void
http_quiesce(struct http *http)
{
    const int descriptor = MHD_quiesce_daemon(http->daemon);
    if (descriptor >= 0)
        close(descriptor);
}

void
http_close(struct http *http)
{
    if (!http)
        return;
    exchanges_drop_all(http);
    MHD_run(http->daemon);
    MHD_stop_daemon(http->daemon);
    free(http);
}

int
http_port(const struct http *http)
{
    return http->port;
}

int
http_connections(const struct http *http)
{
    return http->connections.count;
}

bool
http_is_busy(const struct http *http)
{
    return http->first != NULL;
}

int
http_descriptor(const struct http *http)
{
    return MHD_get_daemon_info(http->daemon, MHD_DAEMON_INFO_EPOLL_FD)
            ->epoll_fd;
}
