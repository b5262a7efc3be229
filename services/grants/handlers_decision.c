/* The council's decisions, in the order of schemas/grants.yaml. */
#include "decision.h"
#include "ranking.h"
#include "review.h"
#include "saga.h"

#include <inttypes.h>

/* One line against its application: in this round, judged, not too much. */
static enum status
check_line(struct grants *self, struct call *call, const struct round *round,
        const struct decision_line *line, struct selection *out)
{
    struct application application;
    struct known_organisation known;
    enum status status =
            find_application(self, call, line->application, &application);

    if (status)
        return status;
    *out = (struct selection){ application.id, line->amount,
        line->has_section || application.has_section,
        line->has_section ? line->section : application.section };
    if (!uuid_equal(application.round, round->id))
        return call_refuse(call, &problem_not_found, "decisions",
                "an application is of another round");
    if (!application_is_scorable(&application, round))
        return call_refuse(call, &problem_wrong_application_state, "decisions",
                STR_FMT " is %s", STR_ARG(application.number),
                state_name(THING_APPLICATION, application.state));
    if (line->amount > application.amount)
        return call_refuse(call, &problem_above_request, "decisions",
                STR_FMT " asks for %" PRId64 " fen",
                STR_ARG(application.number), application.amount);
    status = check_purpose(self, call, round->fund, &application, "decisions");
    if (status)
        return status;
    status = store_find_organisation(self->store, application.organisation,
            call->arena, &known);
    if (!status && !known.is_active)
        return call_refuse(call, &problem_organisation_inactive, "decisions",
                "the organisation of " STR_FMT " is not active",
                STR_ARG(application.number));
    if (status && status != STATUS_NOT_FOUND)
        return status;
    return refuse_fault(call,
            round_check_section(round, out->has_section, out->section));
}

/* Whoever is selected was scored, and the seals of the scores are open. */
static enum status
check_scored(struct grants *self, struct call *call, const struct round *round,
        struct uuid id)
{
    struct application application;
    int64_t received = 0;
    struct seal seal;
    enum status status = find_application(self, call, id, &application);

    if (!status)
        status = store_count_sheets(self->store, application.rowid, &received);
    if (!status)
        status = find_seal(self, round, id, received, &seal);
    if (!status && seal.is_sealed)
        return call_refuse(call, &problem_scores_sealed, "decisions",
                "scores of " STR_FMT " are outstanding; or close the panel",
                STR_ARG(application.number));
    if (!status && received == 0)
        return call_refuse(call, &problem_not_scored, "decisions",
                "nobody scored " STR_FMT, STR_ARG(application.number));
    return status;
}

static enum status
check_tie(struct grants *self, struct call *call, const struct round *round,
        const struct decide_round_request *request,
        const struct selection *selections)
{
    struct rows ranked;
    enum status status = list_ranking(self, call, round, NULL,
            round->has_panel_closed_at, &ranked);

    if (status)
        return status;
    if (!request->has_tie_note &&
            decision_breaks_tie(selections, request->decisions_count,
                    ranked.items, ranked.count))
        return call_refuse(call, &problem_tie_needs_note, "tie_note",
                "an application of equal score is passed over: say why");
    return STATUS_OK;
}

static enum status
check_panel_work(struct grants *self, struct call *call,
        const struct round *round, const struct decide_round_request *request,
        const struct selection *selections)
{
    enum status status = STATUS_OK;

    if (round->skips_panel)
        return STATUS_OK;
    for (size_t i = 0; !status && i < request->decisions_count; i++)
        status = check_scored(self, call, round, selections[i].application);
    if (!status)
        status = check_tie(self, call, round, request, selections);
    return status;
}

static enum status
check_money(struct grants *self, struct call *call, const struct round *round,
        const struct decide_round_request *request,
        const struct selection *selections)
{
    struct rows uses = { 0 };
    int64_t committed = 0;
    enum status status =
            store_list_section_use(self->store, round, call->arena, &uses);

    if (!status)
        status = store_sum_committed(self->store, round, &committed);
    if (!status)
        status = refuse_fault(call,
                decision_check_budgets(selections, request->decisions_count,
                        round->budget - committed, uses.items, uses.count));
    if (!status)
        status = refuse_fault(call,
                round_check_ranges(uses.items, uses.count,
                        request->has_is_final && request->is_final,
                        request->has_range_note));
    return status;
}

