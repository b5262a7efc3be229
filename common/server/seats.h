/*
 * The hubs that have a store of this service in the data folder, and which of
 * them this process should serve: the processes of a service share them out.
 * Who should not serve a hub any more hands it over; who should, tries its
 * lease until it is free. Hubs come and go while we run; one that is away
 * (db/away.h) is served by nobody.
 */
#ifndef SERVER_SEATS_H
#define SERVER_SEATS_H

#include "db/folder.h"
#include "db/members.h"

struct seat {
    struct str hub;
    bool is_ours; /* by the present share, and not away */
    bool is_away;
    bool is_known;                  /* identity was read */
    struct store_identity identity; /* as we last saw it */
    int64_t try_at;                 /* monotonic: for its lease */
};

struct seats {
    struct membership *membership; /* NULL: we are leaving */
    struct seat *items;            /* sorted by hub */
    size_t count;
    struct str *hubs; /* theirs, in arena */
    int64_t look_at;  /* monotonic: at the folder and the other members */
    struct arena arena;
};

struct server;

/*
 * Join the others and take what is ours and free. Fails where there is no
 * store, and where not one of ours can be opened; a store that cannot be
 * opened costs its own hub alone, and is tried again in seats_keep().
 */
enum status seats_open(struct server *server);
void seats_close(struct server *server);

/* In each turn: see who is there, take and hand over. */
void seats_keep(struct server *server);

/* Let the others have everything as soon as it is finished. */
void seats_leave(struct server *server);

/*
 * arrivals.c: a seat for each hub of the folder, and which of them are away.
 * Where the folder cannot be listed, or lacks one that we serve, all stays.
 */
enum status seats_look_at_folder(struct server *server);
void seats_look_for_away(struct server *server);

/* The monotonic time by which seats_keep() must be called. */
int64_t seats_due(const struct server *server);

#endif
