/* The file of a hub's keys for contacts, and that of its retired ones. */
#include "db/key_file.h"

#include "base/hash.h"
#include "base/log.h"
#include "db/disk.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

enum {
    KEY_TEXT_SIZE = 2 * SEALED_KEY_SIZE + 1,
    LOST_TEXT_SIZE = 5 + 2 * KEY_NUMBER_SIZE + 1,
    FILE_SIZE = KEYS_MAX * (KEY_TEXT_SIZE + LOST_TEXT_SIZE) + 1,
    LINE_SIZE = 256,
};

static const char *common_folder;

void
keyring_lies_in(const char *folder)
{
    common_folder = folder;
}

enum status
keyring_path(const char *data, const char *hub, char out[PATH_MAX])
{
    if (common_folder)
        return disk_path(out, "%s/%s", common_folder, hub);
    return disk_path(out, "%s/keys/contacts/%s", data, hub);
}

/* A key that was given up has a line of this and its number. */
static const char mark_lost[] = "lost ";
enum { MARK_LOST_SIZE = sizeof(mark_lost) - 1 };

/* -- the file -------------------------------------------------------------- */

struct key_number
key_number_from(const struct sealed_key *key)
{
    const struct hash hash = hash_of(key->bytes, sizeof(key->bytes));
    struct key_number number;

    memcpy(number.bytes, hash.bytes, KEY_NUMBER_SIZE);
    return number;
}

bool
key_number_equal(struct key_number a, struct key_number b)
{
    return memcmp(a.bytes, b.bytes, KEY_NUMBER_SIZE) == 0;
}

bool
key_numbers_have(const struct key_numbers *numbers, struct key_number number)
{
    for (int i = 0; i < numbers->count; i++)
        if (key_number_equal(numbers->items[i], number))
            return true;
    return false;
}

void
key_numbers_add(struct key_numbers *numbers, struct key_number number)
{
    if (numbers->count < KEYS_MAX && !key_numbers_have(numbers, number))
        numbers->items[numbers->count++] = number;
}

static bool
read_hex(const char *line, size_t len, uint8_t *out, size_t size)
{
    size_t read = 0;

    return len == 2 * size &&
           !sodium_hex2bin(out, size, line, len, NULL, &read, NULL) &&
           read == size;
}

static bool
read_key(const char *line, struct sealed_key *out)
{
    return read_hex(line, strcspn(line, "\n"), out->bytes, sizeof(out->bytes));
}

static bool
read_lost(const char *line, struct key_number *out)
{
    const size_t len = strcspn(line, "\n");

    return len > MARK_LOST_SIZE &&
           memcmp(line, mark_lost, MARK_LOST_SIZE) == 0 &&
           read_hex(line + MARK_LOST_SIZE, len - MARK_LOST_SIZE, out->bytes,
                   sizeof(out->bytes));
}

static void
take_line(const char *path, const char *line, struct key_lines *out)
{
    struct key_number lost;

    if (read_lost(line, &lost))
        key_numbers_add(&out->lost, lost);
    else if (out->count < KEYS_MAX && read_key(line, &out->keys[out->count]))
        out->count++;
    else
        log_error("event=not_a_key file=%s after=%d", path, out->count);
}

static bool
has_key(const struct key_lines *lines, struct key_number number)
{
    for (int i = 0; i < lines->count; i++)
        if (key_number_equal(key_number_from(&lines->keys[i]), number))
            return true;
    return false;
}

/* One that was found again is not lost any longer. */
static void
drop_found(struct key_lines *lines)
{
    const struct key_numbers lost = lines->lost;

    lines->lost.count = 0;
    for (int i = 0; i < lost.count; i++)
        if (!has_key(lines, lost.items[i]))
            key_numbers_add(&lines->lost, lost.items[i]);
}

enum status
key_file_read(const char *path, struct key_lines *out)
{
    FILE *file = fopen(path, "re");
    char line[LINE_SIZE];

    out->count = out->lost.count = 0;
    if (!file)
        return errno == ENOENT ? STATUS_NOT_FOUND : disk_failed("open", path);
    while (fgets(line, sizeof(line), file))
        take_line(path, line, out);
    drop_found(out);
    fclose(file);
    sodium_memzero(line, sizeof(line));
    return STATUS_OK;
}

static size_t
write_line(const struct sealed_key *key, char *out)
{
    sodium_bin2hex(out, KEY_TEXT_SIZE, key->bytes, sizeof(key->bytes));
    out[KEY_TEXT_SIZE - 1] = '\n';
    return KEY_TEXT_SIZE;
}

static enum status
write_bytes_to(const char *path, int flags, const char *text, size_t len)
{
    const int file = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | flags, 0600);
    enum status status = STATUS_OK;

    if (file < 0)
        return disk_failed("open", path);
    if (write(file, text, len) != (ssize_t)len || fsync(file))
        status = disk_failed("write", path);
    close(file);
    return status;
}

/* Whole or not at all; without `replaces` a file that is there stays. */
static enum status
put_file(const char *path, const char *text, size_t len, bool replaces)
{
    char fresh[PATH_MAX];
    enum status status = disk_path(fresh, "%s.%ld.new", path, (long)getpid());

    if (!status)
        status = write_bytes_to(fresh, O_TRUNC, text, len);
    if (!status && replaces)
        return disk_rename(fresh, path);
    if (!status && link(fresh, path) && errno != EEXIST)
        status = disk_failed("link", path);
    unlink(fresh);
    return status ? status : disk_sync(path);
}

