/* Workers come, go on living, and go. */
#include "routing.h"

#include "base/log.h"
#include "bus/envelope.h"

#include <inttypes.h>

struct presence *
presence_of(struct router *router, const char *service)
{
    for (size_t i = 0; i < SERVICES_MAX; i++)
        if (strcmp(router->services[i].service, service) == 0)
            return &router->services[i];
    return NULL;
}

void
disconnect(struct socket *socket, struct str peer)
{
    struct mdp_head head = { .kind = MDP_WORKER_DISCONNECT, .peer = peer };

    mdp_send(socket, &head, NULL, 0);
}

/* -- claims --------------------------------------------------------------- */

/* Before its claims change: who owned it. */
static void
remember_owner(struct shard *shard)
{
    if (!shard->deposed)
        shard->deposed = shard_owner(shard);
}

static void
elect(struct shard *shard)
{
    shard_elect(shard);
    if (shard_owner(shard) == shard->deposed)
        shard->deposed = NULL;
}

static void
claim(struct router *router, struct worker *worker, const char *service,
        const struct attached_shard *attached)
{
    struct shard *shard =
            shard_find_or_add(&router->shards, service, attached->hub);
    struct claim claim = {
        .worker = worker,
        .store_epoch = attached->store_epoch,
        .term = attached->term,
        .is_owner = attached->role == SHARD_ROLE_OWNER,
        .is_linked = worker->link != NULL,
        .is_away = attached->has_is_away && attached->is_away,
    };

    if (!shard)
        return;
    remember_owner(shard);
    shard_claim(shard, &claim);
    shard->is_ours |= !claim.is_linked;
    shard->is_touched = true;
}

/* A shard once known is never forgotten: whoever names new ones is limited. */
static bool
may_claim(const struct router *router, struct link *link, struct str hub)
{
    if (shard_find(&router->shards, "registry", hub))
        return true;
    if (link->hubs >= (size_t)router->settings.link_hubs)
        return false;
    link->hubs++;
    return true;
}

static void
note_refused(const struct router *router, struct link *link, size_t refused)
{
    if (refused > 0 && link->refused == 0)
        log_error("alarm=too_many_hubs hub=%s limit=%" PRId64 " refused=%zu",
                link->hub, router->settings.link_hubs, refused);
    link->refused = refused;
}

/* Another hub's gateway answers for every service of the hubs behind it. */
static void
claim_behind(struct router *router, struct worker *worker,
        const struct attach *attach)
{
    size_t refused = 0;

    for (size_t i = 0; i < attach->shards_count; i++) {
        const struct attached_shard *shard = &attach->shards[i];

        if (!may_claim(router, worker->link, shard->hub)) {
            refused++;
            continue;
        }
        for (size_t j = 0; j < SERVICES_MAX; j++)
            claim(router, worker, router->services[j].service, shard);
    }
    note_refused(router, worker->link, refused);
}

static void
claim_all(struct router *router, struct worker *worker,
        const struct attach *attach)
{
    if (worker->link) {
        claim_behind(router, worker, attach);
        return;
    }
    for (size_t i = 0; i < attach->shards_count; i++)
        claim(router, worker, worker->service, &attach->shards[i]);
}

/* What the worker claimed before and does not any more. */
static void
unclaim_rest(struct router *router, struct worker *worker)
{
    for (size_t i = 0; i < router->shards.count; i++) {
        struct shard *shard = router->shards.items[i];
        struct worker *owner = shard_owner(shard);

        if (shard->is_touched || !shard_unclaim(shard, worker))
            continue;
        shard->deposed = owner;
        shard->is_touched = true;
    }
}

/* Every election comes before the first request moves. */
static void
settle_touched(struct router *router)
{
    for (size_t i = 0; i < router->shards.count; i++)
        if (router->shards.items[i]->is_touched)
            elect(router->shards.items[i]);
    for (size_t i = 0; i < router->shards.count; i++) {
        struct shard *shard = router->shards.items[i];

        if (shard->is_touched)
            settle(router, shard);
        router->parent.has_news |= shard->is_touched;
        shard->is_touched = false;
    }
}

/* Requests that came before their hub did. */
static void
place_unplaced(struct router *router, struct presence *presence)
{
    struct request_list early = { 0 };
    struct request *request;

    while ((request = presence->unplaced.first)) {
        request_unlist(request);
        request_append(&early, request);
    }
    while ((request = early.first)) {
        request_unlist(request);
        place(router, request);
    }
}

