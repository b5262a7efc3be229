#include "change.h"

/* The first state of a thing has nothing before it. */
static struct str
state_text(enum thing thing, int state)
{
    const char *name = state_name(thing, state);

    return name ? str_from(name) : STR("");
}

enum status
change_state(struct grants *self, struct call *call, enum thing thing,
        struct uuid subject, int from, int to, struct str reason)
{
    const struct transition_item transition = {
        .at = call->now,
        .kind = str_from(thing_name(thing)),
        .from = state_text(thing, from),
        .to = state_text(thing, to ? to : from),
        .actor = call_actor_text(call),
        .has_reason = reason.len > 0,
        .reason = reason,
    };

    if (to != AS_IT_IS && !state_may_change(thing, from, to))
        return call_refuse(call, state_problem(thing), NULL,
                "the %s is %s and cannot become %s", thing_name(thing),
                from ? state_name(thing, from) : "new", state_name(thing, to));
    return store_insert_transition(self->store, subject, &transition);
}

/* Programmes */

#define PROGRAMME_BODY(p, why)                                                 \
    {                                                                          \
        .title = (p)->title, .number = (p)->number, .state = (p)->state,       \
        .funding = (p)->funding, .has_year = (p)->has_year, .year = (p)->year, \
        .has_budget = (p)->has_budget, .budget = (p)->budget,                  \
        .has_owner = (p)->has_owner, .owner = (p)->owner,                      \
        .has_administrator = (p)->has_administrator,                           \
        .administrator = (p)->administrator,                                   \
        .has_rule_document = (p)->has_rule_document,                           \
        .rule_document = (p)->rule_document, .has_reason = (why).len > 0,      \
        .reason = (why)                                                        \
    }

enum status
open_programme(struct grants *self, struct call *call,
        struct programme_item *programme)
{
    enum status status;

    programme->state = PROGRAMME_STATE_RUNNING;
    status = store_insert_programme(self->store, programme);
    if (!status)
        status = change_state(self, call, THING_PROGRAMME, programme->programme,
                0, programme->state, STR(""));
    if (!status) {
        const struct grants_programme_opened body =
                PROGRAMME_BODY(programme, STR(""));

        status = emit_programme_opened(call, programme->programme, &body, NULL);
    }
    return status;
}

enum status
change_programme(struct grants *self, struct call *call,
        struct programme_item *programme, int to, struct str reason)
{
    enum status status = change_state(self, call, THING_PROGRAMME,
            programme->programme, programme->state, to, reason);

    programme->state = to ? to : (int)programme->state;
    if (!status)
        status = store_update_programme(self->store, programme);
    if (!status) {
        const struct grants_programme_changed body =
                PROGRAMME_BODY(programme, reason);

        status =
                emit_programme_changed(call, programme->programme, &body, NULL);
    }
    return status;
}

/* Rounds */

#define ROUND_BODY(r)                                                          \
    {                                                                          \
        .programme = (r)->programme, .number = (r)->number,                    \
        .title = (r)->title, .state = (r)->state, .fund_hub = (r)->fund_hub,   \
        .fund = (r)->fund, .opens_at = (r)->opens_at,                          \
        .closes_at = (r)->closes_at, .budget = (r)->budget,                    \
        .sections = (r)->sections, .sections_count = (r)->sections_count,      \
        .criteria = (r)->criteria, .criteria_count = (r)->criteria_count,      \
        .tranches = (r)->tranches, .tranches_count = (r)->tranches_count,      \
        .has_max_amount = (r)->has_max_amount, .max_amount = (r)->max_amount,  \
        .has_max_per_organisation = (r)->has_max_per_organisation,             \
        .max_per_organisation = (r)->max_per_organisation,                     \
        .notice_working_days = (r)->notice_working_days,                       \
        .agreement_days = (r)->agreement_days,                                 \
        .skips_screening = (r)->skips_screening,                               \
        .skips_panel = (r)->skips_panel,                                       \
        .drops_extremes = (r)->drops_extremes, .is_rolling = (r)->is_rolling,  \
        .is_panel_closed = (r)->has_panel_closed_at, .has_needs_budget = true, \
        .needs_budget = (r)->needs_budget,                                     \
        .has_scores_due_on = (r)->has_scores_due_on,                           \
        .scores_due_on = (r)->scores_due_on,                                   \
        .has_rule_document = (r)->has_rule_document,                           \
        .rule_document = (r)->rule_document, .has_reason = (r)->has_reason,    \
        .reason = (r)->reason                                                  \
    }

/* The window's ends come by themselves. */
static enum status
schedule_window(struct call *call, const struct round *round)
{
    enum status status = STATUS_OK;

    if (round->opens_at > call->now)
        status = call_schedule(call, "round_opens", round->id, round->opens_at);
    if (!status && round->closes_at > call->now)
        status = call_schedule(call, "round_closes", round->id,
                round->closes_at);
    return status;
}

static enum status
cancel_window(struct call *call, const struct round *round)
{
    enum status status = call_cancel(call, "round_opens", round->id);

    if (!status)
        status = call_cancel(call, "round_closes", round->id);
    return status;
}

enum status
keep_round_draft(struct grants *self, struct call *call, struct round *round)
{
    enum status status;

    round->state = ROUND_STATE_DRAFT;
    status = store_insert_round(self->store, round);
    if (!status)
        status = change_state(self, call, THING_ROUND, round->id, 0,
                round->state, STR(""));
    return status;
}

