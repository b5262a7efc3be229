#include "server/seats.h"

#include "base/clock.h"
#include "base/log.h"
#include "server/loop.h"
#include "server/recovery.h"
#include "server/share.h"

#include <inttypes.h>
#include <stdlib.h>

enum {
    LOOK_MS = 250,     /* at the folder, the others, a lease not free */
    FAILED_MS = 5000,  /* before a store that cannot be opened is tried again */
    LAST_ONES_MS = 20, /* for requests the gateway sent before it knew */
    SOON_MS = 10,
};

/* -- lanes come and go ---------------------------------------------------- */

static size_t
place_of(const struct server *server, struct str hub)
{
    size_t place = 0;

    while (place < server->lane_count &&
            str_compare(server->lanes[place].shard->hub, hub) < 0)
        place++;
    return place;
}

static void
insert_lane(struct server *server, const struct lane *lane)
{
    size_t place = place_of(server, lane->shard->hub);

    memmove(server->lanes + place + 1, server->lanes + place,
            (server->lane_count - place) * sizeof(*lane));
    server->lanes[place] = *lane;
    server->lane_count++;
    lane->shard->metrics = server->metrics;
    metrics_watch(server->metrics, server->lanes, server->lane_count);
    server->gateways.news++;
}

static void
remove_lane(struct server *server, size_t place)
{
    lane_close(&server->lanes[place]);
    server->lane_count--;
    memmove(server->lanes + place, server->lanes + place + 1,
            (server->lane_count - place) * sizeof(*server->lanes));
    metrics_watch(server->metrics, server->lanes, server->lane_count);
}

static void
remember(struct seat *seat, const struct shard *shard)
{
    seat->identity = *folder_identity(shard->folder);
    seat->is_known = true;
}

static enum status
take(struct server *server, struct seat *seat)
{
    const struct seats *seats = &server->seats;
    struct lane lane;
    enum status status = lane_open(&lane, server->service,
            server->settings->data, seat->hub, seats->hubs, seats->count);

    if (status) {
        lane_close(&lane);
        return status;
    }
    remember(seat, lane.shard);
    log_info("hub=" STR_FMT " what=taken term=%" PRId64, STR_ARG(seat->hub),
            seat->identity.term);
    insert_lane(server, &lane);
    return STATUS_OK;
}

/* Stand-bys are told to the gateways with the store they stand by for. */
static void
get_to_know(struct server *server, struct seat *seat)
{
    if (seat->is_known || folder_read_identity(server->settings->data,
                                  server->service->schema->name, seat->hub.data,
                                  &seat->identity))
        return;
    seat->is_known = true;
    server->gateways.news++;
}

static enum status
try_to_take(struct server *server, struct seat *seat)
{
    enum status status = take(server, seat);

    if (status)
        get_to_know(server, seat);
    seat->try_at = clock_monotonic() +
                   (status == STATUS_UNAVAILABLE ? LOOK_MS : FAILED_MS);
    if (status && status != STATUS_UNAVAILABLE)
        log_error("alarm=cannot_open hub=" STR_FMT " status=%d",
                STR_ARG(seat->hub), status);
    return status;
}

/* -- who should serve what ------------------------------------------------ */

static void
mark_ours(struct seats *seats, const struct str *members, size_t member_count,
        struct arena *arena)
{
    const struct str own = str_from(members_name(seats->membership));
    size_t *places = arena_alloc(arena, seats->count * sizeof(*places));

    if (member_count > 0)
        share_out(seats->hubs, seats->count, members, member_count, places);
    for (size_t i = 0; i < seats->count; i++)
        seats->items[i].is_ours =
                member_count > 0 && str_equal(members[places[i]], own);
}

static void
look_around(struct server *server)
{
    struct seats *seats = &server->seats;
    struct arena arena = { 0 };
    struct str *members;
    size_t member_count;

    members_sign(seats->membership);
    seats_look_at_folder(server);
    if (!members_list(seats->membership, &arena, &members, &member_count))
        mark_ours(seats, members, member_count, &arena);
    seats_look_for_away(server);
    seats->look_at = clock_monotonic() + LOOK_MS;
    arena_release(&arena);
}

