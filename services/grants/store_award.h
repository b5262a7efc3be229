/* The store, from the decision to the closure of awards; see store.h. */
#ifndef GRANTS_STORE_AWARD_H
#define GRANTS_STORE_AWARD_H

#include "server/service.h"
#include "store.h"

/* -- decisions and awards -------------------------------------------- */

enum status store_insert_decision(struct store *store, int64_t round,
        const struct decision_item *decision);
/* Of struct decision_item. */
enum status store_list_decisions(struct store *store, int64_t round,
        struct page *page, struct arena *arena, struct rows *out);

/* As proposed, whatever its state says: it is how each begins. */
enum status store_insert_award(struct store *store, const struct award *award,
        struct uuid decision);
enum status store_update_award(struct store *store, const struct award *award);
enum status store_find_award(struct store *store, struct uuid id,
        struct arena *arena, struct award *out);
/* The award of an application that is not refused away or cancelled. */
enum status store_find_live_award(struct store *store, int64_t application,
        struct arena *arena, struct award *out);

struct award_filter {
    bool has_round;
    struct uuid round;
    enum award_state state; /* 0: any */
    bool has_organisation;
    struct uuid organisation;
    struct viewer viewer;
};
/* Of struct award_item. */
enum status store_list_awards(struct store *store,
        const struct award_filter *filter, struct page *page,
        struct arena *arena, struct rows *out);
/* Whether the viewer may see the award: all, or its applicant. */
enum status store_may_see_award(struct store *store, const struct award *award,
        const struct viewer *viewer, bool *out);
/* Proposed before a moment, and the fund has not answered. */
enum status store_count_unanswered(struct store *store, int64_t before,
        struct open_sagas *out);
/* Released before a moment, and not paid. */
enum status store_count_unpaid(struct store *store, int64_t before,
        struct open_sagas *out);
/* Of struct uuid: awards of a round in a state, oldest first. */
enum status store_list_awards_in(struct store *store, int64_t round,
        enum award_state state, struct arena *arena, struct rows *out);

/* -- tranches -------------------------------------------------------- */

enum status store_insert_tranche(struct store *store, int64_t award,
        const struct award_tranche *tranche);
/* One more with the place, amount and gates of a tranche; it waits. */
enum status store_plan_again(struct store *store, struct uuid tranche,
        struct uuid again);
/* The state, the dates, the reason and the recall; not the gates. */
enum status store_update_tranche(struct store *store,
        const struct award_tranche *tranche);
enum status store_delete_waiting_tranches(struct store *store, int64_t award);
enum status store_waive_gate(struct store *store, struct uuid tranche,
        enum tranche_gate gate, struct str reason);
/* Of struct award_tranche, by agreement and ordinal. */
enum status store_list_tranches(struct store *store, int64_t award,
        struct arena *arena, struct rows *out);
/* One as if that report or visit were not. */
enum status store_find_tranche_without(struct store *store, struct uuid tranche,
        struct uuid evidence, struct arena *arena, struct award_tranche *out);
/* When its fund last spoke of a tranche; 0 if never. */
enum status store_find_heard_at(struct store *store, struct uuid tranche,
        int64_t *out);
enum status store_put_heard_at(struct store *store, struct uuid tranche,
        int64_t at);
/* The last time that a release was recalled for a report or a visit. */
struct recall {
    struct uuid id; /* which the fund repeats */
    struct str reason;
};
enum status store_put_recall(struct store *store, struct uuid tranche,
        const struct recall *recall);
enum status store_find_recall(struct store *store, struct uuid tranche,
        struct arena *arena, struct recall *out);
/* What finance does with a tranche; of an award of another fund: nothing. */
struct payment_trace {
    struct uuid award;
    struct uuid tranche;
    struct str fund_hub;
    bool is_at_payment; /* recorded, and not rejected */
};
enum status store_set_at_payment(struct store *store,
        const struct payment_trace *trace);
/* Is any tranche of the award? */
enum status store_is_at_payment(struct store *store, int64_t award, bool *out);
enum status store_is_tranche_at_payment(struct store *store,
        struct uuid tranche, bool *out);

/* -- money given back ------------------------------------------------ */

/* STATUS_CONFLICT if it is there. */
enum status store_insert_return(struct store *store, int64_t award,
        const struct award_return *given_back);
/* STATUS_NOT_FOUND if it is reversed, or was never there. */
enum status store_reverse_return(struct store *store, struct uuid id,
        int64_t at);
/* Of struct award_return: the last hundred, newest first. */
enum status store_list_returns(struct store *store, int64_t award,
        struct arena *arena, struct rows *out);