static enum status
check_decision(struct grants *self, struct call *call,
        const struct round *round, const struct decide_round_request *request,
        struct selection *selections)
{
    enum status status =
            refuse_fault(call, round_check_decidable(round, call->now));

    if (!status && request->decisions_count == 0 &&
            request->declined_count == 0 && !request->has_is_final)
        return call_refuse(call, &problem_invalid_field, "decisions",
                "select, decline, or make it final");
    if (!status)
        status = refuse_fault(call, decision_check_once(request->decisions,
                                            request->decisions_count));
    for (size_t i = 0; !status && i < request->decisions_count; i++)
        status = check_line(self, call, round, &request->decisions[i],
                &selections[i]);
    if (!status)
        status = check_panel_work(self, call, round, request, selections);
    if (!status)
        status = check_money(self, call, round, request, selections);
    return status;
}

/* New: being proposed will be its first transition. */
static struct award
new_award(struct call *call, const struct round *round,
        const struct application *application,
        const struct selection *selection)
{
    return (struct award){
        .id = call_new_id(call),
        .application = application->id,
        .round = round->id,
        .organisation = application->organisation,
        .applicant = application->applicant,
        .title = application->title,
        .has_section = selection->has_section,
        .section = selection->section,
        .has_field = application->has_field,
        .field = application->field,
        .fund_hub = round->fund_hub,
        .fund = round->fund,
        .amount = selection->amount,
        .decided_at = call->now,
    };
}

/* The application is selected and its award proposed to the fund. */
static enum status
select_one(struct grants *self, struct call *call, const struct round *round,
        const struct selection *selection, struct uuid decision,
        struct proposed_award *out)
{
    struct application application;
    struct award award;
    enum status status =
            find_application(self, call, selection->application, &application);

    if (status)
        return status;
    award = new_award(call, round, &application, selection);
    status = call_next_number(call, "GW", &award.number);
    if (!status)
        status = store_insert_award(self->store, &award, decision);
    if (status)
        return status;
    *out = (struct proposed_award){ award.id, application.id, award.amount };
    application.has_award = true;
    application.award = award.id;
    status = change_application(self, call, &application,
            APPLICATION_STATE_SELECTED, STR(""));
    return status ? status : propose_award(self, call, &award, STR(""));
}

static enum status
decline_one(struct grants *self, struct call *call, const struct round *round,
        struct uuid id, struct str reason)
{
    struct application application;
    enum status status = find_application(self, call, id, &application);

    if (!status && !uuid_equal(application.round, round->id))
        return call_refuse(call, &problem_not_found, "declined",
                "an application is of another round");
    if (!status && !application_is_undecided(&application))
        return call_refuse(call, &problem_wrong_application_state, "declined",
                STR_FMT " is %s", STR_ARG(application.number),
                state_name(THING_APPLICATION, application.state));
    if (!status)
        status = unpublish_unpaid(self, call, &application, reason);
    if (!status)
        status = change_application(self, call, &application,
                APPLICATION_STATE_DECLINED, reason);
    return status;
}

/* Those named, and with a final decision all that are left. */
static enum status
decline(struct grants *self, struct call *call, const struct round *round,
        const struct decide_round_request *request)
{
    struct str reason = optional_text(request->has_note, request->note);
    struct rows rest = { 0 };
    enum status status = STATUS_OK;

    for (size_t i = 0; !status && i < request->declined_count; i++)
        status = decline_one(self, call, round, request->declined[i], reason);
    if (!status && request->has_is_final && request->is_final)
        status = store_list_undecided(self->store, round->rowid, call->arena,
                &rest);
    for (size_t i = 0; !status && i < rest.count; i++)
        status = decline_one(self, call, round, ((struct uuid *)rest.items)[i],
                reason);
    return status;
}

