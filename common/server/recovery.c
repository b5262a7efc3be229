#include "server/recovery.h"

#include "base/clock.h"
#include "base/hub.h"
#include "base/log.h"
#include "db/given.h"
#include "server/keeping.h"
#include "server/losses.h"
#include "server/taking.h"
#include "wire/codec.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

enum {
    PAGE = 500,
    ANSWER_MS = 10000, /* then the question counts as lost */
    PAUSE_MS = 1000,
    UNKNOWN_NUMBERS = 1000, /* where nobody knows how many were given */
};

/* First what can be taken back, then what cannot is listed. */
enum step { TAKING, LISTING, WAITING, OVER };

struct recovery {
    struct shard *shard;
    enum step step;
    bool is_stuck; /* a person must say that it may be served */
    char state[160];
    struct taking taking;
    int64_t seen;       /* by the hub above: up to this event */
    bool has_forgotten; /* it burnt, too: it may have seen more */
    int64_t listed;     /* of what is lost, up to this event */
    struct uuid asked;
    uint64_t asked_of;
    int64_t asked_at, ask_at; /* monotonic */
    struct arena arena;
    struct list_kept_events_reply page; /* in arena */
    bool has_page;
    bool was_heard;
};

static const struct event_type recovered_event = { "log.store_recovered",
    &types_store_recovered_schema, 0 };

/* -- its end -------------------------------------------------------------- */

static int64_t
count_lost(const struct recovery *recovery, const struct shard *shard)
{
    const int64_t head = event_log_head(shard->log);

    return recovery && recovery->seen > head ? recovery->seen - head : 0;
}

/* Has nobody seen all of what it gave? Then the store it replaced may tell. */
static bool
is_unknown(const struct recovery *recovery, const struct shard *shard)
{
    const bool was_told =
            recovery && recovery->was_heard && !recovery->has_forgotten;

    return !was_told && !given_is_all(folder_database(shard->folder));
}

static int64_t
count_void(const struct recovery *recovery, const struct shard *shard)
{
    const int64_t lost = count_lost(recovery, shard);

    return lost < UNKNOWN_NUMBERS && is_unknown(recovery, shard)
                   ? UNKNOWN_NUMBERS
                   : lost;
}

/* In the open batch. `voids` numbers of each series are not given again. */
static enum status
conclude(struct shard *shard, struct call *call, struct str reason,
        int64_t voids)
{
    const struct recovery *recovery = shard->recovery;
    const struct store_identity *identity = folder_identity(shard->folder);
    const struct store_recovered body = {
        .restored_at = identity->restored_at,
        .taken = recovery ? recovery->taking.is_whole : 0,
        .lost = count_lost(recovery, shard),
        .has_reason = reason.len > 0,
        .reason = reason,
    };
    bool are_void = voids > 0;
    enum status status =
            folder_end_recovery(shard->folder, event_log_head(shard->log));

    if (!status)
        status = folder_migrate_rows(shard->folder);
    if (!status)
        status =
                call_emit(call, &recovered_event, identity->store, &body, NULL);
    if (!status)
        status = losses_void_numbers(call, voids);
    if (!status)
        status = losses_void_given(call, &are_void);
    if (!status && are_void) /* the hub above may have other figures */
        status = rollup_put_seq(shard->rollup, 0);
    if (!status && shard->service->restored)
        status = shard->service->restored(shard->writing, call);
    if (!status)
        log_info("hub=" STR_FMT " what=recovered taken=%" PRId64
                 " lost=%" PRId64,
                STR_ARG(shard->hub), body.taken, body.lost);
    return status;
}

static enum status
conclude_by_itself(struct shard *shard)
{
    const struct uuid id = uuid_new(shard_now(shard));
    const int64_t voids = count_void(shard->recovery, shard);
    struct exchange *exchange;
    enum status status = shard_begin(shard);

    if (status)
        return status;
    status = db_savepoint(shard->writer);
    if (!status) {
        exchange = exchange_begin(shard, ORIGIN_TIMER, id, id);
        status = exchange_end(exchange,
                conclude(shard, &exchange->call, STR(""), voids));
    }
    if (status)
        db_rollback(shard->writer);
    else
        status = shard_commit(shard);
    return status;
}

/* -- its beginning -------------------------------------------------------- */

static const char *
parent_of(const struct shard *shard, struct arena *arena)
{
    return arena_printf(arena, STR_FMT, STR_ARG(hub_parent(shard->hub))).data;
}

static void
tell_state(struct recovery *recovery, const char *what)
{
    struct arena arena = { 0 };

    snprintf(recovery->state, sizeof(recovery->state), "%s %s",
            parent_of(recovery->shard, &arena), what);
    arena_release(&arena);
}

