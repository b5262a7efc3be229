/*
 * What grants asks of our funds: reserve, release, pay. Each event is for
 * the hub whose fund it names; the rest are somebody else's.
 */
#include "award_money.h"
#include "fundraising.h"

static enum status
put_project(struct fundraising *self, const struct foreign_event *event,
        struct uuid id, struct uuid fund, struct str title,
        struct uuid organisation, bool is_open)
{
    struct project project = {
        .id = id,
        .grants_hub = event->hub,
        .fund = fund,
        .title = title,
        .organisation = organisation,
        .is_open = is_open,
    };

    return store_put_project(self, &project);
}

enum status
on_grants_project_published(struct fundraising *self, struct call *call,
        const struct foreign_event *event,
        const struct grants_project_published *body)
{
    if (!award_money_is_ours(call, body->fund_hub))
        return STATUS_OK;
    return put_project(self, event, event->subject, body->fund, body->title,
            body->organisation, !(body->has_is_over && body->is_over));
}

/* What was given stays restricted until it is lifted. */
enum status
on_grants_project_withdrawn(struct fundraising *self, struct call *call,
        const struct foreign_event *event,
        const struct grants_project_withdrawn *body)
{
    if (!award_money_is_ours(call, body->fund_hub))
        return STATUS_OK;
    return store_close_project(self, event->subject);
}

/*
 * A closed award may be opened again, and its project with it. The project may
 * be open here for its round's fund while another hub's pays; one of which we
 * heard nothing is another hub's.
 */
enum status
on_grants_award_changed(struct fundraising *self, struct call *call,
        const struct foreign_event *event,
        const struct grants_award_changed *body)
{
    bool has_ended = body->state == AWARD_STATE_CLOSED;

    (void)call;
    (void)event;
    if (!has_ended && body->state != AWARD_STATE_UNDER_WAY)
        return STATUS_OK;
    return store_end_project(self, body->application, has_ended);
}

static enum status
refuse(struct fundraising *self, struct call *call, struct reservation *award,
        enum award_refusal reason)
{
    struct fundraising_award_refused body = {
        .grants_hub = award->grants_hub,
        .application = award->project,
        .fund = award->fund,
        .amount = award->amount,
        .reason = reason,
    };
    enum status status;

    award->state = RESERVATION_STATE_REFUSED;
    award->refusal = reason;
    status = store_put_reservation(self, award);
    return status ? status : emit_award_refused(call, award->id, &body, NULL);
}

static enum status
tell_reserved(struct call *call, const struct award_money *money,
        struct event_link *link)
{
    const struct reservation *award = &money->award;
    struct fundraising_award_reserved body = {
        .grants_hub = award->grants_hub,
        .application = award->project,
        .fund = award->fund,
        .amount = award->amount,
    };

    body.postings =
            entry_postings(&money->entry, call->arena, &body.postings_count);
    return emit_award_reserved(call, award->id, &body, link);
}

/* Free becomes reserved. */
static enum status
reserve(struct fundraising *self, struct call *call, struct award_money *money)
{
    struct reservation *award = &money->award;
    struct event_link link;
    enum status status;

    award->state = RESERVATION_STATE_RESERVED;
    award->refusal = 0;
    award->reserved = award->amount;
    status = award_money_open(self, call, money);
    if (status)
        return status;
    entry_move(&money->entry, &money->free, &money->reserved, award->amount);
    status = book_check(call, &money->entry, &problem_overspent, "amount");
    if (!status)
        status = store_put_reservation(self, award);
    if (!status)
        status = tell_reserved(call, money, &link);
    return status ? status : store_post(self, link.seq, &money->entry);
}

/* 0 if the fund can reserve what is asked for. */
static enum status
judge(struct fundraising *self, struct call *call,
        const struct reservation *award, struct str field,
        enum award_refusal *out)
{
    struct fund fund;
    struct account free;
    enum status status = store_find_fund(self, award->fund, call->arena, &fund);

    if (status == STATUS_NOT_FOUND) {
        *out = award_refusal_of(NULL, 0, award->amount, field);
        return STATUS_OK;
    }
    if (!status)
        status = store_load_purposes(self, call->arena, &fund);
    if (!status)
        status = book_account(self, call, &fund, ACCOUNT_KIND_FREE, &free);
    if (!status)
        *out = award_refusal_of(&fund, free.balance, award->amount, field);
    return status;
}

