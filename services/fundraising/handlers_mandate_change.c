/* Mandates: changed and stopped, by their donors mostly. */
#include "base/clock.h"
#include "giving.h"
#include "mandates.h"

/* What somebody wants to do with a mandate. */
struct step {
    struct uuid mandate;
    bool has_reason;
    struct str reason;
    bool has_code;
    struct str code;
    enum mandate_action action;
    bool is_by_donor; /* set by find_for() */
};

#define STEP(request, what)                                                    \
    {                                                                          \
        .mandate = (request)->mandate, .has_reason = (request)->has_reason,    \
        .reason = (request)->reason, .has_code = (request)->has_code,          \
        .code = (request)->code, .action = what                                \
    }

/* Whoever may do it: the donor, or finance with a reason. */
static enum status
find_for(struct fundraising *self, struct call *call, struct step *step,
        struct whole_mandate *out)
{
    enum status status = mandates_find(self, call, step->mandate, out);

    if (status)
        return status == STATUS_NOT_FOUND ? mandates_refuse_unknown(call)
                                          : status;
    step->is_by_donor =
            mandates_is_own(call, &out->donor) ||
            (step->has_code && mandate_has_code(&out->mandate, step->code));
    out->is_by_donor = step->is_by_donor;
    out->reason = step->has_reason ? step->reason : STR("");
    if (!step->is_by_donor && !call_has_role(call, ROLE_FINANCE))
        return mandates_refuse_unknown(call);
    if (!step->is_by_donor && !step->has_reason)
        return call_refuse(call, &problem_invalid_field, "reason",
                "who changes the mandate of another says why");
    if (!mandate_after(&out->mandate, step->action))
        return call_refuse(call, &problem_mandate_state_wrong, "mandate",
                "it is %s",
                enum_name(&fundraising_mandate_state_enumeration,
                        (int)out->mandate.state));
    return STATUS_OK;
}

static void
note(struct mandate *mandate, const struct step *step)
{
    mandate->state = mandate_after(mandate, step->action);
    mandate->ending = 0;
    mandate->is_by_donor = step->is_by_donor;
    if (step->has_reason)
        mandate->reason = step->reason;
}

/* Who gives, as corrected; the log forgets who it was. */
static enum status
change_donor(struct fundraising *self, struct call *call,
        struct whole_mandate *whole, const struct gift_donor *to)
{
    enum status status = store_erase_attribution(self, whole->donor.attributed);

    giving_correct_donor(&whole->donor, to);
    if (!status)
        status = mandates_tell_attributed(call, &whole->mandate, &whole->donor);
    return status ? status
                  : store_put_mandate_donor(self, whole->mandate.serial,
                            &whole->donor);
}

enum status
handle_change_mandate(struct fundraising *self, struct call *call,
        const struct change_mandate_request *request,
        struct change_mandate_reply *reply)
{
    struct step step = STEP(request, MANDATE_CHANGE);
    struct whole_mandate whole = { 0 };
    struct mandate *mandate = &whole.mandate;
    enum status status = find_for(self, call, &step, &whole);

    if (status)
        return status;
    if (request->has_amount)
        mandate->amount = request->amount;
    if (request->has_day && request->day != mandate->day) {
        mandate->day = request->day;
        if (mandate->state == MANDATE_STATE_ACTIVE)
            mandate->next_on = mandate_next_on(mandate, date_of(call->now));
    }
    if (request->has_donor)
        status = change_donor(self, call, &whole, &request->donor);
    if (request->has_reason)
        mandate->reason = request->reason;
    if (!status)
        status = mandates_save(self, call, mandate);
    reply->has_next_on = mandate->next_on != 0;
    reply->next_on = mandate->next_on;
    return status ? status : mandates_tell_changed(self, call, &whole);
}

enum status
handle_pause_mandate(struct fundraising *self, struct call *call,
        const struct pause_mandate_request *request,
        struct pause_mandate_reply *reply)
{
    struct step step = STEP(request, MANDATE_PAUSE);
    struct whole_mandate whole = { 0 };
    enum status status = find_for(self, call, &step, &whole);

