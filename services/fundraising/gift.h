/*
 * A gift, to a fund or through it to a project. What has not been paid out
 * of a designated gift is `undrawn`: it lies in the project's restricted
 * account. All else of a gift is the fund's free money, or was paid out.
 */
#ifndef FUNDRAISING_GIFT_H
#define FUNDRAISING_GIFT_H

#include "base/arena.h"
#include "base/hash.h"
#include "fundraising_messages.h"

struct gift {
    int64_t serial; /* its row; see gift_serial() */
    struct uuid id;
    int64_t entry;    /* of the ledger: the seq of its event */
    struct hash hash; /* of that event, on the receipt */
    int64_t fund;     /* rows */
    int64_t project;  /* 0 for none */
    int64_t campaign; /* 0 for none */
    int64_t clearing; /* the account of its channel */
    int64_t amount;
    int64_t undrawn;
    int64_t drawn; /* paid out to its project */
    int64_t receivable;
    enum gift_state state;
    int64_t given_at;
    struct str reason; /* why it ended */
};

/* "GF-2026-0012" is 2026000000012: the order of giving, within a year. */
bool gift_serial(struct str number, int64_t *out);
struct str gift_number(struct arena *arena, int64_t serial);
struct str receipt_number(struct arena *arena, int64_t serial);
bool receipt_serial(struct str number, int64_t *out);

/* The hash as receipts print it. */
struct str receipt_hash(struct arena *arena, const struct hash *hash);

/* Where the money of a gift that ends comes from; the parts sum to it. */
struct gift_parts {
    int64_t restricted;
    int64_t free;
    int64_t receivable;
};

/* False if some of it was paid out: that cannot be given back. */
bool gift_refund_parts(const struct gift *gift, struct gift_parts *out);

/*
 * What the bank took back. What was paid out to the project, and what the
 * fund has no free money for, the donor owes.
 */
struct gift_parts gift_chargeback_parts(const struct gift *gift,
        int64_t free_balance);

/* "张**": enough for a donor to find the own gift in a list. */
struct str donor_mask(struct arena *arena, struct str name);

#endif
