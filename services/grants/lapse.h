/* Score sheets that no longer count. Each that lapses is told. */
#ifndef GRANTS_LAPSE_H
#define GRANTS_LAPSE_H

#include "grants.h"

/* A reviewer's in a round: dismissed. */
enum status lapse_reviewer(struct grants *self, struct call *call,
        const struct round *round, struct uuid account, int64_t *voided_out);

/* One reviewer's of an application, if there is one: a conflict. */
enum status lapse_sheet(struct grants *self, struct call *call,
        const struct application *application, struct uuid reviewer);

/*
 * All of an application: what was scored is not what it says now, or was not
 * to be scored at all.
 */
enum status lapse_application(struct grants *self, struct call *call,
        const struct application *application);

/*
 * Those of reviewers who are not to score: others were appointed, or
 * assigned. What was decided upon stays as it was.
 */
enum status lapse_uninvited(struct grants *self, struct call *call,
        const struct round *round, int64_t *voided_out);

#endif
