/* What the log of fundraising adds to the hub's figures. */
#include "figures.h"

#include "fundraising_messages.h"

static bool
is_type(const struct event *event, const char *type)
{
    return str_equal(event->type, str_from(type));
}

static bool
is_of_kind(struct str account, struct str kind)
{
    return account.len > kind.len && account.data[kind.len] == ':' &&
           memcmp(account.data, kind.data, kind.len) == 0;
}

/* What an entry added to the accounts of a kind. */
static int64_t
added(const struct posting *postings, size_t count, struct str kind)
{
    int64_t sum = 0;

    for (size_t i = 0; i < count; i++)
        if (is_of_kind(postings[i].account, kind))
            sum += postings[i].amount;
    return sum;
}

#define ADDED(body, kind)                                                      \
    added((body)->postings, (body)->postings_count, STR(kind))

static void
count_gift(struct tally *tally, const struct event *event)
{
    struct fundraising_gift_received body = { 0 };

    if (!tally_reads(tally, event, &fundraising_gift_received_schema, &body))
        return;
    tally_add(tally, "gifts", STR(""), event->at, 1);
    tally_add(tally, "given", STR(""), event->at, body.amount);
}

/* Both ends of a gift say the same. */
static void
count_gift_end(struct tally *tally, const struct event *event)
{
    struct fundraising_gift_refunded body = { 0 };

    if (tally_reads(tally, event, &fundraising_gift_refunded_schema, &body))
        tally_add(tally, "taken_back", STR(""), event->at, body.amount);
}

/* What is repaid is there again; what is written off is not. */
static void
count_settlement(struct tally *tally, const struct event *event)
{
    struct fundraising_chargeback_settled body = { 0 };

    if (tally_reads(tally, event, &fundraising_chargeback_settled_schema,
                &body))
        tally_add(tally, "taken_back", STR(""), event->at,
                ADDED(&body, "clearing"));
}

static void
count_payment(struct tally *tally, const struct event *event)
{
    struct fundraising_payment_made body = { 0 };

    if (tally_reads(tally, event, &fundraising_payment_made_schema, &body))
        tally_add(tally, "paid", STR(""), event->at, body.amount);
}

/* The bank's refusal and our own error alike: it was not paid. */
static void
count_failure(struct tally *tally, const struct event *event)
{
    struct fundraising_payment_failed body = { 0 };

    if (tally_reads(tally, event, &fundraising_payment_failed_schema, &body))
        tally_add(tally, "paid", STR(""), event->at, -body.amount);
}

static void
count_return(struct tally *tally, const struct event *event)
{
    struct fundraising_grant_returned body = { 0 };

    if (tally_reads(tally, event, &fundraising_grant_returned_schema, &body))
        tally_add(tally, "returned", STR(""), event->at, body.amount);
}

/* In the year in which it is reversed, as in the ledger. */
static void
count_reversal(struct tally *tally, const struct event *event)
{
    struct fundraising_entry_reversed body = { 0 };
    int64_t cleared, paid;

    if (!tally_reads(tally, event, &fundraising_entry_reversed_schema, &body))
        return;
    cleared = ADDED(&body, "clearing");
    paid = ADDED(&body, "paid");
    if (str_equal(body.kind, STR("gift_received"))) {
        tally_add(tally, "gifts", STR(""), event->at, -1);
        tally_add(tally, "given", STR(""), event->at, -cleared);
    } else if (cleared != 0) {
        tally_add(tally, "taken_back", STR(""), event->at, cleared);
    } else if (paid != 0) {
        tally_add(tally, "returned", STR(""), event->at, -paid);
    }
}

static const struct {
    const char *type;
    void (*count)(struct tally *tally, const struct event *event);
} counted[] = {
    { "fundraising.gift_received", count_gift },
    { "fundraising.gift_refunded", count_gift_end },
    { "fundraising.gift_charged_back", count_gift_end },
    { "fundraising.chargeback_settled", count_settlement },
    { "fundraising.payment_made", count_payment },
    { "fundraising.payment_failed", count_failure },
    { "fundraising.grant_returned", count_return },
    { "fundraising.entry_reversed", count_reversal },
};

void
figures_roll_up(struct tally *tally, const struct event *event)
{
    for (size_t i = 0; i < sizeof(counted) / sizeof(*counted); i++)
        if (is_type(event, counted[i].type))
            counted[i].count(tally, event);
}
