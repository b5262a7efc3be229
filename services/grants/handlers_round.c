/* Rounds, in the order of schemas/grants.yaml. */
#include "change.h"
#include "tranche.h"

#include <inttypes.h>

enum { NOTICE_DAYS = 5, AGREEMENT_DAYS = 30 };

static struct round_criterion whole_impression[] = {
    { .name = STR("总体评价"), .weight = WHOLE_SHARE },
};

static struct round
round_of_request(struct call *call, const struct open_round_request *request)
{
    bool has_criteria = request->criteria_count > 0;

    return (struct round){
        .id = call_new_id(call),
        .programme = request->programme,
        .title = request->title,
        .fund_hub = request->fund_hub,
        .fund = request->fund,
        .opens_at = request->opens_at,
        .closes_at = request->closes_at,
        .budget = request->budget,
        .sections = request->sections,
        .sections_count = request->sections_count,
        .criteria = has_criteria ? request->criteria : whole_impression,
        .criteria_count = has_criteria ? request->criteria_count : 1,
        .tranches = request->tranches,
        .tranches_count = request->tranches_count,
        .has_max_amount = request->has_max_amount,
        .max_amount = request->max_amount,
        .has_max_per_organisation = request->has_max_per_organisation,
        .max_per_organisation = request->max_per_organisation,
        .has_scores_due_on = request->has_scores_due_on,
        .scores_due_on = request->scores_due_on,
        .notice_working_days = request->has_notice_working_days
                                       ? request->notice_working_days
                                       : NOTICE_DAYS,
        .agreement_days = request->has_agreement_days ? request->agreement_days
                                                      : AGREEMENT_DAYS,
        .skips_screening =
                request->has_skips_screening && request->skips_screening,
        .skips_panel = request->has_skips_panel && request->skips_panel,
        .drops_extremes =
                request->has_drops_extremes && request->drops_extremes,
        .is_rolling = request->has_is_rolling && request->is_rolling,
        .needs_budget = request->has_needs_budget && request->needs_budget,
        .has_summary = request->has_summary,
        .summary = request->summary,
        .has_rule_document = request->has_rule_document,
        .rule_document = request->rule_document,
    };
}

static enum status
check_window_ahead(struct call *call, const struct round *round)
{
    if (round->closes_at > call->now)
        return STATUS_OK;
    return call_refuse(call, &problem_window_backwards, "closes_at",
            "it lies in the past");
}

enum status
handle_open_round(struct grants *self, struct call *call,
        const struct open_round_request *request,
        struct open_round_reply *reply)
{
    struct round round = round_of_request(call, request);
    bool is_draft = request->has_is_draft && request->is_draft;
    enum status status = check_programme(self, call, &round, 0);

    if (!status)
        status = refuse_fault(call, round_check(&round));
    if (!status)
        status = check_fund(self, call, round.fund_hub, round.fund, &round);
    if (!status && !is_draft)
        status = check_window_ahead(call, &round);
    if (!status)
        status = check_document(self, call, round.has_rule_document,
                round.rule_document, "rule_document");
    if (!status)
        status = call_next_number(call, "GR", &round.number);
    if (!status)
        status = keep_round_draft(self, call, &round);
    if (!status)
        status = store_put_round_rules(self->store, &round);
    if (!status && !is_draft)
        status = publish_round(self, call, &round);
    reply->round_id = round.id;
    reply->number = round.number;
    reply->state = round.state;
    return status;
}

/* How it is reviewed and decided; returns whether anything of it changes. */
static bool
correct_course(struct round *round, const struct correct_round_request *request)
{
    if (request->has_skips_screening)
        round->skips_screening = request->skips_screening;
    if (request->has_skips_panel)
        round->skips_panel = request->skips_panel;
    if (request->has_drops_extremes)
        round->drops_extremes = request->drops_extremes;
    if (request->has_is_rolling)
        round->is_rolling = request->is_rolling;
    return request->has_skips_screening || request->has_skips_panel ||
           request->has_drops_extremes || request->has_is_rolling;
}

