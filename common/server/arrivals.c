/* Hubs whose folder came, went, or is away, since we last looked. */
#include "server/seats.h"

#include "base/log.h"
#include "db/away.h"
#include "server/loop.h"

#include <stdlib.h>

static bool
is_same_list(const struct str *hubs, size_t count, const struct seats *seats)
{
    if (count != seats->count)
        return false;
    for (size_t i = 0; i < count; i++)
        if (!str_equal(hubs[i], seats->hubs[i]))
            return false;
    return true;
}

/* Those that stay keep what is known of them. */
static void
seat_all(struct seats *seats, const struct str *hubs, size_t count)
{
    const struct seat *before = seats->items;
    const size_t before_count = seats->count;

    seats->count = count;
    seats->hubs = arena_alloc(&seats->arena, (count + 1) * sizeof(*hubs));
    seats->items =
            arena_alloc(&seats->arena, (count + 1) * sizeof(*seats->items));
    for (size_t i = 0; i < count; i++) {
        seats->hubs[i] = arena_copy(&seats->arena, hubs[i].data, hubs[i].len);
        for (size_t j = 0; j < before_count; j++)
            if (str_equal(before[j].hub, hubs[i]))
                seats->items[i] = before[j];
        seats->items[i].hub = seats->hubs[i];
    }
}

static void
follow_new(struct server *server)
{
    const struct seats *seats = &server->seats;

    for (size_t i = 0; i < server->lane_count; i++)
        if (lane_follow(&server->lanes[i], seats->hubs, seats->count))
            log_error("hub=" STR_FMT " what=follow",
                    STR_ARG(server->lanes[i].shard->hub));
}

static void
make_room_for_lanes(struct server *server)
{
    server->lanes = realloc(server->lanes,
            (server->seats.count + 1) * sizeof(*server->lanes));
    if (!server->lanes)
        abort();
    metrics_watch(server->metrics, server->lanes, server->lane_count);
}

/* A hub that we serve stays, whatever becomes of its folder. */
static bool
are_ours_among(const struct server *server, const struct str *hubs,
        size_t count)
{
    size_t found = 0;

    for (size_t i = 0; i < count; i++)
        found += loop_find_lane(server, hubs[i]) != NULL;
    return found == server->lane_count;
}

enum status
seats_look_at_folder(struct server *server)
{
    struct seats *seats = &server->seats;
    struct arena arena = { 0 };
    struct str *hubs = NULL;
    size_t count;
    enum status status = folder_list(server->settings->data,
            server->service->schema->name, &arena, &hubs, &count);

    if (!status && !is_same_list(hubs, count, seats) &&
            are_ours_among(server, hubs, count)) {
        seat_all(seats, hubs, count);
        make_room_for_lanes(server);
        follow_new(server);
        server->gateways.news++;
    }
    arena_release(&arena);
    return status;
}

/* Nobody is asked for one that is away: it is known by what it was. */
void
seats_look_for_away(struct server *server)
{
    struct seats *seats = &server->seats;

    for (size_t i = 0; i < seats->count; i++) {
        struct seat *seat = &seats->items[i];
        const bool is_away = away_is(server->settings->data,
                server->service->schema->name, seat->hub.data);

        if (is_away != seat->is_away)
            server->gateways.news++;
        if (seat->is_away && !is_away) { /* perhaps another store */
            seat->is_known = false;
            seat->try_at = 0;
        }
        seat->is_away = is_away;
        seat->is_ours = seat->is_ours && !is_away;
    }
}
