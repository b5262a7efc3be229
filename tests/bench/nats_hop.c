/*
 * The same hop through nats-server, with its own C client: request and reply
 * by subject, so many requests under way.
 *
 *     nats_hop serve url=URL
 *     nats_hop ask url=URL [window=64] [seconds=1] [warm=0.2] [size=200]
 */
#include "base/clock.h"
#include "histogram.h"
#include "options.h"

#include <inttypes.h>
#include <nats/nats.h>
#include <stdio.h>
#include <unistd.h>

enum { SLOTS = 4096, SUBJECT_SIZE = 128, NEXT_MS = 100 };

static natsConnection *connection;

static void
need(natsStatus status)
{
    if (status == NATS_OK)
        return;
    fprintf(stderr, "nats_hop: %s\n", natsStatus_GetText(status));
    exit(EXIT_FAILURE);
}

static void
open_connection(const char *url)
{
    natsOptions *options = NULL;

    need(natsOptions_Create(&options));
    need(natsOptions_SetURL(options, url));
    need(natsOptions_SetSendAsap(options, true));
    need(natsConnection_Connect(&connection, options));
    natsOptions_Destroy(options);
}

static void
echo(natsConnection *from, natsSubscription *subscription, natsMsg *message,
        void *context)
{
    (void)subscription, (void)context;
    natsConnection_Publish(from, natsMsg_GetReply(message),
            natsMsg_GetData(message), natsMsg_GetDataLength(message));
    natsMsg_Destroy(message);
}

static void
serve(void)
{
    natsSubscription *subscription = NULL;

    need(natsConnection_Subscribe(&subscription, connection, "bench", echo,
            NULL));
    need(natsConnection_Flush(connection));
    puts("ready");
    fflush(stdout);
    pause();
}

struct asking {
    char inbox[SUBJECT_SIZE - 16];
    natsSubscription *answers;
    int size;
    int64_t began_at[SLOTS];
    int64_t measured_from;
    struct histogram times;
};

static void
ask(struct asking *asking, int slot)
{
    static const char payload[4096];
    char reply[SUBJECT_SIZE];

    snprintf(reply, sizeof(reply), "%s.%d", asking->inbox, slot);
    asking->began_at[slot] = clock_monotonic_us();
    need(natsConnection_PublishRequest(connection, "bench", reply, payload,
            asking->size));
}

/* The slot is the last token of the subject that was answered to. */
static void
take(struct asking *asking, natsMsg *message, bool goes_on)
{
    const int slot = atoi(strrchr(natsMsg_GetSubject(message), '.') + 1);

    if (slot >= 0 && slot < SLOTS) {
        if (asking->began_at[slot] >= asking->measured_from)
            histogram_add(&asking->times,
                    clock_monotonic_us() - asking->began_at[slot]);
        if (goes_on)
            ask(asking, slot);
    }
    natsMsg_Destroy(message);
}

static void
run(struct asking *asking, int window, int64_t end)
{
    natsMsg *message;
    natsStatus status = NATS_OK;

    for (int slot = 0; slot < window; slot++)
        ask(asking, slot);
    while (clock_monotonic_us() < end) {
        status = natsSubscription_NextMsg(&message, asking->answers, NEXT_MS);
        if (status == NATS_OK)
            take(asking, message, true);
        else if (status != NATS_TIMEOUT)
            need(status);
    }
}

static void
measure(char **argv)
{
    static struct asking asking;
    const double seconds = option_number(argv, "seconds", 1);
    natsInbox *inbox = NULL;
    char all[SUBJECT_SIZE];

    need(natsInbox_Create(&inbox));
    snprintf(asking.inbox, sizeof(asking.inbox), "%s", inbox);
    snprintf(all, sizeof(all), "%s.*", asking.inbox);
    asking.size = (int)option_number(argv, "size", 200);
    need(natsConnection_SubscribeSync(&asking.answers, connection, all));
    asking.measured_from = clock_monotonic_us() +
                           (int64_t)(option_number(argv, "warm", 0.2) * 1e6);
    run(&asking, (int)option_number(argv, "window", 64),
            asking.measured_from + (int64_t)(seconds * 1e6));
    printf("{\"per_s\": %.1f, \"count\": %" PRId64 ", \"failed\": 0"
           ", \"p50_us\": %" PRId64 ", \"p99_us\": %" PRId64 "}\n",
            (double)asking.times.count / seconds, asking.times.count,
            histogram_percentile(&asking.times, 50),
            histogram_percentile(&asking.times, 99));
}

int
main(int argc, char **argv)
{
    const char *url = argc > 2 ? option_text(argv + 2, "url") : NULL;

    if (!url) {
        fprintf(stderr, "nats_hop: serve or ask, and url=\n");
        return EXIT_FAILURE;
    }
    open_connection(url);
    if (strcmp(argv[1], "serve") == 0)
        serve();
    else
        measure(argv + 2);
    fflush(stdout);
    _exit(EXIT_SUCCESS); /* its threads have nothing to finish */
}
