/*
 * What did not come back when the store was made again, each until a person
 * has settled it: a value that the log withholds, an event that others had
 * seen, numbers that must not be given again.
 */
#ifndef DB_LOSS_H
#define DB_LOSS_H

#include "db/db.h"

enum lost { LOST_VALUE = 1, LOST_EVENT, LOST_NUMBERS };

struct loss {
    int64_t rowid;
    enum lost kind;
    struct str what;  /* "donor.contact", an event's type, a series */
    struct str which; /* the row's key, the event's subject, from and to */
    int64_t seq;      /* of an event; else zero */
    struct uuid event;
    int64_t at;
};

/* The same once more is no news. */
enum status loss_add(struct db *db, const struct loss *loss);

enum status loss_list(struct db *db, int64_t after, size_t limit,
        struct arena *arena, struct loss **out, size_t *count);
enum status loss_count(struct db *db, int64_t *out);

/* All up to a row; STATUS_NOT_FOUND if there is none. */
enum status loss_settle(struct db *db, int64_t through, int64_t *settled);

#endif
