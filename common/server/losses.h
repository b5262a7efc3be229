/* What did not come back with a restored store: see db/loss.h. */
#ifndef SERVER_LOSSES_H
#define SERVER_LOSSES_H

#include "server/shard.h"

/* A value that the log withheld, as the rows of *shard come back. */
enum status losses_add_gap(struct shard *shard, const struct gap *gap);

/* Events that others have seen; not those that speak of a log itself. */
enum status losses_add_events(struct shard *shard,
        const struct event_record *events, size_t count);

/*
 * Numbers that may have been given: `by` of each series are void. In the open
 * batch.
 */
enum status losses_void_numbers(struct call *call, int64_t by);

/*
 * The same for what the store that was replaced is known to have given
 * (db/given.h), as far as that has not come back.
 */
enum status losses_void_given(struct call *call, bool *is_any);

/* The operations; `self` is the shard. */
enum status losses_list(void *self, struct call *call, const void *request,
        void *reply);
enum status losses_settle(void *self, struct call *call, const void *request,
        void *reply);

#endif
