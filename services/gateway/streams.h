/*
 * Those who listen to the events of hubs: each gets the notices that its
 * roles may see, one feed for all of a hub. Bounded in all and by site; who
 * takes too slowly is let go.
 */
#ifndef GATEWAY_STREAMS_H
#define GATEWAY_STREAMS_H

#include "feed.h"
#include "http.h"

struct ask;
struct streams;
struct stream;

struct streams_settings {
    int max;
    int max_per_site;
};

struct streams *streams_create(struct router *router,
        const struct streams_settings *settings);
void streams_destroy(struct streams *streams); /* accepts NULL */

int streams_count(const struct streams *streams);

/* May one more be opened from there? */
bool streams_have_room(const struct streams *streams, struct address client);

/*
 * Who listens: roles are bits as in event_type.visible; the account is zero
 * for a stranger.
 */
struct listener {
    struct uuid account;
    uint32_t roles;
};

/*
 * The answer has begun. last_id is what the client had last, or empty. check
 * is called for a stream that is no stranger's each STREAM_CHECK_MS, to say
 * again who listens.
 */
enum { STREAM_CHECK_MS = 30 * 1000, STREAM_COMMENT_MS = 15 * 1000 };
typedef void stream_check(struct ask *ask);
struct stream *streams_add(struct streams *streams, struct ask *ask,
        struct http_request *http, struct str hub, struct listener listener,
        struct str last_id, stream_check *check);
void streams_remove(struct streams *streams, struct stream *stream);

void stream_set_listener(struct stream *stream, struct listener listener);

/* Its rights, or everybody's, may have changed: check at the next turn. */
void streams_doubt(struct streams *streams, const struct uuid *account);

/* Tell the client nothing more. */
void stream_end(struct stream *stream);

/* Follow, comment, check; `now` is monotonic. */
void streams_turn(struct streams *streams, int64_t now);

void streams_end_all(struct streams *streams);

#endif
