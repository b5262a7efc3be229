/*
 * <data>/backups: where the services write a backup before it goes where it
 * was asked for, and where a restored one is unpacked. One cw at a time has
 * it; what a cw that died left there is removed by the next.
 */
#ifndef CW_STAGING_H
#define CW_STAGING_H

#include "cw.h"

#include <stdbool.h>

struct staging {
    int lock;
    struct str name;     /* of the folder of this run, for the services */
    const char *folder;  /* its path */
    const char *fetched; /* a file that came from elsewhere; in arena, too */
};

/* The data folder must be there: one that was mistyped is not made. */
int staging_open(struct staging *staging, const struct options *options,
        struct arena *arena);

/* Those that nobody serves until this run is over, for staging_look(). */
void staging_name_stores(const struct staging *staging,
        const struct cw_shard *stores, size_t count);

/* Removes the folder, unless it was moved away. */
void staging_close(struct staging *staging);

/* What another cw is at in this data folder, if any. */
struct under_way {
    const char *command; /* "restore"; NULL: nothing is */
    int64_t since;
    const char *stores; /* as they were named; "" if none was */
};

struct under_way staging_look(const char *data, struct arena *arena);
bool under_way_has(const struct under_way *under_way, struct str service,
        struct str hub);

/* A path with all that is in it; it may be missing. */
int staging_remove(const char *path);

/*
 * Move what is in the staging folder to `to`, which is there whole or not at
 * all, on another disk too.
 */
int staging_move(const char *from, const char *to);

/* Give what is complete its name, so that the name lasts. */
int staging_rename(const char *from, const char *to);

#endif
