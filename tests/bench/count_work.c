/*
 * Work of a known amount, for counting instructions: callgrind counts what
 * happens inside measured_...(), and `count` divides.
 *     count_work decode|encode|gift|hop COUNT
 */
#include "base/clock.h"
#include "bus/client.h"
#include "fundraising.h"
#include "router.h"
#include "server/dispatch.h"
#include "server/harness.h"
#include "server/shard.h"
#include "server/together.h"

#include <stdio.h>
#include <stdlib.h>

enum { WINDOW = 64, FUNDS = 20 };

static struct give_request gift;

static void
need(bool is_fine, const char *what)
{
    if (is_fine)
        return;
    fprintf(stderr, "count_work: %s\n", what);
    exit(EXIT_FAILURE);
}

/* -- decode and encode ---------------------------------------------------- */

__attribute__((noinline)) static void
measured_decode(struct str bytes, struct arena *arena)
{
    struct give_request request;
    struct decode_error error;

    need(!codec_decode(&fundraising_give_request_schema, bytes, arena, &request,
                 NULL, &error),
            "decode");
}

__attribute__((noinline)) static void
measured_encode(struct buffer *buffer)
{
    buffer_clear(buffer);
    codec_encode(&fundraising_give_request_schema, &gift, buffer);
}

static void
work_on_codec(bool decodes, int count)
{
    struct arena arena = { 0 };
    struct buffer buffer = { 0 };

    gift = (struct give_request){
        .fund = { "a fund of 16 b" },
        .has_project = true,
        .project = { "a project of 16" },
        .amount = 5000,
        .channel = CHANNEL_ONLINE,
        .has_channel_hub = true,
        .channel_hub = STR("longgang.bantian"),
        .has_donor = true,
        .donor = { .has_display_name = true,
                .display_name = STR("坂田居民"),
                .has_contact = true,
                .contact = STR("resident@example.org") },
    };
    measured_encode(&buffer); /* the buffer grows once, and not again */
    for (int i = 0; i < count; i++)
        if (decodes)
            measured_decode(buffer_str(&buffer), &arena);
        else
            measured_encode(&buffer);
    arena_release(&arena);
    buffer_release(&buffer);
}

/* -- a gift through dispatch ---------------------------------------------- */

static struct uuid
open_fund(struct harness *harness, int index)
{
    const struct open_fund_request request = { .name = STR("基金"),
        .level = FUND_LEVEL_DISTRICT };
    struct open_fund_reply reply;
    char key[32];

    snprintf(key, sizeof(key), "fund %d", index);
    need(!harness_call(harness,
                 harness_actor(harness, "clerk", "finance", "longgang"),
                 "open_fund", key, &request, &reply),
            "open_fund");
    return reply.fund_id;
}

/* As intake takes it: the header's bytes and the payload's. */
static struct exchange *
take(struct shard *shard, struct str header, struct str payload)
{
    struct exchange *exchange = exchange_create();
    struct decode_error error;

    exchange->origin = ORIGIN_REQUEST;
    need(!envelope_read_request(header, &exchange->arena, &exchange->header,
                 &error),
            "header");
    need(!dispatch_accept(exchange, shard, payload), "accept");
    return exchange;
}

__attribute__((noinline)) static void
measured_gifts(struct shard *shard, const struct str *headers,
        const struct str *payloads)
{
    struct exchange *gifts[WINDOW];

    for (int i = 0; i < WINDOW; i++)
        gifts[i] = take(shard, headers[i], payloads[i % FUNDS]);
    need(!shard_begin(shard), "begin");
    need(!together_run(shard, gifts, WINDOW), "run");
    need(!shard_commit(shard), "commit");
    for (int i = 0; i < WINDOW; i++) {
        need(!gifts[i]->status, "give");
        exchange_destroy(gifts[i]);
    }
}

static struct str
make_header(struct arena *arena)
{
    struct uuid id = uuid_new(clock_now());
    char *key = arena_alloc(arena, UUID_TEXT_SIZE);
    const struct request_header header = {
        .id = id,
        .op = STR("fundraising.give"),
        .has_hub = true,
        .hub = STR("longgang"),
        .has_budget_ms = true,
        .budget_ms = 10000,
        .has_key = true,
        .key = { key, UUID_TEXT_SIZE - 1 },
        .has_actor = true,
    };

    uuid_format(id, key);
    return codec_encode_in(arena, &types_request_header_schema, &header);
}

