/*
 * An operation asked over HTTP: mapped, sent through the router, answered.
 * The pages that stand in front of an operation use its parts.
 */
#ifndef GATEWAY_OPERATION_PAGE_H
#define GATEWAY_OPERATION_PAGE_H

#include "ask.h"

/* The route's own operation, all the way. */
void serve_operation(struct ask *ask);

/*
 * Fill ask->mapped and ask->key. If that is not possible it is answered and
 * false is returned.
 */
bool operation_read(struct ask *ask);

/* Send ask->mapped on its way; `answer` is operation_answer() or a page's. */
void operation_ask(struct ask *ask, router_answer *answer);

/*
 * Ask any operation, at ask's hub and with its token; `answer` gets the ask,
 * unless the client leaves before.
 */
void operation_send(struct ask *ask, struct str op, struct str payload,
        router_answer *answer);

/*
 * Decode what an operation replied, into the arena; NULL if it cannot be
 * read, which is answered.
 */
void *operation_reply(struct ask *ask, const struct schema *schema,
        struct str payload, struct arena *arena);

/* What everybody does with the final answer of ask->route->operation. */
void operation_answer(void *asker, const struct reply_header *header,
        struct str payload, bool is_final);

#endif
