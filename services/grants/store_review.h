/* The store, for panels, conflicts and scores; see store.h. */
#ifndef GRANTS_STORE_REVIEW_H
#define GRANTS_STORE_REVIEW_H

#include "store.h"

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
/* Of struct assignment_item, in the order they were assigned. */
enum status store_list_assignments(struct store *store, int64_t application,
        struct arena *arena, struct rows *out);
/* Of struct review_round: those with something for the account to score. */
enum status store_list_review_rounds(struct store *store, struct uuid account,
        struct page *page, struct arena *arena, struct rows *out);
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
/* Of struct sheet_key: present sheets, by what they have in common. */
struct sheet_key {
    struct uuid application;
    struct uuid reviewer;
};
enum status store_list_sheets_of_reviewer(struct store *store, int64_t round,
        struct uuid account, struct arena *arena, struct rows *out);
enum status store_list_sheets_of_application(struct store *store,
        int64_t application, struct arena *arena, struct rows *out);
/* Of applications still to be decided: by those who are not to score. */
enum status store_list_uninvited_sheets(struct store *store,
        const struct round *round, struct arena *arena, struct rows *out);
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

#endif
