/*
 * A followed log that was restored, and goes on otherwise than we have seen: a
 * person looks at what is lost, and has it followed on.
 */
#ifndef SERVER_FORKS_H
#define SERVER_FORKS_H

#include "server/lane.h"

/* The operation settle_fork; `self` is the shard. */
enum status forks_settle(void *self, struct call *call, const void *request,
        void *reply);

/* The same of a follower, in the open batch. */
enum status forks_rejoin(struct follower *follower, struct call *call,
        struct str reason);

#endif