static struct decision_item
decision_of(struct call *call, const struct decide_round_request *request)
{
    struct decision_item decision = {
        .decision = call_new_id(call),
        .decided_at = call->now,
        .decided_by = call->actor->account,
        .has_note = request->has_note,
        .note = request->note,
        .has_tie_note = request->has_tie_note,
        .tie_note = request->tie_note,
        .has_range_note = request->has_range_note,
        .range_note = request->range_note,
        .is_final = request->has_is_final && request->is_final,
    };

    for (size_t i = 0; i < request->decisions_count; i++)
        decision.amount += request->decisions[i].amount;
    return decision;
}

static enum status
tell_decision(struct grants *self, struct call *call, struct round *round,
        const struct decision_item *decision, size_t awards)
{
    const struct grants_round_decided body = {
        .decision = decision->decision,
        .amount = decision->amount,
        .awards = (int64_t)awards,
        .is_final = decision->is_final,
        .has_note = decision->has_note,
        .note = decision->note,
        .has_tie_note = decision->has_tie_note,
        .tie_note = decision->tie_note,
        .has_range_note = decision->has_range_note,
        .range_note = decision->range_note,
    };
    enum status status = STATUS_OK;

    if (round->state != ROUND_STATE_DECIDED)
        status = change_round(self, call, round, ROUND_STATE_DECIDED, STR(""));
    if (!status)
        status = emit_round_decided(call, round->id, &body, NULL);
    return status;
}

enum status
handle_decide_round(struct grants *self, struct call *call,
        const struct decide_round_request *request,
        struct decide_round_reply *reply)
{
    const struct decision_item decision = decision_of(call, request);
    size_t count = request->decisions_count;
    struct selection *selections =
            arena_alloc(call->arena, (count + 1) * sizeof(*selections));
    struct round round;
    enum status status = find_round(self, call, request->round, &round);

    reply->decision_id = decision.decision;
    reply->awards =
            arena_alloc(call->arena, (count + 1) * sizeof(*reply->awards));
    reply->awards_count = count;
    if (!status)
        status = check_decision(self, call, &round, request, selections);
    if (!status)
        status = store_insert_decision(self->store, round.rowid, &decision);
    for (size_t i = 0; !status && i < count; i++)
        status = select_one(self, call, &round, &selections[i],
                decision.decision, &reply->awards[i]);
    if (!status)
        status = decline(self, call, &round, request);
    if (!status)
        status = tell_decision(self, call, &round, &decision, count);
    return status;
}

enum status
handle_list_decisions(struct grants *self, struct call *call,
        const struct list_decisions_request *request,
        struct list_decisions_reply *reply)
{
    struct round round;
    struct page page;
    struct rows rows = { 0 };
    enum status status = page_begin(call, request, &page);

    if (!status)
        status = find_round(self, call, request->round, &round);
    if (!status)
        status = store_list_decisions(self->store, round.rowid, &page,
                call->arena, &rows);
    reply->items = rows.items;
    reply->items_count = rows.count;
    page_end(call, reply, &page);
    return status;
}

/* One that was scored was screened before; others are screened again. */
enum status
handle_reconsider_application(struct grants *self, struct call *call,
        const struct reconsider_application_request *request,
        struct reconsider_application_reply *reply)
{
    struct application application;
    struct round round;
    enum application_state back = APPLICATION_STATE_SUBMITTED;
    int64_t sheets = 0;
    enum status status =
            find_application(self, call, request->application, &application);

    if (!status && !application_can_be_reconsidered(&application))
        return call_refuse(call, &problem_wrong_application_state, NULL,
                "the application was neither declined nor its award"
                " terminated");
    if (!status)
        status = find_round(self, call, application.round, &round);
    if (!status && !round_is_live(&round))
        return call_refuse(call, &problem_wrong_round_state, NULL,
                "the round is finished or cancelled");
    if (!status)
        status = store_count_sheets(self->store, application.rowid, &sheets);
    if (!status && sheets > 0)
        back = round_selectable_state(&round);
    if (!status)
        status = change_application(self, call, &application, back,
                request->reason);
    reply->state = application.state;
    return status;
}
