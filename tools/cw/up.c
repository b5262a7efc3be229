/* Run the five programs, start again what crashes, end all on a signal. */
#include "cw.h"

#include "base/clock.h"
#include "base/log.h"
#include "bus/config.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

enum {
    PROGRAM_COUNT = SERVICE_COUNT + 2,
    BACKUPS = 0, /* it ends before the services it asks, the gateway last */
    FIRST_PAUSE_MS = 100,
    MAX_PAUSE_MS = 10000,
    STEADY_MS = 30000, /* after that a crash counts as the first again */
    REFUSALS = 3,      /* from the first start on: it will never run */
    END_MS = 5000,
    TICK_MS = 100,
};

struct program {
    const char *name;
    const char *path;
    const char *argument; /* NULL: none */
    pid_t pid;            /* 0 while it does not run */
    int64_t started_at;
    int64_t start_at;
    int64_t pause_ms;
    int starts;
    int refusals; /* that it cannot begin as it was told to */
};

/*
 * In the child. It dies with this process, at once: one that outlived it would
 * keep the stores, and a gateway that ended late would take the sockets of its
 * successor away.
 */
static void
become(const struct program *program, pid_t parent)
{
    char *argv[] = { (char *)program->path, (char *)program->argument, NULL };
    sigset_t none;

    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    setpgid(0, 0);
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) || getppid() != parent)
        _exit(EXIT_FAILURE);
    execv(program->path, argv);
    fprintf(stderr, "cw up: %s: %s\n", program->path, strerror(errno));
    _exit(EXIT_FAILURE);
}

/* This process has one thread and no sockets, so that it may fork. */
static void
start(struct program *program)
{
    pid_t parent = getpid();
    pid_t pid = fork();

    if (pid == 0)
        become(program, parent);
    program->started_at = clock_monotonic();
    program->pid = pid > 0 ? pid : 0;
    program->starts++;
    if (pid < 0) {
        log_error("program=%s what=fork errno=%d", program->name, errno);
        program->start_at = clock_monotonic() + MAX_PAUSE_MS;
    }
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
    program->refusals += WIFEXITED(status) && WEXITSTATUS(status) == EX_CONFIG;
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
        struct timespec tick = { 0, 20 * 1000L * 1000 };

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

/*
 * One that has begun never once. A single refusal may be the last breath of a
 * predecessor, whose address is about to be free.
 */
static const struct program *
find_hopeless(const struct program *programs)
{
    for (int i = 0; i < PROGRAM_COUNT; i++)
        if (programs[i].refusals >= REFUSALS &&
                programs[i].refusals == programs[i].starts)
            return &programs[i];
    return NULL;
}

static int
supervise(struct program *programs)
{
    const struct program *hopeless;
    struct timespec tick = { 0, TICK_MS * 1000L * 1000 };
    sigset_t set;

    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    sigprocmask(SIG_BLOCK, &set, NULL);
    do {
        reap(programs);
        hopeless = find_hopeless(programs);
        if (!hopeless)
            start_due(programs);
    } while (!hopeless && sigtimedwait(&set, NULL, &tick) < 0);
    end_all(programs);
    return hopeless ? cw_fail("up",
                              "%s cannot start with these settings; its lines "
                              "of level=error say why",
                              hopeless->name)
                    : EXIT_SUCCESS;
}

/* The gateway goes first, so that the services find it. */
static void
prepare(struct program *programs, const char *data, struct arena *arena)
{
    int64_t now = clock_monotonic();

    config_load(data);
    for (int i = 0; i < PROGRAM_COUNT; i++) {
        const char *name = i == BACKUPS ? "cw" : cw_services[i - 1];

        programs[i] = (struct program){
            .name = name,
            .path = cw_program(arena, name),
            .argument = i == BACKUPS ? "backups" : NULL,
            .start_at = now,
            .pause_ms = FIRST_PAUSE_MS,
        };
    }
    if (!config_text("CW_BACKUP_TO"))
        programs[BACKUPS].start_at = INT64_MAX;
}

static int
refuse_second(int lock, const char *data)
{
    char pid[16] = "";

    if (read(lock, pid, sizeof(pid) - 1) < 0)
        pid[0] = '\0';
    pid[strcspn(pid, "\n")] = '\0';
    close(lock);
    return cw_fail("up", "another cw up (process %s) serves %s: end it first",
            pid, data);
}

/* Held until the end of this process, however it ends; whose it is, is in it.
 */
static int
lock_folder(const char *data)
{
    char path[1024];
    int lock;

    snprintf(path, sizeof(path), "%s/run", data);
    mkdir(path, 0700);
    snprintf(path, sizeof(path), "%s/run/up.lock", data);
    lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (lock < 0)
        return cw_fail("up", "%s: %s", path, strerror(errno));
    if (flock(lock, LOCK_EX | LOCK_NB))
        return refuse_second(lock, data);
    if (ftruncate(lock, 0) || dprintf(lock, "%d\n", (int)getpid()) < 0)
        return cw_fail("up", "%s: %s", path, strerror(errno));
    return EXIT_SUCCESS;
}

int
cw_up(const struct options *options, const struct arguments *arguments)
{
    struct program programs[PROGRAM_COUNT];
    struct arena arena = { 0 };
    bool are_lost;
    int result;

    (void)arguments;
    if (access(options->data, R_OK | W_OK))
        return cw_fail("up", "there is no %s: make a hub first with cw init",
                options->data);
    cw_check_settings(options, &are_lost);
    if (are_lost)
        return EXIT_FAILURE;
    if (lock_folder(options->data) != EXIT_SUCCESS)
        return EXIT_FAILURE;
    log_as("cw");
    setenv("CW_DATA", options->data, 1);
    prepare(programs, options->data, &arena);
    result = supervise(programs);
    arena_release(&arena);
    return result;
}
