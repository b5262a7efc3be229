#include "server/gateways.h"

#include "base/clock.h"
#include "base/log.h"
#include "server/loop.h"
#include "server/recovery.h"

#include <sodium.h>
#include <stdlib.h>

enum {
    WINDOW = 1024,
    HEARTBEAT_MS = 1000,
    QUIET_MS = 2000, /* then another one is asked */
    LOST_MS = 3000,
};

/* -- what we tell them ---------------------------------------------------- */

/* From 64 hex digits to 32 bytes. */
static struct str
schema_digest(const struct server *server, struct arena *arena)
{
    const char *hex = server->service->schema->hash;
    struct hash hash = { 0 };

    sodium_hex2bin(hash.bytes, sizeof(hash.bytes), hex, strlen(hex), NULL, NULL,
            NULL);
    return arena_copy(arena, &hash, sizeof(hash));
}

static enum shard_role
role_of(const struct server *server, struct str hub)
{
    const struct lane *lane = loop_find_lane(server, hub);

    return lane && !lane->is_told ? SHARD_ROLE_OWNER : SHARD_ROLE_STANDBY;
}

static size_t
list_seats(const struct server *server, struct attached_shard *out)
{
    size_t count = 0;

    for (size_t i = 0; i < server->seats.count; i++) {
        const struct seat *seat = &server->seats.items[i];

        if (!seat->is_known)
            continue;
        out[count++] = (struct attached_shard){
            .hub = seat->hub,
            .store = seat->identity.store,
            .store_epoch = seat->identity.store_epoch,
            .term = seat->identity.term,
            .role = role_of(server, seat->hub),
            .has_is_away = seat->is_away,
            .is_away = seat->is_away,
        };
    }
    return count;
}

static struct str
attach_text(const struct server *server, struct arena *arena)
{
    struct attached_shard *shards =
            arena_alloc(arena, server->seats.count * sizeof(*shards));
    struct attach attach = {
        .instance = server->instance,
        .window = WINDOW,
        .shards = shards,
        .shards_count = list_seats(server, shards),
        .schema = schema_digest(server, arena),
        .has_bundles = true,
        .bundles = true,
    };

    return codec_encode_in(arena, &types_attach_schema, &attach);
}

/*
 * READY at first, a heartbeat when it has changed. Until the connection
 * stands nothing can be sent: it is tried again.
 */
static void
tell_what_we_serve(const struct server *server, struct gateway *gateway,
        enum mdp_kind kind)
{
    struct arena arena = { 0 };
    struct str body = attach_text(server, &arena);
    struct mdp_head head = { .kind = kind };

    if (kind == MDP_WORKER_READY)
        head.service = str_from(server->service->schema->name);
    if (!mdp_send_copy(&gateway->worker, &head, &body, 1)) {
        gateway->is_attached = true;
        gateway->told = server->gateways.news;
    }
    arena_release(&arena);
}

static void
say(struct gateway *gateway, enum mdp_kind kind)
{
    struct mdp_head head = { .kind = kind };

    mdp_send_copy(&gateway->worker, &head, NULL, 0);
}

/* -- one of them ---------------------------------------------------------- */

static void
forget_questions(struct server *server, uint64_t number)
{
    for (size_t i = 0; i < server->lane_count; i++) {
        struct lane *lane = &server->lanes[i];

        for (size_t j = 0; j < lane->followers.count; j++) {
            follower_forget(lane->followers.items[j], number);
            followers_moved(&lane->followers, lane->followers.items[j]);
        }
        if (lane->shard->recovery)
            recovery_forget(lane->shard->recovery, number);
    }
}

static void
disconnect(struct server *server, struct gateway *gateway)
{
    socket_close(&gateway->worker);
    client_close(&gateway->client);
    gateway->is_attached = false;
    gateway->takes_bundles = false;
    bundle_clear(&gateway->replies);
    forget_questions(server, gateway->number);
}

void
gateway_connect(struct server *server, struct gateway *gateway)
{
    disconnect(server, gateway);
    gateway->heard_at = clock_monotonic();
    if (!socket_open(&gateway->worker, SOCKET_TO_GATEWAY, gateway->endpoint))
        client_open(&gateway->client, gateway->endpoint);
}

static void
add(struct server *server, const char *endpoint)
{
    struct gateways *gateways = &server->gateways;
    struct gateway *gateway = calloc(1, sizeof(*gateway));

    if (!gateway)
        abort();
    snprintf(gateway->endpoint, sizeof(gateway->endpoint), "%s", endpoint);
    gateway->number = ++gateways->last_number;
    gateways->items[gateways->count++] = gateway;
    gateway_connect(server, gateway);
}

static void
drop(struct server *server, size_t index)
{
    struct gateways *gateways = &server->gateways;
    struct gateway *gateway = gateways->items[index];

    disconnect(server, gateway);
    gateways->items[index] = gateways->items[--gateways->count];
    bundle_release(&gateway->replies);
    free(gateway);
}

