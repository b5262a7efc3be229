/* Which tranche a report or a visit is for, and what it lets through. */
#ifndef GRANTS_GATE_H
#define GRANTS_GATE_H

#include "saga.h"

/* Of the newest agreement; NULL if it has none of that ordinal. */
const struct award_tranche *find_newest(const struct rows *rows,
        int64_t ordinal);

/*
 * Which tranche a report or visit is for: the one it names, which must still
 * wait, or the first that wants one; *out is NULL if none does.
 */
enum status choose_tranche(struct grants *self, struct call *call,
        const struct award *award, enum tranche_gate gate, bool has_ordinal,
        int64_t ordinal, const struct award_tranche **out);

/*
 * The gate of a tranche (or of none: NULL) may be met now, or no longer: tell,
 * and release what may go.
 */
enum status tell_gate(struct grants *self, struct call *call,
        const struct award *award, const struct award_tranche *tranche);

#endif
