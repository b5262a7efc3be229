/*
 * Named places where a test build dies, as if power had failed there:
 * CW_FAILPOINT=before_commit:3 ends the process with SIGKILL the third time
 * it comes by. Release builds have none (the CMake option CW_FAILPOINTS).
 */
#ifndef BASE_FAILPOINT_H
#define BASE_FAILPOINT_H

#ifdef CW_FAILPOINTS
void failpoint(const char *name);
#else
static inline void
failpoint(const char *name)
{
    (void)name;
}
#endif

#endif
