/* Names that search finds: rows, and the index over them. */
#ifndef REGISTRY_STORE_SEARCH_H
#define REGISTRY_STORE_SEARCH_H

#include "db/db.h"
#include "registry_messages.h"
#include "server/page.h"

struct queries *store_search_open(struct db *db);

struct search_entry {
    struct uuid id;
    enum search_type type;
    struct str hub;
    struct str name;
};

/* Replaces the entry of the same id. */
enum status store_put_search_entry(struct queries *searches,
        struct arena *arena, const struct search_entry *entry);
enum status store_remove_search_entry(struct queries *searches,
        struct uuid id); /* STATUS_OK also if there is none */

struct search_filter {
    struct str match;  /* of cjk_match_expression() */
    struct str folded; /* what was typed, for the score */
    struct str hub;    /* empty: all that this store knows */
    int type;
    bool with_people;
};
/* Best first; page->after counts hits that were seen. */
enum status store_search(struct queries *searches,
        const struct search_filter *filter, struct page *page,
        struct arena *arena, struct search_hit **out, size_t *count);

#endif
