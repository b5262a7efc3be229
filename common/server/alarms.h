/*
 * What of a store needs a person. An alarm is not raised and cleared: it
 * follows from the present state each time somebody asks, so that it can
 * neither be forgotten nor stay behind.
 */
#ifndef SERVER_ALARMS_H
#define SERVER_ALARMS_H

#include "server/lane.h"

#include "types_messages.h"

/* Those of a lane, in arena; returns how many. */
size_t alarms_list(const struct lane *lane, struct arena *arena,
        struct alarm **out);

#endif
