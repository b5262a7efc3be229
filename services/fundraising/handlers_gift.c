/* Looking at gifts: one, many, where one went, its receipt. */
#include "base/clock.h"
#include "fundraising.h"
#include "serial.h"
#include "server/disclosure.h"
#include "store_campaign.h"
#include "store_donor.h"
#include "store_fund.h"
#include "store_gift.h"
#include "store_payment.h"
#include "store_project.h"

enum { DRAWS_SHOWN = 500, POOLED_SHOWN = 100, GROUPS_MAX = 500 };

/* A gift with what belongs to it. */
struct whole_gift {
    struct gift gift;
    struct fund fund;
    struct project project;
    struct campaign campaign;
    struct gift_channel channel;
    struct donor donor;
};

static enum status
find_whole(struct fundraising *self, struct call *call, struct uuid id,
        struct whole_gift *out)
{
    struct arena *arena = call->arena;
    const struct gift *gift = &out->gift;
    enum status status = store_find_gift(self, id, arena, &out->gift);

    if (!status)
        status = store_find_fund_by_number(self, gift->fund, arena, &out->fund);
    if (!status && gift->project)
        status = store_find_project_by_number(self, gift->project, arena,
                &out->project);
    if (!status && gift->campaign)
        status = store_find_campaign_by_number(self, gift->campaign, arena,
                &out->campaign);
    if (!status)
        status = store_find_gift_channel(self, gift, arena, &out->channel);
    if (!status)
        status = store_find_donor(self, gift->serial, arena, &out->donor);
    return status;
}

static enum status
refuse_unknown(struct call *call)
{
    return call_refuse(call, &problem_not_found, "gift",
            "there is no such gift at " STR_FMT, STR_ARG(call->hub));
}

/* A gift belongs to its donor; finance and the supervisor see all. */
static bool
may_see(const struct call *call, const struct donor *donor)
{
    return call_has_role(call, ROLE_FINANCE) ||
           call_has_role(call, ROLE_SUPERVISOR) ||
           (donor->has_account && call_is_account(call, donor->account));
}

static struct gift_receipt
receipt_of(struct call *call, const struct gift *gift)
{
    return (struct gift_receipt){
        .number = receipt_number(call->arena, gift->serial),
        .hash = receipt_hash(call->arena, &gift->hash),
    };
}

static struct gift_item
item_of(struct call *call, const struct whole_gift *whole)
{
    const struct gift *gift = &whole->gift;

    return (struct gift_item){
        .gift_id = gift->id,
        .number = gift_number(call->arena, gift->serial),
        .at = gift->given_at,
        .fund = whole->fund.id,
        .has_project = gift->project != 0,
        .project = whole->project.id,
        .has_campaign = gift->campaign != 0,
        .campaign = whole->campaign.id,
        .amount = gift->amount,
        .channel = whole->channel.channel,
        .channel_hub = whole->channel.hub,
        .state = gift->state,
        .has_donor = whole->donor.display_name.len > 0,
        .donor = whole->donor.display_name,
    };
}

enum status
handle_get_gift(struct fundraising *self, struct call *call,
        const struct get_gift_request *request, struct get_gift_reply *reply)
{
    struct whole_gift whole = { 0 };
    const struct donor *donor = &whole.donor;
    enum status status = find_whole(self, call, request->gift, &whole);

    if (status == STATUS_NOT_FOUND || (!status && !may_see(call, donor)))
        return refuse_unknown(call);
    if (status)
        return status;
    *reply = (struct get_gift_reply){
        .gift = item_of(call, &whole),
        .receipt = receipt_of(call, &whole.gift),
        .drawn = whole.gift.drawn,
        .has_receivable = whole.gift.receivable > 0,
        .receivable = whole.gift.receivable,
        .has_display_name = donor->display_name.len > 0,
        .display_name = donor->display_name,
        .has_contact = donor->contact.len > 0,
        .contact = donor->contact,
        .has_correction = donor->correction.len > 0,
        .correction = donor->correction,
        .has_reason = whole.gift.reason.len > 0,
        .reason = whole.gift.reason,
    };
    if (reply->has_contact &&
            !(donor->has_account && call_is_account(call, donor->account)))
        disclosure_note(call, request->gift);
    return STATUS_OK;
}

/* What lists and sums are narrowed to, if at all. */
struct wanted {
    bool has_fund;
    struct uuid fund;
    bool has_project;
    struct uuid project;
    enum channel channel;
    struct str channel_hub;
    int64_t year;
    struct str month;
};
#define WANTED_FUND(request)                                                   \
    .has_fund = (request)->has_fund, .fund = (request)->fund,                  \
    .has_project = (request)->has_project, .project = (request)->project
#define WANTED(request)                                                        \
    &(const struct wanted)                                                     \
    {                                                                          \
        WANTED_FUND(request), .channel = (request)->channel,                   \
                              .channel_hub = (request)->channel_hub,           \
                              .year = (request)->year,                         \
                              .month = (request)->month                        \
    }

