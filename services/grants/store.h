/*
 * All the SQL of the grants service, and nothing but SQL; in files by noun.
 * Here what comes before a round's review; store_review.h and store_award.h
 * have the rest.
 * Finding is STATUS_NOT_FOUND if there is none; text and lists of what is
 * found live in the arena. Lists come newest first unless said otherwise.
 */
#ifndef GRANTS_STORE_H
#define GRANTS_STORE_H

#include "application.h"
#include "award.h"
#include "calendar.h"
#include "db/db.h"
#include "fund.h"
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

/*
 * For lists that are short as a whole: the page of them, whose cursor is how
 * many came before. size is that of an item.
 */
void rows_cut(struct rows *rows, size_t size, struct page *page);

/* A page of such a list; it is whole unless a limit is given. */
#define short_page_begin(call, request, whole, page)                           \
    page_read(call, (request)->has_cursor ? (request)->cursor : STR(""),       \
            (request)->has_limit ? (request)->limit : (whole), page)

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
/* The zero one if it acts for none; STATUS_NOT_FOUND if we never heard of it.
 */
enum status store_find_account_organisation(struct store *store,
        struct uuid account, struct uuid *out);
enum status store_put_role(struct store *store, struct uuid account,
        struct str role, struct str scope);
enum status store_delete_role(struct store *store, struct uuid account,
        struct str role, struct str scope);
struct known_account {
    bool is_known;
    bool may_review; /* at the hub, or nobody told us of its roles */
};
enum status store_find_account(struct store *store, struct uuid account,
        struct str hub, struct known_account *out);

enum status store_put_fund(struct store *store, struct uuid id,
        const struct known_fund *fund);
enum status store_find_fund(struct store *store, struct uuid id,
        struct arena *arena, struct known_fund *out);
/* When a hub's fundraising last told us something; 0 if never. */
enum status store_put_fund_hub(struct store *store, struct str hub,
        int64_t heard_at);
enum status store_find_fund_hub(struct store *store, struct str hub,
        int64_t *heard_at);

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
    enum round_window window; /* 0: any */
    struct str field;         /* empty: any; of its sections, if it has some */
    struct str q;             /* words of its title */
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
/* Also notes that uploaded_by has it, whoever had it first. */
enum status store_insert_attachment(struct store *store,
        const struct attachment *attachment);
enum status store_has_uploaded(struct store *store, struct str hash,
        struct uuid account, bool *out);
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
enum status store_forget_application_contact(struct store *store,
        struct uuid application); /* STATUS_NOT_FOUND */
enum status store_forget_applicant(struct store *store, struct uuid applicant);
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
/* Of struct uuid: those that were declined, oldest first. */
enum status store_list_declined(struct store *store, int64_t round,
        struct arena *arena, struct rows *out);
/* Of struct uuid: the undecided ones of a round, oldest first. */
enum status store_list_undecided(struct store *store, int64_t round,
        struct arena *arena, struct rows *out);

/* -- calendar and history -------------------------------------------- */

enum status store_put_calendar_day(struct store *store,
        const struct calendar_day *day);
/* Of struct calendar_day, by date, from first to last inclusive. */
enum status store_list_calendar(struct store *store, int64_t first,
        int64_t last, struct arena *arena, struct rows *out);

enum status store_insert_transition(struct store *store, struct uuid subject,
        const struct transition_item *transition);
/* What it was before it last became `after`. */
enum status store_find_state_before(struct store *store, enum thing thing,
        struct uuid subject, int after, struct arena *arena, int *out);
/* Of struct transition_item. */
enum status store_list_transitions(struct store *store, struct uuid subject,
        struct page *page, struct arena *arena, struct rows *out);

#endif
