#include "server/keeping.h"

#include "base/clock.h"
#include "base/hub.h"
#include "base/log.h"
#include "bus/config.h"
#include "server/rows.h"
#include "wire/codec.h"

#include <stdlib.h>

enum {
    PRUNE_MAX = 500,
    DEFAULT_LIMIT = 200,
    MAX_PAGE_BYTES = 1024 * 1024,
};

/* -- the branch ----------------------------------------------------------- */

/* The same service of the hub above. */
static bool
is_keeper(const struct call *call)
{
    const struct actor *actor = call->actor;

    return call_is_service(call, call->shard->service->schema->name) &&
           actor->has_home_hub && hub_is_branch_of(call->hub, actor->home_hub);
}

void
keeping_close(const struct call *call, struct event_record *event)
{
    const struct actor *actor = call->actor;

    if (!actor->has_home_hub || str_equal(actor->home_hub, call->hub) ||
            !event->has_body || !rows_is_event(event))
        return;
    if (is_keeper(call)) {
        event->has_sealed = true;
        event->sealed = sealed_close(folder_key(call->shard->folder),
                hash_from(event->hash), event->body, call->arena);
    }
    event->has_body = false;
    event->body = STR("");
}

bool
keeping_open(const struct shard *shard, struct event_record *event,
        struct arena *arena)
{
    if (!event->has_sealed)
        return true;
    event->has_body = sealed_open(folder_key(shard->folder),
            hash_from(event->hash), event->sealed, arena, &event->body);
    return event->has_body;
}

/* -- the hub above -------------------------------------------------------- */

static int64_t
setting(const char *variable)
{
    const int64_t number = strtoll(config_text(variable), NULL, 10);

    return number > 0 ? number : 0;
}

static int64_t
oldest_kept(void)
{
    return clock_now() - setting("CW_KEEP_DAYS") * DAY_MS;
}

enum status
keeping_add(struct follower *follower, const struct event_record *event)
{
    struct arena arena = { 0 };
    enum status status;

    if (event->at < oldest_kept())
        return STATUS_OK;
    status = kept_add(follower->shard->kept, follower->hub, event->seq,
            event->at,
            codec_encode_in(&arena, &types_event_record_schema, event));
    arena_release(&arena);
    return status;
}

static enum status
prune_branch(const struct follower *follower, bool *left)
{
    return kept_prune(follower->shard->kept, follower->hub, oldest_kept(),
            follower->cursor.seq - setting("CW_KEEP_EVENTS"), PRUNE_MAX, left);
}

void
keeping_tidy(struct lane *lane)
{
    struct shard *shard = lane->shard;
    bool has_left = false;
    enum status status;

    if (clock_monotonic() < lane->forget_at || shard_begin(shard))
        return;
    status = STATUS_OK;
    for (size_t i = 0; i < lane->followers.count && !status; i++) {
        bool left = false;

        if (lane->followers.items[i]->is_branch)
            status = prune_branch(lane->followers.items[i], &left);
        has_left = has_left || left;
    }
    if (status)
        db_rollback(shard->writer);
    else
        status = shard_commit(shard);
    if (status || !has_left)
        lane->forget_at = clock_monotonic() + HOUR_MS;
}

static enum status
decode_all(struct call *call, const struct str *kept, size_t count,
        struct list_kept_events_reply *out)
{
    enum status status = STATUS_OK;
    struct decode_error error;

    out->events = arena_alloc(call->arena, (count + 1) * sizeof(*out->events));
    out->events_count = count;
    for (size_t i = 0; i < count && !status; i++)
        if (codec_decode(&types_event_record_schema, kept[i], call->arena,
                    &out->events[i], NULL, &error))
            status = STATUS_INTERNAL;
    return status;
}

static enum status
find_cursor(struct shard *shard, struct call *call, struct str branch,
        struct list_kept_events_reply *out)
{
    const struct str source = arena_printf(call->arena, "%s@" STR_FMT,
            shard->service->schema->name, STR_ARG(branch));
    struct cursor cursor;
    enum status status =
            inbox_find_cursor(shard->reader_inbox, source, &cursor);

    out->is_followed = cursor.seq > 0;
    out->seq = cursor.seq;
    out->hash = arena_copy(call->arena, &cursor.hash, sizeof(cursor.hash));
    return status;
}

/*
 * What it heard of the branch after its own last backup came back with its
 * log in part, and what it kept of it not at all.
 */
static enum status
find_forgotten(struct shard *shard, struct str branch,
        struct list_kept_events_reply *out)
{
    const int64_t restored_at = folder_identity(shard->folder)->restored_at;
    int64_t heard_at = 0;
    enum status status =
            rollup_find_hub(shard->reader_rollup, branch, &heard_at);

    out->has_has_forgotten = true;
    out->has_forgotten = restored_at > 0 && heard_at <= restored_at;
    return status;
}

/*
 * A branch is given its own events, and nobody else. While this store itself
 * waits for what the hub above it kept, it does not know what it saw.
 */
enum status
keeping_list(void *self, struct call *call, const void *request, void *reply)
{
    struct shard *shard = self;
    const struct list_kept_events_request *in = request;
    struct list_kept_events_reply *out = reply;
    const struct str branch = call->actor->home_hub;
    struct str *kept;
    size_t count;
    enum status status;

    if (!call_is_service(call, shard->service->schema->name) ||
            !hub_is_branch_of(branch, call->hub))
        return call_refuse(call, &problem_forbidden, NULL,
                "they are for the same service of the branch they came from");
    if (shard->recovery)
        return STATUS_UNAVAILABLE;
    status = find_cursor(shard, call, branch, out);
    if (!status)
        status = find_forgotten(shard, branch, out);
    if (!status)
        status = kept_list(shard->reader_kept, branch, in->after,
                in->has_limit ? (size_t)in->limit : DEFAULT_LIMIT,
                MAX_PAGE_BYTES, call->arena, &kept, &count);
    return status ? status : decode_all(call, kept, count, out);
}
