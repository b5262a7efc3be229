/* Slow work on threads of its own: few at a time, and a bounded queue. */
#include "server/jobs.h"

#include "base/test.h"
#include "server/shard.h"

#include <dirent.h>
#include <poll.h>
#include <semaphore.h>

enum { THREADS = JOB_THREADS, CAP = JOBS_MAX };

static struct exchange exchanges[THREADS + CAP + 1];
static sem_t began, may_end;

static void
work(struct exchange *exchange)
{
    (void)exchange;
    sem_post(&began);
    sem_wait(&may_end);
}

static struct jobs *
open_jobs(void)
{
    struct jobs *jobs;

    sem_init(&began, 0, 0);
    sem_init(&may_end, 0, 0);
    assert_int_equal(jobs_open(&jobs, THREADS, CAP), STATUS_OK);
    return jobs;
}

/* Both threads are at work, and the queue is full. */
static size_t
fill(struct jobs *jobs)
{
    size_t count = 0;

    for (; count < THREADS; count++)
        assert_true(jobs_submit(jobs, &exchanges[count], work));
    for (size_t i = 0; i < THREADS; i++)
        sem_wait(&began);
    for (; count < THREADS + CAP; count++)
        assert_true(jobs_submit(jobs, &exchanges[count], work));
    return count;
}

static void
wait_for_all(struct jobs *jobs, size_t count)
{
    struct pollfd ready = { jobs_fd(jobs), POLLIN, 0 };

    for (size_t i = 0; i < count; i++)
        sem_post(&may_end);
    while (count > 0) {
        assert_int_equal(poll(&ready, 1, 10000), 1);
        for (struct exchange *e = jobs_take(jobs); e; e = e->next_done)
            count--;
    }
}

static int
count_threads(void)
{
    DIR *folder = opendir("/proc/self/task");
    int count = 0;

    assert_non_null(folder);
    while (readdir(folder))
        count++;
    closedir(folder);
    return count;
}

static void
two_run_at_a_time(void **state)
{
    struct jobs *jobs = open_jobs();
    size_t count;
    int before;

    jobs_close(jobs); /* with the first a sanitizer begins one of its own */
    before = count_threads();
    jobs = open_jobs();
    count = fill(jobs);
    assert_int_equal(count_threads(), before + 2);
    assert_true(jobs_are_running(jobs));
    wait_for_all(jobs, count);
    jobs_close(jobs);
}

static void
a_full_queue_takes_no_more(void **state)
{
    struct jobs *jobs = open_jobs();
    size_t count = fill(jobs);

    assert_false(jobs_submit(jobs, &exchanges[count], work));
    wait_for_all(jobs, count);
    sem_post(&may_end);
    assert_true(jobs_submit(jobs, &exchanges[count], work));
    wait_for_all(jobs, 1);
    jobs_close(jobs);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_run_at_a_time),
        cmocka_unit_test(a_full_queue_takes_no_more),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
