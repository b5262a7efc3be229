#include "server/harness.h"

#include "base/clock.h"
#include "server/builtin.h"
#include "server/dispatch.h"
#include "server/lane.h"
#include "server/rolling.h"
#include "server/rows.h"
#include "server/together.h"
#include "wire/codec.h"

#include <ftw.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

struct harness {
    const struct service *service;
    struct shard *shard;
    struct str hub;
    char data[64];
    char clock_file[80];
    int64_t now;
    struct arena arena;
    char problem[64];
    char problem_field[200];
    char problem_detail[200];
    char problem_expected[200];
    int64_t foreign_seq;
    struct event_record last_event;
};

/* 2026-03-02 09:00 +08:00, a Monday. */
enum {
    START_HOUR = 9,
    DRIFT_MS = 100, /* that the clock may run on between two calls */
};

static void
move_clock(struct harness *harness)
{
    char fresh[96];
    int64_t offset;
    FILE *file;

    snprintf(fresh, sizeof(fresh), "%s.new", harness->clock_file);
    file = fopen(harness->clock_file, "w");
    if (file)
        fclose(file);
    clock_refresh();
    offset = harness->now - clock_now();
    file = fopen(fresh, "w");
    if (!file)
        abort();
    fprintf(file, "%" PRId64 "\n", offset);
    fclose(file);
    rename(fresh, harness->clock_file);
    clock_refresh();
}

static void
open_shard(struct harness *harness)
{
    enum status status = shard_open(&harness->shard, harness->service,
            harness->data, harness->hub);

    if (status) {
        fprintf(stderr, "harness: cannot open the shard (%d)\n", status);
        abort();
    }
}

struct harness *
harness_open(const struct service *service, const char *hub)
{
    struct harness *harness = calloc(1, sizeof(*harness));
    const char *folder = getenv("TMPDIR");
    int64_t start;

    if (!harness)
        abort();
    harness->service = service;
    harness->hub = str_from(hub);
    snprintf(harness->data, sizeof(harness->data), "%s/cw-test.XXXXXX",
            folder ? folder : "/tmp");
    if (!mkdtemp(harness->data))
        abort();
    snprintf(harness->clock_file, sizeof(harness->clock_file), "%s/clock",
            harness->data);
    setenv("CW_CLOCK_FILE", harness->clock_file, 1);
    date_parse(STR("2026-03-02"), &start);
    harness->now = date_start(start) + START_HOUR * HOUR_MS;
    move_clock(harness);
    if (folder_create(harness->data, service->schema->name, hub, STORE_TEST,
                service->migrations))
        abort();
    open_shard(harness);
    return harness;
}

static int
remove_entry(const char *path, const struct stat *info, int type,
        struct FTW *walk)
{
    (void)info;
    (void)type;
    (void)walk;
    return remove(path);
}

