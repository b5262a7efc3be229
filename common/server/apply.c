/* The events of other services, and those that could not be applied. */
#include "server/rolling.h"
#include "server/shard.h"

#include "base/log.h"
#include "wire/codec.h"
#include "wire/utf8.h"

#include <inttypes.h>
#include <stdio.h>

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

    if (!refusal)
        return;
    len = snprintf((char *)refusal->data, refusal->len, "%s: " STR_FMT,
            why->problem ? why->problem->code : "no reason given",
            STR_ARG(why->detail));
    if (len < (int)refusal->len)
        refusal->len = (size_t)len;
    else
        refusal->len--;
    refusal->len = utf8_whole_len(*refusal);
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

    if ((!followed && !rolling_applies(event->type)) || !event->has_body)
        return STATUS_OK;
    exchange = exchange_begin(shard, ORIGIN_EVENT, event->id, event->id);
    status = db_savepoint(shard->writer);
    if (status) {
        exchange_destroy(exchange);
        return status;
    }
    status = followed ? call_follower(exchange, followed, source, event)
                      : rolling_apply(&exchange->call, source, event);
    explain(exchange, refusal);
    awaits = exchange->call.awaits;
    status = exchange_end(exchange, status);
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

/* Take one out and apply it; *after is then the row to go on from. */
static enum status
wake_next(struct shard *shard, struct uuid subject, int64_t *after)
{
    struct arena arena = { 0 };
    struct event_record event;
    struct set_aside aside;
    enum status status;

    status = inbox_find_awaiting(shard->inbox, subject, *after, &arena, &aside);
    if (!status)
        status = inbox_remove_waiting(shard->inbox, aside.rowid);
    if (!status) {
        shard->waiting--;
        status = decode_aside(&aside, &arena, &event);
    }
    if (!status) {
        status = shard_apply_settled(shard, aside.source, &event);
        *after = status == STATUS_AWAITED ? aside.rowid : 0;
    }
    arena_release(&arena);
    return status;
}

/* One that goes on waiting does not keep the others from being applied. */
enum status
shard_wake(struct shard *shard, struct uuid subject)
{
    enum status status = STATUS_OK;
    int64_t after = 0;

    while (shard->waiting > 0 && (!status || status == STATUS_AWAITED))
        status = wake_next(shard, subject, &after);
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
    last_error_note(&shard->last_error,
            "dead letter: " STR_FMT " %" PRId64 " of " STR_FMT,
            STR_ARG(event->type), event->seq, STR_ARG(source));
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
