/* What a rule says no to, so that rules stay free of calls and replies. */
#ifndef GRANTS_FAULT_H
#define GRANTS_FAULT_H

#include "grants_messages.h"

/* `problem` is NULL when the rule agrees. */
struct fault {
    const struct problem *problem;
    const char *field;  /* of the request, or NULL */
    const char *detail; /* what was wrong and what would be right */
};

#define NO_FAULT ((struct fault){ 0 })

#endif
