/*
 * Named places where a test build dies, as if power had failed there:
 * CW_FAILPOINT=before_commit:3 ends the process with SIGKILL the third time
 * it comes by; with before_commit:1@fundraising.give/longgang no pass counts
 * before one that carries this operation, or an event of this type, in the
 * store of that hub. Release builds have none (the CMake option CW_FAILPOINTS).
 */
#ifndef BASE_FAILPOINT_H
#define BASE_FAILPOINT_H

#include "base/str.h"

#ifdef CW_FAILPOINTS
void failpoint(const char *name);

/* What comes by next carries this operation or event. */
void failpoint_carry(struct str what, struct str hub);
#else
static inline void
failpoint(const char *name)
{
    (void)name;
}

static inline void
failpoint_carry(struct str what, struct str hub)
{
    (void)what, (void)hub;
}
#endif

#endif