    if (status)
        return status;
    note(&whole.mandate, &step);
    whole.mandate.next_on = 0;
    reply->state = whole.mandate.state;
    status = mandates_save(self, call, &whole.mandate);
    return status ? status : mandates_tell_changed(self, call, &whole);
}

static enum status
check_resumable(struct fundraising *self, struct call *call,
        const struct step *step, const struct whole_mandate *whole)
{
    const struct give_request gift = mandates_gift(whole);
    struct giving giving = { 0 };

    if (whole->mandate.is_by_donor && !step->is_by_donor)
        return call_refuse(call, &problem_donor_stopped, "mandate",
                "its donor stopped it");
    return giving_find_places(self, call, &gift, &giving);
}

enum status
handle_resume_mandate(struct fundraising *self, struct call *call,
        const struct resume_mandate_request *request,
        struct resume_mandate_reply *reply)
{
    struct step step = STEP(request, MANDATE_RESUME);
    struct whole_mandate whole = { 0 };
    struct mandate *mandate = &whole.mandate;
    enum status status = find_for(self, call, &step, &whole);

    if (!status)
        status = check_resumable(self, call, &step, &whole);
    if (status)
        return status;
    note(mandate, &step);
    mandate->failures = 0;
    mandate->next_on = mandate_next_on(mandate, date_of(call->now));
    *reply = (struct resume_mandate_reply){
        .state = mandate->state,
        .has_next_on = true,
        .next_on = mandate->next_on,
    };
    status = mandates_save(self, call, mandate);
    return status ? status : mandates_tell_changed(self, call, &whole);
}

enum status
handle_cancel_mandate(struct fundraising *self, struct call *call,
        const struct cancel_mandate_request *request,
        struct cancel_mandate_reply *reply)
{
    struct step step = STEP(request, MANDATE_CANCEL);
    struct whole_mandate whole = { 0 };
    enum status status = find_for(self, call, &step, &whole);

    if (status)
        return status;
    note(&whole.mandate, &step);
    reply->state = whole.mandate.state;
    status = mandates_stop(self, call, &whole.mandate);
    return status ? status : mandates_tell_changed(self, call, &whole);
}

/* Told first, as long as it is known whom to tell. */
static enum status
cancel_for_erasure(struct fundraising *self, struct call *call,
        struct whole_mandate *whole)
{
    const struct step step = {
        .action = MANDATE_CANCEL,
        .is_by_donor = true,
    };
    enum status status;

    if (!mandate_after(&whole->mandate, MANDATE_CANCEL))
        return store_update_mandate(self, &whole->mandate);
    note(&whole->mandate, &step);
    status = mandates_stop(self, call, &whole->mandate);
    return status ? status : mandates_tell_changed(self, call, whole);
}

enum status
handle_erase_mandate_donor(struct fundraising *self, struct call *call,
        const struct erase_mandate_donor_request *request,
        struct erase_mandate_donor_reply *reply)
{
    const struct donor nobody = { 0 };
    struct whole_mandate whole = { 0 };
    struct fundraising_mandate_donor_erased body;
    enum status status = mandates_find(self, call, request->mandate, &whole);

    (void)reply;
    if (status)
        return status == STATUS_NOT_FOUND ? mandates_refuse_unknown(call)
                                          : status;
    whole.mandate.reason = request->reason;
    whole.reason = request->reason;
    status = cancel_for_erasure(self, call, &whole);
    if (!status)
        status = store_erase_attribution(self, whole.donor.attributed);
    if (!status)
        status = store_put_mandate_donor(self, whole.mandate.serial, &nobody);
    body.number = mandate_number(call->arena, whole.mandate.serial);
    return status ? status
                  : emit_mandate_donor_erased(call, whole.mandate.id, &body,
                            NULL);
}