/* Narrows the serials to those of a month; no gift is older than dates are. */
static enum status
narrow_to_month(struct fundraising *self, struct call *call, struct str month,
        struct gift_filter *filter)
{
    int64_t day, next, first, end;
    enum status status;

    if (!date_parse(ARENA_JOIN(call->arena, month, STR("-01")), &day)) {
        filter->end = filter->first;
        return STATUS_OK;
    }
    next = date_in(date_year(day) + date_month(day) / 12,
            date_month(day) % 12 + 1, 1);
    status = store_find_serial(self, date_start(day), &first);
    if (!status)
        status = store_find_serial(self, date_start(next), &end);
    if (status)
        return status;
    if (first > filter->first)
        filter->first = first;
    if (end < filter->end)
        filter->end = end;
    return STATUS_OK;
}

static enum status
find_wanted(struct fundraising *self, struct call *call,
        const struct wanted *wanted, struct gift_filter *out)
{
    struct fund fund = { 0 };
    struct project project = { 0 };
    enum status status = STATUS_OK;

    if (wanted->has_fund)
        status = store_find_fund(self, wanted->fund, call->arena, &fund);
    if (!status && wanted->has_project)
        status = store_find_project(self, wanted->project, call->arena,
                &project);
    *out = (struct gift_filter){
        .fund = status == STATUS_NOT_FOUND ? -1 : fund.number,
        .project = project.number,
        .channel = wanted->channel,
        .channel_hub = wanted->channel_hub,
        .first = wanted->year ? serial_of_year(wanted->year) : 0,
        .end = wanted->year ? serial_of_year(wanted->year + 1) : INT64_MAX,
    };
    if (status && status != STATUS_NOT_FOUND)
        return status;
    return wanted->month.len > 0
                   ? narrow_to_month(self, call, wanted->month, out)
                   : STATUS_OK;
}

static enum status
list_wanted(struct fundraising *self, struct call *call,
        const struct wanted *wanted, struct page *page, struct gift_row **rows,
        size_t *count)
{
    struct gift_filter filter;
    enum status status = find_wanted(self, call, wanted, &filter);

    return status ? status
                  : store_list_gifts(self, call->arena, &filter, page, rows,
                            count);
}

static struct gift_item
masked(struct call *call, const struct gift_row *row)
{
    struct gift_item item = row->item;

    item.has_donor = row->donor.len > 0;
    item.donor =
            row->public_name ? row->donor : donor_mask(call->arena, row->donor);
    return item;
}

static enum status
list_masked(struct fundraising *self, struct call *call,
        const struct wanted *wanted, struct page *page, struct gift_row **rows,
        struct gift_item **items, size_t *count)
{
    enum status status = list_wanted(self, call, wanted, page, rows, count);

    if (status)
        return status;
    *items = arena_alloc(call->arena, (*count + 1) * sizeof(**items));
    for (size_t i = 0; i < *count; i++)
        (*items)[i] = masked(call, &(*rows)[i]);
    return STATUS_OK;
}

enum status
handle_list_gifts(struct fundraising *self, struct call *call,
        const struct list_gifts_request *request,
        struct list_gifts_reply *reply)
{
    struct page page;
    struct gift_row *rows;
    enum status status = page_begin(call, request, &page);

    if (!status)
        status = list_masked(self, call,
                &(const struct wanted){ WANTED_FUND(request) }, &page, &rows,
                &reply->items, &reply->items_count);
    if (!status)
        page_end(call, reply, &page);
    return status;
}

static struct public_gift
public_part(const struct gift_row *row, const struct gift_item *item)
{
    return (struct public_gift){
        .seq = row->entry,
        .at = item->at,
        .amount = item->amount,
        .fund = item->fund,
        .has_project = item->has_project,
        .project = item->project,
        .has_project_title = row->project_title.len > 0,
        .project_title = row->project_title,
        .channel = item->channel,
        .channel_hub = item->channel_hub,
        .state = item->state,
        .has_donor = item->has_donor,
        .donor = item->donor,
    };
}

enum status
handle_list_public_gifts(struct fundraising *self, struct call *call,
        const struct list_public_gifts_request *request,
        struct list_public_gifts_reply *reply)
{
    struct page page;
    struct gift_row *rows;
    struct gift_item *items;
    enum status status = page_begin(call, request, &page);

    if (!status)
        status = list_masked(self, call, WANTED(request), &page, &rows, &items,
                &reply->items_count);
    if (status)
        return status;
    reply->items = arena_alloc(call->arena,
            (reply->items_count + 1) * sizeof(*reply->items));
    for (size_t i = 0; i < reply->items_count; i++)
        reply->items[i] = public_part(&rows[i], &items[i]);
    page_end(call, reply, &page);
    return STATUS_OK;
}

