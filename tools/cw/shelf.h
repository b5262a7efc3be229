/*
 * The shelf of scheduled backups (setting backup/to): one folder, each backup
 * in it named by its time, so that the oldest can go.
 */
#ifndef CW_SHELF_H
#define CW_SHELF_H

#include "cw.h"

/* The path of the backup that is made now, in arena. */
const char *shelf_next(struct arena *arena, const char *shelf, bool is_sealed);

/* Remove the oldest beyond `keep`. */
int shelf_prune(const char *shelf, long keep);

/* When the newest was made, in clock_now(); 0 when there is none. */
int64_t shelf_newest(const char *shelf);

#endif
