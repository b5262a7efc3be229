/* What the two sides of a transfer share: the event's body and its accounts. */
#ifndef FUNDRAISING_TRANSFER_H
#define FUNDRAISING_TRANSFER_H

#include "book.h"
#include "fundraising.h"
#include "store_fund.h"
#include "store_transfer.h"

/* What every event of a transfer says. */
#define TRANSFER_FIELDS(transfer)                                              \
    .from_hub = (transfer)->from_hub, .from_fund = (transfer)->from_fund,      \
    .to_hub = (transfer)->to_hub, .to_fund = (transfer)->to_fund,              \
    .amount = (transfer)->amount, .reason = (transfer)->reason

/* Add our side to the entry: the fund's money goes to the other hub. */
struct transfer_side {
    struct account free;
    struct account due;
};
enum status transfer_open_sender(struct fundraising *self, struct call *call,
        const struct fund *fund, const struct transfer_item *transfer,
        struct transfer_side *out);
enum status transfer_open_receiver(struct fundraising *self, struct call *call,
        const struct fund *fund, const struct transfer_item *transfer,
        struct transfer_side *out);

#endif
