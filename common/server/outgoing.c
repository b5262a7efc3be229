#include "server/loop.h"

#include "base/clock.h"
#include "base/failpoint.h"
#include "base/log.h"
#include "server/dispatch.h"
#include "server/recovery.h"
#include "wire/codec.h"

#include <inttypes.h>

enum {
    RETRY_AFTER_MS = 500,     /* for a service that has its hands full */
    SLOW_DOWN_MS = 10 * 1000, /* for who asks too often */
    QUESTION_MS = 10000,
};

/* Answers */

static void
log_request(const struct exchange *exchange, int64_t us)
{
    char id[UUID_TEXT_SIZE];

    uuid_format(exchange->header.id, id);
    log_info("op=" STR_FMT " hub=" STR_FMT " status=%d us=%" PRId64 " id=%s",
            STR_ARG(exchange->header.op), STR_ARG(exchange->header.hub),
            status_code(exchange->status), us, id);
}

/* When it is worth trying again; zero: that is not a matter of time. */
static int64_t
retry_after_ms(enum status status)
{
    if (status == STATUS_UNAVAILABLE)
        return RETRY_AFTER_MS;
    return status == STATUS_TOO_MANY ? SLOW_DOWN_MS : 0;
}

static void
send_reply(struct server *server, struct exchange *exchange)
{
    struct gateway *gateway = gateways_find(server, exchange->gateway);
    const int64_t wait_ms = retry_after_ms(exchange->status);
    struct reply_header header = {
        .id = exchange->header.id,
        .status = status_code(exchange->status),
        .has_served_by = true,
        .served_by = server->instance,
        .has_retry_after_ms = wait_ms > 0,
        .retry_after_ms = wait_ms,
    };
    struct mdp_head head = {
        .kind = MDP_WORKER_FINAL,
        .client = exchange->client,
    };
    struct str body[2] = {
        codec_encode_in(&exchange->arena, &types_reply_header_schema, &header),
        exchange->payload,
    };

    if (gateway)
        gateway_reply(gateway, &head, body);
}

/* What is our fault, or the disk's, or the load's. */
static void
note_error(const struct exchange *exchange)
{
    struct shard *shard = exchange->call.shard;

    if (shard && exchange->status >= STATUS_INTERNAL)
        last_error_note(&shard->last_error, STR_FMT ": %d",
                STR_ARG(exchange->header.op), exchange->status);
}

/* The end of an exchange: answered, counted, logged and freed. */
void
loop_answer(struct server *server, struct exchange *exchange)
{
    int64_t us = clock_monotonic_us() - exchange->received_us;

    failpoint("before_reply");
    send_reply(server, exchange);
    metrics_count_request(server->metrics, exchange->operation,
            status_code(exchange->status), us);
    note_error(exchange);
    log_request(exchange, us);
    exchange_destroy(exchange);
}

void
loop_answer_all(struct server *server, struct lane *lane)
{
    struct exchange *exchange;

    if (lane->answers.count == 0)
        return;
    while ((exchange = queue_take(&lane->answers)))
        loop_answer(server, exchange);
    gateways_send(server);
}

/* Jobs and questions of calls that are held */

static void
run_work(struct exchange *exchange)
{
    exchange->job->work(exchange->job->state);
}

/* A request is told to try again; a timer waits for the next turn. */
static void
begin_work(struct server *server, struct exchange *exchange)
{
    exchange->job->is_begun = jobs_submit(server->jobs, exchange, run_work);
    if (exchange->job->is_begun || exchange->origin != ORIGIN_REQUEST)
        return;
    dispatch_drop(exchange);
    dispatch_refuse(exchange, &problem_unavailable);
    loop_answer(server, exchange);
}

static void
ask_question(struct server *server, struct exchange *exchange)
{
    struct gateway *gateway = gateways_choose(server);
    struct job *job = exchange->job;
    struct request_header header = {
        .id = uuid_new(clock_now()),
        .op = arena_printf(&exchange->arena, "%s.%s", job->asks->service,
                job->asks->name),
        .has_hub = true,
        .hub = job->asks_hub,
        .has_budget_ms = true,
        .budget_ms = QUESTION_MS,
        .has_actor = true,
        .actor = {
            .has_service = true,
            .service = str_from(server->service->schema->name),
            .has_home_hub = true,
            .home_hub = exchange->call.hub,
        },
    };

    job->is_begun = true;
    job->asked = header.id;
    job->answer_by = clock_monotonic() + QUESTION_MS;
    if (!gateway || client_send(&gateway->client, &header,
                            codec_encode_in(&exchange->arena,
                                    job->asks->request, job->question)))
        job->answer_by = 0;
}

static void
give_up_question(struct lane *lane, struct exchange *exchange)
{
    struct job *job = exchange->job;

    job->asked = (struct uuid){ 0 };
    job->answer_by = INT64_MAX;
    job->answer_status = STATUS_TOO_LATE;
    lane_complete(lane, exchange);
}

void
loop_begin_jobs(struct server *server, struct lane *lane)
{
    struct exchange *exchange = lane->shard->pending, *next;

    for (; exchange; exchange = next) {
        struct job *job = exchange->job;

        next = exchange->next;
        if (job->asks && !job->is_begun)
            ask_question(server, exchange);
        else if (!job->is_begun)
            begin_work(server, exchange);
        else if (job->asks && job->answer_by <= clock_monotonic())
            give_up_question(lane, exchange);
    }
}

static void
ask_for_lane(struct lane *lane, struct gateway *gateway, int64_t now)
{
    struct follower *follower;

    if (lane->shard->recovery && !lane->is_leaving)
        recovery_ask(lane->shard->recovery, &gateway->client, gateway->number,
                now);
    while (lane_is_at_work(lane) &&
            (follower = followers_due(&lane->followers, now))) {
        follower_ask(follower, &gateway->client, gateway->number, now);
        followers_moved(&lane->followers, follower);
    }
}

void
loop_ask(struct server *server)
{
    struct gateway *gateway = gateways_choose(server);
    int64_t now = clock_monotonic();

    if (!gateway)
        return;
    for (size_t i = 0; i < server->lane_count; i++)
        ask_for_lane(&server->lanes[i], gateway, now);
    neighbours_ask(&server->neighbours, &gateway->client,
            server->service->schema->name, now);
}
