#include "tranche.h"

struct fault
tranche_check_steps(const struct tranche_step *steps, size_t count)
{
    int64_t sum = 0;

    for (size_t i = 0; i < count; i++)
        sum += steps[i].share;
    if (count > 0 && sum != WHOLE_SHARE)
        return (struct fault){ &problem_wrong_tranche_plan, "tranches",
            "the shares sum to", .sum = { true, sum, WHOLE_SHARE, false, "" } };
    return NO_FAULT;
}

/* Without overflow: amount times share may not fit. */
static int64_t
share_of(int64_t amount, int64_t share)
{
    return amount / WHOLE_SHARE * share +
           amount % WHOLE_SHARE * share / WHOLE_SHARE;
}

bool
tranche_split(int64_t amount, const struct tranche_step *steps, size_t count,
        struct planned_tranche *parts)
{
    int64_t left = amount;

    if (count == 0) {
        parts[0] = (struct planned_tranche){ .amount = amount };
        return amount > 0;
    }
    for (size_t i = 0; i < count; i++) {
        bool is_last = i + 1 == count;

        parts[i] = (struct planned_tranche){
            .amount = is_last ? left : share_of(amount, steps[i].share),
            .needs_report = steps[i].needs_report,
            .needs_visit = steps[i].needs_visit,
        };
        left -= parts[i].amount;
        if (parts[i].amount <= 0)
            return false;
    }
    return true;
}

struct fault
tranche_check_parts(const struct planned_tranche *parts, size_t count,
        int64_t amount)
{
    int64_t sum = 0;

    for (size_t i = 0; i < count; i++)
        sum += parts[i].amount;
    if (sum != amount)
        return (struct fault){ &problem_wrong_tranche_plan, "tranches",
            "the tranches must sum to what the award has left; they sum to",
            .sum = { true, sum, amount, false, " fen" } };
    return NO_FAULT;
}

size_t
tranche_count_places(const struct award_tranche *tranches, size_t count,
        int64_t agreement)
{
    size_t places = 0;

    for (size_t i = 0; i < count; i++) {
        enum tranche_state state = tranches[i].state;
        bool is_earlier = tranches[i].agreement < agreement;

        if (state == TRANCHE_STATE_WAITING)
            continue;
        places++;
        if (state == TRANCHE_STATE_RECALLED ||
                (is_earlier && (state == TRANCHE_STATE_RELEASED ||
                                       state == TRANCHE_STATE_FAILED)))
            places++;
    }
    return places;
}

int64_t
tranche_newest_agreement(const struct award_tranche *tranches, size_t count)
{
    return count > 0 ? tranches[count - 1].agreement : 0;
}

const struct award_tranche *
tranche_find(const struct award_tranche *tranches, size_t count,
        int64_t agreement, int64_t ordinal)
{
    for (size_t i = count; i > 0; i--)
        if (tranches[i - 1].agreement == agreement &&
                tranches[i - 1].ordinal == ordinal)
            return &tranches[i - 1];
    return NULL;
}

bool
tranche_has_gates_met(const struct award_tranche *tranche)
{
    return (!tranche->needs_report || tranche->report_accepted) &&
           (!tranche->needs_visit || tranche->visit_done);
}

const struct award_tranche *
tranche_find_releasable(const struct award_tranche *tranches, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        enum tranche_state state = tranches[i].state;

        if (state == TRANCHE_STATE_PAID || state == TRANCHE_STATE_DROPPED)
            continue;
        if (state == TRANCHE_STATE_WAITING &&
                tranche_has_gates_met(&tranches[i]))
            return &tranches[i];
        return NULL;
    }
    return NULL;
}

bool
tranche_is_any(const struct award_tranche *tranches, size_t count,
        enum tranche_state state)
{
    for (size_t i = 0; i < count; i++)
        if (tranches[i].state == state)
            return true;
    return false;
}

/* states: bits. */
static int64_t
sum_in(const struct award_tranche *tranches, size_t count, unsigned states)
{
    int64_t sum = 0;

    for (size_t i = 0; i < count; i++)
        if (1U << tranches[i].state & states)
            sum += tranches[i].amount;
    return sum;
}

int64_t
tranche_sum_waiting(const struct award_tranche *tranches, size_t count)
{
    return sum_in(tranches, count, 1U << TRANCHE_STATE_WAITING);
}

int64_t
tranche_sum_released(const struct award_tranche *tranches, size_t count)
{
    return sum_in(tranches, count,
            1U << TRANCHE_STATE_RELEASED | 1U << TRANCHE_STATE_PAID |
                    1U << TRANCHE_STATE_FAILED);
}

int64_t
tranche_sum_paid(const struct award_tranche *tranches, size_t count)
{
    return sum_in(tranches, count, 1U << TRANCHE_STATE_PAID);
}