/* -- projects -------------------------------------------------------- */

/* *award_row: what the store knows its award by, 0 if it has none. */
enum status store_find_project(struct store *store, struct uuid id,
        struct arena *arena, struct project_item *out, int64_t *award_row);
struct project_filter {
    bool has_round;
    struct uuid round;
    bool has_organisation;
    struct uuid organisation;
    bool has_field;
    struct str field;
    bool has_programme;
    struct uuid programme;
    bool has_place;
    struct str place;
    bool has_year; /* in which it was published */
    int64_t year;
    bool is_funded; /* only those that were awarded money */
};
/* Of struct project_item. */
enum status store_list_projects(struct store *store,
        const struct project_filter *filter, struct page *page,
        struct arena *arena, struct rows *out);
/* At most groups_max of them, those with most money first. */
enum status store_sum_projects(struct store *store, enum project_dimension by,
        const struct project_filter *filter, struct project_group *groups,
        size_t groups_max, struct arena *arena, size_t *count);
/* Visits to an award and the persons its accepted reports count. */
enum status store_sum_results(struct store *store, int64_t award,
        int64_t *visits, int64_t *served);

/* By all its awards, those that were cancelled too. */
enum status store_sum_paid(struct store *store, int64_t application,
        int64_t *paid);

/* -- notices and objections ------------------------------------------ */

enum status store_insert_notice(struct store *store,
        const struct notice_item *notice, const struct str *experts,
        size_t expert_count);
enum status store_update_notice(struct store *store,
        const struct notice_item *notice);
enum status store_find_notice(struct store *store, struct uuid id,
        struct arena *arena, struct notice_item *out);
/* Of struct str, in the order they were given. */
enum status store_list_experts(struct store *store, struct uuid notice,
        struct arena *arena, struct rows *out);
enum status store_insert_notice_award(struct store *store, struct uuid notice,
        int64_t award);
/* Of struct noticed_award: every one that was on it. */
enum status store_list_noticed(struct store *store, struct uuid notice,
        struct arena *arena, struct rows *out);
struct notice_filter {
    bool has_round;
    struct uuid round;
    enum notice_state state; /* 0: any */
};
/* Of struct notice_item. */
enum status store_list_notices(struct store *store,
        const struct notice_filter *filter, struct page *page,
        struct arena *arena, struct rows *out);

/* A row; the award is the one on notice. */
struct objection {
    struct objection_item item;
    struct uuid award;
    struct uuid round;
};
enum status store_insert_objection(struct store *store,
        const struct objection_item *objection, const struct award *award);
enum status store_forget_objection_contact(struct store *store,
        struct uuid objection); /* STATUS_NOT_FOUND */
enum status store_settle_objection(struct store *store,
        const struct objection_item *objection);
enum status store_reopen_objection(struct store *store, struct uuid id);
enum status store_find_objection(struct store *store, struct uuid id,
        struct arena *arena, struct objection *out);
enum status store_count_open_objections(struct store *store, int64_t award,
        int64_t *out);
struct objection_filter {
    bool has_round;
    struct uuid round;
    bool has_application;
    struct uuid application;
    enum objection_state state; /* 0: any */
    struct viewer viewer;       /* sees those of an award that it may see */
};
/* Of struct objection_item. */
enum status store_list_objections(struct store *store,
        const struct objection_filter *filter, struct page *page,
        struct arena *arena, struct rows *out);

/* -- reports and visits ---------------------------------------------- */

enum status store_insert_report(struct store *store, int64_t award,
        const struct report_item *report, bool has_account,
        struct uuid account);
enum status store_update_report(struct store *store,
        const struct report_item *report);
/* Without the attachments. */
enum status store_find_report(struct store *store, struct uuid id,
        struct arena *arena, struct report_item *out);
/* Of struct report_item. */
enum status store_list_reports(struct store *store, int64_t award,
        struct page *page, struct arena *arena, struct rows *out);
enum status store_has_final_report(struct store *store, int64_t award,
        bool *out);

enum status store_insert_visit(struct store *store, int64_t award,
        const struct visit_item *visit, bool has_account, struct uuid account);
enum status store_withdraw_visit(struct store *store, struct uuid id,
        struct str reason);
enum status store_find_visit(struct store *store, struct uuid id,
        struct arena *arena, struct visit_item *out);
/* Of struct visit_item. */
enum status store_list_visits(struct store *store, int64_t award,
        struct page *page, struct arena *arena, struct rows *out);

#endif
