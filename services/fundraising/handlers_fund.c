/* Funds: opening, correcting, closing, looking at them. */
#include "base/clock.h"
#include "book.h"
#include "find.h"
#include "store_fund.h"
#include "store_project.h"

enum { BALANCES_SHOWN = 500 };

/*
 * The host is an organisation of a registry. Ours may not know it (yet): the
 * one of another hub does. What we do know must be a foundation.
 */
static enum status
check_host(struct fundraising *self, struct call *call, const struct fund *fund)
{
    struct organisation host;
    enum status status;

    if (!fund->has_host)
        return STATUS_OK;
    status = store_find_organisation(self, fund->host, call->arena, &host);
    if (status == STATUS_NOT_FOUND)
        return STATUS_OK;
    if (!status && host.kind != ORGANISATION_KIND_FOUNDATION)
        return call_refuse(call, &problem_not_a_foundation, "host_foundation",
                STR_FMT " is not a foundation", STR_ARG(host.name));
    return status;
}

/* What both events of a fund say: all there is to know of it. */
#define FUND_FIELDS(fund)                                                      \
    .name = (fund)->name, .has_host_foundation = (fund)->has_host,             \
    .host_foundation = (fund)->host, .level = (fund)->level,                   \
    .has_parent_fund = (fund)->parent != 0, .parent_fund = (fund)->parent_id,  \
    .purposes = (fund)->purposes, .purposes_count = (fund)->purposes_count,    \
    .has_certificate = (fund)->certificate.len > 0,                            \
    .certificate = (fund)->certificate,                                        \
    .has_certificate_until = (fund)->has_certificate_until,                    \
    .certificate_until = (fund)->certificate_until, .state = (fund)->state

static enum status
tell_opened(struct call *call, const struct fund *fund)
{
    struct fundraising_fund_opened body = { FUND_FIELDS(fund) };

    return emit_fund_opened(call, fund->id, &body, NULL);
}

enum status
handle_open_fund(struct fundraising *self, struct call *call,
        const struct open_fund_request *request, struct open_fund_reply *reply)
{
    struct fund parent = { 0 };
    struct fund fund = {
        .id = call_new_id(call),
        .name = request->name,
        .level = request->level,
        .state = FUND_STATE_OPEN,
        .has_host = request->has_host_foundation,
        .host = request->host_foundation,
        .purposes = request->purposes,
        .purposes_count = request->purposes_count,
        .certificate = request->certificate,
        .has_certificate_until = request->has_certificate_until,
        .certificate_until = request->certificate_until,
        .opened_at = call->now,
    };
    enum status status = STATUS_OK;

    if (request->has_certificate_until &&
            request->certificate_until < date_of(call->now))
        return call_refuse(call, &problem_invalid_field, "certificate_until",
                "the certificate has run out");
    if (request->has_parent_fund)
        status = find_open_fund(self, call, request->parent_fund, "parent_fund",
                &parent);
    fund.parent = parent.number;
    fund.parent_id = parent.id;
    if (!status)
        status = check_host(self, call, &fund);
    if (!status)
        status = store_insert_fund(self, &fund);
    if (status)
        return status;
    reply->fund_id = fund.id;
    return tell_opened(call, &fund);
}

/* A fund named in a path, with its purposes. */
static enum status
find_named(struct fundraising *self, struct call *call, struct uuid id,
        struct fund *out)
{
    enum status status = store_find_fund(self, id, call->arena, out);

    if (status == STATUS_NOT_FOUND)
        return call_refuse(call, &problem_not_found, "fund",
                "there is no such fund at " STR_FMT, STR_ARG(call->hub));
    return status ? status : store_load_purposes(self, call->arena, out);
}

static enum status
find_named_open(struct fundraising *self, struct call *call, struct uuid id,
        struct fund *out)
{
    enum status status = find_named(self, call, id, out);

    return status ? status : check_fund_open(call, "fund", out);
}

static enum status
change_fund(struct fundraising *self, struct call *call,
        const struct fund *fund, struct str reason)
{
    struct fundraising_fund_changed body = {
        FUND_FIELDS(fund),
        .has_reason = true,
        .reason = reason,
    };
    enum status status = store_update_fund(self, fund);

    return status ? status : emit_fund_changed(call, fund->id, &body, NULL);
}

static void
clear_field(struct fund *fund, enum fund_field field)
{
    switch (field) {
    case FUND_FIELD_HOST_FOUNDATION:
        fund->has_host = false;
        break;
    case FUND_FIELD_PARENT_FUND:
        fund->parent = 0;
        fund->parent_id = (struct uuid){ 0 };
        break;
    case FUND_FIELD_CERTIFICATE:
        fund->certificate = STR("");
        break;
    case FUND_FIELD_CERTIFICATE_UNTIL:
        fund->has_certificate_until = false;
        break;
    }
}

/* Absent fields stay; its parent is another matter. */
static void
correct(struct fund *fund, const struct correct_fund_request *request)
{
    for (size_t i = 0; i < request->clear_count; i++)
        clear_field(fund, request->clear[i]);
    if (request->has_name)
        fund->name = request->name;
    if (request->has_level)
        fund->level = request->level;
    if (request->has_host_foundation) {
        fund->has_host = true;
        fund->host = request->host_foundation;
    }
    if (request->purposes_count > 0 || request->clear_purposes) {
        fund->purposes = request->purposes;
        fund->purposes_count = request->purposes_count;
    }
    if (request->has_certificate)
        fund->certificate = request->certificate;
    if (request->has_certificate_until) {
        fund->has_certificate_until = true;
        fund->certificate_until = request->certificate_until;
    }
}

