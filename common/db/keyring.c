#include "db/keyring.h"

#include "base/clock.h"
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
    KEYS_MAX = 16,
    KEY_TEXT_SIZE = 2 * SEALED_KEY_SIZE + 1,
    NUMBER_SIZE = 4,
    SALT_SIZE = 16,
    HEAD_SIZE = NUMBER_SIZE + SALT_SIZE,
    FILE_SIZE = KEYS_MAX * KEY_TEXT_SIZE + 1,
};

/* What is sealed begins so; the rest is base64url. */
static const char mark[] = "sealed:";

enum {
    MARK_SIZE = sizeof(mark) - 1,
    BASE64 = sodium_base64_VARIANT_URLSAFE_NO_PADDING
};

struct keyring {
    char path[PATH_MAX];
    struct sealed_key keys[KEYS_MAX];
    uint8_t numbers[KEYS_MAX][NUMBER_SIZE];
    int count;
    bool has_missed;
    uint8_t missed[NUMBER_SIZE]; /* the number of a key that was not there */
    int64_t read_at;             /* monotonic */
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

/* -- the file -------------------------------------------------------------- */

static bool
read_line(const char *line, struct sealed_key *out)
{
    size_t len = strcspn(line, "\n"), read = 0;

    return len == KEY_TEXT_SIZE - 1 &&
           !sodium_hex2bin(out->bytes, sizeof(out->bytes), line, len, NULL,
                   &read, NULL) &&
           read == sizeof(out->bytes);
}

/* STATUS_NOT_FOUND: no file. A line that is none of ours is logged. */
static enum status
read_file(const char *path, struct sealed_key keys[KEYS_MAX], int *count)
{
    FILE *file = fopen(path, "re");
    char line[256];

    *count = 0;
    if (!file)
        return errno == ENOENT ? STATUS_NOT_FOUND : disk_failed("open", path);
    while (*count < KEYS_MAX && fgets(line, sizeof(line), file)) {
        if (read_line(line, &keys[*count]))
            (*count)++;
        else
            log_error("event=not_a_key file=%s after=%d", path, *count);
    }
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
put_keys(const char *path, const struct sealed_key *keys, int count,
        bool replaces)
{
    char text[FILE_SIZE];
    size_t len = 0;
    enum status status;

    for (int i = 0; i < count; i++)
        len += write_line(&keys[i], text + len);
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
    const struct sealed_key key = sealed_key_new();
    char folder[PATH_MAX];
    enum status status = STATUS_OK;

    if (disk_has(path))
        return STATUS_OK;
    status = folder_of(path, folder);
    if (!status)
        status = disk_make_folders(folder);
    return status ? status : put_keys(path, &key, 1, false);
}

enum status
keyring_add(const char *path)
{
    struct sealed_key keys[KEYS_MAX + 1] = { sealed_key_new() };
    int count;
    enum status status = read_file(path, keys + 1, &count);

    if (!status && count == KEYS_MAX)
        status = STATUS_CONFLICT;
    return status ? status : put_keys(path, keys, count + 1, true);
}

enum status
keyring_retire(const char *path)
{
    struct sealed_key keys[KEYS_MAX];
    char retired[PATH_MAX], text[FILE_SIZE];
    size_t len = 0;
    int count;
    enum status status = read_file(path, keys, &count);

    if (!status && count == 0)
        status = STATUS_NOT_FOUND;
    if (!status)
        status = disk_path(retired, "%s.retired", path);
    for (int i = 1; i < count; i++)
        len += write_line(&keys[i], text + len);
    if (!status && len > 0)
        status = write_bytes_to(retired, O_APPEND, text, len);
    return status ? status : put_keys(path, keys, 1, true);
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

/* -- a view of it ---------------------------------------------------------- */

struct keyring *
keyring_open(const char *path)
{
    struct keyring *keyring = calloc(1, sizeof(*keyring));

    if (!keyring)
        abort();
    snprintf(keyring->path, sizeof(keyring->path), "%s", path);
    keyring_reload(keyring);
    return keyring;
}

void
keyring_close(struct keyring *keyring)
{
    if (!keyring)
        return;
    sodium_memzero(keyring, sizeof(*keyring));
    free(keyring);
}

void
keyring_reload(struct keyring *keyring)
{
    struct sealed_key *keys = keyring->keys;

    read_file(keyring->path, keys, &keyring->count);
    for (int i = 0; i < keyring->count; i++)
        memcpy(keyring->numbers[i],
                hash_of(keys[i].bytes, sizeof(keys[i].bytes)).bytes,
                NUMBER_SIZE);
    keyring->read_at = clock_monotonic();
}

int
keyring_count(const struct keyring *keyring)
{
    return keyring->count;
}

static bool
is_due(const struct keyring *keyring)
{
    return clock_monotonic() - keyring->read_at >= SECOND_MS;
}

static const struct sealed_key *
find_key(const struct keyring *keyring, const uint8_t number[NUMBER_SIZE])
{
    for (int i = 0; i < keyring->count; i++)
        if (memcmp(keyring->numbers[i], number, NUMBER_SIZE) == 0)
            return &keyring->keys[i];
    return NULL;
}

static bool
has_missed(const struct keyring *keyring, const uint8_t number[NUMBER_SIZE])
{
    return keyring->has_missed &&
           memcmp(keyring->missed, number, NUMBER_SIZE) == 0;
}

/* Another process may have added it: one that is missed again waits. */
static const struct sealed_key *
look_for_key(struct keyring *keyring, const uint8_t number[NUMBER_SIZE])
{
    const struct sealed_key *key = find_key(keyring, number);

    if (!key && (!has_missed(keyring, number) || is_due(keyring))) {
        keyring_reload(keyring);
        key = find_key(keyring, number);
    }
    if (!key) {
        keyring->has_missed = true;
        memcpy(keyring->missed, number, NUMBER_SIZE);
    }
    return key;
}

bool
keyring_lacks_key(struct keyring *keyring)
{
    if (keyring->count > 0 && !keyring->has_missed)
        return false;
    if (is_due(keyring))
        keyring_reload(keyring);
    if (keyring->has_missed && find_key(keyring, keyring->missed))
        keyring->has_missed = false;
    return keyring->count == 0 || keyring->has_missed;
}

/* -- sealing --------------------------------------------------------------- */

/* A text may change where it stands: with the salt each place is used once. */
static struct hash
hash_of_place(struct sealed_place place, const uint8_t *salt,
        struct arena *arena)
{
    const struct str parts = arena_join(arena,
            (const struct str[]){ { (const char *)salt, SALT_SIZE },
                    place.column, STR("\n"), place.row },
            4);

    return hash_of(parts.data, parts.len);
}

bool
keyring_seal(struct keyring *keyring, struct sealed_place place,
        struct str text, struct arena *arena, struct str *out)
{
    uint8_t head[HEAD_SIZE], *salt = head + NUMBER_SIZE;
    struct str sealed, whole;
    char *coded;
    size_t size;

    if (keyring->count == 0 && is_due(keyring))
        keyring_reload(keyring);
    if (keyring->count == 0)
        return false;
    memcpy(head, keyring->numbers[0], NUMBER_SIZE);
    randombytes_buf(salt, SALT_SIZE);
    sealed = sealed_close(&keyring->keys[0], hash_of_place(place, salt, arena),
            text, arena);
    whole = ARENA_JOIN(arena, ((struct str){ (char *)head, HEAD_SIZE }),
            sealed);
    size = sodium_base64_encoded_len(whole.len, BASE64);
    coded = arena_alloc(arena, MARK_SIZE + size);
    memcpy(coded, mark, MARK_SIZE);
    sodium_bin2base64(coded + MARK_SIZE, size, (const uint8_t *)whole.data,
            whole.len, BASE64);
    *out = (struct str){ coded, MARK_SIZE + size - 1 };
    return true;
}

static bool
is_marked(struct str text)
{
    return text.len > MARK_SIZE && memcmp(text.data, mark, MARK_SIZE) == 0;
}

static bool
decode(struct str text, struct arena *arena, struct str *out)
{
    uint8_t *bytes;
    size_t len = 0;

    if (!is_marked(text))
        return false;
    bytes = arena_alloc(arena, text.len);
    if (sodium_base642bin(bytes, text.len, text.data + MARK_SIZE,
                text.len - MARK_SIZE, NULL, &len, NULL, BASE64))
        return false;
    *out = (struct str){ (const char *)bytes, len };
    return len > HEAD_SIZE;
}

enum sealed_state
keyring_unseal(struct keyring *keyring, struct sealed_place place,
        struct str sealed, struct arena *arena, struct str *out)
{
    const struct sealed_key *key;
    const uint8_t *head;
    struct str whole;

    if (!decode(sealed, arena, &whole))
        return SEALED_IS_WRONG;
    head = (const uint8_t *)whole.data;
    key = look_for_key(keyring, head);
    if (!key)
        return SEALED_LACKS_KEY;
    whole = (struct str){ whole.data + HEAD_SIZE, whole.len - HEAD_SIZE };
    if (!sealed_open(key, hash_of_place(place, head + NUMBER_SIZE, arena),
                whole, arena, out))
        return SEALED_IS_WRONG;
    return key == keyring->keys ? SEALED_IS_OPEN : SEALED_IS_OLD;
}

bool
keyring_is_by_first(const struct keyring *keyring, struct str sealed)
{
    uint8_t head[6]; /* of 8 characters */
    size_t len = 0;

    return is_marked(sealed) && sealed.len > MARK_SIZE + 8 &&
           !sodium_base642bin(head, sizeof(head), sealed.data + MARK_SIZE, 8,
                   NULL, &len, NULL, BASE64) &&
           keyring->count > 0 &&
           memcmp(head, keyring->numbers[0], NUMBER_SIZE) == 0;
}
