#include "streams.h"

#include "base/clock.h"
#include "wire/buffer.h"

#include <inttypes.h>
#include <stdlib.h>

enum { TICK_MS = 100, RECONNECT_MS = 3000 };

struct audience;

struct stream {
    struct ask *ask;
    struct http_request *http;
    struct audience *audience;
    struct listener listener;
    bool has_last_id;
    bool is_last_id_sound;
    struct position last_id;
    bool is_admitted; /* it was told where it is */
    bool is_over;
    stream_check *check;
    int64_t check_at;
    int64_t comment_at;
    struct stream *previous, *next;
};

/* A hub and who listens to it. */
struct audience {
    struct streams *streams;
    struct feed *feed;
    struct stream *first;
    struct audience *next;
};

struct streams {
    struct router *router;
    struct streams_settings settings;
    struct audience *audiences;
    int count;
    int64_t tick_at;
};

/* -- one client ---------------------------------------------------------- */

void
stream_end(struct stream *stream)
{
    if (stream->is_over)
        return;
    stream->is_over = true;
    http_stream_end(stream->http);
}

/* Whoever does not keep up comes back and says where it was. */
static void
tell(struct stream *stream, struct str text)
{
    if (stream->is_over)
        return;
    if (http_write(stream->http, text))
        return;
    stream->is_over = true;
    http_cut(stream->http);
}

static void
append_id(struct buffer *out, const struct position *position)
{
    char text[POSITION_TEXT_SIZE];

    position_format(position, text);
    buffer_printf(out, "id: %s\n", text);
}

static void
append_notice(struct buffer *out, const struct notice *notice,
        const struct position *position)
{
    char subject[UUID_TEXT_SIZE];

    append_id(out, position);
    buffer_printf(out, "data: {\"service\":\"%s\",\"type\":\"%s\"",
            position_services[notice->service], notice->type->name);
    if (notice->has_subject) {
        uuid_format(notice->subject, subject);
        buffer_printf(out, ",\"subject\":\"%s\"", subject);
    }
    buffer_printf(out, ",\"seq\":%" PRId64 "}\n\n", notice->seq);
}

static void
append_reset(struct buffer *out, const struct position *position)
{
    append_id(out, position);
    buffer_append_str(out, STR("event: reset\ndata: {}\n\n"));
}

static bool
may_see(const struct stream *stream, const struct notice *notice)
{
    return stream->listener.roles & notice->type->visible;
}

/* What it missed, as far as it is at hand; then where it is now. */
static void
admit(struct stream *stream)
{
    const struct feed *feed = stream->audience->feed;
    const struct position now = feed_position(feed);
    const bool is_covered =
            stream->is_last_id_sound && feed_covers(feed, &stream->last_id);
    struct position position = stream->last_id;
    const struct notice *notice;
    struct buffer out = { 0 };
    uint64_t cursor = 0;

    stream->is_admitted = true;
    buffer_printf(&out, "retry: %d\n", RECONNECT_MS);
    while (is_covered && (notice = feed_next(feed, &position, &cursor)))
        if (may_see(stream, notice))
            append_notice(&out, notice, &position);
    if (stream->has_last_id && !is_covered) {
        append_reset(&out, &now);
    } else {
        append_id(&out, &now);
        buffer_append_str(&out, STR("\n"));
    }
    tell(stream, buffer_str(&out));
    buffer_release(&out);
}

/* -- one hub ------------------------------------------------------------- */

static void
on_settled(void *self)
{
    const struct audience *audience = self;

    for (struct stream *at = audience->first; at; at = at->next)
        admit(at);
}

static void
on_notice(void *self, const struct notice *notice)
{
    const struct audience *audience = self;
    const struct position position = feed_position(audience->feed);
    struct buffer out = { 0 };

    append_notice(&out, notice, &position);
    for (struct stream *at = audience->first; at; at = at->next)
        if (at->is_admitted && may_see(at, notice))
            tell(at, buffer_str(&out));
    buffer_release(&out);
}

static void
on_reset(void *self)
{
    const struct audience *audience = self;
    const struct position position = feed_position(audience->feed);
    struct buffer out = { 0 };

    append_reset(&out, &position);
    for (struct stream *at = audience->first; at; at = at->next)
        if (at->is_admitted)
            tell(at, buffer_str(&out));
    buffer_release(&out);
}

static struct audience *
open_audience(struct streams *streams, struct str hub)
{
    struct audience *audience = calloc(1, sizeof *audience);
    const struct feed_listener listener = {
        .self = audience,
        .on_settled = on_settled,
        .on_notice = on_notice,
        .on_reset = on_reset,
    };

    if (!audience)
        abort();
    audience->streams = streams;
    audience->feed = feed_open(streams->router, hub, &listener);
    audience->next = streams->audiences;
    streams->audiences = audience;
    return audience;
}

