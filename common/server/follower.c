#include "server/follower.h"

#include "base/clock.h"
#include "base/hub.h"
#include "base/jitter.h"
#include "base/log.h"
#include "server/keeping.h"
#include "wire/codec.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

enum {
    PAGE = 200,
    WAIT_MS = 20000,
    ANSWER_MS = WAIT_MS + 10000, /* then the question counts as lost */
    MAX_TRIES = 5,
    GATHER_MS = 20, /* from page to page while more comes all the time */
    FIRST_PAUSE_MS = 50,
    MAX_PAUSE_MS = 5000,
    LONGEST_PAUSE_MS = 60 * 1000,
    PATIENCE = 8, /* who failed that long is heard a part of it later */
};

static struct str
keep(const char *format, const char *service, struct str hub)
{
    char *text;

    if (asprintf(&text, format, service, (int)hub.len, hub.data) < 0)
        abort();
    return str_from(text);
}

enum status
follower_init(struct follower *follower, struct shard *shard,
        const char *service, struct str hub)
{
    *follower = (struct follower){
        .shard = shard,
        .source = keep("%s@%.*s", service, hub),
        .op = keep("%s.fetch_events", service, hub),
    };
    follower->hub = str_from(strchr(follower->source.data, '@') + 1);
    follower->is_branch = strcmp(service, shard->service->schema->name) == 0 &&
                          hub_is_branch_of(follower->hub, shard->hub);
    follower->heard_at = clock_monotonic();
    if (rollup_find_hub(shard->rollup, follower->hub, &follower->as_of))
        follower->as_of = 0;
    return inbox_find_cursor(shard->inbox, follower->source, &follower->cursor);
}

void
follower_release(struct follower *follower)
{
    arena_release(&follower->arena);
    free((char *)follower->source.data);
    free((char *)follower->op.data);
}

/* A province's hubs that are cut off for long must not cost much for ever. */
static int64_t
longest_pause(const struct follower *follower, int64_t now)
{
    const int64_t pause = follower->failing_since > 0
                                  ? (now - follower->failing_since) / PATIENCE
                                  : 0;

    if (pause < MAX_PAUSE_MS)
        return MAX_PAUSE_MS;
    return pause < LONGEST_PAUSE_MS ? pause : LONGEST_PAUSE_MS;
}

static void
pause_until(struct follower *follower, int64_t now)
{
    int64_t pause = (int64_t)FIRST_PAUSE_MS << follower->failures;

    if (pause > MAX_PAUSE_MS)
        pause = longest_pause(follower, now);
    else
        follower->failures++;
    follower->ask_at = now + pause / 2 + jitter(pause / 2 + 1);
}

/* Zero is kept for "nothing is wrong". */
static void
mark_failing(struct follower *follower, int64_t now)
{
    if (follower->failing_since == 0)
        follower->failing_since = now > 0 ? now : 1;
}

static void
blame(struct follower *follower, int64_t now, const char *what)
{
    mark_failing(follower, now);
    last_error_note(&follower->last_error, "%s", what);
}

int64_t
follower_lag(const struct follower *follower)
{
    const int64_t lag = follower->head - follower->cursor.seq;

    return lag > 0 ? lag : 0;
}

int64_t
follower_due(const struct follower *follower)
{
    if (follower->has_diverged || follower->has_page)
        return INT64_MAX;
    if (!uuid_is_zero(follower->asked))
        return follower->asked_at + ANSWER_MS;
    return follower->ask_at;
}

/* The event that is asked for alone, or zero. */
static int64_t
looked_at(const struct follower *follower)
{
    if (follower->is_locating)
        return follower->fork.seq;
    return follower->is_checking ? follower->cursor.seq : 0;
}

/*
 * While checking, the event at the cursor is asked for once more. After a
 * failure the answer is wanted at once: it shows that all is well again.
 */
static struct str
question_of(const struct follower *follower, struct arena *arena)
{
    const int64_t one = looked_at(follower);
    struct fetch_events_request request = {
        .has_store_epoch = !uuid_is_zero(follower->cursor.store_epoch),
        .store_epoch = follower->cursor.store_epoch,
        .after = one > 0 ? one - 1 : follower->cursor.seq,
        .has_limit = true,
        .limit = one > 0 ? 1 : PAGE,
        .has_wait_ms = true,
        .wait_ms = follower->failing_since ? 0 : WAIT_MS,
    };

    return codec_encode_in(arena, &types_fetch_events_request_schema, &request);
}

