#include "server/shard.h"

#include "base/clock.h"
#include "base/log.h"
#include "wire/codec.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

struct exchange *
exchange_create(void)
{
    struct exchange *exchange = calloc(1, sizeof(*exchange));

    if (!exchange)
        abort();
    return exchange;
}

void
exchange_destroy(struct exchange *exchange)
{
    arena_release(&exchange->arena);
    free(exchange);
}

static enum status
open_writing(struct shard *shard)
{
    enum status status = event_log_open(&shard->log, shard->writer);

    shard->idempotency = idempotency_open(shard->writer);
    shard->inbox = inbox_open(shard->writer);
    shard->agenda = agenda_open(shard->writer);
    if (!status)
        status = inbox_count(shard->inbox, &shard->waiting, &shard->dead);
    if (!status)
        status = shard->service->open(&shard->writing, shard->writer);
    return status;
}

static enum status
open_reading(struct shard *shard)
{
    enum status status;

    status = db_open_reader(&shard->reader, folder_database(shard->folder));
    if (!status)
        status = event_log_open(&shard->reader_log, shard->reader);
    if (status)
        return status;
    shard->reader_idempotency = idempotency_open(shard->reader);
    shard->reader_inbox = inbox_open(shard->reader);
    return shard->service->open(&shard->reading, shard->reader);
}

enum status
shard_open(struct shard **out, const struct service *service, const char *data,
        struct str hub)
{
    struct shard *shard = calloc(1, sizeof(*shard));
    char *name = strndup(hub.data, hub.len);
    enum status status;

    if (!shard || !name)
        abort();
    shard->service = service;
    shard->data = data;
    shard->hub = str_from(name);
    status = folder_open(&shard->folder, data, service->schema->name, name,
            service->migrations);
    if (!status) {
        shard->writer = folder_writer(shard->folder);
        status = open_writing(shard);
    }
    if (!status)
        status = open_reading(shard);
    if (status) {
        shard_close(shard);
        return status;
    }
    *out = shard;
    return STATUS_OK;
}

static void
close_reading(struct shard *shard)
{
    if (shard->reading)
        shard->service->close(shard->reading);
    inbox_close(shard->reader_inbox);
    idempotency_close(shard->reader_idempotency);
    event_log_close(shard->reader_log);
    db_close(shard->reader);
}

static void
close_writing(struct shard *shard)
{
    if (shard->writing)
        shard->service->close(shard->writing);
    agenda_close(shard->agenda);
    inbox_close(shard->inbox);
    idempotency_close(shard->idempotency);
    event_log_close(shard->log);
}

void
shard_close(struct shard *shard)
{
    if (!shard)
        return;
    while (shard->pending) {
        struct exchange *exchange = shard->pending;

        shard->pending = exchange->next;
        exchange_destroy(exchange);
    }
    close_reading(shard);
    close_writing(shard);
    folder_close(shard->folder);
    buffer_release(&shard->scratch);
    free((char *)shard->hub.data);
    free(shard);
}

enum status
shard_begin(struct shard *shard)
{
    enum status status;

    if (!folder_has_room(shard->folder))
        return STATUS_UNAVAILABLE;
    status = db_begin(shard->writer);
    if (status)
        return status;
    status = folder_assert_term(shard->folder);
    if (status)
        db_rollback(shard->writer);
    return status;
}

enum status
shard_commit(struct shard *shard)
{
    enum status status = db_commit(shard->writer);

    if (status) {
        event_log_reload(shard->log);
        inbox_count(shard->inbox, &shard->waiting, &shard->dead);
    }
    return status;
}

int64_t
shard_now(const struct shard *shard)
{
    int64_t now = clock_now();
    int64_t last = event_log_last_at(shard->log);

    return now > last ? now : last;
}

