/*
 * A mandate with all that belongs to it: finding it, moving it on, telling of
 * it. No event but mandate_attributed says who gives.
 */
#ifndef FUNDRAISING_MANDATES_H
#define FUNDRAISING_MANDATES_H

#include "campaign.h"
#include "fund.h"
#include "store_mandate.h"
#include "store_project.h"

struct whole_mandate {
    struct mandate mandate;
    struct fund fund;
    struct project project;   /* number 0: none */
    struct campaign campaign; /* number 0: none */
    struct donor donor;
    struct str reason; /* of what is done with it now; none: empty */
    bool is_by_donor;  /* is that the donor's doing? */
};

/* 404, as also for what the caller may not know of. */
enum status mandates_refuse_unknown(struct call *call);

/* Does the account of the caller give? */
bool mandates_is_own(const struct call *call, const struct donor *donor);

/* *out is zeroed by who asks. STATUS_NOT_FOUND if there is none. */
enum status mandates_find(struct fundraising *self, struct call *call,
        struct uuid id, struct whole_mandate *out);
enum status mandates_find_by_serial(struct fundraising *self, struct call *call,
        int64_t serial, struct whole_mandate *out);

/* The gift it means to give. */
struct give_request mandates_gift(const struct whole_mandate *whole);

/* Write what changed of it, and see to its next charge. */
enum status mandates_save(struct fundraising *self, struct call *call,
        const struct mandate *mandate);

/* No charge is to come, and what is due is not expected any more. */
enum status mandates_stop(struct fundraising *self, struct call *call,
        struct mandate *mandate);

enum status mandates_tell_opened(struct call *call,
        const struct whole_mandate *whole);
/* Notes it among the mandate's changes, too. */
enum status mandates_tell_changed(struct fundraising *self, struct call *call,
        const struct whole_mandate *whole);

/* Of whom we can reach; notes in the donor where the log says so. */
enum status mandates_tell_attributed(struct call *call,
        const struct mandate *mandate, struct donor *donor);

/*
 * A gift was reversed: had a charge become it, then its money has not come.
 */
enum status mandates_undo_gift(struct fundraising *self, struct call *call,
        int64_t gift, struct str reason);

/* What every event of a charge says. */
#define CHARGE_FIELDS(call, whole, of, gift_id)                                \
    .charge = (of)->id,                                                        \
    .number = mandate_number((call)->arena, (whole)->mandate.serial),          \
    .period = period_text((call)->arena, (of)->period),                        \
    .due_on = (of)->due_on, .fund = (whole)->fund.id, .amount = (of)->amount,  \
    .state = (of)->state, .attempts = (of)->attempts,                          \
    .has_gift = !uuid_is_zero(gift_id), .gift = gift_id,                       \
    .has_reason = (of)->reason.len > 0, .reason = (of)->reason

#endif
