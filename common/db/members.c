#include "db/members.h"

#include "base/clock.h"
#include "base/log.h"
#include "db/disk.h"
#include "db/migrate.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { NUMBERS = 64, NAME_SIZE = 65 };

struct membership {
    char folder[PATH_MAX];
    char name[NAME_SIZE];
    int version;
    int file;
};

/*
 * Not flock, which can only be asked by taking it: two who looked at the same
 * time would see each other. It goes with the open file in the same way.
 */
static struct flock
whole_file(void)
{
    return (struct flock){ .l_type = F_WRLCK, .l_whence = SEEK_SET };
}

static enum status
take_name(struct membership *membership, const char *name)
{
    struct flock lock = whole_file();
    char path[PATH_MAX];
    enum status status = disk_path(path, "%s/%s", membership->folder, name);
    int file;

    if (status)
        return status;
    file = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (file < 0)
        return disk_failed("open", path);
    if (fcntl(file, F_OFD_SETLK, &lock) != 0) {
        close(file);
        return errno == EAGAIN || errno == EACCES ? STATUS_UNAVAILABLE
                                                  : disk_failed("lock", path);
    }
    snprintf(membership->name, sizeof(membership->name), "%s", name);
    membership->file = file;
    return STATUS_OK;
}

static enum status
take_free_name(struct membership *membership, const char *service)
{
    char name[NAME_SIZE];
    enum status status = STATUS_UNAVAILABLE;

    for (int i = 1; i <= NUMBERS && status == STATUS_UNAVAILABLE; i++) {
        snprintf(name, sizeof(name), "%s-%d", service, i);
        status = take_name(membership, name);
    }
    return status;
}

static enum status
make_folder(struct membership *membership, const char *data,
        const char *service)
{
    enum status status =
            disk_path(membership->folder, "%s/%s/.instances", data, service);

    if (!status)
        status = disk_make_folders(membership->folder);
    return status ? status : disk_refuse_network(membership->folder);
}

static bool
is_name(const char *text)
{
    return text[0] != '\0' && text[0] != '.' && !strchr(text, '/') &&
           strlen(text) < NAME_SIZE;
}

/* What the others decide by, and a person reads. */
static enum status
introduce(struct membership *membership)
{
    char text[64];
    int len = snprintf(text, sizeof(text), "version=%d pid=%ld\n",
            membership->version, (long)getpid());

    if (ftruncate(membership->file, 0) != 0 ||
            pwrite(membership->file, text, (size_t)len, 0) != len)
        return disk_failed("write", membership->name);
    return STATUS_OK;
}

enum status
members_join(struct membership **out, const char *data, const char *service,
        const char *instance, const struct migration *migrations)
{
    struct membership *membership = calloc(1, sizeof(*membership));
    enum status status;

    if (!membership)
        abort();
    membership->file = -1;
    membership->version = migrate_version(migrations);
    status = instance && !is_name(instance)
                     ? STATUS_MALFORMED
                     : make_folder(membership, data, service);
    if (!status)
        status = instance ? take_name(membership, instance)
                          : take_free_name(membership, service);
    if (!status)
        status = introduce(membership);
    if (status) {
        log_error("event=cannot_join service=%s instance=%s status=%d", service,
                instance ? instance : "any", status);
        members_leave(membership);
        membership = NULL;
    }
    *out = membership;
    return status;
}

void
members_leave(struct membership *membership)
{
    if (!membership)
        return;
    if (membership->file >= 0)
        close(membership->file);
    free(membership);
}

const char *
members_name(const struct membership *membership)
{
    return membership->name;
}

/* The file's time is the signature. */
enum status
members_sign(struct membership *membership)
{
    return futimens(membership->file, NULL) == 0
                   ? STATUS_OK
                   : disk_failed("sign", membership->name);
}

static bool
is_locked(int file)
{
    struct flock lock = whole_file();

    return fcntl(file, F_OFD_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
}

/* By the machine's clock, which no test moves: it is the file system's. */
static bool
has_signed_lately(int file)
{
    struct stat info;

    if (fstat(file, &info) != 0)
        return false;
    return clock_machine() - info.st_mtim.tv_sec * SECOND_MS -
                   info.st_mtim.tv_nsec / 1000000 <
           MEMBER_SILENT_MS;
}

static bool
read_version(int file, int *out)
{
    static const char name[] = "version=";
    char text[64] = "";

    if (pread(file, text, sizeof(text) - 1, 0) <= 0 ||
            strncmp(text, name, strlen(name)) != 0)
        return false;
    *out = (int)strtol(text + strlen(name), NULL, 10);
    return true;
}

/* Who asks is not paused, however long ago it could sign. */
static bool
is_awake(const struct membership *membership, const char *name, int file)
{
    return strcmp(name, membership->name) == 0 || has_signed_lately(file);
}

static bool
look_at(const struct membership *membership, const char *name, int *version)
{
    char path[PATH_MAX];
    bool is_alive;
    int file;

    if (!is_name(name) || disk_path(path, "%s/%s", membership->folder, name) ||
            (file = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)) < 0)
        return false;
    is_alive = is_locked(file) && is_awake(membership, name, file) &&
               read_version(file, version);
    close(file);
    return is_alive;
}

/* Keep the newest build's: who is older gives way to them. */
static void
consider(const char *name, int version, int *newest, struct arena *arena,
        struct str *names, size_t *count)
{
    if (version < *newest)
        return;
    if (version > *newest)
        *count = 0;
    *newest = version;
    names[(*count)++] = arena_copy(arena, name, strlen(name));
}

enum status
members_list(const struct membership *membership, struct arena *arena,
        struct str **names, size_t *count)
{
    struct dirent **entries;
    int found = scandir(membership->folder, &entries, NULL, alphasort);
    int version, newest = 0;

    *count = 0;
    if (found < 0)
        return disk_failed("scandir", membership->folder);
    *names = arena_alloc(arena, (size_t)found * sizeof(**names));
    for (int i = 0; i < found; i++) {
        if (look_at(membership, entries[i]->d_name, &version))
            consider(entries[i]->d_name, version, &newest, arena, *names,
                    count);
        free(entries[i]);
    }
    free(entries);
    return STATUS_OK;
}
