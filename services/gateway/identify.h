/*
 * Who is behind an ask's token. The router's answer may come after the client
 * has left: it finds nobody then.
 */
#ifndef GATEWAY_IDENTIFY_H
#define GATEWAY_IDENTIFY_H

#include "ask.h"

typedef void identified(struct ask *ask, enum status status,
        const struct actor *actor);

/*
 * `then` is called once, maybe before this returns; not at all if
 * identify_forget() comes first. One question at a time.
 */
void identify(struct ask *ask, identified *then);
void identify_forget(struct ask *ask);

#endif
