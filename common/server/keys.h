/* A command with an idempotency key is done once, and answered as then. */
#ifndef SERVER_KEYS_H
#define SERVER_KEYS_H

#include "server/shard.h"

/*
 * STATUS_OK: the key is new, go on. STATUS_CONFLICT: the exchange has its
 * answer, a replayed one or a refusal.
 */
enum status keys_look_up(struct exchange *exchange);

/* Keep the key and the reply, in the savepoint of what was done. */
enum status keys_store(struct exchange *exchange);

#endif
