/*
 * The gateway's process: one loop for Majordomo clients, our workers and
 * HTTP. `cw config` lists its settings.
 */
#include "edge.h"
#include "router.h"
#include "settings.h"

#include "base/clock.h"
#include "base/log.h"
#include "bus/keys.h"

#include <malloc.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sysexits.h>
#include <unistd.h>

enum {
    POLL_EDGE = ROUTER_POLL_ITEMS,
    POLL_SIGNALS,
    POLL_ITEMS,
    KEPT_SIZE = 16 * 1024 * 1024, /* freed memory, for the next burst */
    FINISH_MS = 4000, /* for services to answer what they were sent */
    DRAIN_MS = 2000,  /* and for answers to reach their clients */
};

/* SIGINT and SIGTERM as something to poll. A client that left is no signal. */
static int
open_signals(void)
{
    sigset_t set;

    signal(SIGPIPE, SIG_IGN);
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    sigprocmask(SIG_BLOCK, &set, NULL);
    return signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
}

/* Every connection is a file. */
static void
raise_file_limit(void)
{
    struct rlimit limit;

    if (getrlimit(RLIMIT_NOFILE, &limit))
        return;
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
}

static long
shorter(int64_t a, int64_t b)
{
    return (long)(a < b ? a : b);
}

/*
 * The edge takes its turn after every wake: its descriptor says nothing of
 * what the router answered.
 */
static void
serve(struct router *router, struct edge *edge, int signals)
{
    zmq_pollitem_t items[POLL_ITEMS] = {
        [POLL_EDGE] = { .fd = edge_descriptor(edge), .events = ZMQ_POLLIN },
        [POLL_SIGNALS] = { .fd = signals, .events = ZMQ_POLLIN },
    };

    log_hold();
    while (!items[POLL_SIGNALS].revents) {
        clock_refresh();
        const int64_t router_ms = router_turn(router);
        const int64_t edge_ms = edge_turn(edge);
        router_send(router);
        router_poll_items(router, items);
        log_flush();
        zmq_poll(items, POLL_ITEMS, shorter(router_ms, edge_ms));
    }
}

/* No new client; what the services were asked, they answer. */
static void
finish(struct router *router, struct edge *edge)
{
    const int64_t until = clock_monotonic() + FINISH_MS;
    zmq_pollitem_t items[POLL_SIGNALS] = {
        [POLL_EDGE] = { .fd = edge_descriptor(edge), .events = ZMQ_POLLIN },
    };

    router_poll_items(router, items);
    edge_drain(edge);
    router_drain(router);
    while (router_is_busy(router) && clock_monotonic() < until) {
        const int64_t router_ms = router_turn(router);
        const int64_t edge_ms = edge_turn(edge);
        zmq_poll(items, POLL_SIGNALS, shorter(router_ms, edge_ms));
    }
}

/* What is left is answered with 503; the answers are sent, then it is over. */
static void
drain(struct router *router, struct edge *edge)
{
    zmq_pollitem_t item = { .fd = edge_descriptor(edge), .events = ZMQ_POLLIN };
    int64_t until;

    finish(router, edge);
    router_leave(router);
    until = clock_monotonic() + DRAIN_MS;
    while (edge_is_busy(edge) && clock_monotonic() < until)
        zmq_poll(&item, 1, (long)edge_turn(edge));
}

/* EX_CONFIG when it cannot begin as it was told to: trying again is no help. */
int
main(void)
{
    struct gateway_settings settings;
    struct router *router = NULL;
    struct edge *edge = NULL;
    int result = EX_CONFIG;

    mallopt(M_TRIM_THRESHOLD, KEPT_SIZE);
    log_as("gateway");
    keys_name("gateway");
    const int signals = open_signals();
    raise_file_limit();
    if (!settings_read(&settings) && !router_open(&router, &settings.router) &&
            !edge_open(&edge, &settings.edge, router)) {
        log_info("event=ready clients=%s http=%s:%d", settings.clients_endpoint,
                settings.edge.http.address, edge_port(edge));
        serve(router, edge, signals);
        drain(router, edge);
        log_flush();
        result = EXIT_SUCCESS;
    }
    edge_close(edge);
    router_close(router);
    close(signals);
    return result;
}
