/* Looking at applications, in the order of schemas/grants.yaml. */
#include "grants.h"

#include "server/disclosure.h"

static struct application_item
item_of(const struct application *application)
{
    return (struct application_item){
        .application = application->id,
        .application_id = application->id,
        .round = application->round,
        .has_number = application->has_number,
        .number = application->number,
        .state = application->state,
        .version = application->version,
        .organisation = application->organisation,
        .title = application->title,
        .amount = application->amount,
        .has_section = application->has_section,
        .section = application->section,
        .has_field = application->has_field,
        .field = application->field,
        .has_place = application->has_place,
        .place = application->place,
        .has_submitted_at = application->has_submitted_at,
        .submitted_at = application->submitted_at,
        .is_published = application->has_published_at,
    };
}

static struct get_application_reply
describe(const struct application *application,
        const struct application_version *version)
{
    return (struct get_application_reply){
        .application = item_of(application),
        .applicant = application->applicant,
        .has_starts_on = application->has_starts_on,
        .starts_on = application->starts_on,
        .has_ends_on = application->has_ends_on,
        .ends_on = application->ends_on,
        .has_summary = application->has_summary,
        .summary = application->summary,
        .has_contact = application->has_contact,
        .contact = application->contact,
        .has_reason = application->has_reason,
        .reason = application->reason,
        .budget = version->budget,
        .budget_count = version->budget_count,
        .answers = version->answers,
        .answers_count = version->answers_count,
        .attachments = version->attachments,
        .attachments_count = version->attachments_count,
        .has_award = application->has_award,
        .award = application->award,
    };
}

/* How to reach the applicant is for those who run the round. */
static bool
may_see_contact(const struct call *call, bool is_own)
{
    return is_own || call_has_role(call, ROLE_OPERATOR) ||
           call_has_role(call, ROLE_SUPERVISOR);
}

enum status
handle_get_application(struct grants *self, struct call *call,
        const struct get_application_request *request,
        struct get_application_reply *reply)
{
    struct application application;
    struct application_version version;
    struct known_organisation known;
    bool is_own = false;
    enum status status = find_seen_application(self, call, request->application,
            &application);

    if (!status)
        status = store_find_version(self->store, application.rowid,
                application.version, call->arena, &version);
    if (!status)
        status = is_own_application(self, &application, call->actor->account,
                &is_own);
    if (status)
        return status;
    *reply = describe(&application, &version);
    reply->has_contact &= may_see_contact(call, is_own);
    if (reply->has_contact && !is_own)
        disclosure_note(call, request->application);
    status = store_find_organisation(self->store, application.organisation,
            call->arena, &known);
    reply->is_organisation_known = !status;
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

enum status
handle_list_applications(struct grants *self, struct call *call,
        const struct list_applications_request *request,
        struct list_applications_reply *reply)
{
    const struct application_filter filter = {
        .has_round = request->has_round,
        .round = request->round,
        .state = request->state,
        .has_organisation = request->has_organisation,
        .organisation = request->organisation,
        .has_section = request->has_section,
        .section = request->section,
        .viewer = viewer_of(call),
    };
    struct page page;
    struct rows rows = { 0 };
    enum status status = page_begin(call, request, &page);

    if (!status)
        status = store_list_applications(self->store, &filter, &page,
                call->arena, &rows);
    reply->items = rows.items;
    reply->items_count = rows.count;
    page_end(call, reply, &page);
    return status;
}

enum { VERSIONS_DEFAULT = 10 };

enum status
handle_list_versions(struct grants *self, struct call *call,
        const struct list_versions_request *request,
        struct list_versions_reply *reply)
{
    struct application application;
    struct page page;
    struct rows rows = { 0 };
    enum status status = page_begin(call, request, &page);

    if (!request->has_limit)
        page.limit = VERSIONS_DEFAULT;
    if (!status)
        status = find_seen_application(self, call, request->application,
                &application);
    if (!status)
        status = store_list_versions(self->store, application.rowid, &page,
                call->arena, &rows);
    reply->items = rows.items;
    reply->items_count = rows.count;
    page_end(call, reply, &page);
    return status;
}
