#include "finding.h"

bool
finding_can_be_answered(enum finding_state state)
{
    return state == FINDING_STATE_OPEN || state == FINDING_STATE_ANSWERED;
}

/* One that was answered is reopened if the answer does not do. */
bool
finding_can(enum finding_state state, enum finding_action action)
{
    if (action == FINDING_ACTION_REOPEN)
        return state != FINDING_STATE_OPEN;
    return finding_can_be_answered(state);
}

enum finding_state
finding_after(enum finding_action action)
{
    static const enum finding_state after[] = {
        [FINDING_ACTION_SETTLE] = FINDING_STATE_SETTLED,
        [FINDING_ACTION_WITHDRAW] = FINDING_STATE_WITHDRAWN,
        [FINDING_ACTION_REOPEN] = FINDING_STATE_OPEN,
    };

    return after[action];
}

bool
finding_needs_thing(enum finding_about about)
{
    return about != FINDING_ABOUT_HUB && about != FINDING_ABOUT_OTHER;
}