enum status
handle_sum_gifts(struct fundraising *self, struct call *call,
        const struct sum_gifts_request *request, struct sum_gifts_reply *reply)
{
    struct gift_filter filter;
    enum status status = find_wanted(self, call, WANTED(request), &filter);

    reply->as_of = call->now;
    reply->items = arena_alloc(call->arena, GROUPS_MAX * sizeof(*reply->items));
    if (!status)
        status = store_sum_gifts(self, call->arena, request->by, &filter,
                reply->items, GROUPS_MAX, &reply->items_count);
    for (size_t i = 0; i < reply->items_count; i++) {
        reply->gifts += reply->items[i].gifts;
        reply->raised += reply->items[i].raised;
    }
    return status;
}

enum status
handle_list_my_gifts(struct fundraising *self, struct call *call,
        const struct list_my_gifts_request *request,
        struct list_my_gifts_reply *reply)
{
    struct page page;
    enum status status = page_begin(call, request, &page);

    if (!status)
        status = store_list_gifts_of_account(self, call->arena,
                call->actor->account, &page, &reply->items,
                &reply->items_count);
    if (!status)
        page_end(call, reply, &page);
    return status;
}

/* Whoever holds the receipt knows its number and hash. */
static bool
holds_receipt(struct call *call, const struct gift *gift, struct str number,
        struct str hash)
{
    struct gift_receipt receipt = receipt_of(call, gift);

    return str_equal(number, receipt.number) && str_equal(hash, receipt.hash);
}

enum status
handle_trace_gift(struct fundraising *self, struct call *call,
        const struct trace_gift_request *request,
        struct trace_gift_reply *reply)
{
    struct whole_gift whole = { 0 };
    const struct gift *gift = &whole.gift;
    enum status status = find_whole(self, call, request->gift, &whole);

    if (status == STATUS_NOT_FOUND)
        return refuse_unknown(call);
    if (status)
        return status;
    if (!may_see(call, &whole.donor) &&
            !holds_receipt(call, gift, request->number, request->hash))
        return call_refuse(call, &problem_forbidden, "hash",
                "the number and hash of the gift's receipt are needed");
    *reply = (struct trace_gift_reply){
        .gift = gift->id,
        .number = gift_number(call->arena, gift->serial),
        .state = gift->state,
        .at = gift->given_at,
        .fund = whole.fund.id,
        .has_project = gift->project != 0,
        .project = whole.project.id,
        .amount = gift->amount,
        .drawn = gift->drawn,
    };
    status = store_sum_held_of_gift(self, gift->serial, &reply->held);
    reply->has_held = reply->held > 0;
    if (status)
        return status;
    if (!gift->project)
        return store_list_draws_of_fund(self, call->arena, gift->fund,
                gift->given_at, POOLED_SHOWN, &reply->pooled,
                &reply->pooled_count);
    return store_list_draws_of_gift(self, call->arena, gift->serial,
            DRAWS_SHOWN, &reply->draws, &reply->draws_count);
}

/* What charity law art. 38 asks of a receipt. */
static enum status
fill_receipt(struct fundraising *self, struct call *call,
        const struct whole_gift *whole, struct get_receipt_reply *reply)
{
    const struct gift *gift = &whole->gift;
    const struct donor *donor = &whole->donor;
    struct organisation host = { 0 };
    enum status status = STATUS_NOT_FOUND;

    if (whole->fund.has_host)
        status = store_find_organisation(self, whole->fund.host, call->arena,
                &host);
    *reply = (struct get_receipt_reply){
        .number = receipt_number(call->arena, gift->serial),
        .hash = receipt_hash(call->arena, &gift->hash),
        .seq = gift->entry,
        .gift = gift->id,
        .date = date_of(gift->given_at),
        .has_donor = donor->display_name.len > 0,
        .donor = donor->public_name
                         ? donor->display_name
                         : donor_mask(call->arena, donor->display_name),
        .is_anonymous = donor->display_name.len == 0,
        .is_waived = donor->waives_receipt,
        .property = STR("人民币 CNY"),
        .amount = gift->amount,
        .fund = whole->fund.id,
        .fund_name = whole->fund.name,
        .has_host_foundation = whole->fund.has_host,
        .host_foundation = whole->fund.host,
        .has_host_name = host.name.len > 0,
        .host_name = host.name,
        .has_project = gift->project != 0,
        .project = whole->project.id,
        .has_handler = donor->handler.len > 0,
        .handler = donor->handler,
        .state = gift->state,
    };
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

enum status
handle_get_receipt(struct fundraising *self, struct call *call,
        const struct get_receipt_request *request,
        struct get_receipt_reply *reply)
{
    struct whole_gift whole = { 0 };
    int64_t serial;
    enum status status = STATUS_NOT_FOUND;

    if (receipt_serial(request->number, &serial))
        status = store_find_gift_by_serial(self, serial, call->arena,
                &whole.gift);
    if (status == STATUS_NOT_FOUND ||
            (!status && !holds_receipt(call, &whole.gift, request->number,
                                request->hash)))
        return call_refuse(call, &problem_not_found, "number",
                "there is no receipt of this number and hash");
    if (!status)
        status = find_whole(self, call, whole.gift.id, &whole);
    return status ? status : fill_receipt(self, call, &whole, reply);
}
