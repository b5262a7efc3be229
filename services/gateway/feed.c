#include "feed.h"

#include "follower.h"

#include <stdlib.h>

/* What a feed makes of one service. */
struct source {
    struct feed *feed;
    int service;
    struct follower follower;
    bool has_answered; /* well or badly */
    int64_t floor;     /* the ring has all that is after it */
};

struct feed {
    struct arena arena;
    struct str hub;
    struct feed_listener listener;
    struct source sources[POSITION_SERVICES];
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
        feed->sources[place->service].floor = place->seq;
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
is_live(const struct source *source)
{
    return source->follower.stage == FOLLOWER_LIVE;
}

static bool
is_covered(const struct source *source, const struct place *place)
{
    const struct follower *follower = &source->follower;

    if (!is_live(source))
        return true; /* a reset comes when it is */
    return place->is_known && place->epoch == epoch_mark(follower->epoch) &&
           place->seq >= source->floor && place->seq <= follower->seq;
}

bool
feed_covers(const struct feed *feed, const struct position *position)
{
    for (int i = 0; i < POSITION_SERVICES; i++)
        if (!is_covered(&feed->sources[i], &position->of[i]))
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
        const struct follower *follower = &feed->sources[i].follower;
        if (is_live(&feed->sources[i]))
            position.of[i] = (struct place){ true, follower->seq,
                epoch_mark(follower->epoch) };
    }
    return position;
}

/* -- what the followers tell --------------------------------------------- */

static void
settle(struct feed *feed)
{
    if (feed->is_settled)
        return;
    for (int i = 0; i < POSITION_SERVICES; i++)
        if (!feed->sources[i].has_answered)
            return;
    feed->is_settled = true;
    feed->listener.on_settled(feed->listener.self);
}

static void
on_began(void *self)
{
    struct source *source = self;

    forget_notices(source->feed, source->service);
    source->floor = source->follower.seq;
}

static void
on_event(void *self, const struct event_record *event)
{
    struct source *source = self;
    struct feed *feed = source->feed;
    const struct notice notice = {
        .service = source->service,
        .seq = event->seq,
        .type = find_type(source->service, event->type),
        .has_subject = event->has_subject,
        .subject = event->subject,
    };

    if (!notice.type || !notice.type->visible)
        return;
    const struct notice *kept = keep(feed, &notice);
    if (is_live(source))
        feed->listener.on_notice(feed->listener.self, kept);
}

/* Those who listen already have heard nothing of this service so far. */
static void
on_live(void *self)
{
    struct source *source = self;
    struct feed *feed = source->feed;

    source->has_answered = true;
    if (feed->is_settled)
        feed->listener.on_reset(feed->listener.self);
    settle(feed);
}

static void
on_missed(void *self)
{
    const struct source *source = self;
    const struct feed_listener *listener = &source->feed->listener;

    listener->on_reset(listener->self);
}

static void
on_failed(void *self)
{
    struct source *source = self;

    source->has_answered = true;
    settle(source->feed);
}

static void
init_source(struct source *source, struct feed *feed, int service,
        struct router *router)
{
    const struct follower_listener listener = {
        .self = source,
        .on_began = on_began,
        .on_event = on_event,
        .on_live = on_live,
        .on_missed = on_missed,
        .on_failed = on_failed,
    };

    source->feed = feed;
    source->service = service;
    follower_init(&source->follower, router, position_services[service],
            feed->hub, FEED_RING, &listener);
}

struct feed *
feed_open(struct router *router, struct str hub,
        const struct feed_listener *listener)
{
    struct feed *feed = calloc(1, sizeof *feed);

    if (!feed)
        abort();
    feed->hub = arena_copy(&feed->arena, hub.data, hub.len);
    feed->listener = *listener;
    for (int i = 0; i < POSITION_SERVICES; i++)
        init_source(&feed->sources[i], feed, i, router);
    return feed;
}

void
feed_close(struct feed *feed)
{
    for (int i = 0; i < POSITION_SERVICES; i++)
        follower_release(&feed->sources[i].follower);
    arena_release(&feed->arena);
    free(feed);
}

void
feed_turn(struct feed *feed, int64_t now)
{
    for (int i = 0; i < POSITION_SERVICES; i++)
        follower_turn(&feed->sources[i].follower, now);
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
