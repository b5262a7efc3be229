/*
 * A restored store is not served at once: its backup may be older than what
 * it told the hub above. Queries are answered; commands wait until it has
 * asked that hub for the events that were kept there, has taken them back
 * where its log carries its rows, and has listed what is lost. If the hub
 * above cannot be asked, or has seen what cannot be taken back, a person
 * decides: cw recover. Where nobody knows what was given since the backup, as
 * many numbers as may have been are void.
 */
#ifndef SERVER_RECOVERY_H
#define SERVER_RECOVERY_H

#include "bus/client.h"
#include "server/shard.h"

struct recovery;

/*
 * For a shard that is to be served: shard->recovery is set if it must recover
 * first. Of what nobody keeps the backup is all there is: that is noted in
 * its log and, for the numbers given since, among the losses; it is served.
 */
enum status recovery_open(struct shard *shard);
void recovery_close(struct recovery *recovery); /* accepts NULL */

/* As those of a follower. `now` is monotonic. */
void recovery_ask(struct recovery *recovery, struct client *client,
        uint64_t gateway, int64_t now);
void recovery_forget(struct recovery *recovery, uint64_t gateway);
int64_t recovery_due(const struct recovery *recovery);

/* Is this the question under way? Then its answer is taken. */
bool recovery_has_asked(const struct recovery *recovery, struct uuid id);
void recovery_take(struct recovery *recovery, const struct client_reply *reply,
        int64_t now);

/* An answer waits to be worked on; outside of any batch. */
bool recovery_has_work(const struct recovery *recovery);
void recovery_run(struct recovery *recovery, int64_t now);

/* Before a batch: what is half taken back is asked for again. */
void recovery_pause(struct recovery *recovery);

/* It is done: the store is to be opened again, and served. */
bool recovery_is_over(const struct recovery *recovery);

/* Why it is not, for people. */
const char *recovery_state(const struct recovery *recovery);

/* While it recovers: is this refused? */
bool recovery_refuses(const struct operation *operation);

/* The operation recover_alone; `self` is the shard. */
enum status recovery_go_alone(void *self, struct call *call,
        const void *request, void *reply);

#endif
