/* Looking at rounds, in the order of schemas/grants.yaml. */
#include "grants.h"

enum status
handle_list_rounds(struct grants *self, struct call *call,
        const struct list_rounds_request *request,
        struct list_rounds_reply *reply)
{
    const struct round_filter filter = {
        .has_programme = request->has_programme,
        .programme = request->programme,
        .state = request->state,
        .open_only = request->has_open_only && request->open_only,
        .window = request->window,
        .field = request->field,
        .q = request->q,
        .with_drafts = viewer_of(call).sees_all,
        .now = call->now,
    };
    struct page page;
    struct rows rows = { 0 };
    enum status status = page_begin(call, request, &page);

    if (!status)
        status = store_list_rounds(self->store, &filter, &page, call->arena,
                &rows);
    reply->items = rows.items;
    reply->items_count = rows.count;
    page_end(call, reply, &page);
    return status;
}

static void
describe_round(const struct round *round, int64_t committed, int64_t now,
        struct get_round_reply *reply)
{
    *reply = (struct get_round_reply){
        .round = {
            .round = round->id,
            .round_id = round->id,
            .programme = round->programme,
            .number = round->number,
            .title = round->title,
            .state = round->state,
            .fund_hub = round->fund_hub,
            .fund = round->fund,
            .opens_at = round->opens_at,
            .closes_at = round->closes_at,
            .budget = round->budget,
            .committed = committed,
            .is_open = round_is_open(round, now),
        },
        .criteria = round->criteria,
        .criteria_count = round->criteria_count,
        .tranches = round->tranches,
        .tranches_count = round->tranches_count,
        .has_max_amount = round->has_max_amount,
        .max_amount = round->max_amount,
        .has_max_per_organisation = round->has_max_per_organisation,
        .max_per_organisation = round->max_per_organisation,
        .has_scores_due_on = round->has_scores_due_on,
        .scores_due_on = round->scores_due_on,
        .notice_working_days = round->notice_working_days,
        .agreement_days = round->agreement_days,
        .skips_screening = round->skips_screening,
        .skips_panel = round->skips_panel,
        .needs_budget = round->needs_budget,
        .drops_extremes = round->drops_extremes,
        .is_rolling = round->is_rolling,
        .is_panel_closed = round->has_panel_closed_at,
        .has_summary = round->has_summary,
        .summary = round->summary,
        .has_rule_document = round->has_rule_document,
        .rule_document = round->rule_document,
        .has_reason = round->has_reason,
        .reason = round->reason,
    };
}

static enum status
name_fund(struct grants *self, struct call *call, struct get_round_reply *reply)
{
    struct known_fund fund;
    enum status status =
            store_find_fund(self->store, reply->round.fund, call->arena, &fund);

    reply->has_fund_name = !status;
    reply->fund_name = status ? STR("") : fund.name;
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

enum status
handle_get_round(struct grants *self, struct call *call,
        const struct get_round_request *request, struct get_round_reply *reply)
{
    struct round round;
    struct rows uses = { 0 };
    int64_t committed = 0;
    enum status status = find_seen_round(self, call, request->round, &round);

    if (!status)
        status = store_sum_committed(self->store, &round, &committed);
    if (!status)
        status =
                store_list_section_use(self->store, &round, call->arena, &uses);
    if (status)
        return status;
    describe_round(&round, committed, call->now, reply);
    status = name_fund(self, call, reply);
    reply->sections = uses.items;
    reply->sections_count = uses.count;
    for (size_t i = 0; i < uses.count; i++) {
        reply->sections[i].fields = round.sections[i].fields;
        reply->sections[i].fields_count = round.sections[i].fields_count;
    }
    return status;
}

enum status
handle_summarise_round(struct grants *self, struct call *call,
        const struct summarise_round_request *request,
        struct summarise_round_reply *reply)
{
    struct round round;
    struct rows uses = { 0 };
    enum status status = find_seen_round(self, call, request->round, &round);

    if (!status)
        status = store_summarise_round(self->store, &round, reply);
    if (!status)
        status =
                store_list_section_use(self->store, &round, call->arena, &uses);
    reply->sections = uses.items;
    reply->sections_count = uses.count;
    return status;
}