/* Returns whether anything changes that applicants must be able to rely on. */
static bool
correct_rules(struct round *round, const struct correct_round_request *request)
{
    bool changes = request->sections_count || request->criteria_count ||
                   request->tranches_count || request->has_max_amount ||
                   request->has_max_per_organisation ||
                   request->has_notice_working_days ||
                   request->has_agreement_days || request->has_needs_budget;

    if (request->sections_count) {
        round->sections = request->sections;
        round->sections_count = request->sections_count;
    }
    if (request->criteria_count) {
        round->criteria = request->criteria;
        round->criteria_count = request->criteria_count;
    }
    if (request->tranches_count) {
        round->tranches = request->tranches;
        round->tranches_count = request->tranches_count;
    }
    if (request->has_max_amount) {
        round->has_max_amount = true;
        round->max_amount = request->max_amount;
    }
    if (request->has_max_per_organisation) {
        round->has_max_per_organisation = true;
        round->max_per_organisation = request->max_per_organisation;
    }
    if (request->has_notice_working_days)
        round->notice_working_days = request->notice_working_days;
    if (request->has_agreement_days)
        round->agreement_days = request->agreement_days;
    if (request->has_needs_budget)
        round->needs_budget = request->needs_budget;
    return changes;
}

/* Returns whether it is something that applicants rely on. */
static bool
clear_field(struct round *round, enum round_field field)
{
    switch (field) {
    case ROUND_FIELD_SECTIONS:
        round->sections_count = 0;
        return true;
    case ROUND_FIELD_MAX_AMOUNT:
        round->has_max_amount = false;
        return true;
    case ROUND_FIELD_MAX_PER_ORGANISATION:
        round->has_max_per_organisation = false;
        return true;
    case ROUND_FIELD_RULE_DOCUMENT:
        round->has_rule_document = false;
        return false;
    case ROUND_FIELD_SUMMARY:
        round->has_summary = false;
        return false;
    case ROUND_FIELD_SCORES_DUE_ON:
        round->has_scores_due_on = false;
        return false;
    }
    return false;
}

static void
correct_facts(struct round *round, const struct correct_round_request *request)
{
    if (request->has_title)
        round->title = request->title;
    if (request->has_summary) {
        round->has_summary = true;
        round->summary = request->summary;
    }
    if (request->has_rule_document) {
        round->has_rule_document = true;
        round->rule_document = request->rule_document;
    }
    if (request->has_fund_hub)
        round->fund_hub = request->fund_hub;
    if (request->has_fund)
        round->fund = request->fund;
    if (request->has_budget)
        round->budget = request->budget;
    if (request->has_scores_due_on) {
        round->has_scores_due_on = true;
        round->scores_due_on = request->scores_due_on;
    }
}

/* What other people rely on already does not change under them. */
static enum status
check_correctable(struct grants *self, struct call *call,
        const struct round *round, const struct correct_round_request *request,
        bool changes_rules)
{
    int64_t applications = 0, committed = 0;
    enum status status = store_count_applications(self->store, round->rowid,
            NULL, &applications);

    if (!status)
        status = store_sum_committed(self->store, round, &committed);
    if (status)
        return status;
    if (round->state == ROUND_STATE_CANCELLED ||
            (changes_rules && applications > 0))
        return call_refuse(call, &problem_wrong_round_state, NULL,
                "rules change only before the first application is submitted");
    if ((request->has_fund || request->has_fund_hub) &&
            (round->state == ROUND_STATE_DECIDED ||
                    round->state == ROUND_STATE_FINISHED))
        return call_refuse(call, &problem_wrong_round_state, "fund",
                "awards were proposed to the present fund");
    if (round->budget < committed)
        return call_refuse(call, &problem_over_round_budget, "budget",
                "its awards already hold %" PRId64 " fen", committed);
    return STATUS_OK;
}

enum status
handle_correct_round(struct grants *self, struct call *call,
        const struct correct_round_request *request,
        struct correct_round_reply *reply)
{
    struct round round;
    bool changes_rules = false;
    int64_t planned = 0;
    enum status status = find_round(self, call, request->round, &round);

    (void)reply;
    if (!status) {
        planned = round.state == ROUND_STATE_DRAFT ? 0 : round.budget;
        changes_rules = correct_rules(&round, request);
        changes_rules |= correct_course(&round, request);
        correct_facts(&round, request);
        for (size_t i = 0; i < request->clear_count; i++)
            changes_rules |= clear_field(&round, request->clear[i]);
        status = refuse_fault(call, round_check(&round));
    }
    if (!status && (request->has_fund || request->has_fund_hub ||
                           request->sections_count > 0))
        status = check_fund(self, call, round.fund_hub, round.fund, &round);
    if (!status)
        status = check_correctable(self, call, &round, request, changes_rules);
    if (!status && request->has_budget)
        status = check_programme(self, call, &round, planned);
    if (!status)
        status = check_document(self, call, request->has_rule_document,
                request->rule_document, "rule_document");
    if (!status)
        status = store_put_round_rules(self->store, &round);
    if (!status)
        status = change_round(self, call, &round, AS_IT_IS, request->reason);
    return status;
}

