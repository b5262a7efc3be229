#include "base/failpoint.h"

#ifdef CW_FAILPOINTS

#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool is_carried;

void
failpoint_carry(struct str what, struct str hub)
{
    const char *wanted = getenv("CW_FAILPOINT");
    const char *carried = wanted ? strchr(wanted, '@') : NULL;
    const char *at = carried ? strchr(carried, '/') : NULL;

    if (at && str_equal(hub, str_from(at + 1)) &&
            str_equal(what,
                    (struct str){ carried + 1, (size_t)(at - carried - 1) }))
        is_carried = true;
}

void
failpoint(const char *name)
{
    static long passes;
    const char *wanted = getenv("CW_FAILPOINT");
    size_t len = strlen(name);

    if (!wanted || strncmp(wanted, name, len) != 0 || wanted[len] != ':')
        return;
    if (strchr(wanted, '@') && !is_carried)
        return;
    if (++passes == strtol(wanted + len + 1, NULL, 10))
        kill(getpid(), SIGKILL);
}

#endif
