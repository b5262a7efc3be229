#include "round.h"

#include "base/clock.h"
#include "tranche.h"

static struct fault
check_sections(const struct round *round)
{
    int64_t left = round->budget;

    for (size_t i = 0; i < round->sections_count; i++) {
        const struct round_section *section = &round->sections[i];

        left -= section->budget;
        for (size_t j = 0; j < i; j++)
            if (str_equal(section->name, round->sections[j].name))
                return (struct fault){ &problem_duplicate_name, "sections",
                    "two sections have the same name" };
        if (section->has_expected_min && section->has_expected_max &&
                section->expected_min > section->expected_max)
            return (struct fault){ &problem_invalid_field, "sections",
                "expected_min must not be above expected_max" };
    }
    if (left < 0)
        return (struct fault){ &problem_sections_exceed_budget, "sections",
            "the sections may have at most the budget of the round" };
    return NO_FAULT;
}

static struct fault
check_criteria(const struct round *round)
{
    int64_t sum = 0;

    for (size_t i = 0; i < round->criteria_count; i++) {
        sum += round->criteria[i].weight;
        for (size_t j = 0; j < i; j++)
            if (str_equal(round->criteria[i].name, round->criteria[j].name))
                return (struct fault){ &problem_duplicate_name, "criteria",
                    "two criteria have the same name" };
    }
    if (sum != WHOLE_SHARE)
        return (struct fault){ &problem_wrong_weights, "criteria",
            "the weights sum to",
            .sum = { true, sum, WHOLE_SHARE, false, "" } };
    return NO_FAULT;
}

struct fault
round_check(const struct round *round)
{
    struct fault fault;

    if (round->closes_at <= round->opens_at)
        return (struct fault){ &problem_window_backwards, "closes_at",
            "closes_at must be later than opens_at" };
    if (round->has_scores_due_on &&
            date_start(round->scores_due_on + 1) <= round->opens_at)
        return (struct fault){ &problem_window_backwards, "scores_due_on",
            "scores_due_on must not be before opens_at" };
    fault = check_sections(round);
    if (!fault.problem)
        fault = check_criteria(round);
    if (!fault.problem)
        fault = tranche_check_steps(round->tranches, round->tranches_count);
    return fault;
}

static bool
is_published(const struct round *round)
{
    return round->state == ROUND_STATE_ANNOUNCED ||
           round->state == ROUND_STATE_ACCEPTING ||
           round->state == ROUND_STATE_REVIEWING;
}

bool
round_is_live(const struct round *round)
{
    return is_published(round) || round->state == ROUND_STATE_DECIDED;
}

/*
 * By the clock, not by the state: a timer may run a moment late, and a
 * rolling round goes on taking applications after its first decision.
 */
bool
round_is_open(const struct round *round, int64_t now)
{
    return round_is_live(round) && round->opens_at <= now &&
           now < round->closes_at;
}

enum round_state
round_state_at(const struct round *round, int64_t now)
{
    if (now < round->opens_at)
        return ROUND_STATE_ANNOUNCED;
    return now < round->closes_at ? ROUND_STATE_ACCEPTING
                                  : ROUND_STATE_REVIEWING;
}

bool
round_has_movable_window(const struct round *round)
{
    return round->state == ROUND_STATE_DRAFT || is_published(round) ||
           (round->state == ROUND_STATE_DECIDED && round->is_rolling);
}

struct fault
round_check_decidable(const struct round *round, int64_t now)
{
    if (!round_is_live(round))
        return (struct fault){ &problem_wrong_round_state, NULL,
            "the round is a draft, finished or cancelled" };
    if (!round->is_rolling && now < round->closes_at)
        return (struct fault){ &problem_window_still_open, NULL,
            "only a rolling round is decided before its window closes" };
    return NO_FAULT;
}

const struct round_section *
round_find_section(const struct round *round, struct str name)
{
    for (size_t i = 0; i < round->sections_count; i++)
        if (str_equal(round->sections[i].name, name))
            return &round->sections[i];
    return NULL;
}

struct fault
round_check_section(const struct round *round, bool has_section,
        struct str section)
{
    if (has_section && !round_find_section(round, section))
        return (struct fault){ &problem_no_such_section, "section",
            "it must be the name of a section of the round" };
    if (!has_section && round->sections_count > 0)
        return (struct fault){ &problem_section_needed, "section",
            "the round has sections: name one" };
    return NO_FAULT;
}

enum application_state
round_selectable_state(const struct round *round)
{
    return round->skips_screening ? APPLICATION_STATE_SUBMITTED
                                  : APPLICATION_STATE_ELIGIBLE;
}

struct fault
round_check_ranges(const struct section_use *sections, size_t count,
        bool is_final, bool has_note)
{
    for (size_t i = 0; !has_note && i < count; i++) {
        const struct section_use *section = &sections[i];

        if (section->has_expected_max &&
                section->awards > section->expected_max)
            return (struct fault){ &problem_range_needs_note, "range_note",
                "more awards in a section than expected" };
        if (is_final && section->has_expected_min &&
                section->awards < section->expected_min)
            return (struct fault){ &problem_range_needs_note, "range_note",
                "fewer awards in a section than expected" };
    }
    return NO_FAULT;
}
