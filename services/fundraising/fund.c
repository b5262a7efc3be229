#include "fund.h"

bool
fund_is_open(const struct fund *fund)
{
    return fund->state == FUND_STATE_OPEN;
}

bool
fund_serves(const struct fund *fund, struct str field)
{
    if (fund->purposes_count == 0 || field.len == 0)
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

bool
hub_is_above(struct str hub, struct str other)
{
    return hub.len < other.len && other.data[hub.len] == '.' &&
           memcmp(hub.data, other.data, hub.len) == 0;
}

bool
hub_is_related(struct str hub, struct str other)
{
    return hub_is_above(hub, other) || hub_is_above(other, hub);
}
