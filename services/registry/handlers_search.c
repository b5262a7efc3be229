/* Finding things by their names. */
#include "registry.h"

#include "cjk.h"

enum status
handle_search(struct registry *self, struct call *call,
        const struct search_request *request, struct search_reply *reply)
{
    bool is_own = request->has_scope && request->scope == SEARCH_SCOPE_HUB;
    const struct search_filter filter = {
        .match = cjk_match_expression(request->q, call->arena),
        .folded = fold_text(str_trim(request->q), call->arena),
        .hub = is_own ? call->hub : STR(""),
        .type = request->type,
        .with_people = is_staff(call),
    };
    struct page page;
    enum status status = page_begin(call, request, &page);

    if (status || filter.match.len == 0)
        return status;
    status = store_search(self->searches, &filter, &page, call->arena,
            &reply->items, &reply->items_count);
    page_end(call, reply, &page);
    return status;
}
