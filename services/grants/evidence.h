/*
 * What opens the gates of tranches: reports that were accepted, and visits.
 * How they are taken back, by a caller or when a fund has answered.
 */
#ifndef GRANTS_EVIDENCE_H
#define GRANTS_EVIDENCE_H

#include "change.h"

/* Zero for none: NULL. */
struct uuid report_tranche(const struct award_tranche *tranche);

/* Of report r on award a, for tranche t or for none: NULL. */
#define REPORT_BODY(r, a, t)                                                   \
    {                                                                          \
        .award = (a)->id, .application = (a)->application,                     \
        .report = (r)->report, .kind = (r)->kind, .state = (r)->state,         \
        .has_tranche = (t) != NULL, .tranche = report_tranche(t),              \
        .has_ordinal = (r)->has_ordinal, .ordinal = (r)->ordinal,              \
        .spent = (r)->spent, .has_served = (r)->has_served,                    \
        .served = (r)->served, .has_reason = (r)->has_reason,                  \
        .reason = (r)->reason                                                  \
    }

/* The table says what may become what; the caller emits what it became. */
enum status change_report(struct grants *self, struct call *call,
        struct report_item *report, enum report_state to, struct str reason);

/* It is open again. */
enum status reopen_report(struct grants *self, struct call *call,
        const struct award *award, const struct award_tranche *tranche,
        struct report_item *report, struct str reason);

enum status withdraw_visit(struct grants *self, struct call *call,
        const struct award *award, struct uuid visit, struct str reason);

/*
 * What the release of the tranche is recalled for, if it is for something, is
 * taken back for the reason of that, unless somebody has. The caller keeps the
 * tranche.
 */
enum status take_evidence_back(struct grants *self, struct call *call,
        const struct award *award, struct award_tranche *tranche);

#endif
