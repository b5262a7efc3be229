#include "giving.h"

#include "base/clock.h"
#include "book.h"
#include "channel.h"
#include "find.h"
#include "gift_entry.h"
#include "store_campaign.h"
#include "store_gift.h"

static enum status
find_project(struct fundraising *self, struct call *call,
        const struct give_request *request, struct project *out)
{
    enum status status;

    if (!request->has_project)
        return STATUS_OK;
    status = store_find_project(self, request->project, call->arena, out);
    if (status == STATUS_NOT_FOUND || (!status && !project_takes_gifts(out)))
        return call_refuse(call, &problem_no_such_project, "project",
                "no project of this identifier takes gifts here");
    if (!status && !uuid_equal(out->fund, request->fund))
        return call_refuse(call, &problem_project_elsewhere, "project",
                STR_FMT " is paid by another fund", STR_ARG(out->title));
    return status;
}

static enum status
find_campaign(struct fundraising *self, struct call *call,
        const struct give_request *request, struct campaign *out)
{
    enum status status;

    if (!request->has_campaign)
        return STATUS_OK;
    status = store_find_campaign(self, request->campaign, call->arena, out);
    if (status == STATUS_NOT_FOUND ||
            (!status && !uuid_equal(out->fund_id, request->fund)))
        return call_refuse(call, &problem_no_such_campaign, "campaign",
                "the fund has no such campaign");
    if (!status && !campaign_takes_gifts(out, date_of(call->now)))
        return call_refuse(call, &problem_campaign_not_open, "campaign",
                STR_FMT " takes no gifts today", STR_ARG(out->title));
    return status;
}

static enum status
open_accounts(struct fundraising *self, struct call *call,
        const struct give_request *request, struct giving *giving)
{
    struct account_key from = {
        .kind = ACCOUNT_KIND_CLEARING,
        .fund = &giving->fund,
        .channel = request->channel,
        .hub = request->has_channel_hub ? request->channel_hub : call->hub,
    };
    struct account_key to = {
        .kind = request->has_project ? ACCOUNT_KIND_RESTRICTED
                                     : ACCOUNT_KIND_FREE,
        .fund = &giving->fund,
        .owner = giving->project.id,
    };
    enum status status =
            store_open_account(self, call->arena, &from, &giving->clearing);

    if (status)
        return status;
    return store_open_account(self, call->arena, &to, &giving->target);
}

enum status
giving_find_places(struct fundraising *self, struct call *call,
        const struct give_request *request, struct giving *giving)
{
    enum status status = find_open_fund_briefly(self, call, request->fund,
            "fund", &giving->fund);

    if (!status)
        status = find_project(self, call, request, &giving->project);
    if (!status)
        status = find_campaign(self, call, request, &giving->campaign);
    /* Every hub named here gets an account for ever: it must exist. */
    if (!status && request->has_channel_hub)
        status = channel_check_hub(self, call, request->channel_hub);
    return status;
}

static bool
is_staff(const struct call *call, struct str taken_at)
{
    return call_has_role(call, ROLE_ADMIN) ||
           gift_entry_is_staff(call, taken_at);
}

struct donor
giving_donor(const struct call *call, enum channel channel, struct str taken_at,
        const struct gift_donor *donor)
{
    bool is_donor = call->actor->has_account &&
                    (channel == CHANNEL_ONLINE || !is_staff(call, taken_at));

    return (struct donor){
        .has_account = is_donor,
        .account = call->actor->account,
        .display_name = donor->display_name,
        .contact = donor->contact,
        .public_name = donor->has_public_name && donor->public_name,
        .locale = donor->locale,
        .waives_receipt = donor->has_waives_receipt && donor->waives_receipt,
    };
}

void
giving_correct_donor(struct donor *donor, const struct gift_donor *to)
{
    if (to->has_display_name)
        donor->display_name = to->display_name;
    if (to->has_contact)
        donor->contact = to->contact;
    if (to->has_public_name)
        donor->public_name = to->public_name;
    if (to->has_locale)
        donor->locale = to->locale;
    if (to->has_waives_receipt)
        donor->waives_receipt = to->waives_receipt;
}

