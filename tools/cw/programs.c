#include "cw.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

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

/* In the child. What nobody waits for any more would go on with the stores. */
static void
become(char *const *argv, pid_t parent)
{
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) || getppid() != parent)
        _exit(EXIT_FAILURE);
    execv(argv[0], argv);
    _exit(127);
}

int
cw_run(char *const *argv)
{
    const pid_t parent = getpid(), pid = fork();
    int status;

    if (pid < 0)
        return -1;
    if (pid == 0)
        become(argv, parent);
    while (waitpid(pid, &status, 0) < 0)
        if (errno != EINTR)
            return -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}
