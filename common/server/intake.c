#include "server/loop.h"

#include "base/clock.h"
#include "base/log.h"
#include "server/dispatch.h"
#include "server/recovery.h"
#include "wire/codec.h"

#include <stdlib.h>

enum {
    BATCH_MAX = 256,
    TAKE_MS = 4,
    ANSWERS_MAX = 16, /* queries answered together: the others work meanwhile */
    DEFAULT_BUDGET_MS = 10000,
};

static int
compare_lane(const void *key, const void *member)
{
    return str_compare(*(const struct str *)key,
            ((const struct lane *)member)->shard->hub);
}

struct lane *
loop_find_lane(const struct server *server, struct str hub)
{
    if (server->lane_count == 0)
        return NULL;
    return bsearch(&hub, server->lanes, server->lane_count,
            sizeof(*server->lanes), compare_lane);
}

static struct str
keep(struct exchange *exchange, struct str bytes)
{
    return arena_copy(&exchange->arena, bytes.data, bytes.len);
}

static struct exchange *
exchange_from(const struct gateway *gateway, const struct mdp_message *message)
{
    struct exchange *exchange = exchange_create();
    struct decode_error error;

    exchange->origin = ORIGIN_REQUEST;
    exchange->received_us = clock_monotonic_us();
    exchange->gateway = gateway->number;
    exchange->client = keep(exchange, message->head.client);
    if (envelope_read_request(keep(exchange, message->body[0]),
                &exchange->arena, &exchange->header, &error)) {
        exchange_destroy(exchange);
        return NULL;
    }
    return exchange;
}

/* A second is left for the way back. */
static int64_t
park_deadline(const struct exchange *exchange)
{
    const struct fetch_events_request *request = exchange->request;
    const struct request_header *header = &exchange->header;
    int64_t wait =
            (header->has_budget_ms ? header->budget_ms : DEFAULT_BUDGET_MS) -
            SECOND_MS;

    if (request->has_wait_ms && request->wait_ms < wait)
        wait = request->wait_ms;
    return clock_monotonic() + wait;
}

static void
run_query(struct server *server, struct lane *lane, struct exchange *exchange)
{
    const struct operation *operation = exchange->operation;

    if (operation->is_parked)
        exchange->park_until = park_deadline(exchange);
    lane_begin_reading(lane);
    dispatch_run(exchange);
    if (exchange->status == STATUS_PENDING)
        lane_park(lane, exchange);
    else
        lane_answer(lane, exchange);
    if (lane->answers.count >= ANSWERS_MAX)
        loop_answer_all(server, lane);
}

static void
run_long(struct server *server, struct lane *lane, struct exchange *exchange)
{
    if (jobs_submit(server->long_reads, exchange, dispatch_run_long)) {
        lane->long_reads++;
        return;
    }
    dispatch_refuse(exchange, &problem_unavailable);
    loop_answer(server, exchange);
}

static bool
is_elsewhere(const struct server *server, struct str hub)
{
    for (size_t i = 0; i < server->seats.count; i++)
        if (str_equal(server->seats.items[i].hub, hub))
            return true;
    return false;
}

/* Another process may have it now: then it is only asked too soon. */
static void
refuse_hub(struct server *server, struct exchange *exchange)
{
    if (is_elsewhere(server, exchange->header.hub))
        dispatch_refuse(exchange, &problem_unavailable);
    else
        dispatch_refuse_for(exchange, &problem_no_such_hub, "header.hub",
                arena_printf(&exchange->arena,
                        "this service has no store of hub " STR_FMT,
                        STR_ARG(exchange->header.hub)));
    loop_answer(server, exchange);
}

static void
accept_request(struct server *server, const struct gateway *gateway,
        const struct mdp_message *message)
{
    struct exchange *exchange = exchange_from(gateway, message);
    struct lane *lane =
            exchange ? loop_find_lane(server, exchange->header.hub) : NULL;

    if (!exchange)
        return;
    if (!lane) {
        refuse_hub(server, exchange);
    } else if (dispatch_accept(exchange, lane->shard,
                       keep(exchange, message->body[1]))) {
        loop_answer(server, exchange);
    } else if (exchange->operation->kind == OPERATION_COMMAND) {
        queue_add(&lane->commands, exchange);
    } else if (exchange->operation->kind == OPERATION_LONG) {
        run_long(server, lane, exchange);
    } else {
        run_query(server, lane, exchange);
    }
}

static bool
is_asked_by(const struct exchange *exchange, const struct gateway *gateway,
        struct str client)
{
    return exchange->gateway == gateway->number &&
           str_equal(exchange->client, client);
}

/* Whoever waited has left: what is parked for it is freed. */
static void
cancel(struct server *server, const struct gateway *gateway, struct str client)
{
    for (size_t i = 0; i < server->lane_count; i++) {
        struct queue kept = { 0 };
        struct exchange *exchange;

        while ((exchange = queue_take(&server->lanes[i].parked)))
            if (is_asked_by(exchange, gateway, client))
                exchange_destroy(exchange);
            else
                queue_add(&kept, exchange);
        queue_move(&kept, &server->lanes[i].parked);
    }
}

