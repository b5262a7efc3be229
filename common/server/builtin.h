/* The operations that every service answers: types.yaml says which. */
#ifndef SERVER_BUILTIN_H
#define SERVER_BUILTIN_H

#include "server/method.h"

/* NULL if there is none of this name. `self` of its call is the shard. */
const struct method *builtin_find(const char *name);

#endif
