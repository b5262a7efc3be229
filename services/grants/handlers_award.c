/* Awards and projects, in the order of schemas/grants.yaml. */
#include "saga.h"
#include "tranche.h"

#include <inttypes.h>

static struct get_award_reply
describe_award(const struct award *award, const struct rows *tranches,
        const struct rows *returns)
{
    return (struct get_award_reply){
        .award = award->id,
        .award_id = award->id,
        .number = award->number,
        .application = award->application,
        .round = award->round,
        .organisation = award->organisation,
        .title = award->title,
        .has_section = award->has_section,
        .section = award->section,
        .amount = award->amount,
        .state = award->state,
        .has_reason = award->has_reason,
        .reason = award->reason,
        .fund_hub = award->fund_hub,
        .fund = award->fund,
        .decided_at = award->decided_at,
        .has_notice = award->has_notice,
        .notice = award->notice,
        .has_agreement_due_at = award->has_agreement_due_at,
        .agreement_due_at = award->agreement_due_at,
        .has_signed_on = award->has_signed_on,
        .signed_on = award->signed_on,
        .has_starts_on = award->has_starts_on,
        .starts_on = award->starts_on,
        .has_ends_on = award->has_ends_on,
        .ends_on = award->ends_on,
        .has_agreement = award->has_agreement,
        .agreement = award->agreement,
        .is_cancelling = award->has_cancel_reason,
        .is_freed = award->is_freed,
        .tranches = tranches->items,
        .tranches_count = tranches->count,
        .paid = tranche_sum_paid(tranches->items, tranches->count),
        .returned = award->returned,
        .returns = returns->items,
        .returns_count = returns->count,
    };
}

enum status
handle_get_award(struct grants *self, struct call *call,
        const struct get_award_request *request, struct get_award_reply *reply)
{
    struct award award;
    struct rows tranches = { 0 }, returns = { 0 };
    enum status status = find_seen_award(self, call, request->award, &award);

    if (!status)
        status = store_list_tranches(self->store, award.rowid, call->arena,
                &tranches);
    if (!status)
        status = store_list_returns(self->store, award.rowid, call->arena,
                &returns);
    if (!status)
        *reply = describe_award(&award, &tranches, &returns);
    return status;
}

enum status
handle_list_awards(struct grants *self, struct call *call,
        const struct list_awards_request *request,
        struct list_awards_reply *reply)
{
    const struct award_filter filter = {
        .has_round = request->has_round,
        .round = request->round,
        .state = request->state,
        .has_organisation = request->has_organisation,
        .organisation = request->organisation,
        .viewer = award_viewer_of(call),
    };
    struct page page;
    struct rows rows = { 0 };
    enum status status = page_begin(call, request, &page);

    if (!status)
        status = store_list_awards(self->store, &filter, &page, call->arena,
                &rows);
    reply->items = rows.items;
    reply->items_count = rows.count;
    page_end(call, reply, &page);
    return status;
}

/* A refused award held nothing; what it holds now must fit again. */
static enum status
check_room(struct grants *self, struct call *call, const struct award *award,
        int64_t amount)
{
    struct round round;
    struct rows uses = { 0 };
    const struct section_use *use;
    int64_t committed = 0;
    enum status status = find_round(self, call, award->round, &round);

    if (!status)
        status = store_sum_committed(self->store, &round, &committed);
    if (!status)
        status =
                store_list_section_use(self->store, &round, call->arena, &uses);
    if (status)
        return status;
    if (committed + amount > round.budget)
        return call_refuse(call, &problem_over_round_budget, "amount",
                "%" PRId64 " fen are left", round.budget - committed);
    use = award->has_section ? find_section_use(&uses, award->section) : NULL;
    if (use && use->committed + amount > use->budget)
        return call_refuse(call, &problem_over_section_budget, "amount",
                "%" PRId64 " fen are left in the section",
                use->budget - use->committed);
    return STATUS_OK;
}

enum status
handle_repropose_award(struct grants *self, struct call *call,
        const struct repropose_award_request *request,
        struct repropose_award_reply *reply)
{
    struct award award;
    struct application application;
    enum status status = find_award(self, call, request->award, &award);

    (void)reply;
    if (!status && award.state != AWARD_STATE_REFUSED)
        return call_refuse(call, &problem_wrong_award_state, NULL,
                "only an award its fund refused is proposed again");
    if (!status)
        status = find_application(self, call, award.application, &application);
    if (!status && request->amount > application.amount)
        return call_refuse(call, &problem_above_request, "amount",
                "the application asks for %" PRId64 " fen", application.amount);
    if (status)
        return status;
    award.amount = request->amount;
    if (request->has_fund_hub)
        award.fund_hub = request->fund_hub;
    if (request->has_fund)
        award.fund = request->fund;
    if (request->has_fund || request->has_fund_hub)
        status = check_fund(self, call, award.fund_hub, award.fund, NULL);
    if (!status)
        status = check_purpose(self, call, award.fund, &application, "fund");
    if (!status)
        status = check_room(self, call, &award, request->amount);
    return status ? status : propose_award(self, call, &award, request->reason);
}

