#include "hub.h"

bool
hub_is_within(struct str hub, struct str scope)
{
    if (hub.len < scope.len || memcmp(hub.data, scope.data, scope.len) != 0)
        return false;
    return hub.len == scope.len || hub.data[scope.len] == '.';
}

struct str
hub_parent(struct str hub)
{
    const char *dot = memrchr(hub.data, '.', hub.len);

    return (struct str){ hub.data, dot ? (size_t)(dot - hub.data) : 0 };
}

bool
hub_is_branch_of(struct str hub, struct str parent)
{
    return str_equal(hub_parent(hub), parent);
}
