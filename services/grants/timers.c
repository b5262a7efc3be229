/* A round's window opens and closes by itself. */
#include "change.h"

/* Also when the clock jumped over both ends of the window. */
static enum status
follow_clock(struct grants *self, struct call *call, struct uuid id)
{
    struct round round;
    enum round_state state;
    enum status status = store_find_round(self->store, id, call->arena, &round);

    if (status || round.state == ROUND_STATE_DECIDED || !round_is_live(&round))
        return status;
    state = round_state_at(&round, call->now);
    if (state == round.state)
        return STATUS_OK;
    return change_round(self, call, &round, state, STR(""));
}

enum status
on_timer_round_opens(struct grants *self, struct call *call,
        struct uuid subject)
{
    return follow_clock(self, call, subject);
}

enum status
on_timer_round_closes(struct grants *self, struct call *call,
        struct uuid subject)
{
    return follow_clock(self, call, subject);
}
