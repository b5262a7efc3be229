#include "base/jitter.h"

#include "base/test.h"

#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { DRAWN = 16 };

static void
it_stays_below_its_limit(void **state)
{
    (void)state;
    assert_int_equal(jitter(1), 0);
    for (int i = 0; i < 1000; i++)
        assert_in_range(jitter(3), 0, 2);
}

static void
draw(int64_t out[DRAWN])
{
    for (int i = 0; i < DRAWN; i++)
        out[i] = jitter(1 << 30);
}

/* What a process that was just started draws. */
static void
draw_elsewhere(int64_t out[DRAWN])
{
    int ends[2];
    pid_t child;

    assert_int_equal(pipe(ends), 0);
    child = fork();
    if (child == 0) {
        draw(out);
        _exit(write(ends[1], out, DRAWN * sizeof(*out)) < 0);
    }
    assert_int_equal(read(ends[0], out, DRAWN * sizeof(*out)),
            DRAWN * sizeof(*out));
    assert_int_equal(waitpid(child, NULL, 0), child);
    close(ends[0]);
    close(ends[1]);
}

static void
each_process_has_its_own(void **state)
{
    int64_t one[DRAWN], other[DRAWN];

    (void)state;
    draw_elsewhere(one);
    draw_elsewhere(other);
    assert_memory_not_equal(one, other, sizeof(one));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_stays_below_its_limit),
        cmocka_unit_test(each_process_has_its_own),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
