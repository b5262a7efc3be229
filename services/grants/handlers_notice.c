/* Public notices and objections, in the order of schemas/grants.yaml. */
#include "calendar.h"
#include "saga.h"

#include "base/clock.h"

#include <inttypes.h>

/* A notice carries at most as many awards as one event can name. */
enum { NOTICE_AWARDS = 500, CALENDAR_AHEAD = 400 };

static enum status
find_notice_end(struct grants *self, struct call *call, int64_t working_days,
        int64_t *out)
{
    int64_t today = date_of(call->now);
    struct rows days;
    enum status status = store_list_calendar(self->store, today,
            today + CALENDAR_AHEAD, call->arena, &days);
    const struct calendar calendar = { days.items, days.count };

    if (!status)
        *out = notice_end(&calendar, call->now, working_days);
    return status;
}

/* On the notice, and with it its project on the public pages. */
static enum status
notice_award(struct grants *self, struct call *call, struct uuid id,
        struct uuid notice)
{
    struct award award;
    struct application application;
    struct round round;
    enum status status = find_award(self, call, id, &award);

    if (!status)
        status = find_application(self, call, award.application, &application);
    if (!status)
        status = find_round(self, call, award.round, &round);
    if (status)
        return status;
    award.has_notice = true;
    award.notice = notice;
    status = change_award(self, call, &award, AWARD_STATE_ON_NOTICE, STR(""));
    if (!status)
        status = store_insert_notice_award(self->store, notice, award.rowid);
    /* Shown early it was announced to the round's fund, not to another. */
    if (!status && (!application.has_published_at ||
                           !uuid_equal(award.fund, round.fund)))
        status = publish_application(self, call, &application, &award);
    return status;
}

static enum status
tell_opened(struct grants *self, struct call *call,
        const struct notice_item *notice)
{
    struct rows noticed;
    enum status status = store_list_noticed(self->store, notice->notice,
            call->arena, &noticed);
    const struct grants_notice_opened body = {
        .notice = notice->notice,
        .ends_at = notice->ends_at,
        .working_days = notice->working_days,
        .awards = noticed.items,
        .awards_count = noticed.count,
    };

    if (!status)
        status = emit_notice_opened(call, notice->round, &body, NULL);
    return status;
}

/* How long, and what there is to show. */
static enum status
prepare_notice(struct grants *self, struct call *call,
        const struct publish_notice_request *request, const struct round *round,
        struct notice_item *notice, struct rows *awards)
{
    enum status status;

    notice->working_days = request->has_working_days
                                   ? request->working_days
                                   : round->notice_working_days;
    if (round->state != ROUND_STATE_DECIDED &&
            round->state != ROUND_STATE_FINISHED)
        return call_refuse(call, &problem_wrong_round_state, NULL,
                "nothing was decided in this round");
    if (notice->working_days < round->notice_working_days)
        return call_refuse(call, &problem_invalid_field, "working_days",
                "the round promised %" PRId64, round->notice_working_days);
    status = store_list_awards_in(self->store, round->rowid,
            AWARD_STATE_RESERVED, call->arena, awards);
    if (!status && awards->count == 0)
        return call_refuse(call, &problem_nothing_to_notice, NULL,
                "no award of this round is reserved and waits for a notice");
    if (awards->count > NOTICE_AWARDS)
        awards->count = NOTICE_AWARDS;
    if (!status)
        status = find_notice_end(self, call, notice->working_days,
                &notice->ends_at);
    return status;
}

static enum status
open_notice(struct grants *self, struct call *call,
        const struct notice_item *notice, const struct rows *awards)
{
    const struct uuid *ids = awards->items;
    enum status status = change_state(self, call, THING_NOTICE, notice->notice,
            0, notice->state, STR(""));

    for (size_t i = 0; !status && i < awards->count; i++)
        status = notice_award(self, call, ids[i], notice->notice);
    if (!status)
        status = call_schedule(call, "notice_ends", notice->notice,
                notice->ends_at);
    if (!status)
        status = tell_opened(self, call, notice);
    return status;
}

enum status
handle_publish_notice(struct grants *self, struct call *call,
        const struct publish_notice_request *request,
        struct publish_notice_reply *reply)
{
    struct notice_item notice = {
        .notice = call_new_id(call),
        .round = request->round,
        .state = NOTICE_STATE_RUNNING,
        .opened_at = call->now,
    };
    struct round round;
    struct rows awards = { 0 };
    enum status status = find_round(self, call, request->round, &round);

