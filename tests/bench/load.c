/*
 * Requests to a gateway, over Majordomo, and how long each took:
 *
 *     load endpoint=E op=OP targets=FILE [window=64 | rate=PER_SECOND]
 *          [seconds=1] [warm=0.2] [count=0] [keys=0] [token=T]
 *
 * A line of FILE is a hub and a payload in hex; they are taken in turn. With a
 * window, so many requests are under way at any time; with a rate, they leave
 * when they are due, and what one waits before it can leave is part of its
 * time: a server that stalls does not slow down those who measure it. With
 * keys=1 each has an idempotency key of its own. It ends after so many seconds,
 * or so many requests, and prints one line of JSON; times are microseconds.
 */
#include "base/clock.h"
#include "bus/client.h"
#include "histogram.h"
#include "options.h"

#include <inttypes.h>
#include <stdio.h>
#include <time.h>

enum {
    SLOTS = 4096, /* requests under way at most */
    LINE_MAX_SIZE = 8192,
    NAP_US = 50,
    PATIENCE_US = 15 * 1000 * 1000, /* for what is still under way */
};

/* A hub's header, made once: only the id and the key differ. */
struct target {
    struct str header;
    size_t id_at;
    size_t key_at; /* zero: there is none */
    struct str payload;
};

struct load {
    struct client client;
    struct arena arena;
    const char *op;
    const char *token;
    bool has_keys;
    struct target *targets;
    size_t target_count;
    int64_t began_at[SLOTS]; /* zero: the slot is free */
    int free_slots[SLOTS];
    int free_count;
    int64_t sent;
    int64_t measured_from;
    int64_t failed;
    int64_t first_failure; /* its status */
    struct histogram times;
};

static void
die(const char *why)
{
    fprintf(stderr, "load: %s\n", why);
    exit(EXIT_FAILURE);
}

/* Reading the targets */

static const char placeholder_key[] = "00000000-0000-7000-8000-00000000cafe";
static const struct uuid placeholder_id = { "\1bench-id-bytes\2" };

static size_t
place_of(struct str bytes, const void *needle, size_t len)
{
    const char *found = memmem(bytes.data, bytes.len, needle, len);

    return found ? (size_t)(found - bytes.data) : 0;
}

static struct target
make_target(struct load *load, struct str hub, struct str payload)
{
    const struct request_header header = {
        .id = placeholder_id,
        .op = str_from(load->op),
        .has_hub = true,
        .hub = hub,
        .has_key = load->has_keys,
        .key = str_from(placeholder_key),
        .has_token = load->token != NULL,
        .token = str_from(load->token ? load->token : ""),
    };
    struct target target = {
        .header = codec_encode_in(&load->arena, &types_request_header_schema,
                &header),
        .payload = payload,
    };

    target.id_at = place_of(target.header, placeholder_id.bytes, 16);
    target.key_at =
            place_of(target.header, placeholder_key, UUID_TEXT_SIZE - 1);
    return target;
}

static struct str
from_hex(struct arena *arena, const char *hex)
{
    const size_t len = strlen(hex) / 2;
    char *bytes = arena_alloc(arena, len + 1);
    unsigned byte;

    for (size_t i = 0; i < len; i++) {
        if (sscanf(hex + 2 * i, "%2x", &byte) != 1)
            die("a target is not hex");
        bytes[i] = (char)byte;
    }
    return (struct str){ bytes, len };
}

static void
read_targets(struct load *load, const char *path)
{
    FILE *file = path ? fopen(path, "r") : NULL;
    static char line[LINE_MAX_SIZE], hub[128], hex[LINE_MAX_SIZE];

    if (!file)
        die("no targets");
    while (fgets(line, sizeof(line), file)) {
        if (sscanf(line, "%127s %8191s", hub, hex) != 2)
            continue;
        load->targets = realloc(load->targets,
                (load->target_count + 1) * sizeof(*load->targets));
        if (!load->targets)
            abort();
        load->targets[load->target_count++] =
                make_target(load, arena_copy(&load->arena, hub, strlen(hub)),
                        from_hex(&load->arena, hex));
    }
    fclose(file);
    if (load->target_count == 0)
        die("no targets");
}

/* Asking */

/* The id of a request is its slot; a key is as fresh as an id. */
static void
mark(struct load *load, struct target *target, int slot)
{
    char *header = (char *)target->header.data;
    struct uuid id = uuid_new(clock_now());
    char key[UUID_TEXT_SIZE];

    if (load->has_keys) {
        uuid_format(id, key);
        memcpy(header + target->key_at, key, UUID_TEXT_SIZE - 1);
    }
    memcpy(id.bytes + 12, &slot, sizeof(slot));
    memcpy(header + target->id_at, id.bytes, sizeof(id.bytes));
}

/* False if the socket takes no more for now. */
static bool
ask(struct load *load, int64_t due_at)
{
    /* A prime step: neighbours in the file are not neighbours in time. */
    struct target *target =
            &load->targets[(uint64_t)load->sent * 7919 % load->target_count];
    const struct str op = str_from(load->op);
    const char *dot = strchr(load->op, '.');
    const struct mdp_head head = { .kind = MDP_REQUEST,
        .service = { op.data, (size_t)(dot - op.data) } };
    const int slot = load->free_slots[load->free_count - 1];

    mark(load, target, slot);
    if (mdp_send_copy(&load->client.socket, &head,
                (struct str[]){ target->header, target->payload }, 2))
        return false;
    load->free_count--;
    load->began_at[slot] = due_at;
    load->sent++;
    return true;
}

