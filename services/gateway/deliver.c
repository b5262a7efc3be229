/*
 * From the queue of a shard to its owner, and back into the queue when the
 * owner is lost.
 */
#include "routing.h"

#include "base/clock.h"
#include "base/log.h"
#include "bus/envelope.h"
#include "crossing.h"

/* Below this budget a parked operation answers at once, see docs/wire.md. */
enum { NO_TIME_TO_PARK_MS = 1000 };

/* -- sending -------------------------------------------------------------- */

/* The header as services see it: who asks, and the time that is left. */
static struct request_header
header_for(const struct router *router, const struct request *request,
        const struct worker *worker)
{
    struct request_header header = request->header;
    int64_t budget_ms = request->deadline - router->now;

    header.has_token = false;
    header.has_actor = true;
    header.actor = request_actor(request);
    header.has_budget_ms = true;
    if (request->operation->is_parked && !request->is_parked &&
            budget_ms > NO_TIME_TO_PARK_MS)
        budget_ms = NO_TIME_TO_PARK_MS;
    header.budget_ms = budget_ms > 0 ? budget_ms : 0;
    if (worker_is_elsewhere(worker))
        crossing_leave(router, request, worker, &header);
    return header;
}

static void
cancel_parked(const struct request *request)
{
    char ticket[TICKET_SIZE];
    struct mdp_head head = {
        .kind = MDP_WORKER_CANCEL,
        .peer = request->worker->peer,
        .client = { ticket, sizeof(ticket) },
    };

    ticket_write(request_ticket(request), ticket);
    if (!request->worker->socket)
        return;
    worker_send_bundle(request->worker);
    mdp_send(request->worker->socket, &head, NULL, 0);
}

void
withdraw(struct router *router, struct request *request)
{
    (void)router;
    if (request->state != REQUEST_SENT)
        return;
    if (request->is_parked)
        cancel_parked(request);
    else
        request->worker->in_flight--;
    request->worker = NULL;
    request->state = REQUEST_NEW;
}

static bool
is_left_behind(const struct request *parked, const struct request *request)
{
    const struct actor *before = &parked->header.actor;
    const struct actor *now = &request->header.actor;

    return parked->asker.kind == request->asker.kind &&
           parked->operation == request->operation &&
           str_equal(before->service, now->service) &&
           str_equal(before->home_hub, now->home_hub) &&
           !str_equal(mdp_view((zmq_msg_t *)&parked->asker.peer),
                   mdp_view((zmq_msg_t *)&request->asker.peer));
}

/*
 * A service that was started again follows from a new connection. What it
 * parked from the old one would wait for nobody. Tools may well ask twice.
 */
static void
drop_left_behind(struct router *router, const struct request *request)
{
    struct request *parked = request->shard->parked.first, *next;

    for (; parked; parked = next) {
        next = parked->next;
        if (!is_left_behind(parked, request))
            continue;
        withdraw(router, parked);
        request_destroy(&router->requests, parked);
    }
}

static bool
can_park_now(struct router *router, const struct request *request)
{
    if (!request->operation->is_parked)
        return false;
    if ((request->asker.kind == ASKER_SERVICE ||
                request->asker.kind == ASKER_LINK) &&
            operation_service(request->header.actor.service))
        drop_left_behind(router, request);
    return request->shard->parked.count <
           (*request->shard->hub ? PARKED_MAX : PARKED_UP_MAX);
}

static enum status
send_down(struct router *router, const struct request *request,
        struct worker *worker, const struct request_header *header)
{
    char ticket[TICKET_SIZE];
    struct mdp_head head = {
        .kind = MDP_WORKER_REQUEST,
        .peer = worker->peer,
        .client = { ticket, sizeof(ticket) },
    };
    const struct str payload = mdp_view((zmq_msg_t *)&request->payload);
    zmq_msg_t frames[2];

    ticket_write(request_ticket(request), ticket);
    buffer_clear(&router->header);
    codec_encode(&types_request_header_schema, header, &router->header);
    if (worker->takes_bundles)
        return mdp_gather(worker->socket, &worker->bundle, &head,
                (struct str[]){ buffer_str(&router->header), payload });
    frame_copy(buffer_str(&router->header), &frames[0]);
    zmq_msg_init(&frames[1]);
    zmq_msg_copy(&frames[1], (zmq_msg_t *)&request->payload);
    return mdp_send(worker->socket, &head, frames, 2);
}