enum status
shard_found(struct shard *shard, int argc, char *const *argv)
{
    struct exchange *exchange = exchange_create();
    enum status status = shard_begin(shard);

    exchange->call = (struct call){
        .arena = &exchange->arena,
        .shard = shard,
        .hub = shard->hub,
        .actor = &exchange->header.actor,
        .id = uuid_new(shard_now(shard)),
        .now = shard_now(shard),
        .clock = shard_now(shard),
        .exchange = exchange,
    };
    if (!status) {
        status = shard->service->found(shard->writing, &exchange->call, argc,
                argv);
        if (status)
            db_rollback(shard->writer);
        else
            status = shard_commit(shard);
    }
    if (status && exchange->call.refusal.problem)
        fprintf(stderr, "%s: " STR_FMT "\n", shard->service->schema->name,
                STR_ARG(exchange->call.refusal.detail));
    exchange_destroy(exchange);
    return status;
}

/* Events and timers run as calls of our own. */

static const struct actor *
own_actor(struct exchange *exchange, struct shard *shard)
{
    exchange->header.actor = (struct actor){
        .has_service = true,
        .service = str_from(shard->service->schema->name),
        .has_home_hub = true,
        .home_hub = shard->hub,
    };
    return &exchange->header.actor;
}

static struct exchange *
begin_own(struct shard *shard, enum origin origin, struct uuid id,
        struct uuid cause)
{
    struct exchange *exchange = exchange_create();
    int64_t now = shard_now(shard);

    exchange->origin = origin;
    exchange->db = shard->writer;
    exchange->call = (struct call){
        .arena = &exchange->arena,
        .shard = shard,
        .hub = shard->hub,
        .actor = own_actor(exchange, shard),
        .id = id,
        .cause = cause,
        .now = now,
        .clock = now,
        .exchange = exchange,
    };
    return exchange;
}

/* Keep or undo what it did; hold it if a job of its is running. */
static enum status
end_own(struct exchange *exchange, enum status status)
{
    struct shard *shard = exchange->call.shard;

    if (status == STATUS_OK || status == STATUS_PENDING) {
        enum status released = db_release(shard->writer);

        if (!released && status == STATUS_PENDING) {
            exchange->next = shard->pending;
            shard->pending = exchange;
            return STATUS_OK;
        }
        exchange_destroy(exchange);
        return released;
    }
    db_undo(shard->writer);
    event_log_reload(shard->log);
    exchange_destroy(exchange);
    return status;
}

/* Events */

static const struct follow_event *
find_followed(const struct service *service, struct str type)
{
    const struct follow *follow = service->schema->follows;

    for (; follow->service; follow++)
        for (const struct follow_event *e = follow->events; e->name; e++)
            if (str_equal(str_from(e->name), type))
                return e;
    return NULL;
}

/* "grants@longgang.bantian": the hub part. */
static struct str
hub_of(struct str source)
{
    const char *at = memchr(source.data, '@', source.len);
    size_t skipped = at ? (size_t)(at - source.data) + 1 : source.len;

    return (struct str){ source.data + skipped, source.len - skipped };
}

static struct set_aside
set_aside_of(struct str source, const struct event_record *event,
        struct arena *arena)
{
    return (struct set_aside){
        .source = source,
        .seq = event->seq,
        .type = event->type,
        .subject = event->subject,
        .event = codec_encode_in(arena, &types_event_record_schema, event),
    };
}

static enum status
put_aside(struct shard *shard, struct str source,
        const struct event_record *event, struct uuid awaits)
{
    struct arena arena = { 0 };
    struct set_aside aside = set_aside_of(source, event, &arena);
    enum status status;

    aside.awaits = awaits;
    status = inbox_await(shard->inbox, &aside);
    if (!status)
        shard->waiting++;
    arena_release(&arena);
    return status;
}

static enum status
call_follower(struct exchange *exchange, const struct follow_event *followed,
        struct str source, const struct event_record *event)
{
    struct foreign_event foreign = {
        .hub = hub_of(source),
        .id = event->id,
        .at = event->at,
        .subject = event->subject,
    };
    struct decode_error error;
    void *body = arena_alloc(&exchange->arena, followed->body->size);
    enum status status;

    status = codec_decode(followed->body, event->body, &exchange->arena, body,
            NULL, &error);
    if (status)
        return call_refuse(&exchange->call, &problem_malformed, NULL,
                "field " STR_FMT ": " STR_FMT, STR_ARG(error.field),
                STR_ARG(error.detail));
    return followed->apply(exchange->call.shard->writing, &exchange->call,
            &foreign, body);
}