void
harness_close(struct harness *harness)
{
    shard_close(harness->shard);
    nftw(harness->data, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
    arena_release(&harness->arena);
    free(harness);
}

enum status
harness_found(struct harness *harness, int argc, char *const *argv)
{
    return shard_found(harness->shard, argc, argv);
}

void
harness_reopen(struct harness *harness)
{
    shard_close(harness->shard);
    open_shard(harness);
}

static enum status
open_nothing(void **self, struct db *db)
{
    (void)db;
    *self = NULL;
    return STATUS_OK;
}

static bool
is_made_by(const struct migration *migrations, const char *table)
{
    char text[80];

    snprintf(text, sizeof(text), " TABLE %s (", table);
    for (; migrations->name; migrations++)
        if (strstr(migrations->sql, text))
            return true;
    return false;
}

struct service
harness_release_before(const struct service *service, const char *migration,
        struct arena *arena)
{
    enum { MAX = 100 };
    struct migration *migrations =
            arena_alloc(arena, MAX * sizeof(*migrations));
    struct mirrored *mirrored = arena_alloc(arena, MAX * sizeof(*mirrored));
    const struct migration *since = service->migrations;
    struct service before = *service;
    size_t tables = 0;

    for (size_t i = 0; strcmp(since->name, migration) != 0; i++)
        migrations[i] = *since++;
    for (size_t i = 0; service->mirrored[i].table; i++)
        if (!is_made_by(since, service->mirrored[i].table))
            mirrored[tables++] = service->mirrored[i];
    before.migrations = migrations;
    before.mirrored = mirrored;
    before.open = open_nothing;
    return before;
}

void
harness_upgrade(struct harness *harness, const struct service *service)
{
    harness->service = service;
    harness_reopen(harness);
}

struct shard *
harness_shard(struct harness *harness)
{
    return harness->shard;
}

const char *
harness_data(const struct harness *harness)
{
    return harness->data;
}

int64_t
harness_now(const struct harness *harness)
{
    return harness->now;
}

void
harness_set_now(struct harness *harness, int64_t now)
{
    harness->now = now;
    move_clock(harness);
}

static void
commit(struct harness *harness)
{
    if (shard_commit(harness->shard))
        abort();
}

/* Its time stands still, but for what one call takes. */
static void
begin(struct harness *harness)
{
    if (clock_now() > harness->now + DRIFT_MS)
        move_clock(harness);
    if (shard_begin(harness->shard))
        abort();
}

/* Jobs run here and now; questions wait for harness_answer(). */
static void
finish_jobs(struct harness *harness)
{
    struct exchange *exchange = harness->shard->pending;

    while (exchange) {
        struct exchange *next = exchange->next;

        if (exchange->job->work) {
            exchange->job->work(exchange->job->state);
            begin(harness);
            dispatch_complete(exchange);
            commit(harness);
            if (exchange->origin != ORIGIN_REQUEST &&
                    exchange->status != STATUS_PENDING)
                exchange_destroy(exchange);
            next = harness->shard->pending;
        }
        exchange = next;
    }
}

void
harness_run_due(struct harness *harness)
{
    enum status status;

    begin(harness);
    do
        status = shard_run_due(harness->shard, harness->now);
    while (!status);
    commit(harness);
    finish_jobs(harness);
}

void
harness_roll_up(struct harness *harness)
{
    struct lane lane = { .shard = harness->shard };

    do {
        begin(harness);
        rolling_run(&lane);
        commit(harness);
        lane.roll_at = 0;
    } while (rolling_is_due(&lane));
}

void
harness_advance(struct harness *harness, int64_t ms)
{
    int64_t end = harness->now + ms;
    int64_t next;

    while (!agenda_next(harness->shard->agenda, &next) && next <= end) {
        harness_set_now(harness, next > harness->now ? next : harness->now);
        harness_run_due(harness);
    }
    harness_set_now(harness, end);
}

struct uuid
harness_account(struct harness *harness, const char *name)
{
    struct uuid root = uuid_at(1750000000000, (struct uuid){ 0 });

    (void)harness;
    return uuid_derive(root, name, 0);
}

const struct actor *
harness_actor(struct harness *harness, const char *name, const char *role,
        const char *scope)
{
    struct actor *actor = arena_alloc(&harness->arena, sizeof(*actor));
    struct role_grant *grant = arena_alloc(&harness->arena, sizeof(*grant));

    grant->role = enum_value(&types_role_enumeration, str_from(role));
    grant->scope = arena_copy(&harness->arena, scope, strlen(scope));
    *actor = (struct actor){
        .has_account = true,
        .account = harness_account(harness, name),
        .has_home_hub = true,
        .home_hub = harness->hub,
        .grants = grant,
        .grants_count = grant->role ? 1 : 0,
    };
    return actor;
}

const struct actor *
harness_public(struct harness *harness)
{
    return arena_alloc(&harness->arena, sizeof(struct actor));
}

const struct actor *
harness_service(struct harness *harness, const char *name)
{
    struct actor *actor = arena_alloc(&harness->arena, sizeof(*actor));

    actor->has_service = true;
    actor->service = arena_copy(&harness->arena, name, strlen(name));
    actor->has_home_hub = true;
    actor->home_hub = harness->hub;
    return actor;
}

static void
keep_problem(struct harness *harness, const struct exchange *exchange)
{
    const struct refusal *refusal = &exchange->call.refusal;

    snprintf(harness->problem, sizeof(harness->problem), "%s",
            exchange->status && refusal->problem ? refusal->problem->code : "");
    snprintf(harness->problem_field, sizeof(harness->problem_field), STR_FMT,
            STR_ARG(refusal->field));
    snprintf(harness->problem_detail, sizeof(harness->problem_detail), STR_FMT,
            STR_ARG(refusal->detail));
    snprintf(harness->problem_expected, sizeof(harness->problem_expected),
            STR_FMT, STR_ARG(refusal->expected));
}

static struct exchange *
exchange_for(struct harness *harness, const struct actor *actor, const char *op,
        const char *key)
{
    struct exchange *exchange = exchange_create();

    exchange->origin = ORIGIN_REQUEST;
    exchange->header = (struct request_header){
        .id = uuid_new(harness->now),
        .op = arena_printf(&exchange->arena, "%s.%s",
                harness->service->schema->name, op),
        .has_hub = true,
        .hub = harness->hub,
        .has_key = key != NULL,
        .key = key ? str_from(key) : STR(""),
        .has_actor = true,
        .actor = *actor,
    };
    return exchange;
}

static void
run(struct harness *harness, struct exchange *exchange)
{
    enum operation_kind kind = exchange->operation->kind;

    if (kind == OPERATION_LONG) {
        dispatch_run_long(exchange);
    } else if (kind == OPERATION_QUERY) {
        dispatch_run(exchange);
    } else {
        begin(harness);
        if (together_run(harness->shard, &exchange, 1))
            abort();
        commit(harness);
        finish_jobs(harness);
    }
}

static enum status
decode_reply(struct harness *harness, const struct exchange *exchange,
        void *reply)
{
    struct str payload = arena_copy(&harness->arena, exchange->payload.data,
            exchange->payload.len);
    const struct schema *schema = exchange->operation->reply;
    struct decode_error error;

    memset(reply, 0, schema->size);
    return codec_decode(schema, payload, &harness->arena, reply, NULL, &error);
}

enum status
harness_call(struct harness *harness, const struct actor *actor, const char *op,
        const char *key, const void *request, void *reply)
{
    struct exchange *exchange = exchange_for(harness, actor, op, key);
    const struct operation *operation =
            dispatch_find(harness->service, exchange->header.op);
    enum status status;

    if (!operation) {
        fprintf(stderr, "harness: there is no operation %s\n", op);
        abort();
    }
    if (!dispatch_accept(exchange, harness->shard,
                codec_encode_in(&harness->arena, operation->request, request)))
        run(harness, exchange);
    keep_problem(harness, exchange);
    status = exchange->status;
    if (!status && reply)
        status = decode_reply(harness, exchange, reply);
    if (exchange->status != STATUS_PENDING)
        exchange_destroy(exchange);
    return status;
}

const char *
harness_problem(const struct harness *harness)
{
    return harness->problem;
}

const char *
harness_problem_field(const struct harness *harness)
{
    return harness->problem_field;
}

const char *
harness_problem_detail(const struct harness *harness)
{
    return harness->problem_detail;
}

const char *
harness_problem_expected(const struct harness *harness)
{
    return harness->problem_expected;
}

/* Questions */

static struct exchange *
find_question(struct harness *harness)
{
    struct exchange *exchange = harness->shard->pending;

    while (exchange && !(exchange->job && exchange->job->asks))
        exchange = exchange->next;
    return exchange;
}

const char *
harness_question(struct harness *harness)
{
    struct exchange *exchange = find_question(harness);

    return exchange ? exchange->job->asks->name : NULL;
}

void
harness_answer(struct harness *harness, enum status status, const void *reply)
{
    struct exchange *exchange = find_question(harness);

    if (!exchange)
        abort();
    exchange->job->answer_status = status;
    exchange->job->answer_reply = status ? NULL : reply;
    begin(harness);
    dispatch_complete(exchange);
    commit(harness);
    if (exchange->status != STATUS_PENDING)
        exchange_destroy(exchange);
    finish_jobs(harness);
}

/* Events */

static const struct follow_event *
find_follow(const struct harness *harness, const char *type)
{
    const struct follow *follow = harness->service->schema->follows;

    for (; follow->service; follow++)
        for (const struct follow_event *e = follow->events; e->name; e++)
            if (strcmp(e->name, type) == 0)
                return e;
    fprintf(stderr, "harness: the service does not follow %s\n", type);
    abort();
}

static struct event_record
record_of(struct harness *harness, const char *type, struct uuid subject,
        const void *body)
{
    return (struct event_record){
        .seq = ++harness->foreign_seq,
        .id = uuid_new(harness->now),
        .at = harness->now,
        .type = str_from(type),
        .has_subject = true,
        .subject = subject,
        .has_body = true,
        .body = codec_encode_in(&harness->arena,
                find_follow(harness, type)->body, body),
        .leaf = STR("................................"),
        .hash = STR("................................"),
    };
}

/* As a follower would: refused events are not tried again. */
static enum status
deliver(struct harness *harness, const char *hub,
        const struct event_record *event)
{
    struct str source = arena_printf(&harness->arena, "%.*s@%s",
            (int)strcspn(event->type.data, "."), event->type.data, hub);
    char text[300] = "";
    struct str refusal = { text, sizeof(text) };
    enum status status;

    begin(harness);
    status = shard_apply(harness->shard, source, event, &refusal);
    commit(harness);
    finish_jobs(harness);
    snprintf(harness->problem, sizeof(harness->problem), "%.*s",
            (int)strcspn(text, ":"), text);
    return status;
}

enum status
harness_event(struct harness *harness, const char *type, const char *hub,
        struct uuid subject, const void *body)
{
    harness->last_event = record_of(harness, type, subject, body);
    return deliver(harness, hub, &harness->last_event);
}

enum status
harness_repeat_event(struct harness *harness, const char *hub)
{
    return deliver(harness, hub, &harness->last_event);
}

static const struct event_type *
find_event(const struct harness *harness, const char *type)
{
    const struct event_type *event = harness->service->schema->events;

    while (event->name && strcmp(event->name, type) != 0)
        event++;
    if (event->name)
        return event;
    fprintf(stderr, "harness: the service has no event %s\n", type);
    abort();
}

/* The whole log, in the harness's arena. */
static size_t
list_log(struct harness *harness, struct event **events)
{
    size_t count;

    if (event_log_list(harness->shard->log, 0, 100000, 64 << 20,
                &harness->arena, events, &count))
        abort();
    return count;
}

bool
harness_last_event(struct harness *harness, const char *type,
        struct uuid *subject, void *body)
{
    const struct event_type *wanted = find_event(harness, type);
    struct decode_error error;
    struct event *events;

    for (size_t i = list_log(harness, &events); i-- > 0;) {
        if (!str_equal(events[i].type, str_from(type)))
            continue;
        if (subject)
            *subject = events[i].subject;
        if (body) {
            memset(body, 0, wanted->body->size);
            if (codec_decode(wanted->body, events[i].body, &harness->arena,
                        body, NULL, &error))
                abort();
        }
        return true;
    }
    return false;
}

int64_t
harness_count_events(struct harness *harness, const char *type)
{
    struct event *events;
    int64_t found = 0;

    find_event(harness, type);
    for (size_t i = list_log(harness, &events); i-- > 0;)
        if (str_equal(events[i].type, str_from(type)))
            found++;
    return found;
}

/* An empty store, made from the log */

static enum status
ignore_gap(struct shard *shard, const struct gap *gap)
{
    (void)shard, (void)gap;
    return STATUS_OK;
}

static void
take_log(struct harness *harness, struct shard *rebuilt)
{
    struct rows_taking taking = { .on_gap = ignore_gap };
    struct event *events;
    size_t count = list_log(harness, &events);

    if (db_begin(rebuilt->writer))
        abort();
    for (size_t i = 0; i < count; i++) {
        struct event_record record =
                builtin_record_of(&events[i], &harness->arena);

        if (rows_take(rebuilt, &record, &taking)) {
            fprintf(stderr, "harness: event %zu cannot be taken back\n", i + 1);
            abort();
        }
    }
    if (db_commit(rebuilt->writer))
        abort();
    rows_forget(&taking);
}

const char *
harness_rebuild(struct harness *harness)
{
    const struct service *service = harness->service;
    struct shard *rebuilt;
    const char *differs;
    char data[80];

    snprintf(data, sizeof(data), "%s/rebuilt", harness->data);
    if (folder_create(data, service->schema->name, harness->hub.data,
                STORE_TEST, service->migrations) ||
            shard_open(&rebuilt, service, data, harness->hub))
        abort();
    take_log(harness, rebuilt);
    differs = mirror_compare(harness->shard->writer, rebuilt->writer,
            service->mirrored);
    shard_close(rebuilt);
    return differs;
}
