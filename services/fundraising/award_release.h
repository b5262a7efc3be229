/*
 * The money of an award that is cancelled: what was not paid, and what a
 * failed payment brings back later.
 */
#ifndef FUNDRAISING_AWARD_RELEASE_H
#define FUNDRAISING_AWARD_RELEASE_H

#include "award_money.h"

/*
 * Reserved and payable become free, or their project's where gifts gave. Of
 * *money the award alone is there.
 */
enum status award_free_money(struct fundraising *self, struct call *call,
        struct award_money *money);

/* link may be NULL. */
enum status award_tell_released(struct call *call,
        const struct award_money *money, int64_t amount,
        struct event_link *link);

/* A proposed payment of a cancelled or withdrawn tranche is nobody's to
 * approve. */
enum status award_reject_payment(struct fundraising *self, struct call *call,
        const struct award_money *money, const struct tranche *tranche,
        struct str reason);

#endif
