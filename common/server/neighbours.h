/*
 * Which hubs lie behind links of our gateway: it is asked every few seconds.
 * Their logs are followed as those of the hubs in our own folder are; a hub
 * that was known once goes on being followed, whether it answers or not.
 */
#ifndef SERVER_NEIGHBOURS_H
#define SERVER_NEIGHBOURS_H

#include "bus/client.h"
#include "server/lane.h"

struct neighbours {
    struct uuid asked; /* the question under way; zero if none */
    int64_t ask_at;    /* monotonic */
    struct arena arena;
    struct str *hubs; /* in arena */
    size_t count;
    uint64_t number; /* of the list: it changed so often */
};

void neighbours_ask(struct neighbours *neighbours, struct client *client,
        const char *service, int64_t now);

/* False if the reply is to something else. */
bool neighbours_take(struct neighbours *neighbours,
        const struct client_reply *reply);

/* Have the lanes that do not follow this list yet follow what is new. */
void neighbours_follow(const struct neighbours *neighbours, struct lane *lanes,
        size_t lane_count);

void neighbours_release(struct neighbours *neighbours);

#endif