static void
take_answer(struct load *load, const struct client_reply *reply, int64_t now)
{
    int slot;

    memcpy(&slot, reply->header.id.bytes + 12, sizeof(slot));
    if (slot < 0 || slot >= SLOTS || !load->began_at[slot])
        die("an answer to nothing");
    if (load->began_at[slot] >= load->measured_from)
        histogram_add(&load->times, now - load->began_at[slot]);
    if (reply->header.status >= 300 && load->failed++ == 0)
        load->first_failure = reply->header.status;
    load->began_at[slot] = 0;
    load->free_slots[load->free_count++] = slot;
}

static int
take_answers(struct load *load)
{
    struct client_reply reply;
    int count = 0;

    for (; !client_receive(&load->client, &reply); count++)
        if (reply.is_final)
            take_answer(load, &reply, clock_monotonic_us());
    return count;
}

static void
wait_for_answer(struct load *load)
{
    zmq_pollitem_t item = { client_socket(&load->client), 0, ZMQ_POLLIN, 0 };

    zmq_poll(&item, 1, 100);
}

/* So many under way. */
static void
keep_full(struct load *load, int window, int64_t most)
{
    while (SLOTS - load->free_count < window && load->sent < most)
        if (!ask(load, clock_monotonic_us()))
            break;
}

static void
run_closed(struct load *load, int window, int64_t end, int64_t most)
{
    while (clock_monotonic_us() < end && load->sent < most) {
        keep_full(load, window, most);
        if (take_answers(load) == 0)
            wait_for_answer(load);
    }
}

static void
nap(void)
{
    nanosleep(&(struct timespec){ .tv_nsec = NAP_US * 1000 }, NULL);
}

/* As they fall due; its time counts from then, whenever it can leave. */
static void
run_open(struct load *load, double rate, int64_t end)
{
    const int64_t start = clock_monotonic_us();
    int64_t now = start;

    for (; now < end; now = clock_monotonic_us()) {
        int64_t due = start + (int64_t)((double)load->sent * 1e6 / rate);

        while (due <= now && load->free_count > 0 && ask(load, due))
            due = start + (int64_t)((double)load->sent * 1e6 / rate);
        if (take_answers(load) == 0)
            nap();
    }
}

static void
drain(struct load *load)
{
    const int64_t end = clock_monotonic_us() + PATIENCE_US;

    while (load->free_count < SLOTS && clock_monotonic_us() < end)
        if (take_answers(load) == 0)
            wait_for_answer(load);
    if (load->free_count < SLOTS)
        die("some requests were never answered");
}

static void
report(const struct load *load, double seconds)
{
    const struct histogram *times = &load->times;

    printf("{\"per_s\": %.1f, \"count\": %" PRId64 ", \"failed\": %" PRId64
           ", \"first_failure\": %" PRId64 ", \"p50_us\": %" PRId64
           ", \"p90_us\": %" PRId64 ", \"p99_us\": %" PRId64
           ", \"p999_us\": %" PRId64 ", \"max_us\": %" PRId64 "}\n",
            (double)times->count / seconds, times->count, load->failed,
            load->first_failure, histogram_percentile(times, 50),
            histogram_percentile(times, 90), histogram_percentile(times, 99),
            histogram_percentile(times, 99.9), times->max);
}

static void
run(struct load *load, char **argv)
{
    const double rate = option_number(argv, "rate", 0);
    const int64_t most = (int64_t)option_number(argv, "count", 0);
    const int64_t start = clock_monotonic_us();
    int64_t end = INT64_MAX;

    load->measured_from =
            start + (int64_t)(option_number(argv, "warm", 0.2) * 1e6);
    if (most == 0)
        end = load->measured_from +
              (int64_t)(option_number(argv, "seconds", 1) * 1e6);
    if (rate > 0)
        run_open(load, rate, end);
    else
        run_closed(load, (int)option_number(argv, "window", 64), end,
                most > 0 ? most : INT64_MAX);
    drain(load);
    report(load, (double)(clock_monotonic_us() - load->measured_from) / 1e6);
}

int
main(int argc, char **argv)
{
    static struct load load;
    const char *endpoint = option_text(argv + 1, "endpoint");

    load.op = option_text(argv + 1, "op");
    load.token = option_text(argv + 1, "token");
    load.has_keys = option_number(argv + 1, "keys", 0) != 0;
    if (argc < 4 || !endpoint || !load.op || !strchr(load.op, '.'))
        die("endpoint=, op= and targets= are needed");
    read_targets(&load, option_text(argv + 1, "targets"));
    for (int i = 0; i < SLOTS; i++)
        load.free_slots[load.free_count++] = i;
    if (client_open(&load.client, endpoint))
        return EXIT_FAILURE;
    run(&load, argv + 1);
    client_close(&load.client);
    free(load.targets);
    arena_release(&load.arena);
    return EXIT_SUCCESS;
}
