#include "fund.h"

#include "base/hub.h"

struct fault
fund_check_hub(struct str fund_hub, struct str hub)
{
    if (hub_is_within(hub, fund_hub))
        return NO_FAULT;
    return (struct fault){ &problem_invalid_field, "fund_hub",
        "it must be this hub or one above it" };
}

struct fault
fund_check(const struct known_fund *fund, struct str fund_hub)
{
    if (!str_equal(fund->hub, fund_hub))
        return (struct fault){ &problem_no_fund_of_hub, "fund_hub",
            "the fund is another hub's" };
    if (fund->is_closed)
        return (struct fault){ &problem_fund_takes_no_round, "fund",
            "a closed fund reserves nothing" };
    return NO_FAULT;
}

bool
fund_serves(const struct known_fund *fund, struct str field)
{
    if (fund->purposes_count == 0)
        return true;
    for (size_t i = 0; i < fund->purposes_count; i++)
        if (str_equal(fund->purposes[i], field))
            return true;
    return false;
}

static bool
serves_any(const struct known_fund *fund, const struct round_section *section)
{
    for (size_t i = 0; i < section->fields_count; i++)
        if (fund_serves(fund, section->fields[i]))
            return true;
    return false;
}

struct fault
fund_check_fields(const struct known_fund *fund, const struct round *round)
{
    for (size_t i = 0; i < round->sections_count; i++)
        if (round->sections[i].fields_count > 0 &&
                !serves_any(fund, &round->sections[i]))
            return (struct fault){ &problem_fund_has_other_purposes, "sections",
                "the fund serves no field of one of them" };
    return NO_FAULT;
}

struct fault
fund_check_unheard(struct uuid fund, int64_t heard_at)
{
    if (uuid_is_v7(fund) && uuid_time(fund) >= heard_at)
        return NO_FAULT;
    return (struct fault){ &problem_no_fund_of_hub, "fund",
        "its fund_hub has no such fund" };
}