static void
apply_attach(struct router *router, struct worker *worker,
        const struct attach *attach)
{
    claim_all(router, worker, attach);
    unclaim_rest(router, worker);
    settle_touched(router);
    for (size_t i = 0; i < SERVICES_MAX; i++)
        if (worker->link ||
                strcmp(router->services[i].service, worker->service) == 0)
            place_unplaced(router, &router->services[i]);
}

/* -- the life of a worker ------------------------------------------------- */

/* What was gathered for it and never left was not sent. */
static void
forget_bundle(struct router *router, struct worker *worker)
{
    struct str rest = buffer_str(&worker->bundle.bytes);
    struct bundle_entry entry;

    while (bundle_next(&rest, &entry)) {
        uint64_t ticket;
        struct request *request =
                ticket_read(entry.client, &ticket)
                        ? request_find(&router->requests, ticket)
                        : NULL;

        if (request && request->worker == worker)
            request->times_sent--;
    }
    bundle_clear(&worker->bundle);
}

static void
lose(struct router *router, struct worker *worker)
{
    forget_bundle(router, worker);
    log_warn("event=worker_gone service=%s instance=%s", worker->service,
            worker->instance);
    if (worker->link)
        worker->link->gateways--;
    unclaim_rest(router, worker);
    settle_touched(router);
    worker_destroy(&router->workers, worker);
}

static struct worker *
first_gone(struct router *router)
{
    struct worker *worker = router->workers.first;

    while (worker && !worker->is_gone)
        worker = worker->next;
    return worker;
}

void
bury(struct router *router)
{
    struct worker *worker;

    while ((worker = first_gone(router)))
        lose(router, worker);
}

/* What one that is found gone by this had may be gathered for another. */
void
send_bundles(struct router *router)
{
    do {
        bury(router);
        for (struct worker *w = router->workers.first; w; w = w->next)
            if (worker_send_bundle(w) == STATUS_NOT_FOUND)
                w->is_gone = true;
    } while (first_gone(router));
}

static void
send_beat(struct router *router, struct worker *worker)
{
    struct mdp_head head = {
        .kind = MDP_WORKER_HEARTBEAT,
        .peer = worker->peer,
    };

    (void)router;
    if (mdp_send(worker->socket, &head, NULL, 0) == STATUS_NOT_FOUND)
        worker->is_gone = true;
}

/* Who was paused itself has not heard what came meanwhile. */
static bool
can_judge_silence(const struct router *router)
{
    return router->now - router->next_beat < router->settings.heartbeat_ms;
}

void
beat(struct router *router)
{
    int64_t patience = SILENT_BEATS * router->settings.heartbeat_ms;
    bool can_judge = can_judge_silence(router);

    router->next_beat = router->now + router->settings.heartbeat_ms;
    for (struct worker *w = router->workers.first; w; w = w->next) {
        send_beat(router, w);
        if (can_judge && router->now - w->seen_at > patience)
            w->is_gone = true;
    }
    bury(router);
    for (struct worker *w = router->workers.first; w; w = w->next)
        pump(router, w);
    bury(router);
}

/* A process that was replaced is gone now, not after three heartbeats. */
static void
bury_former(struct router *router, const char *service, struct str instance)
{
    for (struct worker *w = router->workers.first; w; w = w->next) {
        if (strcmp(w->service, service) != 0)
            continue;
        send_beat(router, w);
        if (str_equal(str_from(w->instance), instance))
            w->is_gone = true;
    }
    bury(router);
}

static struct worker *
greet(struct router *router, struct socket *socket, struct str peer,
        const char *service, const struct attach *attach)
{
    struct worker *worker;

    bury_former(router, service, attach->instance);
    worker = worker_create(&router->workers, socket, peer, service);
    snprintf(worker->instance, sizeof(worker->instance), STR_FMT,
            STR_ARG(attach->instance));
    worker->window = (size_t)attach->window;
    worker->takes_bundles = attach->has_bundles && attach->bundles;
    worker->seen_at = router->now;
    log_info("event=worker_ready service=%s instance=%s shards=%zu", service,
            worker->instance, attach->shards_count);
    return worker;
}

