/*
 * The money of one award: its reservation, its fund, the accounts it moves
 * between, and the gifts to its project that its payments draw.
 */
#ifndef FUNDRAISING_AWARD_MONEY_H
#define FUNDRAISING_AWARD_MONEY_H

#include "book.h"
#include "draw.h"
#include "fundraising.h"
#include "store_award.h"
#include "store_fund.h"
#include "store_payment.h"
#include "store_project.h"

struct award_money {
    struct reservation award;
    struct fund fund;
    struct project project;
    struct account free;
    struct account restricted;
    struct account reserved;
    struct account payable;
    struct account paid;
    struct entry entry;
};

/* Grants tells every hub above it: does the event speak of our funds? */
bool award_money_is_ours(const struct call *call, struct str fund_hub);

/* money->award is there; the rest is looked up. */
enum status award_money_open(struct fundraising *self, struct call *call,
        struct award_money *money);

/* A payment of a tranche, and what it takes from whom. */
struct paying {
    struct payment *payment;
    const struct tranche *tranche;
    struct drawing drawing;
    bool is_taken_over; /* the draws of a payment that failed */
};

/* Decide what the payment draws, and make its entry. */
enum status award_money_draw(struct fundraising *self, struct call *call,
        struct award_money *money, struct paying *paying);

/* Write the draws, and tell of each gift that was used. */
enum status award_money_write_draws(struct fundraising *self, struct call *call,
        const struct award_money *money, const struct paying *paying);

/*
 * A tranche will not be paid after all: what failed payments had drawn goes
 * back to the gifts. *restricted grows by what is their project's again.
 */
enum status award_money_give_back(struct fundraising *self, struct call *call,
        const struct award_money *money, const struct tranche *tranche,
        int64_t *restricted);

/* Does the fund still have what award_money_give_back() would restrict? */
enum status award_money_can_give_back(struct fundraising *self,
        struct call *call, const struct award_money *money,
        const struct tranche *tranche, bool *out);

/*
 * A payment failed. If the fund still has what the drawn gifts had freed, they
 * are restricted again; else they stay with the tranche and pay it the next
 * time.
 */
enum status award_money_undraw(struct fundraising *self, struct call *call,
        struct award_money *money, const struct tranche *tranche);

#endif
