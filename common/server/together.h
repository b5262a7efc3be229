/*
 * The commands of a batch, run without a savepoint each. Nearly all succeed,
 * or are refused before they wrote; for the one that fails later all are
 * undone, and run again one by one.
 */
#ifndef SERVER_TOGETHER_H
#define SERVER_TOGETHER_H

#include "server/shard.h"

/*
 * Run accepted commands as the first of the open batch. If it fails the batch
 * is over, and they are as before.
 */
enum status together_run(struct shard *shard, struct exchange *const *commands,
        size_t count);

#endif
