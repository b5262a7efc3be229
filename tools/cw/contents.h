/*
 * The file `contents` of a backup: a line "SERVICE HUB" for each store in it.
 * It is written last: a folder without it is not a backup.
 */
#ifndef CW_CONTENTS_H
#define CW_CONTENTS_H

#include "cw.h"

#include <stdio.h>

/* Where the store of a shard lies in a backup. */
const char *contents_path(struct arena *arena, const char *backup,
        const struct cw_shard *shard);

int contents_write(const char *backup, const struct cw_shard *shards,
        size_t count);

/* Refuses a backup that is not whole, in words. */
int contents_read(const char *backup, struct arena *arena,
        struct cw_shard **shards, size_t *count);

#endif