enum status
recovery_open(struct shard *shard)
{
    struct recovery *recovery;

    if (!folder_identity(shard->folder)->is_recovering)
        return STATUS_OK;
    if (!shard->service->roll_up || hub_parent(shard->hub).len == 0)
        return conclude_by_itself(shard);
    recovery = calloc(1, sizeof(*recovery));
    if (!recovery)
        abort();
    recovery->shard = shard;
    recovery->step = shard->mirror ? TAKING : LISTING;
    recovery->listed = event_log_head(shard->log);
    recovery->taking.shard = shard;
    recovery->taking.rows.on_gap = losses_add_gap;
    recovery->ask_at = clock_monotonic();
    tell_state(recovery, "was not asked yet");
    shard->recovery = recovery;
    return STATUS_OK;
}

void
recovery_close(struct recovery *recovery)
{
    if (!recovery)
        return;
    taking_end(&recovery->taking);
    arena_release(&recovery->arena);
    free(recovery);
}

/* -- asking --------------------------------------------------------------- */

int64_t
recovery_due(const struct recovery *recovery)
{
    if (recovery->has_page || recovery->step >= WAITING)
        return INT64_MAX;
    return uuid_is_zero(recovery->asked) ? recovery->ask_at
                                         : recovery->asked_at + ANSWER_MS;
}

static struct str
question_of(const struct recovery *recovery, struct arena *arena)
{
    const struct list_kept_events_request request = {
        .after = recovery->step == TAKING ? event_log_head(recovery->shard->log)
                                          : recovery->listed,
        .has_limit = true,
        .limit = PAGE,
    };

    return codec_encode_in(arena, &types_list_kept_events_request_schema,
            &request);
}

void
recovery_ask(struct recovery *recovery, struct client *client, uint64_t gateway,
        int64_t now)
{
    const struct shard *shard = recovery->shard;
    const char *service = shard->service->schema->name;
    struct arena arena = { 0 };
    struct request_header header = {
        .id = uuid_new(clock_now()),
        .op = arena_printf(&arena, "%s.list_kept_events", service),
        .has_hub = true,
        .hub = hub_parent(shard->hub),
        .has_budget_ms = true,
        .budget_ms = ANSWER_MS,
        .has_actor = true,
        .actor = { .has_service = true,
                .service = str_from(service),
                .has_home_hub = true,
                .home_hub = shard->hub },
    };

    if (recovery_due(recovery) <= now) {
        recovery->asked = (struct uuid){ 0 };
        recovery->ask_at = now + PAUSE_MS;
        if (!client_send(client, &header, question_of(recovery, &arena)))
            recovery->asked = header.id;
        recovery->asked_of = gateway;
        recovery->asked_at = now;
    }
    arena_release(&arena);
}

void
recovery_forget(struct recovery *recovery, uint64_t gateway)
{
    if (recovery->asked_of == gateway)
        recovery->asked = (struct uuid){ 0 };
}

bool
recovery_has_asked(const struct recovery *recovery, struct uuid id)
{
    return !uuid_is_zero(recovery->asked) && uuid_equal(recovery->asked, id);
}

static void
refuse_answer(struct recovery *recovery, int64_t status)
{
    char text[60];

    snprintf(text, sizeof(text), "answers %d to what it kept", (int)status);
    tell_state(recovery,
            status == status_code(STATUS_NOT_FOUND)
                    ? "is not joined: cw hub invite there, cw hub enrol here"
                    : text);
}

void
recovery_take(struct recovery *recovery, const struct client_reply *reply,
        int64_t now)
{
    struct decode_error error;
    struct str payload;

    recovery->asked = (struct uuid){ 0 };
    recovery->ask_at = now + PAUSE_MS;
    arena_release(&recovery->arena);
    payload = arena_copy(&recovery->arena, reply->payload.data,
            reply->payload.len);
    recovery->page = (struct list_kept_events_reply){ 0 };
    if (reply->header.status != 200 ||
            codec_decode(&types_list_kept_events_reply_schema, payload,
                    &recovery->arena, &recovery->page, NULL, &error)) {
        refuse_answer(recovery, reply->header.status);
        return;
    }
    recovery->has_page = recovery->was_heard = true;
    recovery->seen = recovery->page.seq;
    recovery->has_forgotten = recovery->page.has_forgotten;
    recovery->ask_at = now;
    if (!recovery->is_stuck)
        tell_state(recovery, "gives what it kept");
}

/* -- working on an answer ------------------------------------------------- */

/* What the hub above has seen is not, or will not be, our history. */
static enum status
get_stuck(struct recovery *recovery, const char *why)
{
    char text[100];
    enum status status = taking_end(&recovery->taking);

    recovery->step = LISTING;
    recovery->is_stuck = true;
    recovery->listed = event_log_head(recovery->shard->log);
    snprintf(text, sizeof(text), "%s, after event %" PRId64, why,
            recovery->listed);
    tell_state(recovery, text);
    log_error("alarm=recovering hub=" STR_FMT " why=\"%s\"",
            STR_ARG(recovery->shard->hub), recovery->state);
    return status;
}

