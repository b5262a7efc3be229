#include "cw.h"

#include <errno.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

const char *const cw_services[] = { "registry", "grants", "fundraising",
    "notification", "gateway", NULL };

const char *
cw_program(struct arena *arena, const char *name)
{
    char own[4096];
    ssize_t len = readlink("/proc/self/exe", own, sizeof(own) - 1);
    char *slash;

    if (len < 0)
        return name;
    own[len] = '\0';
    slash = strrchr(own, '/');
    if (slash)
        *slash = '\0';
    return arena_printf(arena, "%s/%s", own, name).data;
}

int
cw_run(char *const *argv)
{
    pid_t pid;
    int status;

    if (posix_spawn(&pid, argv[0], NULL, NULL, argv, environ))
        return -1;
    while (waitpid(pid, &status, 0) < 0)
        if (errno != EINTR)
            return -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}
