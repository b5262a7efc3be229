/* Organisations as everybody reads them. */
#include "registry.h"

#include "base/folding.h"
#include "server/disclosure.h"

/* Its contact is for staff and for who acts for the organisation. */
static enum status
may_see_contact(struct registry *self, struct call *call,
        struct uuid organisation, bool *out)
{
    struct account account;
    enum status status;

    *out = is_staff(call);
    if (*out || !call->actor->has_account)
        return STATUS_OK;
    status = store_find_account(self->accounts, call->actor->account,
            call->arena, &account);
    *out = !status && account.entry.has_organisation &&
           uuid_equal(account.entry.organisation, organisation);
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

enum status
handle_get_organisation(struct registry *self, struct call *call,
        const struct get_organisation_request *request,
        struct get_organisation_reply *reply)
{
    struct organisation organisation;
    bool sees_contact;
    enum status status = find_organisation(self, call, request->organisation,
            "organisation", &organisation);

    if (!status)
        status = may_see_contact(self, call, request->organisation,
                &sees_contact);
    if (status)
        return status;
    *reply = organisation.entry;
    reply->has_contact = reply->has_contact && sees_contact;
    if (reply->has_contact && is_staff(call))
        disclosure_note(call, request->organisation);
    return STATUS_OK;
}

enum status
handle_list_organisations(struct registry *self, struct call *call,
        const struct list_organisations_request *request,
        struct list_organisations_reply *reply)
{
    const struct organisation_filter filter = {
        .kind = request->kind,
        .status = request->status,
        .hub_role = request->hub_role,
        .field = request->has_field ? request->field : STR(""),
        .folded = request->has_q ? fold_text(request->q, call->arena) : STR(""),
    };
    struct page page;
    enum status status = page_begin(call, request, &page);

    if (!status)
        status = store_list_organisations(self->organisations, &filter, &page,
                call->arena, &reply->items, &reply->items_count);
    page_end(call, reply, &page);
    return status;
}

/* Who changed it is for staff. */
enum status
handle_list_organisation_history(struct registry *self, struct call *call,
        const struct list_organisation_history_request *request,
        struct list_organisation_history_reply *reply)
{
    struct organisation organisation;
    struct page page;
    enum status status = page_begin(call, request, &page);

    if (!status)
        status = find_organisation(self, call, request->organisation,
                "organisation", &organisation);
    if (!status)
        status = store_list_versions(self->organisations, request->organisation,
                &page, call->arena, &reply->items, &reply->items_count);
    for (size_t i = 0; i < reply->items_count; i++)
        reply->items[i].has_actor = is_staff(call);
    page_end(call, reply, &page);
    return status;
}
