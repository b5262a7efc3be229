/* Who gave: all that is personal, apart from the gifts. */
#ifndef FUNDRAISING_STORE_DONOR_H
#define FUNDRAISING_STORE_DONOR_H

#include "fundraising.h"

struct queries *store_donor_open(struct db *db);

/* Empty text is absent. */
struct donor {
    bool has_account;
    struct uuid account;
    struct str display_name;
    struct str contact;
    bool public_name;
    struct str locale;
    bool waives_receipt;
    struct str handler;    /* who took the gift, for the receipt */
    struct str correction; /* why it was corrected or erased */
    int64_t attributed;    /* seq of the event that says so, or 0 */
};

/* By an account or a contact: then the gift is attributed. */
static inline bool
donor_can_be_reached(const struct donor *donor)
{
    return donor->has_account || donor->contact.len > 0;
}

/* Inserts it, or replaces what was there. */
enum status store_put_donor(struct fundraising *self, int64_t gift,
        const struct donor *donor);

/* What the log says of the account behind a gift is forgotten. */
enum status store_erase_attribution(struct fundraising *self, int64_t seq);

/* An anonymous gift has none: *out is then zero. */
enum status store_find_donor(struct fundraising *self, int64_t gift,
        struct arena *arena, struct donor *out);

#endif
