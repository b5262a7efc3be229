/* The grants service: what its handlers, followers and timers share. */
#ifndef GRANTS_H
#define GRANTS_H

#include "grants_service.h"
#include "store_award.h"
#include "store_review.h"

/* One per shard and connection. */
struct grants {
    struct store *store;
};

/* STATUS_OK if there is no fault, else the call is refused with it. */
enum status refuse_fault(struct call *call, struct fault fault);

/* Find it, or refuse the call with 404 and the field that named it. */
enum status find_programme(struct grants *self, struct call *call,
        struct uuid id, struct programme_item *out);
enum status find_round(struct grants *self, struct call *call, struct uuid id,
        struct round *out);
enum status find_application(struct grants *self, struct call *call,
        struct uuid id, struct application *out);
enum status find_award(struct grants *self, struct call *call, struct uuid id,
        struct award *out);

/* As the caller may see them: 404 also for what is none of theirs. */
enum status find_seen_round(struct grants *self, struct call *call,
        struct uuid id, struct round *out);
enum status find_seen_application(struct grants *self, struct call *call,
        struct uuid id, struct application *out);
enum status find_seen_award(struct grants *self, struct call *call,
        struct uuid id, struct award *out);

/* Operators act for everybody, applicants for themselves: else 404. */
enum status find_own_application(struct grants *self, struct call *call,
        struct uuid id, struct application *out);
enum status find_own_award(struct grants *self, struct call *call,
        struct uuid id, struct award *out);

struct viewer viewer_of(const struct call *call);
/* The money side also looks at awards, not at applications. */
struct viewer award_viewer_of(const struct call *call);

/* Whether account applied, or acts for the organisation that did. */
enum status is_own_application(struct grants *self,
        const struct application *application, struct uuid account, bool *out);

/* A public rule, a file that one uploaded whole, or of what one sees. */
enum status may_read_file(struct grants *self, struct call *call,
        struct str hash, bool *out);

/* Every file may be read by who names it; else refused, naming the field. */
enum status check_attachments(struct grants *self, struct call *call,
        const struct attachment_ref *attachments, size_t count);
enum status check_document(struct grants *self, struct call *call, bool has,
        struct str hash, const char *field);

/* The round takes one more application of this organisation. */
enum status check_count(struct grants *self, struct call *call,
        const struct round *round, struct uuid organisation);

/* The programme runs, and its budget has room for one more round of this. */
enum status check_programme(struct grants *self, struct call *call,
        const struct round *round, int64_t already_planned);

/*
 * Refused if the fund cannot pay awards of this hub, or of this round (NULL:
 * of any). One that we have not heard of may pass: see fund_check_unheard().
 */
enum status check_fund(struct grants *self, struct call *call,
        struct str fund_hub, struct uuid fund, const struct round *round);

/* Refused if a fund that we know does not pay for the application's field. */
enum status check_purpose(struct grants *self, struct call *call,
        struct uuid fund_id, const struct application *application,
        const char *field);

/* The section's part of what the round has committed; NULL if it has none. */
const struct section_use *find_section_use(const struct rows *uses,
        struct str name);

/* What was given, or nothing. */
static inline struct str
optional_text(bool has, struct str text)
{
    return has ? text : STR("");
}

#endif
