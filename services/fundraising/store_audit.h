/* Sums derived again from rows, and where they differ from what is kept. */
#ifndef FUNDRAISING_STORE_AUDIT_H
#define FUNDRAISING_STORE_AUDIT_H

#include "fundraising.h"

struct queries *store_audit_open(struct db *db);

struct audit_list {
    struct audit_difference *items;
    size_t count;
};

/* Every check that rows alone can answer; at most limit of each. */
enum status store_audit_rows(struct fundraising *self, struct arena *arena,
        size_t limit, struct audit_list *list);

struct audit_size {
    int64_t entries;
    int64_t accounts;
    int64_t sum; /* of all postings */
};
enum status store_audit_size(struct fundraising *self, struct audit_size *out);

/* One moment of the store for all that is read until the end. */
enum status store_audit_begin(struct fundraising *self);
void store_audit_end(struct fundraising *self);

#endif
