/* Problems of the edge (RFC 9457): its own, and what services refuse. */
#ifndef GATEWAY_RESPOND_PROBLEM_H
#define GATEWAY_RESPOND_PROBLEM_H

#include "ask.h"

/* field, detail and expected may be empty. */
void respond_problem(struct ask *ask, const struct problem *problem,
        struct str field, struct str detail, struct str expected);
void respond_bare_problem(struct ask *ask, const struct problem *problem);
void respond_decode_error(struct ask *ask, const struct decode_error *error);
void respond_too_many(struct ask *ask, const struct problem *problem,
        int64_t wait_ms);

/* What a service or the router said from 400 on. */
void respond_refused(struct ask *ask, const struct reply_header *header,
        struct str payload);

#endif
