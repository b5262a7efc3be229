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

/* The one that a report or a visit was for; *out is NULL if it was for none. */
enum status find_tranche_of(struct grants *self, struct call *call,
        const struct award *award, bool has_ordinal, int64_t agreement,
        int64_t ordinal, const struct award_tranche **out);

/*
 * May a report or a visit be taken back that was for this tranche (or for
 * none: NULL)? If it alone let the tranche through, its fund is asked to let
 * the release go: then *awaits_fund, and it is taken back with the answer.
 * Refused once a payment is recorded.
 */
enum status give_up_evidence(struct grants *self, struct call *call,
        const struct award *award, const struct award_tranche *tranche,
        struct uuid evidence, struct str reason, bool *awaits_fund);

/*
 * The gate of a tranche (or of none: NULL) may be met now, or no longer: tell,
 * and release what may go. One that does not wait has passed it.
 */
enum status tell_gate(struct grants *self, struct call *call,
        const struct award *award, const struct award_tranche *tranche);

#endif
