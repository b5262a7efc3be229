/*
 * What may cross a link between two hubs, and in whose name. A hub speaks for
 * its own subtree alone: what comes from below is nobody's from elsewhere, what
 * comes from above has no rights but those that cover this hub.
 */
#ifndef GATEWAY_CROSSING_H
#define GATEWAY_CROSSING_H

#include "request.h"

struct router;
struct refusal;

enum { HOPS_MAX = 4 };

/* Look at a request that came over a link; narrows its actor. */
bool crossing_admits(const struct router *router, struct request *request,
        struct refusal *refusal);

/* Nobody else says over how many links a request has come. */
void crossing_begin(struct request *request);

/* The header as it shall leave towards another hub's gateway. */
void crossing_leave(const struct router *router, const struct request *request,
        const struct worker *worker, struct request_header *header);

/*
 * What a hub reached through a link says of its token's owner; false if it
 * may not say so.
 */
bool crossing_believes(const struct router *router, struct str hub,
        struct actor *actor);

#endif
