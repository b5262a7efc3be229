/*
 * A hub keeps for some weeks what it fetches of its branches' logs, service
 * by service, so that a branch whose machine is lost gets back what its last
 * backup does not have. The rows in it are sealed by the branch: it alone can
 * read them again.
 */
#ifndef SERVER_KEEPING_H
#define SERVER_KEEPING_H

#include "server/lane.h"

/*
 * Another hub is given no rows of ours, except the one above, for keeping,
 * sealed.
 */
void keeping_close(const struct call *call, struct event_record *event);

/* The rows of one that came back; false: they were sealed by another. */
bool keeping_open(const struct shard *shard, struct event_record *event,
        struct arena *arena);

/* Of a branch, in the open batch. */
enum status keeping_add(struct follower *follower,
        const struct event_record *event);

/* Forget a few of those that are too old or too many. */
void keeping_tidy(struct lane *lane);

/* The operation list_kept_events; `self` is the shard. */
enum status keeping_list(void *self, struct call *call, const void *request,
        void *reply);

#endif