/* In REQUEST_WAITING or new; it stays where it is unless it was sent. */
static enum status
send_to(struct router *router, struct request *request, struct worker *worker)
{
    struct request_header header;
    enum status status;

    request->is_parked = can_park_now(router, request);
    header = header_for(router, request, worker);
    status = worker->uplink
                     ? uplink_send(router, worker->uplink, request, &header)
                     : send_down(router, request, worker, &header);
    if (status)
        return status;
    request_unlist(request);
    request_append(request->is_parked ? &request->shard->parked
                                      : &request->shard->sent,
            request);
    request->state = REQUEST_SENT;
    request->worker = worker;
    request->times_sent++;
    worker->in_flight += !request->is_parked;
    request_set_due(&router->requests, request, request->deadline);
    return STATUS_OK;
}

static void
note_failure(struct worker *worker, enum status status)
{
    if (status == STATUS_NOT_FOUND)
        worker->is_gone = true;
}

void
pump(struct router *router, struct worker *worker)
{
    struct shard *shard;
    enum status status = STATUS_OK;

    while (!status && worker_has_room(worker) &&
            (shard = worker_ring_take(worker))) {
        if (shard->waiting.first)
            status = send_to(router, shard->waiting.first, worker);
        if (shard->waiting.first)
            worker_ring_append(worker, shard);
    }
    note_failure(worker, status);
}

/* -- waiting -------------------------------------------------------------- */

/* Until when it may wait: its deadline, or sooner while there is no owner. */
static void
set_waiting_due(struct router *router, struct request *request)
{
    int64_t due_at = request->deadline;
    bool has_owner = request->shard && shard_owner(request->shard);

    if (!has_owner && router->now + OWNER_WAIT_MS < due_at)
        due_at = router->now + OWNER_WAIT_MS;
    request_set_due(&router->requests, request, due_at);
}

static void
wait_in(struct router *router, struct request *request,
        struct request_list *list)
{
    if (list->count >= QUEUE_MAX ||
            list->size + request->size > QUEUE_SIZE_MAX) {
        refuse_for(router, request, &problem_unavailable,
                "too many requests wait for this hub");
        return;
    }
    request->state = REQUEST_WAITING;
    request_append(list, request);
    set_waiting_due(router, request);
}

static void
place_at(struct router *router, struct request *request, struct shard *shard)
{
    struct worker *owner = shard_owner(shard);

    request->shard = shard;
    if (shard->is_disputed) {
        refuse_for(router, request, &problem_unavailable,
                "two stores claim to be this hub");
        return;
    }
    if (owner && can_park_now(router, request) && !owner->is_gone &&
            !send_to(router, request, owner))
        return;
    wait_in(router, request, &shard->waiting);
    if (!owner)
        return;
    worker_ring_append(owner, shard);
    pump(router, owner);
}

/* Workers come one after the other when everything has just started. */
static bool
is_starting(const struct router *router, const struct presence *presence)
{
    int64_t patience = SILENT_BEATS * router->settings.heartbeat_ms;

    return !presence->was_attached ||
           router->now - router->started_at < patience;
}

static struct shard *
way_up(struct router *router, const struct request *request)
{
    if (request->asker.kind == ASKER_PARENT ||
            hub_is_within(request->header.hub, router->home_hub))
        return NULL;
    return parent_shard(router, request->operation->service);
}

static void
place_elsewhere(struct router *router, struct request *request)
{
    struct presence *presence =
            presence_of(router, request->operation->service);
    struct shard *up = way_up(router, request);

    if (up)
        place_at(router, request, up);
    else if (refuse_cut_off(router, request))
        return;
    else if (is_starting(router, presence) &&
             !is_unknown_below(router, request))
        wait_in(router, request, &presence->unplaced);
    else
        refuse_hub(router, request);
}

/* Nothing returns over the link it came by. */
static bool
would_return(const struct request *request, const struct shard *shard)
{
    const struct worker *owner = shard_owner(shard);

    return request->link && owner && owner->link == request->link;
}

void
place(struct router *router, struct request *request)
{
    const char *service = request->operation->service;
    struct request_header *header = &request->header;
    struct shard *shard;

    if (router->is_draining) {
        give_up(router, request);
        return;
    }
    if (!header->has_hub)
        header->hub = router->home_hub;
    header->has_hub = true;
    if (!presence_of(router, service)) {
        report(router, request);
        return;
    }
    shard = shard_find(&router->shards, service, header->hub);
    if (shard && would_return(request, shard))
        refuse_hub(router, request);
    else if (shard)
        place_at(router, request, shard);
    else
        place_elsewhere(router, request);
}

