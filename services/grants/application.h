/* An application: what the applicant says, and when it may be changed. */
#ifndef GRANTS_APPLICATION_H
#define GRANTS_APPLICATION_H

#include "round.h"

/* A row, with the content of its present version. */
struct application {
    int64_t rowid;
    struct uuid id;
    int64_t round_rowid;
    struct uuid round;
    bool has_number; /* drafts have none */
    struct str number;
    enum application_state state;
    int64_t version;
    struct uuid applicant; /* the account */
    struct uuid organisation;
    struct str title;
    int64_t amount;
    bool has_section;
    struct str section;
    bool has_field;
    struct str field;
    bool has_place;
    struct str place;
    bool has_starts_on;
    int64_t starts_on;
    bool has_ends_on;
    int64_t ends_on;
    bool has_summary;
    struct str summary;
    bool has_contact;
    struct str contact;
    struct budget_line *budget;
    size_t budget_count;
    struct application_answer *answers;
    size_t answers_count;
    struct attachment_ref *attachments;
    size_t attachments_count;
    bool has_submitted_at;
    int64_t submitted_at;
    bool has_published_at;
    int64_t published_at;
    bool has_award;
    struct uuid award; /* the present one */
    bool has_reason;
    struct str reason; /* of its last change */
};

/* The fields that submit, amend and draft requests share. */
#define APPLICATION_CONTENT(request)                                           \
    .organisation = (request)->organisation, .title = (request)->title,        \
    .amount = (request)->amount, .has_section = (request)->has_section,        \
    .section = (request)->section, .has_field = (request)->has_field,          \
    .field = (request)->field, .has_place = (request)->has_place,              \
    .place = (request)->place, .has_starts_on = (request)->has_starts_on,      \
    .starts_on = (request)->starts_on, .has_ends_on = (request)->has_ends_on,  \
    .ends_on = (request)->ends_on, .has_summary = (request)->has_summary,      \
    .summary = (request)->summary, .has_contact = (request)->has_contact,      \
    .contact = (request)->contact, .budget = (request)->budget,                \
    .budget_count = (request)->budget_count, .answers = (request)->answers,    \
    .answers_count = (request)->answers_count,                                 \
    .attachments = (request)->attachments,                                     \
    .attachments_count = (request)->attachments_count

/* What a round asks of an application that is submitted to it. */
struct fault application_check(const struct application *application,
        const struct round *round);

/*
 * The applicant may change it: in the window, as long as nobody has judged
 * it, or when it was returned for completion and the round is undecided.
 */
struct fault application_check_amendable(const struct application *application,
        const struct round *round, int64_t now);

/* Reviewers may score it. */
bool application_is_scorable(const struct application *application,
        const struct round *round);

/* It was submitted, and neither selected nor declined, rejected, withdrawn. */
bool application_is_undecided(const struct application *application);

/* The council may take back what it or its termination said. */
bool application_can_be_reconsidered(const struct application *application);

/* The public may see it: selected, or published early. */
bool application_can_be_published(const struct application *application);

/* It came to nothing: what money was paid for is public for good. */
bool application_can_be_hidden(const struct application *application,
        int64_t paid);

#endif
