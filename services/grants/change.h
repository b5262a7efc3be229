/*
 * Every change of a thing goes through here: the table of states is asked,
 * the row kept, the transition noted and the event emitted, with the full new
 * state. A reason without characters is no reason. A correction leaves the
 * state AS_IT_IS and is noted likewise.
 */
#ifndef GRANTS_CHANGE_H
#define GRANTS_CHANGE_H

#include "grants.h"

enum { AS_IT_IS = 0 };

enum status open_programme(struct grants *self, struct call *call,
        struct programme_item *programme);
enum status change_programme(struct grants *self, struct call *call,
        struct programme_item *programme, int to, struct str reason);

/* A draft is kept without an event; publishing it is what others hear of. */
enum status keep_round_draft(struct grants *self, struct call *call,
        struct round *round);
enum status publish_round(struct grants *self, struct call *call,
        struct round *round);
enum status change_round(struct grants *self, struct call *call,
        struct round *round, int to, struct str reason);

enum status submit_application(struct grants *self, struct call *call,
        struct application *application);
enum status change_application(struct grants *self, struct call *call,
        struct application *application, int to, struct str reason);
/* Show it to the public, or no longer; no change of state. */
enum status publish_application(struct grants *self, struct call *call,
        struct application *application, const struct award *award);
enum status unpublish_application(struct grants *self, struct call *call,
        struct application *application, struct str reason);
/* With its end: one that is not public, or was paid, is left as it is. */
enum status unpublish_unpaid(struct grants *self, struct call *call,
        struct application *application, struct str reason);

/* award_proposed: of a new award, or of one that was refused. */
enum status propose_award(struct grants *self, struct call *call,
        struct award *award, struct str reason);
enum status change_award(struct grants *self, struct call *call,
        struct award *award, int to, struct str reason);

/* Money came back, or was said to: the award as it now stands, and why. */
enum status tell_return(struct grants *self, struct call *call,
        struct award *award, int64_t amount, struct str reason);

/* The row and the event; not the first insertion. */
enum status change_tranche(struct grants *self, struct call *call,
        const struct award *award, struct award_tranche *tranche, int to,
        struct str reason);
/* Tell how a tranche stands, after a gate was met, waived or taken back. */
enum status tell_tranche(struct grants *self, struct call *call,
        const struct award *award, struct uuid tranche);
/* Tell how all of them stand. */
enum status tell_tranches(struct grants *self, struct call *call,
        const struct award *award, struct str reason, struct rows *out);

/* Ask the table and note the transition; for reports, notices, objections. */
enum status change_state(struct grants *self, struct call *call,
        enum thing thing, struct uuid subject, int from, int to,
        struct str reason);

#endif