void
follower_ask(struct follower *follower, struct client *client, uint64_t gateway,
        int64_t now)
{
    const struct shard *shard = follower->shard;
    struct arena arena = { 0 };
    struct request_header header = {
        .id = uuid_new(clock_now()),
        .op = follower->op,
        .has_hub = true,
        .hub = follower->hub,
        .has_budget_ms = true,
        .budget_ms = WAIT_MS + 5000,
        .has_actor = true,
        .actor = {
            .has_service = true,
            .service = str_from(shard->service->schema->name),
            .has_home_hub = true,
            .home_hub = shard->hub,
        },
    };

    if (follower_due(follower) > now)
        return;
    if (!uuid_is_zero(follower->asked))
        blame(follower, now, "no answer");
    follower->asked = (struct uuid){ 0 };
    if (client_send(client, &header, question_of(follower, &arena))) {
        blame(follower, now, "no connection to the gateway");
        pause_until(follower, now);
    } else {
        follower->asked = header.id;
    }
    follower->asked_of = gateway;
    follower->asked_at = now;
    arena_release(&arena);
}

void
follower_forget(struct follower *follower, uint64_t gateway)
{
    if (follower->asked_of == gateway)
        follower->asked = (struct uuid){ 0 };
}

static void
diverge(struct follower *follower, const char *what)
{
    follower->has_diverged = true;
    last_error_note(&follower->last_error, "its %s is not what it was", what);
    log_error("alarm=diverged hub=" STR_FMT " source=" STR_FMT " seq=%" PRId64
              " what=%s",
            STR_ARG(follower->shard->hub), STR_ARG(follower->source),
            follower->cursor.seq, what);
}

static bool
is_at(const struct fetch_events_reply *page, int64_t seq)
{
    return page->events_count == 1 && page->events[0].seq == seq;
}

/* Where we part is known when its last common event is. */
static void
locate_fork(struct follower *follower)
{
    const struct fetch_events_reply *page = &follower->page;
    struct cursor *fork = &follower->fork;

    follower->is_locating = false;
    follower->has_page = false;
    if (fork->seq > 0 && is_at(page, fork->seq))
        fork->hash = hash_from(page->events[0].hash);
    follower->has_fork = fork->seq == 0 || is_at(page, fork->seq);
    diverge(follower, "history");
    if (follower->has_fork)
        last_error_note(&follower->last_error,
                "we saw %" PRId64 " events of it; after %" PRId64
                " it goes on otherwise",
                follower->cursor.seq, fork->seq);
}

/* A restored source says since when its history is another. */
static void
begin_locating(struct follower *follower)
{
    const struct fetch_events_reply *page = &follower->page;

    if (!page->has_restored_head ||
            page->restored_head >= follower->cursor.seq) {
        diverge(follower, "history");
        return;
    }
    follower->fork = (struct cursor){ .store_epoch = page->store_epoch,
        .seq = page->restored_head };
    follower->is_locating = page->restored_head > 0;
    if (!follower->is_locating)
        locate_fork(follower);
}

/* A restored source: go on if what we have seen is still its history. */
static void
check_prefix(struct follower *follower)
{
    const struct fetch_events_reply *page = &follower->page;
    const struct hash *ours = &follower->cursor.hash;

    follower->has_page = false;
    follower->is_checking = false;
    if (is_at(page, follower->cursor.seq) &&
            memcmp(page->events[0].hash.data, ours, sizeof(*ours)) == 0)
        follower->cursor.store_epoch = page->store_epoch;
    else
        begin_locating(follower);
}

static void
look_at_page(struct follower *follower)
{
    const struct fetch_events_reply *page = &follower->page;
    bool is_new = uuid_is_zero(follower->cursor.store_epoch);

    follower->head = page->head;
    if (follower->is_locating) {
        locate_fork(follower);
        return;
    }
    if (follower->is_checking) {
        check_prefix(follower);
        return;
    }
    if (is_new || follower->cursor.seq == 0)
        follower->cursor.store_epoch = page->store_epoch;
    if (!uuid_equal(follower->cursor.store_epoch, page->store_epoch)) {
        follower->is_checking = true;
        follower->has_page = false;
    } else if (page->head < follower->cursor.seq) {
        diverge(follower, "head");
        follower->has_page = false;
    }
}

static void
blame_answer(struct follower *follower, int status, int64_t now)
{
    char text[60];

    snprintf(text, sizeof(text), "it answered %d%s", status,
            status == 200 ? ", in a form we do not know" : "");
    blame(follower, now, text);
}

/* Behind, at once; else what comes meanwhile makes one page and one commit. */
static int64_t
next_question(const struct follower *follower, int64_t now)
{
    const struct fetch_events_reply *page = &follower->page;
    const int64_t gathered = follower->asked_at + GATHER_MS;
    const bool is_behind =
            page->events_count > 0 &&
            page->events[page->events_count - 1].seq < page->head;

    return is_behind || gathered < now ? now : gathered;
}

