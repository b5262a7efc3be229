#include "decision.h"

#include "ranking.h"

struct fault
decision_check_once(const struct decision_line *lines, size_t count)
{
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < i; j++)
            if (uuid_equal(lines[i].application, lines[j].application))
                return (struct fault){ &problem_duplicate_name, "decisions",
                    "an application is named twice" };
    return NO_FAULT;
}

static struct section_use *
find_use(struct section_use *uses, size_t count, struct str name)
{
    for (size_t i = 0; i < count; i++)
        if (str_equal(uses[i].name, name))
            return &uses[i];
    return NULL;
}

struct fault
decision_check_budgets(const struct selection *selections, size_t count,
        int64_t round_left, struct section_use *uses, size_t use_count)
{
    int64_t sum = 0;

    for (size_t i = 0; i < count; i++) {
        struct section_use *use = NULL;

        if (selections[i].has_section)
            use = find_use(uses, use_count, selections[i].section);
        sum += selections[i].amount;
        if (sum > round_left)
            return (struct fault){ &problem_over_round_budget, "decisions",
                "with this one the awards are more than the round has left; "
                "together:",
                i + 1, { true, sum, round_left, true, " fen" } };
        if (!use)
            continue;
        use->committed += selections[i].amount;
        use->awards++;
        if (use->committed > use->budget)
            return (struct fault){ &problem_over_section_budget, "decisions",
                "with it, its section's awards are more than its budget; "
                "together:",
                i + 1, { true, use->committed, use->budget, true, " fen" } };
    }
    return NO_FAULT;
}

static bool
is_selected(const struct selection *selections, size_t count,
        const struct ranked_application *item)
{
    for (size_t i = 0; i < count; i++)
        if (uuid_equal(selections[i].application, item->application))
            return true;
    return false;
}

static bool
is_equal(const struct ranked_application *a, const struct ranked_application *b)
{
    return a->score == b->score && a->has_section == b->has_section &&
           (!a->has_section || str_equal(a->section, b->section));
}

/* Is somebody like this one passed over? */
static bool
has_unlucky_twin(const struct selection *selections, size_t count,
        const struct ranked_application *item,
        const struct ranked_application *ranked, size_t ranked_count)
{
    for (size_t i = 0; i < ranked_count; i++)
        if (ranked[i].is_tied && ranking_is_undecided(&ranked[i]) &&
                is_equal(&ranked[i], item) &&
                !is_selected(selections, count, &ranked[i]))
            return true;
    return false;
}

bool
decision_breaks_tie(const struct selection *selections, size_t count,
        const struct ranked_application *ranked, size_t ranked_count)
{
    for (size_t i = 0; i < ranked_count; i++)
        if (ranked[i].is_tied && is_selected(selections, count, &ranked[i]) &&
                has_unlucky_twin(selections, count, &ranked[i], ranked,
                        ranked_count))
            return true;
    return false;
}
