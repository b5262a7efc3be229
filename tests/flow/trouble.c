/*
 * LD_PRELOAD for the flow tests: a machine in trouble. What is wrong is said
 * by files in the folder TROUBLE, so that a test can begin and end it:
 * `fsync` fails with EIO, `hang` is an fsync that never comes back while the
 * clock runs on, `full` a disk with 4 % left, `room` one with no room for what
 * a store writes, `network` a network disk; `checkpoint` is the death of the
 * process at so many pages that a checkpoint moved.
 */
#include <dlfcn.h>
#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>
#include <sys/vfs.h>
#include <time.h>
#include <unistd.h>

enum { NFS = 0x6969, LONG_S = 60 };

static atomic_bool hangs;
static atomic_long moved; /* pages */

static bool
find(const char *name, char *path, size_t size)
{
    const char *folder = getenv("TROUBLE");

    if (!folder)
        return false;
    snprintf(path, size, "%s/%s", folder, name);
    return access(path, F_OK) == 0;
}

static bool
is_there(const char *name)
{
    char path[1024];

    return find(name, path, sizeof(path));
}

static long
number_in(const char *path)
{
    FILE *file = fopen(path, "re");
    long number = 0;

    if (!file || fscanf(file, "%ld", &number) != 1)
        number = 0;
    if (file)
        fclose(file);
    return number;
}

/* Does the open file's name have this in it, or end so? */
static bool
is_of(int file, const char *part, bool at_end)
{
    char link[64], name[1024];
    const char *found;
    ssize_t len;

    snprintf(link, sizeof(link), "/proc/self/fd/%d", file);
    len = readlink(link, name, sizeof(name) - 1);
    if (len < 0)
        return false;
    name[len] = '\0';
    found = strstr(name, part);
    return found && (!at_end || !found[strlen(part)]);
}

/* Only a checkpoint writes to the database itself. */
static void
die_in_checkpoint(int file)
{
    char path[1024];

    if (find("checkpoint", path, sizeof(path)) &&
            is_of(file, "/store.db", true) && ++moved == number_in(path))
        kill(getpid(), SIGKILL);
}

static bool
is_refused(int file)
{
    if (!is_there("room") || !is_of(file, "/store.db", false))
        return false;
    errno = ENOSPC;
    return true;
}

ssize_t
write(int file, const void *bytes, size_t size)
{
    ssize_t (*real)(int, const void *, size_t) =
            (ssize_t(*)(int, const void *, size_t))dlsym(RTLD_NEXT, "write");

    if (is_refused(file))
        return -1;
    die_in_checkpoint(file);
    return real(file, bytes, size);
}

static ssize_t
write_at(const char *name, int file, const void *bytes, size_t size, off_t at)
{
    ssize_t (*real)(int, const void *, size_t, off_t) = (ssize_t(*)(int,
            const void *, size_t, off_t))dlsym(RTLD_NEXT, name);

    if (is_refused(file))
        return -1;
    die_in_checkpoint(file);
    return real(file, bytes, size, at);
}

ssize_t
pwrite(int file, const void *bytes, size_t size, off_t at)
{
    return write_at("pwrite", file, bytes, size, at);
}

ssize_t
pwrite64(int file, const void *bytes, size_t size, off_t at)
{
    return write_at("pwrite64", file, bytes, size, at);
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
