#include "server/condition.h"

#include "server/alarms.h"

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
        .follows = arena_alloc(arena,
                (lane->follower_count + 1) * sizeof(struct followed_log)),
        .follows_count = lane->follower_count,
        .has_is_recovering = true,
        .is_recovering = shard->recovery != NULL,
        .has_last_error = shard->last_error.at > 0,
        .last_error = str_from(shard->last_error.text),
        .has_last_error_at = shard->last_error.at > 0,
        .last_error_at = shard->last_error.at,
    };

    for (size_t i = 0; i < lane->follower_count; i++)
        condition.follows[i] = followed(&lane->followers[i]);
    condition.alarms_count = alarms_list(lane, arena, &condition.alarms);
    return condition;
}
