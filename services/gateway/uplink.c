#include "uplink.h"

#include "base/clock.h"
#include "base/jitter.h"
#include "base/log.h"
#include "bus/envelope.h"
#include "crossing.h"
#include "routing.h"

enum {
    FIRST_PATIENCE_MS = 4 * 1000,
    LONGEST_PATIENCE_MS = 60 * 1000,
};

/* -- up and down ---------------------------------------------------------- */

static void
claim(struct router *router, struct uplink *uplink, bool is_up)
{
    struct parent *parent = &router->parent;
    struct claim own = {
        .worker = &uplink->worker,
        .is_owner = true,
        .is_linked = true,
    };

    uplink->is_up = is_up;
    uplink->worker.is_gone = !is_up;
    for (size_t i = 0; i < PARENT_SERVICES; i++) {
        struct shard *shard = &parent->up[i];
        struct worker *owner = shard_owner(shard);

        if (is_up)
            shard_claim(shard, &own);
        else
            shard_unclaim(shard, &uplink->worker);
        shard_elect(shard);
        shard->deposed = owner != shard_owner(shard) ? owner : NULL;
        settle(router, shard);
    }
}

static void
hear(struct router *router, struct uplink *uplink)
{
    uplink->heard_at = router->now;
    router->parent.seen_at = clock_now();
    uplink->patience_ms = FIRST_PATIENCE_MS;
    if (uplink->is_up)
        return;
    log_info("event=parent_up hub=%s endpoint=%s", router->parent.hub,
            uplink->endpoint);
    claim(router, uplink, true);
}

static void
lose(struct router *router, struct uplink *uplink)
{
    if (!uplink->is_up)
        return;
    log_warn("event=parent_gone hub=%s endpoint=%s", router->parent.hub,
            uplink->endpoint);
    claim(router, uplink, false);
}

/* -- dialling ------------------------------------------------------------- */

static void
hang_up(struct router *router, struct uplink *uplink)
{
    lose(router, uplink);
    socket_close(&uplink->asked);
    socket_close(&uplink->asks);
    buffer_clear(&uplink->attached);
    bundle_clear(&uplink->replies);
    uplink->is_attached = false;
    uplink->takes_bundles = false;
}

/* libzmq dials again by itself; anew only when that was no use for long. */
static void
dial(struct router *router, struct uplink *uplink)
{
    const struct parent *parent = &router->parent;
    int64_t patience = uplink->patience_ms;

    hang_up(router, uplink);
    if (socket_open_as(&uplink->asked, SOCKET_TO_PARENT, uplink->endpoint,
                &parent->own, parent->server_key) ||
            socket_open_as(&uplink->asks, SOCKET_TO_PARENT, uplink->endpoint,
                    &parent->own, parent->server_key))
        hang_up(router, uplink);
    if (patience < LONGEST_PATIENCE_MS)
        patience *= 2;
    uplink->patience_ms = patience;
    uplink->dialled_at = router->now + jitter(patience / 2);
}

void
uplink_open(struct router *router, struct uplink *uplink, const char *endpoint)
{
    snprintf(uplink->endpoint, sizeof(uplink->endpoint), "%s", endpoint);
    uplink->worker = (struct worker){
        .service = "link",
        .instance = "parent",
        .window = UPLINK_WINDOW,
        .uplink = uplink,
    };
    uplink->heard_at = router->now;
    uplink->patience_ms = FIRST_PATIENCE_MS;
    dial(router, uplink);
}

void
uplink_close(struct router *router, struct uplink *uplink)
{
    hang_up(router, uplink);
    buffer_release(&uplink->attached);
    bundle_release(&uplink->replies);
    uplink->endpoint[0] = '\0';
}

bool
uplink_is_silent(const struct router *router, const struct uplink *uplink)
{
    const int64_t silence = SILENT_BEATS * router->settings.heartbeat_ms;

    return router->now - uplink->heard_at > silence;
}

/* -- keeping in touch ----------------------------------------------------- */

static bool
is_same(const struct buffer *a, const struct buffer *b)
{
    return str_equal(buffer_str(a), buffer_str(b));
}

