/* The ways back for what was withdrawn or cancelled by mistake. */
#include "saga.h"

/* As it was before it last became `gone`; a selected one is decided anew. */
static enum status
restore_application(struct grants *self, struct call *call,
        const struct round *round, struct application *application,
        enum application_state gone, struct str reason)
{
    int to = 0;
    enum status status = store_find_state_before(self->store, THING_APPLICATION,
            application->id, (int)gone, call->arena, &to);

    if (to == APPLICATION_STATE_SELECTED)
        to = (int)round_selectable_state(round);
    return status ? status
                  : change_application(self, call, application, to, reason);
}

/* Awards are never revived: the fund freed the money, or is about to. */
static enum status
check_award_gone(struct grants *self, struct call *call,
        const struct application *application)
{
    struct award award;
    enum status status;

    if (!application->has_award)
        return STATUS_OK;
    status = find_award(self, call, application->award, &award);
    if (!status &&
            (award.state == AWARD_STATE_PROPOSED ||
                    (award.state == AWARD_STATE_CANCELLED && !award.is_freed)))
        return call_refuse(call, &problem_wrong_award_state, NULL,
                "its award is still being cancelled: try again when the fund"
                " has freed the money; the council then decides anew");
    return status;
}

/* An applicant comes back while it may apply; the operator as long as any. */
static enum status
check_round_takes_back(struct call *call, const struct round *round)
{
    if (!round_is_live(round))
        return call_refuse(call, &problem_wrong_round_state, NULL,
                "the round is %s: nothing can be decided in it any more",
                state_name(THING_ROUND, (int)round->state));
    if (!call_has_role(call, ROLE_OPERATOR) && !round_is_open(round, call->now))
        return call_refuse(call, &problem_round_closed_to_applications, NULL,
                "the window has closed: ask the operator");
    return STATUS_OK;
}

enum status
handle_reinstate_application(struct grants *self, struct call *call,
        const struct reinstate_application_request *request,
        struct reinstate_application_reply *reply)
{
    struct application application;
    struct round round;
    enum status status = find_own_application(self, call, request->application,
            &application);

    if (!status && application.state != APPLICATION_STATE_WITHDRAWN)
        return call_refuse(call, &problem_wrong_application_state, NULL,
                "the application was not withdrawn");
    if (!status)
        status = find_round(self, call, application.round, &round);
    if (!status)
        status = check_round_takes_back(call, &round);
    if (!status)
        status = check_award_gone(self, call, &application);
    if (!status)
        status = check_count(self, call, &round, application.organisation);
    if (!status)
        status = restore_application(self, call, &round, &application,
                APPLICATION_STATE_WITHDRAWN, request->reason);
    reply->state = application.state;
    return status;
}

/* The cancellation declined them: nobody decided anything in such a round. */
static enum status
restore_declined(struct grants *self, struct call *call,
        const struct round *round, struct str reason, int64_t *restored)
{
    struct rows rows;
    enum status status =
            store_list_declined(self->store, round->rowid, call->arena, &rows);
    const struct uuid *ids = rows.items;

    for (size_t i = 0; !status && i < rows.count; i++) {
        struct application application;

        status = find_application(self, call, ids[i], &application);
        if (!status)
            status = restore_application(self, call, round, &application,
                    APPLICATION_STATE_DECLINED, reason);
    }
    *restored = (int64_t)rows.count;
    return status;
}

/* A draft is a draft again; another is where its window has come to. */
static enum status
find_restored_state(struct grants *self, struct call *call,
        const struct round *round, int *out)
{
    enum status status = store_find_state_before(self->store, THING_ROUND,
            round->id, ROUND_STATE_CANCELLED, call->arena, out);

    if (status || *out == ROUND_STATE_DRAFT)
        return status;
    *out = (int)round_state_at(round, call->now);
    status = check_programme(self, call, round, 0);
    if (!status)
        status = check_fund(self, call, round->fund_hub, round->fund, round);
    return status;
}

enum status
handle_restore_round(struct grants *self, struct call *call,
        const struct restore_round_request *request,
        struct restore_round_reply *reply)
{
    struct round round;
    int to = 0;
    enum status status = find_round(self, call, request->round, &round);

    if (!status && round.state != ROUND_STATE_CANCELLED)
        return call_refuse(call, &problem_wrong_round_state, NULL,
                "the round was not cancelled");
    if (!status)
        status = find_restored_state(self, call, &round, &to);
    if (!status)
        status = change_round(self, call, &round, to, request->reason);
    if (!status)
        status = restore_declined(self, call, &round, request->reason,
                &reply->restored);
    reply->state = round.state;
    return status;
}
