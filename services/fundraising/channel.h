/* Where gifts are taken: at this hub, or at one below it. */
#ifndef FUNDRAISING_CHANNEL_H
#define FUNDRAISING_CHANNEL_H

#include "fundraising.h"

/* Refused unless the hub is ours, or below us and heard of from a registry. */
enum status channel_check_hub(struct fundraising *self, struct call *call,
        struct str hub);

#endif
