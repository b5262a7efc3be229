/*
 * Transfers between hubs: what the receiver does with money that was sent or
 * is wanted back, and the sender with the answer.
 */
#include "fundraising.h"
#include "transfer.h"

static enum status
take_in(struct fundraising *self, struct call *call, const struct fund *fund,
        struct transfer_item *transfer)
{
    struct transfer_side receiver;
    struct event_link link;
    struct entry entry = { 0 };
    struct fundraising_transfer_received body = { TRANSFER_FIELDS(transfer) };
    enum status status =
            transfer_open_receiver(self, call, fund, transfer, &receiver);

    if (status)
        return status;
    transfer->state = TRANSFER_STATE_RECEIVED;
    entry_move(&entry, &receiver.due, &receiver.free, transfer->amount);
    status = book_check(call, &entry, &problem_overspent, "amount");
    if (!status)
        status = store_insert_transfer(self, call->hub, transfer);
    if (status)
        return status;
    body.postings = entry_postings(&entry, call->arena, &body.postings_count);
    status = emit_transfer_received(call, transfer->transfer, &body, &link);
    return status ? status : store_post(self, link.seq, &entry);
}

static enum status
turn_away(struct fundraising *self, struct call *call,
        struct transfer_item *transfer, enum transfer_refusal refusal)
{
    struct fundraising_transfer_refused body = {
        .from_hub = transfer->from_hub,
        .from_fund = transfer->from_fund,
        .to_hub = transfer->to_hub,
        .to_fund = transfer->to_fund,
        .amount = transfer->amount,
        .refusal = refusal,
    };
    enum status status;

    transfer->state = TRANSFER_STATE_REFUSED;
    transfer->has_refusal = true;
    transfer->refusal = refusal;
    status = store_insert_transfer(self, call->hub, transfer);
    return status ? status
                  : emit_transfer_refused(call, transfer->transfer, &body,
                            NULL);
}

/* The other side sent us money: into the fund, or back. Once. */
enum status
on_fundraising_transfer_sent(struct fundraising *self, struct call *call,
        const struct foreign_event *event,
        const struct fundraising_transfer_sent *body)
{
    struct transfer_item known, transfer = {
        .transfer = event->subject,
        .from_hub = event->hub,
        .from_fund = body->from_fund,
        .to_hub = body->to_hub,
        .to_fund = body->to_fund,
        .amount = body->amount,
        .at = call->now,
        .reason = body->reason,
    };
    struct fund fund;
    enum status status;

    if (!str_equal(body->to_hub, call->hub) || str_equal(event->hub, call->hub))
        return STATUS_OK;
    status = store_find_transfer(self, event->subject, call->arena, &known);
    if (status != STATUS_NOT_FOUND)
        return status;
    status = store_find_fund(self, body->to_fund, call->arena, &fund);
    if (status == STATUS_NOT_FOUND)
        return turn_away(self, call, &transfer, TRANSFER_REFUSAL_NO_SUCH_FUND);
    if (!status && !fund_is_open(&fund))
        return turn_away(self, call, &transfer, TRANSFER_REFUSAL_CLOSED);
    return status ? status : take_in(self, call, &fund, &transfer);
}

/* What the receiver gives back: only what is there, and never twice. */
static enum status
give_back(struct fundraising *self, struct call *call, const struct fund *fund,
        const struct transfer_item *transfer)
{
    struct fundraising_transfer_given_back body = { TRANSFER_FIELDS(transfer) };
    struct transfer_side receiver;
    struct event_link link;
    struct entry entry = { 0 };
    enum status status =
            transfer_open_receiver(self, call, fund, transfer, &receiver);

    if (status)
        return status;
    if (receiver.free.balance < transfer->amount) {
        const struct fundraising_transfer_kept kept = { TRANSFER_FIELDS(
                transfer) };

        return emit_transfer_kept(call, transfer->transfer, &kept, NULL);
    }
    entry_move(&entry, &receiver.free, &receiver.due, transfer->amount);
    status = book_check(call, &entry, &problem_overspent, "amount");
    if (status)
        return status;
    body.postings = entry_postings(&entry, call->arena, &body.postings_count);
    status = emit_transfer_given_back(call, transfer->transfer, &body, &link);
    if (!status)
        status = store_post(self, link.seq, &entry);
    return status ? status
                  : store_set_transfer_state(self, transfer->transfer,
                            TRANSFER_STATE_WITHDRAWN);
}

/*
 * The other side wants back what it sent. Its log tells us of the sending
 * first, so we have answered that: what we turned away is back already.
 */
enum status
on_fundraising_transfer_recalled(struct fundraising *self, struct call *call,
        const struct foreign_event *event,
        const struct fundraising_transfer_recalled *body)
{
    struct transfer_item transfer;
    struct fund fund;
    enum status status;

    if (!str_equal(body->to_hub, call->hub))
        return STATUS_OK;
    status = store_find_transfer(self, event->subject, call->arena, &transfer);
    if (status)
        return status;
    if (transfer.state != TRANSFER_STATE_RECEIVED ||
            !str_equal(transfer.from_hub, event->hub))
        return STATUS_OK;
    status = store_find_fund(self, transfer.to_fund, call->arena, &fund);
    return status ? status : give_back(self, call, &fund, &transfer);
}

