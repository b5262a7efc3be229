#include "follower.h"

#include "base/clock.h"
#include "base/log.h"
#include "wire/codec.h"

enum {
    WAIT_MS = 20 * 1000,        /* of a long poll */
    BUDGET_MS = 25 * 1000,      /* so that it may wait that long */
    FIRST_BUDGET_MS = 3 * 1000, /* while clients wait to hear where it is */
    RETRY_MS = 2 * 1000,        /* after a failure */
    SHORT_MS = 500,  /* an empty answer sooner than this did not wait, */
    PAUSE_MS = 1000, /* so the next question does */
    PAGE = 256,
};

/* Begin at the end of the log, less what is recent. */
static void
learn(struct follower *follower, const struct fetch_events_reply *reply)
{
    const bool has_more = reply->head > follower->recent;

    follower->epoch = reply->store_epoch;
    follower->fill_to = reply->head;
    follower->seq = has_more ? reply->head - follower->recent : 0;
    follower->stage = FOLLOWER_FILLING;
    follower->listener.on_began(follower->listener.self);
}

static void
go_live(struct follower *follower)
{
    follower->stage = FOLLOWER_LIVE;
    follower->listener.on_live(follower->listener.self);
}

static void
start_over(struct follower *follower, const struct fetch_events_reply *reply)
{
    const struct follower_listener *listener = &follower->listener;

    log_info("event=events_missed service=%s hub=" STR_FMT, follower->service,
            STR_ARG(follower->hub));
    follower->epoch = reply->store_epoch;
    follower->seq = reply->head;
    listener->on_began(listener->self);
    listener->on_missed(listener->self);
}

static void
tell(struct follower *follower, const struct fetch_events_reply *reply)
{
    for (size_t i = 0; i < reply->events_count; i++) {
        if (reply->events[i].seq <= follower->seq)
            continue;
        follower->seq = reply->events[i].seq;
        follower->listener.on_event(follower->listener.self, &reply->events[i]);
    }
}

static bool
is_filled(const struct follower *follower,
        const struct fetch_events_reply *reply)
{
    return follower->stage == FOLLOWER_FILLING &&
           (follower->seq >= follower->fill_to || reply->events_count == 0);
}

static void
take(struct follower *follower, const struct fetch_events_reply *reply)
{
    const bool is_other = !uuid_equal(follower->epoch, reply->store_epoch);
    const bool is_far = reply->head - follower->seq > PAGE;
    const bool is_live = follower->stage == FOLLOWER_LIVE;

    if (follower->stage == FOLLOWER_LEARNING || (!is_live && is_other)) {
        learn(follower, reply);
        if (follower->seq == follower->fill_to)
            go_live(follower);
    } else if (is_live && (is_other || is_far)) {
        start_over(follower, reply);
    } else {
        tell(follower, reply);
        if (is_filled(follower, reply))
            go_live(follower);
    }
}

/* An answer that did not wait says that the service waits for enough others. */
static int64_t
pause_after(const struct follower *follower,
        const struct fetch_events_reply *reply)
{
    const int64_t took_ms = clock_monotonic() - follower->asked_at;

    if (follower->stage != FOLLOWER_LIVE || reply->events_count > 0 ||
            took_ms >= SHORT_MS)
        return 0;
    return PAUSE_MS;
}

static void
on_events(void *asker, const struct reply_header *header, struct str payload,
        bool is_final)
{
    struct follower *follower = asker;
    struct fetch_events_reply reply = { 0 };
    struct decode_error error;
    struct arena arena = { 0 };

    if (!is_final)
        return;
    follower->is_asking = false;
    follower->ask_at = clock_monotonic();
    if (header->status == 200 &&
            !codec_decode(&types_fetch_events_reply_schema, payload, &arena,
                    &reply, NULL, &error)) {
        follower->ask_at += pause_after(follower, &reply);
        take(follower, &reply);
    } else {
        follower->ask_at += RETRY_MS;
        follower->listener.on_failed(follower->listener.self);
    }
    arena_release(&arena);
}

static struct fetch_events_request
question_of(const struct follower *follower)
{
    if (follower->stage == FOLLOWER_LEARNING)
        return (struct fetch_events_request){
            .after = WIRE_INT_MAX,
            .has_limit = true,
            .limit = 1,
        };
    return (struct fetch_events_request){
        .has_store_epoch = true,
        .store_epoch = follower->epoch,
        .after = follower->seq,
        .has_limit = true,
        .limit = PAGE,
        .has_wait_ms = follower->stage == FOLLOWER_LIVE,
        .wait_ms = WAIT_MS,
    };
}

static void
ask(struct follower *follower)
{
    const struct fetch_events_request question = question_of(follower);
    const bool is_live = follower->stage == FOLLOWER_LIVE;
    struct arena arena = { 0 };
    const struct request_header header = {
        .id = uuid_new(clock_now()),
        .op = arena_printf(&arena, "%s.fetch_events", follower->service),
        .has_hub = true,
        .hub = follower->hub,
        .has_budget_ms = true,
        .budget_ms = is_live ? BUDGET_MS : FIRST_BUDGET_MS,
    };

    /* The answer may come before the handle does. */
    follower->is_asking = true;
    follower->asked_at = clock_monotonic();
    const uint64_t handle = router_ask_as_service(follower->router, &header,
            codec_encode_in(&arena, &types_fetch_events_request_schema,
                    &question),
            on_events, follower);
    if (follower->is_asking)
        follower->handle = handle;
    arena_release(&arena);
}

void
follower_init(struct follower *follower, struct router *router,
        const char *service, struct str hub, int64_t recent,
        const struct follower_listener *listener)
{
    *follower = (struct follower){
        .router = router,
        .service = service,
        .hub = hub,
        .recent = recent,
        .listener = *listener,
    };
}

void
follower_release(struct follower *follower)
{
    if (follower->is_asking)
        router_cancel(follower->router, follower->handle);
}

void
follower_turn(struct follower *follower, int64_t now)
{
    if (!follower->is_asking && now >= follower->ask_at)
        ask(follower);
}
