/*
 * Figures that add up: what a hub counts of itself, and what the hubs below
 * it say of themselves. A row has an absolute value, so that it may be put
 * twice; how far our own log was counted is kept with the rows.
 */
#ifndef DB_ROLLUP_H
#define DB_ROLLUP_H

#include "db/db.h"

struct rollup;

struct rollup *rollup_open(struct db *db);
void rollup_close(struct rollup *rollup); /* accepts NULL */

struct rollup_key {
    struct str hub;
    struct str metric; /* "given" */
    struct str field;  /* of service; empty: none */
    int64_t year;      /* in UTC+8; 0: none */
};

enum status rollup_put(struct rollup *rollup, const struct rollup_key *key,
        int64_t value);
enum status rollup_add(struct rollup *rollup, const struct rollup_key *key,
        int64_t delta, int64_t *value_out);

/* Before a log is counted from its beginning: a hub's rows go. */
enum status rollup_forget(struct rollup *rollup, struct str hub);

/* The last event of our own log that was counted; 0 before the first. */
enum status rollup_find_seq(struct rollup *rollup, int64_t *out);
enum status rollup_put_seq(struct rollup *rollup, int64_t seq);

/* Sums. What is not asked for is one; the key then is the whole hub's. */
enum rollup_by {
    ROLLUP_BY_HUB = 1,
    ROLLUP_BY_STREET,
    ROLLUP_BY_FIELD,
    ROLLUP_BY_YEAR,
};
struct rollup_sum {
    struct str metric;
    struct str key; /* a hub, a field or a year */
    int64_t value;
};
/* In order of metric and key, `limit` at most. */
enum status rollup_list(struct rollup *rollup, enum rollup_by by, size_t limit,
        struct arena *arena, struct rollup_sum **out, size_t *count);

/* A hub below. */
struct rollup_hub {
    struct str hub;
    struct str branch;
    int64_t as_of;
    bool is_silent;
};
enum status rollup_put_hub(struct rollup *rollup, const struct rollup_hub *hub);
/* Zero as_of if it was never heard. */
enum status rollup_find_hub(struct rollup *rollup, struct str hub,
        int64_t *as_of);
enum status rollup_list_hubs(struct rollup *rollup, size_t limit,
        struct arena *arena, struct rollup_hub **out, size_t *count);

#endif
