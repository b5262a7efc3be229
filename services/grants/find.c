/* Looking things up for a call: what is missing or unseen is refused. */
#include "grants.h"

#include <inttypes.h>

static enum status
refuse_sum(struct call *call, const struct fault *fault, const char *field)
{
    const struct wrong_sum *sum = &fault->sum;
    const enum status status = call_refuse(call, fault->problem, field,
            "%s %" PRId64 "%s", fault->detail, sum->found, sum->unit);

    call->refusal.expected = arena_printf(call->arena, "%s%" PRId64 "%s",
            sum->is_limit ? "at most " : "", sum->wanted, sum->unit);
    return status;
}

enum status
refuse_fault(struct call *call, struct fault fault)
{
    const char *field = fault.field;

    if (!fault.problem)
        return STATUS_OK;
    if (fault.entry > 0)
        field = arena_printf(call->arena, "%s.%zu", field, fault.entry - 1)
                        .data;
    if (fault.sum.is_there)
        return refuse_sum(call, &fault, field);
    return call_refuse(call, fault.problem, field, "%s", fault.detail);
}

static enum status
or_refuse(struct call *call, enum status status, const char *field)
{
    if (status != STATUS_NOT_FOUND)
        return status;
    return call_refuse(call, &problem_not_found, field, "there is no such %s",
            field);
}

enum status
find_programme(struct grants *self, struct call *call, struct uuid id,
        struct programme_item *out)
{
    return or_refuse(call,
            store_find_programme(self->store, id, call->arena, out),
            "programme");
}

enum status
find_round(struct grants *self, struct call *call, struct uuid id,
        struct round *out)
{
    return or_refuse(call, store_find_round(self->store, id, call->arena, out),
            "round");
}

enum status
find_application(struct grants *self, struct call *call, struct uuid id,
        struct application *out)
{
    return or_refuse(call,
            store_find_application(self->store, id, call->arena, out),
            "application");
}

enum status
find_award(struct grants *self, struct call *call, struct uuid id,
        struct award *out)
{
    return or_refuse(call, store_find_award(self->store, id, call->arena, out),
            "award");
}

struct viewer
viewer_of(const struct call *call)
{
    return (struct viewer){
        .sees_all = call_has_role(call, ROLE_OPERATOR) ||
                    call_has_role(call, ROLE_COUNCIL) ||
                    call_has_role(call, ROLE_SUPERVISOR),
        .is_reviewer = call_has_role(call, ROLE_REVIEWER),
        .account = call->actor->account,
    };
}

enum status
find_seen_round(struct grants *self, struct call *call, struct uuid id,
        struct round *out)
{
    enum status status = find_round(self, call, id, out);

    if (!status && out->state == ROUND_STATE_DRAFT && !viewer_of(call).sees_all)
        return or_refuse(call, STATUS_NOT_FOUND, "round");
    return status;
}

enum status
find_seen_application(struct grants *self, struct call *call, struct uuid id,
        struct application *out)
{
    struct viewer viewer = viewer_of(call);
    enum status status = find_application(self, call, id, out);
    bool is_seen = false;

    if (!status)
        status = store_may_see_application(self->store, out->rowid, &viewer,
                &is_seen);
    if (!status && !is_seen)
        return or_refuse(call, STATUS_NOT_FOUND, "application");
    return status;
}

struct viewer
award_viewer_of(const struct call *call)
{
    struct viewer viewer = viewer_of(call);

    viewer.sees_all |= call_has_role(call, ROLE_FINANCE);
    return viewer;
}

enum status
find_seen_award(struct grants *self, struct call *call, struct uuid id,
        struct award *out)
{
    struct viewer viewer = award_viewer_of(call);
    enum status status = find_award(self, call, id, out);
    bool is_seen = false;

    if (!status)
        status = store_may_see_award(self->store, out, &viewer, &is_seen);
    if (!status && !is_seen)
        return or_refuse(call, STATUS_NOT_FOUND, "award");
    return status;
}

enum status
is_own_application(struct grants *self, const struct application *application,
        struct uuid account, bool *out)
{
    struct uuid organisation;
    enum status status = store_find_account_organisation(self->store, account,
            &organisation);

    *out = uuid_equal(application->applicant, account) ||
           (!status && uuid_equal(application->organisation, organisation));
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

enum status
find_own_application(struct grants *self, struct call *call, struct uuid id,
        struct application *out)
{
    enum status status = find_application(self, call, id, out);
    bool is_own = false;