static void
explain(const struct exchange *exchange, struct str *refusal)
{
    const struct refusal *why = &exchange->call.refusal;
    int len;

    if (!refusal || !why->problem)
        return;
    len = snprintf((char *)refusal->data, refusal->len, "%s: " STR_FMT,
            why->problem->code, STR_ARG(why->detail));
    if (len >= 0 && (size_t)len < refusal->len)
        refusal->len = (size_t)len;
}

/* In a savepoint of its own; STATUS_AWAITED has put it aside. */
static enum status
apply_now(struct shard *shard, struct str source,
        const struct event_record *event, struct str *refusal)
{
    const struct follow_event *followed =
            find_followed(shard->service, event->type);
    struct exchange *exchange;
    struct uuid awaits;
    enum status status;

    if (!followed || !event->has_body)
        return STATUS_OK;
    exchange = begin_own(shard, ORIGIN_EVENT, event->id, event->id);
    status = db_savepoint(shard->writer);
    if (status) {
        exchange_destroy(exchange);
        return status;
    }
    status = call_follower(exchange, followed, source, event);
    explain(exchange, refusal);
    awaits = exchange->call.awaits;
    status = end_own(exchange, status);
    if (status == STATUS_AWAITED) {
        status = put_aside(shard, source, event, awaits);
        return status ? status : STATUS_AWAITED;
    }
    return status;
}

static enum status
decode_aside(const struct set_aside *aside, struct arena *arena,
        struct event_record *event)
{
    struct decode_error error;

    *event = (struct event_record){ 0 };
    return codec_decode(&types_event_record_schema, aside->event, arena, event,
            NULL, &error);
}

enum status
shard_wake(struct shard *shard, struct uuid subject)
{
    enum status status = STATUS_OK;

    while (!status && shard->waiting > 0) {
        struct arena arena = { 0 };
        struct event_record event;
        struct set_aside aside;

        status = inbox_find_awaiting(shard->inbox, subject, &arena, &aside);
        if (!status)
            status = inbox_remove_waiting(shard->inbox, aside.rowid);
        if (!status) {
            shard->waiting--;
            status = decode_aside(&aside, &arena, &event);
        }
        if (!status)
            status = shard_apply_settled(shard, aside.source, &event);
        arena_release(&arena);
    }
    return status == STATUS_NOT_FOUND || status == STATUS_AWAITED ? STATUS_OK
                                                                  : status;
}

static bool
is_refusal(enum status status)
{
    return status >= STATUS_MALFORMED && status < STATUS_INTERNAL &&
           status != STATUS_AWAITED;
}

/* An event that waited gets one try; a refusal makes it a dead letter. */
enum status
shard_apply_settled(struct shard *shard, struct str source,
        const struct event_record *event)
{
    char text[300];
    struct str refusal = { text, sizeof(text) };
    enum status status = apply_now(shard, source, event, &refusal);

    if (is_refusal(status))
        return shard_bury(shard, source, event, 1, refusal);
    if (!status && event->has_subject)
        status = shard_wake(shard, event->subject);
    return status;
}

enum status
shard_apply(struct shard *shard, struct str source,
        const struct event_record *event, struct str *refusal)
{
    bool is_held = false;
    enum status status = STATUS_OK;

    if (shard->waiting + shard->dead > 0 && event->has_subject)
        status = inbox_is_held(shard->inbox, source, event->subject, &is_held);
    if (status)
        return status;
    if (is_held)
        return put_aside(shard, source, event, event->subject);
    status = apply_now(shard, source, event, refusal);
    if (status == STATUS_AWAITED)
        return STATUS_OK;
    if (!status && event->has_subject && shard->waiting > 0)
        status = shard_wake(shard, event->subject);
    return status;
}

enum status
shard_bury(struct shard *shard, struct str source,
        const struct event_record *event, int tries, struct str refusal)
{
    struct arena arena = { 0 };
    struct set_aside letter = set_aside_of(source, event, &arena);
    enum status status;

    letter.tries = tries;
    letter.reason = refusal;
    status = inbox_bury(shard->inbox, &letter);
    if (!status)
        shard->dead++;
    log_error("alarm=dead_letter hub=" STR_FMT " source=" STR_FMT
              " seq=%" PRId64 " type=" STR_FMT " reason=\"" STR_FMT "\"",
            STR_ARG(shard->hub), STR_ARG(source), event->seq,
            STR_ARG(event->type), STR_ARG(refusal));
    arena_release(&arena);
    return status;
}