void
follower_take(struct follower *follower, const struct client_reply *reply,
        int64_t now)
{
    struct decode_error error;
    struct str payload;

    follower->asked = (struct uuid){ 0 };
    arena_release(&follower->arena);
    payload = arena_copy(&follower->arena, reply->payload.data,
            reply->payload.len);
    follower->page = (struct fetch_events_reply){ 0 };
    if (reply->header.status != 200 ||
            codec_decode(&types_fetch_events_reply_schema, payload,
                    &follower->arena, &follower->page, NULL, &error)) {
        blame_answer(follower, (int)reply->header.status, now);
        pause_until(follower, now);
        return;
    }
    follower->failures = 0;
    follower->ask_at = next_question(follower, now);
    follower->has_page = follower->page.events_count > 0;
    follower->heard_at = now;
    if (!follower->has_page && !follower->is_checking)
        follower->as_of = clock_now();
    if (!follower->has_page)
        follower->failing_since = 0;
    look_at_page(follower);
}

static bool
is_in_chain(const struct follower *follower, const struct event_record *record)
{
    struct event event = {
        .seq = record->seq,
        .id = record->id,
        .at = record->at,
        .type = record->type,
        .subject = record->subject,
        .salt = record->salt,
        .is_erased = !record->has_salt,
        .subject_hash = hash_from(record->subject_hash),
        .leaf = hash_from(record->leaf),
    };

    return hash_equal(event_hash(&event, follower->cursor.hash),
            hash_from(record->hash));
}

/* One of another hub does not come in plain, an erased one says nothing. */
static bool
is_as_hashed(const struct event_record *record)
{
    const struct event event = {
        .salt = record->salt,
        .body = record->body,
        .actor = record->actor,
    };

    return !record->has_salt || !record->has_body ||
           hash_equal(event_leaf(&event), hash_from(record->leaf));
}

/* Somebody, or a disk, altered the source's store: cw verify says more. */
static enum status
refuse_broken(struct follower *follower, int64_t seq, const char *what)
{
    diverge(follower, "chain");
    last_error_note(&follower->last_error,
            "its chain is broken: event %" PRId64 " %s", seq, what);
    return STATUS_CONFLICT;
}

/* After MAX_TRIES an event becomes a dead letter and the log goes on. */
static enum status
apply_or_bury(struct follower *follower, const struct event_record *event)
{
    char text[300] = "";
    struct str why = { text, sizeof(text) };
    struct shard *shard = follower->shard;
    enum status status = shard_apply(shard, follower->source, event, &why);

    if (status == STATUS_OK)
        return status;
    last_error_note(&follower->last_error, "event %" PRId64 ": %d " STR_FMT,
            event->seq, status, STR_ARG(why));
    if (status >= STATUS_INTERNAL)
        return status;
    if (++follower->tries < MAX_TRIES)
        return status;
    return shard_bury(shard, follower->source, event, follower->tries, why);
}

static enum status
apply_next(struct follower *follower, const struct event_record *event)
{
    enum status status;

    if (event->seq <= follower->cursor.seq)
        return STATUS_OK;
    if (event->seq != follower->cursor.seq + 1) {
        last_error_note(&follower->last_error,
                "events are missing before %" PRId64, event->seq);
        return STATUS_CONFLICT;
    }
    if (!is_in_chain(follower, event))
        return refuse_broken(follower, event->seq,
                "does not follow on the one before");
    if (!is_as_hashed(event))
        return refuse_broken(follower, event->seq,
                "says another thing than was hashed");
    status = apply_or_bury(follower, event);
    if (!status && follower->is_branch)
        status = keeping_add(follower, event);
    if (status)
        return status;
    follower->tries = 0;
    follower->cursor.seq = event->seq;
    follower->cursor.hash = hash_from(event->hash);
    return STATUS_OK;
}

enum status
follower_rejoin(struct follower *follower)
{
    follower->cursor = follower->fork;
    follower->has_diverged = follower->has_fork = false;
    follower->tries = 0;
    follower->ask_at = clock_monotonic();
    return inbox_move_cursor(follower->shard->inbox, follower->source,
            &follower->cursor);
}

enum status
follower_apply(struct follower *follower, int64_t now)
{
    const struct fetch_events_reply *page = &follower->page;
    enum status status = STATUS_OK;

    for (size_t i = 0; i < page->events_count && !status; i++)
        status = apply_next(follower, &page->events[i]);
    if (!status) {
        follower->failing_since = 0;
    } else {
        mark_failing(follower, now);
        pause_until(follower, now);
    }
    if (status >= STATUS_INTERNAL)
        return status;
    return inbox_move_cursor(follower->shard->inbox, follower->source,
            &follower->cursor);
}

void
follower_settle(struct follower *follower, enum status status, int64_t now)
{
    follower->has_page = false;
    follower->page = (struct fetch_events_reply){ 0 };
    arena_release(&follower->arena);
    if (!status && follower->cursor.seq >= follower->head)
        follower->as_of = clock_now();
    if (!status)
        return;
    if (follower->failing_since == 0)
        blame(follower, now, "what it did was not committed");
    pause_until(follower, now);
    inbox_find_cursor(follower->shard->inbox, follower->source,
            &follower->cursor);
}
