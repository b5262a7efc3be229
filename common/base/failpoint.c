#include "base/failpoint.h"

#ifdef CW_FAILPOINTS

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void
failpoint(const char *name)
{
    static long passes;
    const char *wanted = getenv("CW_FAILPOINT");
    size_t len = strlen(name);

    if (!wanted || strncmp(wanted, name, len) != 0 || wanted[len] != ':')
        return;
    if (++passes == strtol(wanted + len + 1, NULL, 10))
        kill(getpid(), SIGKILL);
}

#endif
