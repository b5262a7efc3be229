#include "server/dispatch.h"

#include "base/clock.h"
#include "base/failpoint.h"
#include "base/log.h"
#include "server/builtin.h"
#include "server/keys.h"
#include "server/problem.h"
#include "server/recovery.h"
#include "wire/codec.h"
#include "wire/role_names.h"

#include <stdlib.h>

static struct str
after_dot(struct str op)
{
    const char *dot = memchr(op.data, '.', op.len);
    size_t skipped = dot ? (size_t)(dot - op.data) + 1 : op.len;

    return (struct str){ op.data + skipped, op.len - skipped };
}

const struct operation *
dispatch_find(const struct service *service, struct str op)
{
    const struct operation *operation = service->schema->operations;
    size_t service_len = strlen(service->schema->name);
    struct str name = after_dot(op);

    if (op.len <= service_len ||
            memcmp(op.data, service->schema->name, service_len) != 0 ||
            op.data[service_len] != '.')
        return NULL;
    for (; operation->name; operation++)
        if (name.len > 0 && *operation->name == *name.data &&
                str_equal(str_from(operation->name), name))
            return operation;
    return NULL;
}

static void
find_method(struct exchange *exchange, const struct service *service)
{
    const struct method *method = service->schema->methods;

    for (; method->operation; method++) {
        if (method->operation != exchange->operation)
            continue;
        exchange->method = method;
        return;
    }
    exchange->method = builtin_find(exchange->operation->name);
    exchange->is_builtin = true;
}

static bool
is_authorised(const struct call *call, uint32_t roles)
{
    if (roles & ROLES_PUBLIC)
        return true;
    if (call->actor->has_service)
        return roles & ROLES_SERVICE;
    if (roles & ROLES_SIGNED_IN && call->actor->has_account)
        return true;
    for (int role = ROLE_DONOR; role <= ROLE_ADMIN; role++)
        if (roles & (1u << role) && call_has_role(call, role))
            return true;
    return false;
}

static enum status
authorise(struct exchange *exchange)
{
    struct call *call = &exchange->call;
    const uint32_t roles = exchange->operation->roles;

    if (is_authorised(call, roles))
        return STATUS_OK;
    if (!call->actor->has_account && !call->actor->has_service)
        return STATUS_UNAUTHENTICATED;
    return call_refuse(call, &problem_forbidden, NULL,
            "at hub " STR_FMT " this takes: " STR_FMT, STR_ARG(call->hub),
            STR_ARG(operation_roles(roles, call->arena)));
}

/*
 * A mistyped field must not make another command of it. A service of another
 * version says what it means, and a query does no harm.
 */
static enum status
decode(struct exchange *exchange, struct str payload,
        struct decode_error *error)
{
    const struct operation *operation = exchange->operation;

    if (operation->kind == OPERATION_COMMAND &&
            !exchange->call.actor->has_service)
        return codec_decode_strictly(operation->request, payload,
                &exchange->arena, exchange->request, error);
    return codec_decode(operation->request, payload, &exchange->arena,
            exchange->request, NULL, error);
}

static void
make_reply(struct exchange *exchange)
{
    exchange->reply =
            arena_alloc(&exchange->arena, exchange->operation->reply->size);
}

static enum status
decode_request(struct exchange *exchange, struct str payload)
{
    const struct schema *schema = exchange->operation->request;
    struct decode_error error = { 0 };
    enum status status;

    exchange->request = arena_alloc(&exchange->arena, schema->size);
    make_reply(exchange);
    status = decode(exchange, payload, &error);
    if (status)
        exchange->call.refusal = (struct refusal){
            .problem = status == STATUS_MALFORMED ? &problem_malformed
                                                  : &problem_invalid_field,
            .field = error.field,
            .detail = error.detail,
            .expected = error.expected,
        };
    return status;
}