static void
take_message(struct server *server, struct gateway *gateway,
        const struct mdp_message *message)
{
    switch (message->head.kind) {
    case MDP_WORKER_REQUEST:
        accept_request(server, gateway, message);
        break;
    case MDP_WORKER_CANCEL:
        cancel(server, gateway, message->head.client);
        break;
    case MDP_WORKER_DISCONNECT:
        if (!server->is_draining)
            gateway_connect(server, gateway);
        break;
    default:
        break;
    }
}

static void
take_messages(struct server *server, struct gateway *gateway)
{
    int64_t end = clock_monotonic() + TAKE_MS;
    struct mdp_message message;

    for (int i = 0; i < BATCH_MAX && clock_monotonic() <= end; i++) {
        enum status status = gateway->worker.handle
                                     ? mdp_receive(&gateway->worker, &message)
                                     : STATUS_NOT_FOUND;

        if (status == STATUS_NOT_FOUND)
            break;
        gateway->heard_at = clock_monotonic();
        if (status)
            continue;
        gateway->takes_bundles = gateway->takes_bundles || message.bundle;
        take_message(server, gateway, &message);
        mdp_release(&message);
    }
}

void
loop_take_requests(struct server *server)
{
    for (size_t i = 0; i < server->gateways.count; i++)
        take_messages(server, server->gateways.items[i]);
    for (size_t i = 0; i < server->lane_count; i++) {
        lane_end_reading(&server->lanes[i]);
        loop_answer_all(server, &server->lanes[i]);
    }
}

/* Answers to what we asked: pages of logs, and questions of jobs */

static struct follower *
find_follower(const struct server *server, struct uuid id, struct lane **lane)
{
    for (size_t i = 0; i < server->lane_count; i++) {
        *lane = &server->lanes[i];
        for (size_t j = 0; j < (*lane)->followers.count; j++)
            if (uuid_equal((*lane)->followers.items[j]->asked, id))
                return (*lane)->followers.items[j];
    }
    return NULL;
}

static struct recovery *
find_recovery(const struct server *server, struct uuid id)
{
    for (size_t i = 0; i < server->lane_count; i++) {
        struct recovery *recovery = server->lanes[i].shard->recovery;

        if (recovery && recovery_has_asked(recovery, id))
            return recovery;
    }
    return NULL;
}

/* Whose job asked that, and in which lane. */
static struct exchange *
find_asking(const struct server *server, struct uuid id, struct lane **lane)
{
    for (size_t i = 0; i < server->lane_count; i++) {
        *lane = &server->lanes[i];
        struct exchange *exchange = server->lanes[i].shard->pending;

        for (; exchange; exchange = exchange->next)
            if (exchange->job && exchange->job->asks &&
                    uuid_equal(exchange->job->asked, id))
                return exchange;
    }
    return NULL;
}

static void
take_answer(struct lane *lane, struct exchange *exchange,
        const struct client_reply *reply)
{
    struct job *job = exchange->job;
    struct decode_error error;
    void *record = arena_alloc(&exchange->arena, job->asks->reply->size);

    job->answer_status = status_from_code(reply->header.status);
    if (!job->answer_status &&
            codec_decode(job->asks->reply, keep(exchange, reply->payload),
                    &exchange->arena, record, NULL, &error))
        job->answer_status = STATUS_INTERNAL;
    job->answer_reply = job->answer_status ? NULL : record;
    job->asked = (struct uuid){ 0 };
    job->answer_by = INT64_MAX;
    lane_complete(lane, exchange);
}

static void
take_replies(struct server *server, struct gateway *gateway)
{
    struct client_reply reply;

    for (int i = 0; i < BATCH_MAX && client_socket(&gateway->client); i++) {
        struct follower *follower;
        struct recovery *recovery;
        struct exchange *exchange;
        struct lane *lane;

        if (client_receive(&gateway->client, &reply))
            break;
        if ((follower = find_follower(server, reply.header.id, &lane)))
            followers_answered(&lane->followers, follower, &reply,
                    clock_monotonic());
        else if ((exchange = find_asking(server, reply.header.id, &lane)))
            take_answer(lane, exchange, &reply);
        else if ((recovery = find_recovery(server, reply.header.id)))
            recovery_take(recovery, &reply, clock_monotonic());
        else if (neighbours_take(&server->neighbours, &reply))
            neighbours_follow(&server->neighbours, server->lanes,
                    server->lane_count);
    }
}

void
loop_take_replies(struct server *server)
{
    for (size_t i = 0; i < server->gateways.count; i++)
        take_replies(server, server->gateways.items[i]);
}

/* A lane stays as long as jobs of its are under way. */
void
loop_take_jobs(struct server *server)
{
    struct exchange *done = jobs_take(server->jobs), *next;
    struct lane *lane;

    for (; done; done = next) {
        next = done->next_done;
        lane_complete(loop_find_lane(server, done->call.hub), done);
    }
    for (done = jobs_take(server->long_reads); done; done = next) {
        next = done->next_done;
        lane = loop_find_lane(server, done->call.hub);
        lane->long_reads--;
        lane_answer(lane, done);
    }
}
