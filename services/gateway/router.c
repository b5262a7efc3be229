#include "routing.h"

#include "base/clock.h"
#include "base/log.h"

#include <stdlib.h>

static const char *const services[SERVICES_MAX] = {
    "registry",
    "grants",
    "fundraising",
    "notification",
};

/* Another one each time we start: what was sent to the former is lost. */
static void
name_router(struct router *router)
{
    char id[UUID_TEXT_SIZE];

    uuid_format(uuid_new(clock_now()), id);
    snprintf(router->name, sizeof(router->name), "%.27s/%s",
            router->settings.home_hub, id);
}

static struct router *
create(const struct router_settings *settings)
{
    struct router *router = calloc(1, sizeof(*router));

    if (!router)
        abort();
    router->settings = *settings;
    if (router->settings.heartbeat_ms <= 0)
        router->settings.heartbeat_ms = SECOND_MS;
    router->home_hub = str_from(settings->home_hub);
    name_router(router);
    for (size_t i = 0; i < SERVICES_MAX; i++)
        router->services[i].service = services[i];
    identities_init(&router->identities);
    parent_init(router);
    router->now = clock_monotonic();
    router->started_at = router->now;
    router->next_beat = router->now + router->settings.heartbeat_ms;
    return router;
}

enum status
router_open(struct router **out, const struct router_settings *settings)
{
    struct router *router = create(settings);
    enum status status;

    status = socket_open(&router->workers_socket, SOCKET_OF_WORKERS,
            settings->workers_endpoint);
    if (!status)
        status = socket_open(&router->clients, SOCKET_OF_CLIENTS,
                settings->clients_endpoint);
    if (!status)
        status = links_open(router);
    if (status) {
        router_close(router);
        router = NULL;
    }
    *out = router;
    return status;
}

static void
destroy_requests(struct router *router)
{
    for (size_t i = 0; i < router->requests.used; i++)
        if (router->requests.slots[i])
            request_destroy(&router->requests, router->requests.slots[i]);
}

void
router_close(struct router *router)
{
    if (!router)
        return;
    destroy_requests(router);
    watch_release(router);
    while (router->workers.first)
        worker_destroy(&router->workers, router->workers.first);
    shards_release(&router->shards);
    identity_forget_all(&router->identities);
    links_close(router);
    parent_close(router);
    socket_close(&router->clients);
    socket_close(&router->workers_socket);
    buffer_release(&router->header);
    free(router);
}

_Static_assert(ROUTER_POLL_ITEMS == 3 + 2 * UPLINKS_MAX,
        "room for each socket");

static zmq_pollitem_t
poll_item(const struct socket *socket)
{
    return (zmq_pollitem_t){ .socket = socket->handle,
        .fd = -1,
        .events = ZMQ_POLLIN };
}

void
router_poll_items(struct router *router, zmq_pollitem_t *items)
{
    const struct uplink *uplinks = router->parent.uplinks;

    *items++ = poll_item(&router->workers_socket);
    *items++ = poll_item(&router->clients);
    *items++ = poll_item(&router->links.socket);
    for (size_t i = 0; i < UPLINKS_MAX; i++) {
        *items++ = poll_item(&uplinks[i].asked);
        *items++ = poll_item(&uplinks[i].asks);
    }
}

/* -- one turn ------------------------------------------------------------- */

static void
take_in(struct router *router, struct request *request, enum asker_kind kind,
        struct mdp_message *message)
{
    size_t body_count = message->body_count;

    request->asker.kind = kind;
    request->asker.version = message->head.version;
    request->asker.has_delimiter = message->head.has_delimiter;
    mdp_take_service(message, &request->asker.service);
    mdp_take_peer(message, &request->asker.peer);
    mdp_take(message, 0, &request->header_frame);
    if (body_count > 1)
        mdp_take(message, 1, &request->payload);
    admit(router, request, body_count);
}

static void
on_request(struct router *router, struct socket *socket,
        struct mdp_message *message)
{
    if (mmi_is_for(message->head.service))
        mmi_answer(router, socket, message);
    else
        take_in(router, request_create(&router->requests),
                socket == &router->clients ? ASKER_CLIENT : ASKER_SERVICE,
                message);
}

void
on_link_request(struct router *router, struct link *link, bool is_invited,
        struct mdp_message *message)
{
    struct request *request = request_create(&router->requests);

    request->link = link;
    request->is_invited = is_invited;
    take_in(router, request, ASKER_LINK, message);
}

static void
on_message(struct router *router, struct socket *socket,
        struct mdp_message *message)
{
    if (socket == &router->links.socket) {
        on_link_message(router, message);
    } else if (message->head.kind == MDP_REQUEST) {
        on_request(router, socket, message);
    } else if (socket == &router->workers_socket) {
        on_worker_message(router, socket, message);
    } else {
        router->counts.malformed++;
        disconnect(socket, message->head.peer);
    }
}

/* At most so many that the other socket and the deadlines get their turn. */
static void
take_messages(struct router *router, struct socket *socket)
{
    struct mdp_message message;
    enum status status;

    for (int i = 0; i < TURN_MESSAGES && socket->zsock; i++) {
        status = mdp_receive(socket, &message);
        if (status == STATUS_NOT_FOUND)
            break;
        if (status)
            continue;
        on_message(router, socket, &message);
        mdp_release(&message);
    }
    bury(router);
}

