/* What we do with the events of registry and of other hubs' fundraising. */
#include "fundraising.h"

#include "base/hub.h"
#include "store_project.h"
#include "transfer.h"

enum status
on_registry_organisation_registered(struct fundraising *self, struct call *call,
        const struct foreign_event *event,
        const struct registry_organisation_registered *body)
{
    struct organisation organisation = { event->subject, body->name,
        body->kind };

    if (!str_equal(event->hub, call->hub))
        return STATUS_OK;
    return store_put_organisation(self, &organisation);
}

enum status
on_registry_organisation_changed(struct fundraising *self, struct call *call,
        const struct foreign_event *event,
        const struct registry_organisation_changed *body)
{
    struct organisation organisation = { event->subject, body->name,
        body->kind };

    if (!str_equal(event->hub, call->hub))
        return STATUS_OK;
    return store_put_organisation(self, &organisation);
}

/* A registry speaks of its own branches only. */
static enum status
learn_hub(struct fundraising *self, const struct foreign_event *event,
        struct str hub)
{
    return hub_is_below(hub, event->hub) ? store_put_hub(self, hub) : STATUS_OK;
}

enum status
on_registry_hub_added(struct fundraising *self, struct call *call,
        const struct foreign_event *event,
        const struct registry_hub_added *body)
{
    (void)call;
    return learn_hub(self, event, body->hub);
}

/* A closed hub stays known: gifts on its paper lists may come late. */
enum status
on_registry_hub_changed(struct fundraising *self, struct call *call,
        const struct foreign_event *event,
        const struct registry_hub_changed *body)
{
    (void)call;
    return learn_hub(self, event, body->hub);
}

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

/* A transfer of ours that the other side has not answered before. */
static enum status
find_sent(struct fundraising *self, struct call *call,
        const struct foreign_event *event, struct str from_hub,
        struct transfer_item *out)
{
    enum status status;

    if (!str_equal(from_hub, call->hub))
        return STATUS_NOT_FOUND;
    status = store_find_transfer(self, event->subject, call->arena, out);
    if (!status && (out->state != TRANSFER_STATE_SENT ||
                           !str_equal(out->to_hub, event->hub)))
        return STATUS_NOT_FOUND;
    return status;
}

enum status
on_fundraising_transfer_received(struct fundraising *self, struct call *call,
        const struct foreign_event *event,
        const struct fundraising_transfer_received *body)
{
    struct transfer_item transfer;
    enum status status =
            find_sent(self, call, event, body->from_hub, &transfer);

    if (status)
        return status == STATUS_NOT_FOUND ? STATUS_OK : status;
    status = store_set_transfer_state(self, transfer.transfer,
            TRANSFER_STATE_RECEIVED);
    if (!status) {
        struct fundraising_transfer_settled settled = { TRANSFER_FIELDS(
                &transfer) };

        status = emit_transfer_settled(call, transfer.transfer, &settled, NULL);
    }
    return status;
}

static enum status
take_back(struct fundraising *self, struct call *call,
        const struct transfer_item *transfer, const struct fund *fund)
{
    struct transfer_side sender;
    struct event_link link;
    struct entry entry = { 0 };
    struct fundraising_transfer_taken_back body = { TRANSFER_FIELDS(transfer) };
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
                  : store_set_transfer_state(self, transfer->transfer,
                            TRANSFER_STATE_REFUSED);
}

enum status
on_fundraising_transfer_refused(struct fundraising *self, struct call *call,
        const struct foreign_event *event,
        const struct fundraising_transfer_refused *body)
{
    struct transfer_item transfer;
    struct fund fund;
    enum status status =
            find_sent(self, call, event, body->from_hub, &transfer);

    if (status)
        return status == STATUS_NOT_FOUND ? STATUS_OK : status;
    status = store_find_fund(self, transfer.from_fund, call->arena, &fund);
    return status ? status : take_back(self, call, &transfer, &fund);
}