/* -- a change of owner ---------------------------------------------------- */

static bool
can_be_sent_again(const struct request *request)
{
    return !request->is_parked && !request->has_partial &&
           request->times_sent < 2;
}

void
give_up(struct router *router, struct request *request)
{
    if (request->times_sent > 0 && request_is_command(request))
        refuse_for(router, request, &problem_outcome_unknown,
                "the service was lost while it had the request");
    else if (!refuse_cut_off(router, request))
        refuse_for(router, request, &problem_unavailable,
                request->shard && shard_is_away(request->shard)
                        ? "this hub was released to another machine, "
                          "which has no line to here"
                        : "nobody serves this hub at the moment");
}

/*
 * Who hands a shard over ends what it has first. Another owner, or a worker
 * that does not know the shard any more, will not.
 */
static bool
will_answer(const struct shard *shard, const struct request *request)
{
    const struct worker *owner = shard_owner(shard);

    return !shard->is_disputed && !request->worker->is_gone &&
           shard_has_claim(shard, request->worker) &&
           (!owner || owner == request->worker);
}

static void
take_back(struct router *router, struct shard *shard, struct request_list *from,
        struct request_list *to)
{
    struct request *request = from->first, *next;

    for (; request; request = next) {
        next = request->next;
        if (will_answer(shard, request))
            continue;
        withdraw(router, request);
        request_unlist(request);
        request->state = REQUEST_WAITING;
        request_append(to, request);
    }
}

/*
 * What a former owner will not answer goes to the front of the queue in its
 * old order, or is given up.
 */
static void
recall(struct router *router, struct shard *shard)
{
    struct request_list open = { 0 }, lost = { 0 };
    struct request *request;

    take_back(router, shard, &shard->sent, &open);
    take_back(router, shard, &shard->parked, &lost);
    while ((request = open.last)) {
        request_unlist(request);
        if (can_be_sent_again(request)) {
            request_prepend(&shard->waiting, request);
            router->counts.redispatched++;
        } else {
            request_prepend(&lost, request);
        }
    }
    while (lost.first)
        give_up(router, lost.first);
}

static void
refuse_waiting(struct router *router, struct shard *shard)
{
    log_error("alarm=two_stores service=%s hub=%s "
              "reason=\"two live owners of different stores\"",
            shard->service, shard->hub);
    while (shard->waiting.first)
        refuse_for(router, shard->waiting.first, &problem_unavailable,
                "two stores claim to be this hub");
}

static void
restart_waits(struct router *router, struct shard *shard)
{
    for (struct request *r = shard->waiting.first; r; r = r->next)
        set_waiting_due(router, r);
}

void
settle(struct router *router, struct shard *shard)
{
    struct worker *owner = shard_owner(shard);
    bool has_changed = owner || shard->deposed;

    if (shard->deposed) {
        worker_ring_remove(shard->deposed, shard);
        shard->deposed = NULL;
    }
    recall(router, shard);
    if (shard->is_disputed)
        refuse_waiting(router, shard);
    if (has_changed)
        restart_waits(router, shard);
    if (!owner || !shard->waiting.first)
        return;
    worker_ring_append(owner, shard);
    pump(router, owner);
}

/* -- too late ------------------------------------------------------------- */

static bool
is_unplaced(const struct request *request)
{
    return request->state == REQUEST_WAITING && !request->shard;
}

static void
expire_waiting(struct router *router, struct request *request)
{
    struct presence *presence =
            presence_of(router, request->operation->service);

    if (is_unplaced(request) && presence->was_attached)
        refuse_hub(router, request);
    else
        give_up(router, request);
}

void
expire(struct router *router, struct request *request)
{
    bool is_waiting = request->state == REQUEST_WAITING;
    bool may_be_done = request->times_sent > 0 && request_is_command(request);

    withdraw(router, request);
    if (is_waiting && router->now < request->deadline)
        expire_waiting(router, request);
    else if (may_be_done)
        refuse_for(router, request, &problem_outcome_unknown,
                "the service did not answer in time");
    else
        refuse_for(router, request, &problem_too_late,
                "no answer within the budget");
}
