/* Campaigns and channels. */
#ifndef FUNDRAISING_STORE_CAMPAIGN_H
#define FUNDRAISING_STORE_CAMPAIGN_H

#include "campaign.h"
#include "fundraising.h"
#include "server/page.h"

struct queries *store_campaign_open(struct db *db);

/* Fills in campaign->number. */
enum status store_insert_campaign(struct fundraising *self,
        struct campaign *campaign);

/* All but what was raised. */
enum status store_update_campaign(struct fundraising *self,
        const struct campaign *campaign);
enum status store_add_to_raised(struct fundraising *self, int64_t campaign,
        int64_t amount);
enum status store_find_campaign(struct fundraising *self, struct uuid id,
        struct arena *arena, struct campaign *out);
enum status store_find_campaign_by_number(struct fundraising *self,
        int64_t number, struct arena *arena, struct campaign *out);

struct campaign_filter {
    int64_t fund;        /* 0: any */
    bool published_only; /* what the public may see */
    struct str q;        /* words of the title */
};
enum status store_list_campaigns(struct fundraising *self, struct arena *arena,
        const struct campaign_filter *filter, struct page *page,
        struct campaign **out, size_t *count);

/* Who enters gifts here: anybody, since never, until somebody says. */
struct gift_entry_rule {
    enum gift_entry who;
    int64_t since;
    struct str reason;
};
enum status store_find_gift_entry(struct fundraising *self, struct arena *arena,
        struct gift_entry_rule *out);
/* That alone: for each gift. */
enum status store_find_who_enters(struct fundraising *self, struct arena *arena,
        enum gift_entry *out);
enum status store_put_gift_entry(struct fundraising *self,
        const struct gift_entry_rule *rule);

enum status store_insert_channel(struct fundraising *self,
        const struct channel_item *channel);
enum status store_update_channel(struct fundraising *self,
        const struct channel_item *channel);
enum status store_find_channel(struct fundraising *self, struct uuid id,
        struct arena *arena, struct channel_item *out);
enum status store_list_channels(struct fundraising *self, struct arena *arena,
        struct str hub, struct page *page, struct channel_item **out,
        size_t *count);

#endif
