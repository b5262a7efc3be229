#include "files.h"

#include "base/log.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

enum { COPY_SIZE = 65536, HASH_SIZE = crypto_hash_sha256_BYTES };

/* A full disk is worth a retry; anything else is not ours to explain. */
static enum status
failure(const char *what)
{
    log_error("%s: %s", what, strerror(errno));
    return errno == ENOSPC || errno == EDQUOT ? STATUS_UNAVAILABLE
                                              : STATUS_INTERNAL;
}

static struct str
final_path(struct str folder, struct str hash, struct arena *arena)
{
    return arena_printf(arena, STR_FMT "/" STR_FMT, STR_ARG(folder),
            STR_ARG(hash));
}

static struct str
partial_path(const struct file_piece *piece, struct arena *arena)
{
    char by[UUID_TEXT_SIZE];

    uuid_format(piece->by, by);
    return arena_printf(arena, STR_FMT "/incoming/" STR_FMT ".%s",
            STR_ARG(piece->folder), STR_ARG(piece->hash), by);
}

static int
open_partial(const struct file_piece *piece, struct arena *arena)
{
    struct str path = partial_path(piece, arena);
    struct str incoming =
            arena_printf(arena, STR_FMT "/incoming", STR_ARG(piece->folder));
    int flags = O_RDWR | O_CREAT | O_CLOEXEC;

    if (piece->offset == 0)
        flags |= O_TRUNC;
    if (mkdir(incoming.data, 0700) && errno != EEXIST)
        return -1;
    return open(path.data, flags, 0600);
}

static enum status
write_at(int file, struct str bytes, int64_t offset)
{
    size_t done = 0;

    while (done < bytes.len) {
        ssize_t written = pwrite(file, bytes.data + done, bytes.len - done,
                offset + (int64_t)done);

        if (written < 0 && errno != EINTR)
            return failure("writing an attachment");
        done += written > 0 ? (size_t)written : 0;
    }
    return STATUS_OK;
}

static enum status
hash_file(int file, int64_t size, unsigned char *out)
{
    crypto_hash_sha256_state state;
    unsigned char block[COPY_SIZE];
    int64_t offset = 0;

    crypto_hash_sha256_init(&state);
    while (offset < size) {
        ssize_t taken = pread(file, block, sizeof(block), offset);

        if (taken <= 0)
            return failure("reading an attachment");
        crypto_hash_sha256_update(&state, block, (size_t)taken);
        offset += taken;
    }
    crypto_hash_sha256_final(&state, out);
    return STATUS_OK;
}

static bool
is_hash(const unsigned char *hash, struct str text)
{
    char hex[2 * HASH_SIZE + 1];

    sodium_bin2hex(hex, sizeof(hex), hash, HASH_SIZE);
    return str_equal(str_from(hex), text);
}

/* The name must be on disk before a row refers to it. */
static enum status
sync_folder(struct str folder)
{
    int handle = open(folder.data, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    enum status status = STATUS_OK;

    if (handle < 0 || fsync(handle))
        status = failure("syncing files/");
    if (handle >= 0)
        close(handle);
    return status;
}

static enum status
finish(const struct file_piece *piece, int file, struct arena *arena)
{
    struct str partial = partial_path(piece, arena);
    struct str final = final_path(piece->folder, piece->hash, arena);
    unsigned char hash[HASH_SIZE];
    enum status status = hash_file(file, piece->size, hash);

    if (!status && !is_hash(hash, piece->hash)) {
        unlink(partial.data);
        return STATUS_REFUSED;
    }
    if (!status && (fsync(file) || rename(partial.data, final.data)))
        status = failure("keeping an attachment");
    if (!status)
        status = sync_folder(piece->folder);
    return status;
}

static enum status
add_to(int file, const struct file_piece *piece, struct arena *arena,
        struct file_progress *out)
{
    int64_t end = piece->offset + (int64_t)piece->bytes.len;
    enum status status;
    struct stat info;

    if (fstat(file, &info))
        return failure("looking at an attachment");
    out->received = info.st_size;
    if (piece->offset > info.st_size)
        return STATUS_CONFLICT;
    status = write_at(file, piece->bytes, piece->offset);
    if (end > out->received)
        out->received = end;
    if (!status && out->received == piece->size) {
        status = finish(piece, file, arena);
        out->is_whole = !status;
    }
    return status;
}

enum status
file_add(const struct file_piece *piece, struct arena *arena,
        struct file_progress *out)
{
    enum status status;
    int file = open_partial(piece, arena);

    *out = (struct file_progress){ 0 };
    if (file < 0)
        return failure("opening an attachment");
    status = add_to(file, piece, arena, out);
    close(file);
    return status;
}

enum status
file_find(const struct file_piece *piece, struct arena *arena,
        struct file_progress *out)
{
    struct str final = final_path(piece->folder, piece->hash, arena);
    struct stat info;

    if (stat(final.data, &info))
        return file_add(piece, arena, out);
    *out = (struct file_progress){ info.st_size, true };
    return STATUS_OK;
}

enum status
file_read(struct str folder, struct str hash, int64_t offset, size_t max_size,
        struct arena *arena, struct str *out)
{
    struct str path = final_path(folder, hash, arena);
    char *bytes = arena_alloc(arena, max_size);
    int file = open(path.data, O_RDONLY | O_CLOEXEC);
    ssize_t taken;

    if (file < 0)
        return errno == ENOENT ? STATUS_NOT_FOUND : failure("opening a file");
    taken = pread(file, bytes, max_size, offset);
    close(file);
    if (taken < 0)
        return failure("reading a file");
    *out = (struct str){ bytes, (size_t)taken };
    return STATUS_OK;
}
