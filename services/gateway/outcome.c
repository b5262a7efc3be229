/*
 * Did a keyed command arrive? At one service, or at whichever: then each is
 * asked in turn until one knows the key. The reply that the command got is
 * shown as its own path answers it.
 */
#include "gateway_messages.h"
#include "operation_page.h"
#include "operations.h"
#include "pages.h"
#include "respond_problem.h"
#include "respond_record.h"
#include "response.h"

struct search {
    enum outcome_service service; /* being asked */
    enum outcome_service last;
    bool has_answer; /* somebody said that they do not know it */
    /* Who could not say: then nobody can say that the key is unknown. */
    struct reply_header failure; /* status 0: there was none */
    struct str failure_payload;
};

static void ask_next(struct ask *ask);

/* The worst is kept: a service that is not at this hub does not matter. */
static void
remember_failure(struct ask *ask, const struct reply_header *header,
        struct str payload)
{
    struct search *search = ask->page_state;

    if (header->status < search->failure.status)
        return;
    search->failure = *header;
    search->failure_payload = arena_copy(ask->arena, payload.data, payload.len);
}

static void
respond_outcome(struct ask *ask, const void *record,
        const struct get_outcome_reply *found)
{
    const struct operation *op =
            found->has_op ? operation_find(found->op) : NULL;
    struct buffer json = { 0 };
    const void *reply;

    if (!op || !found->has_reply) {
        respond_record(ask, record);
        return;
    }
    reply = operation_reply(ask, op->reply, found->reply, ask->arena);
    if (!reply)
        return;
    json_encode_with(ask->route->operation->reply, record, "reply", op->reply,
            reply, &json);
    respond_json(ask, buffer_str(&json));
    buffer_release(&json);
}

/* -- at one service ------------------------------------------------------ */

static void
on_service_outcome(void *asker, const struct reply_header *header,
        struct str payload, bool is_final)
{
    struct ask *ask = asker;
    const struct get_outcome_reply *found;
    struct get_outcome_reply bare;

    if (!is_final)
        return;
    ask->is_waiting = false;
    if (header->status != 200) {
        respond_refused(ask, header, payload);
        return;
    }
    found = operation_reply(ask, &types_get_outcome_reply_schema, payload,
            ask->arena);
    if (!found)
        return;
    bare = *found;
    bare.has_reply = false;
    respond_outcome(ask, &bare, found);
}

void
serve_service_outcome(struct ask *ask)
{
    if (operation_read(ask))
        operation_ask(ask, on_service_outcome);
}

/* -- at whichever -------------------------------------------------------- */

static void
respond_found(struct ask *ask, const struct get_outcome_reply *found)
{
    const struct search *search = ask->page_state;
    const struct find_outcome_reply reply = {
        .has_service = true,
        .service = search->service,
        .state = found->state,
        .has_op = found->has_op,
        .op = found->op,
    };

    respond_outcome(ask, &reply, found);
}

static void
on_outcome(void *asker, const struct reply_header *header, struct str payload,
        bool is_final)
{
    struct ask *ask = asker;
    struct search *search = ask->page_state;

    if (!is_final)
        return;
    ask->is_waiting = false;
    if (header->status == 200) {
        const struct get_outcome_reply *found = operation_reply(ask,
                &types_get_outcome_reply_schema, payload, ask->arena);
        if (!found)
            return;
        if (found->state != OUTCOME_STATE_UNKNOWN) {
            respond_found(ask, found);
            return;
        }
        search->has_answer = true;
    } else {
        remember_failure(ask, header, payload);
    }
    search->service++;
    ask_next(ask);
}

static bool
is_undecided(const struct search *search)
{
    const int64_t status = search->failure.status;
    return status && (status != STATUS_NOT_FOUND || !search->has_answer);
}

static void
ask_next(struct ask *ask)
{
    struct search *search = ask->page_state;
    const struct find_outcome_request *request = ask->mapped.record;
    const struct find_outcome_reply unknown = {
        .state = OUTCOME_STATE_UNKNOWN,
    };

    if (search->service <= search->last) {
        const struct get_outcome_request question = { .key = request->key };
        operation_send(ask,
                arena_printf(ask->arena, "%s.get_outcome",
                        enum_name(&gateway_outcome_service_enumeration,
                                (int)search->service)),
                codec_encode_in(ask->arena, &types_get_outcome_request_schema,
                        &question),
                on_outcome);
    } else if (is_undecided(search)) {
        respond_refused(ask, &search->failure, search->failure_payload);
    } else {
        respond_record(ask, &unknown);
    }
}

void
serve_outcome(struct ask *ask)
{
    struct search *search = arena_alloc(ask->arena, sizeof *search);
    const struct find_outcome_request *request;

    if (!operation_read(ask))
        return;
    request = ask->mapped.record;
    search->service =
            request->has_service ? request->service : OUTCOME_SERVICE_REGISTRY;
    search->last = request->has_service ? request->service
                                        : OUTCOME_SERVICE_NOTIFICATION;
    ask->page_state = search;
    ask_next(ask);
}