static void
work_on_gifts(int count)
{
    struct harness *harness = harness_open(&fundraising_service, "longgang");
    struct str headers[WINDOW], payloads[FUNDS];
    struct arena arena = { 0 };

    for (int i = 0; i < FUNDS; i++) {
        const struct give_request request = { .fund = open_fund(harness, i),
            .amount = 2000,
            .channel = CHANNEL_ONLINE };

        payloads[i] = codec_encode_in(&arena, &fundraising_give_request_schema,
                &request);
    }
    for (int done = 0; done < count; done += WINDOW) {
        for (int i = 0; i < WINDOW; i++)
            headers[i] = make_header(&arena);
        measured_gifts(harness_shard(harness), headers, payloads);
    }
    arena_release(&arena);
    harness_close(harness);
}

/* -- a hop through the router --------------------------------------------- */

struct hop {
    struct router *router;
    struct client client;
    struct socket worker;
};

/* callgrind counts inside router_turn() itself. */
static void
attach(struct hop *hop)
{
    struct attached_shard shard = { .hub = STR("longgang"), .term = 1 };
    static const char digest[32];
    const struct attach ready = {
        .instance = STR("echo"),
        .window = 2 * WINDOW,
        .shards = &shard,
        .shards_count = 1,
        .schema = { digest, sizeof(digest) },
        .has_bundles = true,
        .bundles = true,
    };
    const struct mdp_head head = { .kind = MDP_WORKER_READY,
        .service = STR("notification") };
    struct arena arena = { 0 };
    struct str body;

    shard.role = SHARD_ROLE_OWNER;
    body = codec_encode_in(&arena, &types_attach_schema, &ready);
    need(!mdp_send_copy(&hop->worker, &head, &body, 1), "attach");
    router_turn(hop->router);
    arena_release(&arena);
}

static void
ask_all(struct hop *hop)
{
    static const char payload[200] = "\xc4\xc6";
    const struct request_header header = {
        .id = uuid_new(clock_now()),
        .op = STR("notification.list_templates"),
        .has_hub = true,
        .hub = STR("longgang"),
    };

    for (int i = 0; i < WINDOW; i++)
        need(!client_send(&hop->client, &header,
                     (struct str){ payload, sizeof(payload) }),
                "ask");
}

static void
answer_all(struct hop *hop, int *answered)
{
    struct mdp_message message;
    struct arena arena = { 0 };
    struct bundle bundle = { 0 };
    const struct reply_header header = { .status = 200 };
    struct str body[2] = { codec_encode_in(&arena, &types_reply_header_schema,
            &header) };

    while (!mdp_receive(&hop->worker, &message)) {
        const struct mdp_head head = { .kind = MDP_WORKER_FINAL,
            .client = message.head.client };

        if (message.head.kind == MDP_WORKER_REQUEST) {
            body[1] = message.body[1];
            need(!mdp_gather(&hop->worker, &bundle, &head, body), "answer");
            ++*answered;
        }
        mdp_release(&message);
    }
    need(!mdp_send_bundle(&hop->worker, STR(""), &bundle), "answers");
    bundle_release(&bundle);
    arena_release(&arena);
}

static int
take_all(struct hop *hop)
{
    struct client_reply reply;
    int count = 0;

    while (!client_receive(&hop->client, &reply))
        count++;
    return count;
}

static void
work_on_hops(int count)
{
    const struct router_settings settings = {
        .clients_endpoint = "inproc://clients",
        .workers_endpoint = "inproc://workers",
        .home_hub = "longgang",
        .heartbeat_ms = 1000000,
    };
    struct hop hop = { 0 };

    need(!router_open(&hop.router, &settings), "router");
    need(!socket_open(&hop.worker, SOCKET_TO_GATEWAY, "inproc://workers"),
            "worker");
    need(!client_open(&hop.client, "inproc://clients"), "client");
    attach(&hop);
    for (int done = 0; done < count; done += WINDOW) {
        int answered = 0;

        ask_all(&hop);
        router_turn(hop.router);
        answer_all(&hop, &answered);
        router_turn(hop.router);
        need(answered == WINDOW && take_all(&hop) == WINDOW, "hop");
    }
    client_close(&hop.client);
    socket_close(&hop.worker);
    router_close(hop.router);
}

int
main(int argc, char **argv)
{
    const char *what = argc == 3 ? argv[1] : "";
    const int count = argc == 3 ? atoi(argv[2]) : 0;

    if (strcmp(what, "decode") == 0 || strcmp(what, "encode") == 0)
        work_on_codec(what[0] == 'd', count);
    else if (strcmp(what, "gift") == 0)
        work_on_gifts(count);
    else if (strcmp(what, "hop") == 0)
        work_on_hops(count);
    else
        need(false, "decode|encode|gift|hop COUNT");
    return EXIT_SUCCESS;
}
