#include "server/server.h"

#include "base/clock.h"
#include "base/log.h"
#include "server/loop.h"
#include "server/watchdog.h"

#include <malloc.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/signalfd.h>
#include <unistd.h>

enum {
    DRAIN_MS = 4000,
    IDLE_MS = 1000,
    SOON_MS = 20, /* how soon a moved clock or a new gateway is seen */
    LONG_THREADS = 1,
    LONG_READS_MAX = 8,
    KEPT_SIZE = 16 * 1024 * 1024,
};

enum {
    POLL_JOBS,
    POLL_LONG,
    POLL_SIGNAL,
    POLL_GATEWAYS, /* two for each */
    POLL_MAX = POLL_GATEWAYS + 2 * ADDRESSES_MAX
};

static enum status
open_server(struct server *server)
{
    enum status status;

    server->metrics = metrics_create(server->service->schema);
    status = seats_open(server);
    if (!status)
        status = jobs_open(&server->jobs, JOB_THREADS, JOBS_MAX);
    if (!status)
        status = jobs_open(&server->long_reads, LONG_THREADS, LONG_READS_MAX);
    if (!status)
        gateways_open(server);
    return status;
}

static void
close_server(struct server *server)
{
    jobs_close(server->jobs);
    jobs_close(server->long_reads);
    if (server->gateways.addresses)
        gateways_close(server);
    neighbours_release(&server->neighbours);
    seats_close(server);
    metrics_destroy(server->metrics);
}

/* Milliseconds until something is due that no descriptor will tell of. */
static long
poll_timeout(const struct server *server)
{
    int64_t now = clock_monotonic();
    int64_t due = seats_due(server);

    if (gateways_have_more(server))
        return 0;
    if (now + IDLE_MS < due)
        due = now + IDLE_MS;

    if ((clock_is_movable() || !gateways_are_attached(server)) &&
            now + SOON_MS < due)
        due = now + SOON_MS;
    for (size_t i = 0; i < server->lane_count; i++) {
        int64_t agenda = server->lanes[i].next_due - clock_now();
        int64_t lane = lane_due(&server->lanes[i]);

        if (lane < due)
            due = lane;
        if (agenda < due - now && lane_is_at_work(&server->lanes[i]))
            due = now + agenda;
    }
    return due > now ? (long)(due - now) : 0;
}

static void
run_lane(struct server *server, struct lane *lane)
{
    if (lane_has_work(lane, clock_now())) {
        const size_t count = lane_run(lane);

        if (lane->commit_us > 0)
            metrics_count_batch(server->metrics, count, lane->commit_us);
        loop_answer_all(server, lane);
    } else {
        lane_tidy(lane);
    }
    if (lane->shard->pending)
        loop_begin_jobs(server, lane);
    lane_unpark(lane, lane->is_told);
    loop_answer_all(server, lane);
}

static void
turn(struct server *server)
{
    clock_refresh();
    loop_take_requests(server);
    loop_take_replies(server);
    loop_take_jobs(server);
    for (size_t i = 0; i < server->lane_count; i++)
        run_lane(server, &server->lanes[i]);
    seats_keep(server);
    gateways_keep(server);
    if (!server->is_draining)
        loop_ask(server);
}

static int
list_sockets(const struct server *server, zmq_pollitem_t *out)
{
    int count = 0;

    for (size_t i = 0; i < server->gateways.count; i++) {
        const struct gateway *gateway = server->gateways.items[i];

        if (!gateway->worker.handle || !client_socket(&gateway->client))
            continue;
        out[count++] =
                (zmq_pollitem_t){ gateway->worker.handle, 0, ZMQ_POLLIN, 0 };
        out[count++] = (zmq_pollitem_t){ client_socket(&gateway->client), 0,
            ZMQ_POLLIN, 0 };
    }
    return count;
}

static void
wait_for_news(struct server *server, int signals, bool *has_signal)
{
    zmq_pollitem_t items[POLL_MAX] = {
        [POLL_JOBS] = { NULL, jobs_fd(server->jobs), ZMQ_POLLIN, 0 },
        [POLL_LONG] = { NULL, jobs_fd(server->long_reads), ZMQ_POLLIN, 0 },
        [POLL_SIGNAL] = { NULL, signals, ZMQ_POLLIN, 0 },
    };

    int count = POLL_GATEWAYS + list_sockets(server, items + POLL_GATEWAYS);

    gateways_send(server);
    log_flush();
    if (zmq_poll(items, count, poll_timeout(server)) > 0)
        *has_signal = items[POLL_SIGNAL].revents & ZMQ_POLLIN;
}

/* Finish what was begun and hand it over; nothing new is taken on. */
static void
drain(struct server *server)
{
    int64_t until = clock_monotonic() + DRAIN_MS;
    bool has_signal;

    server->is_draining = true;
    seats_leave(server);
    turn(server);
    while (server->lane_count > 0 && clock_monotonic() < until) {
        wait_for_news(server, -1, &has_signal);
        turn(server);
    }
    gateways_leave(server);
}

/*
 * A mail server that does not answer must not keep us. Whoever began such
 * work does it again; what is committed is on disk, and the kernel gives the
 * leases up.
 */
static void
leave_if_busy(const struct server *server)
{
    if (!jobs_are_running(server->jobs) &&
            !jobs_are_running(server->long_reads))
        return;
    log_warn("what=stopped jobs=running");
    _exit(EXIT_SUCCESS);
}

static void
loop(struct server *server, int signals)
{
    struct watchdog *watchdog = watchdog_start();
    bool has_signal = false;

    log_hold();
    log_info("what=ready shards=%zu of=%zu", server->lane_count,
            server->seats.count);
    while (!has_signal) {
        wait_for_news(server, signals, &has_signal);
        turn(server);
        watchdog_pat(watchdog);
    }
    drain(server);
    watchdog_stop(watchdog);
    leave_if_busy(server);
    log_info("what=stopped");
    log_flush();
}

/* SIGTERM and SIGINT arrive as something to read, in every thread. */
static int
catch_signals(void)
{
    sigset_t set;

    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    sigprocmask(SIG_BLOCK, &set, NULL);
    return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

int
server_run(const struct service *service,
        const struct server_settings *settings)
{
    struct server server = { .service = service, .settings = settings };
    int signals = catch_signals();
    enum status status;

    /* What a batch needed is kept for the next, not given back each time. */
    mallopt(M_TRIM_THRESHOLD, KEPT_SIZE);
    status = open_server(&server);

    if (!status)
        loop(&server, signals);
    else
        log_error("what=start status=%d", status);
    close_server(&server);
    close(signals);
    return status ? EXIT_FAILURE : EXIT_SUCCESS;
}
