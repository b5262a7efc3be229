/* Programmes, in the order of schemas/grants.yaml. */
#include "change.h"

enum status
handle_open_programme(struct grants *self, struct call *call,
        const struct open_programme_request *request,
        struct open_programme_reply *reply)
{
    struct programme_item programme = {
        .programme = call_new_id(call),
        .title = request->title,
        .funding = request->has_funding ? request->funding
                                        : FUNDING_KIND_VENTURE_GRANT,
        .has_year = request->has_year,
        .year = request->year,
        .has_budget = request->has_budget,
        .budget = request->budget,
        .has_owner = request->has_owner,
        .owner = request->owner,
        .has_administrator = request->has_administrator,
        .administrator = request->administrator,
        .has_rule_document = request->has_rule_document,
        .rule_document = request->rule_document,
        .has_summary = request->has_summary,
        .summary = request->summary,
        .opened_at = call->now,
    };
    enum status status = check_document(self, call, request->has_rule_document,
            request->rule_document, "rule_document");

    if (!status)
        status = call_next_number(call, "GP", &programme.number);
    if (!status)
        status = open_programme(self, call, &programme);
    reply->programme_id = programme.programme;
    reply->number = programme.number;
    return status;
}

static void
clear_field(struct programme_item *programme, enum programme_field field)
{
    switch (field) {
    case PROGRAMME_FIELD_YEAR:
        programme->has_year = false;
        break;
    case PROGRAMME_FIELD_BUDGET:
        programme->has_budget = false;
        break;
    case PROGRAMME_FIELD_OWNER:
        programme->has_owner = false;
        break;
    case PROGRAMME_FIELD_ADMINISTRATOR:
        programme->has_administrator = false;
        break;
    case PROGRAMME_FIELD_RULE_DOCUMENT:
        programme->has_rule_document = false;
        break;
    case PROGRAMME_FIELD_SUMMARY:
        programme->has_summary = false;
        break;
    }
}

static void
correct_programme(struct programme_item *programme,
        const struct correct_programme_request *request)
{
    if (request->has_title)
        programme->title = request->title;
    if (request->has_funding)
        programme->funding = request->funding;
    if (request->has_year) {
        programme->has_year = true;
        programme->year = request->year;
    }
    if (request->has_budget) {
        programme->has_budget = true;
        programme->budget = request->budget;
    }
    if (request->has_owner) {
        programme->has_owner = true;
        programme->owner = request->owner;
    }
    if (request->has_administrator) {
        programme->has_administrator = true;
        programme->administrator = request->administrator;
    }
    if (request->has_rule_document) {
        programme->has_rule_document = true;
        programme->rule_document = request->rule_document;
    }
    if (request->has_summary) {
        programme->has_summary = true;
        programme->summary = request->summary;
    }
    for (size_t i = 0; i < request->clear_count; i++)
        clear_field(programme, request->clear[i]);
}

enum status
handle_correct_programme(struct grants *self, struct call *call,
        const struct correct_programme_request *request,
        struct correct_programme_reply *reply)
{
    struct programme_item programme;
    int64_t rounds = 0, planned = 0;
    enum status status =
            find_programme(self, call, request->programme, &programme);

    (void)reply;
    if (!status)
        status = check_document(self, call, request->has_rule_document,
                request->rule_document, "rule_document");
    if (!status)
        status = store_sum_programme(self->store, request->programme, &rounds,
                &planned);
    if (status)
        return status;
    if (request->has_budget && request->budget < planned)
        return call_refuse(call, &problem_over_programme_budget, "budget",
                "its rounds already plan %lld fen", (long long)planned);
    correct_programme(&programme, request);
    return change_programme(self, call, &programme, AS_IT_IS, request->reason);
}

enum status
handle_close_programme(struct grants *self, struct call *call,
        const struct close_programme_request *request,
        struct close_programme_reply *reply)
{
    struct programme_item programme;
    enum status status =
            find_programme(self, call, request->programme, &programme);

    (void)reply;
    if (!status && programme.state != PROGRAMME_STATE_RUNNING)
        return call_refuse(call, &problem_wrong_programme_state, NULL,
                "the programme has ended already");
    if (!status)
        status = change_programme(self, call, &programme, PROGRAMME_STATE_ENDED,
                request->reason);
    return status;
}

enum status
handle_reopen_programme(struct grants *self, struct call *call,
        const struct reopen_programme_request *request,
        struct reopen_programme_reply *reply)
{
    struct programme_item programme;
    enum status status =
            find_programme(self, call, request->programme, &programme);

    (void)reply;
    if (!status && programme.state != PROGRAMME_STATE_ENDED)
        return call_refuse(call, &problem_wrong_programme_state, NULL,
                "the programme has not ended");
    if (!status)
        status = change_programme(self, call, &programme,
                PROGRAMME_STATE_RUNNING, request->reason);
    return status;
}

enum status
handle_list_programmes(struct grants *self, struct call *call,
        const struct list_programmes_request *request,
        struct list_programmes_reply *reply)
{
    struct page page;
    struct rows rows = { 0 };
    enum status status = page_begin(call, request, &page);

    if (!status)
        status = store_list_programmes(self->store, request->state, &page,
                call->arena, &rows);
    reply->items = rows.items;
    reply->items_count = rows.count;
    page_end(call, reply, &page);
    return status;
}

enum status
handle_get_programme(struct grants *self, struct call *call,
        const struct get_programme_request *request,
        struct get_programme_reply *reply)
{
    enum status status =
            find_programme(self, call, request->programme, &reply->programme);

    if (!status)
        status = store_sum_programme(self->store, request->programme,
                &reply->rounds, &reply->planned);
    return status;
}
