#include "fund.h"

bool
fund_is_open(const struct fund *fund)
{
    return fund->state == FUND_STATE_OPEN;
}

bool
fund_serves(const struct fund *fund, struct str field)
{
    if (fund->purposes_count == 0)
        return true;
    for (size_t i = 0; i < fund->purposes_count; i++)
        if (str_equal(fund->purposes[i], field))
            return true;
    return false;
}

bool
fund_may_raise_publicly(const struct fund *fund, int64_t date)
{
    if (fund->certificate.len == 0)
        return false;
    return !fund->has_certificate_until || date <= fund->certificate_until;
}
