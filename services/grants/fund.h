/*
 * The funds that pay our awards, as far as their hub's fundraising told us:
 * what a round can be refused for before anybody applies to it.
 */
#ifndef GRANTS_FUND_H
#define GRANTS_FUND_H

#include "round.h"

struct known_fund {
    struct str hub;
    struct str name;
    bool is_closed;
    struct str *purposes; /* none: whatever the field */
    size_t purposes_count;
};

/* A fund answers only to its own hub and those below it. */
struct fault fund_check_hub(struct str fund_hub, struct str hub);

/* Is it that hub's, and open? */
struct fault fund_check(const struct known_fund *fund, struct str fund_hub);

/* One that states purposes pays for these alone, and for nothing unnamed. */
bool fund_serves(const struct known_fund *fund, struct str field);

/* A fund with purposes serves some field of each section that has fields. */
struct fault fund_check_fields(const struct known_fund *fund,
        const struct round *round);

/*
 * Of a fund we have not heard of. An identifier holds the time its fund was
 * opened; if its hub told us of later things, there is no such fund. Else the
 * word of it may be on its way: then the fund answers when an award asks it.
 */
struct fault fund_check_unheard(struct uuid fund, int64_t heard_at);

#endif