static struct audience *
find_audience(struct streams *streams, struct str hub)
{
    for (struct audience *at = streams->audiences; at; at = at->next)
        if (str_equal(feed_hub(at->feed), hub))
            return at;
    return open_audience(streams, hub);
}

static void
close_audience(struct streams *streams, struct audience *audience)
{
    struct audience **at = &streams->audiences;

    while (*at != audience)
        at = &(*at)->next;
    *at = audience->next;
    feed_close(audience->feed);
    free(audience);
}

/* -- all of them --------------------------------------------------------- */

struct streams *
streams_create(struct router *router, const struct streams_settings *settings)
{
    struct streams *streams = calloc(1, sizeof *streams);

    if (!streams)
        abort();
    streams->router = router;
    streams->settings = *settings;
    return streams;
}

/* The requests of the streams are over, so no audience is left. */
void
streams_destroy(struct streams *streams)
{
    free(streams);
}

int
streams_count(const struct streams *streams)
{
    return streams->count;
}

static int
count_of_site(const struct streams *streams, struct address site)
{
    int count = 0;

    for (const struct audience *a = streams->audiences; a; a = a->next)
        for (const struct stream *at = a->first; at; at = at->next)
            if (address_equal(address_site(at->http->client), site))
                count++;
    return count;
}

bool
streams_have_room(const struct streams *streams, struct address client)
{
    return streams->count < streams->settings.max &&
           count_of_site(streams, address_site(client)) <
                   streams->settings.max_per_site;
}

struct stream *
streams_add(struct streams *streams, struct ask *ask, struct http_request *http,
        struct str hub, struct listener listener, struct str last_id,
        stream_check *check)
{
    struct audience *audience = find_audience(streams, hub);
    struct stream *stream = calloc(1, sizeof *stream);
    const int64_t now = clock_monotonic();

    if (!stream)
        abort();
    *stream = (struct stream){
        .ask = ask,
        .http = http,
        .audience = audience,
        .listener = listener,
        .has_last_id = last_id.len > 0,
        .check = check,
        .check_at = now + STREAM_CHECK_MS,
        .comment_at = now + STREAM_COMMENT_MS,
        .next = audience->first,
    };
    stream->is_last_id_sound = position_parse(last_id, &stream->last_id);
    if (audience->first)
        audience->first->previous = stream;
    audience->first = stream;
    streams->count++;
    if (feed_is_settled(audience->feed))
        admit(stream);
    return stream;
}

void
streams_remove(struct streams *streams, struct stream *stream)
{
    struct audience *audience = stream->audience;

    if (stream->previous)
        stream->previous->next = stream->next;
    else
        audience->first = stream->next;
    if (stream->next)
        stream->next->previous = stream->previous;
    streams->count--;
    free(stream);
    if (!audience->first)
        close_audience(streams, audience);
}

void
stream_set_listener(struct stream *stream, struct listener listener)
{
    stream->listener = listener;
}

void
streams_doubt(struct streams *streams, const struct uuid *account)
{
    streams->tick_at = 0;
    for (struct audience *a = streams->audiences; a; a = a->next)
        for (struct stream *at = a->first; at; at = at->next)
            if (!account || uuid_equal(at->listener.account, *account))
                at->check_at = 0;
}

/* A comment keeps proxies from closing what is quiet, and finds the dead. */
static void
keep_alive(struct stream *stream, int64_t now)
{
    if (now >= stream->comment_at) {
        stream->comment_at = now + STREAM_COMMENT_MS;
        tell(stream, STR(":\n\n"));
    }
    if (!uuid_is_zero(stream->listener.account) && !stream->is_over &&
            now >= stream->check_at) {
        stream->check_at = now + STREAM_CHECK_MS;
        stream->check(stream->ask);
    }
}

void
streams_turn(struct streams *streams, int64_t now)
{
    for (struct audience *at = streams->audiences; at; at = at->next)
        feed_turn(at->feed, now);
    if (now < streams->tick_at)
        return;
    streams->tick_at = now + TICK_MS;
    for (struct audience *a = streams->audiences; a; a = a->next)
        for (struct stream *at = a->first; at; at = at->next)
            keep_alive(at, now);
}

void
streams_end_all(struct streams *streams)
{
    for (struct audience *a = streams->audiences; a; a = a->next)
        for (struct stream *at = a->first; at; at = at->next)
            stream_end(at);
}
