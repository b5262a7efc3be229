/*
 * A store takes back events that its log had: batch by batch, as they were
 * committed, with the rows they changed, and many batches in a transaction.
 * Nobody else writes meanwhile.
 */
#ifndef SERVER_TAKING_H
#define SERVER_TAKING_H

#include "server/rows.h"

struct taking {
    struct shard *shard;
    struct rows_taking rows; /* its on_gap is the caller's */
    bool is_open;            /* a transaction */
    bool is_begun;           /* a batch, in a savepoint of its own */
    bool stands;      /* what is in it changed no row that must come back */
    int64_t taken;    /* in it, too */
    int64_t is_whole; /* taken up to the end of a batch */
    int64_t kept;     /* up to the last commit */
};

/*
 * The next one. STATUS_CONFLICT: it does not go on where our log ends; then,
 * and when there are no more, taking_end().
 */
enum status taking_add(struct taking *taking, const struct event_record *event);

/* Commit what is whole, unless a batch has begun: then it waits for its end. */
enum status taking_keep(struct taking *taking);

/*
 * What was begun and is not whole is given up. The hub's figures are counted
 * again from the log if anything was taken.
 */
enum status taking_end(struct taking *taking);

#endif
