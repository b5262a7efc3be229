/* Applications, in the order of schemas/grants.yaml. */
#include "lapse.h"
#include "saga.h"

#include <inttypes.h>

/*
 * An account applies for the organisation it acts for; one that acts for none
 * applies for none. One that no registry has told us of yet may have been
 * opened a moment ago, and whoever screens sees for whom it applies.
 */
static enum status
check_sender(struct grants *self, struct call *call,
        const struct application *application)
{
    struct uuid organisation;
    enum status status = store_find_account_organisation(self->store,
            call->actor->account, &organisation);

    if (!status && !uuid_equal(organisation, application->organisation) &&
            !call_has_role(call, ROLE_OPERATOR))
        return call_refuse(call, &problem_not_your_organisation, "organisation",
                "apply for the organisation your account acts for");
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

/* What we know to be something else is no organisation. */
static enum status
check_unknown(struct grants *self, struct call *call, struct uuid id)
{
    struct known_account account = { 0 };
    enum status status =
            store_find_account(self->store, id, call->hub, &account);

    if (!status && account.is_known)
        return call_refuse(call, &problem_not_an_organisation, "organisation",
                "it is an account");
    return status;
}

/*
 * An organisation that we have not heard of may be new, or another hub's:
 * whoever screens sees is_organisation_known. One that was suspended or
 * dissolved is refused.
 */
static enum status
check_organisation(struct grants *self, struct call *call,
        struct uuid organisation)
{
    struct known_organisation known;
    enum status status = store_find_organisation(self->store, organisation,
            call->arena, &known);

    if (!status && !known.is_active)
        return call_refuse(call, &problem_organisation_inactive, "organisation",
                "the organisation is suspended or dissolved");
    if (status == STATUS_NOT_FOUND)
        status = check_unknown(self, call, organisation);
    return status;
}

/* What a round asks of whatever is submitted to it, first or amended. */
static enum status
check_submittable(struct grants *self, struct call *call,
        const struct application *application, const struct round *round)
{
    enum status status =
            refuse_fault(call, application_check(application, round));

    if (!status)
        status = check_sender(self, call, application);
    if (!status)
        status = check_organisation(self, call, application->organisation);
    if (!status)
        status = check_attachments(self, call, application->attachments,
                application->attachments_count);
    return status;
}

static enum status
keep_version(struct grants *self, struct call *call,
        const struct application *application, struct str note)
{
    const struct application_version version = {
        .version = application->version,
        .saved_at = call->now,
        .saved_by = call->actor->account,
        .has_note = note.len > 0,
        .note = note,
        .title = application->title,
        .amount = application->amount,
        .budget = application->budget,
        .budget_count = application->budget_count,
        .answers = application->answers,
        .answers_count = application->answers_count,
        .attachments = application->attachments,
        .attachments_count = application->attachments_count,
    };

    return store_insert_version(self->store, application, &version,
            call->arena);
}

/* The caller's own draft, as it was left. */
static enum status
find_draft(struct grants *self, struct call *call, struct uuid id,
        struct application *out)
{
    enum status status = find_own_application(self, call, id, out);

    if (!status && out->state != APPLICATION_STATE_DRAFT)
        return call_refuse(call, &problem_wrong_application_state, "draft",
                "it was submitted already");
    return status;
}

/* What stays of a draft when its content is written again. */
static void
continue_draft(struct application *application, const struct application *draft)
{
    application->rowid = draft->rowid;
    application->id = draft->id;
    application->round = draft->round;
    application->round_rowid = draft->round_rowid;
    application->state = draft->state;
    application->version = draft->version + 1;
    application->applicant = draft->applicant;
}

static enum status
replace_draft(struct grants *self, struct call *call,
        struct application *application)
{
    enum status status = store_delete_versions(self->store, application->rowid);

    if (!status)
        status = store_update_application(self->store, application);
    if (!status)
        status = keep_version(self, call, application, STR(""));
    return status;
}

static enum status
check_version(struct call *call, const struct application *application,
        bool has_expected, int64_t expected)
{
    if (!has_expected || expected == application->version)
        return STATUS_OK;
    return call_refuse(call, &problem_stale, "expected_version",
            "the present version is %" PRId64, application->version);
}

enum status
handle_save_draft(struct grants *self, struct call *call,
        const struct save_draft_request *request,
        struct save_draft_reply *reply)
{
    struct application application = { APPLICATION_CONTENT(request),
        .id = call_new_id(call), .round = request->round,
        .applicant = call->actor->account, .state = APPLICATION_STATE_DRAFT,
        .version = 1 };
    struct application draft;
    struct round round;
    enum status status = find_seen_round(self, call, request->round, &round);

    if (!status && request->has_draft)
        status = find_draft(self, call, request->draft, &draft);
    if (!status && request->has_draft)
        status = check_version(call, &draft, request->has_expected_version,
                request->expected_version);
    if (!status)
        status = check_sender(self, call, &application);
    if (!status && request->has_section)
        status = refuse_fault(call,
                round_check_section(&round, true, request->section));
    if (!status)
        status = check_attachments(self, call, request->attachments,
                request->attachments_count);
    if (status)
        return status;
    if (request->has_draft) {
        continue_draft(&application, &draft);
        status = replace_draft(self, call, &application);
    } else {
        status = store_insert_application(self->store, &application);
        if (!status)
            status = keep_version(self, call, &application, STR(""));
    }
    reply->application_id = application.id;
    reply->version = application.version;
    return status;
}

enum status
handle_discard_draft(struct grants *self, struct call *call,
        const struct discard_draft_request *request,
        struct discard_draft_reply *reply)
{
    struct application draft;
    enum status status = find_draft(self, call, request->application, &draft);

    (void)reply;
    if (!status)
        status = store_delete_application(self->store, draft.rowid);
    return status;
}

static enum status
check_open(struct call *call, const struct round *round)
{
    if (round_is_open(round, call->now))
        return STATUS_OK;
    return call_refuse(call, &problem_round_closed_to_applications, "round",
            "the window is not open");
}

/* A draft that is submitted begins its versions anew: it was nobody's. */
static enum status
take_draft(struct grants *self, struct call *call,
        const struct submit_application_request *request,
        struct application *application)
{
    struct application draft;
    enum status status = find_draft(self, call, request->draft, &draft);

    if (!status && !uuid_equal(draft.round, request->round))
        return call_refuse(call, &problem_not_found, "draft",
                "it is a draft for another round");
    if (!status) {
        continue_draft(application, &draft);
        application->version = 1;
        status = store_delete_versions(self->store, draft.rowid);
    }
    return status;
}

enum status
handle_submit_application(struct grants *self, struct call *call,
        const struct submit_application_request *request,
        struct submit_application_reply *reply)
{
    struct application application = { APPLICATION_CONTENT(request),
        .id = call_new_id(call), .round = request->round,
        .applicant = call->actor->account, .version = 1,
        .has_submitted_at = true, .submitted_at = call->now };
    struct round round;
    enum status status = find_seen_round(self, call, request->round, &round);

    if (!status)
        status = check_open(call, &round);
    if (!status)
        status = check_submittable(self, call, &application, &round);
    if (!status)
        status = check_count(self, call, &round, request->organisation);
    if (!status && request->has_draft)
        status = take_draft(self, call, request, &application);
    if (!status) {
        application.has_number = true;
        status = call_next_number(call, "GA", &application.number);
    }
    if (!status)
        status = submit_application(self, call, &application);
    if (!status)
        status = keep_version(self, call, &application, STR(""));
    reply->application_id = application.id;
    reply->number = application.number;
    return status;
}

/* The new content in the old application. */
static void
amend(struct application *application,
        const struct amend_application_request *request)
{
    const struct application old = *application;

    *application = (struct application){ APPLICATION_CONTENT(request),
        .rowid = old.rowid, .id = old.id, .round_rowid = old.round_rowid,
        .round = old.round, .has_number = old.has_number, .number = old.number,
        .state = old.state, .version = old.version + 1,
        .applicant = old.applicant, .has_submitted_at = old.has_submitted_at,
        .submitted_at = old.submitted_at,
        .has_published_at = old.has_published_at,
        .published_at = old.published_at };
}

enum status
handle_amend_application(struct grants *self, struct call *call,
        const struct amend_application_request *request,
        struct amend_application_reply *reply)
{
    struct application application;
    struct round round;
    int to;
    enum status status = find_own_application(self, call, request->application,
            &application);

    if (!status)
        status = check_version(call, &application,
                request->has_expected_version, request->expected_version);
    if (!status)
        status = find_round(self, call, application.round, &round);
    if (!status)
        status = refuse_fault(call,
                application_check_amendable(&application, &round, call->now));
    if (status)
        return status;
    to = application.state == APPLICATION_STATE_RETURNED
                 ? APPLICATION_STATE_SUBMITTED
                 : AS_IT_IS;
    if (!uuid_equal(application.organisation, request->organisation))
        status = check_count(self, call, &round, request->organisation);
    amend(&application, request);
    if (!status)
        status = check_submittable(self, call, &application, &round);
    if (!status)
        status = change_application(self, call, &application, to,
                optional_text(request->has_note, request->note));
    if (!status)
        status = keep_version(self, call, &application,
                optional_text(request->has_note, request->note));
    if (!status) /* the sheets are of what it said before */
        status = lapse_application(self, call, &application);
    reply->version = application.version;
    reply->state = application.state;
    return status;
}

/* A project that is under way is ended by the council, not by its maker. */
static enum status
cancel_award_of(struct grants *self, struct call *call,
        const struct application *application, struct str reason)
{
    struct award award;
    int64_t freed;
    enum status status = store_find_live_award(self->store, application->rowid,
            call->arena, &award);

    if (status)
        return status == STATUS_NOT_FOUND ? STATUS_OK : status;
    if (award.state == AWARD_STATE_UNDER_WAY ||
            award.state == AWARD_STATE_CLOSED)
        return call_refuse(call, &problem_wrong_award_state, NULL,
                "the agreement is signed: the council can terminate it");
    return saga_cancel(self, call, &award, reason, &freed);
}

enum status
handle_withdraw_application(struct grants *self, struct call *call,
        const struct withdraw_application_request *request,
        struct withdraw_application_reply *reply)
{
    struct application application;
    enum status status = find_own_application(self, call, request->application,
            &application);

    (void)reply;
    if (!status)
        status = unpublish_unpaid(self, call, &application, request->reason);
    if (!status)
        status = change_application(self, call, &application,
                APPLICATION_STATE_WITHDRAWN, request->reason);
    if (!status)
        status = cancel_award_of(self, call, &application, request->reason);
    return status;
}