static bool
is_empty(const struct donor *donor)
{
    return !donor->has_account && donor->display_name.len == 0 &&
           donor->contact.len == 0 && donor->locale.len == 0 &&
           donor->handler.len == 0 && !donor->waives_receipt;
}

/*
 * The gift's event is public and names nobody: that a donor's account caused
 * it is told by gift_attributed alone, which is not.
 */
static enum status
tell_received(struct call *call, struct giving *giving,
        const struct give_request *request, const struct entry *entry)
{
    struct fundraising_gift_received body = {
        .fund = request->fund,
        .has_project = request->has_project,
        .project = request->project,
        .has_campaign = request->has_campaign,
        .campaign = request->campaign,
        .amount = request->amount,
        .channel = request->channel,
        .channel_hub =
                request->has_channel_hub ? request->channel_hub : call->hub,
        .number = giving->number,
    };
    struct event_link link = { 0 };
    enum status status;

    body.postings = entry_postings(entry, call->arena, &body.postings_count);
    call->is_unnamed = giving->donor.has_account &&
                       call_is_account(call, giving->donor.account);
    status = emit_gift_received(call, giving->gift.id, &body, &link);
    call->is_unnamed = false;
    giving->gift.entry = link.seq;
    giving->gift.hash = link.hash;
    return status;
}

static enum status
tell_attributed(struct call *call, struct giving *giving,
        const struct give_request *request)
{
    struct fundraising_gift_attributed body = {
        .has_donor_account = giving->donor.has_account,
        .donor_account = giving->donor.account,
        .fund = request->fund,
        .has_project = request->has_project,
        .project = request->project,
        .amount = request->amount,
        .number = giving->number,
    };
    struct event_link link = { 0 };
    enum status status;

    if (!donor_can_be_reached(&giving->donor))
        return STATUS_OK;
    status = emit_gift_attributed(call, giving->gift.id, &body, &link);
    giving->donor.attributed = link.seq;
    return status;
}

static enum status
write_rows(struct fundraising *self, const struct giving *giving,
        const struct entry *entry)
{
    const struct gift *gift = &giving->gift;
    enum status status = store_insert_gift(self, gift);

    if (!status)
        status = store_post(self, gift->entry, entry);
    if (!status && !is_empty(&giving->donor))
        status = store_put_donor(self, gift->serial, &giving->donor);
    if (!status && gift->campaign)
        status = store_add_to_raised(self, gift->campaign, gift->amount);
    return status;
}

enum status
giving_take(struct fundraising *self, struct call *call,
        const struct give_request *request, struct giving *giving)
{
    struct entry entry = { 0 };
    enum status status = open_accounts(self, call, request, giving);

    if (status)
        return status;
    entry_move(&entry, &giving->clearing, &giving->target, request->amount);
    status = book_check(call, &entry, &problem_overspent, "amount");
    if (!status)
        status = call_next_number(call, "GF", &giving->number);
    if (status)
        return status;
    giving->gift = (struct gift){
        .id = call_new_id(call),
        .fund = giving->fund.number,
        .project = giving->project.number,
        .campaign = giving->campaign.number,
        .clearing = giving->clearing.number,
        .amount = request->amount,
        .undrawn = request->has_project ? request->amount : 0,
        .state = GIFT_STATE_RECEIVED,
        .given_at = call->now,
    };
    if (!gift_serial(giving->number, &giving->gift.serial))
        return STATUS_INTERNAL;
    status = tell_received(call, giving, request, &entry);
    if (!status)
        status = tell_attributed(call, giving, request);
    return status ? status : write_rows(self, giving, &entry);
}

struct gift_receipt
giving_receipt(struct call *call, const struct giving *giving)
{
    return (struct gift_receipt){
        .number = receipt_number(call->arena, giving->gift.serial),
        .hash = receipt_hash(call->arena, &giving->gift.hash),
    };
}
