/* Who may review what, and whether its scores are open yet. */
#ifndef GRANTS_REVIEW_H
#define GRANTS_REVIEW_H

#include "grants.h"

/* The panel still scores: the round lives and the panel was not closed. */
enum status check_panel_open(struct call *call, const struct round *round);

/* account is on the panel, or nobody was appointed to it. */
enum status check_on_panel(struct grants *self, struct call *call,
        const struct round *round, struct uuid account);

/* No conflict was declared, and it is not its own application. */
enum status check_impartial(struct grants *self, struct call *call,
        const struct application *application, struct uuid account);

/* On the panel, assigned if anybody is, without conflict, not its own. */
enum status check_may_score(struct grants *self, struct call *call,
        const struct round *round, const struct application *application,
        struct uuid account);

/* How far the scoring of an application is. */
struct seal {
    int64_t expected;
    int64_t received;
    bool is_sealed; /* until all expected are in, or the panel closed */
};
enum status find_seal(struct grants *self, const struct round *round,
        struct uuid application, int64_t received, struct seal *out);

/*
 * Of struct ranked_application, sorted; of one section, or all (NULL). Unless
 * is_open those whose scores are sealed count as not scored.
 */
enum status list_ranking(struct grants *self, struct call *call,
        const struct round *round, const struct str *section, bool is_open,
        struct rows *out);

#endif
