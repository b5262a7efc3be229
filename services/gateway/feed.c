#include "feed.h"

#include "base/clock.h"
#include "base/log.h"
#include "wire/codec.h"

#include <stdlib.h>

enum {
    WAIT_MS = 20 * 1000,   /* of a long poll */
    BUDGET_MS = 25 * 1000, /* so that it may wait that long */
    RETRY_MS = 2 * 1000,   /* after a failure */
    SHORT_MS = 500,        /* an empty answer sooner than this did not wait, */
    PAUSE_MS = 1000,       /* so the next question does */
    PAGE = FEED_RING,
};

enum stage {
    LEARNING, /* where the log ends */
    FILLING,  /* the ring, up to that */
    LIVE,
};

struct follower {
    struct feed *feed;
    int service;
    enum stage stage;
    bool has_answered; /* well or badly */
    struct uuid epoch;
    int64_t seq;     /* handled */
    int64_t fill_to; /* what was there before anybody listened */
    int64_t floor;   /* the ring has all that is after it */
    bool is_asking;
    uint64_t handle;
    int64_t asked_at;
    int64_t ask_at; /* unless it is asking */
};

struct feed {
    struct router *router;
    struct str hub;
    struct arena arena; /* of hub */
    struct feed_listener listener;
    struct follower followers[POSITION_SERVICES];
    struct notice ring[FEED_RING];
    uint64_t count; /* notices ever put in the ring */
    bool is_settled;
};

/* The services' headers do not meet in one file: their structs may clash. */
extern const struct event_type registry_events[];
extern const struct event_type grants_events[];
extern const struct event_type fundraising_events[];
extern const struct event_type notification_events[];

static const struct event_type *const event_tables[POSITION_SERVICES] = {
    registry_events,
    grants_events,
    fundraising_events,
    notification_events,
};

static const struct event_type *
find_type(int service, struct str name)
{
    for (const struct event_type *at = event_tables[service]; at->name; at++)
        if (str_equal(str_from(at->name), name))
            return at;
    return NULL;
}

/* -- the ring ------------------------------------------------------------ */

/* The oldest gives way: its service is covered from there on only. */
static const struct notice *
keep(struct feed *feed, const struct notice *notice)
{
    struct notice *place = &feed->ring[feed->count % FEED_RING];

    if (feed->count >= FEED_RING)
        feed->followers[place->service].floor = place->seq;
    *place = *notice;
    feed->count++;
    return place;
}

/* Of a store that is not followed any more. */
static void
forget_notices(struct feed *feed, int service)
{
    for (int i = 0; i < FEED_RING; i++)
        if (feed->ring[i].service == service)
            feed->ring[i].type = NULL;
}

static bool
is_covered(const struct follower *follower, const struct place *place)
{
    if (follower->stage != LIVE)
        return true; /* a reset comes when it is */
    return place->is_known && place->epoch == epoch_mark(follower->epoch) &&
           place->seq >= follower->floor && place->seq <= follower->seq;
}

bool
feed_covers(const struct feed *feed, const struct position *position)
{
    for (int i = 0; i < POSITION_SERVICES; i++)
        if (!is_covered(&feed->followers[i], &position->of[i]))
            return false;
    return true;
}

const struct notice *
feed_next(const struct feed *feed, struct position *position, uint64_t *cursor)
{
    if (feed->count > FEED_RING && *cursor < feed->count - FEED_RING)
        *cursor = feed->count - FEED_RING;
    while (*cursor < feed->count) {
        const struct notice *notice = &feed->ring[(*cursor)++ % FEED_RING];
        struct place *place = &position->of[notice->service];
        if (!notice->type || notice->seq <= place->seq)
            continue;
        place->seq = notice->seq;
        return notice;
    }
    return NULL;
}

struct position
feed_position(const struct feed *feed)
{
    struct position position = { 0 };

    for (int i = 0; i < POSITION_SERVICES; i++) {
        const struct follower *follower = &feed->followers[i];
        if (follower->stage == LIVE)
            position.of[i] = (struct place){ true, follower->seq,
                epoch_mark(follower->epoch) };
    }
    return position;
}

/* -- following ----------------------------------------------------------- */

static void
pause_for(struct follower *follower, int64_t ms)
{
    follower->ask_at = clock_monotonic() + ms;
}

static void
settle(struct feed *feed)
{
    if (feed->is_settled)
        return;
    for (int i = 0; i < POSITION_SERVICES; i++)
        if (!feed->followers[i].has_answered)
            return;
    feed->is_settled = true;
    feed->listener.on_settled(feed->listener.self);
}

/* Begin where the log ends now, with the latest of what was before. */
static void
learn(struct follower *follower, const struct fetch_events_reply *reply)
{
    const bool is_late = reply->head > FEED_RING;

    forget_notices(follower->feed, follower->service);
    follower->epoch = reply->store_epoch;
    follower->fill_to = reply->head;
    follower->seq = is_late ? reply->head - FEED_RING : 0;
    follower->floor = follower->seq;
    follower->stage = FILLING;
}

