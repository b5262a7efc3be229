/* Campaigns: the plan, its filing, the days in which gifts are taken. */
#include "base/clock.h"
#include "find.h"
#include "store_campaign.h"
#include "store_fund.h"

static enum status
tell(struct call *call, const struct campaign *campaign)
{
    struct fundraising_campaign_changed body = {
        .fund = campaign->fund_id,
        .title = campaign->title,
        .kind = campaign->kind,
        .form = campaign->form,
        .state = campaign->state,
        .is_emergency = campaign->is_emergency,
        .has_target = campaign->has_target,
        .target = campaign->target,
        .has_filing_number = campaign->filing_number.len > 0,
        .filing_number = campaign->filing_number,
        .starts_on = campaign->plan.starts_on,
        .ends_on = campaign->plan.ends_on,
    };

    return emit_campaign_changed(call, campaign->id, &body, NULL);
}

static enum status
save(struct fundraising *self, struct call *call,
        const struct campaign *campaign)
{
    enum status status = store_update_campaign(self, campaign);

    return status ? status : tell(call, campaign);
}

/* Public fundraising needs the host's certificate until its last day. */
static enum status
check_plan(struct call *call, const struct campaign *campaign,
        const struct fund *fund)
{
    if (campaign->plan.ends_on < campaign->plan.starts_on)
        return call_refuse(call, &problem_plan_dates, "plan.ends_on",
                "it lies before plan.starts_on");
    if (campaign->kind == CAMPAIGN_KIND_PUBLIC &&
            !fund_may_raise_publicly(fund, campaign->plan.ends_on))
        return call_refuse(call, &problem_no_certificate, "fund",
                "the host of " STR_FMT " holds no certificate until the end "
                "of the campaign",
                STR_ARG(fund->name));
    return STATUS_OK;
}

enum status
handle_draft_campaign(struct fundraising *self, struct call *call,
        const struct draft_campaign_request *request,
        struct draft_campaign_reply *reply)
{
    struct campaign campaign = {
        .id = call_new_id(call),
        .fund_id = request->fund,
        .title = request->title,
        .kind = request->kind,
        .form = request->form,
        .state = CAMPAIGN_STATE_DRAFT,
        .is_emergency = request->has_is_emergency && request->is_emergency,
        .has_target = request->has_target,
        .target = request->target,
        .plan = request->plan,
    };
    struct fund fund;
    enum status status =
            find_open_fund(self, call, request->fund, "fund", &fund);

    if (!status)
        status = check_plan(call, &campaign, &fund);
    if (status)
        return status;
    campaign.fund = fund.number;
    reply->campaign_id = campaign.id;
    status = store_insert_campaign(self, &campaign);
    return status ? status : tell(call, &campaign);
}

/* The campaign, in the state that the action leads to. */
static enum status
begin(struct fundraising *self, struct call *call, struct uuid id,
        enum campaign_action action, struct campaign *out)
{
    enum status status = store_find_campaign(self, id, call->arena, out);
    enum campaign_state after;

    if (status == STATUS_NOT_FOUND)
        return call_refuse(call, &problem_not_found, "campaign",
                "there is no such campaign at " STR_FMT, STR_ARG(call->hub));
    if (status)
        return status;
    after = campaign_after(out->state, action);
    if (!after)
        return call_refuse(call, &problem_campaign_state_wrong, "campaign",
                STR_FMT " is %s", STR_ARG(out->title),
                enum_name(&fundraising_campaign_state_enumeration,
                        (int)out->state));
    out->state = after;
    return STATUS_OK;
}

/* A surplus is said at the end, of what ran to its end; a plan before. */
static enum status
check_correction(struct call *call, const struct campaign *campaign,
        const struct correct_campaign_request *request)
{
    bool has_ended = campaign->state == CAMPAIGN_STATE_CLOSED;

    if (has_ended &&
            (request->has_title || request->has_target || request->has_plan ||
                    request->clear_count > 0 || !request->has_surplus))
        return call_refuse(call, &problem_campaign_state_wrong, "campaign",
                STR_FMT " is closed: its surplus alone can be corrected",
                STR_ARG(campaign->title));
    if (!has_ended && request->has_surplus)
        return call_refuse(call, &problem_campaign_state_wrong, "surplus",
                "it is said when the campaign is closed");
    return STATUS_OK;
}

