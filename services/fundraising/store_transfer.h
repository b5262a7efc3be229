/* Transfers between funds: those we sent and those we took in. */
#ifndef FUNDRAISING_STORE_TRANSFER_H
#define FUNDRAISING_STORE_TRANSFER_H

#include "fundraising.h"
#include "server/page.h"

struct queries *store_transfer_open(struct db *db);

/* hub is our own. */
enum status store_insert_transfer(struct fundraising *self, struct str hub,
        const struct transfer_item *transfer);
enum status store_set_transfer_state(struct fundraising *self, struct uuid id,
        enum transfer_state state);
enum status store_set_transfer_refusal(struct fundraising *self, struct uuid id,
        enum transfer_refusal refusal);
enum status store_find_transfer(struct fundraising *self, struct uuid id,
        struct arena *arena, struct transfer_item *out);
enum status store_list_transfers(struct fundraising *self, struct arena *arena,
        struct page *page, struct transfer_item **out, size_t *count);

#endif
