/* What is left of gifts for a project that ended. */
#include "book.h"
#include "fundraising.h"
#include "store_award.h"
#include "store_fund.h"
#include "store_gift.h"
#include "store_project.h"

#include <inttypes.h>

static enum status
find_both(struct fundraising *self, struct call *call,
        const struct lift_restriction_request *request, struct fund *fund,
        struct project *project)
{
    enum status status =
            store_find_fund(self, request->fund, call->arena, fund);

    if (status == STATUS_NOT_FOUND)
        return call_refuse(call, &problem_not_found, "fund",
                "there is no such fund at " STR_FMT, STR_ARG(call->hub));
    if (!status)
        status = store_find_project(self, request->project, call->arena,
                project);
    if (status == STATUS_NOT_FOUND)
        return call_refuse(call, &problem_no_such_project, "project",
                "no gift here names such a project");
    return status;
}

/* Gifts are for their project while it goes on, and while it waits for money.
 */
static enum status
check_ended(struct fundraising *self, struct call *call,
        const struct project *project)
{
    int64_t held = 0;
    enum status status;

    if (project_takes_gifts(project))
        return call_refuse(call, &problem_project_under_way, "project",
                STR_FMT " has not ended: close its award or withdraw it first",
                STR_ARG(project->title));
    status = store_sum_held(self, project->id, &held);
    if (!status && held > 0)
        return call_refuse(call, &problem_project_under_way, "project",
                "%" PRId64 " fen are still reserved or payable for " STR_FMT,
                held, STR_ARG(project->title));
    return status;
}

static enum status
tell_lifted(struct call *call, const struct lift_restriction_request *request,
        const struct entry *entry, int64_t amount, struct event_link *link)
{
    struct fundraising_restriction_lifted body = {
        .fund = request->fund,
        .amount = amount,
        .reason = request->reason,
    };

    body.postings = entry_postings(entry, call->arena, &body.postings_count);
    return emit_restriction_lifted(call, request->project, &body, link);
}

enum status
handle_lift_restriction(struct fundraising *self, struct call *call,
        const struct lift_restriction_request *request,
        struct lift_restriction_reply *reply)
{
    struct fund fund = { 0 };
    struct project project = { 0 };
    struct account restricted, free;
    struct event_link link = { 0 };
    struct entry entry = { 0 };
    enum status status = find_both(self, call, request, &fund, &project);

    if (!status)
        status = check_ended(self, call, &project);
    if (!status)
        status = book_owned_account(self, call, &fund, ACCOUNT_KIND_RESTRICTED,
                project.id, &restricted);
    if (!status)
        status = book_account(self, call, &fund, ACCOUNT_KIND_FREE, &free);
    if (status)
        return status;
    if (restricted.balance == 0)
        return call_refuse(call, &problem_funds_committed, "project",
                "nothing is left of the gifts to it");
    entry_move(&entry, &restricted, &free, restricted.balance);
    status = book_check(call, &entry, &problem_funds_committed, "project");
    if (!status)
        status = tell_lifted(call, request, &entry, restricted.balance, &link);
    if (!status)
        status = store_post(self, link.seq, &entry);
    reply->amount = restricted.balance;
    return status ? status
                  : store_lift_gifts(self, fund.number, project.number,
                            link.seq);
}
