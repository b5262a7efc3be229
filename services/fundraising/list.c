#include "list.h"

void *
list_room(struct arena *arena, void *items, size_t len, size_t size)
{
    void *larger;

    if (len & (len - 1))
        return items; /* between two powers of two there is room */
    larger = arena_alloc(arena, (len ? 2 * len : 1) * size);
    if (len)
        memcpy(larger, items, len * size);
    return larger;
}
