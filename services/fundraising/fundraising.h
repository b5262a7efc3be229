/* The state of a shard: what handlers get as self. */
#ifndef FUNDRAISING_H
#define FUNDRAISING_H

#include "db/event_log.h"
#include "fundraising_service.h"
#include "server/service.h"

struct fundraising {
    struct db *db;
    struct event_log *log; /* for reading what was logged */

    /* The statements of each store_<noun>.c. */
    struct queries *ledger;
    struct queries *funds;
    struct queries *projects;
    struct queries *campaigns;
    struct queries *gifts;
    struct queries *donors;
    struct queries *mandates;
    struct queries *awards;
    struct queries *payments;
    struct queries *transfers;
    struct queries *audits;

    struct known *known; /* what is looked up all the time */
};

extern const struct service fundraising_service;
extern const struct mirrored fundraising_mirrored[];
extern const struct sealed_column fundraising_sealed[];
extern const struct personal_kind fundraising_personal[];

#endif
