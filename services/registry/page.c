#include "page.h"

#include <inttypes.h>

enum status
page_read(struct call *call, struct str cursor, int64_t limit, struct page *out)
{
    *out = (struct page){ .limit = (size_t)limit };
    for (size_t i = 0; i < cursor.len; i++) {
        char c = cursor.data[i];

        if (c < '0' || c > '9' || i > 17)
            return call_refuse(call, &problem_malformed, "cursor",
                    "not a cursor of this list");
        out->after = out->after * 10 + (c - '0');
    }
    return STATUS_OK;
}

struct str
page_cursor(struct call *call, const struct page *page)
{
    if (!page->has_more)
        return STR("");
    return arena_printf(call->arena, "%" PRId64, page->last);
}

bool
page_takes(struct page *page, size_t count, int64_t rowid)
{
    if (count == page->limit) {
        page->has_more = true;
        return false;
    }
    page->last = rowid;
    return true;
}
