/*
 * A fund: money under one host foundation for stated purposes. A sub-fund is
 * a fund with a parent and balances of its own, in the same store.
 */
#ifndef FUNDRAISING_FUND_H
#define FUNDRAISING_FUND_H

#include "fundraising_messages.h"

struct fund {
    int64_t number; /* its row */
    struct uuid id;
    struct str name;
    enum fund_level level;
    enum fund_state state;
    bool has_host;
    struct uuid host;
    int64_t parent; /* row of the fund above it, 0 for none */
    struct uuid parent_id;
    struct str *purposes; /* none: any charitable purpose */
    size_t purposes_count;
    struct str certificate; /* the host's, for public fundraising; or empty */
    bool has_certificate_until;
    int64_t certificate_until; /* a date */
    int64_t opened_at;
};

bool fund_is_open(const struct fund *fund);

/*
 * May the fund pay for a field of work? Where the fund states no purposes,
 * for any; where it does, an award without a field is for none of them.
 */
bool fund_serves(const struct fund *fund, struct str field);

/* Does the host's certificate cover this day? Charity law art. 22. */
bool fund_may_raise_publicly(const struct fund *fund, int64_t date);

#endif