static enum status
correct_surplus(struct fundraising *self, struct call *call,
        const struct correct_campaign_request *request,
        struct campaign *campaign)
{
    campaign->surplus = request->surplus;
    campaign->reason = request->reason;
    return save(self, call, campaign);
}

enum status
handle_correct_campaign(struct fundraising *self, struct call *call,
        const struct correct_campaign_request *request,
        struct correct_campaign_reply *reply)
{
    struct campaign campaign;
    struct fund fund;
    enum status status =
            begin(self, call, request->campaign, CAMPAIGN_CORRECT, &campaign);

    if (!status)
        status = check_correction(call, &campaign, request);
    if (!status)
        status = store_find_fund(self, campaign.fund_id, call->arena, &fund);
    if (status)
        return status;
    reply->state = campaign.state;
    if (request->has_surplus)
        return correct_surplus(self, call, request, &campaign);
    if (request->has_title)
        campaign.title = request->title;
    if (request->has_target) {
        campaign.has_target = true;
        campaign.target = request->target;
    }
    if (request->clear_count > 0) /* there is nothing else that can be empty */
        campaign.has_target = false;
    if (request->has_plan)
        campaign.plan = request->plan;
    campaign.filing_number = STR("");
    campaign.reason = request->reason;
    status = check_plan(call, &campaign, &fund);
    return status ? status : save(self, call, &campaign);
}

enum status
handle_file_campaign(struct fundraising *self, struct call *call,
        const struct file_campaign_request *request,
        struct file_campaign_reply *reply)
{
    struct campaign campaign;
    enum status status =
            begin(self, call, request->campaign, CAMPAIGN_FILE, &campaign);

    if (status)
        return status;
    campaign.filing_number = request->filing_number;
    reply->state = campaign.state;
    reply->has_warning = !filing_number_is_usual(request->filing_number);
    reply->warning = STR("not the usual form: the charity's credit code, A, "
                         "two digits of the year, three of a series");
    return save(self, call, &campaign);
}

/* What a campaign needs to take gifts, at its start and if it goes on. */
static enum status
check_may_run(struct fundraising *self, struct call *call,
        const struct campaign *campaign)
{
    struct fund fund;
    enum status status =
            find_open_fund(self, call, campaign->fund_id, "fund", &fund);

    if (!status)
        status = check_plan(call, campaign, &fund);
    if (!status && !campaign_may_open(campaign, date_of(call->now)))
        return call_refuse(call, &problem_campaign_not_open, "campaign",
                "it was not filed, or today is outside its days");
    return status;
}

enum status
handle_open_campaign(struct fundraising *self, struct call *call,
        const struct open_campaign_request *request,
        struct open_campaign_reply *reply)
{
    struct campaign campaign;
    enum status status =
            begin(self, call, request->campaign, CAMPAIGN_OPEN, &campaign);

    if (!status)
        status = check_may_run(self, call, &campaign);
    if (status)
        return status;
    reply->state = campaign.state;
    return save(self, call, &campaign);
}

enum status
handle_close_campaign(struct fundraising *self, struct call *call,
        const struct close_campaign_request *request,
        struct close_campaign_reply *reply)
{
    struct campaign campaign;
    enum status status =
            begin(self, call, request->campaign, CAMPAIGN_CLOSE, &campaign);

    if (status)
        return status;
    /* Without another word the plan's own rule holds. */
    campaign.surplus = request->has_surplus ? request->surplus
                                            : campaign.plan.surplus_rule;
    campaign.reason = request->reason;
    reply->state = campaign.state;
    return save(self, call, &campaign);
}

