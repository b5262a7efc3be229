/* Gifts that end: refunds, chargebacks and what is owed for them. */
#include "book.h"
#include "fundraising.h"
#include "store_campaign.h"
#include "store_fund.h"
#include "store_gift.h"
#include "store_project.h"

/* A gift that ends, with the accounts it touches and its entry. */
struct ending {
    struct gift gift;
    struct fund fund;
    struct project project;
    struct account free;
    struct account restricted; /* unused without a project */
    struct account receivable;
    struct account clearing;
    struct entry entry;
};

static enum status
find_accounts(struct fundraising *self, struct call *call, struct ending *out)
{
    const struct gift *gift = &out->gift;
    struct gift_channel channel;
    enum status status =
            store_find_gift_channel(self, gift, call->arena, &channel);

    out->clearing = channel.clearing;
    if (!status)
        status = book_account(self, call, &out->fund, ACCOUNT_KIND_FREE,
                &out->free);
    if (!status)
        status = book_account(self, call, &out->fund, ACCOUNT_KIND_RECEIVABLE,
                &out->receivable);
    if (!status && gift->project)
        status = book_owned_account(self, call, &out->fund,
                ACCOUNT_KIND_RESTRICTED, out->project.id, &out->restricted);
    return status;
}

static enum status
find_ending(struct fundraising *self, struct call *call, struct uuid id,
        struct ending *out)
{
    struct arena *arena = call->arena;
    enum status status = store_find_gift(self, id, arena, &out->gift);

    if (status == STATUS_NOT_FOUND)
        return call_refuse(call, &problem_not_found, "gift",
                "there is no such gift at " STR_FMT, STR_ARG(call->hub));
    if (!status)
        status = store_find_fund_by_number(self, out->gift.fund, arena,
                &out->fund);
    if (!status && out->gift.project)
        status = store_find_project_by_number(self, out->gift.project, arena,
                &out->project);
    return status ? status : find_accounts(self, call, out);
}

static enum status
check_received(struct call *call, const struct gift *gift)
{
    if (gift->state == GIFT_STATE_RECEIVED)
        return STATUS_OK;
    return call_refuse(call, &problem_gift_settled, "gift", "it is %s",
            enum_name(&fundraising_gift_state_enumeration, (int)gift->state));
}

/* Back through the channel it came by. */
static void
enter(struct ending *ending, const struct gift_parts *parts)
{
    struct entry *entry = &ending->entry;

    entry_add(entry, &ending->restricted, -parts->restricted);
    entry_add(entry, &ending->free, -parts->free);
    entry_add(entry, &ending->receivable, -parts->receivable);
    entry_add(entry, &ending->clearing, ending->gift.amount);
}

static enum status
write_end(struct fundraising *self, struct ending *ending,
        enum gift_state state, struct str reason, int64_t seq)
{
    struct gift *gift = &ending->gift;
    enum status status = store_post(self, seq, &ending->entry);

    gift->state = state;
    gift->reason = reason;
    gift->undrawn = 0;
    if (!status)
        status = store_update_gift(self, gift);
    if (!status && gift->campaign)
        status = store_add_to_raised(self, gift->campaign, -gift->amount);
    return status;
}

/* What both events of a gift's end say. */
#define END_FIELDS(call, ending, parts)                                        \
    .fund = (ending)->fund.id, .has_project = (ending)->gift.project != 0,     \
    .project = (ending)->project.id, .amount = (ending)->gift.amount,          \
    .number = gift_number((call)->arena, (ending)->gift.serial),               \
    .receivable = (parts)->receivable

enum status
handle_refund_gift(struct fundraising *self, struct call *call,
        const struct refund_gift_request *request,
        struct refund_gift_reply *reply)
{
    struct ending ending = { 0 };
    struct gift_parts parts;
    struct event_link link;
    enum status status = find_ending(self, call, request->gift, &ending);

    if (!status)
        status = check_received(call, &ending.gift);
    if (status)
        return status;
    if (!gift_refund_parts(&ending.gift, &parts))
        return call_refuse(call, &problem_funds_committed, "gift",
                "some of it was paid out to its project, or waits for a"
                " payment that failed to be made again: see its trace");
    enter(&ending, &parts);
    status = book_check(call, &ending.entry, &problem_funds_committed, "gift");
    if (!status) {
        struct fundraising_gift_refunded body = { END_FIELDS(call, &ending,
                &parts) };

        body.postings = entry_postings(&ending.entry, call->arena,
                &body.postings_count);
        status = emit_gift_refunded(call, ending.gift.id, &body, &link);
    }
    if (!status)
        status = write_end(self, &ending, GIFT_STATE_REFUNDED, request->reason,
                link.seq);
    reply->state = ending.gift.state;
    return status;
}

enum status
handle_charge_back_gift(struct fundraising *self, struct call *call,
        const struct charge_back_gift_request *request,
        struct charge_back_gift_reply *reply)
{
    struct ending ending = { 0 };
    struct gift_parts parts;
    struct event_link link;
    enum status status = find_ending(self, call, request->gift, &ending);

    if (!status)
        status = check_received(call, &ending.gift);
    if (status)
        return status;
    parts = gift_chargeback_parts(&ending.gift, ending.free.balance);
    enter(&ending, &parts);
    ending.gift.receivable = parts.receivable;
    status = book_check(call, &ending.entry, &problem_funds_committed, "gift");
    if (!status) {
        struct fundraising_gift_charged_back body = { END_FIELDS(call, &ending,
                &parts) };

        body.postings = entry_postings(&ending.entry, call->arena,
                &body.postings_count);
        status = emit_gift_charged_back(call, ending.gift.id, &body, &link);
    }
    if (!status)
        status = write_end(self, &ending, GIFT_STATE_CHARGED_BACK,
                request->reason, link.seq);
    reply->state = ending.gift.state;
    reply->receivable = parts.receivable;
    return status;
}

static enum status
tell_settled(struct call *call, const struct ending *ending,
        enum settlement_kind settlement, struct event_link *link)
{
    struct fundraising_chargeback_settled body = {
        .fund = ending->fund.id,
        .amount = ending->gift.receivable,
        .settlement = settlement,
        .number = gift_number(call->arena, ending->gift.serial),
    };

    body.postings =
            entry_postings(&ending->entry, call->arena, &body.postings_count);
    return emit_chargeback_settled(call, ending->gift.id, &body, link);
}

enum status
handle_settle_chargeback(struct fundraising *self, struct call *call,
        const struct settle_chargeback_request *request,
        struct settle_chargeback_reply *reply)
{
    struct ending ending = { 0 };
    struct event_link link;
    bool is_repaid = request->settlement == SETTLEMENT_KIND_REPAID;
    enum status status = find_ending(self, call, request->gift, &ending);

    if (status)
        return status;
    if (ending.gift.receivable == 0)
        return call_refuse(call, &problem_nothing_receivable, "gift",
                "nothing is owed for it");
    entry_move(&ending.entry, is_repaid ? &ending.clearing : &ending.free,
            &ending.receivable, ending.gift.receivable);
    status = book_check(call, &ending.entry, &problem_overspent, "gift");
    if (!status)
        status = tell_settled(call, &ending, request->settlement, &link);
    if (!status)
        status = store_post(self, link.seq, &ending.entry);
    if (status)
        return status;
    reply->amount = ending.gift.receivable;
    ending.gift.receivable = 0;
    ending.gift.reason = request->reason;
    return store_update_gift(self, &ending.gift);
}
