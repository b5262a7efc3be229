/* What a request must be before anything is done for it. */
#include "routing.h"

#include "bus/envelope.h"
#include "crossing.h"

/* A check fills *refusal and returns false, or lets the request pass. */
static bool
refused(struct refusal *refusal, const struct problem *problem,
        const char *field, const char *detail, const char *expected)
{
    *refusal = (struct refusal){
        .problem = problem,
        .field = str_from(field),
        .detail = str_from(detail),
        .expected = str_from(expected),
    };
    return false;
}

static bool
has_header(struct request *request, struct refusal *refusal)
{
    struct decode_error error = { 0 };

    if (!envelope_read_request(mdp_view(&request->header_frame),
                &request->arena, &request->header, &error))
        return true;
    *refusal = (struct refusal){
        .problem = envelope_problem_of(&error),
        .field = arena_printf(&request->arena, "header%s" STR_FMT,
                error.field.len > 0 ? "." : "", STR_ARG(error.field)),
        .detail = error.detail,
        .expected = error.expected,
    };
    return false;
}

static bool
has_two_frames(size_t body_count, struct refusal *refusal)
{
    return body_count == 2 ||
           refused(refusal, &problem_malformed, "",
                   "the body has another number of frames than two",
                   "a header frame and a payload frame");
}

/* Our own services have a wider limit, which is the socket's. */
static bool
is_small(struct request *request, struct refusal *refusal)
{
    if (request->asker.kind == ASKER_SERVICE ||
            request->asker.kind == ASKER_GATEWAY)
        return true;
    if (zmq_msg_size(&request->header_frame) > HEADER_SIZE_MAX)
        return refused(refusal, &problem_too_large, "header",
                "the header frame is too large", "at most 16 KiB");
    if (zmq_msg_size(&request->payload) > PAYLOAD_SIZE_MAX)
        return refused(refusal, &problem_too_large, "",
                "the payload frame is too large", "at most 256 KiB");
    return true;
}

bool
can_be_held(const struct router *router)
{
    return router->requests.size <= REQUESTS_HELD_MAX;
}

static bool
is_held(const struct router *router, struct refusal *refusal)
{
    if (router->is_draining)
        return refused(refusal, &problem_unavailable, "",
                "the gateway is shutting down", "");
    return can_be_held(router) ||
           refused(refusal, &problem_unavailable, "",
                   "the gateway holds too many requests", "");
}

static bool
is_operation(struct request *request, struct refusal *refusal)
{
    request->operation = operation_find(request->header.op);
    return request->operation ||
           refused(refusal, &problem_no_such_operation, "header.op",
                   "no service answers this", "");
}

/* The service frame is for routers that look no further. */
static bool
is_of_service(struct request *request, struct refusal *refusal)
{
    const char *service = request->operation->service;

    if (!asker_is_on_socket(&request->asker) ||
            str_equal(mdp_view(&request->asker.service), str_from(service)))
        return true;
    return refused(refusal, &problem_malformed, "",
            "the service frame names another service than op", service);
}

/* A command is always keyed: sent again, it is known for what it is. */
static bool
has_key(struct request *request, struct refusal *refusal)
{
    struct request_header *header = &request->header;

    if (header->has_key || !request_is_command(request))
        return true;
    if (request->operation->is_key_required)
        return refused(refusal, &problem_key_required, "header.key",
                "the command came without a key",
                "a text of your choice that names this command: the "
                "same for every attempt, another for another command");
    uuid_format(header->id, request->own_key);
    header->key = str_from(request->own_key);
    header->has_key = true;
    return true;
}

/* Over tcp:// a service speaks for itself alone. */
static bool
is_who_it_says(struct request *request, struct refusal *refusal)
{
    const struct actor *actor = &request->header.actor;
    struct str user;

    if (request->asker.kind != ASKER_SERVICE || !request->header.has_actor)
        return true;
    user = mdp_frame_user(&request->asker.service);
    return user.len == 0 ||
           (actor->has_service && str_equal(actor->service, user)) ||
           refused(refusal, &problem_forbidden, "header.actor",
                   "this key is of another service", "");
}

/* What came over a link must be what may cross it. */
static bool
may_cross(struct router *router, struct request *request,
        struct refusal *refusal)
{
    crossing_begin(request);
    return !request_crossed(request) ||
           crossing_admits(router, request, refusal);
}

static bool
is_admitted(struct router *router, struct request *request, size_t body_count,
        struct refusal *refusal)
{
    return has_header(request, refusal) &&
           has_two_frames(body_count, refusal) && is_small(request, refusal) &&
           is_who_it_says(request, refusal) && is_held(router, refusal) &&
           is_operation(request, refusal) && is_of_service(request, refusal) &&
           may_cross(router, request, refusal) && has_key(request, refusal);
}

static bool
is_trusted(const struct request *request)
{
    return request->asker.kind == ASKER_SERVICE ||
           request->asker.kind == ASKER_GATEWAY || request_crossed(request);
}

void
admit(struct router *router, struct request *request, size_t body_count)
{
    struct request_header *header = &request->header;
    struct refusal refusal;

    router->counts.requests++;
    request_weigh(&router->requests, request);
    if (!is_admitted(router, request, body_count, &refusal)) {
        refuse(router, request, &refusal);
        return;
    }
    request->deadline = router->now +
                        (header->has_budget_ms ? header->budget_ms : BUDGET_MS);
    if (!is_trusted(request))
        header->has_actor = false;
    if (request->deadline <= router->now)
        refuse_for(router, request, &problem_too_late, "the budget is zero");
    else if (header->has_token && !header->has_actor)
        authenticate(router, request, header->token);
    else
        go_on(router, request, STATUS_OK);
}
