#include "award.h"

bool
award_holds_money(const struct award *award)
{
    return award->state == AWARD_STATE_RESERVED ||
           award->state == AWARD_STATE_ON_NOTICE ||
           award->state == AWARD_STATE_AWAITING_AGREEMENT ||
           award->state == AWARD_STATE_UNDER_WAY;
}

enum application_state
award_fate_of_application(enum award_state before)
{
    return before == AWARD_STATE_UNDER_WAY ? APPLICATION_STATE_TERMINATED
                                           : APPLICATION_STATE_DECLINED;
}

bool
award_is_answered_by(const struct award *award, struct str fund_hub,
        struct uuid fund, int64_t amount)
{
    return award->state == AWARD_STATE_PROPOSED && award->amount == amount &&
           str_equal(award->fund_hub, fund_hub) &&
           uuid_equal(award->fund, fund);
}

struct fault
award_check_dates(const struct award *award)
{
    if (award->has_starts_on && award->has_ends_on &&
            award->ends_on < award->starts_on)
        return (struct fault){ &problem_invalid_field, "ends_on",
            "it must not lie before starts_on" };
    return NO_FAULT;
}