static void
take_on(struct router *router, struct str peer, struct presence *presence,
        const struct attach *attach)
{
    struct worker *worker = greet(router, &router->workers_socket, peer,
            presence->service, attach);

    presence->was_attached = true;
    apply_attach(router, worker, attach);
}

/* A hub that comes by more and more gateways does not fill our memory. */
static void
drop_quietest(struct router *router, const struct link *link)
{
    struct worker *quietest = NULL;

    for (struct worker *w = router->workers.first; w; w = w->next)
        if (w->link == link && (!quietest || w->seen_at < quietest->seen_at))
            quietest = w;
    if (quietest)
        quietest->is_gone = true;
    bury(router);
}

void
take_on_link(struct router *router, struct link *link, struct str peer,
        const struct attach *attach)
{
    struct worker *worker;

    if (link->gateways == LINK_GATEWAYS_MAX)
        drop_quietest(router, link);
    worker = greet(router, &router->links.socket, peer, "link", attach);
    worker->link = link;
    link->gateways++;
    apply_attach(router, worker, attach);
}

/* -- its messages --------------------------------------------------------- */

/* Over tcp:// a key of the service's own says which one it is. */
static bool
may_be(struct mdp_message *message, const char *service)
{
    struct str user = mdp_user(message);

    return user.len == 0 || str_equal(user, str_from(service));
}

static void
on_ready(struct router *router, struct mdp_message *message)
{
    struct arena arena = { 0 };
    struct attach attach;
    const char *service = operation_service(message->head.service);
    struct presence *presence = service ? presence_of(router, service) : NULL;

    if (presence && may_be(message, service) && message->body_count == 1 &&
            !envelope_read_attach(message->body[0], &arena, &attach)) {
        take_on(router, message->head.peer, presence, &attach);
    } else {
        log_error("event=worker_refused service=\"" STR_FMT "\"",
                STR_ARG(message->head.service));
        disconnect(&router->workers_socket, message->head.peer);
    }
    arena_release(&arena);
}

static void
on_heartbeat(struct router *router, struct worker *worker,
        struct mdp_message *message)
{
    struct arena arena = { 0 };
    struct attach attach;

    if (message->body_count == 0)
        return;
    if (!envelope_read_attach(message->body[0], &arena, &attach) &&
            (!worker->link || link_is_over_all(worker->link, &attach))) {
        worker->window = (size_t)attach.window;
        apply_attach(router, worker, &attach);
    } else {
        log_error("event=attach_refused service=%s instance=%s",
                worker->service, worker->instance);
    }
    arena_release(&arena);
}

static void
on_reply(struct router *router, struct worker *worker,
        struct mdp_message *message)
{
    uint64_t ticket;
    struct request *request = ticket_read(message->head.client, &ticket)
                                      ? request_find(&router->requests, ticket)
                                      : NULL;
    zmq_msg_t frames[2];

    if (!request || request->worker != worker) {
        router->counts.late_replies++;
        return;
    }
    zmq_msg_init(&frames[0]);
    zmq_msg_init(&frames[1]);
    mdp_take(message, 0, &frames[0]);
    mdp_take(message, 1, &frames[1]);
    if (message->head.kind == MDP_WORKER_PARTIAL) {
        answer_partial(router, request, frames);
        return;
    }
    worker->in_flight -= !request->is_parked;
    answer_final(router, request, frames);
    pump(router, worker);
}

/* What an unknown worker, or a known one, may not say ends the connection. */
void
on_worker_message(struct router *router, struct socket *socket,
        struct mdp_message *message)
{
    struct worker *worker =
            worker_find(&router->workers, socket, message->head.peer);
    enum mdp_kind kind = message->head.kind;

    if (!worker && kind == MDP_WORKER_READY) {
        on_ready(router, message);
        return;
    }
    if (!worker || kind == MDP_WORKER_READY) {
        if (kind != MDP_WORKER_DISCONNECT)
            disconnect(socket, message->head.peer);
        if (worker)
            worker->is_gone = true;
        return;
    }
    worker->seen_at = router->now;
    if (kind == MDP_WORKER_HEARTBEAT)
        on_heartbeat(router, worker, message);
    else if (kind == MDP_WORKER_DISCONNECT)
        worker->is_gone = true;
    else
        on_reply(router, worker, message);
}