static void
fill_call(struct exchange *exchange, struct shard *shard)
{
    int64_t now = shard_now(shard);

    exchange->call = (struct call){
        .arena = &exchange->arena,
        .shard = shard,
        .hub = shard->hub,
        .actor = &exchange->header.actor,
        .id = uuid_new(now),
        .cause = exchange->header.id,
        .key = exchange->header.has_key ? exchange->header.key : STR(""),
        .now = now,
        .clock = now,
        .exchange = exchange,
    };
}

enum status
dispatch_accept(struct exchange *exchange, struct shard *shard,
        struct str payload)
{
    const struct service *service = shard->service;
    const struct operation *operation;
    enum status status;

    fill_call(exchange, shard);
    operation = dispatch_find(service, exchange->header.op);
    exchange->operation = operation;
    if (!operation) {
        dispatch_refuse(exchange, &problem_no_such_operation);
        return exchange->status;
    }
    find_method(exchange, service);
    status = authorise(exchange);
    if (!status && shard->recovery && recovery_refuses(operation))
        status = call_refuse(&exchange->call, &problem_recovering, NULL, "%s",
                recovery_state(shard->recovery));
    if (!status && operation->is_key_required && exchange->call.key.len == 0)
        status = call_refuse(&exchange->call, &problem_key_required, NULL,
                "send an idempotency key with " STR_FMT,
                STR_ARG(exchange->header.op));
    if (!status)
        status = decode_request(exchange, payload);
    if (status)
        exchange_fail(exchange, status);
    return status;
}

static void
encode_reply(struct exchange *exchange)
{
    exchange->payload = codec_encode_in(&exchange->arena,
            exchange->operation->reply, exchange->reply);
}

static void
log_internal(const struct exchange *exchange, enum status status)
{
    if (status == STATUS_INTERNAL)
        log_error("op=" STR_FMT " hub=" STR_FMT " what=internal",
                STR_ARG(exchange->header.op), STR_ARG(exchange->call.hub));
}

/* The clearest thing that can be said of what was refused. */
static enum status
explain(struct exchange *exchange, struct db *db, enum status status)
{
    if (status && db_was_too_expensive(db) &&
            exchange->operation->kind == OPERATION_LONG)
        return call_refuse(&exchange->call, &problem_too_late, NULL,
                "nobody waits for it any longer");
    if (status && db_was_too_expensive(db))
        return call_refuse(&exchange->call, &problem_too_expensive, NULL,
                "it took longer than %d ms", exchange->operation->limit_ms);
    if (status == STATUS_UNAVAILABLE && db_missed_key(db))
        return call_refuse(&exchange->call, &problem_no_contact_key, NULL,
                "a key for this hub's contacts, or the file with them, is "
                "missing: cw status says more");
    return status;
}

/* The savepoint of a command is open: keep what it did, or undo it. */
static void
settle_command(struct exchange *exchange, enum status status)
{
    struct shard *shard = exchange->call.shard;

    if (!status && exchange->origin == ORIGIN_REQUEST) {
        encode_reply(exchange);
        if (exchange->key.key.len > 0)
            status = keys_store(exchange);
    }
    exchange->status = status;
    if (!status || status == STATUS_PENDING) {
        if (db_release(shard->writer))
            exchange_fail(exchange, STATUS_INTERNAL);
        return;
    }
    log_internal(exchange, status);
    status = explain(exchange, shard->writer, status);
    db_undo(shard->writer);
    shard_reload(shard);
    exchange_fail(exchange, status);
}

/* `self` of the server's own operations is the shard. */
static void *
state_of(const struct exchange *exchange, void *state)
{
    return exchange->is_builtin ? exchange->call.shard : state;
}

static void
hold(struct exchange *exchange)
{
    struct shard *shard = exchange->call.shard;

    exchange->next = shard->pending;
    shard->pending = exchange;
}

static void
run_command(struct exchange *exchange)
{
    struct shard *shard = exchange->call.shard;
    enum status status;

    exchange->db = shard->writer;
    if (exchange->call.key.len > 0 && keys_look_up(exchange))
        return;
    status = db_savepoint(shard->writer);
    if (status) {
        exchange_fail(exchange, status);
        return;
    }
    status = exchange->method->call(state_of(exchange, shard->writing),
            &exchange->call, exchange->request, exchange->reply);
    settle_command(exchange, status);
    if (exchange->status == STATUS_PENDING)
        hold(exchange);
}

