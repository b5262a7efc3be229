/*
 * What the log carries of each table, so that this store can be made again
 * from it. Withheld is what says who people are or how to reach them; it
 * comes back from a backup, or from a person.
 */
#include "fundraising.h"

const struct mirrored fundraising_mirrored[] = {
    { "fund", { NULL } },
    { "fund_purpose", { NULL } },
    { "account", { NULL }, "balance" },
    { "posting", { NULL } },
    { "reversal", { NULL } },
    { "project", { NULL } },
    { "organisation", { NULL } },
    { "campaign", { "person_in_charge", "office", "bank_account",
                          "ways_to_receive" } },
    { "channel", { NULL } },
    { "gift_entry", { NULL } },
    { "gift", { NULL } },
    { "lifting", { NULL } },
    { "donor", { "display_name", "contact", "handler", "correction" } },
    { "mandate", { "reason" } },
    { "mandate_change", { "reason" } },
    { "mandate_donor", { "display_name", "contact" } },
    { "charge", { NULL } },
    { "reservation", { NULL } },
    { "tranche", { NULL } },
    { "payment", { NULL } },
    { "draw", { NULL } },
    { "money_return", { NULL } },
    { "bank_reference", { NULL } },
    { "transfer", { NULL } },
    { "hub", { NULL } },
    { NULL, { NULL } },
};
