/*
 * A campaign asks for gifts by a plan. A public one's is filed beforehand
 * (charity law art. 24): no gift is taken before. A targeted one asks only
 * founders, council and members, and files nothing (art. 29).
 */
#ifndef FUNDRAISING_CAMPAIGN_H
#define FUNDRAISING_CAMPAIGN_H

#include "fundraising_messages.h"

struct campaign {
    int64_t number; /* its row */
    struct uuid id;
    int64_t fund; /* row */
    struct uuid fund_id;
    struct str title;
    enum campaign_kind kind;
    enum campaign_form form;
    enum campaign_state state;
    bool is_emergency;
    bool has_target;
    int64_t target;
    int64_t raised;
    struct str filing_number; /* empty before it was filed */
    struct campaign_plan plan;
    struct str surplus; /* what happened with it; empty until closed */
    struct str reason;  /* of the last change that needed one */
};

enum campaign_action {
    CAMPAIGN_CORRECT,
    CAMPAIGN_FILE,
    CAMPAIGN_OPEN,
    CAMPAIGN_CLOSE,
    CAMPAIGN_REOPEN,
};

/* The state it leads to; 0 where the action is not allowed. */
enum campaign_state campaign_after(enum campaign_state state,
        enum campaign_action action);

/* Filed (in an emergency: within ten days of the start), and in its days. */
bool campaign_may_open(const struct campaign *campaign, int64_t today);

bool campaign_takes_gifts(const struct campaign *campaign, int64_t today);

/* May people without an account see it? */
bool campaign_is_published(const struct campaign *campaign);

/*
 * The usual form of a filing number: the charity's credit code, "A", two
 * digits of the year, three of a series. No grammar is published, so an
 * unusual one is only warned of.
 */
bool filing_number_is_usual(struct str number);

#endif