/* Its own balances stay with it: no money moves. */
static enum status
move_below(struct fundraising *self, struct call *call, struct uuid id,
        struct fund *fund)
{
    struct fund parent = { 0 };
    bool is_below = false;
    enum status status = find_open_fund(self, call, id, "parent_fund", &parent);

    if (!status)
        status = store_fund_is_below(self, parent.number, fund->number,
                &is_below);
    if (!status && is_below)
        return call_refuse(call, &problem_invalid_field, "parent_fund",
                STR_FMT " is this fund, or one below it", STR_ARG(parent.name));
    fund->parent = parent.number;
    fund->parent_id = parent.id;
    return status;
}

enum status
handle_correct_fund(struct fundraising *self, struct call *call,
        const struct correct_fund_request *request,
        struct correct_fund_reply *reply)
{
    struct fund fund = { 0 };
    enum status status = find_named_open(self, call, request->fund, &fund);

    (void)reply;
    if (status)
        return status;
    correct(&fund, request);
    if (request->has_parent_fund)
        status = move_below(self, call, request->parent_fund, &fund);
    if (!status)
        status = check_host(self, call, &fund);
    return status ? status : change_fund(self, call, &fund, request->reason);
}

enum status
handle_close_fund(struct fundraising *self, struct call *call,
        const struct close_fund_request *request,
        struct close_fund_reply *reply)
{
    struct fund fund;
    bool is_settled = false;
    enum status status = find_named_open(self, call, request->fund, &fund);

    (void)reply;
    if (!status)
        status = store_fund_is_settled(self, fund.number, &is_settled);
    if (status)
        return status;
    if (!is_settled)
        return call_refuse(call, &problem_fund_not_empty, "fund",
                "it still holds or owes money, or has an open sub-fund");
    fund.state = FUND_STATE_CLOSED;
    return change_fund(self, call, &fund, request->reason);
}

/* Below a fund that is closed nothing can be open. */
static enum status
check_parent(struct fundraising *self, struct call *call,
        const struct fund *fund)
{
    struct fund parent;

    if (fund->parent == 0)
        return STATUS_OK;
    return find_open_fund(self, call, fund->parent_id, "fund", &parent);
}

enum status
handle_reopen_fund(struct fundraising *self, struct call *call,
        const struct reopen_fund_request *request,
        struct reopen_fund_reply *reply)
{
    struct fund fund;
    enum status status = find_named(self, call, request->fund, &fund);

    (void)reply;
    if (!status && fund_is_open(&fund))
        return call_refuse(call, &problem_fund_not_closed, "fund",
                STR_FMT " is open", STR_ARG(fund.name));
    if (!status)
        status = check_parent(self, call, &fund);
    if (status)
        return status;
    fund.state = FUND_STATE_OPEN;
    return change_fund(self, call, &fund, request->reason);
}

static enum status
fill_item(struct fundraising *self, struct call *call, struct fund *fund,
        struct fund_item *item)
{
    enum status status = store_load_purposes(self, call->arena, fund);

    *item = (struct fund_item){
        .fund_id = fund->id,
        FUND_FIELDS(fund),
        .opened_at = fund->opened_at,
    };
    return status ? status : store_load_balances(self, fund->number, item);
}

enum status
handle_list_funds(struct fundraising *self, struct call *call,
        const struct list_funds_request *request,
        struct list_funds_reply *reply)
{
    struct page page;
    struct fund parent = { 0 };
    struct fund *funds;
    enum status status = page_begin(call, request, &page);

    if (!status && request->has_parent_fund)
        status = find_named(self, call, request->parent_fund, &parent);
    if (!status)
        status = store_list_funds(self, call->arena, parent.number, request->q,
                &page, &funds, &reply->items_count);
    if (status)
        return status;
    reply->items = arena_alloc(call->arena,
            (reply->items_count + 1) * sizeof(*reply->items));
    for (size_t i = 0; i < reply->items_count && !status; i++)
        status = fill_item(self, call, &funds[i], &reply->items[i]);
    page_end(call, reply, &page);
    return status;
}

enum status
handle_get_fund(struct fundraising *self, struct call *call,
        const struct get_fund_request *request, struct get_fund_reply *reply)
{
    struct fund fund;
    enum status status = find_named(self, call, request->fund, &fund);

    if (!status)
        status = fill_item(self, call, &fund, &reply->fund);
    if (!status)
        status = store_list_project_balances(self, call->arena, fund.number,
                BALANCES_SHOWN, &reply->projects, &reply->projects_count);
    if (!status)
        status = store_list_channel_totals(self, call->arena, fund.number,
                BALANCES_SHOWN, &reply->channels, &reply->channels_count);
    return status;
}

enum status
handle_record_appropriation(struct fundraising *self, struct call *call,
        const struct record_appropriation_request *request,
        struct record_appropriation_reply *reply)
{
    struct fundraising_appropriation_recorded body = {
        .appropriation = call_new_id(call),
        .amount = request->amount,
        .has_source = request->has_source,
        .source = request->source,
    };
    struct fund fund;
    struct account budget, free;
    struct event_link link;
    struct entry entry = { 0 };
    enum status status = find_named_open(self, call, request->fund, &fund);

    if (!status)
        status = book_account(self, call, &fund, ACCOUNT_KIND_APPROPRIATION,
                &budget);
    if (!status)
        status = book_account(self, call, &fund, ACCOUNT_KIND_FREE, &free);
    if (status)
        return status;
    entry_move(&entry, &budget, &free, request->amount);
    status = book_check(call, &entry, &problem_overspent, "amount");
    if (status)
        return status;
    body.postings = entry_postings(&entry, call->arena, &body.postings_count);
    status = emit_appropriation_recorded(call, fund.id, &body, &link);
    if (status)
        return status;
    reply->appropriation_id = body.appropriation;
    reply->seq = link.seq;
    return store_post(self, link.seq, &entry);
}
