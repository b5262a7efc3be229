/*
 * The states of everything that has them, and the changes each allows: one
 * table, one place. Names are those of the schema.
 */
#ifndef GRANTS_STATE_H
#define GRANTS_STATE_H

#include "grants_messages.h"

enum thing {
    THING_PROGRAMME = 1,
    THING_ROUND,
    THING_APPLICATION,
    THING_AWARD,
    THING_TRANCHE,
    THING_REPORT,
    THING_NOTICE,
    THING_OBJECTION,
};

const char *thing_name(enum thing thing);

/* Zero stands for not being there yet: from it only the first states lead. */
bool state_may_change(enum thing thing, int from, int to);

/* NULL for zero. */
const char *state_name(enum thing thing, int state);

/* What a caller is told when the present state does not allow it. */
const struct problem *state_problem(enum thing thing);

/* Every state a thing can have; for tests and documentation. */
int state_count(enum thing thing);

#endif
