/* Scores and the panel's end, in the order of schemas/grants.yaml. */
#include "change.h"
#include "ranking.h"
#include "review.h"

static enum status
check_scorable(struct grants *self, struct call *call,
        const struct round *round, const struct application *application)
{
    enum status status = check_panel_open(call, round);

    if (!status && !application_is_scorable(application, round))
        return call_refuse(call, &problem_wrong_application_state, NULL,
                "the application is %s",
                state_name(THING_APPLICATION, application->state));
    if (!status)
        status = check_may_score(self, call, round, application,
                call->actor->account);
    return status;
}

static enum status
keep_sheet(struct grants *self, struct call *call,
        const struct application *application, const struct score_sheet *sheet,
        int64_t weighed)
{
    struct grants_application_scored body = {
        .round = application->round,
        .reviewer = sheet->reviewer,
        .has_version = true,
        .version = application->version,
    };
    enum status status = store_void_sheet(self->store, application->rowid,
            sheet->reviewer, call->now, NULL);

    if (!status)
        status = store_insert_sheet(self->store, application->rowid, sheet,
                weighed);
    if (!status)
        status = store_count_sheets(self->store, application->rowid,
                &body.received);
    if (!status)
        status = emit_application_scored(call, application->id, &body, NULL);
    return status;
}

enum status
handle_score_application(struct grants *self, struct call *call,
        const struct score_application_request *request,
        struct score_application_reply *reply)
{
    struct score_sheet sheet = {
        .reviewer = call->actor->account,
        .scores = request->scores,
        .scores_count = request->scores_count,
        .has_comment = request->has_comment,
        .comment = request->comment,
        .scored_at = call->now,
    };
    struct application application;
    struct round round;
    int64_t weighed;
    enum status status =
            find_application(self, call, request->application, &application);

    if (!status)
        status = find_round(self, call, application.round, &round);
    if (!status)
        status = check_scorable(self, call, &round, &application);
    if (!status)
        status = refuse_fault(call,
                score_check(round.criteria, round.criteria_count, sheet.scores,
                        sheet.scores_count));
    if (status)
        return status;
    weighed = score_weigh(round.criteria, round.criteria_count, sheet.scores,
            sheet.scores_count);
    sheet.total = score_total(weighed);
    reply->total = sheet.total;
    return keep_sheet(self, call, &application, &sheet, weighed);
}

/*
 * While scores are sealed a reviewer sees his own, the supervisor all, and
 * those who run the round and decide none.
 */
static enum status
list_sheets(struct grants *self, struct call *call,
        const struct application *application, bool is_sealed, struct rows *out)
{
    const struct uuid *own = &call->actor->account;

    if (!is_sealed || call_has_role(call, ROLE_SUPERVISOR))
        own = NULL;
    return store_list_sheets(self->store, application->rowid, own, call->arena,
            out);
}

enum { SHEETS_MAX = 200 };

enum status
handle_list_scores(struct grants *self, struct call *call,
        const struct list_scores_request *request,
        struct list_scores_reply *reply)
{
    struct application application;
    struct round round;
    struct page page;
    struct rows sheets = { 0 };
    int64_t received = 0;
    struct seal seal = { 0 };
    enum status status = short_page_begin(call, request, SHEETS_MAX, &page);

    if (!status)
        status = find_seen_application(self, call, request->application,
                &application);
    if (!status)
        status = find_round(self, call, application.round, &round);
    if (!status)
        status = store_count_sheets(self->store, application.rowid, &received);
    if (!status)
        status = find_seal(self, &round, application.id, received, &seal);
    if (!status)
        status = list_sheets(self, call, &application, seal.is_sealed, &sheets);
    reply->is_sealed = seal.is_sealed;
    reply->expected = seal.expected;
    reply->received = seal.received;
    rows_cut(&sheets, sizeof(*reply->items), &page);
    reply->items = sheets.items;
    reply->items_count = sheets.count;
    page_end(call, reply, &page);
    reply->sheets = sheets.items;
    reply->sheets_count = sheets.count;
    return status;
}

enum status
handle_close_panel(struct grants *self, struct call *call,
        const struct close_panel_request *request,
        struct close_panel_reply *reply)
{
    const struct grants_panel_closed body = { .closed_at = call->now };
    struct round round;
    enum status status = find_round(self, call, request->round, &round);

    if (!status)
        status = check_panel_open(call, &round);
    if (!status && !round.is_rolling && call->now < round.closes_at)
        return call_refuse(call, &problem_window_still_open, NULL,
                "nobody could score what is still submitted");
    if (!status)
        status = store_count_unscored(self->store, &round, &reply->unscored);
    if (status)
        return status;
    round.has_panel_closed_at = true;
    round.panel_closed_at = call->now;
    status = change_round(self, call, &round, AS_IT_IS, STR(""));
    if (!status)
        status = emit_panel_closed(call, round.id, &body, NULL);
    return status;
}

enum status
handle_reopen_panel(struct grants *self, struct call *call,
        const struct reopen_panel_request *request,
        struct reopen_panel_reply *reply)
{
    const struct grants_panel_reopened body = { .reason = request->reason };
    struct round round;
    enum status status = find_round(self, call, request->round, &round);

    (void)reply;
    if (!status && (!round.has_panel_closed_at || !round_is_live(&round) ||
                           round.state == ROUND_STATE_DECIDED))
        return call_refuse(call, &problem_wrong_round_state, NULL,
                "a closed panel reopens before anything is decided");
    if (status)
        return status;
    round.has_panel_closed_at = false;
    status = change_round(self, call, &round, AS_IT_IS, request->reason);
    if (!status)
        status = emit_panel_reopened(call, round.id, &body, NULL);
    return status;
}
