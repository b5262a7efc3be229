/* Screening, in the order of schemas/grants.yaml. */
#include "change.h"
#include "lapse.h"

static enum application_state
state_after(enum screening_outcome outcome)
{
    static const enum application_state after[] = {
        [SCREENING_OUTCOME_PASS] = APPLICATION_STATE_ELIGIBLE,
        [SCREENING_OUTCOME_RETURN] = APPLICATION_STATE_RETURNED,
        [SCREENING_OUTCOME_REJECT] = APPLICATION_STATE_INELIGIBLE,
    };

    return after[outcome];
}

/* A round that was decided for good judges nobody any more. */
static enum status
find_live_round(struct grants *self, struct call *call, struct uuid id,
        struct round *out)
{
    enum status status = find_round(self, call, id, out);

    if (!status && !round_is_live(out))
        return call_refuse(call, &problem_wrong_round_state, NULL,
                "the round is finished or cancelled");
    return status;
}

enum status
handle_screen_application(struct grants *self, struct call *call,
        const struct screen_application_request *request,
        struct screen_application_reply *reply)
{
    struct application application;
    struct round round;
    enum status status =
            find_application(self, call, request->application, &application);

    if (!status && application.state != APPLICATION_STATE_SUBMITTED)
        return call_refuse(call, &problem_wrong_application_state, NULL,
                "only a submitted application is screened");
    if (!status && request->outcome != SCREENING_OUTCOME_PASS &&
            !request->has_reason)
        return call_refuse(call, &problem_invalid_field, "reason",
                "say why it is returned or rejected");
    if (!status)
        status = find_live_round(self, call, application.round, &round);
    if (!status && round.skips_screening &&
            request->outcome == SCREENING_OUTCOME_PASS)
        return call_refuse(call, &problem_wrong_round_state, "outcome",
                "this round has no screening to pass");
    if (!status)
        status = change_application(self, call, &application,
                state_after(request->outcome),
                optional_text(request->has_reason, request->reason));
    reply->state = application.state;
    return status;
}

enum status
handle_revoke_screening(struct grants *self, struct call *call,
        const struct revoke_screening_request *request,
        struct revoke_screening_reply *reply)
{
    struct application application;
    struct round round;
    enum status status =
            find_application(self, call, request->application, &application);

    if (!status && application.state != APPLICATION_STATE_ELIGIBLE &&
            application.state != APPLICATION_STATE_INELIGIBLE &&
            application.state != APPLICATION_STATE_RETURNED)
        return call_refuse(call, &problem_wrong_application_state, NULL,
                "there is no screening to take back");
    if (!status)
        status = find_live_round(self, call, application.round, &round);
    if (!status)
        status = lapse_application(self, call, &application);
    if (!status)
        status = change_application(self, call, &application,
                APPLICATION_STATE_SUBMITTED, request->reason);
    reply->state = application.state;
    return status;
}