enum status
handle_publish_round(struct grants *self, struct call *call,
        const struct publish_round_request *request,
        struct publish_round_reply *reply)
{
    struct round round;
    enum status status = find_round(self, call, request->round, &round);

    if (!status && round.state != ROUND_STATE_DRAFT)
        return call_refuse(call, &problem_wrong_round_state, NULL,
                "only a draft can be published");
    if (!status)
        status = check_programme(self, call, &round, 0);
    if (!status)
        status = check_window_ahead(call, &round);
    if (!status)
        status = check_fund(self, call, round.fund_hub, round.fund, &round);
    if (!status)
        status = publish_round(self, call, &round);
    reply->state = round.state;
    return status;
}

/* A decided round stays decided, even if it takes applications again. */
static int
state_with_window(const struct round *round, int64_t now)
{
    enum round_state state = round_state_at(round, now);

    if (round->state == ROUND_STATE_DECIDED || !round_is_live(round) ||
            round->state == state)
        return AS_IT_IS;
    return (int)state;
}

enum status
handle_change_window(struct grants *self, struct call *call,
        const struct change_window_request *request,
        struct change_window_reply *reply)
{
    struct round round;
    enum status status = find_round(self, call, request->round, &round);

    if (!status && !round_has_movable_window(&round))
        return call_refuse(call, &problem_wrong_round_state, NULL,
                "the round is decided, finished or cancelled");
    if (status)
        return status;
    if (request->has_opens_at)
        round.opens_at = request->opens_at;
    round.closes_at = request->closes_at;
    status = refuse_fault(call, round_check(&round));
    if (!status)
        status = change_round(self, call, &round,
                state_with_window(&round, call->now), request->reason);
    reply->state = round.state;
    return status;
}

/* Those that nobody decided on end with the round. */
static enum status
decline_undecided(struct grants *self, struct call *call,
        const struct round *round, struct str reason, int64_t *declined)
{
    struct rows rows;
    enum status status =
            store_list_undecided(self->store, round->rowid, call->arena, &rows);
    const struct uuid *ids = rows.items;

    for (size_t i = 0; !status && i < rows.count; i++) {
        struct application application;

        status = find_application(self, call, ids[i], &application);
        if (!status)
            status = unpublish_unpaid(self, call, &application, reason);
        if (!status)
            status = change_application(self, call, &application,
                    APPLICATION_STATE_DECLINED, reason);
    }
    *declined = (int64_t)rows.count;
    return status;
}

enum status
handle_cancel_round(struct grants *self, struct call *call,
        const struct cancel_round_request *request,
        struct cancel_round_reply *reply)
{
    struct round round;
    enum status status = find_round(self, call, request->round, &round);

    if (!status)
        status = change_round(self, call, &round, ROUND_STATE_CANCELLED,
                request->reason);
    if (!status)
        status = decline_undecided(self, call, &round, request->reason,
                &reply->declined);
    return status;
}

enum status
handle_finish_round(struct grants *self, struct call *call,
        const struct finish_round_request *request,
        struct finish_round_reply *reply)
{
    struct round round;
    enum status status = find_round(self, call, request->round, &round);

    (void)reply;
    if (!status && round.state != ROUND_STATE_DECIDED)
        return call_refuse(call, &problem_wrong_round_state, NULL,
                "only a decided round can be finished");
    if (!status)
        status = change_round(self, call, &round, ROUND_STATE_FINISHED,
                optional_text(request->has_reason, request->reason));
    return status;
}

enum status
handle_reopen_round(struct grants *self, struct call *call,
        const struct reopen_round_request *request,
        struct reopen_round_reply *reply)
{
    struct round round;
    enum status status = find_round(self, call, request->round, &round);

    (void)reply;
    if (!status && round.state != ROUND_STATE_FINISHED)
        return call_refuse(call, &problem_wrong_round_state, NULL,
                "the round is not finished");
    if (!status)
        status = change_round(self, call, &round, ROUND_STATE_DECIDED,
                request->reason);
    return status;
}
