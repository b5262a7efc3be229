/* Mandates: opened, and looked at. */
#include "base/clock.h"
#include "gift_entry.h"
#include "giving.h"
#include "mandates.h"
#include "server/disclosure.h"

enum { CHARGES_SHOWN = 60, CHANGES_SHOWN = 60, DAYS_AHEAD_MAX = 366 };

/* Opening */

static enum status
check_terms(struct call *call, const struct open_mandate_request *request)
{
    int64_t today = date_of(call->now);

    if (request->has_starts_on &&
            (request->starts_on < today ||
                    request->starts_on > today + DAYS_AHEAD_MAX))
        return call_refuse(call, &problem_invalid_field, "starts_on",
                "a mandate starts today or within a year");
    if (!request->has_code && !call->actor->has_account)
        return call_refuse(call, &problem_invalid_field, "code",
                "without an account only a code lets its donor see and stop"
                " it");
    return STATUS_OK;
}

static struct str
taken_at(const struct call *call, const struct open_mandate_request *request)
{
    return request->has_channel_hub ? request->channel_hub : call->hub;
}

/* Whoever may not enter a gift opens no mandate. */
static enum status
find_places(struct fundraising *self, struct call *call,
        const struct open_mandate_request *request, struct giving *giving)
{
    const struct give_request gift = {
        .fund = request->fund,
        .has_project = request->has_project,
        .project = request->project,
        .has_campaign = request->has_campaign,
        .campaign = request->campaign,
        .has_channel_hub = request->has_channel_hub,
        .channel_hub = request->channel_hub,
    };
    enum status status = gift_entry_check(self, call, taken_at(call, request));

    return status ? status : giving_find_places(self, call, &gift, giving);
}

static struct mandate
mandate_of(struct call *call, const struct open_mandate_request *request,
        const struct giving *giving)
{
    int64_t today = date_of(call->now);
    struct uuid id = call_new_id(call);
    struct mandate mandate = {
        .id = id,
        .has_code = request->has_code,
        .code = mandate_code(id, request->code),
        .fund = giving->fund.number,
        .project = giving->project.number,
        .campaign = giving->campaign.number,
        .channel = request->channel,
        .channel_hub = taken_at(call, request),
        .amount = request->amount,
        .day = request->day,
        .starts_on = request->has_starts_on ? request->starts_on : today,
        .instalments = request->has_instalments ? request->instalments : 0,
        .state = MANDATE_STATE_ACTIVE,
        .is_by_donor = true,
        .opened_at = call->now,
    };

    mandate.next_on = mandate_next_on(&mandate, today);
    return mandate;
}

static enum status
write_opened(struct fundraising *self, struct call *call,
        struct whole_mandate *whole)
{
    enum status status = store_insert_mandate(self, &whole->mandate);

    if (!status)
        status = mandates_tell_opened(call, whole);
    if (!status)
        status = mandates_tell_attributed(call, &whole->mandate, &whole->donor);
    if (!status)
        status = store_put_mandate_donor(self, whole->mandate.serial,
                &whole->donor);
    return status ? status : mandates_save(self, call, &whole->mandate);
}

enum status
handle_open_mandate(struct fundraising *self, struct call *call,
        const struct open_mandate_request *request,
        struct open_mandate_reply *reply)
{
    struct giving giving = { 0 };
    struct whole_mandate whole = { 0 };
    struct str number;
    enum status status = check_terms(call, request);

    if (!status)
        status = find_places(self, call, request, &giving);
    if (!status)
        status = call_next_number(call, "MD", &number);
    if (status)
        return status;
    whole = (struct whole_mandate){
        .mandate = mandate_of(call, request, &giving),
        .fund = giving.fund,
        .project = giving.project,
        .campaign = giving.campaign,
        .donor = giving_donor(call, request->channel, taken_at(call, request),
                &request->donor),
    };
    if (!mandate_serial(number, &whole.mandate.serial))
        return STATUS_INTERNAL;
    *reply = (struct open_mandate_reply){
        .mandate_id = whole.mandate.id,
        .number = number,
        .state = whole.mandate.state,
        .has_next_on = true,
        .next_on = whole.mandate.next_on,
    };
    return write_opened(self, call, &whole);
}