    if (!status)
        status = is_own_application(self, out, call->actor->account, &is_own);
    /* A draft is its author's alone. */
    if (!status && out->state == APPLICATION_STATE_DRAFT)
        is_own = call_is_account(call, out->applicant);
    else if (!status && call_has_role(call, ROLE_OPERATOR))
        is_own = true;
    if (status || is_own)
        return status;
    return or_refuse(call, STATUS_NOT_FOUND, "application");
}

enum status
find_own_award(struct grants *self, struct call *call, struct uuid id,
        struct award *out)
{
    struct application application;
    enum status status = find_award(self, call, id, out);

    if (!status)
        status = find_own_application(self, call, out->application,
                &application);
    return status;
}

enum status
may_read_file(struct grants *self, struct call *call, struct str hash,
        bool *out)
{
    struct viewer viewer = viewer_of(call);
    enum status status = store_is_public_file(self->store, hash, out);

    if (!status && !*out && call->actor->has_account)
        status = store_may_read_file(self->store, hash, &viewer, out);
    return status;
}

/* Who names a file shows it to others, and to themselves: they must have it. */
enum status
check_document(struct grants *self, struct call *call, bool has,
        struct str hash, const char *field)
{
    bool is_at_hand = true;
    enum status status = STATUS_OK;

    if (has)
        status = may_read_file(self, call, hash, &is_at_hand);
    if (!status && !is_at_hand)
        return call_refuse(call, &problem_attachment_unknown, field,
                "upload the file with put_attachment_chunk first");
    return status;
}

enum status
check_attachments(struct grants *self, struct call *call,
        const struct attachment_ref *attachments, size_t count)
{
    enum status status = STATUS_OK;

    for (size_t i = 0; !status && i < count; i++)
        status = check_document(self, call, true, attachments[i].hash,
                "attachments");
    return status;
}

const struct section_use *
find_section_use(const struct rows *uses, struct str name)
{
    const struct section_use *use = uses->items;

    for (size_t i = 0; i < uses->count; i++)
        if (str_equal(use[i].name, name))
            return &use[i];
    return NULL;
}

static enum status
check_unheard_fund(struct grants *self, struct call *call, struct str fund_hub,
        struct uuid fund)
{
    int64_t heard_at = 0;
    enum status status = store_find_fund_hub(self->store, fund_hub, &heard_at);

    return status ? status
                  : refuse_fault(call, fund_check_unheard(fund, heard_at));
}

enum status
check_fund(struct grants *self, struct call *call, struct str fund_hub,
        struct uuid id, const struct round *round)
{
    struct known_fund fund;
    enum status status =
            refuse_fault(call, fund_check_hub(fund_hub, call->hub));

    if (status)
        return status;
    status = store_find_fund(self->store, id, call->arena, &fund);
    if (status == STATUS_NOT_FOUND)
        return check_unheard_fund(self, call, fund_hub, id);
    if (!status)
        status = refuse_fault(call, fund_check(&fund, fund_hub));
    if (!status && round)
        status = refuse_fault(call, fund_check_fields(&fund, round));
    return status;
}

enum status
check_purpose(struct grants *self, struct call *call, struct uuid fund_id,
        const struct application *application, const char *field)
{
    struct known_fund fund;
    enum status status =
            store_find_fund(self->store, fund_id, call->arena, &fund);

    if (status)
        return status == STATUS_NOT_FOUND ? STATUS_OK : status;
    if (fund_serves(&fund, application->field))
        return STATUS_OK;
    return call_refuse(call, &problem_fund_has_other_purposes, field,
            STR_FMT " %s, and the fund pays for certain fields only",
            STR_ARG(application->number),
            application->has_field ? "is for another field" : "names no field");
}

enum status
check_count(struct grants *self, struct call *call, const struct round *round,
        struct uuid organisation)
{
    int64_t count = 0;
    enum status status = STATUS_OK;

    if (round->has_max_per_organisation)
        status = store_count_applications(self->store, round->rowid,
                &organisation, &count);
    if (!status && round->has_max_per_organisation &&
            count >= round->max_per_organisation)
        return call_refuse(call, &problem_too_many_applications, "organisation",
                "the round takes %" PRId64 " of each",
                round->max_per_organisation);
    return status;
}

enum status
check_programme(struct grants *self, struct call *call,
        const struct round *round, int64_t already_planned)
{
    struct programme_item programme;
    int64_t rounds, planned = 0;
    enum status status =
            find_programme(self, call, round->programme, &programme);

    if (!status && programme.state != PROGRAMME_STATE_RUNNING)
        return call_refuse(call, &problem_wrong_programme_state, NULL,
                "the programme has ended");
    if (!status)
        status = store_sum_programme(self->store, round->programme, &rounds,
                &planned);
    planned += round->budget - already_planned;
    if (!status && programme.has_budget && planned > programme.budget)
        return call_refuse(call, &problem_over_programme_budget, "budget",
                "the programme has %" PRId64 " fen, its rounds would plan"
                " %" PRId64,
                programme.budget, planned);
    return status;
}
