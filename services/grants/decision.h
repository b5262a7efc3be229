/* What a decision of the council must keep to: pure. */
#ifndef GRANTS_DECISION_H
#define GRANTS_DECISION_H

#include "fault.h"

/* A line of a decision, with the application it is about. */
struct selection {
    struct uuid application;
    int64_t amount;
    bool has_section;
    struct str section;
};

/* No application twice. */
struct fault decision_check_once(const struct decision_line *lines,
        size_t count);

/*
 * Together with what was committed before, the selections stay within the
 * budget of the round and of each section. Adds them to uses (their awards
 * too), so that the ranges can be looked at next.
 */
struct fault decision_check_budgets(const struct selection *selections,
        size_t count, int64_t round_left, struct section_use *uses,
        size_t use_count);

/*
 * Is somebody selected while another of the same section and score, still
 * undecided, is not? Then the council says why.
 */
bool decision_breaks_tie(const struct selection *selections, size_t count,
        const struct ranked_application *ranked, size_t ranked_count);

#endif
