/* Rows of the hubs below that are linked to this one. */
#ifndef REGISTRY_STORE_LINK_H
#define REGISTRY_STORE_LINK_H

#include "db/db.h"
#include "registry_messages.h"

struct queries *store_link_open(struct db *db);

/* Insert it, or put it in the place of the hub's row. */
enum status store_put_link(struct queries *links, const struct hub_link *link);
enum status store_find_link(struct queries *links, struct str hub,
        struct arena *arena, struct hub_link *out);

/* By name, after `after`; one more than limit. */
enum status store_list_links(struct queries *links, struct str after,
        size_t limit, struct arena *arena, struct hub_link **out,
        size_t *count);

#endif
