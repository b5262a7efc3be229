#include "server/personal.h"

#include "db/personal.h"
#include "server/disclosure.h"
#include "server/page.h"
#include "server/shard.h"

/* People ask for themselves; for somebody else an admin does, and is noted. */
static bool
is_own(const struct call *call, const struct list_personal_data_request *in)
{
    return !in->has_contact &&
           (!in->has_account || call_is_account(call, in->account));
}

static enum status
check(struct call *call, const struct list_personal_data_request *in)
{
    if (is_own(call, in))
        return STATUS_OK;
    if (!call_has_role(call, ROLE_ADMIN))
        return call_refuse(call, &problem_forbidden,
                in->has_contact ? "contact" : "account",
                "only an admin may ask for what is kept of others");
    disclosure_note(call, in->has_account ? in->account : (struct uuid){ 0 });
    return STATUS_OK;
}

/* What is kept as a number has a name on the wire, and is read by it. */
static struct str
value_of(const struct personal_value *value)
{
    const char *name =
            value->names ? enum_name(value->names, (int)value->number) : NULL;

    return name ? str_from(name) : value->value;
}

static void
show(const struct personal_page *page, struct arena *arena,
        struct list_personal_data_reply *out)
{
    out->items = arena_alloc(arena, (page->count + 1) * sizeof(*out->items));
    out->items_count = page->count;
    for (size_t i = 0; i < page->count; i++)
        out->items[i] = (struct personal_field){
            .kind = page->values[i].kind,
            .row = page->values[i].row,
            .field = page->values[i].field,
            .value = value_of(&page->values[i]),
        };
}

static enum status
list(const struct shard *shard, struct call *call,
        const struct list_personal_data_request *in, struct page *page,
        struct list_personal_data_reply *out)
{
    const struct personal_query query = {
        .has_account = !in->has_contact || in->has_account,
        .account = in->has_account ? in->account : call->actor->account,
        .contact = in->has_contact ? in->contact : STR(""),
        .after = page->after,
        .limit = page->limit,
    };
    struct personal_page found;
    enum status status = personal_list(call->exchange->db,
            shard->service->personal, &query, call->arena, &found);

    if (status)
        return status;
    show(&found, call->arena, out);
    page->has_more = found.next > 0;
    page->last = found.next;
    return STATUS_OK;
}

enum status
personal_copy(void *self, struct call *call, const void *request, void *reply)
{
    const struct shard *shard = self;
    const struct list_personal_data_request *in = request;
    struct list_personal_data_reply *out = reply;
    struct page page;
    enum status status = page_begin(call, in, &page);

    if (!status)
        status = check(call, in);
    if (!status && shard->service->personal)
        status = list(shard, call, in, &page, out);
    page_end(call, out, &page);
    return status;
}
