#include "identify.h"

#include <stdlib.h>

/* A question under way; it lives until the router answers. */
struct pledge {
    struct ask *ask; /* NULL: the asker is gone */
    identified *then;
};

static void
on_identity(void *asker, enum status status, const struct actor *actor)
{
    struct pledge *pledge = asker;
    struct ask *ask = pledge->ask;
    identified *then = pledge->then;

    free(pledge);
    if (!ask)
        return;
    ask->pledge = NULL;
    then(ask, status, actor);
}

void
identify(struct ask *ask, identified *then)
{
    struct pledge *pledge = malloc(sizeof *pledge);

    if (!pledge)
        abort();
    *pledge = (struct pledge){ ask, then };
    ask->pledge = pledge;
    router_identify(ask->edge->router, ask->credentials.token, on_identity,
            pledge);
}

void
identify_forget(struct ask *ask)
{
    if (ask->pledge)
        ask->pledge->ask = NULL;
    ask->pledge = NULL;
}