static void
expire_due(struct router *router)
{
    struct request *request;

    while ((request = request_first_due(&router->requests)) &&
            request->due_at <= router->now)
        expire(router, request);
}

static int64_t
time_to_wait(const struct router *router)
{
    const struct request *request = request_first_due(&router->requests);
    int64_t due_at = router->next_beat;
    int64_t now = clock_monotonic();

    if (request && request->due_at < due_at)
        due_at = request->due_at;
    if (socket_has_more(&router->workers_socket) ||
            socket_has_more(&router->links.socket) || parent_has_more(router))
        return 0;
    return due_at > now ? due_at - now : 0;
}

int64_t
router_turn(struct router *router)
{
    router->now = clock_monotonic();
    take_messages(router, &router->workers_socket);
    take_messages(router, &router->clients);
    take_messages(router, &router->links.socket);
    parent_take(router);
    parent_tell(router);
    expire_due(router);
    if (router->now >= router->next_beat) {
        beat(router);
        watch_registries(router);
        links_beat(router);
        parent_beat(router);
    }
    router_send(router);
    return time_to_wait(router);
}

void
router_send(struct router *router)
{
    send_bundles(router);
    parent_send(router);
}

/* A command or a query that a worker is at; a parked one only waits. */
static bool
is_worked_on(const struct request *request)
{
    return request && request->state == REQUEST_SENT && !request->is_parked;
}

void
router_drain(struct router *router)
{
    router->is_draining = true;
    for (size_t i = 0; i < router->requests.used; i++) {
        struct request *request = router->requests.slots[i];

        if (!request || is_worked_on(request))
            continue;
        withdraw(router, request);
        give_up(router, request);
    }
}

bool
router_is_busy(const struct router *router)
{
    for (size_t i = 0; i < router->requests.used; i++)
        if (is_worked_on(router->requests.slots[i]))
            return true;
    return false;
}

void
router_leave(struct router *router)
{
    for (struct worker *w = router->workers.first; w; w = w->next)
        disconnect(w->socket, w->peer);
    parent_leave(router);
    for (size_t i = 0; i < router->requests.used; i++)
        if (router->requests.slots[i])
            give_up(router, router->requests.slots[i]);
}

/* -- the edge ------------------------------------------------------------- */

static uint64_t
ask(struct router *router, enum asker_kind kind,
        const struct request_header *header, struct str payload,
        router_answer *answer, void *asker)
{
    struct request *request = request_create(&router->requests);
    uint64_t ticket = request_ticket(request);
    struct buffer bytes = { 0 };

    router->now = clock_monotonic();
    request->asker.kind = kind;
    request->asker.answer = answer;
    request->asker.context = asker;
    codec_encode(&types_request_header_schema, header, &bytes);
    frame_copy(buffer_str(&bytes), &request->header_frame);
    frame_copy(payload, &request->payload);
    buffer_release(&bytes);
    admit(router, request, 2);
    return ticket;
}

uint64_t
router_ask(struct router *router, const struct request_header *header,
        struct str payload, router_answer *answer, void *asker)
{
    return ask(router, ASKER_EDGE, header, payload, answer, asker);
}

uint64_t
router_ask_as_service(struct router *router,
        const struct request_header *header, struct str payload,
        router_answer *answer, void *asker)
{
    struct request_header own = *header;

    own.has_token = false;
    own.has_actor = true;
    own.actor = (struct actor){
        .has_service = true,
        .service = STR("gateway"),
        .has_home_hub = true,
        .home_hub = router->home_hub,
    };
    return ask(router, ASKER_GATEWAY, &own, payload, answer, asker);
}

void
ask_own(struct router *router, struct request_header *header,
        const struct schema *schema, const void *question,
        router_answer *answer, void *context)
{
    struct buffer payload = { 0 };

    header->id = uuid_new(clock_now());
    codec_encode(schema, question, &payload);
    router_ask_as_service(router, header, buffer_str(&payload), answer,
            context);
    buffer_release(&payload);
}

void
router_cancel(struct router *router, uint64_t handle)
{
    struct request *request = request_find(&router->requests, handle);

    if (!request)
        return;
    if (request->state == REQUEST_SENT && !request->is_parked) {
        request->asker.answer = NULL;
        return;
    }
    withdraw(router, request);
    request_destroy(&router->requests, request);
}

void
router_identify(struct router *router, struct str token,
        router_identity *answer, void *asker)
{
    struct request *request = request_create(&router->requests);

    router->now = clock_monotonic();
    request->asker.kind = ASKER_IDENTITY;
    request->asker.identify = answer;
    request->asker.context = asker;
    request_weigh(&router->requests, request);
    request->deadline = router->now + BUDGET_MS;
    if (can_be_held(router))
        authenticate(router, request, token);
    else
        go_on(router, request, STATUS_UNAVAILABLE);
}

void
router_forget(struct router *router, const struct uuid *account)
{
    if (account)
        identity_forget_account(&router->identities, *account);
    else
        identity_forget_all(&router->identities);
    if (router->doubt)
        router->doubt(router->doubter, account);
}

void
router_set_doubter(struct router *router, router_doubt *doubt, void *self)
{
    router->doubt = doubt;
    router->doubter = self;
}
