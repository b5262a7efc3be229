/*
 * The loop of a service: take everything that waits, run each shard's calls
 * in one batch, commit, and only then answer. One thread.
 */
#ifndef SERVER_SERVER_H
#define SERVER_SERVER_H

#include "server/service.h"

struct server_settings {
    const char *data;     /* folder of all stores */
    const char *gateway;  /* the workers' endpoint */
    const char *instance; /* our name; NULL: the first that is free */
};

/*
 * Serve our share of the service's stores until SIGTERM or SIGINT: all of
 * them while no other process serves this data folder.
 */
int server_run(const struct service *service,
        const struct server_settings *settings);

#endif
