/* Charges: made on their day, settled once their money has come, or failed. */
#include "base/clock.h"
#include "giving.h"
#include "mandates.h"
#include "store_payment.h"

static const struct uuid no_gift;

/* Making them */

/* Why nothing more can be given there; 0 if it can. */
static enum mandate_ending
ending_of(const struct whole_mandate *whole, int64_t today)
{
    const struct campaign *campaign = &whole->campaign;

    if (!fund_is_open(&whole->fund))
        return MANDATE_ENDING_FUND_CLOSED;
    if (whole->mandate.project && !project_takes_gifts(&whole->project))
        return MANDATE_ENDING_PROJECT_ENDED;
    if (whole->mandate.campaign && (campaign->state == CAMPAIGN_STATE_CLOSED ||
                                           today > campaign->plan.ends_on))
        return MANDATE_ENDING_CAMPAIGN_ENDED;
    return 0;
}

static enum status
end(struct fundraising *self, struct call *call, struct whole_mandate *whole,
        enum mandate_ending ending)
{
    enum status status;

    whole->mandate.state = MANDATE_STATE_ENDED;
    whole->mandate.ending = ending;
    whole->mandate.is_by_donor = false;
    status = mandates_stop(self, call, &whole->mandate);
    return status ? status : mandates_tell_changed(self, call, whole);
}

static enum status
make_charge(struct fundraising *self, struct call *call,
        struct whole_mandate *whole)
{
    struct charge charge;
    enum status status;

    mandate_charge(&whole->mandate, &charge);
    charge.id = call_new_id(call);
    status = store_insert_charge(self, &charge);
    if (!status) {
        const struct fundraising_charge_made body = { CHARGE_FIELDS(call, whole,
                &charge, no_gift) };

        status = emit_charge_made(call, whole->mandate.id, &body, NULL);
    }
    if (!status)
        status = mandates_save(self, call, &whole->mandate);
    if (status || whole->mandate.state == MANDATE_STATE_ACTIVE)
        return status;
    return mandates_tell_changed(self, call, whole);
}

enum status
on_timer_charge_due(struct fundraising *self, struct call *call,
        struct uuid subject)
{
    struct whole_mandate whole = { 0 };
    enum mandate_ending ending;
    enum status status = mandates_find(self, call, subject, &whole);

    if (status || whole.mandate.state != MANDATE_STATE_ACTIVE)
        return status;
    ending = ending_of(&whole, date_of(call->now));
    return ending ? end(self, call, &whole, ending)
                  : make_charge(self, call, &whole);
}

/* Looking */

enum status
handle_list_charges(struct fundraising *self, struct call *call,
        const struct list_charges_request *request,
        struct list_charges_reply *reply)
{
    struct mandate mandate = { 0 };
    struct page page;
    enum status status = page_begin(call, request, &page);

    if (!status && request->has_mandate)
        status = store_find_mandate(self, request->mandate, call->arena,
                &mandate);
    if (status == STATUS_NOT_FOUND)
        return STATUS_OK; /* no such mandate has charges */
    if (!status)
        status = store_list_charges(self, call->arena,
                request->has_state ? request->state : 0, mandate.serial, &page,
                &reply->items, &reply->items_count);
    if (!status)
        page_end(call, reply, &page);
    return status;
}

/* Settling */

/* A charge with its mandate, and what that was when it was found. */
struct whole_charge {
    struct charge charge;
    struct whole_mandate whole;
    enum mandate_state before;
};

static enum status
find_charge(struct fundraising *self, struct call *call, struct uuid id,
        struct whole_charge *out)
{
    enum status status = store_find_charge(self, id, call->arena, &out->charge);

    if (status == STATUS_NOT_FOUND)
        return call_refuse(call, &problem_not_found, "charge",
                "there is no such charge at " STR_FMT, STR_ARG(call->hub));
    if (!status)
        status = mandates_find_by_serial(self, call, out->charge.mandate,
                &out->whole);
    out->before = out->whole.mandate.state;
    return status;
}

static enum status
refuse_state(struct call *call, const struct charge *charge)
{
    return call_refuse(call, &problem_charge_state_wrong, "charge", "it is %s",
            enum_name(&fundraising_charge_state_enumeration,
                    (int)charge->state));
}

static enum status
use_reference(struct fundraising *self, struct call *call, struct str reference)
{
    enum status status = store_use_bank_reference(self, reference);

    if (status == STATUS_CONFLICT)
        return call_refuse(call, &problem_bank_reference_used, "bank_reference",
                "each transfer of the bank is recorded once");
    return status;
}

