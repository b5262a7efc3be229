/* What a store has that the backup which replaces it lacks. */
#ifndef CW_LATER_H
#define CW_LATER_H

#include "cw.h"

/*
 * How many events, which is told. -1, told as well: the store that is
 * replaced cannot be read.
 */
int64_t later_count(const struct cw_shard *shard, const char *replaced,
        const char *restored);

/* Whatever becomes of them, no number is given again. */
enum status later_keep_numbers(const char *replaced, const char *restored);

#endif
