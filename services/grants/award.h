/* An award: what the council gave an application, until it is closed. */
#ifndef GRANTS_AWARD_H
#define GRANTS_AWARD_H

#include "fault.h"

/* A row. */
struct award {
    int64_t rowid;
    struct uuid id;
    struct str number;
    struct uuid application;
    struct uuid round;
    struct uuid organisation;
    struct uuid applicant; /* the application's account */
    struct str title;
    bool has_section;
    struct str section;
    bool has_field;
    struct str field;
    enum award_state state;
    struct str fund_hub;
    struct uuid fund;
    int64_t amount;
    int64_t decided_at;
    bool has_notice;
    struct uuid notice;
    bool has_agreement_due_at;
    int64_t agreement_due_at;
    bool has_signed_on;
    int64_t signed_on;
    bool has_starts_on;
    int64_t starts_on;
    bool has_ends_on;
    int64_t ends_on;
    bool has_agreement;
    struct str agreement;
    bool has_cancel_reason;
    struct str cancel_reason;
    bool is_freed;
    int64_t returned; /* by the grantee, to the fund */
    bool has_reason;
    struct str reason; /* of its last change */
};

/* The fund holds money for it, and it is not closed: it can be cancelled. */
bool award_holds_money(const struct award *award);

/* Where a cancelled award leaves its application. */
enum application_state award_fate_of_application(enum award_state before);

/*
 * May this answer of a fund be about the proposal that now stands? An answer
 * to an earlier proposal, or one told twice, names another amount or fund, or
 * finds the award no longer proposed.
 */
bool award_is_answered_by(const struct award *award, struct str fund_hub,
        struct uuid fund, int64_t amount);

/* Dates run forward. */
struct fault award_check_dates(const struct award *award);

#endif