/* The gift is the donor's, whoever of finance saw the money come. */
static enum status
take_gift(struct fundraising *self, struct call *call,
        const struct whole_charge *found, struct giving *giving)
{
    struct give_request gift = mandates_gift(&found->whole);
    enum status status;

    gift.amount = found->charge.amount;
    giving->donor = found->whole.donor;
    giving->donor.attributed = 0;
    status = giving_find_places(self, call, &gift, giving);
    return status ? status : giving_take(self, call, &gift, giving);
}

static enum status
write_settled(struct fundraising *self, struct call *call,
        const struct whole_charge *found, struct uuid gift)
{
    const struct mandate *mandate = &found->whole.mandate;
    const struct fundraising_charge_settled body = { CHARGE_FIELDS(call,
            &found->whole, &found->charge, gift) };
    enum status status = store_update_charge(self, &found->charge);

    if (!status)
        status = store_update_mandate(self, mandate);
    return status ? status
                  : emit_charge_settled(call, mandate->id, &body, NULL);
}

enum status
handle_settle_charge(struct fundraising *self, struct call *call,
        const struct settle_charge_request *request,
        struct settle_charge_reply *reply)
{
    struct whole_charge found = { 0 };
    struct giving giving = { 0 };
    enum status status = find_charge(self, call, request->charge, &found);

    if (status)
        return status;
    if (!charge_settle(&found.whole.mandate, &found.charge))
        return refuse_state(call, &found.charge);
    status = use_reference(self, call, request->bank_reference);
    if (!status)
        status = take_gift(self, call, &found, &giving);
    if (status)
        return status;
    found.charge.gift = giving.gift.serial;
    found.charge.bank_reference = request->bank_reference;
    *reply = (struct settle_charge_reply){
        .gift_id = giving.gift.id,
        .number = giving.number,
        .receipt = giving_receipt(call, &giving),
        .seq = giving.gift.entry,
    };
    return write_settled(self, call, &found, giving.gift.id);
}

/* Failing */

/* By a rule of mandate.h; refused where it says that it cannot be. */
static enum status
change_charge(struct fundraising *self, struct call *call, struct uuid id,
        bool (*rule)(struct mandate *, struct charge *, int64_t today),
        struct str reason, struct whole_charge *out)
{
    enum status status = find_charge(self, call, id, out);

    if (status)
        return status;
    if (!rule(&out->whole.mandate, &out->charge, date_of(call->now)))
        return refuse_state(call, &out->charge);
    out->charge.reason = reason;
    return store_update_charge(self, &out->charge);
}

/* Where it lapsed, what else is due is not expected any more. */
static enum status
write_mandate(struct fundraising *self, struct call *call,
        struct whole_charge *found)
{
    struct mandate *mandate = &found->whole.mandate;
    enum status status;

    if (mandate->state == found->before)
        return store_update_mandate(self, mandate);
    status = mandate->state == MANDATE_STATE_LAPSED
                     ? mandates_stop(self, call, mandate)
                     : mandates_save(self, call, mandate);
    return status ? status : mandates_tell_changed(self, call, &found->whole);
}

enum status
handle_fail_charge(struct fundraising *self, struct call *call,
        const struct fail_charge_request *request,
        struct fail_charge_reply *reply)
{
    struct whole_charge found = { 0 };
    const struct charge *charge = &found.charge;
    enum status status = change_charge(self, call, request->charge, charge_fail,
            request->reason, &found);

    if (!status) {
        const struct fundraising_charge_failed body = { CHARGE_FIELDS(call,
                &found.whole, charge, no_gift) };

        status = emit_charge_failed(call, found.whole.mandate.id, &body, NULL);
    }
    *reply = (struct fail_charge_reply){ charge->state, charge->due_on,
        found.whole.mandate.state };
    return status ? status : write_mandate(self, call, &found);
}

enum status
handle_reopen_charge(struct fundraising *self, struct call *call,
        const struct reopen_charge_request *request,
        struct reopen_charge_reply *reply)
{
    struct whole_charge found = { 0 };
    const struct charge *charge = &found.charge;
    enum status status = change_charge(self, call, request->charge,
            charge_reopen, request->reason, &found);

    if (!status) {
        const struct fundraising_charge_reopened body = { CHARGE_FIELDS(call,
                &found.whole, charge, no_gift) };

        status =
                emit_charge_reopened(call, found.whole.mandate.id, &body, NULL);
    }
    *reply = (struct reopen_charge_reply){ charge->state,
        found.whole.mandate.state };
    return status ? status : write_mandate(self, call, &found);
}
