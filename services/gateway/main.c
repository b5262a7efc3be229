/*
 * The gateway's process. Settings: CW_DATA, the folder whose run/ holds the
 * endpoints; CW_HOME_HUB, for requests that name no hub; CW_HEARTBEAT_MS.
 */
#include "router.h"

#include "base/clock.h"
#include "base/log.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

enum {
    ENDPOINT_SIZE =
            sizeof("ipc://") + sizeof((struct sockaddr_un){ 0 }.sun_path)
};

struct endpoints {
    char clients[ENDPOINT_SIZE];
    char workers[ENDPOINT_SIZE];
};

/* An ipc:// path has the length of a UNIX socket's. */
static bool
name_endpoint(const char *data, const char *name, char *out)
{
    int len = snprintf(out, ENDPOINT_SIZE, "ipc://%s/run/%s", data, name);

    if (len < ENDPOINT_SIZE)
        return true;
    log_error("event=path_too_long path=%s/run/%s", data, name);
    return false;
}

static bool
prepare(const char *data, struct endpoints *out)
{
    char run[ENDPOINT_SIZE];

    if (!name_endpoint(data, "clients", out->clients) ||
            !name_endpoint(data, "workers", out->workers))
        return false;
    snprintf(run, sizeof(run), "%s/run", data);
    if (mkdir(run, 0755) == 0 || errno == EEXIST)
        return true;
    log_error("event=no_run_folder path=%s reason=\"%m\"", run);
    return false;
}

/* SIGINT and SIGTERM as something to poll. */
static int
open_signals(void)
{
    sigset_t set;

    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    sigprocmask(SIG_BLOCK, &set, NULL);
    return signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
}

static void
serve(struct router *router, int signals)
{
    zmq_pollitem_t items[ROUTER_POLL_ITEMS + 1] = { 0 };
    zmq_pollitem_t *stop = &items[ROUTER_POLL_ITEMS];

    router_poll_items(router, items);
    *stop = (zmq_pollitem_t){ .fd = signals, .events = ZMQ_POLLIN };
    while (!stop->revents) {
        clock_refresh();
        zmq_poll(items, ROUTER_POLL_ITEMS + 1, (long)router_turn(router));
    }
    router_drain(router);
}

static const char *
setting(const char *name, const char *otherwise)
{
    const char *value = getenv(name);

    return value && *value ? value : otherwise;
}

int
main(void)
{
    struct endpoints endpoints;
    struct router_settings settings = {
        .clients_endpoint = endpoints.clients,
        .workers_endpoint = endpoints.workers,
        .home_hub = setting("CW_HOME_HUB", "longgang"),
        .heartbeat_ms = atoll(setting("CW_HEARTBEAT_MS", "0")),
    };
    struct router *router;
    int signals;

    log_as("gateway");
    signals = open_signals();
    if (!prepare(setting("CW_DATA", "data"), &endpoints) ||
            router_open(&router, &settings))
        return EXIT_FAILURE;
    log_info("event=ready clients=%s", endpoints.clients);
    serve(router, signals);
    router_close(router);
    close(signals);
    return EXIT_SUCCESS;
}