static enum status
answer_proposal(struct fundraising *self, struct call *call,
        const struct foreign_event *event,
        const struct grants_award_proposed *body)
{
    struct award_money money = {
        .award = {
            .id = event->subject,
            .grants_hub = event->hub,
            .project = body->application,
            .organisation = body->organisation,
            .title = body->title,
            .fund = body->fund,
            .amount = body->amount,
            .at = call->now,
        },
    };
    enum award_refusal refusal;
    enum status status = judge(self, call, &money.award,
            body->has_field ? body->field : STR(""), &refusal);

    if (!status && refusal)
        return refuse(self, call, &money.award, refusal);
    if (!status)
        status = put_project(self, event, body->application, body->fund,
                body->title, body->organisation, true);
    return status ? status : reserve(self, call, &money);
}

/*
 * An award is answered once. Only a refused one may be proposed again; one
 * that was cancelled before its proposal came stays cancelled.
 */
enum status
on_grants_award_proposed(struct fundraising *self, struct call *call,
        const struct foreign_event *event,
        const struct grants_award_proposed *body)
{
    struct reservation known;
    enum status status;

    if (!award_money_is_ours(call, body->fund_hub))
        return STATUS_OK;
    status = store_find_reservation(self, event->subject, call->arena, &known);
    if (!status && known.state != RESERVATION_STATE_REFUSED)
        return STATUS_OK;
    if (status && status != STATUS_NOT_FOUND)
        return status;
    return answer_proposal(self, call, event, body);
}

static enum status
tell_due(struct call *call, const struct award_money *money,
        const struct tranche *tranche, struct event_link *link)
{
    struct fundraising_payment_due body = {
        .grants_hub = money->award.grants_hub,
        .tranche = tranche->id,
        .ordinal = tranche->ordinal,
        .fund = money->award.fund,
        .amount = tranche->amount,
    };

    body.postings =
            entry_postings(&money->entry, call->arena, &body.postings_count);
    return emit_payment_due(call, money->award.id, &body, link);
}

/* Reserved becomes payable. */
static enum status
make_payable(struct fundraising *self, struct call *call,
        struct award_money *money, const struct tranche *tranche)
{
    struct event_link link;
    enum status status;

    if (!award_make_payable(&money->award, tranche->amount))
        return call_refuse(call, &problem_tranche_too_large, "amount",
                "the award has not so much reserved");
    status = award_money_open(self, call, money);
    if (status)
        return status;
    entry_move(&money->entry, &money->reserved, &money->payable,
            tranche->amount);
    status = book_check(call, &money->entry, &problem_tranche_too_large,
            "amount");
    if (!status)
        status = store_put_reservation(self, &money->award);
    if (!status)
        status = store_insert_tranche(self, tranche);
    if (!status)
        status = tell_due(call, money, tranche, &link);
    return status ? status : store_post(self, link.seq, &money->entry);
}

/*
 * A log tells the proposal before the tranche: an award unknown here will
 * not become known by waiting. A tranche is made payable once, however often
 * it is told.
 */
enum status
on_grants_tranche_released(struct fundraising *self, struct call *call,
        const struct foreign_event *event,
        const struct grants_tranche_released *body)
{
    struct award_money money = { 0 };
    struct tranche tranche;
    enum status status;

    if (!award_money_is_ours(call, body->fund_hub))
        return STATUS_OK;
    status = store_find_reservation(self, event->subject, call->arena,
            &money.award);
    if (status == STATUS_NOT_FOUND)
        return call_refuse(call, &problem_award_not_reserved, "award",
                "its proposal never came to " STR_FMT, STR_ARG(call->hub));
    if (!status)
        status = store_find_tranche(self, body->tranche, &tranche);
    if (status != STATUS_NOT_FOUND)
        return status;
    tranche = (struct tranche){
        .id = body->tranche,
        .award = money.award.number,
        .ordinal = body->ordinal,
        .amount = body->amount,
        .state = PAYABLE_STATE_PAYABLE,
        .due_at = call->now,
    };
    return make_payable(self, call, &money, &tranche);
}
