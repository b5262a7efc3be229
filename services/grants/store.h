/*
 * All the SQL of the grants service, and nothing but SQL; in files by noun.
 * Finding is STATUS_NOT_FOUND if there is none; text and lists of what is
 * found live in the arena. Lists come newest first unless said otherwise.
 */
#ifndef GRANTS_STORE_H
#define GRANTS_STORE_H

#include "application.h"
#include "award.h"
#include "calendar.h"
#include "db/db.h"
#include "server/page.h"
#include "state.h"

struct store;

enum status store_open(struct store **out, struct db *db);
void store_close(struct store *store); /* accepts NULL */

/* Prepare every statement, so that tests find SQL that does not compile. */
enum status store_check(struct store *store);

/* The path of files/, beside the store's folder. */
struct str store_files_path(struct store *store, struct arena *arena);

/* What a list found; of which struct is said there. */
struct rows {
    void *items;
    size_t count;
};

/* Whose eyes: what a list or a look-up lets through. */
struct viewer {
    bool sees_all;    /* operator, council, supervisor: all but drafts */
    bool is_reviewer; /* of rounds with this account on the panel, or none */
    struct uuid account;
};

/* -- what we know of others ------------------------------------------ */

struct known_organisation {
    struct str name;
    bool is_active;
};
enum status store_put_organisation(struct store *store, struct uuid id,
        struct str name, struct str status);
enum status store_find_organisation(struct store *store, struct uuid id,
        struct arena *arena, struct known_organisation *out);
enum status store_put_account(struct store *store, struct uuid id,
        bool has_organisation, struct uuid organisation);
/* STATUS_NOT_FOUND also if the account acts for no organisation. */
enum status store_find_account_organisation(struct store *store,
        struct uuid account, struct uuid *out);

/* -- programmes ------------------------------------------------------ */

enum status store_insert_programme(struct store *store,
        const struct programme_item *programme);
enum status store_update_programme(struct store *store,
        const struct programme_item *programme);
enum status store_find_programme(struct store *store, struct uuid id,
        struct arena *arena, struct programme_item *out);
/* How many rounds, but drafts and cancelled ones, and their budgets' sum. */
enum status store_sum_programme(struct store *store, struct uuid id,
        int64_t *rounds, int64_t *planned);
/* Of struct programme_item. state 0: any. */
enum status store_list_programmes(struct store *store,
        enum programme_state state, struct page *page, struct arena *arena,
        struct rows *out);

/* -- rounds ---------------------------------------------------------- */

/* Sets its rowid. */
enum status store_insert_round(struct store *store, struct round *round);
enum status store_update_round(struct store *store, const struct round *round);
/* Sections, criteria and tranches; replaces those there were. */
enum status store_put_round_rules(struct store *store,
        const struct round *round);
enum status store_find_round(struct store *store, struct uuid id,
        struct arena *arena, struct round *out);

struct round_filter {
    bool has_programme;
    struct uuid programme;
    enum round_state state; /* 0: any */
    bool open_only;
    bool with_drafts;
    int64_t now;
};
/* Of struct round_item. */
enum status store_list_rounds(struct store *store,
        const struct round_filter *filter, struct page *page,
        struct arena *arena, struct rows *out);

/* What its awards hold of a round's budget. */
enum status store_sum_committed(struct store *store, const struct round *round,
        int64_t *out);
/* The same by section, in the order of the round: of struct section_use. */
enum status store_list_section_use(struct store *store,
        const struct round *round, struct arena *arena, struct rows *out);
/* Submitted applications of a round, of one organisation if it is given. */
enum status store_count_applications(struct store *store, int64_t round,
        const struct uuid *organisation, int64_t *out);
/* Fills in all but the sections. */
enum status store_summarise_round(struct store *store,
        const struct round *round, struct summarise_round_reply *out);

/* -- attachments ----------------------------------------------------- */

struct attachment {
    struct str hash;
    int64_t size;
    struct str media_type;
    struct uuid uploaded_by;
    int64_t uploaded_at;
};
enum status store_insert_attachment(struct store *store,
        const struct attachment *attachment);
