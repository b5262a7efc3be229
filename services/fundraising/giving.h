/*
 * Taking a gift, whoever asks for it: one that is given at once, and one that
 * a mandate let expect. All of it is said as a request of give.
 */
#ifndef FUNDRAISING_GIVING_H
#define FUNDRAISING_GIVING_H

#include "campaign.h"
#include "fund.h"
#include "gift.h"
#include "ledger.h"
#include "store_donor.h"
#include "store_project.h"

/* Everything a gift touches. */
struct giving {
    struct fund fund;
    struct project project;   /* number 0: none */
    struct campaign campaign; /* number 0: none */
    struct account clearing;  /* of the channel it came through */
    struct account target;    /* the fund's free or restricted money */
    struct donor donor;
    struct gift gift;
    struct str number; /* of the gift, as people say it */
};

/*
 * Who is signed in gives for themselves, except staff who take a gift, here or
 * at the hub whose channel it is.
 */
struct donor giving_donor(const struct call *call, enum channel channel,
        struct str taken_at, const struct gift_donor *donor);

/* What the caller says of a donor takes the place of what was known. */
void giving_correct_donor(struct donor *donor, const struct gift_donor *to);

/* Where it goes; refused if nothing may go there now. Writes nothing. */
enum status giving_find_places(struct fundraising *self, struct call *call,
        const struct give_request *request, struct giving *giving);

/* The gift of the donor in `giving`, whose places were found. */
enum status giving_take(struct fundraising *self, struct call *call,
        const struct give_request *request, struct giving *giving);

struct gift_receipt giving_receipt(struct call *call,
        const struct giving *giving);

#endif