/* A transfer of ours in one of two states; else it was answered before. */
static enum status
find_ours(struct fundraising *self, struct call *call,
        const struct foreign_event *event, struct str from_hub,
        enum transfer_state one, enum transfer_state other,
        struct transfer_item *out)
{
    enum status status;

    if (!str_equal(from_hub, call->hub))
        return STATUS_NOT_FOUND;
    status = store_find_transfer(self, event->subject, call->arena, out);
    if (!status && ((out->state != one && out->state != other) ||
                           !str_equal(out->to_hub, event->hub)))
        return STATUS_NOT_FOUND;
    return status;
}

static enum status
settle(struct fundraising *self, struct call *call,
        const struct transfer_item *transfer)
{
    const struct fundraising_transfer_settled body = { TRANSFER_FIELDS(
            transfer) };
    enum status status = store_set_transfer_state(self, transfer->transfer,
            TRANSFER_STATE_RECEIVED);

    return status ? status
                  : emit_transfer_settled(call, transfer->transfer, &body,
                            NULL);
}

/* One that was recalled waits for the answer to that. */
enum status
on_fundraising_transfer_received(struct fundraising *self, struct call *call,
        const struct foreign_event *event,
        const struct fundraising_transfer_received *body)
{
    struct transfer_item transfer;
    enum status status = find_ours(self, call, event, body->from_hub,
            TRANSFER_STATE_SENT, TRANSFER_STATE_SENT, &transfer);

    if (status)
        return status == STATUS_NOT_FOUND ? STATUS_OK : status;
    return settle(self, call, &transfer);
}

enum status
on_fundraising_transfer_kept(struct fundraising *self, struct call *call,
        const struct foreign_event *event,
        const struct fundraising_transfer_kept *body)
{
    struct transfer_item transfer;
    enum status status = find_ours(self, call, event, body->from_hub,
            TRANSFER_STATE_WITHDRAWING, TRANSFER_STATE_WITHDRAWING, &transfer);

    if (status)
        return status == STATUS_NOT_FOUND ? STATUS_OK : status;
    return settle(self, call, &transfer);
}

static enum status
book_back(struct fundraising *self, struct call *call, const struct fund *fund,
        const struct transfer_item *transfer, enum transfer_state state)
{
    struct fundraising_transfer_taken_back body = { TRANSFER_FIELDS(transfer) };
    struct transfer_side sender;
    struct event_link link;
    struct entry entry = { 0 };
    enum status status =
            transfer_open_sender(self, call, fund, transfer, &sender);

    if (status)
        return status;
    entry_move(&entry, &sender.due, &sender.free, transfer->amount);
    status = book_check(call, &entry, &problem_overspent, "amount");
    if (status)
        return status;
    body.postings = entry_postings(&entry, call->arena, &body.postings_count);
    status = emit_transfer_taken_back(call, transfer->transfer, &body, &link);
    if (!status)
        status = store_post(self, link.seq, &entry);
    return status ? status
                  : store_set_transfer_state(self, transfer->transfer, state);
}

/* The other side does not have it, and never will: it is ours again. */
static enum status
take_back(struct fundraising *self, struct call *call,
        const struct transfer_item *transfer, enum transfer_state state)
{
    struct fund fund;
    enum status status =
            store_find_fund(self, transfer->from_fund, call->arena, &fund);

    return status ? status : book_back(self, call, &fund, transfer, state);
}

enum status
on_fundraising_transfer_refused(struct fundraising *self, struct call *call,
        const struct foreign_event *event,
        const struct fundraising_transfer_refused *body)
{
    struct transfer_item transfer;
    enum status status = find_ours(self, call, event, body->from_hub,
            TRANSFER_STATE_SENT, TRANSFER_STATE_WITHDRAWING, &transfer);

    if (status)
        return status == STATUS_NOT_FOUND ? STATUS_OK : status;
    status = store_set_transfer_refusal(self, transfer.transfer, body->refusal);
    return status ? status
                  : take_back(self, call, &transfer, TRANSFER_STATE_REFUSED);
}

enum status
on_fundraising_transfer_given_back(struct fundraising *self, struct call *call,
        const struct foreign_event *event,
        const struct fundraising_transfer_given_back *body)
{
    struct transfer_item transfer;
    enum status status = find_ours(self, call, event, body->from_hub,
            TRANSFER_STATE_SENT, TRANSFER_STATE_WITHDRAWING, &transfer);

    if (status)
        return status == STATUS_NOT_FOUND ? STATUS_OK : status;
    return take_back(self, call, &transfer, TRANSFER_STATE_WITHDRAWN);
}
