/* Run the five programs, start again what crashes, end all on a signal. */
#include "cw.h"

#include "base/clock.h"
#include "base/log.h"

#include <errno.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

enum {
    PROGRAM_COUNT = SERVICE_COUNT + 1,
    FIRST_PAUSE_MS = 100,
    MAX_PAUSE_MS = 10000,
    STEADY_MS = 30000, /* after that a crash counts as the first again */
    END_MS = 5000,
    TICK_MS = 100,
};

struct program {
    const char *name;
    const char *path;
    pid_t pid; /* 0 while it does not run */
    int64_t started_at;
    int64_t start_at;
    int64_t pause_ms;
};

static int
start(struct program *program)
{
    char *argv[] = { (char *)program->path, NULL };
    posix_spawnattr_t attributes;
    sigset_t none;
    int failure;

    sigemptyset(&none);
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setflags(&attributes,
            POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP);
    failure = posix_spawn(&program->pid, program->path, NULL, &attributes, argv,
            environ);
    posix_spawnattr_destroy(&attributes);
    program->started_at = clock_monotonic();
    if (failure) {
        program->pid = 0;
        log_error("program=%s what=spawn errno=%d", program->name, failure);
        program->start_at = clock_monotonic() + MAX_PAUSE_MS;
    }
    return failure;
}

static void
note_end(struct program *program, int status)
{
    int64_t now = clock_monotonic();

    if (now - program->started_at > STEADY_MS)
        program->pause_ms = FIRST_PAUSE_MS;
    log_warn("program=%s what=ended status=%d signal=%d again_in_ms=%d",
            program->name, WIFEXITED(status) ? WEXITSTATUS(status) : -1,
            WIFSIGNALED(status) ? WTERMSIG(status) : 0, (int)program->pause_ms);
    program->pid = 0;
    program->start_at = now + program->pause_ms;
    program->pause_ms *= 2;
    if (program->pause_ms > MAX_PAUSE_MS)
        program->pause_ms = MAX_PAUSE_MS;
}

static void
reap(struct program *programs)
{
    int status;
    pid_t pid;

    while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
        for (int i = 0; i < PROGRAM_COUNT; i++)
            if (programs[i].pid == pid)
                note_end(&programs[i], status);
}

static void
start_due(struct program *programs)
{
    for (int i = 0; i < PROGRAM_COUNT; i++)
        if (!programs[i].pid && programs[i].start_at <= clock_monotonic())
            start(&programs[i]);
}

static bool
wait_for_end(struct program *programs, int first, int last, int64_t until)
{
    bool is_running = true;

    while (is_running && clock_monotonic() < until) {
        struct timespec tick = { 0, 20 * 1000 * 1000 };

        is_running = false;
        for (int i = first; i <= last; i++) {
            if (programs[i].pid && waitpid(programs[i].pid, NULL, WNOHANG) != 0)
                programs[i].pid = 0;
            is_running = is_running || programs[i].pid;
        }
        if (is_running)
            nanosleep(&tick, NULL);
    }
    return !is_running;
}

static void
tell(const struct program *programs, int first, int last, int number)
{
    for (int i = first; i <= last; i++)
        if (programs[i].pid)
            kill(programs[i].pid, number);
}

/* Services first: they say good-bye to the gateway. */
static void
end_all(struct program *programs)
{
    int gateway = PROGRAM_COUNT - 1;

    tell(programs, 0, gateway - 1, SIGTERM);
    wait_for_end(programs, 0, gateway - 1, clock_monotonic() + END_MS);
    tell(programs, gateway, gateway, SIGTERM);
    wait_for_end(programs, gateway, gateway, clock_monotonic() + END_MS);
    tell(programs, 0, gateway, SIGKILL);
    wait_for_end(programs, 0, gateway, clock_monotonic() + END_MS);
}

static void
supervise(struct program *programs)
{
    struct timespec tick = { 0, TICK_MS * 1000 * 1000 };
    sigset_t set;

    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    sigprocmask(SIG_BLOCK, &set, NULL);
    do {
        reap(programs);
        start_due(programs);
    } while (sigtimedwait(&set, NULL, &tick) < 0);
    end_all(programs);
}

/* The gateway goes first, so that the services find it. */
static void
prepare(struct program *programs, struct arena *arena)
{
    int64_t now = clock_monotonic();

    for (int i = 0; i < PROGRAM_COUNT; i++)
        programs[i] = (struct program){
            .name = cw_services[i],
            .path = cw_program(arena, cw_services[i]),
            .start_at = now,
            .pause_ms = FIRST_PAUSE_MS,
        };
}

int
cw_up(const struct options *options, int argc, char **argv)
{
    struct program programs[PROGRAM_COUNT];
    struct arena arena = { 0 };
    struct str run;

    (void)argv;
    if (argc > 0)
        return cw_fail("up", "it takes no arguments; settings are CW_... "
                             "variables, see cw config");
    if (access(options->data, R_OK | W_OK))
        return cw_fail("up", "there is no %s: make a hub first with cw init",
                options->data);
    log_as("cw");
    setenv("CW_DATA", options->data, 1);
    run = arena_printf(&arena, "%s/run", options->data);
    mkdir(run.data, 0700);
    prepare(programs, &arena);
    supervise(programs);
    arena_release(&arena);
    return EXIT_SUCCESS;
}
