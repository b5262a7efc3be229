#include "base/clock.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static _Atomic int64_t offset_ms;

static int64_t
read_clock_us(clockid_t clock)
{
    struct timespec time;

    clock_gettime(clock, &time);
    return (int64_t)time.tv_sec * 1000000 + time.tv_nsec / 1000;
}

int64_t
clock_monotonic_us(void)
{
    return read_clock_us(CLOCK_MONOTONIC);
}

int64_t
clock_monotonic(void)
{
    return clock_monotonic_us() / 1000;
}

int64_t
clock_machine(void)
{
    return read_clock_us(CLOCK_REALTIME) / 1000;
}

int64_t
clock_now(void)
{
    return clock_machine() + offset_ms;
}

bool
clock_is_movable(void)
{
    return getenv("CW_CLOCK_FILE") != NULL;
}

void
clock_refresh(void)
{
    const char *path = getenv("CW_CLOCK_FILE");
    FILE *file = path ? fopen(path, "re") : NULL;
    char text[32] = "";
    long long offset = 0;

    if (file) {
        if (fgets(text, sizeof(text), file))
            offset = strtoll(text, NULL, 10);
        fclose(file);
    }
    offset_ms = offset;
}
