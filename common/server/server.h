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
    const char *instance; /* who we are, in served_by */
};

/* Serve every store of the service until SIGTERM or SIGINT. */
int server_run(const struct service *service,
        const struct server_settings *settings);

#endif
