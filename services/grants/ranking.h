/*
 * From score sheets to a ranking. Integers only: scores are hundredths of a
 * point, weights hundredths of a percent, and the one rounding (half up, to a
 * hundredth) is recorded with its numerator and divisor. What is published
 * decides: applications of equal rounded score are tied.
 */
#ifndef GRANTS_RANKING_H
#define GRANTS_RANKING_H

#include "fault.h"

/* Below this many sheets no highest and lowest is dropped. */
enum { DROP_FROM = 5 };

/* Every criterion scored once, no other. */
struct fault score_check(const struct round_criterion *criteria, size_t count,
        const struct criterion_score *scores, size_t score_count);

/* The sum of weight times score: ten thousand times a sheet's total. */
int64_t score_weigh(const struct round_criterion *criteria, size_t count,
        const struct criterion_score *scores, size_t score_count);

/* Half up; divisor is positive, sum is not negative. */
int64_t round_half_up(int64_t sum, int64_t divisor);

/* A sheet's total in hundredths of a point. */
int64_t score_total(int64_t weighed);

/*
 * Fill sum, divisor, score, reviewers and dropped of *out from the sheets'
 * weighed sums. With no sheets score is zero and reviewers too.
 */
void ranking_mean(const int64_t *weighed, size_t count, bool drops_extremes,
        struct ranked_application *out);

/*
 * Sort by score, best first, then by number; give ranks (tied ones share
 * theirs, the next skips) and mark ties. Who has no score comes last, rank 0.
 */
void ranking_sort(struct ranked_application *items, size_t count);

/* What is left to award, in all and in each section. */
struct budget_left {
    int64_t round;
    const struct section_use *sections;
    size_t section_count;
};

/*
 * Mark what fits in rank order. A tie fits as a whole or is at the cut: that
 * is for the council to decide. Below the first that does not fit in its
 * section nothing of the section fits; in the round, nothing at all. Only
 * applications that are undecided (may_be_selected) take part.
 */
void ranking_fit(struct ranked_application *items, size_t count,
        const struct budget_left *left);

bool ranking_is_undecided(const struct ranked_application *item);

#endif