static enum status
put_lines(const char *path, const struct key_lines *lines, bool replaces)
{
    char text[FILE_SIZE], number[KEY_NUMBER_TEXT_SIZE];
    size_t len = 0;
    enum status status;

    for (int i = 0; i < lines->count; i++)
        len += write_line(&lines->keys[i], text + len);
    for (int i = 0; i < lines->lost.count; i++) {
        key_number_format(lines->lost.items[i], number);
        len += (size_t)snprintf(text + len, sizeof(text) - len, "%s%s\n",
                mark_lost, number);
    }
    status = put_file(path, text, len, replaces);
    sodium_memzero(text, sizeof(text));
    return status;
}

static enum status
folder_of(const char *path, char out[PATH_MAX])
{
    return disk_path(out, "%.*s", (int)(strrchr(path, '/') - path), path);
}

enum status
keyring_make(const char *path)
{
    const struct key_lines lines = { .keys = { sealed_key_new() }, .count = 1 };
    char folder[PATH_MAX];
    enum status status = STATUS_OK;

    if (disk_has(path))
        return STATUS_OK;
    status = folder_of(path, folder);
    if (!status)
        status = disk_make_folders(folder);
    return status ? status : put_lines(path, &lines, false);
}

enum status
keyring_add(const char *path)
{
    struct key_lines lines;
    enum status status = key_file_read(path, &lines);

    if (!status && lines.count == KEYS_MAX)
        status = STATUS_CONFLICT;
    if (status)
        return status;
    memmove(lines.keys + 1, lines.keys,
            (size_t)lines.count++ * sizeof(*lines.keys));
    lines.keys[0] = sealed_key_new();
    return put_lines(path, &lines, true);
}

enum status
keyring_give_up(const char *path, struct key_number number)
{
    struct key_lines lines;
    enum status status = key_file_read(path, &lines);

    if (!status && lines.lost.count == KEYS_MAX)
        status = STATUS_CONFLICT;
    if (status)
        return status;
    key_numbers_add(&lines.lost, number);
    return put_lines(path, &lines, true);
}

/* -- keys out of use ------------------------------------------------------- */

static FILE *
open_retired(const char *path)
{
    char retired[PATH_MAX];

    return disk_path(retired, "%s.retired", path) ? NULL : fopen(retired, "re");
}

bool
keyring_has_retired(const char *path, struct key_number number)
{
    FILE *file = open_retired(path);
    char line[LINE_SIZE];
    struct sealed_key key;
    bool is_there = false;

    while (file && !is_there && fgets(line, sizeof(line), file))
        is_there = read_key(line, &key) &&
                   key_number_equal(key_number_from(&key), number);
    if (file)
        fclose(file);
    sodium_memzero(line, sizeof(line));
    sodium_memzero(&key, sizeof(key));
    return is_there;
}

enum status
keyring_retire(const char *path)
{
    struct key_lines lines;
    char retired[PATH_MAX], text[FILE_SIZE];
    size_t len = 0;
    enum status status = key_file_read(path, &lines);

    if (!status && lines.count == 0)
        status = STATUS_NOT_FOUND;
    if (!status)
        status = disk_path(retired, "%s.retired", path);
    for (int i = 1; i < lines.count; i++)
        if (!keyring_has_retired(path, key_number_from(&lines.keys[i])))
            len += write_line(&lines.keys[i], text + len);
    if (!status && len > 0)
        status = write_bytes_to(retired, O_APPEND, text, len);
    lines.count = 1;
    return status ? status : put_lines(path, &lines, true);
}

enum status
keyring_take_back(const char *path, int *taken)
{
    struct key_lines lines;
    char line[LINE_SIZE];
    FILE *file;
    enum status status = key_file_read(path, &lines);

    *taken = 0;
    file = status ? NULL : open_retired(path);
    while (file && lines.count < KEYS_MAX && fgets(line, sizeof(line), file))
        if (read_key(line, &lines.keys[lines.count]) &&
                !has_key(&lines, key_number_from(&lines.keys[lines.count]))) {
            lines.count++;
            (*taken)++;
        }
    if (file)
        fclose(file);
    sodium_memzero(line, sizeof(line));
    return status || *taken == 0 ? status : put_lines(path, &lines, true);
}

/* The folder, since a file of keys is replaced by another one. */
enum status
keyring_lock(const char *path, int *out)
{
    char folder[PATH_MAX];
    enum status status = folder_of(path, folder);

    *out = -1;
    if (status)
        return status;
    *out = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (*out < 0)
        return disk_failed("open", folder);
    if (flock(*out, LOCK_EX | LOCK_NB) == 0)
        return STATUS_OK;
    status = errno == EWOULDBLOCK ? STATUS_UNAVAILABLE
                                  : disk_failed("flock", folder);
    keyring_unlock(*out);
    *out = -1;
    return status;
}

void
keyring_unlock(int lock)
{
    if (lock >= 0)
        close(lock);
}