static enum status
take_page(struct recovery *recovery)
{
    const struct list_kept_events_reply *page = &recovery->page;
    enum status status = STATUS_OK;

    for (size_t i = 0; i < page->events_count && !status; i++) {
        struct event_record *event = &page->events[i];

        if (!keeping_open(recovery->shard, event, &recovery->arena))
            return get_stuck(recovery, "kept what another key has sealed");
        status = taking_add(&recovery->taking, event);
    }
    if (status == STATUS_CONFLICT)
        return get_stuck(recovery, "kept what does not go on from here");
    return status ? status : taking_keep(&recovery->taking);
}

/* Is the last event that was seen there one of ours? */
static enum status
find_seen(struct recovery *recovery, bool *is_ours)
{
    struct shard *shard = recovery->shard;
    const int64_t seq = recovery->seen;
    struct event *event;
    size_t count;
    enum status status;

    *is_ours = seq == 0;
    if (seq == 0)
        return STATUS_OK;
    status = event_log_list(shard->log, seq - 1, 1, 0, &recovery->arena, &event,
            &count);
    *is_ours = !status && count == 1 &&
               hash_equal(event->hash, hash_from(recovery->page.hash));
    return status;
}

static enum status
end_taking(struct recovery *recovery)
{
    const struct shard *shard = recovery->shard;
    const bool was_cut = recovery->taking.is_begun && !recovery->taking.stands;
    bool is_ours = false;
    enum status status = taking_end(&recovery->taking);

    if (status)
        return status;
    recovery->step = LISTING;
    recovery->listed = event_log_head(shard->log);
    if (recovery->seen > recovery->listed)
        return was_cut || recovery->has_forgotten
                       ? STATUS_OK
                       : get_stuck(recovery, "keeps no more of what it saw");
    status = find_seen(recovery, &is_ours);
    return status || is_ours ? status
                             : get_stuck(recovery, "saw another history");
}

static enum status
list_page(struct recovery *recovery)
{
    const struct list_kept_events_reply *page = &recovery->page;
    struct shard *shard = recovery->shard;
    enum status status = db_begin(shard->writer);

    if (status)
        return status;
    status = losses_add_events(shard, page->events, page->events_count);
    if (status)
        db_rollback(shard->writer);
    else
        status = db_commit(shard->writer);
    if (!status)
        recovery->listed = page->events[page->events_count - 1].seq;
    return status;
}

static enum status
end_listing(struct recovery *recovery)
{
    enum status status;

    if (recovery->is_stuck) {
        recovery->step = WAITING;
        return STATUS_OK;
    }
    status = conclude_by_itself(recovery->shard);
    if (!status)
        recovery->step = OVER;
    return status;
}

static enum status
work(struct recovery *recovery)
{
    const bool is_empty = recovery->page.events_count == 0;

    if (recovery->step == TAKING)
        return is_empty ? end_taking(recovery) : take_page(recovery);
    return is_empty ? end_listing(recovery) : list_page(recovery);
}

bool
recovery_has_work(const struct recovery *recovery)
{
    return recovery->has_page;
}

/* What a fault of the disk undid is asked for again. */
void
recovery_run(struct recovery *recovery, int64_t now)
{
    enum status status;

    if (!recovery->has_page)
        return;
    status = work(recovery);
    recovery->has_page = false;
    if (!status)
        return;
    log_error("hub=" STR_FMT " what=recovery status=%d",
            STR_ARG(recovery->shard->hub), status);
    recovery_pause(recovery);
    recovery->ask_at = now + PAUSE_MS;
}

void
recovery_pause(struct recovery *recovery)
{
    taking_end(&recovery->taking);
    recovery->has_page = false;
    recovery->asked = (struct uuid){ 0 };
}

bool
recovery_is_over(const struct recovery *recovery)
{
    return recovery->step == OVER;
}

const char *
recovery_state(const struct recovery *recovery)
{
    return recovery->state;
}

/* -- people --------------------------------------------------------------- */

/* A follower must not take the present end of our log for its end. */
bool
recovery_refuses(const struct operation *operation)
{
    if (operation->kind == OPERATION_COMMAND)
        return strcmp(operation->name, "recover_alone") != 0;
    return operation->is_parked;
}

/* It has ended when this batch is committed: the store says whether it was. */
enum status
recovery_go_alone(void *self, struct call *call, const void *request,
        void *reply)
{
    struct shard *shard = self;
    const struct recover_alone_request *in = request;
    struct recovery *recovery = shard->recovery;
    enum status status;

    (void)reply;
    if (!recovery || recovery->step == OVER)
        return call_refuse(call, &problem_conflict, NULL,
                "it is being served: nothing is left to decide");
    status = conclude(shard, call, in->reason,
            in->has_numbers ? in->numbers : count_void(recovery, shard));
    if (!status)
        recovery->step = OVER;
    return status;
}