/* Looking */

/* The mandate as lists show it, and what was charged last. */
static enum status
show(struct fundraising *self, struct call *call, int64_t serial,
        struct mandate_item *item, struct charge_item **charges, size_t *count)
{
    struct mandate_filter filter = { .serial = serial };
    struct page page = { .limit = 1 };
    struct mandate_item *items;
    size_t found;
    enum status status = store_list_mandates(self, call->arena, &filter, &page,
            &items, &found);

    if (status)
        return status;
    *item = items[0];
    return store_list_last_charges(self, call->arena, serial, CHARGES_SHOWN,
            charges, count);
}

enum status
handle_get_mandate(struct fundraising *self, struct call *call,
        const struct get_mandate_request *request,
        struct get_mandate_reply *reply)
{
    struct mandate mandate;
    struct donor donor = { 0 };
    enum status status =
            store_find_mandate(self, request->mandate, call->arena, &mandate);

    if (!status)
        status = store_find_mandate_donor(self, mandate.serial, call->arena,
                &donor);
    if (status == STATUS_NOT_FOUND ||
            (!status && !mandates_is_own(call, &donor) &&
                    !call_has_role(call, ROLE_FINANCE) &&
                    !call_has_role(call, ROLE_SUPERVISOR)))
        return mandates_refuse_unknown(call);
    if (!status)
        status = show(self, call, mandate.serial, &reply->mandate,
                &reply->charges, &reply->charges_count);
    if (!status)
        status = store_list_last_mandate_changes(self, call->arena,
                mandate.serial, CHANGES_SHOWN, &reply->changes,
                &reply->changes_count);
    if (status)
        return status;
    reply->has_display_name = donor.display_name.len > 0;
    reply->display_name = donor.display_name;
    reply->has_contact = donor.contact.len > 0;
    reply->contact = donor.contact;
    reply->has_reason = mandate.reason.len > 0;
    reply->reason = mandate.reason;
    if (reply->has_contact && !mandates_is_own(call, &donor))
        disclosure_note(call, request->mandate);
    return STATUS_OK;
}

enum status
handle_find_mandate(struct fundraising *self, struct call *call,
        const struct find_mandate_request *request,
        struct find_mandate_reply *reply)
{
    struct mandate mandate;
    int64_t serial;
    enum status status = STATUS_NOT_FOUND;

    if (mandate_serial(request->number, &serial))
        status = store_find_mandate_by_serial(self, serial, call->arena,
                &mandate);
    if (status == STATUS_NOT_FOUND ||
            (!status && !mandate_has_code(&mandate, request->code)))
        return call_refuse(call, &problem_not_found, "number",
                "there is no mandate of this number and code");
    return status ? status
                  : show(self, call, serial, &reply->mandate, &reply->charges,
                            &reply->charges_count);
}

enum status
handle_list_mandates(struct fundraising *self, struct call *call,
        const struct list_mandates_request *request,
        struct list_mandates_reply *reply)
{
    struct mandate_filter filter = {
        .state = request->has_state ? request->state : 0,
        .donor = request->has_donor ? request->donor : STR(""),
    };
    struct page page;
    enum status status = page_begin(call, request, &page);

    if (!status && request->has_number &&
            !mandate_serial(request->number, &filter.serial))
        return STATUS_OK;
    if (!status)
        status = store_list_mandates(self, call->arena, &filter, &page,
                &reply->items, &reply->items_count);
    if (!status)
        page_end(call, reply, &page);
    return status;
}

enum status
handle_list_my_mandates(struct fundraising *self, struct call *call,
        const struct list_my_mandates_request *request,
        struct list_my_mandates_reply *reply)
{
    struct mandate_filter filter = {
        .has_account = true,
        .account = call->actor->account,
    };
    struct page page;
    enum status status = page_begin(call, request, &page);

    if (!status)
        status = store_list_mandates(self, call->arena, &filter, &page,
                &reply->items, &reply->items_count);
    if (!status)
        page_end(call, reply, &page);
    return status;
}