/* Skipping leaves a mark in our own log: what, why, by whom. */
static enum status
record_skip(struct call *call, const struct set_aside *letter,
        struct str reason)
{
    static const struct event_type skipped = { "log.event_skipped",
        &types_event_skipped_schema, 0 };
    struct event_skipped body = {
        .source = letter->source,
        .seq = letter->seq,
        .type = letter->type,
        .reason = reason,
    };

    return call_emit(call, &skipped, letter->subject, &body, NULL);
}

static enum status
apply_again(struct shard *shard, struct call *call,
        const struct set_aside *letter)
{
    char text[300] = "";
    struct str refusal = { text, sizeof(text) };
    struct event_record event;
    enum status status = decode_aside(letter, call->arena, &event);

    if (status)
        return status;
    status = apply_now(shard, letter->source, &event, &refusal);
    if (is_refusal(status))
        return call_refuse(call, &problem_conflict, "letter",
                "it is refused again: %s", text);
    return status == STATUS_AWAITED ? STATUS_OK : status;
}

enum status
shard_settle(struct shard *shard, struct call *call, int64_t letter, bool skip,
        struct str reason)
{
    struct set_aside found;
    enum status status;

    status = inbox_find_dead(shard->inbox, letter, call->arena, &found);
    if (status == STATUS_NOT_FOUND)
        return call_refuse(call, &problem_not_found, "letter",
                "there is no dead letter %" PRId64, letter);
    if (!status)
        status = inbox_remove_dead(shard->inbox, letter);
    if (!status)
        status = skip ? record_skip(call, &found, reason)
                      : apply_again(shard, call, &found);
    if (status)
        return status;
    shard->dead--;
    return shard_wake(shard, found.subject);
}

/* Timers */

static const struct timer *
find_timer(const struct service *service, struct str name)
{
    const struct timer *timer = service->schema->timers;

    for (; timer->name; timer++)
        if (str_equal(str_from(timer->name), name))
            return timer;
    return NULL;
}

/* The identifier of this run: the due time and a hash of what is due. */
static struct uuid
run_id(const struct agenda_entry *entry)
{
    struct uuid at = uuid_at(entry->due_at, entry->subject);

    return uuid_derive(at, "timer", 0);
}

static int64_t
back_off(const struct agenda_entry *entry, int64_t now)
{
    int doublings = entry->tries < 10 ? entry->tries : 10;

    return now + (SECOND_MS << doublings);
}

static enum status
run_entry(struct shard *shard, const struct agenda_entry *entry,
        const struct timer *timer)
{
    struct uuid id = run_id(entry);
    struct exchange *exchange = begin_own(shard, ORIGIN_TIMER, id, id);
    enum status status = db_savepoint(shard->writer);

    if (status) {
        exchange_destroy(exchange);
        return status;
    }
    exchange->call.now = entry->due_at;
    status = agenda_remove(shard->agenda, entry->rowid);
    if (!status)
        status = timer->run(shard->writing, &exchange->call, entry->subject);
    return end_own(exchange, status);
}

enum status
shard_run_due(struct shard *shard, int64_t now)
{
    struct arena arena = { 0 };
    struct agenda_entry entry;
    const struct timer *timer;
    enum status status;

    status = agenda_find_due(shard->agenda, now, &arena, &entry);
    if (!status) {
        timer = find_timer(shard->service, entry.timer);
        status = timer ? run_entry(shard, &entry, timer) : STATUS_INTERNAL;
        if (status) {
            log_error("timer=" STR_FMT " hub=" STR_FMT " status=%d tries=%d",
                    STR_ARG(entry.timer), STR_ARG(shard->hub), status,
                    entry.tries);
            status = agenda_back_off(shard->agenda, entry.rowid,
                    back_off(&entry, now));
        }
    }
    arena_release(&arena);
    return status;
}