enum status store_find_attachment(struct store *store, struct str hash,
        struct arena *arena, struct attachment *out);
/* It is the rule document of a programme or published round. */
enum status store_is_public_file(struct store *store, struct str hash,
        bool *out);
/* The viewer uploaded it, or sees an application or report that names it. */
enum status store_may_read_file(struct store *store, struct str hash,
        const struct viewer *viewer, bool *out);

/* -- applications ---------------------------------------------------- */

enum status store_insert_application(struct store *store,
        const struct application *application);
/* The row; not the content of the version. */
enum status store_update_application(struct store *store,
        const struct application *application);
enum status store_delete_application(struct store *store, int64_t rowid);
/* The content of application->version, and which files it names. */
enum status store_insert_version(struct store *store,
        const struct application *application,
        const struct application_version *version, struct arena *arena);
/* A draft's content is replaced. */
enum status store_delete_versions(struct store *store, int64_t application);
/* The row; store_find_version() for the content. */
enum status store_find_application(struct store *store, struct uuid id,
        struct arena *arena, struct application *out);
enum status store_find_version(struct store *store, int64_t application,
        int64_t version, struct arena *arena, struct application_version *out);
/* Of struct application_version. */
enum status store_list_versions(struct store *store, int64_t application,
        struct page *page, struct arena *arena, struct rows *out);

struct application_filter {
    bool has_round;
    struct uuid round;
    enum application_state state; /* 0: any */
    bool has_organisation;
    struct uuid organisation;
    bool has_section;
    struct str section;
    struct viewer viewer;
};
/* Of struct application_item. */
enum status store_list_applications(struct store *store,
        const struct application_filter *filter, struct page *page,
        struct arena *arena, struct rows *out);
/* Whether the viewer may see the application. */
enum status store_may_see_application(struct store *store, int64_t application,
        const struct viewer *viewer, bool *out);
/* Of struct uuid: the undecided ones of a round, oldest first. */
enum status store_list_undecided(struct store *store, int64_t round,
        struct arena *arena, struct rows *out);

/* -- panel, conflicts, scores ---------------------------------------- */

enum status store_insert_reviewer(struct store *store, int64_t round,
        struct uuid account, bool is_chair, int64_t now);
enum status store_dismiss_reviewer(struct store *store, int64_t round,
        struct uuid account, int64_t now);
/* Is anybody appointed; is this account? */
struct panel {
    bool is_appointed;
    bool has_account;
};
enum status store_find_panel(struct store *store, int64_t round,
        struct uuid account, struct panel *out);
/* Of struct panel_member, in the order of appointment. */
enum status store_list_panel(struct store *store, int64_t round,
        struct arena *arena, struct rows *out);
enum status store_insert_assignment(struct store *store, int64_t application,
        struct uuid account, int64_t now);
enum status store_delete_assignment(struct store *store, int64_t application,
        struct uuid account);
/* Assignments of an account in a round are gone with its dismissal. */
enum status store_delete_assignments(struct store *store, int64_t round,
        struct uuid account);
struct assignments {
    bool any;
    bool has_account;
};
enum status store_find_assignments(struct store *store, int64_t application,
        struct uuid account, struct assignments *out);
/* Of struct review_item, oldest first; as its page goes forward. */
enum status store_list_reviews(struct store *store, const struct round *round,
        struct uuid account, struct page *page, struct arena *arena,
        struct rows *out);

enum status store_insert_conflict(struct store *store, int64_t application,
        const struct conflict_item *conflict);
enum status store_lift_conflict(struct store *store, struct uuid id,
        struct str reason, int64_t now);
enum status store_find_conflict(struct store *store, struct uuid id,
        struct arena *arena, struct conflict_item *out);
enum status store_has_conflict(struct store *store, int64_t application,
        struct uuid account, bool *out);
/* Of struct conflict_item. */
enum status store_list_conflicts(struct store *store, int64_t round,
        struct page *page, struct arena *arena, struct rows *out);

