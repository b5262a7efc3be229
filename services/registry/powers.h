/*
 * Who decides (council) does not run (operator), and who supervises reads
 * everything and runs nothing: no account holds such powers for hubs that
 * overlap.
 */
#ifndef REGISTRY_POWERS_H
#define REGISTRY_POWERS_H

#include "types_messages.h"

/* The grant held that keeps `wanted` from being given, or NULL. */
const struct role_grant *powers_clash(const struct role_grant *held,
        size_t count, const struct role_grant *wanted);

/* Is every wanted grant within what is held? */
bool powers_cover(const struct role_grant *held, size_t held_count,
        const struct role_grant *wanted, size_t wanted_count);

#endif
