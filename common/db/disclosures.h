/*
 * Which people were told how to reach whom. Rows are added alone, and no
 * operation changes or removes one.
 */
#ifndef DB_DISCLOSURES_H
#define DB_DISCLOSURES_H

#include "db/db.h"

struct disclosure {
    int64_t rowid;
    int64_t at;
    struct str operation; /* "registry.get_person" */
    struct uuid account;  /* who was told */
    struct uuid subject;  /* of whom or what */
};

/* In a batch. */
enum status disclosures_add(struct db *db, const struct disclosure *disclosure);

struct disclosure_filter {
    bool has_account, has_subject;
    struct uuid account, subject;
};

/* The newest first: those before row `before`, or zero for all. */
enum status disclosures_list(struct db *db,
        const struct disclosure_filter *filter, int64_t before, size_t limit,
        struct arena *arena, struct disclosure **out, size_t *count);

#endif
