/* One page of a list: where it begins, how long it is, whether more follow. */
#ifndef REGISTRY_PAGE_H
#define REGISTRY_PAGE_H

#include "server/call.h"

struct page {
    int64_t after; /* the last row seen before; 0 at the start */
    size_t limit;
    int64_t last;  /* set by the store: the last row of this page */
    bool has_more; /* set by the store */
};

enum { PAGE_DEFAULT = 50 };

/*
 * page_begin(call, request, &page) for any request with `cursor` and `limit`.
 * STATUS_MALFORMED if the cursor is none of ours.
 */
#define page_begin(call, request, page)                                        \
    page_read(call, (request)->has_cursor ? (request)->cursor : STR(""),       \
            (request)->has_limit ? (request)->limit : PAGE_DEFAULT, page)
enum status page_read(struct call *call, struct str cursor, int64_t limit,
        struct page *out);

/* Sets next_cursor of any reply that has one. */
#define page_end(call, reply, page)                                            \
    ((reply)->has_next_cursor = (page)->has_more,                              \
            (reply)->next_cursor = page_cursor(call, page))
struct str page_cursor(struct call *call, const struct page *page);

/*
 * For a store's walk: room for one more row in the page? If not, notes that
 * there are more. Counts the row.
 */
bool page_takes(struct page *page, size_t count, int64_t rowid);

#endif
