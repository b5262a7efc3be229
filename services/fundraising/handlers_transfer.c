/* Transfers: money that one fund sends to another. */
#include "base/hub.h"
#include "find.h"
#include "store_project.h"
#include "transfer.h"

static enum status
tell_sent(struct call *call, const struct transfer_item *transfer,
        const struct entry *entry, struct event_link *link)
{
    struct fundraising_transfer_sent body = { TRANSFER_FIELDS(transfer) };

    body.postings = entry_postings(entry, call->arena, &body.postings_count);
    return emit_transfer_sent(call, transfer->transfer, &body, link);
}

static enum status
send(struct fundraising *self, struct call *call,
        const struct transfer_item *transfer, const struct entry *entry)
{
    struct event_link link;
    enum status status = book_check(call, entry, &problem_overspent, "amount");

    if (!status)
        status = store_insert_transfer(self, call->hub, transfer);
    if (!status)
        status = tell_sent(call, transfer, entry, &link);
    return status ? status : store_post(self, link.seq, entry);
}

/* Those above are in our own name; of those below their registries told. */
static enum status
check_hub(struct fundraising *self, struct call *call, struct str hub)
{
    enum status status;

    if (!hub_is_related(call->hub, hub))
        return call_refuse(call, &problem_hub_unrelated, "to_hub",
                STR_FMT " is neither above nor below " STR_FMT, STR_ARG(hub),
                STR_ARG(call->hub));
    if (hub_is_below(call->hub, hub))
        return STATUS_OK;
    status = store_find_hub(self, hub);
    if (status == STATUS_NOT_FOUND)
        return call_refuse(call, &problem_unknown_hub, "to_hub",
                "there is no hub " STR_FMT " below " STR_FMT, STR_ARG(hub),
                STR_ARG(call->hub));
    return status;
}

/* The other hub's fundraising hears of it, and answers. */
static enum status
send_away(struct fundraising *self, struct call *call, const struct fund *from,
        struct transfer_item *transfer)
{
    struct transfer_side sender;
    struct entry entry = { 0 };
    enum status status = check_hub(self, call, transfer->to_hub);

    if (!status)
        status = transfer_open_sender(self, call, from, transfer, &sender);
    if (status)
        return status;
    transfer->state = TRANSFER_STATE_SENT;
    entry_move(&entry, &sender.free, &sender.due, transfer->amount);
    return send(self, call, transfer, &entry);
}

/* Both funds are ours: one entry, and it has arrived. */
static enum status
send_here(struct fundraising *self, struct call *call, const struct fund *from,
        struct transfer_item *transfer)
{
    struct fund to;
    struct transfer_side sender, receiver;
    struct entry entry = { 0 };
    enum status status =
            find_open_fund(self, call, transfer->to_fund, "to_fund", &to);

    if (!status && to.number == from->number)
        return call_refuse(call, &problem_invalid_field, "to_fund",
                "it is the fund that sends");
    if (!status)
        status = transfer_open_sender(self, call, from, transfer, &sender);
    if (!status)
        status = transfer_open_receiver(self, call, &to, transfer, &receiver);
    if (status)
        return status;
    transfer->state = TRANSFER_STATE_RECEIVED;
    entry_move(&entry, &sender.free, &sender.due, transfer->amount);
    entry_move(&entry, &receiver.due, &receiver.free, transfer->amount);
    return send(self, call, transfer, &entry);
}

enum status
handle_send_transfer(struct fundraising *self, struct call *call,
        const struct send_transfer_request *request,
        struct send_transfer_reply *reply)
{
    struct transfer_item transfer = {
        .transfer = call_new_id(call),
        .from_hub = call->hub,
        .from_fund = request->from_fund,
        .to_hub = request->to_hub,
        .to_fund = request->to_fund,
        .amount = request->amount,
        .at = call->now,
        .reason = request->reason,
    };
    struct fund from;
    enum status status =
            find_open_fund(self, call, request->from_fund, "from_fund", &from);

    if (status)
        return status;
    if (str_equal(request->to_hub, call->hub))
        status = send_here(self, call, &from, &transfer);
    else
        status = send_away(self, call, &from, &transfer);
    reply->transfer_id = transfer.transfer;
    reply->state = transfer.state;
    return status;
}

/*
 * The money may have arrived, or be about to: only the receiver can tell, so
 * it stays where it is until the receiver has given it back.
 */
enum status
handle_withdraw_transfer(struct fundraising *self, struct call *call,
        const struct withdraw_transfer_request *request,
        struct withdraw_transfer_reply *reply)
{
    struct fundraising_transfer_recalled body;
    struct transfer_item transfer;
    enum status status = store_find_transfer(self, request->transfer,
            call->arena, &transfer);

    if (status == STATUS_NOT_FOUND ||
            (!status && !str_equal(transfer.from_hub, call->hub)))
        return call_refuse(call, &problem_not_found, "transfer",
                STR_FMT " sent no such transfer", STR_ARG(call->hub));
    if (!status && transfer.state != TRANSFER_STATE_SENT)
        return call_refuse(call, &problem_transfer_settled, "transfer",
                "it is %s: what was received the other fund can send back",
                enum_name(&fundraising_transfer_state_enumeration,
                        (int)transfer.state));
    if (!status)
        status = store_set_transfer_state(self, transfer.transfer,
                TRANSFER_STATE_WITHDRAWING);
    if (status)
        return status;
    transfer.reason = request->reason;
    body = (struct fundraising_transfer_recalled){ TRANSFER_FIELDS(&transfer) };
    reply->state = TRANSFER_STATE_WITHDRAWING;
    return emit_transfer_recalled(call, transfer.transfer, &body, NULL);
}

enum status
handle_list_transfers(struct fundraising *self, struct call *call,
        const struct list_transfers_request *request,
        struct list_transfers_reply *reply)
{
    struct page page;
    enum status status = page_begin(call, request, &page);

    if (!status)
        status = store_list_transfers(self, call->arena, &page, &reply->items,
                &reply->items_count);
    page_end(call, reply, &page);
    return status;
}
