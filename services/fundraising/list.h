/*
 * Rows of unknown number, collected in an arena: room is doubled as it fills.
 */
#ifndef FUNDRAISING_LIST_H
#define FUNDRAISING_LIST_H

#include "base/arena.h"

/* items, which has room for a power of two, with room for one more. */
void *list_room(struct arena *arena, void *items, size_t len, size_t size);

/* The next item of a list and its count, zeroed. */
#define LIST_ADD(arena, items, len)                                            \
    ((items) = list_room(arena, items, len, sizeof(*(items))),                 \
            &(items)[(len)++])

#endif
