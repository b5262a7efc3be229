/*
 * What a folder of stores holds: a file with a line "SERVICE HUB" for each,
 * written last. Backups and what cw hub release writes name it differently, so
 * that neither is taken for the other.
 */
#ifndef CW_CONTENTS_H
#define CW_CONTENTS_H

#include "cw.h"

#include <stdio.h>

/* Where the store of a shard lies in a backup. */
const char *contents_path(struct arena *arena, const char *backup,
        const struct cw_shard *shard);

/* And, on the move, the keys of a hub's contacts. */
const char *contents_keys(struct arena *arena, const char *folder,
        const char *hub);

struct contents {
    const char *what;   /* "backup" */
    const char *file;   /* in the folder */
    const char *writer; /* the commands */
    const char *reader;
};
extern const struct contents contents_of_backup, contents_of_move;

int contents_write(const struct contents *contents, const char *folder,
        const struct cw_shard *shards, size_t count);

/* Refuses a folder that is not whole, in words. */
int contents_read(const struct contents *contents, const char *folder,
        struct arena *arena, struct cw_shard **shards, size_t *count);

#endif
