/*
 * Bytes in, bytes out: decode, authorise, look the key up, run the handler in
 * a savepoint, encode. No sockets: tests and fuzzers call it directly.
 */
#ifndef SERVER_DISPATCH_H
#define SERVER_DISPATCH_H

#include "server/shard.h"

/* "fundraising.give" of this service; NULL if it has no such operation. */
const struct operation *dispatch_find(const struct service *service,
        struct str op);

/*
 * Prepare exchange->header and payload for running on shard: fills operation,
 * request and reply. STATUS_OK, or the refusal is in the exchange.
 */
enum status dispatch_accept(struct exchange *exchange, struct shard *shard,
        struct str payload);

/*
 * Run it: a command inside shard's open batch, a query outside of it. The
 * result is in exchange->status and exchange->payload. STATUS_PENDING: a job
 * (or parking) holds it; run dispatch_complete() when the job is done.
 */
void dispatch_run(struct exchange *exchange);

/* As it was before it ran, for a batch that was undone. */
void dispatch_rewind(struct exchange *exchange);

/* The job is done: finish the call, a command inside an open batch. */
void dispatch_complete(struct exchange *exchange);

/* Answer with a problem, whatever was before. */
void dispatch_refuse(struct exchange *exchange, const struct problem *problem);

/* The same, with the field that is to blame and what is wrong with it. */
void dispatch_refuse_for(struct exchange *exchange,
        const struct problem *problem, const char *field, struct str detail);

/* Let go of a held exchange whose job will not be done. */
void dispatch_drop(struct exchange *exchange);

/* A long operation, on the reader thread, with a connection of its own. */
void dispatch_run_long(struct exchange *exchange);

#endif
