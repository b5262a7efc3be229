#include "base/hub.h"

bool
hub_is_within(struct str hub, struct str scope)
{
    return str_equal(hub, scope) || hub_is_below(hub, scope);
}

bool
hub_is_below(struct str hub, struct str above)
{
    return hub.len > above.len && hub.data[above.len] == '.' &&
           memcmp(hub.data, above.data, above.len) == 0;
}

bool
hub_is_related(struct str hub, struct str other)
{
    return hub_is_below(hub, other) || hub_is_below(other, hub);
}

bool
hub_is_branch_of(struct str hub, struct str parent)
{
    return str_equal(hub_parent(hub), parent);
}

struct str
hub_parent(struct str hub)
{
    const char *dot = memrchr(hub.data, '.', hub.len);

    return (struct str){ hub.data, dot ? (size_t)(dot - hub.data) : 0 };
}
