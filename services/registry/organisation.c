#include "organisation.h"

#include "base/uscc.h"

bool
organisation_can(enum organisation_status status,
        enum organisation_action action)
{
    switch (action) {
    case ORGANISATION_ACTION_SUSPEND:
        return status == ORGANISATION_STATUS_ACTIVE;
    case ORGANISATION_ACTION_DEREGISTER:
        return status == ORGANISATION_STATUS_ACTIVE ||
               status == ORGANISATION_STATUS_SUSPENDED;
    case ORGANISATION_ACTION_REINSTATE:
        return status != ORGANISATION_STATUS_ACTIVE;
    }
    return false;
}

enum organisation_status
organisation_after(enum organisation_action action)
{
    static const enum organisation_status after[] = {
        [ORGANISATION_ACTION_SUSPEND] = ORGANISATION_STATUS_SUSPENDED,
        [ORGANISATION_ACTION_DEREGISTER] = ORGANISATION_STATUS_DEREGISTERED,
        [ORGANISATION_ACTION_REINSTATE] = ORGANISATION_STATUS_ACTIVE,
    };

    return after[action];
}

enum organisation_change
organisation_change_of(enum organisation_action action)
{
    static const enum organisation_change change[] = {
        [ORGANISATION_ACTION_SUSPEND] = ORGANISATION_CHANGE_SUSPENDED,
        [ORGANISATION_ACTION_DEREGISTER] = ORGANISATION_CHANGE_DEREGISTERED,
        [ORGANISATION_ACTION_REINSTATE] = ORGANISATION_CHANGE_REINSTATED,
    };

    return change[action];
}

static bool
may_lack_code(enum organisation_kind kind)
{
    return kind == ORGANISATION_KIND_FILED_GROUP ||
           kind == ORGANISATION_KIND_SELF_ORGANISED_GROUP ||
           kind == ORGANISATION_KIND_RESIDENTS_COMMITTEE;
}

/* The first two places: who registers, and what. */
static bool
suits_kind(struct str code, enum organisation_kind kind)
{
    static const char *const prefixes[] = {
        [ORGANISATION_KIND_SOCIAL_GROUP] = "51",
        [ORGANISATION_KIND_SOCIAL_SERVICE_AGENCY] = "52",
        [ORGANISATION_KIND_FOUNDATION] = "53",
    };

    return kind > ORGANISATION_KIND_FOUNDATION ||
           memcmp(code.data, prefixes[kind], 2) == 0;
}

const struct problem *
organisation_judge_code(enum organisation_kind kind, bool has_code,
        struct str code, bool is_overridden)
{
    if (!has_code)
        return may_lack_code(kind) ? NULL : &problem_credit_code_required;
    switch (uscc_check(code)) {
    case USCC_MALFORMED:
        return &problem_credit_code_malformed;
    case USCC_CHECK_FAILS:
    case USCC_SUBJECT_FAILS:
        if (!is_overridden)
            return &problem_credit_code_check_failed;
        break;
    case USCC_FITS:
        break;
    }
    return suits_kind(code, kind) ? NULL : &problem_credit_code_kind_mismatch;
}
