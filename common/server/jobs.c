#include "server/jobs.h"

#include <pthread.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

struct task {
    struct exchange *exchange;
    void (*run)(struct exchange *exchange);
};

struct jobs {
    pthread_mutex_t mutex;
    pthread_cond_t wake;
    pthread_t *threads;
    size_t thread_count;
    struct task *tasks; /* a ring */
    size_t first;
    size_t count;
    size_t cap;
    size_t running;
    struct exchange *done;
    struct exchange **done_end;
    bool is_closing;
    int fd;
};

static void
finish(struct jobs *jobs, struct exchange *exchange)
{
    uint64_t one = 1;

    exchange->next_done = NULL;
    *jobs->done_end = exchange;
    jobs->done_end = &exchange->next_done;
    while (write(jobs->fd, &one, sizeof(one)) < 0)
        continue;
}

static void *
run_tasks(void *argument)
{
    struct jobs *jobs = argument;

    pthread_mutex_lock(&jobs->mutex);
    for (;;) {
        struct task task;

        while (jobs->count == 0 && !jobs->is_closing)
            pthread_cond_wait(&jobs->wake, &jobs->mutex);
        if (jobs->is_closing)
            break;
        task = jobs->tasks[jobs->first];
        jobs->first = (jobs->first + 1) % jobs->cap;
        jobs->count--;
        jobs->running++;
        pthread_mutex_unlock(&jobs->mutex);
        task.run(task.exchange);
        pthread_mutex_lock(&jobs->mutex);
        jobs->running--;
        finish(jobs, task.exchange);
    }
    pthread_mutex_unlock(&jobs->mutex);
    return NULL;
}

enum status
jobs_open(struct jobs **out, size_t threads, size_t cap)
{
    struct jobs *jobs = calloc(1, sizeof(*jobs));

    if (!jobs)
        abort();
    jobs->fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    jobs->cap = cap;
    jobs->tasks = calloc(cap, sizeof(*jobs->tasks));
    jobs->threads = calloc(threads, sizeof(*jobs->threads));
    jobs->done_end = &jobs->done;
    if (jobs->fd < 0 || !jobs->tasks || !jobs->threads)
        abort();
    pthread_mutex_init(&jobs->mutex, NULL);
    pthread_cond_init(&jobs->wake, NULL);
    while (jobs->thread_count < threads) {
        if (pthread_create(&jobs->threads[jobs->thread_count], NULL, run_tasks,
                    jobs)) {
            jobs_close(jobs);
            return STATUS_INTERNAL;
        }
        jobs->thread_count++;
    }
    *out = jobs;
    return STATUS_OK;
}

void
jobs_close(struct jobs *jobs)
{
    if (!jobs)
        return;
    pthread_mutex_lock(&jobs->mutex);
    jobs->is_closing = true;
    pthread_cond_broadcast(&jobs->wake);
    pthread_mutex_unlock(&jobs->mutex);
    while (jobs->thread_count > 0)
        pthread_join(jobs->threads[--jobs->thread_count], NULL);
    pthread_cond_destroy(&jobs->wake);
    pthread_mutex_destroy(&jobs->mutex);
    close(jobs->fd);
    free(jobs->threads);
    free(jobs->tasks);
    free(jobs);
}

bool
jobs_are_running(struct jobs *jobs)
{
    bool are_running;

    pthread_mutex_lock(&jobs->mutex);
    are_running = jobs->running > 0;
    pthread_mutex_unlock(&jobs->mutex);
    return are_running;
}

int
jobs_fd(const struct jobs *jobs)
{
    return jobs->fd;
}

bool
jobs_submit(struct jobs *jobs, struct exchange *exchange,
        void (*run)(struct exchange *exchange))
{
    bool has_room;

    pthread_mutex_lock(&jobs->mutex);
    has_room = jobs->count < jobs->cap;
    if (has_room) {
        size_t last = (jobs->first + jobs->count++) % jobs->cap;

        jobs->tasks[last] = (struct task){ exchange, run };
        pthread_cond_signal(&jobs->wake);
    }
    pthread_mutex_unlock(&jobs->mutex);
    return has_room;
}

struct exchange *
jobs_take(struct jobs *jobs)
{
    struct exchange *done;
    uint64_t count;

    pthread_mutex_lock(&jobs->mutex);
    while (read(jobs->fd, &count, sizeof(count)) > 0)
        continue;
    done = jobs->done;
    jobs->done = NULL;
    jobs->done_end = &jobs->done;
    pthread_mutex_unlock(&jobs->mutex);
    return done;
}
