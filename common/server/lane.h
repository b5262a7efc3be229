/*
 * A shard in the loop: what waits to be run on it, who is parked on it, whom
 * it follows. One turn of a lane is one batch.
 */
#ifndef SERVER_LANE_H
#define SERVER_LANE_H

#include "server/followers.h"
#include "server/shard.h"

/* A first-in-first-out list of exchanges. */
struct queue {
    struct exchange *first;
    struct exchange **end;
    size_t count;
};

void queue_add(struct queue *queue, struct exchange *exchange);
struct exchange *queue_take(struct queue *queue);      /* NULL when empty */
void queue_move(struct queue *from, struct queue *to); /* to is replaced */

struct lane {
    struct shard *shard;
    struct queue commands;      /* to be run in the next batch */
    struct exchange *completed; /* whose job is done, by next_done */
    struct queue parked;        /* waiting for an event */
    struct queue disclosing;    /* answered, to be noted before it is sent */
    struct queue answers;       /* out: to be sent */
    bool is_reading;            /* between lane_begin_reading() and its end */
    struct followers followers;
    uint64_t follows;  /* the list of neighbours it follows has this number */
    int64_t commit_us; /* the last COMMIT took that long */
    int64_t next_due;  /* of the agenda, in clock_now() */
    int64_t roll_at;   /* monotonic: when figures are looked at again */
    int64_t listen_at; /* monotonic: when it is seen who is silent */
    int64_t prune_at;  /* monotonic: when old keys are looked for */
    int64_t forget_at; /* monotonic: when kept events are */
    int64_t head;      /* of the log, when the parked were last looked at */
    size_t long_reads; /* of it that threads are at */

    /* While it is handed over to another process, see seats.c. */
    bool is_leaving; /* begins no work of its own */
    bool is_told;    /* the gateways know that it only stands by */
    int64_t told_at; /* monotonic */
};

enum { PARKED_MAX = 64 };

enum status lane_open(struct lane *lane, const struct service *service,
        const char *data, struct str hub, const struct str *hubs,
        size_t hub_count);
void lane_close(struct lane *lane);

/* Follow what the schema says of these hubs, too; those known stay. */
enum status lane_follow(struct lane *lane, const struct str *hubs,
        size_t hub_count);

/* Is there a batch to be run? */
bool lane_has_work(struct lane *lane, int64_t now);

/* A timer's or an event's job, or a long read: they must not be cut short. */
bool lane_has_own_work(const struct lane *lane);

/* Neither handed over nor recovering: it begins work of its own. */
bool lane_is_at_work(const struct lane *lane);

/* Nothing is under way. */
bool lane_is_idle(const struct lane *lane);

/*
 * Around the queries of a turn: they see one state of the store and take
 * SQLite's locks once, which for a small query is most of its time.
 */
void lane_begin_reading(struct lane *lane);
void lane_end_reading(struct lane *lane);

/* Run it, and commit. Returns how many calls were in it, zero and commit_us
 * zero if it could not begin. */
size_t lane_run(struct lane *lane);

/* While nothing waits: forget old keys, bring the WAL home. */
void lane_tidy(struct lane *lane);

/* Answer what is parked and has an event, or whose time is up. */
void lane_unpark(struct lane *lane, bool at_once);

/* Park an exchange that is STATUS_PENDING, or answer it when too many are. */
void lane_park(struct lane *lane, struct exchange *exchange);

/* A query was run: send its reply, once what it discloses is on disk. */
void lane_answer(struct lane *lane, struct exchange *exchange);

/* The job of a held exchange is done: complete it in the next batch. */
void lane_complete(struct lane *lane, struct exchange *exchange);

/* The monotonic time by which the lane must be looked at. */
int64_t lane_due(const struct lane *lane);

#endif
