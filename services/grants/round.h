/* A round: its window, its rules, and when it takes what. */
#ifndef GRANTS_ROUND_H
#define GRANTS_ROUND_H

#include "fault.h"

/* A row, with its rules. */
struct round {
    int64_t rowid;
    struct uuid id;
    struct uuid programme;
    struct str number;
    struct str title;
    enum round_state state;
    struct str fund_hub;
    struct uuid fund;
    int64_t opens_at;
    int64_t closes_at;
    int64_t budget;
    struct round_section *sections;
    size_t sections_count;
    struct round_criterion *criteria;
    size_t criteria_count;
    struct tranche_step *tranches;
    size_t tranches_count;
    bool has_max_amount;
    int64_t max_amount;
    bool has_max_per_organisation;
    int64_t max_per_organisation;
    bool has_scores_due_on;
    int64_t scores_due_on; /* nothing is refused after it */
    int64_t notice_working_days;
    int64_t agreement_days;
    bool skips_screening;
    bool skips_panel;
    bool drops_extremes;
    bool is_rolling;
    bool needs_budget;
    bool has_panel_closed_at;
    int64_t panel_closed_at;
    bool has_summary;
    struct str summary;
    bool has_rule_document;
    struct str rule_document;
    bool has_reason;
    struct str reason; /* of its last change */
};

/* Weights, shares, budgets of sections, names, ranges, window. */
struct fault round_check(const struct round *round);

/* Whether an application may be submitted now. */
bool round_is_open(const struct round *round, int64_t now);

/* The state a published round has by the clock. */
enum round_state round_state_at(const struct round *round, int64_t now);

/* It was published and is neither finished nor cancelled. */
bool round_is_live(const struct round *round);

/* Nothing was decided yet, or it is a rolling round. */
bool round_has_movable_window(const struct round *round);

/* The council may decide: the window is over, or it is a rolling round. */
struct fault round_check_decidable(const struct round *round, int64_t now);

/* NULL if there is none of that name. */
const struct round_section *round_find_section(const struct round *round,
        struct str name);

/* A section that is named exists; where there are sections one is named. */
struct fault round_check_section(const struct round *round, bool has_section,
        struct str section);

/* What an application that passed screening, or needs none, looks like. */
enum application_state round_selectable_state(const struct round *round);

/*
 * The numbers of awards are as expected, or a note says why not. Too few
 * matters only when nothing more will be decided.
 */
struct fault round_check_ranges(const struct section_use *sections,
        size_t count, bool is_final, bool has_note);

#endif