/* Of who asked: below one, that nobody waits for the answer any longer. */
static int64_t
time_left(const struct exchange *exchange)
{
    const struct request_header *header = &exchange->header;

    if (!header->has_budget_ms)
        return INT64_MAX;
    return exchange->received_us / 1000 + header->budget_ms - clock_monotonic();
}

/*
 * A long one has a thread of its own, and may take the time that somebody
 * waits for it: others wait for the thread.
 */
static int64_t
limit_of(const struct exchange *exchange)
{
    const struct operation *operation = exchange->operation;

    if (operation->kind != OPERATION_LONG)
        return operation->limit_ms;
    if (!exchange->header.has_budget_ms)
        return 0;
    return time_left(exchange) > 0 ? time_left(exchange) : 1;
}

static void
run_query(struct exchange *exchange, struct db *db, void *state)
{
    enum status status;

    exchange->db = db;
    db_limit(db, limit_of(exchange));
    status = exchange->method->call(state_of(exchange, state), &exchange->call,
            exchange->request, exchange->reply);
    status = explain(exchange, db, status);
    db_limit(db, 0);
    exchange->status = status;
    if (status == STATUS_PENDING)
        return;
    log_internal(exchange, status);
    if (status)
        exchange_fail(exchange, status);
    else
        encode_reply(exchange);
}

void
dispatch_run(struct exchange *exchange)
{
    struct shard *shard = exchange->call.shard;

    if (exchange->operation->kind != OPERATION_COMMAND) {
        run_query(exchange, shard->reader, shard->reading);
        return;
    }
    failpoint_carry(exchange->header.op, shard->hub);
    run_command(exchange);
}

void
dispatch_rewind(struct exchange *exchange)
{
    fill_call(exchange, exchange->call.shard);
    make_reply(exchange);
    exchange->job = NULL;
    exchange->status = STATUS_OK;
    exchange->payload = STR("");
}

static enum status
finish_job(struct exchange *exchange)
{
    struct job *job = exchange->job;
    struct call *call = &exchange->call;
    void *self = call->shard->writing;

    exchange->job = NULL;
    if (job->asks)
        return job->answer(self, call, job->state, job->answer_status,
                job->answer_reply);
    return job->complete(self, call, job->state, exchange->request,
            exchange->reply);
}

void
dispatch_drop(struct exchange *exchange)
{
    struct exchange **at = &exchange->call.shard->pending;

    while (*at && *at != exchange)
        at = &(*at)->next;
    if (*at)
        *at = exchange->next;
    exchange->next = NULL;
}

void
dispatch_complete(struct exchange *exchange)
{
    struct shard *shard = exchange->call.shard;
    enum status status;

    dispatch_drop(exchange);
    exchange->call.clock = shard_now(shard);
    exchange->call.now = exchange->call.clock;
    status = db_savepoint(shard->writer);
    if (status) {
        exchange_fail(exchange, status);
        return;
    }
    settle_command(exchange, finish_job(exchange));
    if (exchange->status == STATUS_PENDING)
        hold(exchange);
}

static enum status
open_for_long(struct exchange *exchange, struct db **db, void **state)
{
    struct shard *shard = exchange->call.shard;
    enum status status;

    status = folder_open_reader(shard->folder, db);
    if (!status)
        status = shard->service->open(state, *db);
    return status;
}

void
dispatch_run_long(struct exchange *exchange)
{
    struct shard *shard = exchange->call.shard;
    struct db *db = NULL;
    void *state = NULL;
    enum status status = open_for_long(exchange, &db, &state);

    if (!status && time_left(exchange) < 1)
        status = STATUS_TOO_LATE;
    if (status)
        exchange_fail(exchange, status);
    else
        run_query(exchange, db, state);
    if (state)
        shard->service->close(state);
    db_close(db);
}
