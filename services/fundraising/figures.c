/* What the log of fundraising adds to the hub's figures. */
#include "figures.h"

#include "fundraising_messages.h"

static bool
is_type(const struct event *event, const char *type)
{
    return str_equal(event->type, str_from(type));
}

static void
count_gift(struct tally *tally, const struct event *event)
{
    struct fundraising_gift_received body = { 0 };

    if (!tally_reads(tally, event, &fundraising_gift_received_schema, &body))
        return;
    tally_add(tally, "gifts", STR(""), event->at, 1);
    tally_add(tally, "given", STR(""), event->at, body.amount);
}

static void
count_gift_end(struct tally *tally, const struct event *event)
{
    struct fundraising_gift_refunded body = { 0 };

    if (tally_reads(tally, event, &fundraising_gift_refunded_schema, &body))
        tally_add(tally, "taken_back", STR(""), event->at, body.amount);
}

static void
count_payment(struct tally *tally, const struct event *event)
{
    struct fundraising_payment_made body = { 0 };

    if (tally_reads(tally, event, &fundraising_payment_made_schema, &body))
        tally_add(tally, "paid", STR(""), event->at, body.amount);
}

void
figures_roll_up(struct tally *tally, const struct event *event)
{
    if (is_type(event, "fundraising.gift_received"))
        count_gift(tally, event);
    else if (is_type(event, "fundraising.gift_refunded") ||
             is_type(event, "fundraising.gift_charged_back"))
        count_gift_end(tally, event);
    else if (is_type(event, "fundraising.payment_made"))
        count_payment(tally, event);
}
