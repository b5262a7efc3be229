#include "server/forks.h"

#include "server/losses.h"
#include "server/metrics.h"
#include "wire/codec.h"

#include <inttypes.h>

enum { PAGE = 200, PAGE_BYTES = 1024 * 1024 };

static const struct event_type settled_event = { "log.fork_settled",
    &types_fork_settled_schema, 0 };

static enum status
list_page(struct shard *shard, struct str branch, int64_t *after)
{
    struct arena arena = { 0 };
    struct event_record event = { 0 };
    struct decode_error error;
    struct str *kept;
    size_t count = 0;
    enum status status = kept_list(shard->kept, branch, *after, PAGE,
            PAGE_BYTES, &arena, &kept, &count);

    for (size_t i = 0; i < count && !status; i++) {
        if (codec_decode(&types_event_record_schema, kept[i], &arena, &event,
                    NULL, &error))
            status = STATUS_INTERNAL;
        else
            status = losses_add_events(shard, &event, 1);
        *after = event.seq;
    }
    arena_release(&arena);
    return status || count > 0 ? status : STATUS_NOT_FOUND;
}

/* Of a branch we know what it said, and its figures are not what it said. */
static enum status
give_branch_up(const struct follower *follower, int64_t after)
{
    struct shard *shard = follower->shard;
    int64_t listed = after;
    enum status status = STATUS_OK;

    while (!status)
        status = list_page(shard, follower->hub, &listed);
    if (status == STATUS_NOT_FOUND)
        status = kept_forget(shard->kept, follower->hub, after);
    return status ? status : rollup_forget(shard->rollup, follower->hub);
}

enum status
forks_rejoin(struct follower *follower, struct call *call, struct str reason)
{
    struct shard *shard = follower->shard;
    const struct fork_settled body = {
        .source = follower->source,
        .after = follower->fork.seq,
        .seen = follower->cursor.seq,
        .reason = reason,
    };
    enum status status =
            inbox_forget(shard->inbox, follower->source, body.after);

    if (!status)
        status = inbox_count(shard->inbox, &shard->waiting, &shard->dead);
    if (!status && follower->is_branch)
        status = give_branch_up(follower, body.after);
    if (!status)
        status = follower_rejoin(follower);
    return status ? status
                  : call_emit(call, &settled_event,
                            folder_identity(shard->folder)->store, &body, NULL);
}

static struct follower *
find_follower(const struct shard *shard, struct str source, struct lane **lane)
{
    size_t count = 0;
    struct lane *lanes =
            shard->metrics ? metrics_lanes(shard->metrics, &count) : NULL;

    for (size_t i = 0; i < count; i++) {
        *lane = &lanes[i];
        for (size_t j = 0;
                j < lanes[i].followers.count && lanes[i].shard == shard; j++)
            if (str_equal(lanes[i].followers.items[j]->source, source))
                return lanes[i].followers.items[j];
    }
    return NULL;
}

enum status
forks_settle(void *self, struct call *call, const void *request, void *reply)
{
    const struct settle_fork_request *in = request;
    struct settle_fork_reply *out = reply;
    struct lane *lane;
    struct follower *follower = find_follower(self, in->source, &lane);
    enum status status;

    if (!follower)
        return call_refuse(call, &problem_not_found, "source",
                STR_FMT " is not followed here", STR_ARG(in->source));
    if (!follower->has_fork)
        return call_refuse(call, &problem_conflict, "source",
                follower->has_diverged
                        ? "it does not say where its history is another"
                        : "its history is what was seen of it");
    out->after = follower->fork.seq;
    out->seen = follower->cursor.seq;
    status = forks_rejoin(follower, call, in->reason);
    followers_moved(&lane->followers, follower);
    return status;
}