/* READY first; then heartbeats, with what is attached if that changed. */
void
uplink_tell(struct router *router, struct uplink *uplink)
{
    struct buffer attach = { 0 };
    struct mdp_head head = { .kind = MDP_WORKER_HEARTBEAT };
    struct str body;
    bool is_news;

    parent_write_attach(router, &attach);
    body = buffer_str(&attach);
    is_news = !uplink->is_attached || !is_same(&attach, &uplink->attached);
    if (!uplink->is_attached)
        head = (struct mdp_head){ .kind = MDP_WORKER_READY,
            .service = STR("link") };
    if (!mdp_send_copy(&uplink->asked, &head, &body, is_news ? 1 : 0)) {
        uplink->is_attached = true;
        buffer_release(&uplink->attached);
        uplink->attached = attach;
        return;
    }
    buffer_release(&attach);
}

void
uplink_beat(struct router *router, struct uplink *uplink)
{
    if (uplink_is_silent(router, uplink)) {
        lose(router, uplink);
        if (router->now - uplink->dialled_at > uplink->patience_ms)
            dial(router, uplink);
    }
    if (uplink->asked.zsock)
        uplink_tell(router, uplink);
    if (uplink->is_up)
        pump(router, &uplink->worker);
}

void
uplink_leave(struct uplink *uplink)
{
    struct mdp_head head = { .kind = MDP_WORKER_DISCONNECT };

    if (uplink->asked.zsock)
        mdp_send(&uplink->asked, &head, NULL, 0);
}

/* -- down: what it asks of us --------------------------------------------- */

static void
on_request(struct router *router, struct uplink *uplink,
        struct mdp_message *message)
{
    struct request *request = request_create(&router->requests);

    if (message->bundle)
        uplink->takes_bundles = true;
    request->asker.kind = ASKER_PARENT;
    request->asker.context = uplink;
    frame_copy(message->head.client, &request->asker.peer);
    mdp_take(message, 0, &request->header_frame);
    mdp_take(message, 1, &request->payload);
    admit(router, request, 2);
}

/* Who waited there has left. */
static void
on_cancel(struct router *router, const struct uplink *uplink, struct str name)
{
    for (size_t i = 0; i < router->requests.used; i++) {
        struct request *request = router->requests.slots[i];

        if (!request || request->asker.kind != ASKER_PARENT ||
                request->asker.context != uplink ||
                !str_equal(mdp_view(&request->asker.peer), name))
            continue;
        router_cancel(router, request_ticket(request));
        return;
    }
}

static void
on_asked(struct router *router, struct uplink *uplink,
        struct mdp_message *message)
{
    switch (message->head.kind) {
    case MDP_WORKER_REQUEST:
        on_request(router, uplink, message);
        break;
    case MDP_WORKER_CANCEL:
        on_cancel(router, uplink, message->head.client);
        break;
    case MDP_WORKER_DISCONNECT:
        /* Our connection is a new one: what went up by the old is lost. */
        uplink->is_attached = false;
        uplink->takes_bundles = false;
        bundle_clear(&uplink->replies);
        lose(router, uplink);
        return;
    default:
        break;
    }
    hear(router, uplink);
}

void
uplink_answer(struct router *router, struct request *request, bool is_final,
        zmq_msg_t *frames)
{
    struct uplink *uplink = request->asker.context;
    struct mdp_head head = {
        .kind = is_final ? MDP_WORKER_FINAL : MDP_WORKER_PARTIAL,
        .client = mdp_view(&request->asker.peer),
    };

    const struct str body[2] = { mdp_view(&frames[0]), mdp_view(&frames[1]) };

    if (!uplink->asked.zsock ||
            (uplink->takes_bundles
                            ? mdp_gather(&uplink->asked, &uplink->replies,
                                      &head, body)
                            : mdp_send_copy(&uplink->asked, &head, body, 2)))
        router->counts.lost_replies++;
    zmq_msg_close(&frames[0]);
    zmq_msg_close(&frames[1]);
}

void
uplink_send_replies(struct router *router, struct uplink *uplink)
{
    if (!uplink->asked.zsock ||
            !mdp_send_bundle(&uplink->asked, STR(""), &uplink->replies))
        return;
    bundle_clear(&uplink->replies);
    router->counts.lost_replies++;
}