/* A store that we take tells who it is by that. */
static enum status
take_ours(struct server *server)
{
    struct seats *seats = &server->seats;
    enum status status = STATUS_OK;

    for (size_t i = 0; i < seats->count; i++) {
        struct seat *seat = &seats->items[i];
        enum status tried;

        if (loop_find_lane(server, seat->hub))
            continue;
        if (!seat->is_ours || clock_monotonic() < seat->try_at) {
            get_to_know(server, seat);
            continue;
        }
        tried = try_to_take(server, seat);
        if (tried && tried != STATUS_UNAVAILABLE)
            status = tried;
    }
    return status;
}

/* -- handing over --------------------------------------------------------- */

static struct seat *
find_seat(const struct server *server, struct str hub)
{
    for (size_t i = 0; i < server->seats.count; i++)
        if (str_equal(server->seats.items[i].hub, hub))
            return &server->seats.items[i];
    return NULL;
}

/*
 * First it begins no work of its own any more and ends what it has; then the
 * gateways are told that we only stand by; and what they had sent by then is
 * still done before the lease is given up.
 */
static void
hand_over(struct server *server, struct lane *lane)
{
    int64_t now = clock_monotonic();

    lane->is_leaving = true;
    if (lane->is_told || (lane_has_own_work(lane) && !server->is_draining))
        return;
    lane->is_told = true;
    lane->told_at = now;
    lane_unpark(lane, true);
    loop_answer_all(server, lane);
    server->gateways.news++;
}

/* It is opened again, with what came back. */
static bool
has_recovered(const struct lane *lane)
{
    return lane->shard->recovery && recovery_is_over(lane->shard->recovery);
}

static bool
is_handed_over(const struct lane *lane)
{
    return lane->is_told && lane_is_idle(lane) &&
           clock_monotonic() - lane->told_at >= LAST_ONES_MS;
}

static void
hand_over_rest(struct server *server)
{
    for (size_t i = server->lane_count; i-- > 0;) {
        struct lane *lane = &server->lanes[i];
        struct seat *seat = find_seat(server, lane->shard->hub);

        if (!seat->is_ours || has_recovered(lane))
            hand_over(server, lane);
        else if (!lane->is_told)
            lane->is_leaving = false;
        if (!is_handed_over(lane))
            continue;
        remember(seat, lane->shard);
        remove_lane(server, i);
        log_info("hub=" STR_FMT " what=handed_over", STR_ARG(seat->hub));
        seat->try_at = clock_monotonic() + LOOK_MS;
    }
}

/* -- the loop's side ------------------------------------------------------ */

void
seats_keep(struct server *server)
{
    struct seats *seats = &server->seats;

    if (seats->membership && clock_monotonic() >= seats->look_at) {
        look_around(server);
        take_ours(server);
    }
    hand_over_rest(server);
}

int64_t
seats_due(const struct server *server)
{
    for (size_t i = 0; i < server->lane_count; i++)
        if (server->lanes[i].is_leaving)
            return clock_monotonic() + SOON_MS;
    return server->seats.membership ? server->seats.look_at : INT64_MAX;
}

void
seats_leave(struct server *server)
{
    struct seats *seats = &server->seats;

    members_leave(seats->membership);
    seats->membership = NULL;
    for (size_t i = 0; i < seats->count; i++)
        seats->items[i].is_ours = false;
}

static enum status
find_stores(struct server *server)
{
    enum status status = seats_look_at_folder(server);

    if (!status && server->seats.count == 0) {
        log_error("what=no_store folder=%s/%s: cw init makes the first",
                server->settings->data, server->service->schema->name);
        status = STATUS_NOT_FOUND;
    }
    return status;
}

enum status
seats_open(struct server *server)
{
    enum status status = find_stores(server);
    const char *name;

    if (!status)
        status = members_join(&server->seats.membership, server->settings->data,
                server->service->schema->name, server->settings->instance,
                server->service->migrations);
    if (status)
        return status;
    name = members_name(server->seats.membership);
    server->instance = arena_copy(&server->seats.arena, name, strlen(name));
    look_around(server);
    status = take_ours(server);
    return server->lane_count > 0 ? STATUS_OK : status;
}

void
seats_close(struct server *server)
{
    members_leave(server->seats.membership);
    while (server->lane_count > 0)
        remove_lane(server, server->lane_count - 1);
    free(server->lanes);
    arena_release(&server->seats.arena);
}
