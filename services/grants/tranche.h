/* How an award is paid out in parts, and when a part may go. */
#ifndef GRANTS_TRANCHE_H
#define GRANTS_TRANCHE_H

#include "fault.h"

/* Ten thousand hundredths of a percent. */
enum { WHOLE_SHARE = 10000 };

/* The shares of a round's plan must make up the whole. */
struct fault tranche_check_steps(const struct tranche_step *steps,
        size_t count);

/*
 * Split amount by the steps' shares, each rounded down; the last part is what
 * is left, so that the parts make up the amount to the fen. False if a part
 * would be nothing. No steps: one part without gates.
 */
bool tranche_split(int64_t amount, const struct tranche_step *steps,
        size_t count, struct planned_tranche *parts);

/* The parts must make up amount exactly. */
struct fault tranche_check_parts(const struct planned_tranche *parts,
        size_t count, int64_t amount);

/* Of one award, those of agreements taken back included. */
enum { TRANCHES_MAX = 100 };

/*
 * How many places are taken by those that do not wait, when an agreement is in
 * force: one that its fund may let go yet is planned again then.
 */
size_t tranche_count_places(const struct award_tranche *tranches, size_t count,
        int64_t agreement);

/* The newest agreement there are tranches of; 0 if there is none. */
int64_t tranche_newest_agreement(const struct award_tranche *tranches,
        size_t count);

/*
 * The tranche of an agreement that has an ordinal, the newest if it was
 * planned again. NULL if there is none. Tranches come in order.
 */
const struct award_tranche *tranche_find(const struct award_tranche *tranches,
        size_t count, int64_t agreement, int64_t ordinal);

/* Its gates are met or waived. */
bool tranche_has_gates_met(const struct award_tranche *tranche);

/*
 * The one tranche that may go now: it waits, its gates are met and all before
 * it are paid. NULL if there is none. Tranches come in order.
 */
const struct award_tranche *tranche_find_releasable(
        const struct award_tranche *tranches, size_t count);

bool tranche_is_any(const struct award_tranche *tranches, size_t count,
        enum tranche_state state);

int64_t tranche_sum_waiting(const struct award_tranche *tranches, size_t count);
/* What has left or may leave the fund: released, paid and failed ones. */
int64_t tranche_sum_released(const struct award_tranche *tranches,
        size_t count);
int64_t tranche_sum_paid(const struct award_tranche *tranches, size_t count);

#endif