/* -- up: what we ask of it ------------------------------------------------ */

/*
 * An id of our own whose last eight bytes are the ticket, but for the two
 * bits of a UUID's variant: what follows from it elsewhere must differ from
 * what followed before this gateway was started again.
 */
enum { TICKET_AT = 8, VARIANT = 0x80, VARIANT_BITS = 0xc0 };

static struct uuid
id_of(const struct request *request)
{
    struct uuid id = uuid_new(clock_now());

    ticket_write(request_ticket(request), (char *)id.bytes + TICKET_AT);
    id.bytes[TICKET_AT] &= (uint8_t)~VARIANT_BITS;
    id.bytes[TICKET_AT] |= VARIANT;
    return id;
}

static struct request *
request_of(const struct router *router, struct uuid id)
{
    uint64_t ticket;

    id.bytes[TICKET_AT] &= (uint8_t)~VARIANT_BITS;
    ticket_read((struct str){ (char *)id.bytes + TICKET_AT, TICKET_SIZE },
            &ticket);
    return request_find(&router->requests, ticket);
}

enum status
uplink_send(struct router *router, struct uplink *uplink,
        const struct request *request, struct request_header *header)
{
    struct mdp_head head = {
        .kind = MDP_REQUEST,
        .service = str_from(request->operation->service),
    };
    zmq_msg_t frames[2];

    header->id = id_of(request);
    buffer_clear(&router->header);
    codec_encode(&types_request_header_schema, header, &router->header);
    frame_copy(buffer_str(&router->header), &frames[0]);
    zmq_msg_init(&frames[1]);
    zmq_msg_copy(&frames[1], (zmq_msg_t *)&request->payload);
    return mdp_send(&uplink->asks, &head, frames, 2);
}

/* Its answer, under the id that our asker chose. */
static void
pass_on(struct router *router, struct request *request,
        struct reply_header *header, struct mdp_message *message)
{
    const bool is_final = message->head.kind == MDP_FINAL;
    struct worker *worker = request->worker;
    zmq_msg_t frames[2];

    header->id = request->header.id;
    buffer_clear(&router->header);
    codec_encode(&types_reply_header_schema, header, &router->header);
    frame_copy(buffer_str(&router->header), &frames[0]);
    zmq_msg_init(&frames[1]);
    mdp_take(message, 1, &frames[1]);
    if (!is_final) {
        answer_partial(router, request, frames);
        return;
    }
    worker->in_flight -= !request->is_parked;
    answer_final(router, request, frames);
    pump(router, worker);
}

static void
on_reply(struct router *router, const struct uplink *uplink,
        struct mdp_message *message)
{
    struct reply_header header;
    struct arena arena = { 0 };
    struct request *request = NULL;

    if (message->body_count == 2 &&
            !envelope_read_reply(message->body[0], &arena, &header))
        request = request_of(router, header.id);
    if (request && request->worker == &uplink->worker)
        pass_on(router, request, &header, message);
    else
        router->counts.late_replies++;
    arena_release(&arena);
}

static void
on_asks(struct router *router, struct uplink *uplink,
        struct mdp_message *message)
{
    if (message->head.kind == MDP_FINAL || message->head.kind == MDP_PARTIAL)
        on_reply(router, uplink, message);
    hear(router, uplink);
}

static void
take(struct router *router, struct uplink *uplink, struct socket *socket,
        void (*on_message)(struct router *, struct uplink *,
                struct mdp_message *))
{
    struct mdp_message message;
    enum status status = STATUS_OK;

    for (int i = 0; i < TURN_MESSAGES && socket->zsock; i++) {
        status = mdp_receive(socket, &message);
        if (status == STATUS_NOT_FOUND)
            break;
        if (status)
            continue;
        on_message(router, uplink, &message);
        mdp_release(&message);
    }
}

void
uplink_take(struct router *router, struct uplink *uplink)
{
    take(router, uplink, &uplink->asked, on_asked);
    take(router, uplink, &uplink->asks, on_asks);
}