static bool
is_lost(const struct gateway *gateway)
{
    return clock_monotonic() - gateway->heard_at > LOST_MS;
}

static void
keep_in_touch(const struct server *server, struct gateway *gateway)
{
    int64_t now = clock_monotonic();

    if (!gateway->worker.handle)
        return;
    if (!gateway->is_attached)
        tell_what_we_serve(server, gateway, MDP_WORKER_READY);
    else if (gateway->told != server->gateways.news)
        tell_what_we_serve(server, gateway, MDP_WORKER_HEARTBEAT);
    if (now < gateway->beat_at)
        return;
    say(gateway, MDP_WORKER_HEARTBEAT);
    gateway->beat_at = now + HEARTBEAT_MS;
}

/* -- all of them ---------------------------------------------------------- */

static bool
is_present(const struct gateways *gateways, const char *endpoint)
{
    for (size_t i = 0; i < gateways->count; i++)
        if (strcmp(gateways->items[i]->endpoint, endpoint) == 0)
            return true;
    return false;
}

static bool
is_listed(const struct gateways *gateways, const char *endpoint)
{
    for (size_t i = 0; i < addresses_count(gateways->addresses); i++)
        if (strcmp(addresses_get(gateways->addresses, i), endpoint) == 0)
            return true;
    return false;
}

static void
find_new(struct server *server)
{
    struct gateways *gateways = &server->gateways;
    size_t count = addresses_count(gateways->addresses);

    for (size_t i = 0; i < count; i++) {
        const char *endpoint = addresses_get(gateways->addresses, i);

        if (!is_present(gateways, endpoint) && gateways->count < ADDRESSES_MAX)
            add(server, endpoint);
    }
}

/* One whose name leads elsewhere stays as long as it speaks. */
static void
renew_lost(struct server *server)
{
    struct gateways *gateways = &server->gateways;

    for (size_t i = gateways->count; i-- > 0;) {
        struct gateway *gateway = gateways->items[i];

        if (!is_lost(gateway))
            continue;
        if (is_listed(gateways, gateway->endpoint))
            gateway_connect(server, gateway);
        else
            drop(server, i);
    }
}

void
gateways_keep(struct server *server)
{
    struct gateways *gateways = &server->gateways;

    if (!server->is_draining) {
        addresses_refresh(gateways->addresses, clock_monotonic());
        renew_lost(server);
        find_new(server);
    }
    for (size_t i = 0; i < gateways->count; i++)
        keep_in_touch(server, gateways->items[i]);
}

void
gateways_open(struct server *server)
{
    server->gateways.addresses = addresses_open(server->settings->gateway);
    find_new(server);
}

void
gateways_close(struct server *server)
{
    while (server->gateways.count > 0)
        drop(server, server->gateways.count - 1);
    addresses_close(server->gateways.addresses);
}

void
gateways_leave(struct server *server)
{
    gateways_send(server);
    for (size_t i = 0; i < server->gateways.count; i++)
        say(server->gateways.items[i], MDP_WORKER_DISCONNECT);
}

struct gateway *
gateways_find(const struct server *server, uint64_t number)
{
    for (size_t i = 0; i < server->gateways.count; i++)
        if (server->gateways.items[i]->number == number)
            return server->gateways.items[i];
    return NULL;
}

/* One that is gone has asked in vain: its client asks again. */
void
gateway_reply(struct gateway *gateway, const struct mdp_head *head,
        const struct str *body)
{
    if (gateway->takes_bundles)
        mdp_gather(&gateway->worker, &gateway->replies, head, body);
    else
        mdp_send_copy(&gateway->worker, head, body, 2);
}

void
gateways_send(struct server *server)
{
    for (size_t i = 0; i < server->gateways.count; i++) {
        struct gateway *gateway = server->gateways.items[i];

        if (gateway->worker.handle &&
                mdp_send_bundle(&gateway->worker, STR(""), &gateway->replies))
            bundle_clear(&gateway->replies);
    }
}

bool
gateways_have_more(const struct server *server)
{
    for (size_t i = 0; i < server->gateways.count; i++)
        if (socket_has_more(&server->gateways.items[i]->worker))
            return true;
    return false;
}

struct gateway *
gateways_choose(const struct server *server)
{
    int64_t now = clock_monotonic();

    for (size_t i = 0; i < server->gateways.count; i++) {
        struct gateway *gateway = server->gateways.items[i];

        if (gateway->is_attached && now - gateway->heard_at < QUIET_MS)
            return gateway;
    }
    return server->gateways.count > 0 ? server->gateways.items[0] : NULL;
}

bool
gateways_are_attached(const struct server *server)
{
    for (size_t i = 0; i < server->gateways.count; i++)
        if (server->gateways.items[i]->is_attached)
            return true;
    return false;
}
