#include "application.h"

static struct fault
check_budget(const struct application *application, const struct round *round)
{
    int64_t sum = 0;

    for (size_t i = 0; i < application->budget_count; i++)
        sum += application->budget[i].amount;
    if (round->needs_budget && application->budget_count == 0)
        return (struct fault){ &problem_budget_mismatch, "budget",
            "the round asks for budget lines" };
    if (application->budget_count > 0 && sum != application->amount)
        return (struct fault){ &problem_budget_mismatch, "budget",
            "the lines must sum to the amount asked for; they sum to",
            .sum = { true, sum, application->amount, false, " fen" } };
    return NO_FAULT;
}

struct fault
application_check(const struct application *application,
        const struct round *round)
{
    if (round->has_max_amount && application->amount > round->max_amount)
        return (struct fault){ &problem_over_max_amount, "amount",
            "the round's max_amount is the most one may ask for" };
    if (application->has_starts_on && application->has_ends_on &&
            application->ends_on < application->starts_on)
        return (struct fault){ &problem_invalid_field, "ends_on",
            "it must not lie before starts_on" };
    if (round_check_section(round, application->has_section,
                application->section)
                    .problem)
        return round_check_section(round, application->has_section,
                application->section);
    return check_budget(application, round);
}

struct fault
application_check_amendable(const struct application *application,
        const struct round *round, int64_t now)
{
    if (application->state == APPLICATION_STATE_RETURNED) {
        if (round_is_live(round))
            return NO_FAULT;
        return (struct fault){ &problem_wrong_round_state, NULL,
            "the round is finished or cancelled" };
    }
    if (application->state != APPLICATION_STATE_SUBMITTED)
        return (struct fault){ &problem_wrong_application_state, NULL,
            "only a submitted or returned application can be amended" };
    if (!round_is_open(round, now))
        return (struct fault){ &problem_round_closed_to_applications, NULL,
            "the window has closed" };
    return NO_FAULT;
}

bool
application_is_scorable(const struct application *application,
        const struct round *round)
{
    return application->state == round_selectable_state(round);
}

bool
application_is_undecided(const struct application *application)
{
    return application->state == APPLICATION_STATE_SUBMITTED ||
           application->state == APPLICATION_STATE_RETURNED ||
           application->state == APPLICATION_STATE_ELIGIBLE;
}

bool
application_can_be_reconsidered(const struct application *application)
{
    return application->state == APPLICATION_STATE_DECLINED ||
           application->state == APPLICATION_STATE_TERMINATED;
}

bool
application_can_be_hidden(const struct application *application, int64_t paid)
{
    return application->has_published_at && paid == 0;
}

bool
application_can_be_published(const struct application *application)
{
    return application->state == APPLICATION_STATE_SUBMITTED ||
           application->state == APPLICATION_STATE_ELIGIBLE ||
           application->state == APPLICATION_STATE_SELECTED;
}
