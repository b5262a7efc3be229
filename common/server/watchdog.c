#include "server/watchdog.h"

#include "base/clock.h"
#include "base/log.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <time.h>

enum { STUCK_MS = 30000 };

struct watchdog {
    pthread_t thread;
    pthread_mutex_t mutex;
    pthread_cond_t stop;
    _Atomic int64_t patted_at;
    bool is_stopping;
};

/* A paused process wakes late itself: it gets a second look. */
static void
look(const struct watchdog *watchdog, int *strikes)
{
    bool is_stuck = clock_monotonic() - watchdog->patted_at > STUCK_MS;

    *strikes = is_stuck ? *strikes + 1 : 0;
    if (*strikes < 3)
        return;
    log_error("alarm=stuck what=watchdog");
    abort();
}

static void *
watch(void *argument)
{
    struct watchdog *watchdog = argument;
    int strikes = 0;

    pthread_mutex_lock(&watchdog->mutex);
    while (!watchdog->is_stopping) {
        const int64_t end = clock_machine() + SECOND_MS;
        const struct timespec until = { .tv_sec = end / SECOND_MS,
            .tv_nsec = end % SECOND_MS * 1000000 };

        pthread_cond_timedwait(&watchdog->stop, &watchdog->mutex, &until);
        look(watchdog, &strikes);
    }
    pthread_mutex_unlock(&watchdog->mutex);
    return NULL;
}

struct watchdog *
watchdog_start(void)
{
    struct watchdog *watchdog = calloc(1, sizeof(*watchdog));

    if (!watchdog)
        abort();
    pthread_mutex_init(&watchdog->mutex, NULL);
    pthread_cond_init(&watchdog->stop, NULL);
    watchdog_pat(watchdog);
    if (pthread_create(&watchdog->thread, NULL, watch, watchdog))
        abort();
    return watchdog;
}

void
watchdog_pat(struct watchdog *watchdog)
{
    watchdog->patted_at = clock_monotonic();
}

void
watchdog_stop(struct watchdog *watchdog)
{
    pthread_mutex_lock(&watchdog->mutex);
    watchdog->is_stopping = true;
    pthread_cond_signal(&watchdog->stop);
    pthread_mutex_unlock(&watchdog->mutex);
    pthread_join(watchdog->thread, NULL);
    pthread_cond_destroy(&watchdog->stop);
    pthread_mutex_destroy(&watchdog->mutex);
    free(watchdog);
}