/* Too much was missed, or the store is another: start over from its end. */
static void
start_over(struct follower *follower, const struct fetch_events_reply *reply)
{
    struct feed *feed = follower->feed;

    forget_notices(feed, follower->service);
    follower->epoch = reply->store_epoch;
    follower->seq = reply->head;
    follower->floor = reply->head;
    log_info("event=feed_reset service=%s hub=" STR_FMT,
            position_services[follower->service], STR_ARG(feed->hub));
    feed->listener.on_reset(feed->listener.self);
}

static void
take_event(struct follower *follower, const struct event_record *event)
{
    struct feed *feed = follower->feed;
    const struct event_type *type = find_type(follower->service, event->type);
    const struct notice notice = {
        .service = follower->service,
        .seq = event->seq,
        .type = type,
        .has_subject = event->has_subject,
        .subject = event->subject,
    };

    if (event->seq <= follower->seq)
        return;
    follower->seq = event->seq;
    if (!type || !type->visible)
        return;
    const struct notice *kept = keep(feed, &notice);
    if (follower->stage == LIVE)
        feed->listener.on_notice(feed->listener.self, kept);
}

/* Those who listen already have seen nothing of this service so far. */
static void
go_live(struct follower *follower)
{
    struct feed *feed = follower->feed;

    follower->stage = LIVE;
    follower->has_answered = true;
    if (feed->is_settled)
        feed->listener.on_reset(feed->listener.self);
    settle(feed);
}

static bool
is_filled(const struct follower *follower,
        const struct fetch_events_reply *reply)
{
    return follower->stage == FILLING &&
           (follower->seq >= follower->fill_to || reply->events_count == 0);
}

static void
take(struct follower *follower, const struct fetch_events_reply *reply)
{
    const bool is_other = !uuid_equal(follower->epoch, reply->store_epoch);
    const bool is_far = reply->head - follower->seq > FEED_RING;

    if (follower->stage == LEARNING ||
            (follower->stage == FILLING && is_other)) {
        learn(follower, reply);
        if (follower->fill_to == 0)
            go_live(follower);
        return;
    }
    if (follower->stage == LIVE && (is_other || is_far)) {
        start_over(follower, reply);
        return;
    }
    for (size_t i = 0; i < reply->events_count; i++)
        take_event(follower, &reply->events[i]);
    if (is_filled(follower, reply))
        go_live(follower);
}

/* An answer that did not wait says that the service waits for enough others. */
static int64_t
pause_after(const struct follower *follower,
        const struct fetch_events_reply *reply)
{
    const int64_t took_ms = clock_monotonic() - follower->asked_at;

    if (follower->stage != LIVE || reply->events_count > 0 ||
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
    if (header->status == 200 &&
            !codec_decode(&types_fetch_events_reply_schema, payload, &arena,
                    &reply, NULL, &error)) {
        const int64_t pause_ms = pause_after(follower, &reply);
        take(follower, &reply);
        pause_for(follower, pause_ms);
    } else {
        follower->has_answered = true;
        pause_for(follower, RETRY_MS);
        settle(follower->feed);
    }
    arena_release(&arena);
}

static struct fetch_events_request
question_of(const struct follower *follower)
{
    if (follower->stage == LEARNING)
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
        .has_wait_ms = follower->stage == LIVE,
        .wait_ms = WAIT_MS,
    };
}

static void
follow(struct follower *follower)
{
    struct feed *feed = follower->feed;
    const struct fetch_events_request question = question_of(follower);
    struct arena arena = { 0 };
    const struct request_header header = {
        .id = uuid_new(clock_now()),
        .op = arena_printf(&arena, "%s.fetch_events",
                position_services[follower->service]),
        .has_hub = true,
        .hub = feed->hub,
        .has_budget_ms = true,
        .budget_ms = BUDGET_MS,
    };

    /* The answer may come before the handle does. */
    follower->is_asking = true;
    follower->asked_at = clock_monotonic();
    const uint64_t handle = router_ask_as_service(feed->router, &header,
            codec_encode_in(&arena, &types_fetch_events_request_schema,
                    &question),
            on_events, follower);
    if (follower->is_asking)
        follower->handle = handle;
    arena_release(&arena);
}

void
feed_turn(struct feed *feed, int64_t now)
{
    for (int i = 0; i < POSITION_SERVICES; i++) {
        struct follower *follower = &feed->followers[i];
        if (!follower->is_asking && now >= follower->ask_at)
            follow(follower);
    }
}

struct feed *
feed_open(struct router *router, struct str hub,
        const struct feed_listener *listener)
{
    struct feed *feed = calloc(1, sizeof *feed);

    if (!feed)
        abort();
    feed->router = router;
    feed->hub = arena_copy(&feed->arena, hub.data, hub.len);
    feed->listener = *listener;
    for (int i = 0; i < POSITION_SERVICES; i++)
        feed->followers[i] = (struct follower){ .feed = feed, .service = i };
    return feed;
}

void
feed_close(struct feed *feed)
{
    for (int i = 0; i < POSITION_SERVICES; i++)
        if (feed->followers[i].is_asking)
            router_cancel(feed->router, feed->followers[i].handle);
    arena_release(&feed->arena);
    free(feed);
}

struct str
feed_hub(const struct feed *feed)
{
    return feed->hub;
}

bool
feed_is_settled(const struct feed *feed)
{
    return feed->is_settled;
}