enum status store_insert_sheet(struct store *store, int64_t application,
        const struct score_sheet *sheet, int64_t weighed);
/* Void the present sheet of a reviewer; changed_out may be NULL. */
enum status store_void_sheet(struct store *store, int64_t application,
        struct uuid reviewer, int64_t now, int64_t *changed_out);
enum status store_void_sheets_of_application(struct store *store,
        int64_t application, int64_t now);
/* Of struct uuid: the applications of a round the account has scored. */
enum status store_list_scored(struct store *store, int64_t round,
        struct uuid account, struct arena *arena, struct rows *out);
/* Of struct score_sheet; only one reviewer's if it is given. */
enum status store_list_sheets(struct store *store, int64_t application,
        const struct uuid *reviewer, struct arena *arena, struct rows *out);
enum status store_count_sheets(struct store *store, int64_t application,
        int64_t *out);
/* How many are to score it: those assigned or the panel, less conflicts. */
enum status store_count_expected(struct store *store, struct uuid application,
        int64_t *out);
/* Scorable applications of the round that nobody has scored. */
enum status store_count_unscored(struct store *store, const struct round *round,
        int64_t *out);
/*
 * Of struct ranked_application, with what the sheets say, unsorted; only of
 * one section if it is given.
 */
enum status store_list_ranked(struct store *store, const struct round *round,
        const struct str *section, struct arena *arena, struct rows *out);

/* -- decisions and awards -------------------------------------------- */

enum status store_insert_decision(struct store *store, int64_t round,
        const struct decision_item *decision);
/* Of struct decision_item. */
enum status store_list_decisions(struct store *store, int64_t round,
        struct page *page, struct arena *arena, struct rows *out);

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
/* Of struct uuid: awards of a round in a state, oldest first. */
enum status store_list_awards_in(struct store *store, int64_t round,
        enum award_state state, struct arena *arena, struct rows *out);

/* -- tranches -------------------------------------------------------- */

enum status store_insert_tranche(struct store *store, int64_t award,
        const struct award_tranche *tranche);
/* The state, the dates and the reason; not the gates. */
enum status store_update_tranche(struct store *store,
        const struct award_tranche *tranche);
enum status store_delete_waiting_tranches(struct store *store, int64_t award);
enum status store_waive_gate(struct store *store, struct uuid tranche,
        enum tranche_gate gate, struct str reason);
/* Of struct award_tranche, by ordinal. */
enum status store_list_tranches(struct store *store, int64_t award,
        struct arena *arena, struct rows *out);
/* When its fund last spoke of a tranche; 0 if never. */
enum status store_find_heard_at(struct store *store, struct uuid tranche,
        int64_t *out);
enum status store_put_heard_at(struct store *store, struct uuid tranche,
        int64_t at);

/* -- projects -------------------------------------------------------- */

enum status store_find_project(struct store *store, struct uuid id,
        struct arena *arena, struct project_item *out);
struct project_filter {
    bool has_round;
    struct uuid round;
    bool has_organisation;
    struct uuid organisation;
    bool has_field;
    struct str field;
};
/* Of struct project_item. */
enum status store_list_projects(struct store *store,
        const struct project_filter *filter, struct page *page,
        struct arena *arena, struct rows *out);
/* Visits to an award and the persons its accepted reports count. */
enum status store_sum_results(struct store *store, struct uuid award,
        int64_t *visits, int64_t *served);

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
enum status store_settle_objection(struct store *store,
        const struct objection_item *objection);
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

/* -- calendar and history -------------------------------------------- */

enum status store_put_calendar_day(struct store *store,
        const struct calendar_day *day);
/* Of struct calendar_day, by date, from first to last inclusive. */
enum status store_list_calendar(struct store *store, int64_t first,
        int64_t last, struct arena *arena, struct rows *out);

enum status store_insert_transition(struct store *store, struct uuid subject,
        const struct transition_item *transition);
/* Of struct transition_item. */
enum status store_list_transitions(struct store *store, struct uuid subject,
        struct page *page, struct arena *arena, struct rows *out);

#endif
