/* Backups again and again: as often as the settings say, from the newest on. */
#include "cw.h"

#include "base/clock.h"
#include "base/log.h"
#include "bus/config.h"
#include "shelf.h"

#include <signal.h>
#include <stdlib.h>
#include <time.h>

enum { FIRST_MS = 5000, TRY_AGAIN_MS = 60000 }; /* they start beside us */

static int64_t
hours_between(void)
{
    const long hours = strtol(config_text("CW_BACKUP_HOURS"), NULL, 10);

    return hours > 0 ? hours : 1;
}

/* One that fails is tried again soon, and told of each time. */
static int64_t
back_up(struct arena *arena)
{
    char *argv[] = { (char *)cw_program(arena, "cw"), "backup", NULL };

    if (cw_run(argv) == EXIT_SUCCESS)
        return clock_monotonic();
    log_error("alarm=backup_failed again_in_ms=%d", TRY_AGAIN_MS);
    return clock_monotonic() + TRY_AGAIN_MS;
}

int
cw_backups(const struct options *options, const struct arguments *arguments)
{
    const struct timespec tick = { 1, 0 };
    struct arena arena = { 0 };
    int64_t not_before = clock_monotonic() + FIRST_MS;
    const char *shelf;
    sigset_t set;

    (void)arguments;
    config_load(options->data);
    log_as("cw");
    shelf = config_text("CW_BACKUP_TO");
    if (!shelf)
        return cw_fail("backups", "the setting backup/to names no folder");
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    sigprocmask(SIG_BLOCK, &set, NULL);
    do {
        clock_refresh();
        if (clock_monotonic() >= not_before &&
                clock_now() >= shelf_newest(shelf) + hours_between() * HOUR_MS)
            not_before = back_up(&arena);
    } while (sigtimedwait(&set, NULL, &tick) < 0);
    arena_release(&arena);
    return EXIT_SUCCESS;
}
