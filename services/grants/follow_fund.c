/*
 * What fundraising tells us: which funds there are, what they answer and
 * pay. An event may come twice, late, or right after a crash: what it says is
 * compared with what stands.
 */
#include "saga.h"

#include "base/log.h"

/* Funds */

static enum status
keep_fund(struct grants *self, const struct foreign_event *event,
        const struct fundraising_fund_changed *body)
{
    const struct known_fund fund = {
        .hub = event->hub,
        .name = body->name,
        .is_closed = body->state == FUND_STATE_CLOSED,
        .purposes = body->purposes,
        .purposes_count = body->purposes_count,
    };
    enum status status = store_put_fund_hub(self->store, event->hub, event->at);

    return status ? status : store_put_fund(self->store, event->subject, &fund);
}

enum status
on_fundraising_fund_opened(struct grants *self, struct call *call,
        const struct foreign_event *event,
        const struct fundraising_fund_opened *body)
{
    const struct fundraising_fund_changed same = {
        .name = body->name,
        .state = body->state,
        .purposes = body->purposes,
        .purposes_count = body->purposes_count,
    };

    (void)call;
    return keep_fund(self, event, &same);
}

enum status
on_fundraising_fund_changed(struct grants *self, struct call *call,
        const struct foreign_event *event,
        const struct fundraising_fund_changed *body)
{
    (void)call;
    return keep_fund(self, event, body);
}

/* Answers */

/*
 * An event of a fund above us is ours if it names our hub; then we proposed
 * that award. STATUS_NOT_FOUND: not ours, nothing to do. A fund that does not
 * hold this award has no say in it.
 */
static enum status
find_answered(struct grants *self, struct call *call,
        const struct foreign_event *event, struct str grants_hub,
        struct award *out)
{
    enum status status = store_put_fund_hub(self->store, event->hub, event->at);

    if (!status && !str_equal(grants_hub, call->hub))
        return STATUS_NOT_FOUND;
    if (!status)
        status =
                store_find_award(self->store, event->subject, call->arena, out);
    if (status == STATUS_NOT_FOUND)
        return call_await(call, event->subject);
    if (!status && !str_equal(out->fund_hub, event->hub)) {
        log_warn("an answer from hub=" STR_FMT " for an award of a fund at"
                 " hub=" STR_FMT,
                STR_ARG(event->hub), STR_ARG(out->fund_hub));
        return STATUS_NOT_FOUND;
    }
    return status;
}

