/* What a rule says no to, so that rules stay free of calls and replies. */
#ifndef GRANTS_FAULT_H
#define GRANTS_FAULT_H

#include "grants_messages.h"

/* `problem` is NULL when the rule agrees. */
struct fault {
    const struct problem *problem;
    const char *field;  /* of the request, or NULL */
    const char *detail; /* what was wrong and what would be right */
    size_t entry;       /* of the list `field`, from 1 on; 0: all of it */
    struct wrong_sum {
        bool is_there;
        int64_t found; /* ends the detail */
        int64_t wanted;
        bool is_limit; /* wanted is the most, not the one that is right */
        const char *unit;
    } sum;
};

#define NO_FAULT ((struct fault){ 0 })

#endif
