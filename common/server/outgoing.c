#include "server/loop.h"

#include "base/clock.h"
#include "base/failpoint.h"
#include "base/log.h"
#include "server/dispatch.h"
#include "wire/codec.h"

#include <inttypes.h>
#include <sodium.h>

enum {
    WINDOW = 1024,
    HEARTBEAT_MS = 1000,
    GATEWAY_LOST_MS = 3000,
    RETRY_AFTER_MS = 500,     /* for a service that has its hands full */
    SLOW_DOWN_MS = 10 * 1000, /* for who asks too often */
    QUESTION_MS = 10000,
};

/* Talking to the gateway */

/* From 64 hex digits to 32 bytes. */
static struct str
schema_digest(const struct server *server, struct arena *arena)
{
    const char *hex = server->service->schema->hash;
    struct hash hash = { 0 };

    sodium_hex2bin(hash.bytes, sizeof(hash.bytes), hex, strlen(hex), NULL, NULL,
            NULL);
    return arena_copy(arena, &hash, sizeof(hash));
}

static enum shard_role
role_of(const struct server *server, struct str hub)
{
    const struct lane *lane = loop_find_lane(server, hub);

    return lane && !lane->is_told ? SHARD_ROLE_OWNER : SHARD_ROLE_STANDBY;
}

static size_t
list_seats(const struct server *server, struct attached_shard *out)
{
    size_t count = 0;

    for (size_t i = 0; i < server->seats.count; i++) {
        const struct seat *seat = &server->seats.items[i];

        if (!seat->is_known)
            continue;
        out[count++] = (struct attached_shard){
            .hub = seat->hub,
            .store = seat->identity.store,
            .store_epoch = seat->identity.store_epoch,
            .term = seat->identity.term,
            .role = role_of(server, seat->hub),
        };
    }
    return count;
}

static struct str
attach_text(const struct server *server, struct arena *arena)
{
    struct attached_shard *shards =
            arena_alloc(arena, server->seats.count * sizeof(*shards));
    struct attach attach = {
        .instance = server->instance,
        .window = WINDOW,
        .shards = shards,
        .shards_count = list_seats(server, shards),
        .schema = schema_digest(server, arena),
    };

    return codec_encode_in(arena, &types_attach_schema, &attach);
}

static void
say(struct server *server, enum mdp_kind kind)
{
    struct mdp_head head = { .kind = kind };

    mdp_send_copy(&server->worker, &head, NULL, 0);
}

/*
 * READY at first, a heartbeat when it has changed. Until the connection
 * stands nothing can be sent: it is tried again.
 */
static void
tell_what_we_serve(struct server *server, enum mdp_kind kind)
{
    struct arena arena = { 0 };
    struct str body = attach_text(server, &arena);
    struct mdp_head head = { .kind = kind };

    if (kind == MDP_WORKER_READY)
        head.service = str_from(server->service->schema->name);
    if (!mdp_send_copy(&server->worker, &head, &body, 1)) {
        server->is_attached = true;
        server->has_news = false;
    }
    arena_release(&arena);
}

/* A gateway that fell silent or let us go is greeted anew. */
enum status
loop_connect(struct server *server)
{
    socket_close(&server->worker);
    server->is_attached = false;
    server->heard_at = clock_monotonic();
    return socket_open(&server->worker, SOCKET_TO_GATEWAY,
            server->settings->gateway);
}

void
loop_keep_in_touch(struct server *server)
{
    int64_t now = clock_monotonic();

    if (now - server->heard_at > GATEWAY_LOST_MS && !server->is_draining)
        loop_connect(server);
    if (!server->is_attached)
        tell_what_we_serve(server, MDP_WORKER_READY);
    else if (server->has_news)
        tell_what_we_serve(server, MDP_WORKER_HEARTBEAT);
    if (now < server->beat_at)
        return;
    say(server, MDP_WORKER_HEARTBEAT);
    server->beat_at = now + HEARTBEAT_MS;
}

void
loop_leave(struct server *server)
{
    say(server, MDP_WORKER_DISCONNECT);
}

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

    mdp_send_copy(&server->worker, &head, body, 2);
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

    while ((exchange = queue_take(&lane->answers)))
        loop_answer(server, exchange);
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
    if (client_send(&server->client, &header,
                codec_encode_in(&exchange->arena, job->asks->request,
                        job->question)))
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

void
loop_ask(struct server *server)
{
    int64_t now = clock_monotonic();

    for (size_t i = 0; i < server->lane_count; i++)
        for (size_t j = 0; j < server->lanes[i].follower_count &&
                           !server->lanes[i].is_leaving;
                j++)
            follower_ask(&server->lanes[i].followers[j], &server->client, now);
    neighbours_ask(&server->neighbours, &server->client,
            server->service->schema->name, now);
}
