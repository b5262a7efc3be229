#include "db/disk.h"

#include "base/log.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/vfs.h>
#include <unistd.h>

enum { OVERLAYFS = 0x794c7630, KEPT_FREE_PERCENT = 5 };

enum status
disk_failed(const char *what, const char *path)
{
    bool is_full = errno == ENOSPC || errno == EDQUOT;

    log_error("event=disk_failed what=%s error=\"%s\" path=%s", what,
            strerror(errno), path);
    return is_full ? STATUS_UNAVAILABLE : STATUS_INTERNAL;
}

enum status
disk_path(char out[PATH_MAX], const char *format, ...)
{
    va_list args;
    int len;

    va_start(args, format);
    len = vsnprintf(out, PATH_MAX, format, args);
    va_end(args);
    if (len >= 0 && len < PATH_MAX)
        return STATUS_OK;
    errno = ENAMETOOLONG;
    return disk_failed("path", format);
}

bool
disk_has(const char *path)
{
    struct stat info;

    return lstat(path, &info) == 0;
}

enum status
disk_make_folder(const char *path)
{
    if (mkdir(path, 0700) == 0 || errno == EEXIST)
        return STATUS_OK;
    return disk_failed("mkdir", path);
}

enum status
disk_sync(const char *path)
{
    int file = open(path, O_RDONLY | O_CLOEXEC);
    enum status status = STATUS_OK;

    if (file < 0)
        return disk_failed("open", path);
    if (fsync(file) != 0)
        status = disk_failed("fsync", path);
    close(file);
    return status;
}

/* The folder that a path is in. */
static enum status
parent_of(const char *path, char out[PATH_MAX])
{
    const char *slash = strrchr(path, '/');

    if (!slash)
        return disk_path(out, ".");
    return disk_path(out, "%.*s", slash > path ? (int)(slash - path) : 1, path);
}

enum status
disk_make_folders(const char *path)
{
    char parent[PATH_MAX];
    enum status status = parent_of(path, parent);

    if (!status && !disk_has(parent))
        status = disk_make_folders(parent);
    return status ? status : disk_make_folder(path);
}

enum status
disk_lock_parent(const char *path, int *lock)
{
    char parent[PATH_MAX];
    enum status status = parent_of(path, parent);

    *lock = -1;
    if (!status)
        status = disk_make_folders(parent);
    if (status)
        return status;
    *lock = open(parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (*lock < 0)
        return disk_failed("open", parent);
    while (flock(*lock, LOCK_EX) != 0)
        if (errno != EINTR)
            return disk_failed("flock", parent);
    return STATUS_OK;
}

void
disk_unlock(int lock)
{
    if (lock >= 0)
        close(lock);
}

enum status
disk_rename(const char *from, const char *to)
{
    char parent[PATH_MAX];
    enum status status = parent_of(to, parent);

    if (!status && rename(from, to) != 0)
        status = disk_failed("rename", to);
    return status ? status : disk_sync(parent);
}

static enum status
copy_bytes(int in, int out, const char *path)
{
    char bytes[64 * 1024];
    ssize_t len;

    while ((len = read(in, bytes, sizeof(bytes))) > 0)
        if (write(out, bytes, (size_t)len) != len)
            return disk_failed("write", path);
    if (len < 0)
        return disk_failed("read", path);
    return fsync(out) == 0 ? STATUS_OK : disk_failed("fsync", path);
}

enum status
disk_copy(const char *from, const char *to)
{
    int in = open(from, O_RDONLY | O_CLOEXEC), out = -1;
    enum status status = STATUS_OK;

    if (in < 0)
        return disk_failed("open", from);
    out = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (out < 0)
        status = disk_failed("open", to);
    else
        status = copy_bytes(in, out, to);
    close(in);
    if (out >= 0)
        close(out);
    return status;
}

static enum status
hash_file(int file, const char *path, struct hash *hash, int64_t *size)
{
    struct stat info;
    void *bytes;

    if (fstat(file, &info) != 0)
        return disk_failed("stat", path);
    *size = info.st_size;
    if (info.st_size == 0) {
        *hash = hash_of("", 0);
        return STATUS_OK;
    }
    bytes = mmap(NULL, (size_t)info.st_size, PROT_READ, MAP_PRIVATE, file, 0);
    if (bytes == MAP_FAILED)
        return disk_failed("mmap", path);
    *hash = hash_of(bytes, (size_t)info.st_size);
    munmap(bytes, (size_t)info.st_size);
    return STATUS_OK;
}

enum status
disk_hash(const char *path, struct hash *hash, int64_t *size)
{
    int file = open(path, O_RDONLY | O_CLOEXEC);
    enum status status;

    if (file < 0)
        return disk_failed("open", path);
    status = hash_file(file, path, hash, size);
    close(file);
    return status;
}

static int
remove_one(const char *path, const struct stat *info, int type,
        struct FTW *place)
{
    (void)info, (void)type, (void)place;
    return remove(path);
}

enum status
disk_remove(const char *path)
{
    if (!disk_has(path) ||
            nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS) == 0)
        return STATUS_OK;
    return disk_failed("remove", path);
}

