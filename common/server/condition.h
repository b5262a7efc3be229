/* How stores are doing, for cw status, the admins and the console. */
#ifndef SERVER_CONDITION_H
#define SERVER_CONDITION_H

#include "server/lane.h"

#include "types_messages.h"

/* Of one lane, in arena. */
struct store_condition condition_of(const struct lane *lane,
        struct arena *arena);

#endif
