#include "campaign.h"

#include "base/uscc.h"

enum { EMERGENCY_FILING_DAYS = 10, FILING_NUMBER_LEN = 24 };

enum campaign_state
campaign_after(enum campaign_state state, enum campaign_action action)
{
    static const enum campaign_state after[][CAMPAIGN_REOPEN + 1] = {
        [CAMPAIGN_STATE_DRAFT] = {
            [CAMPAIGN_CORRECT] = CAMPAIGN_STATE_DRAFT,
            [CAMPAIGN_FILE] = CAMPAIGN_STATE_FILED,
            [CAMPAIGN_OPEN] = CAMPAIGN_STATE_OPEN, /* see may_open() */
            [CAMPAIGN_CLOSE] = CAMPAIGN_STATE_WITHDRAWN,
        },
        [CAMPAIGN_STATE_FILED] = {
            [CAMPAIGN_CORRECT] = CAMPAIGN_STATE_DRAFT,
            [CAMPAIGN_OPEN] = CAMPAIGN_STATE_OPEN,
            [CAMPAIGN_CLOSE] = CAMPAIGN_STATE_WITHDRAWN,
        },
        [CAMPAIGN_STATE_OPEN] = {
            [CAMPAIGN_CORRECT] = CAMPAIGN_STATE_DRAFT,
            [CAMPAIGN_FILE] = CAMPAIGN_STATE_OPEN, /* an emergency's */
            [CAMPAIGN_CLOSE] = CAMPAIGN_STATE_CLOSED,
        },
        [CAMPAIGN_STATE_CLOSED] = {
            [CAMPAIGN_CORRECT] = CAMPAIGN_STATE_CLOSED, /* its surplus */
            [CAMPAIGN_REOPEN] = CAMPAIGN_STATE_OPEN, /* see may_open() */
        },
        [CAMPAIGN_STATE_WITHDRAWN] = {
            [CAMPAIGN_REOPEN] = CAMPAIGN_STATE_DRAFT, /* filed anew */
        },
    };

    return after[state][action];
}

static bool
is_filed(const struct campaign *campaign, int64_t today)
{
    if (campaign->filing_number.len > 0 ||
            campaign->kind == CAMPAIGN_KIND_TARGETED)
        return true;
    return campaign->is_emergency &&
           today <= campaign->plan.starts_on + EMERGENCY_FILING_DAYS;
}

bool
campaign_may_open(const struct campaign *campaign, int64_t today)
{
    return is_filed(campaign, today) && today >= campaign->plan.starts_on &&
           today <= campaign->plan.ends_on;
}

bool
campaign_takes_gifts(const struct campaign *campaign, int64_t today)
{
    return campaign->state == CAMPAIGN_STATE_OPEN &&
           campaign_may_open(campaign, today);
}

bool
campaign_is_published(const struct campaign *campaign)
{
    return campaign->kind == CAMPAIGN_KIND_PUBLIC &&
           campaign->state != CAMPAIGN_STATE_DRAFT &&
           campaign->state != CAMPAIGN_STATE_WITHDRAWN;
}

bool
filing_number_is_usual(struct str number)
{
    if (number.len != FILING_NUMBER_LEN ||
            uscc_check((struct str){ number.data, USCC_LEN }) != USCC_FITS ||
            number.data[USCC_LEN] != 'A')
        return false;
    for (size_t i = USCC_LEN + 1; i < number.len; i++)
        if (number.data[i] < '0' || number.data[i] > '9')
            return false;
    return true;
}
