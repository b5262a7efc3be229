#include "ranking.h"

#include "tranche.h"

#include <stdlib.h>

enum { MAX_SECTIONS = 30 };

static const struct criterion_score *
find_score(const struct criterion_score *scores, size_t count,
        struct str criterion)
{
    for (size_t i = 0; i < count; i++)
        if (str_equal(scores[i].criterion, criterion))
            return &scores[i];
    return NULL;
}

struct fault
score_check(const struct round_criterion *criteria, size_t count,
        const struct criterion_score *scores, size_t score_count)
{
    bool is_right = count == score_count;

    /* As many scores as criteria and one for each: so none twice. */
    for (size_t i = 0; is_right && i < count; i++)
        is_right = find_score(scores, score_count, criteria[i].name) != NULL;
    if (is_right)
        return NO_FAULT;
    return (struct fault){ &problem_wrong_criteria, "scores",
        "one score for each criterion of the round, and no other" };
}

int64_t
score_weigh(const struct round_criterion *criteria, size_t count,
        const struct criterion_score *scores, size_t score_count)
{
    int64_t sum = 0;

    for (size_t i = 0; i < count; i++) {
        const struct criterion_score *score =
                find_score(scores, score_count, criteria[i].name);

        sum += score ? criteria[i].weight * score->score : 0;
    }
    return sum;
}

int64_t
round_half_up(int64_t sum, int64_t divisor)
{
    return (2 * sum + divisor) / (2 * divisor);
}

int64_t
score_total(int64_t weighed)
{
    return round_half_up(weighed, WHOLE_SHARE);
}

void
ranking_mean(const int64_t *weighed, size_t count, bool drops_extremes,
        struct ranked_application *out)
{
    bool drops = drops_extremes && count >= DROP_FROM;
    int64_t lowest = INT64_MAX;
    int64_t highest = 0;
    int64_t sum = 0;

    for (size_t i = 0; i < count; i++) {
        sum += weighed[i];
        lowest = weighed[i] < lowest ? weighed[i] : lowest;
        highest = weighed[i] > highest ? weighed[i] : highest;
    }
    if (drops)
        sum -= lowest + highest;
    out->dropped = drops ? 2 : 0;
    out->reviewers = (int64_t)count - out->dropped;
    out->sum = sum;
    out->divisor = out->reviewers * WHOLE_SHARE;
    out->score = out->reviewers ? round_half_up(sum, out->divisor) : 0;
}

/* Best first; those nobody scored last; equals by number, for a fixed order. */
static int
compare(const void *a, const void *b)
{
    const struct ranked_application *left = a;
    const struct ranked_application *right = b;
    size_t len = left->number.len < right->number.len ? left->number.len
                                                      : right->number.len;

    if ((left->reviewers > 0) != (right->reviewers > 0))
        return left->reviewers > 0 ? -1 : 1;
    if (left->score != right->score)
        return left->score > right->score ? -1 : 1;
    if (left->number.len != right->number.len)
        return left->number.len < right->number.len ? -1 : 1;
    return memcmp(left->number.data, right->number.data, len);
}

void
ranking_sort(struct ranked_application *items, size_t count)
{
    if (count > 1)
        qsort(items, count, sizeof(*items), compare);
    for (size_t i = 0; i < count; i++) {
        bool is_equal = i > 0 && items[i].reviewers > 0 &&
                        items[i - 1].score == items[i].score;

        items[i].rank = items[i].reviewers == 0 ? 0
                        : is_equal              ? items[i - 1].rank
                                                : (int64_t)i + 1;
        items[i].is_tied = is_equal;
        if (is_equal)
            items[i - 1].is_tied = true;
    }
}

bool
ranking_is_undecided(const struct ranked_application *item)
{
    return item->state == APPLICATION_STATE_ELIGIBLE ||
           item->state == APPLICATION_STATE_SUBMITTED;
}

/* Money in all and by section; the last place is for no section at all. */
struct sums {
    int64_t round;
    int64_t sections[MAX_SECTIONS + 1];
};

/* The index of an item's section; section_count if it has none. */
static size_t
section_of(const struct budget_left *left,
        const struct ranked_application *item)
{
    size_t i = 0;

    while (i < left->section_count &&
            !(item->has_section &&
                    str_equal(left->sections[i].name, item->section)))
        i++;
    return i;
}

/* What the undecided ones of a tie ask for. */
static struct sums
sum_tie(const struct budget_left *left, const struct ranked_application *items,
        size_t count)
{
    struct sums asked = { 0 };

    for (size_t i = 0; i < count; i++) {
        if (!ranking_is_undecided(&items[i]))
            continue;
        asked.round += items[i].amount;
        asked.sections[section_of(left, &items[i])] += items[i].amount;
    }
    return asked;
}

static void
mark(struct ranked_application *item, size_t section, const struct sums *asked,
        const struct sums *left)
{
    item->fits = asked->round <= left->round &&
                 asked->sections[section] <= left->sections[section];
    item->is_at_cut = item->is_tied && !item->fits &&
                      item->amount <= left->round &&
                      item->amount <= left->sections[section];
}

/* Mark a tie, or one that is not tied; then take what it got from *remains. */
static void
fit_tie(const struct budget_left *left, struct sums *remains,
        struct ranked_application *items, size_t count)
{
    const struct sums asked = sum_tie(left, items, count);
    const struct sums before = *remains;

    for (size_t i = 0; i < count; i++) {
        size_t section = section_of(left, &items[i]);

        if (!ranking_is_undecided(&items[i]))
            continue;
        mark(&items[i], section, &asked, &before);
        if (items[i].fits)
            remains->round -= items[i].amount;
    }
    /* What did not fit closes its section, or everything. */
    for (size_t i = 0; i <= left->section_count; i++)
        if (asked.sections[i] > before.sections[i])
            remains->sections[i] = -1;
        else
            remains->sections[i] = before.sections[i] - asked.sections[i];
    if (asked.round > before.round)
        remains->round = -1;
}

void
ranking_fit(struct ranked_application *items, size_t count,
        const struct budget_left *left)
{
    struct sums remains = { .round = left->round };
    size_t first = 0;

    for (size_t i = 0; i < left->section_count; i++)
        remains.sections[i] =
                left->sections[i].budget - left->sections[i].committed;
    remains.sections[left->section_count] = INT64_MAX / 2;
    while (first < count && items[first].rank > 0) {
        size_t tied = 1;

        while (first + tied < count &&
                items[first + tied].rank == items[first].rank)
            tied++;
        fit_tie(left, &remains, items + first, tied);
        first += tied;
    }
}
