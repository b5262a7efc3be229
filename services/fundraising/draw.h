/*
 * Where a payment takes its money: first the gifts restricted to its
 * project, oldest first, then the award's reservation. What gifts pay is
 * released from the reservation.
 */
#ifndef FUNDRAISING_DRAW_H
#define FUNDRAISING_DRAW_H

#include "base/arena.h"
#include "base/uuid.h"

#include <stddef.h>
#include <stdint.h>

/* A gift with something left for its project. */
struct undrawn_gift {
    int64_t serial;
    struct uuid id;
    int64_t amount; /* of the gift */
    int64_t drawn;  /* so far */
    int64_t undrawn;
};

struct draw {
    const struct undrawn_gift *gift;
    int64_t amount;
};

struct drawing {
    struct draw *draws;
    size_t count;
    int64_t from_gifts;
    int64_t from_fund; /* the rest */
};

/*
 * At most this many gifts in one payment; later ones stay for the next. All
 * is one transaction, and the loop serves nobody meanwhile: 20,000 take 0.6 s.
 */
enum { DRAWS_MAX = 20000 };

/* gifts are oldest first and borrowed. */
struct drawing draw_payment(struct arena *arena, int64_t amount,
        const struct undrawn_gift *gifts, size_t count);

#endif