enum status
publish_round(struct grants *self, struct call *call, struct round *round)
{
    int to = round_state_at(round, call->now);
    enum status status = change_state(self, call, THING_ROUND, round->id,
            round->state, to, STR(""));

    round->state = to;
    if (!status)
        status = store_update_round(self->store, round);
    if (!status)
        status = schedule_window(call, round);
    if (!status) {
        const struct grants_round_opened body = ROUND_BODY(round);

        status = emit_round_opened(call, round->id, &body, NULL);
    }
    return status;
}

enum status
change_round(struct grants *self, struct call *call, struct round *round,
        int to, struct str reason)
{
    enum status status = change_state(self, call, THING_ROUND, round->id,
            round->state, to, reason);

    round->state = to ? to : (int)round->state;
    round->has_reason = reason.len > 0;
    round->reason = reason;
    if (!status)
        status = store_update_round(self->store, round);
    if (!status)
        status = cancel_window(call, round);
    if (!status && round_is_live(round))
        status = schedule_window(call, round);
    if (!status && round->state != ROUND_STATE_DRAFT) {
        const struct grants_round_changed body = ROUND_BODY(round);

        status = emit_round_changed(call, round->id, &body, NULL);
    }
    return status;
}

/* Applications */

#define APPLICATION_BODY(a)                                                    \
    {                                                                          \
        .round = (a)->round, .number = (a)->number, .title = (a)->title,       \
        .organisation = (a)->organisation, .amount = (a)->amount,              \
        .applicant = (a)->applicant, .state = (a)->state,                      \
        .version = (a)->version, .has_section = (a)->has_section,              \
        .section = (a)->section, .has_field = (a)->has_field,                  \
        .field = (a)->field, .has_place = (a)->has_place, .place = (a)->place, \
        .has_starts_on = (a)->has_starts_on, .starts_on = (a)->starts_on,      \
        .has_ends_on = (a)->has_ends_on, .ends_on = (a)->ends_on,              \
        .has_award = (a)->has_award, .award = (a)->award,                      \
        .is_published = (a)->has_published_at, .has_reason = (a)->has_reason,  \
        .reason = (a)->reason                                                  \
    }

enum status
submit_application(struct grants *self, struct call *call,
        struct application *application)
{
    bool is_draft = application->state == APPLICATION_STATE_DRAFT;
    enum status status =
            change_state(self, call, THING_APPLICATION, application->id,
                    application->state, APPLICATION_STATE_SUBMITTED, STR(""));

    application->state = APPLICATION_STATE_SUBMITTED;
    if (!status)
        status = is_draft ? store_update_application(self->store, application)
                          : store_insert_application(self->store, application);
    if (!status) {
        const struct grants_application_submitted body =
                APPLICATION_BODY(application);

        status = emit_application_submitted(call, application->id, &body, NULL);
    }
    return status;
}

enum status
change_application(struct grants *self, struct call *call,
        struct application *application, int to, struct str reason)
{
    enum status status = change_state(self, call, THING_APPLICATION,
            application->id, application->state, to, reason);

    application->state = to ? to : (int)application->state;
    application->has_reason = reason.len > 0;
    application->reason = reason;
    if (!status)
        status = store_update_application(self->store, application);
    if (!status) {
        const struct grants_application_changed body =
                APPLICATION_BODY(application);

        status = emit_application_changed(call, application->id, &body, NULL);
    }
    return status;
}

enum status
publish_application(struct grants *self, struct call *call,
        struct application *application, const struct award *award)
{
    bool is_over = application->state == APPLICATION_STATE_TERMINATED;
    struct round round;
    enum status status = find_round(self, call, application->round, &round);

    application->has_published_at = true;
    application->published_at = call->now;
    if (!status)
        status = store_update_application(self->store, application);
    if (!status) {
        const struct grants_project_published body = {
            .title = application->title,
            .organisation = application->organisation,
            .round = application->round,
            .fund_hub = award ? award->fund_hub : round.fund_hub,
            .fund = award ? award->fund : round.fund,
            .has_amount = award != NULL,
            .amount = award ? award->amount : 0,
            .has_place = application->has_place,
            .place = application->place,
            .has_field = application->has_field,
            .field = application->field,
            .has_is_over = is_over,
            .is_over = is_over,
        };

        status = emit_project_published(call, application->id, &body, NULL);
    }
    return status;
}

static enum status
tell_withdrawn(struct call *call, const struct application *application,
        struct str fund_hub, struct uuid fund, struct str reason)
{
    const struct grants_project_withdrawn body = {
        .fund_hub = fund_hub,
        .fund = fund,
        .reason = reason,
    };

    return emit_project_withdrawn(call, application->id, &body, NULL);
}

/*
 * Its round's fund heard of it, and its award's, which may be another: an
 * award that was refused can be proposed to a second fund.
 */
enum status
unpublish_application(struct grants *self, struct call *call,
        struct application *application, struct str reason)
{
    struct round round;
    struct award award;
    enum status status = find_round(self, call, application->round, &round);

    application->has_published_at = false;
    if (!status)
        status = store_update_application(self->store, application);
    if (!status)
        status = tell_withdrawn(call, application, round.fund_hub, round.fund,
                reason);
    if (!status && application->has_award)
        status = find_award(self, call, application->award, &award);
    if (!status && application->has_award &&
            !uuid_equal(award.fund, round.fund))
        status = tell_withdrawn(call, application, award.fund_hub, award.fund,
                reason);
    return status;
}

enum status
unpublish_unpaid(struct grants *self, struct call *call,
        struct application *application, struct str reason)
{
    int64_t paid;
    enum status status = store_sum_paid(self->store, application->rowid, &paid);

    if (status || !application_can_be_hidden(application, paid))
        return status;
    return unpublish_application(self, call, application, reason);
}
