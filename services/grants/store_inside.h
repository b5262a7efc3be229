/* What the files of the store share. Nobody else includes this. */
#ifndef GRANTS_STORE_INSIDE_H
#define GRANTS_STORE_INSIDE_H

#include "store_award.h"
#include "store_review.h"

/* One set of statements per file. */
struct store {
    struct queries *registry;
    struct queries *funds;
    struct queries *programmes;
    struct queries *rounds;
    struct queries *budgets;
    struct queries *attachments;
    struct queries *applications;
    struct queries *panel;
    struct queries *scores;
    struct queries *awards;
    struct queries *tranches;
    struct queries *returns;
    struct queries *projects;
    struct queries *notices;
    struct queries *reports;
    struct queries *history;
};

struct queries *store_registry_open(struct db *db);
struct queries *store_fund_open(struct db *db);
struct queries *store_programme_open(struct db *db);
struct queries *store_round_open(struct db *db);
struct queries *store_budget_open(struct db *db);
struct queries *store_attachment_open(struct db *db);
struct queries *store_application_open(struct db *db);
struct queries *store_panel_open(struct db *db);
struct queries *store_score_open(struct db *db);
struct queries *store_award_open(struct db *db);
struct queries *store_tranche_open(struct db *db);
struct queries *store_return_open(struct db *db);
struct queries *store_project_open(struct db *db);
struct queries *store_notice_open(struct db *db);
struct queries *store_report_open(struct db *db);
struct queries *store_history_open(struct db *db);

/*
 * SQL: may a viewer (?1 sees_all, ?2 account, ?3 is_reviewer) see the
 * application a? Drafts are their author's; a reviewer sees what the panel
 * sees, but for what a conflict was declared on.
 */
#define SEES_APPLICATION                                                       \
    "(a.applicant = ?2 OR (a.state <> 'draft' AND (?1"                         \
    " OR a.organisation = (SELECT organisation FROM account WHERE id = ?2)"    \
    " OR (?3"                                                                  \
    "  AND NOT EXISTS (SELECT 1 FROM conflict c WHERE c.application = a.row"   \
    "   AND c.reviewer = ?2 AND c.lifted_at IS NULL)"                          \
    "  AND (EXISTS (SELECT 1 FROM reviewer v WHERE v.round = a.round"          \
    "    AND v.account = ?2 AND v.dismissed_at IS NULL)"                       \
    "   OR NOT EXISTS (SELECT 1 FROM reviewer v WHERE v.round = a.round"       \
    "    AND v.dismissed_at IS NULL))))))"

/*
 * SQL: may a viewer (?1 sees_all, ?2 account) see the award of application p?
 * Everybody's, or one's own and one's body's.
 */
#define SEES_AWARD                                                             \
    "(?1 OR p.applicant = ?2"                                                  \
    " OR p.organisation = (SELECT organisation FROM account WHERE id = ?2))"

#define VIEWER_VALUES(viewer)                                                  \
    V((viewer)->sees_all), V((viewer)->account), V((viewer)->is_reviewer)

/*
 * SQL: what the award a gives: all of it while it lives, what was paid when
 * it was cancelled halfway, nothing when the fund said no.
 */
#define GIVEN                                                                  \
    "CASE WHEN a.state IN ('refused', 'abandoned') THEN 0"                     \
    " WHEN a.state = 'cancelled' THEN"                                         \
    " (SELECT COALESCE(SUM(t.amount), 0) FROM tranche t"                       \
    "  WHERE t.award = a.row AND t.state = 'paid')"                            \
    " ELSE a.amount END"

/* SQL: what the grantee gave back of it, and what it holds of the budget. */
#define RETURNED                                                               \
    "(SELECT COALESCE(SUM(m.amount), 0) FROM award_return m"                   \
    " WHERE m.award = a.row AND m.reversed_at IS NULL)"
#define COMMITTED GIVEN " - " RETURNED

/* How a row becomes an item of a list. */
struct row_reader {
    size_t size;
    void (*read)(sqlite3_stmt *row, struct arena *arena, void *item);
};

/*
 * Walk the rows that db_first() began with status. With a page the first
 * column is the row's number; without (NULL) all rows are taken.
 */
enum status store_collect(enum status status, sqlite3_stmt *row,
        const struct row_reader *reader, struct page *page, struct arena *arena,
        struct rows *out);

/* The one row of a look-up: read it into item and be done. */
enum status store_take(enum status status, sqlite3_stmt *row,
        void (*read)(sqlite3_stmt *row, struct arena *arena, void *item),
        struct arena *arena, void *item);

/* The one number of a look-up; a null, or no row, is zero. */
enum status store_take_number(enum status status, sqlite3_stmt *row,
        int64_t *out);
enum status store_take_bool(enum status status, sqlite3_stmt *row, bool *out);
enum status store_take_open(enum status status, sqlite3_stmt *row,
        struct open_sagas *out);

/* Read a struct uuid, a struct str, from the first column. */
extern const struct row_reader uuid_reader, text_reader;

/* Where a page of a list, newest first, begins: with rows before this. */
int64_t page_start(const struct page *page);

/* A name of the enumeration; 0 if it is none. */
int column_enum(sqlite3_stmt *row, int index,
        const struct enumeration *enumeration);

#endif
