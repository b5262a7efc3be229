#include "state.h"

#define TO(state) (UINT32_C(1) << (state))

static const uint32_t programme_changes[] = {
    [0] = TO(PROGRAMME_STATE_RUNNING),
    [PROGRAMME_STATE_RUNNING] = TO(PROGRAMME_STATE_ENDED),
    [PROGRAMME_STATE_ENDED] = TO(PROGRAMME_STATE_RUNNING),
};

static const uint32_t round_changes[] = {
    [0] = TO(ROUND_STATE_DRAFT) | TO(ROUND_STATE_ANNOUNCED) |
          TO(ROUND_STATE_ACCEPTING) | TO(ROUND_STATE_REVIEWING),
    [ROUND_STATE_DRAFT] = TO(ROUND_STATE_ANNOUNCED) |
                          TO(ROUND_STATE_ACCEPTING) |
                          TO(ROUND_STATE_REVIEWING) | TO(ROUND_STATE_CANCELLED),
    [ROUND_STATE_ANNOUNCED] = TO(ROUND_STATE_ACCEPTING) |
                              TO(ROUND_STATE_REVIEWING) |
                              TO(ROUND_STATE_CANCELLED),
    [ROUND_STATE_ACCEPTING] =
            TO(ROUND_STATE_ANNOUNCED) | TO(ROUND_STATE_REVIEWING) |
            TO(ROUND_STATE_DECIDED) | TO(ROUND_STATE_CANCELLED),
    [ROUND_STATE_REVIEWING] =
            TO(ROUND_STATE_ANNOUNCED) | TO(ROUND_STATE_ACCEPTING) |
            TO(ROUND_STATE_DECIDED) | TO(ROUND_STATE_CANCELLED),
    [ROUND_STATE_DECIDED] = TO(ROUND_STATE_FINISHED),
    [ROUND_STATE_FINISHED] = TO(ROUND_STATE_DECIDED),
    [ROUND_STATE_CANCELLED] =
            TO(ROUND_STATE_DRAFT) | TO(ROUND_STATE_ANNOUNCED) |
            TO(ROUND_STATE_ACCEPTING) | TO(ROUND_STATE_REVIEWING),
};

static const uint32_t application_changes[] = {
    [0] = TO(APPLICATION_STATE_DRAFT) | TO(APPLICATION_STATE_SUBMITTED),
    [APPLICATION_STATE_DRAFT] = TO(APPLICATION_STATE_SUBMITTED),
    [APPLICATION_STATE_SUBMITTED] =
            TO(APPLICATION_STATE_ELIGIBLE) | TO(APPLICATION_STATE_RETURNED) |
            TO(APPLICATION_STATE_INELIGIBLE) | TO(APPLICATION_STATE_SELECTED) |
            TO(APPLICATION_STATE_DECLINED) | TO(APPLICATION_STATE_WITHDRAWN),
    [APPLICATION_STATE_RETURNED] = TO(APPLICATION_STATE_SUBMITTED) |
                                   TO(APPLICATION_STATE_DECLINED) |
                                   TO(APPLICATION_STATE_WITHDRAWN),
    [APPLICATION_STATE_ELIGIBLE] =
            TO(APPLICATION_STATE_SUBMITTED) | TO(APPLICATION_STATE_SELECTED) |
            TO(APPLICATION_STATE_DECLINED) | TO(APPLICATION_STATE_WITHDRAWN),
    [APPLICATION_STATE_INELIGIBLE] = TO(APPLICATION_STATE_SUBMITTED),
    [APPLICATION_STATE_SELECTED] =
            TO(APPLICATION_STATE_DECLINED) | TO(APPLICATION_STATE_WITHDRAWN) |
            TO(APPLICATION_STATE_COMPLETED) | TO(APPLICATION_STATE_TERMINATED),
    [APPLICATION_STATE_DECLINED] = TO(APPLICATION_STATE_ELIGIBLE) |
                                   TO(APPLICATION_STATE_SUBMITTED) |
                                   TO(APPLICATION_STATE_RETURNED),
    [APPLICATION_STATE_WITHDRAWN] = TO(APPLICATION_STATE_ELIGIBLE) |
                                    TO(APPLICATION_STATE_SUBMITTED) |
                                    TO(APPLICATION_STATE_RETURNED),
    [APPLICATION_STATE_COMPLETED] = TO(APPLICATION_STATE_SELECTED),
    [APPLICATION_STATE_TERMINATED] =
            TO(APPLICATION_STATE_ELIGIBLE) | TO(APPLICATION_STATE_SUBMITTED),
};

/*
 * An award leaves `proposed` only by an event of its fund: a cancellation
 * that comes sooner is remembered and done when the answer is there.
 */
static const uint32_t award_changes[] = {
    [0] = TO(AWARD_STATE_PROPOSED),
    [AWARD_STATE_PROPOSED] = TO(AWARD_STATE_RESERVED) | TO(AWARD_STATE_REFUSED),
    [AWARD_STATE_REFUSED] =
            TO(AWARD_STATE_PROPOSED) | TO(AWARD_STATE_ABANDONED),
    [AWARD_STATE_RESERVED] =
            TO(AWARD_STATE_ON_NOTICE) | TO(AWARD_STATE_CANCELLED),
    [AWARD_STATE_ON_NOTICE] = TO(AWARD_STATE_RESERVED) |
                              TO(AWARD_STATE_AWAITING_AGREEMENT) |
                              TO(AWARD_STATE_CANCELLED),
    /* Back on notice: an objection was settled by mistake. */
    [AWARD_STATE_AWAITING_AGREEMENT] = TO(AWARD_STATE_UNDER_WAY) |
                                       TO(AWARD_STATE_ON_NOTICE) |
                                       TO(AWARD_STATE_CANCELLED),
    [AWARD_STATE_UNDER_WAY] = TO(AWARD_STATE_CLOSED) |
                              TO(AWARD_STATE_CANCELLED) |
                              TO(AWARD_STATE_AWAITING_AGREEMENT),
    [AWARD_STATE_CLOSED] = TO(AWARD_STATE_UNDER_WAY),
    [AWARD_STATE_ABANDONED] = 0,
    [AWARD_STATE_CANCELLED] = 0,
};

