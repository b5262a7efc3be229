/* The operations that every service answers: types.yaml says which. */
#ifndef SERVER_BUILTIN_H
#define SERVER_BUILTIN_H

#include "server/method.h"

/* NULL if there is none of this name. `self` of its call is the shard. */
const struct method *builtin_find(const char *name);

/* An event of our log as fetch_events gives it. */
struct event;
struct event_record builtin_record_of(const struct event *event,
        struct arena *arena);

#endif
