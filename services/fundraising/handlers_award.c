/* Looking at reservations, payables and payments; money that comes back. */
#include "award_money.h"
#include "fundraising.h"

static struct reservation_item
item_of(const struct reservation *reservation)
{
    return (struct reservation_item){
        .award = reservation->id,
        .grants_hub = reservation->grants_hub,
        .project = reservation->project,
        .organisation = reservation->organisation,
        .title = reservation->title,
        .fund = reservation->fund,
        .state = reservation->state,
        .has_refusal = reservation->refusal != 0,
        .refusal = reservation->refusal,
        .amount = reservation->amount,
        .reserved = reservation->reserved,
        .payable = reservation->payable,
        .paid = reservation->paid,
        .released = reservation->released,
        .returned = reservation->returned,
        .at = reservation->at,
    };
}

enum status
handle_list_reservations(struct fundraising *self, struct call *call,
        const struct list_reservations_request *request,
        struct list_reservations_reply *reply)
{
    struct page page;
    struct reservation *reservations;
    enum status status = page_begin(call, request, &page);

    if (!status)
        status = store_list_reservations(self, call->arena, request->fund,
                &page, &reservations, &reply->items_count);
    if (status)
        return status;
    reply->items = arena_alloc(call->arena,
            (reply->items_count + 1) * sizeof(*reply->items));
    for (size_t i = 0; i < reply->items_count; i++)
        reply->items[i] = item_of(&reservations[i]);
    page_end(call, reply, &page);
    return STATUS_OK;
}

enum status
handle_list_payables(struct fundraising *self, struct call *call,
        const struct list_payables_request *request,
        struct list_payables_reply *reply)
{
    struct page page;
    struct reservation award = { 0 };
    enum status status = page_begin(call, request, &page);

    if (!status && request->has_award)
        status = store_find_reservation(self, request->award, call->arena,
                &award);
    if (status == STATUS_NOT_FOUND)
        return STATUS_OK; /* nothing is payable for an award unknown here */
    if (!status)
        status = store_list_payables(self, call->arena, request->state,
                award.number, &page, &reply->items, &reply->items_count);
    page_end(call, reply, &page);
    return status;
}

enum status
handle_list_payments(struct fundraising *self, struct call *call,
        const struct list_payments_request *request,
        struct list_payments_reply *reply)
{
    struct page page;
    enum status status = page_begin(call, request, &page);

    if (!status)
        status = store_list_payments(self, call->arena, request->award, &page,
                &reply->items, &reply->items_count);
    page_end(call, reply, &page);
    return status;
}

static enum status
find_award(struct fundraising *self, struct call *call, struct uuid id,
        struct award_money *out)
{
    enum status status =
            store_find_reservation(self, id, call->arena, &out->award);

    if (status == STATUS_NOT_FOUND || (!status && out->award.paid == 0))
        return call_refuse(call, &problem_award_not_reserved, "award",
                "no fund of " STR_FMT " paid anything to it",
                STR_ARG(call->hub));
    return status ? status : award_money_open(self, call, out);
}

static enum status
tell_returned(struct call *call, const struct award_money *money,
        const struct money_return *given_back, struct event_link *link)
{
    struct fundraising_grant_returned body = {
        .grants_hub = money->award.grants_hub,
        .money_return = given_back->id,
        .fund = money->award.fund,
        .amount = given_back->amount,
        .reason = given_back->reason,
    };

    body.postings =
            entry_postings(&money->entry, call->arena, &body.postings_count);
    return emit_grant_returned(call, money->award.id, &body, link);
}

static enum status
write_return(struct fundraising *self, struct call *call,
        struct award_money *money, struct money_return *given_back)
{
    struct event_link link;
    enum status status = tell_returned(call, money, given_back, &link);

    if (status)
        return status;
    given_back->entry = link.seq;
    status = store_post(self, link.seq, &money->entry);
    if (!status)
        status = store_insert_return(self, given_back);
    return status ? status : store_put_reservation(self, &money->award);
}

enum status
handle_record_return(struct fundraising *self, struct call *call,
        const struct record_return_request *request,
        struct record_return_reply *reply)
{
    struct award_money money = { 0 };
    struct money_return given_back = {
        .id = call_new_id(call),
        .amount = request->amount,
        .reason = request->reason,
        .bank_reference = request->bank_reference,
    };
    enum status status = find_award(self, call, request->award, &money);

    if (status)
        return status;
    if (!award_take_back(&money.award, request->amount))
        return call_refuse(call, &problem_returned_too_much, "amount",
                "more than was paid to the award and not given back yet");
    status = store_use_bank_reference(self, request->bank_reference);
    if (status == STATUS_CONFLICT)
        return call_refuse(call, &problem_bank_reference_used, "bank_reference",
                "each transfer of the bank is recorded once");
    given_back.award = money.award.number;
    entry_move(&money.entry, &money.paid, &money.free, request->amount);
    if (!status)
        status = book_check(call, &money.entry, &problem_returned_too_much,
                "amount");
    reply->return_id = given_back.id;
    return status ? status : write_return(self, call, &money, &given_back);
}