/* Not ours, or told before: done. */
static enum status
ignore_missing(enum status status)
{
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

enum status
on_fundraising_award_reserved(struct grants *self, struct call *call,
        const struct foreign_event *event,
        const struct fundraising_award_reserved *body)
{
    struct award award = { 0 };
    enum status status =
            find_answered(self, call, event, body->grants_hub, &award);

    if (status ||
            !award_is_answered_by(&award, event->hub, body->fund, body->amount))
        return ignore_missing(status);
    return saga_reserved(self, call, &award);
}

enum status
on_fundraising_award_refused(struct grants *self, struct call *call,
        const struct foreign_event *event,
        const struct fundraising_award_refused *body)
{
    struct award award = { 0 };
    const char *reason = enum_name(&fundraising_award_refusal_enumeration,
            (int)body->reason);
    enum status status =
            find_answered(self, call, event, body->grants_hub, &award);

    if (status ||
            !award_is_answered_by(&award, event->hub, body->fund, body->amount))
        return ignore_missing(status);
    return saga_refused(self, call, &award,
            reason ? str_from(reason) : STR("refused"));
}

enum status
on_fundraising_reservation_released(struct grants *self, struct call *call,
        const struct foreign_event *event,
        const struct fundraising_reservation_released *body)
{
    struct award award = { 0 };
    enum status status =
            find_answered(self, call, event, body->grants_hub, &award);

    if (status || award.state != AWARD_STATE_CANCELLED || award.is_freed)
        return ignore_missing(status);
    award.is_freed = true;
    return change_award(self, call, &award, AS_IT_IS, award.reason);
}

/*
 * What a fund says of a tranche, in the order it said it: a payment may fail
 * after it was made, so only the newest word counts.
 */
struct payment_word {
    struct uuid tranche;
    enum tranche_state state;
    int64_t paid_at;
    struct str reason;
};

static enum status
find_tranche(struct grants *self, struct call *call, const struct award *award,
        struct uuid id, struct award_tranche *out)
{
    struct rows rows;
    enum status status =
            store_list_tranches(self->store, award->rowid, call->arena, &rows);
    const struct award_tranche *tranches = rows.items;

    for (size_t i = 0; !status && i < rows.count; i++) {
        if (!uuid_equal(tranches[i].tranche, id))
            continue;
        *out = tranches[i];
        return STATUS_OK;
    }
    return status ? status : STATUS_NOT_FOUND;
}

/*
 * A closed award is paid out: one of whose payments failed is not closed. One
 * that was cancelled hears only of what crossed with that.
 */
static enum status
go_on(struct grants *self, struct call *call, struct award *award,
        const struct payment_word *word)
{
    enum status status = STATUS_OK;

    if (award->state == AWARD_STATE_CANCELLED)
        return saga_paid_after_end(self, call, award);
    if (award->state == AWARD_STATE_CLOSED && word->state != TRANCHE_STATE_PAID)
        status = saga_reopen(self, call, award, word->reason);
    return status ? status : saga_release(self, call, award);
}

/* While it is recalled, only that it was paid is an answer. */
static bool
is_news(const struct award_tranche *tranche, const struct payment_word *word)
{
    if (tranche->state == TRANCHE_STATE_RECALLED &&
            word->state != TRANCHE_STATE_PAID)
        return false;
    return tranche->state != word->state &&
           state_may_change(THING_TRANCHE, tranche->state, word->state);
}

static enum status
apply_word(struct grants *self, struct call *call,
        const struct foreign_event *event, struct award *award,
        const struct payment_word *word)
{
    struct award_tranche tranche = { 0 };
    int64_t heard_at = 0;
    enum status status =
            find_tranche(self, call, award, word->tranche, &tranche);

    if (!status)
        status = store_find_heard_at(self->store, word->tranche, &heard_at);
    if (status || event->at < heard_at || !is_news(&tranche, word))
        return ignore_missing(status);
    tranche.has_paid_at = word->state == TRANCHE_STATE_PAID;
    tranche.paid_at = word->paid_at;
    status = change_tranche(self, call, award, &tranche, word->state,
            word->reason);
    if (!status)
        status = store_put_heard_at(self->store, word->tranche, event->at);
    return status ? status : go_on(self, call, award, word);
}

enum status
on_fundraising_payment_made(struct grants *self, struct call *call,
        const struct foreign_event *event,
        const struct fundraising_payment_made *body)
{
    const struct payment_word word = {
        .tranche = body->tranche,
        .state = TRANCHE_STATE_PAID,
        .paid_at = body->paid_at,
        .reason = STR(""),
    };
    struct award award = { 0 };
    enum status status =
            find_answered(self, call, event, body->grants_hub, &award);

    if (status)
        return ignore_missing(status);
    return apply_word(self, call, event, &award, &word);
}

/*
 * Payments that finance has begun are not followed further than this: they
 * stand in the way of taking the agreement back.
 */
static enum status
note_payment(struct grants *self, const struct foreign_event *event,
        struct uuid tranche, bool is_at_payment)
{
    const struct payment_trace trace = {
        .award = event->subject,
        .tranche = tranche,
        .fund_hub = event->hub,
        .is_at_payment = is_at_payment,
    };

    return store_set_at_payment(self->store, &trace);
}

/* Of a cancelled award the fund has freed it; an entry error was no failure. */
static enum tranche_state
state_after_failure(const struct award *award,
        const struct fundraising_payment_failed *body)
{
    if (award->state == AWARD_STATE_CANCELLED)
        return TRANCHE_STATE_DROPPED;
    return body->has_cause && body->cause == PAYMENT_FAILURE_ENTERED_WRONGLY
                   ? TRANCHE_STATE_RELEASED
                   : TRANCHE_STATE_FAILED;
}

enum status
on_fundraising_payment_failed(struct grants *self, struct call *call,
        const struct foreign_event *event,
        const struct fundraising_payment_failed *body)
{
    struct award award = { 0 };
    struct payment_word word = {
        .tranche = body->tranche,
        .reason = body->reason,
    };
    enum status status =
            find_answered(self, call, event, body->grants_hub, &award);

    if (!status)
        status = note_payment(self, event, body->tranche, false);
    if (status)
        return ignore_missing(status);
    word.state = state_after_failure(&award, body);
    return apply_word(self, call, event, &award, &word);
}

enum status
on_fundraising_payment_recorded(struct grants *self, struct call *call,
        const struct foreign_event *event,
        const struct fundraising_payment_recorded *body)
{
    (void)call;
    return note_payment(self, event, body->tranche, true);
}

enum status
on_fundraising_payment_rejected(struct grants *self, struct call *call,
        const struct foreign_event *event,
        const struct fundraising_payment_rejected *body)
{
    (void)call;
    return note_payment(self, event, body->tranche, false);
}

/*
 * The fund has reserved again what was released by mistake. A payment of it
 * may have crossed with the recall, and failed.
 */
enum status
on_fundraising_payable_withdrawn(struct grants *self, struct call *call,
        const struct foreign_event *event,
        const struct fundraising_payable_withdrawn *body)
{
    struct award award = { 0 };
    struct award_tranche tranche;
    enum status status =
            find_answered(self, call, event, body->grants_hub, &award);

    if (!status)
        status = find_tranche(self, call, &award, body->tranche, &tranche);
    if (status || !state_may_change(THING_TRANCHE, tranche.state,
                          TRANCHE_STATE_DROPPED))
        return ignore_missing(status);
    return saga_let_go(self, call, &award, &tranche);
}

/* Of the recall that waits for it alone, or of one whose tranche was paid. */
enum status
on_fundraising_recall_refused(struct grants *self, struct call *call,
        const struct foreign_event *event,
        const struct fundraising_recall_refused *body)
{
    struct award award = { 0 };
    struct award_tranche tranche;
    struct recall recall;
    enum status status =
            find_answered(self, call, event, body->grants_hub, &award);

    if (!status)
        status = find_tranche(self, call, &award, body->tranche, &tranche);
    if (!status)
        status = store_find_recall(self->store, body->tranche, call->arena,
                &recall);
    if (status || !tranche.has_taking_back ||
            !uuid_equal(recall.id, body->recall))
        return ignore_missing(status);
    return saga_recall_refused(self, call, &award, &tranche, body->reason);
}

/* Money that comes back is the fund's again; the award says so for ever. */
enum status
on_fundraising_grant_returned(struct grants *self, struct call *call,
        const struct foreign_event *event,
        const struct fundraising_grant_returned *body)
{
    const struct award_return given_back = {
        .money_return = body->money_return,
        .amount = body->amount,
        .returned_at = event->at,
        .reason = body->reason,
    };
    struct award award = { 0 };
    enum status status =
            find_answered(self, call, event, body->grants_hub, &award);

    if (status)
        return ignore_missing(status);
    status = store_insert_return(self->store, award.rowid, &given_back);
    if (status == STATUS_CONFLICT)
        return STATUS_OK; /* told before */
    return status ? status
                  : tell_return(self, call, &award, body->amount, body->reason);
}

enum status
on_fundraising_return_reversed(struct grants *self, struct call *call,
        const struct foreign_event *event,
        const struct fundraising_return_reversed *body)
{
    struct award award = { 0 };
    enum status status =
            find_answered(self, call, event, body->grants_hub, &award);

    if (!status)
        status = store_reverse_return(self->store, body->money_return,
                event->at);
    return status ? ignore_missing(status)
                  : tell_return(self, call, &award, -body->amount,
                            body->reason);
}
