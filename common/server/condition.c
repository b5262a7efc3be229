#include "server/condition.h"

#include "server/alarms.h"

enum { FOLLOWS_MAX = 1000 };

static struct followed_log
followed(const struct follower *follower)
{
    return (struct followed_log){
        .source = follower->source,
        .applied = follower->cursor.seq,
        .lag = follower_lag(follower),
        .is_failing = follower->failing_since > 0 || follower->has_diverged,
        .has_last_error = follower->last_error.at > 0,
        .last_error = str_from(follower->last_error.text),
        .has_last_error_at = follower->last_error.at > 0,
        .last_error_at = follower->last_error.at,
    };
}

/* Of a province's thousands those that are well need not all be told. */
static size_t
list_follows(const struct lane *lane, bool are_well, struct followed_log *out,
        size_t count)
{
    for (size_t i = 0; i < lane->followers.count && count < FOLLOWS_MAX; i++) {
        const struct followed_log log = followed(lane->followers.items[i]);

        if (are_well == (log.lag == 0 && !log.is_failing))
            out[count++] = log;
    }
    return count;
}

struct store_condition
condition_of(const struct lane *lane, struct arena *arena)
{
    const struct shard *shard = lane->shard;
    struct store_condition condition = {
        .hub = shard->hub,
        .head = event_log_head(shard->log),
        .queued = (int64_t)lane->commands.count,
        .waiting = shard->waiting,
        .dead_letters = shard->dead,
        .follows =
                arena_alloc(arena, FOLLOWS_MAX * sizeof(struct followed_log)),
        .has_is_recovering = true,
        .is_recovering = shard->recovery != NULL,
        .has_last_error = shard->last_error.at > 0,
        .last_error = str_from(shard->last_error.text),
        .has_last_error_at = shard->last_error.at > 0,
        .last_error_at = shard->last_error.at,
    };

    condition.follows_count = list_follows(lane, false, condition.follows, 0);
    condition.follows_count = list_follows(lane, true, condition.follows,
            condition.follows_count);
    condition.alarms_count = alarms_list(lane, arena, &condition.alarms);
    return condition;
}
