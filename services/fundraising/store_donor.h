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

/*
 * What is kept of a donor apart from a gift, too, by the columns: account,
 * display_name, contact, public_name, locale, waives_receipt, attributed.
 */
#define V_TEXT(text) V_IF((text).len > 0, text)
#define DONOR_VALUES(of)                                                       \
    V_IF((of)->has_account, (of)->account), V_TEXT((of)->display_name),        \
            V_TEXT((of)->contact), V((of)->public_name), V_TEXT((of)->locale), \
            V((of)->waives_receipt),                                           \
            V_IF((of)->attributed != 0, (of)->attributed)
struct donor donor_read(sqlite3_stmt *row, struct arena *arena);

/* Inserts it, or replaces what was there. */
enum status store_put_donor(struct fundraising *self, int64_t gift,
        const struct donor *donor);

/* What the log says of the account behind a gift is forgotten. */
enum status store_erase_attribution(struct fundraising *self, int64_t seq);

/* An anonymous gift has none: *out is then zero. */
enum status store_find_donor(struct fundraising *self, int64_t gift,
        struct arena *arena, struct donor *out);

#endif
