/* Which tranche a report or a visit is for, and what it lets through. */
#ifndef GRANTS_GATE_H
#define GRANTS_GATE_H

#include "saga.h"

/* NULL if there is none of that ordinal. */
const struct award_tranche *find_tranche(const struct rows *rows,
        bool has_ordinal, int64_t ordinal);

/*
 * Which tranche a report or visit is for: the one it names, which must still
 * wait, or the first that wants one; *out is NULL if none does.
 */
enum status choose_tranche(struct grants *self, struct call *call,
        const struct award *award, enum tranche_gate gate, bool has_ordinal,
        int64_t ordinal, const struct award_tranche **out);

/* The gate may be met now, or no longer: tell, and release what may go. */
enum status tell_gate(struct grants *self, struct call *call,
        const struct award *award, bool has_ordinal, int64_t ordinal);

#endif