    if (!status)
        status = prepare_notice(self, call, request, &round, &notice, &awards);
    notice.title = request->has_title ? request->title : round.title;
    if (!status)
        status = store_insert_notice(self->store, &notice, request->experts,
                request->experts_count);
    if (!status)
        status = open_notice(self, call, &notice, &awards);
    reply->notice_id = notice.notice;
    reply->ends_at = notice.ends_at;
    reply->awards = (int64_t)awards.count;
    return status;
}

static enum status
find_notice(struct grants *self, struct call *call, struct uuid id,
        struct notice_item *out)
{
    enum status status = store_find_notice(self->store, id, call->arena, out);

    if (status == STATUS_NOT_FOUND)
        return call_refuse(call, &problem_not_found, "notice",
                "there is no such notice");
    return status;
}

static enum status
change_notice(struct grants *self, struct call *call,
        struct notice_item *notice, enum notice_state to, struct str reason)
{
    const struct grants_notice_closed body = {
        .notice = notice->notice,
        .state = to,
        .has_reason = reason.len > 0,
        .reason = reason,
    };
    enum status status = change_state(self, call, THING_NOTICE, notice->notice,
            notice->state, to, reason);

    notice->state = to;
    notice->has_reason = reason.len > 0;
    notice->reason = reason;
    if (!status)
        status = store_update_notice(self->store, notice);
    if (!status)
        status = emit_notice_closed(call, notice->round, &body, NULL);
    return status;
}

enum status
handle_withdraw_notice(struct grants *self, struct call *call,
        const struct withdraw_notice_request *request,
        struct withdraw_notice_reply *reply)
{
    struct notice_item notice;
    struct rows noticed = { 0 };
    enum status status = find_notice(self, call, request->notice, &notice);

    (void)reply;
    if (!status)
        status = change_notice(self, call, &notice, NOTICE_STATE_WITHDRAWN,
                request->reason);
    if (!status)
        status = call_cancel(call, "notice_ends", notice.notice);
    if (!status)
        status = store_list_noticed(self->store, notice.notice, call->arena,
                &noticed);
    for (size_t i = 0; !status && i < noticed.count; i++) {
        struct noticed_award *on = (struct noticed_award *)noticed.items + i;
        struct award award;

        status = find_award(self, call, on->award, &award);
        if (status || award.state != AWARD_STATE_ON_NOTICE)
            continue;
        award.has_notice = false;
        status = change_award(self, call, &award, AWARD_STATE_RESERVED,
                request->reason);
    }
    return status;
}

enum status
handle_list_notices(struct grants *self, struct call *call,
        const struct list_notices_request *request,
        struct list_notices_reply *reply)
{
    const struct notice_filter filter = {
        .has_round = request->has_round,
        .round = request->round,
        .state = request->state,
    };
    struct page page;
    struct rows rows = { 0 };
    enum status status = page_begin(call, request, &page);

    if (!status)
        status = store_list_notices(self->store, &filter, &page, call->arena,
                &rows);
    reply->items = rows.items;
    reply->items_count = rows.count;
    page_end(call, reply, &page);
    return status;
}

enum status
handle_get_notice(struct grants *self, struct call *call,
        const struct get_notice_request *request,
        struct get_notice_reply *reply)
{
    struct rows noticed = { 0 }, experts = { 0 };
    enum status status =
            find_notice(self, call, request->notice, &reply->notice);

    if (!status)
        status = store_list_noticed(self->store, request->notice, call->arena,
                &noticed);
    if (!status)
        status = store_list_experts(self->store, request->notice, call->arena,
                &experts);
    reply->awards = noticed.items;
    reply->awards_count = noticed.count;
    reply->experts = experts.items;
    reply->experts_count = experts.count;
    return status;
}

/* The notice is over: on to the agreements, but for what was objected to. */
enum status
on_timer_notice_ends(struct grants *self, struct call *call,
        struct uuid subject)
{
    struct notice_item notice;
    struct rows noticed = { 0 };
    enum status status =
            store_find_notice(self->store, subject, call->arena, &notice);

    if (status || notice.state != NOTICE_STATE_RUNNING)
        return status;
    status = change_notice(self, call, &notice, NOTICE_STATE_ENDED, STR(""));
    if (!status)
        status =
                store_list_noticed(self->store, subject, call->arena, &noticed);
    for (size_t i = 0; !status && i < noticed.count; i++) {
        struct noticed_award *on = (struct noticed_award *)noticed.items + i;
        struct award award;

        status = find_award(self, call, on->award, &award);
        if (!status)
            status = saga_leave_notice(self, call, &award);
    }
    return status;
}
