/*
 * A store that is being restored goes on along the log of the one that it
 * will replace: <service> forward HUB DATABASE OLD-DATABASE, which `cw
 * restore` runs before either is swapped. Services whose log carries their
 * rows take back what came after the backup; of the others it is a loss
 * (losses.h), and so is what the log withholds, until a person has seen to it.
 */
#ifndef SERVER_FORWARD_H
#define SERVER_FORWARD_H

#include "server/service.h"

/*
 * The whole subcommand; returns the exit status. EX_DATAERR: the log of `old`
 * does not go on, or cannot be read; what came before that is taken back.
 */
int forward_main(const struct service *service, const char *data,
        const char *hub, const char *database, const char *old);

/*
 * Take back from the log of `old` what follows our own, batch by batch;
 * what cannot come back is a loss, and printed to standard output. *taken
 * counts events. STATUS_CONFLICT: `old` is of another store, or its log does
 * not go on from ours or cannot be read; what was whole until there is kept.
 */
struct shard;
enum status forward_store(struct shard *shard, struct db *old, int64_t *taken);

#endif