static int
is_part(const struct dirent *entry)
{
    size_t len = strlen(entry->d_name);

    return len > 5 && strcmp(entry->d_name + len - 5, ".part") == 0;
}

enum status
disk_remove_parts(const char *folder)
{
    struct dirent **parts = NULL;
    int count = scandir(folder, &parts, is_part, alphasort);
    enum status status = STATUS_OK;

    for (int i = 0; i < count; i++) {
        char path[PATH_MAX];

        if (!status)
            status = disk_path(path, "%s/%s", folder, parts[i]->d_name);
        if (!status)
            status = disk_remove(path);
        free(parts[i]);
    }
    free(parts);
    return status;
}

static enum status
sync_parent(const char *path)
{
    char parent[PATH_MAX];
    enum status status = parent_of(path, parent);

    return status ? status : disk_sync(parent);
}

enum status
disk_mark(const char *path)
{
    int file = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

    if (file < 0)
        return disk_failed("open", path);
    close(file);
    return sync_parent(path);
}

enum status
disk_unmark(const char *path)
{
    if (unlink(path) != 0 && errno != ENOENT)
        return disk_failed("unlink", path);
    return sync_parent(path);
}

bool
disk_is_network(uint32_t filesystem_type)
{
    static const uint32_t refused[] = {
        0x00006969, /* NFS */
        0xff534d42, /* CIFS */
        0xfe534d42, /* SMB 2 */
        0x0000517b, /* SMB */
        0x65735546, /* FUSE: sshfs, shares of virtual machines */
        0x01021997, /* 9P */
        0x786f4256, /* VirtualBox shares */
        0x5346414f, /* AFS */
        0x73757245, /* Coda */
        0x00c36400, /* Ceph */
        0x0bd00bd0, /* Lustre */
        0x01161970, /* GFS2 */
        0x7461636f, /* OCFS2 */
    };

    for (size_t i = 0; i < sizeof(refused) / sizeof(*refused); i++)
        if (filesystem_type == refused[i])
            return true;
    return false;
}

enum status
disk_refuse_network(const char *path)
{
    struct statfs info;

    if (statfs(path, &info) != 0)
        return disk_failed("statfs", path);
    if ((uint32_t)info.f_type == OVERLAYFS)
        log_warn("event=data_dies_with_container path=%s", path);
    if (!disk_is_network((uint32_t)info.f_type))
        return STATUS_OK;
    log_error("event=network_file_system type=%#x path=%s",
            (unsigned)info.f_type, path);
    return STATUS_CONFLICT;
}

bool
disk_is_roomy(uint64_t available, uint64_t size)
{
    return available >= size / 100 * KEPT_FREE_PERCENT;
}

bool
disk_has_room(const char *path)
{
    struct statvfs info;

    return statvfs(path, &info) == 0 &&
           disk_is_roomy(info.f_bavail, info.f_blocks);
}
