/* Gifts. */
#ifndef FUNDRAISING_STORE_GIFT_H
#define FUNDRAISING_STORE_GIFT_H

#include "draw.h"
#include "fundraising.h"
#include "gift.h"
#include "ledger.h"
#include "server/page.h"

struct queries *store_gift_open(struct db *db);

enum status store_insert_gift(struct fundraising *self,
        const struct gift *gift);

/* What may change: undrawn, drawn, receivable, state, reason. */
enum status store_update_gift(struct fundraising *self,
        const struct gift *gift);

enum status store_find_gift(struct fundraising *self, struct uuid id,
        struct arena *arena, struct gift *out);
enum status store_find_gift_by_serial(struct fundraising *self, int64_t serial,
        struct arena *arena, struct gift *out);

/* How the gift came in. */
struct gift_channel {
    struct account clearing;
    enum channel channel;
    struct str hub;
};
enum status store_find_gift_channel(struct fundraising *self,
        const struct gift *gift, struct arena *arena, struct gift_channel *out);

/* Zero and empty for any; a fund of -1 for none. */
struct gift_filter {
    int64_t fund;
    int64_t project;
    enum channel channel;
    struct str channel_hub;
    int64_t first; /* of the serials */
    int64_t end;   /* past the last of them */
};

/*
 * The first serial that a gift at or after a time has, or would have: serials
 * follow the time of giving, since the log's clock never goes back.
 */
enum status store_find_serial(struct fundraising *self, int64_t time,
        int64_t *out);

/* Newest first. */
struct gift_row {
    struct gift_item item;
    struct str donor; /* as entered */
    bool public_name;
    int64_t entry;
    struct str project_title; /* empty: for no project */
};
enum status store_list_gifts(struct fundraising *self, struct arena *arena,
        const struct gift_filter *filter, struct page *page,
        struct gift_row **out, size_t *count);

/* Those that an account gave, newest first. */
enum status store_list_gifts_of_account(struct fundraising *self,
        struct arena *arena, struct uuid account, struct page *page,
        struct own_gift **out, size_t *count);

/* At most groups_max groups: times in order, else most money first. */
enum status store_sum_gifts(struct fundraising *self, struct arena *arena,
        enum gift_dimension by, const struct gift_filter *filter,
        struct gift_group *groups, size_t groups_max, size_t *count);

/* The oldest gifts with something left for a project, to cover amount. */
enum status store_list_undrawn(struct fundraising *self, struct arena *arena,
        int64_t fund, int64_t project, int64_t amount,
        struct undrawn_gift **out, size_t *count);

/* A payment took amount of it; a negative one is given back. */
enum status store_draw_gift(struct fundraising *self, int64_t serial,
        int64_t amount);

/* The same for a gift that has ended: nothing of it is restricted again. */
enum status store_undraw_ended_gift(struct fundraising *self, int64_t serial,
        int64_t amount);

/* Free all that is left of a fund's gifts for a project. */
enum status store_lift_gifts(struct fundraising *self, int64_t fund,
        int64_t project, int64_t entry);

/*
 * Restrict again what an entry had lifted. *amount is what could be: less
 * than was lifted if gifts were given back since.
 */
enum status store_restrict_gifts(struct fundraising *self, int64_t entry,
        int64_t *amount);

#endif
