/*
 * The steps that grants and a fund take together, by events alone: an award
 * is proposed, the fund reserves or refuses; tranches are released and paid;
 * what is cancelled is freed. Handlers, followers and timers all come here.
 */
#ifndef GRANTS_SAGA_H
#define GRANTS_SAGA_H

#include "change.h"

/*
 * Cancel an award. While its fund has not answered the wish is kept and done
 * when the answer is there. freed_out is what the fund has still to let go.
 * Refused if there is nothing to cancel.
 */
enum status saga_cancel(struct grants *self, struct call *call,
        struct award *award, struct str reason, int64_t *freed_out);

/* The fund's answers. They fit award_is_answered_by(). */
enum status saga_reserved(struct grants *self, struct call *call,
        struct award *award);
enum status saga_refused(struct grants *self, struct call *call,
        struct award *award, struct str reason);

/*
 * A payment that crossed with the termination was made, or has failed: the
 * project is public if anything was paid on it.
 */
enum status saga_paid_after_end(struct grants *self, struct call *call,
        const struct award *award);

/* Let a refused award go, with its application. */
enum status saga_abandon(struct grants *self, struct call *call,
        struct award *award, struct str reason);

/*
 * The award's notice is over and no objection is open: on to the agreement.
 * Otherwise nothing happens.
 */
enum status saga_leave_notice(struct grants *self, struct call *call,
        struct award *award);

/*
 * From the agreement back to the notice, until the objection that is open
 * again is settled. Otherwise nothing happens.
 */
enum status saga_return_to_notice(struct grants *self, struct call *call,
        struct award *award, struct str reason);

/*
 * Back to the agreement, with time to sign it: nothing was paid. What waits is
 * dropped; what was released is recalled, and dropped when the fund says so.
 */
enum status saga_recall(struct grants *self, struct call *call,
        struct award *award, struct str reason);

/*
 * Ask the fund to let the release of one tranche go, for a report or a visit
 * that was an error. It stands until the fund has answered.
 */
enum status saga_ask_back(struct grants *self, struct call *call,
        const struct award *award, struct award_tranche tranche,
        struct uuid evidence, struct str reason);

/*
 * The fund's answers. Let go: what the tranche was recalled for is taken back,
 * and if there is an agreement in force a new tranche waits in its place.
 */
enum status saga_let_go(struct grants *self, struct call *call,
        const struct award *award, struct award_tranche *tranche);
enum status saga_recall_refused(struct grants *self, struct call *call,
        const struct award *award, struct award_tranche *tranche,
        enum recall_refusal reason);

/*
 * A closed award is under way again, and its application with it: it was
 * closed by mistake, or a payment of it failed.
 */
enum status saga_reopen(struct grants *self, struct call *call,
        struct award *award, struct str reason);

/* Release the next tranche if its gates are met. */
enum status saga_release(struct grants *self, struct call *call,
        const struct award *award);

#endif
