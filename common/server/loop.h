/* The loop's state, shared by the files that make it up. */
#ifndef SERVER_LOOP_H
#define SERVER_LOOP_H

#include "server/gateways.h"
#include "server/jobs.h"
#include "server/lane.h"
#include "server/metrics.h"
#include "server/neighbours.h"
#include "server/seats.h"
#include "server/server.h"

struct server {
    const struct service *service;
    const struct server_settings *settings;
    struct str instance; /* our name among those of this service */
    struct seats seats;
    struct lane *lanes; /* of the hubs we serve, sorted; room for all */
    size_t lane_count;
    struct gateways gateways;
    struct neighbours neighbours;
    struct jobs *jobs;
    struct jobs *long_reads;
    struct metrics *metrics;
    bool is_draining;
};

/* NULL if this process does not serve the hub now. */
struct lane *loop_find_lane(const struct server *server, struct str hub);

/* intake.c: what comes in. Bounded amounts; nothing waits. */
void loop_take_requests(struct server *server);
void loop_take_replies(struct server *server);
void loop_take_jobs(struct server *server);

/* outgoing.c: what goes out. */
void loop_answer(struct server *server, struct exchange *exchange);
void loop_answer_all(struct server *server, struct lane *lane);

/* Begin the jobs and questions of calls that were committed. */
void loop_begin_jobs(struct server *server, struct lane *lane);

/* Ask for pages of the logs we follow. */
void loop_ask(struct server *server);

#endif
