/*
 * The hub above: all the gateways that its address leads to, each of which
 * this one dials. Who that is stands in <keys>/parent, which `cw hub enrol`
 * writes; the file may come, change and go while we run.
 */
#ifndef GATEWAY_PARENT_H
#define GATEWAY_PARENT_H

#include "shard.h"
#include "uplink.h"

struct router;

enum { PARENT_SERVICES = 4, UPLINKS_MAX = 4 };

struct parent {
    bool is_known;
    bool has_news;        /* for it: a hub of ours came or went */
    char endpoints[1024]; /* with commas between them */
    char server_key[KEY_TEXT_SIZE];
    char hub[128];
    struct keys own;
    int64_t file_version; /* of both files */
    int64_t seen_at;      /* as dates go; zero: not since we started */

    struct addresses *addresses;
    struct uplink uplinks[UPLINKS_MAX];
    struct shard up[PARENT_SERVICES]; /* a queue per service */
};

void parent_init(struct router *router);
void parent_close(struct router *router);

/* Once a heartbeat: see whether the files changed, keep in touch. */
void parent_beat(struct router *router);
void parent_leave(struct router *router);

/*
 * What has changed, at once: a hub that moves may be served there before our
 * next heartbeat, and would seem to be in two places.
 */
void parent_tell(struct router *router);

/* What came from any of its gateways, in bounded amounts. */
void parent_take(struct router *router);
bool parent_has_more(const struct router *router);

/* What any of them is answered leaves: once in a turn. */
void parent_send(struct router *router);

/* What it may ask of us: every hub whose registry is owned. */
void parent_write_attach(struct router *router, struct buffer *out);

/* One of them was heard lately. */
bool parent_is_up(const struct parent *parent);

/* Its queue for the operation's service; NULL if there is no parent. */
struct shard *parent_shard(struct router *router, const char *service);

#endif
