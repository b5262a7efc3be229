/* Who gave: correcting it, erasing it, reaching them. */
#include "giving.h"
#include "mandates.h"
#include "server/disclosure.h"
#include "store_donor.h"
#include "store_fund.h"
#include "store_gift.h"
#include "store_project.h"

static enum status
find_gift(struct fundraising *self, struct call *call, struct uuid id,
        struct gift *out)
{
    enum status status = store_find_gift(self, id, call->arena, out);

    if (status == STATUS_NOT_FOUND)
        return call_refuse(call, &problem_not_found, "gift",
                "there is no such gift at " STR_FMT, STR_ARG(call->hub));
    return status;
}

static enum status
find_with_donor(struct fundraising *self, struct call *call, struct uuid id,
        struct gift *gift, struct donor *donor)
{
    enum status status = find_gift(self, call, id, gift);

    if (status)
        return status;
    return store_find_donor(self, gift->serial, call->arena, donor);
}

/* Says that it was done, never what was there or is. */
static enum status
tell_changed(struct call *call, const struct gift *gift, bool is_erased)
{
    struct fundraising_gift_donor_changed body = {
        .number = gift_number(call->arena, gift->serial),
        .is_erased = is_erased,
    };

    return emit_gift_donor_changed(call, gift->id, &body, NULL);
}

static enum status
tell_attributed(struct fundraising *self, struct call *call,
        const struct gift *gift, struct donor *donor)
{
    struct fundraising_gift_attributed body = {
        .has_donor_account = donor->has_account,
        .donor_account = donor->account,
        .has_project = gift->project != 0,
        .amount = gift->amount,
        .number = gift_number(call->arena, gift->serial),
    };
    struct fund fund;
    struct project project = { 0 };
    struct event_link link = { 0 };
    enum status status =
            store_find_fund_by_number(self, gift->fund, call->arena, &fund);

    if (!status && gift->project)
        status = store_find_project_by_number(self, gift->project, call->arena,
                &project);
    if (status)
        return status;
    body.fund = fund.id;
    body.project = project.id;
    status = emit_gift_attributed(call, gift->id, &body, &link);
    donor->attributed = link.seq;
    return status;
}

enum status
handle_correct_gift_donor(struct fundraising *self, struct call *call,
        const struct correct_gift_donor_request *request,
        struct correct_gift_donor_reply *reply)
{
    struct gift gift;
    struct donor donor;
    enum status status =
            find_with_donor(self, call, request->gift, &gift, &donor);

    (void)reply;
    if (status)
        return status;
    giving_correct_donor(&donor, &request->donor);
    donor.correction = request->reason;
    if (request->has_donor_account) {
        donor.has_account = true;
        donor.account = request->donor_account;
    }
    if (request->has_donor_account || request->donor.has_contact) {
        status = store_erase_attribution(self, donor.attributed);
        if (!status)
            status = tell_attributed(self, call, &gift, &donor);
    }
    if (!status)
        status = store_put_donor(self, gift.serial, &donor);
    return status ? status : tell_changed(call, &gift, false);
}

/* The handler is of the receipt, not of the donor: it stays. */
enum status
handle_erase_gift_donor(struct fundraising *self, struct call *call,
        const struct erase_gift_donor_request *request,
        struct erase_gift_donor_reply *reply)
{
    struct gift gift;
    struct donor donor, erased;
    enum status status =
            find_with_donor(self, call, request->gift, &gift, &donor);

    (void)reply;
    if (status)
        return status;
    erased = (struct donor){
        .waives_receipt = donor.waives_receipt,
        .handler = donor.handler,
        .correction = request->reason,
    };
    status = store_erase_attribution(self, donor.attributed);
    if (!status)
        status = store_put_donor(self, gift.serial, &erased);
    return status ? status : tell_changed(call, &gift, true);
}

/* Of a gift, or of a mandate. */
static enum status
find_donor(struct fundraising *self, struct call *call, struct uuid id,
        struct donor *out)
{
    struct gift gift;
    struct mandate mandate;
    enum status status = store_find_gift(self, id, call->arena, &gift);

    if (!status)
        return store_find_donor(self, gift.serial, call->arena, out);
    if (status == STATUS_NOT_FOUND)
        status = store_find_mandate(self, id, call->arena, &mandate);
    if (status == STATUS_NOT_FOUND)
        return call_refuse(call, &problem_not_found, "gift",
                "there is no such gift or mandate at " STR_FMT,
                STR_ARG(call->hub));
    return status ? status
                  : store_find_mandate_donor(self, mandate.serial, call->arena,
                            out);
}

enum status
handle_get_donor_contact(struct fundraising *self, struct call *call,
        const struct get_donor_contact_request *request,
        struct get_donor_contact_reply *reply)
{
    struct donor donor;
    enum status status = find_donor(self, call, request->gift, &donor);

    if (status)
        return status;
    *reply = (struct get_donor_contact_reply){
        .has_account = donor.has_account,
        .account = donor.account,
        .has_contact = donor.contact.len > 0,
        .contact = donor.contact,
        .has_display_name = donor.display_name.len > 0,
        .display_name = donor.display_name,
        .has_locale = donor.locale.len > 0,
        .locale = donor.locale,
    };
    if (reply->has_contact)
        disclosure_note(call, request->gift);
    return STATUS_OK;
}