/* The surplus is not given away yet: it is said anew when it ends again. */
enum status
handle_reopen_campaign(struct fundraising *self, struct call *call,
        const struct reopen_campaign_request *request,
        struct reopen_campaign_reply *reply)
{
    struct campaign campaign;
    enum status status =
            begin(self, call, request->campaign, CAMPAIGN_REOPEN, &campaign);

    if (!status && campaign.state == CAMPAIGN_STATE_OPEN)
        status = check_may_run(self, call, &campaign);
    if (status)
        return status;
    if (campaign.state == CAMPAIGN_STATE_DRAFT)
        campaign.filing_number = STR("");
    campaign.surplus = STR("");
    campaign.reason = request->reason;
    reply->state = campaign.state;
    return save(self, call, &campaign);
}

/* Drafts and targeted campaigns are for those who run them. */
static bool
sees_all(const struct call *call)
{
    return call_has_role(call, ROLE_FINANCE) ||
           call_has_role(call, ROLE_OPERATOR) ||
           call_has_role(call, ROLE_SUPERVISOR);
}

static struct campaign_item
item_of(const struct campaign *campaign)
{
    return (struct campaign_item){
        .campaign_id = campaign->id,
        .fund = campaign->fund_id,
        .title = campaign->title,
        .kind = campaign->kind,
        .form = campaign->form,
        .state = campaign->state,
        .is_emergency = campaign->is_emergency,
        .has_target = campaign->has_target,
        .target = campaign->target,
        .raised = campaign->raised,
        .has_filing_number = campaign->filing_number.len > 0,
        .filing_number = campaign->filing_number,
        .starts_on = campaign->plan.starts_on,
        .ends_on = campaign->plan.ends_on,
    };
}

enum status
handle_list_campaigns(struct fundraising *self, struct call *call,
        const struct list_campaigns_request *request,
        struct list_campaigns_reply *reply)
{
    struct page page;
    struct fund fund = { 0 };
    struct campaign *campaigns;
    enum status status = page_begin(call, request, &page);

    if (!status && request->has_fund)
        status = store_find_fund(self, request->fund, call->arena, &fund);
    if (status == STATUS_NOT_FOUND)
        return STATUS_OK; /* no such fund has campaigns */
    if (!status)
        status = store_list_campaigns(self, call->arena,
                &(struct campaign_filter){ fund.number, !sees_all(call),
                        request->q },
                &page, &campaigns, &reply->items_count);
    if (status)
        return status;
    reply->items = arena_alloc(call->arena,
            (reply->items_count + 1) * sizeof(*reply->items));
    for (size_t i = 0; i < reply->items_count; i++)
        reply->items[i] = item_of(&campaigns[i]);
    page_end(call, reply, &page);
    return STATUS_OK;
}

enum status
handle_get_campaign(struct fundraising *self, struct call *call,
        const struct get_campaign_request *request,
        struct get_campaign_reply *reply)
{
    struct campaign campaign;
    struct fund fund;
    enum status status = store_find_campaign(self, request->campaign,
            call->arena, &campaign);

    if (status == STATUS_NOT_FOUND ||
            (!status && !campaign_is_published(&campaign) && !sees_all(call)))
        return call_refuse(call, &problem_not_found, "campaign",
                "there is no such campaign at " STR_FMT, STR_ARG(call->hub));
    if (!status)
        status = store_find_fund(self, campaign.fund_id, call->arena, &fund);
    if (status)
        return status;
    *reply = (struct get_campaign_reply){
        .campaign = item_of(&campaign),
        .plan = campaign.plan,
        .has_host_foundation = fund.has_host,
        .host_foundation = fund.host,
        .has_certificate = fund.certificate.len > 0,
        .certificate = fund.certificate,
        .has_surplus = campaign.surplus.len > 0,
        .surplus = campaign.surplus,
        .has_reason = campaign.reason.len > 0,
        .reason = campaign.reason,
    };
    return STATUS_OK;
}
