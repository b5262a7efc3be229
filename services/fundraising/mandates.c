#include "mandates.h"

#include "base/clock.h"
#include "store_campaign.h"
#include "store_fund.h"
#include "store_payment.h"

enum status
mandates_refuse_unknown(struct call *call)
{
    return call_refuse(call, &problem_not_found, "mandate",
            "there is no such mandate at " STR_FMT, STR_ARG(call->hub));
}

bool
mandates_is_own(const struct call *call, const struct donor *donor)
{
    return donor->has_account && call_is_account(call, donor->account);
}

static enum status
load(struct fundraising *self, struct call *call, struct whole_mandate *whole)
{
    const struct mandate *mandate = &whole->mandate;
    struct arena *arena = call->arena;
    enum status status =
            store_find_fund_by_number(self, mandate->fund, arena, &whole->fund);

    if (!status && mandate->project)
        status = store_find_project_by_number(self, mandate->project, arena,
                &whole->project);
    if (!status && mandate->campaign)
        status = store_find_campaign_by_number(self, mandate->campaign, arena,
                &whole->campaign);
    if (!status)
        status = store_find_mandate_donor(self, mandate->serial, arena,
                &whole->donor);
    return status;
}

enum status
mandates_find(struct fundraising *self, struct call *call, struct uuid id,
        struct whole_mandate *out)
{
    enum status status =
            store_find_mandate(self, id, call->arena, &out->mandate);

    return status ? status : load(self, call, out);
}

enum status
mandates_find_by_serial(struct fundraising *self, struct call *call,
        int64_t serial, struct whole_mandate *out)
{
    enum status status = store_find_mandate_by_serial(self, serial, call->arena,
            &out->mandate);

    return status ? status : load(self, call, out);
}

struct give_request
mandates_gift(const struct whole_mandate *whole)
{
    const struct mandate *mandate = &whole->mandate;

    return (struct give_request){
        .fund = whole->fund.id,
        .has_project = mandate->project != 0,
        .project = whole->project.id,
        .has_campaign = mandate->campaign != 0,
        .campaign = whole->campaign.id,
        .amount = mandate->amount,
        .channel = mandate->channel,
        .has_channel_hub = true,
        .channel_hub = mandate->channel_hub,
    };
}

/* A day that has begun is due now. */
static enum status
appoint(struct call *call, const struct mandate *mandate)
{
    int64_t at = date_start(mandate->next_on);

    if (mandate->next_on == 0)
        return call_cancel(call, "charge_due", mandate->id);
    return call_schedule(call, "charge_due", mandate->id,
            at > call->now ? at : call->now);
}

enum status
mandates_save(struct fundraising *self, struct call *call,
        const struct mandate *mandate)
{
    enum status status = store_update_mandate(self, mandate);

    return status ? status : appoint(call, mandate);
}

enum status
mandates_stop(struct fundraising *self, struct call *call,
        struct mandate *mandate)
{
    enum status status = store_skip_charges(self, mandate->serial);

    mandate->next_on = 0;
    return status ? status : mandates_save(self, call, mandate);
}

#define MANDATE_FIELDS(call, whole)                                            \
    .number = mandate_number((call)->arena, (whole)->mandate.serial),          \
    .fund = (whole)->fund.id, .has_project = (whole)->mandate.project != 0,    \
    .project = (whole)->project.id,                                            \
    .has_campaign = (whole)->mandate.campaign != 0,                            \
    .campaign = (whole)->campaign.id, .amount = (whole)->mandate.amount,       \
    .day = (whole)->mandate.day, .state = (whole)->mandate.state,              \
    .has_ending = (whole)->mandate.ending != 0,                                \
    .ending = (whole)->mandate.ending,                                         \
    .has_next_on = (whole)->mandate.next_on != 0,                              \
    .next_on = (whole)->mandate.next_on

/* The events of a mandate are public: its donor's account is not named. */
enum status
mandates_tell_opened(struct call *call, const struct whole_mandate *whole)
{
    const struct fundraising_mandate_opened body = { MANDATE_FIELDS(call,
            whole) };
    enum status status;

    call->is_unnamed = mandates_is_own(call, &whole->donor);
    status = emit_mandate_opened(call, whole->mandate.id, &body, NULL);
    call->is_unnamed = false;
    return status;
}

static enum status
note_change(struct fundraising *self, const struct call *call,
        const struct whole_mandate *whole)
{
    const struct mandate *mandate = &whole->mandate;
    const struct mandate_change change = {
        .at = call->now,
        .state = mandate->state,
        .has_ending = mandate->ending != 0,
        .ending = mandate->ending,
        .amount = mandate->amount,
        .day = mandate->day,
        .is_by_donor = whole->is_by_donor,
        .reason = whole->reason,
    };

    return store_insert_mandate_change(self, mandate->serial, &change);
}

enum status
mandates_tell_changed(struct fundraising *self, struct call *call,
        const struct whole_mandate *whole)
{
    const struct fundraising_mandate_changed body = { MANDATE_FIELDS(call,
            whole) };
    enum status status = note_change(self, call, whole);

    if (status)
        return status;
    call->is_unnamed = mandates_is_own(call, &whole->donor);
    status = emit_mandate_changed(call, whole->mandate.id, &body, NULL);
    call->is_unnamed = false;
    return status;
}

enum status
mandates_tell_attributed(struct call *call, const struct mandate *mandate,
        struct donor *donor)
{
    const struct fundraising_mandate_attributed body = {
        .has_donor_account = donor->has_account,
        .donor_account = donor->account,
        .number = mandate_number(call->arena, mandate->serial),
        .amount = mandate->amount,
        .day = mandate->day,
    };
    struct event_link link = { 0 };
    enum status status;

    donor->attributed = 0;
    if (!donor_can_be_reached(donor))
        return STATUS_OK;
    status = emit_mandate_attributed(call, mandate->id, &body, &link);
    donor->attributed = link.seq;
    return status;
}

/* The money is entered again, by the same reference, once it has come. */
static enum status
unsettle(struct fundraising *self, struct call *call,
        const struct whole_mandate *whole, struct charge *charge)
{
    const struct uuid no_gift = { 0 };
    enum status status =
            store_free_bank_reference(self, charge->bank_reference);

    charge_unsettle(&whole->mandate, charge);
    if (!status)
        status = store_update_charge(self, charge);
    if (!status) {
        const struct fundraising_charge_reopened body = { CHARGE_FIELDS(call,
                whole, charge, no_gift) };

        status = emit_charge_reopened(call, whole->mandate.id, &body, NULL);
    }
    return status;
}

enum status
mandates_undo_gift(struct fundraising *self, struct call *call, int64_t gift,
        struct str reason)
{
    struct whole_mandate whole = { 0 };
    struct charge charge;
    enum status status =
            store_find_charge_of_gift(self, gift, call->arena, &charge);

    if (status)
        return status == STATUS_NOT_FOUND ? STATUS_OK : status;
    status = mandates_find_by_serial(self, call, charge.mandate, &whole);
    charge.reason = reason;
    return status ? status : unsettle(self, call, &whole, &charge);
}
