/*
 * LD_PRELOAD for the flow tests: a machine in trouble. What is wrong is said
 * by files in the folder TROUBLE, so that a test can begin and end it:
 * `fsync` fails with EIO, `hang` is an fsync that never comes back while the
 * clock runs on, `full` a disk with 4 % left, `network` a network disk.
 */
#include <dlfcn.h>
#include <errno.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/statvfs.h>
#include <sys/vfs.h>
#include <time.h>
#include <unistd.h>

enum { NFS = 0x6969, LONG_S = 60 };

static atomic_bool hangs;

static bool
is_there(const char *name)
{
    const char *folder = getenv("TROUBLE");
    char path[1024];

    if (!folder)
        return false;
    snprintf(path, sizeof(path), "%s/%s", folder, name);
    return access(path, F_OK) == 0;
}

static int
sync_or_not(const char *name, int file)
{
    int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, name);

    while (is_there("hang")) {
        hangs = true;
        usleep(1000);
    }
    if (!is_there("fsync"))
        return real(file);
    errno = EIO;
    return -1;
}

int
fsync(int file)
{
    return sync_or_not("fsync", file);
}

int
fdatasync(int file)
{
    return sync_or_not("fdatasync", file);
}

int
statvfs(const char *path, struct statvfs *out)
{
    int (*real)(const char *, struct statvfs *) = (int (*)(const char *,
            struct statvfs *))dlsym(RTLD_NEXT, "statvfs");
    int result = real(path, out);

    if (is_there("full"))
        out->f_bavail = out->f_blocks / 25;
    return result;
}

int
statfs(const char *path, struct statfs *out)
{
    int (*real)(const char *, struct statfs *) =
            (int (*)(const char *, struct statfs *))dlsym(RTLD_NEXT, "statfs");
    int result = real(path, out);

    if (is_there("network"))
        out->f_type = NFS;
    return result;
}

int
clock_gettime(clockid_t clock, struct timespec *out)
{
    int (*real)(clockid_t, struct timespec *) = (int (*)(clockid_t,
            struct timespec *))dlsym(RTLD_NEXT, "clock_gettime");
    int result = real(clock, out);

    if (hangs && clock == CLOCK_MONOTONIC)
        out->tv_sec += LONG_S;
    return result;
}
