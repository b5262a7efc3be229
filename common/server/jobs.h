/* Threads for slow work; a descriptor becomes readable when some is done. */
#ifndef SERVER_JOBS_H
#define SERVER_JOBS_H

#include "server/shard.h"

struct jobs;

enum {
    JOB_THREADS = 2, /* hashing a password fills a core */
    JOBS_MAX = 32,
};

enum status jobs_open(struct jobs **out, size_t threads, size_t cap);

/* Waits for what is running; drops what is not. Accepts NULL. */
void jobs_close(struct jobs *jobs);

/* Is a thread at work? Then jobs_close() would wait for it. */
bool jobs_are_running(struct jobs *jobs);
int jobs_fd(const struct jobs *jobs);

/* False when cap jobs wait already. run() is called on a thread. */
bool jobs_submit(struct jobs *jobs, struct exchange *exchange,
        void (*run)(struct exchange *exchange));

/* Everything that is done, as a list in the order it was finished. */
struct exchange *jobs_take(struct jobs *jobs);

#endif
