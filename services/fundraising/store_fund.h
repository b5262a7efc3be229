/* Funds and what they hold. */
#ifndef FUNDRAISING_STORE_FUND_H
#define FUNDRAISING_STORE_FUND_H

#include "fund.h"
#include "fundraising.h"
#include "server/page.h"

struct queries *store_fund_open(struct db *db);

/* Fills in fund->number. */
enum status store_insert_fund(struct fundraising *self, struct fund *fund);
enum status store_update_fund(struct fundraising *self,
        const struct fund *fund);

/* STATUS_NOT_FOUND if there is none. Its purposes are loaded apart. */
enum status store_find_fund(struct fundraising *self, struct uuid id,
        struct arena *arena, struct fund *out);
/* Its number and state, and its name if it is closed: for each gift. */
enum status store_find_fund_briefly(struct fundraising *self, struct uuid id,
        struct arena *arena, struct fund *out);
enum status store_find_fund_by_number(struct fundraising *self, int64_t number,
        struct arena *arena, struct fund *out);
enum status store_load_purposes(struct fundraising *self, struct arena *arena,
        struct fund *fund);

/* All funds, or those below parent if it is not zero; q: words of the name. */
enum status store_list_funds(struct fundraising *self, struct arena *arena,
        int64_t parent, struct str q, struct page *page, struct fund **out,
        size_t *count);

/* What a fund's accounts hold, by kind; as the fund publishes it. */
enum status store_load_balances(struct fundraising *self, int64_t fund,
        struct fund_item *out);

/* Does the fund hold or owe anything, or have an open fund below it? */
enum status store_fund_is_settled(struct fundraising *self, int64_t fund,
        bool *out);

/* Below it at any depth, or the same. */
enum status store_fund_is_below(struct fundraising *self, int64_t fund,
        int64_t above, bool *out);

enum status store_list_project_balances(struct fundraising *self,
        struct arena *arena, int64_t fund, size_t limit,
        struct project_balance **out, size_t *count);
enum status store_list_channel_totals(struct fundraising *self,
        struct arena *arena, int64_t fund, size_t limit,
        struct channel_total **out, size_t *count);

#endif