/*
 * A bank may send money back after it was thought paid: paid, then failed. One
 * that was entered for the wrong tranche leaves it released as before; of an
 * award that was cancelled since, either is dropped. A payment may cross with
 * the termination that dropped its tranche, or with the recall of it. A
 * recalled one is dropped when its fund has taken it back; released as before
 * if the fund refuses.
 */
static const uint32_t tranche_changes[] = {
    [0] = TO(TRANCHE_STATE_WAITING),
    [TRANCHE_STATE_WAITING] =
            TO(TRANCHE_STATE_RELEASED) | TO(TRANCHE_STATE_DROPPED),
    [TRANCHE_STATE_RELEASED] =
            TO(TRANCHE_STATE_PAID) | TO(TRANCHE_STATE_FAILED) |
            TO(TRANCHE_STATE_DROPPED) | TO(TRANCHE_STATE_RECALLED),
    [TRANCHE_STATE_PAID] = TO(TRANCHE_STATE_FAILED) |
                           TO(TRANCHE_STATE_RELEASED) |
                           TO(TRANCHE_STATE_DROPPED),
    [TRANCHE_STATE_FAILED] = TO(TRANCHE_STATE_PAID) |
                             TO(TRANCHE_STATE_DROPPED) |
                             TO(TRANCHE_STATE_RECALLED),
    [TRANCHE_STATE_DROPPED] = TO(TRANCHE_STATE_PAID),
    [TRANCHE_STATE_RECALLED] = TO(TRANCHE_STATE_DROPPED) |
                               TO(TRANCHE_STATE_PAID) |
                               TO(TRANCHE_STATE_RELEASED),
};

static const uint32_t report_changes[] = {
    [0] = TO(REPORT_STATE_SUBMITTED),
    [REPORT_STATE_SUBMITTED] =
            TO(REPORT_STATE_ACCEPTED) | TO(REPORT_STATE_RETURNED),
    [REPORT_STATE_ACCEPTED] = TO(REPORT_STATE_SUBMITTED),
    [REPORT_STATE_RETURNED] = TO(REPORT_STATE_SUBMITTED),
};

static const uint32_t notice_changes[] = {
    [0] = TO(NOTICE_STATE_RUNNING),
    [NOTICE_STATE_RUNNING] =
            TO(NOTICE_STATE_ENDED) | TO(NOTICE_STATE_WITHDRAWN),
    [NOTICE_STATE_ENDED] = 0,
    [NOTICE_STATE_WITHDRAWN] = 0,
};

/* What was upheld has cancelled an award, whose money may be another's. */
static const uint32_t objection_changes[] = {
    [0] = TO(OBJECTION_STATE_RAISED),
    [OBJECTION_STATE_RAISED] = TO(OBJECTION_STATE_UPHELD) |
                               TO(OBJECTION_STATE_DISMISSED) |
                               TO(OBJECTION_STATE_WITHDRAWN),
    [OBJECTION_STATE_UPHELD] = 0,
    [OBJECTION_STATE_DISMISSED] = TO(OBJECTION_STATE_RAISED),
    [OBJECTION_STATE_WITHDRAWN] = TO(OBJECTION_STATE_RAISED),
};

struct state_table {
    const char *name;
    const struct enumeration *states;
    const uint32_t *changes;
    const struct problem *problem;
};

static const struct state_table tables[] = {
    [THING_PROGRAMME] = { "programme", &grants_programme_state_enumeration,
            programme_changes, &problem_wrong_programme_state },
    [THING_ROUND] = { "round", &grants_round_state_enumeration, round_changes,
            &problem_wrong_round_state },
    [THING_APPLICATION] = { "application",
            &grants_application_state_enumeration, application_changes,
            &problem_wrong_application_state },
    [THING_AWARD] = { "award", &grants_award_state_enumeration, award_changes,
            &problem_wrong_award_state },
    [THING_TRANCHE] = { "tranche", &grants_tranche_state_enumeration,
            tranche_changes, &problem_wrong_tranche_state },
    [THING_REPORT] = { "report", &grants_report_state_enumeration,
            report_changes, &problem_wrong_report_state },
    [THING_NOTICE] = { "notice", &grants_notice_state_enumeration,
            notice_changes, &problem_wrong_notice_state },
    [THING_OBJECTION] = { "objection", &grants_objection_state_enumeration,
            objection_changes, &problem_objection_is_settled },
};

const char *
thing_name(enum thing thing)
{
    return tables[thing].name;
}

bool
state_may_change(enum thing thing, int from, int to)
{
    if (from < 0 || from > state_count(thing))
        return false;
    return to > 0 && (tables[thing].changes[from] & TO(to)) != 0;
}

const char *
state_name(enum thing thing, int state)
{
    return enum_name(tables[thing].states, state);
}

const struct problem *
state_problem(enum thing thing)
{
    return tables[thing].problem;
}

int
state_count(enum thing thing)
{
    return (int)tables[thing].states->count;
}