enum status
handle_abandon_award(struct grants *self, struct call *call,
        const struct abandon_award_request *request,
        struct abandon_award_reply *reply)
{
    struct award award;
    enum status status = find_award(self, call, request->award, &award);

    (void)reply;
    if (!status)
        status = saga_abandon(self, call, &award, request->reason);
    return status;
}

enum status
handle_terminate_award(struct grants *self, struct call *call,
        const struct terminate_award_request *request,
        struct terminate_award_reply *reply)
{
    struct award award;
    enum status status = find_award(self, call, request->award, &award);

    if (!status && award.state == AWARD_STATE_REFUSED)
        return call_refuse(call, &problem_wrong_award_state, NULL,
                "the fund refused it: propose it again or abandon it");
    if (!status)
        status =
                saga_cancel(self, call, &award, request->reason, &reply->freed);
    return status;
}

enum status
handle_publish_project(struct grants *self, struct call *call,
        const struct publish_project_request *request,
        struct publish_project_reply *reply)
{
    struct application application;
    struct award award;
    enum status status =
            find_application(self, call, request->application, &application);
    bool has_award;

    (void)reply;
    if (!status && application.has_published_at)
        return STATUS_OK;
    if (!status && !application_can_be_published(&application))
        return call_refuse(call, &problem_wrong_application_state, NULL,
                "a project is shown when it may be or was selected");
    if (status)
        return status;
    status = store_find_live_award(self->store, application.rowid, call->arena,
            &award);
    has_award = !status;
    if (status && status != STATUS_NOT_FOUND)
        return status;
    return publish_application(self, call, &application,
            has_award ? &award : NULL);
}

enum status
handle_unpublish_project(struct grants *self, struct call *call,
        const struct unpublish_project_request *request,
        struct unpublish_project_reply *reply)
{
    struct application application;
    enum status status =
            find_application(self, call, request->application, &application);

    (void)reply;
    if (!status && !application.has_published_at)
        return call_refuse(call, &problem_wrong_application_state, NULL,
                "the project is not public");
    if (!status)
        status = unpublish_application(self, call, &application,
                request->reason);
    return status;
}

enum status
handle_get_project(struct grants *self, struct call *call,
        const struct get_project_request *request,
        struct get_project_reply *reply)
{
    struct rows tranches = { 0 };
    int64_t award;
    enum status status = store_find_project(self->store, request->project,
            call->arena, &reply->project, &award);

    if (status == STATUS_NOT_FOUND)
        return call_refuse(call, &problem_not_found, "project",
                "there is no such public project");
    if (status || !reply->project.has_award)
        return status;
    status = store_list_tranches(self->store, award, call->arena, &tranches);
    if (!status)
        status = store_sum_results(self->store, award, &reply->visits,
                &reply->served);
    reply->tranches = tranches.items;
    reply->tranches_count = tranches.count;
    return status;
}

enum { PROJECT_GROUPS_MAX = 500 };

/* Of any request that has a project's filters. */
#define PROJECT_FILTER(request)                                                \
    {                                                                          \
        .has_round = (request)->has_round, .round = (request)->round,          \
        .has_organisation = (request)->has_organisation,                       \
        .organisation = (request)->organisation,                               \
        .has_field = (request)->has_field, .field = (request)->field,          \
        .has_programme = (request)->has_programme,                             \
        .programme = (request)->programme, .has_place = (request)->has_place,  \
        .place = (request)->place, .has_year = (request)->has_year,            \
        .year = (request)->year, .is_funded = (request)->is_funded,            \
    }

enum status
handle_list_projects(struct grants *self, struct call *call,
        const struct list_projects_request *request,
        struct list_projects_reply *reply)
{
    const struct project_filter filter = PROJECT_FILTER(request);
    struct page page;
    struct rows rows = { 0 };
    enum status status = page_begin(call, request, &page);

    if (!status)
        status = store_list_projects(self->store, &filter, &page, call->arena,
                &rows);
    reply->items = rows.items;
    reply->items_count = rows.count;
    page_end(call, reply, &page);
    return status;
}

enum status
handle_sum_projects(struct grants *self, struct call *call,
        const struct sum_projects_request *request,
        struct sum_projects_reply *reply)
{
    const struct project_filter filter = PROJECT_FILTER(request);
    enum status status;

    reply->as_of = call->now;
    reply->items = arena_alloc(call->arena,
            PROJECT_GROUPS_MAX * sizeof(*reply->items));
    status = store_sum_projects(self->store, request->by, &filter, reply->items,
            PROJECT_GROUPS_MAX, call->arena, &reply->items_count);
    for (size_t i = 0; i < reply->items_count; i++) {
        reply->projects += reply->items[i].projects;
        reply->awarded += reply->items[i].awarded;
        reply->paid += reply->items[i].paid;
        reply->returned += reply->items[i].returned;
    }
    return status;
}
