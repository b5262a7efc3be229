/* How answers reach who asked, each in its own way. */
#include "routing.h"

#include "bus/envelope.h"

static struct socket *
socket_of(struct router *router, const struct asker *asker)
{
    if (asker->kind == ASKER_CLIENT)
        return &router->clients;
    return asker->kind == ASKER_LINK ? &router->links.socket
                                     : &router->workers_socket;
}

static bool
is_elsewhere(const struct asker *asker)
{
    return asker_is_on_socket(asker) || asker->kind == ASKER_PARENT;
}

/* Takes the frames. */
static void
send_frames(struct router *router, struct request *request, enum mdp_kind kind,
        zmq_msg_t *frames)
{
    struct asker *asker = &request->asker;
    struct mdp_head head = {
        .kind = kind,
        .version = asker->version,
        .has_delimiter = asker->has_delimiter,
        .peer = mdp_view(&asker->peer),
        .service = mdp_view(&asker->service),
    };

    if (asker->kind == ASKER_PARENT)
        uplink_answer(router, request, kind == MDP_FINAL, frames);
    else if (mdp_send(socket_of(router, asker), &head, frames, 2))
        router->counts.lost_replies++;
}

/*
 * The request is destroyed before anybody hears of it: who is called back
 * may ask again at once.
 */
static void
answer_bytes(struct router *router, struct request *request,
        const struct reply_header *header, struct str payload)
{
    struct asker asker = request->asker;
    zmq_msg_t frames[2];

    if (is_elsewhere(&asker)) {
        buffer_clear(&router->header);
        codec_encode(&types_reply_header_schema, header, &router->header);
        frame_copy(buffer_str(&router->header), &frames[0]);
        frame_copy(payload, &frames[1]);
        send_frames(router, request, MDP_FINAL, frames);
    }
    request_destroy(&router->requests, request);
    if (asker.answer)
        asker.answer(asker.context, header, payload, true);
    if (asker.identify)
        asker.identify(asker.context, status_from_code(header->status), NULL);
}

void
refuse(struct router *router, struct request *request,
        const struct refusal *refusal)
{
    const struct problem *problem = refusal->problem;
    struct reply_header header = {
        .id = request->header.id,
        .status = problem->status,
        .has_served_by = true,
        .served_by = STR("gateway"),
        .has_retry_after_ms = problem->status == STATUS_UNAVAILABLE,
        .retry_after_ms = RETRY_AFTER_MS,
    };
    struct buffer payload = { 0 };

    router->counts.refused++;
    envelope_write_problem(&payload, problem->status, problem, refusal->field,
            refusal->detail, refusal->expected);
    answer_bytes(router, request, &header, buffer_str(&payload));
    buffer_release(&payload);
}

void
refuse_for(struct router *router, struct request *request,
        const struct problem *problem, const char *detail)
{
    refuse(router, request,
            &(struct refusal){
                    .problem = problem,
                    .detail = str_from(detail),
            });
}

void
answer_own(struct router *router, struct request *request,
        const struct schema *schema, const void *reply)
{
    struct reply_header header = {
        .id = request->header.id,
        .status = status_code(STATUS_OK),
        .has_served_by = true,
        .served_by = STR("gateway"),
    };
    struct buffer payload = { 0 };

    codec_encode(schema, reply, &payload);
    answer_bytes(router, request, &header, buffer_str(&payload));
    buffer_release(&payload);
}

/* Call back with what a worker sent; our own services are not doubted. */
static void
call_back(const struct asker *asker, struct uuid id, zmq_msg_t *frames,
        bool is_final)
{
    struct arena arena = { 0 };
    struct reply_header header;

    if (envelope_read_reply(mdp_view(&frames[0]), &arena, &header))
        header = (struct reply_header){
            .id = id,
            .status = STATUS_OUTCOME_UNKNOWN,
        };
    asker->answer(asker->context, &header, mdp_view(&frames[1]), is_final);
    arena_release(&arena);
}

static void
close_frames(zmq_msg_t *frames)
{
    zmq_msg_close(&frames[0]);
    zmq_msg_close(&frames[1]);
}

/*
 * A command of registry's may have changed who its caller is, or have ended
 * the session: it holds from the next request on.
 */
static void
doubt_identity(struct router *router, const struct request *request)
{
    if (request->identity && request_is_command(request) &&
            strcmp(request->operation->service, "registry") == 0)
        identity_forget(&router->identities, request->identity);
}

void
answer_final(struct router *router, struct request *request, zmq_msg_t *frames)
{
    struct asker asker = request->asker;
    struct uuid id = request->header.id;

    doubt_identity(router, request);
    if (is_elsewhere(&asker)) {
        send_frames(router, request, MDP_FINAL, frames);
        request_destroy(&router->requests, request);
        return;
    }
    request_destroy(&router->requests, request);
    if (asker.answer)
        call_back(&asker, id, frames, true);
    close_frames(frames);
}

void
answer_partial(struct router *router, struct request *request,
        zmq_msg_t *frames)
{
    request->has_partial = true;
    if (is_elsewhere(&request->asker) && request->asker.version == MDP_02) {
        send_frames(router, request, MDP_PARTIAL, frames);
        return;
    }
    if (request->asker.answer)
        call_back(&request->asker, request->header.id, frames, false);
    close_frames(frames);
}
