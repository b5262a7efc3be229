#include "db/lease.h"

#include "base/clock.h"
#include "db/disk.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

static enum status
take(const char *folder, int flags, int *out)
{
    char path[PATH_MAX];
    enum status status = disk_path(path, "%s/lock", folder);
    int file;

    *out = -1;
    if (status)
        return status;
    file = open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW | flags, 0600);
    if (file < 0)
        return errno == ENOENT ? STATUS_NOT_FOUND : disk_failed("open", path);
    if (flock(file, LOCK_EX | LOCK_NB) == 0) {
        *out = file;
        return STATUS_OK;
    }
    status = errno == EWOULDBLOCK ? STATUS_UNAVAILABLE
                                  : disk_failed("flock", path);
    close(file);
    return status;
}

enum status
lease_take(const char *folder, int *out)
{
    return take(folder, 0, out);
}

enum status
lease_create(const char *folder, int *out)
{
    return take(folder, O_CREAT, out);
}

static void
write_text(int lease, const char *text)
{
    /* Only a help for people: the lock itself is what counts. */
    if (ftruncate(lease, 0) != 0 ||
            pwrite(lease, text, strlen(text), 0) != (ssize_t)strlen(text))
        disk_failed("write", "lock");
}

void
lease_sign(int lease, int64_t term)
{
    char text[512], host[256] = "", since[TIME_TEXT_SIZE];

    gethostname(host, sizeof(host) - 1);
    time_format(clock_now(), since);
    snprintf(text, sizeof(text), "pid=%ld host=%s term=%lld since=%s\n",
            (long)getpid(), host, (long long)term, since);
    write_text(lease, text);
}

void
lease_give_up(int lease)
{
    if (lease < 0)
        return;
    write_text(lease, "");
    close(lease);
}
