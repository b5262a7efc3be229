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
    SALT_SIZE = 16,
    HEAD_SIZE = KEY_NUMBER_SIZE + SALT_SIZE,
    LOST_TEXT_SIZE = 5 + 2 * KEY_NUMBER_SIZE + 1,
    FILE_SIZE = KEYS_MAX * (KEY_TEXT_SIZE + LOST_TEXT_SIZE) + 1,
    LINE_SIZE = 256,
};

/* What is sealed begins so; the rest is base64url. */
static const char mark[] = "sealed:";

enum {
    MARK_SIZE = sizeof(mark) - 1,
    BASE64 = sodium_base64_VARIANT_URLSAFE_NO_PADDING
};

struct numbers_of_keys {
    struct key_number items[KEYS_MAX];
    int count;
};

/* What the file says. */
struct lines {
    struct sealed_key keys[KEYS_MAX];
    int count;
    struct numbers_of_keys lost; /* a person has given these keys up */
};

struct keyring {
    char path[PATH_MAX];
    struct lines file;
    struct key_number numbers[KEYS_MAX]; /* of its keys */
    struct numbers_of_keys missed;       /* were not there */
    int64_t read_at;                     /* monotonic */
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

static struct key_number
number_of(const struct sealed_key *key)
{
    const struct hash hash = hash_of(key->bytes, sizeof(key->bytes));
    struct key_number number;

    memcpy(number.bytes, hash.bytes, KEY_NUMBER_SIZE);
    return number;
}

static bool
is_number(struct key_number a, struct key_number b)
{
    return memcmp(a.bytes, b.bytes, KEY_NUMBER_SIZE) == 0;
}

static bool
has_number(const struct numbers_of_keys *numbers, struct key_number number)
{
    for (int i = 0; i < numbers->count; i++)
        if (is_number(numbers->items[i], number))
            return true;
    return false;
}

static void
add_number(struct numbers_of_keys *numbers, struct key_number number)
{
    if (numbers->count < KEYS_MAX && !has_number(numbers, number))
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
take_line(const char *path, const char *line, struct lines *out)
{
    struct key_number lost;

    if (read_lost(line, &lost))
        add_number(&out->lost, lost);
    else if (out->count < KEYS_MAX && read_key(line, &out->keys[out->count]))
        out->count++;
    else
        log_error("event=not_a_key file=%s after=%d", path, out->count);
}

static bool
has_key(const struct lines *lines, struct key_number number)
{
    for (int i = 0; i < lines->count; i++)
        if (is_number(number_of(&lines->keys[i]), number))
            return true;
    return false;
}

/* One that was found again is not lost any longer. */
static void
drop_found(struct lines *lines)
{
    const struct numbers_of_keys lost = lines->lost;

    lines->lost.count = 0;
    for (int i = 0; i < lost.count; i++)
        if (!has_key(lines, lost.items[i]))
            add_number(&lines->lost, lost.items[i]);
}

/* STATUS_NOT_FOUND: no file. A line that is none of ours is logged. */
static enum status
read_file(const char *path, struct lines *out)
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
put_lines(const char *path, const struct lines *lines, bool replaces)
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
    const struct lines lines = { .keys = { sealed_key_new() }, .count = 1 };
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
    struct lines lines;
    enum status status = read_file(path, &lines);

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
    struct lines lines;
    enum status status = read_file(path, &lines);

    if (!status && lines.lost.count == KEYS_MAX)
        status = STATUS_CONFLICT;
    if (status)
        return status;
    add_number(&lines.lost, number);
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
        is_there = read_key(line, &key) && is_number(number_of(&key), number);
    if (file)
        fclose(file);
    sodium_memzero(line, sizeof(line));
    sodium_memzero(&key, sizeof(key));
    return is_there;
}

enum status
keyring_retire(const char *path)
{
    struct lines lines;
    char retired[PATH_MAX], text[FILE_SIZE];
    size_t len = 0;
    enum status status = read_file(path, &lines);

    if (!status && lines.count == 0)
        status = STATUS_NOT_FOUND;
    if (!status)
        status = disk_path(retired, "%s.retired", path);
    for (int i = 1; i < lines.count; i++)
        if (!keyring_has_retired(path, number_of(&lines.keys[i])))
            len += write_line(&lines.keys[i], text + len);
    if (!status && len > 0)
        status = write_bytes_to(retired, O_APPEND, text, len);
    lines.count = 1;
    return status ? status : put_lines(path, &lines, true);
}

enum status
keyring_take_back(const char *path, int *taken)
{
    struct lines lines;
    char line[LINE_SIZE];
    FILE *file;
    enum status status = read_file(path, &lines);

    *taken = 0;
    file = status ? NULL : open_retired(path);
    while (file && lines.count < KEYS_MAX && fgets(line, sizeof(line), file))
        if (read_key(line, &lines.keys[lines.count]) &&
                !has_key(&lines, number_of(&lines.keys[lines.count]))) {
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
    read_file(keyring->path, &keyring->file);
    for (int i = 0; i < keyring->file.count; i++)
        keyring->numbers[i] = number_of(&keyring->file.keys[i]);
    keyring->read_at = clock_monotonic();
}

int
keyring_count(const struct keyring *keyring)
{
    return keyring->file.count;
}

static bool
is_due(const struct keyring *keyring)
{
    return clock_monotonic() - keyring->read_at >= SECOND_MS;
}

static const struct sealed_key *
find_key(const struct keyring *keyring, struct key_number number)
{
    for (int i = 0; i < keyring->file.count; i++)
        if (is_number(keyring->numbers[i], number))
            return &keyring->file.keys[i];
    return NULL;
}

static bool
is_given_up(const struct keyring *keyring, struct key_number number)
{
    return has_number(&keyring->file.lost, number);
}

/* Another process may have added it: one that is missed again waits. */
static const struct sealed_key *
look_for_key(struct keyring *keyring, struct key_number number)
{
    const struct sealed_key *key = find_key(keyring, number);

    if (key || is_given_up(keyring, number))
        return key;
    if (!has_number(&keyring->missed, number) || is_due(keyring)) {
        keyring_reload(keyring);
        key = find_key(keyring, number);
    }
    if (!key && !is_given_up(keyring, number))
        add_number(&keyring->missed, number);
    return key;
}

/* Those that are there again, or were given up, are missed no more. */
static void
forget_found(struct keyring *keyring)
{
    const struct numbers_of_keys missed = keyring->missed;

    keyring->missed.count = 0;
    for (int i = 0; i < missed.count; i++)
        if (!find_key(keyring, missed.items[i]) &&
                !is_given_up(keyring, missed.items[i]))
            add_number(&keyring->missed, missed.items[i]);
}

bool
keyring_lacks_key(struct keyring *keyring)
{
    if (keyring->file.count > 0 && keyring->missed.count == 0)
        return false;
    if (is_due(keyring))
        keyring_reload(keyring);
    forget_found(keyring);
    return keyring->file.count == 0 || keyring->missed.count > 0;
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
    uint8_t head[HEAD_SIZE], *salt = head + KEY_NUMBER_SIZE;
    struct str sealed, whole;
    char *coded;
    size_t size;

    if (keyring->file.count == 0 && is_due(keyring))
        keyring_reload(keyring);
    if (keyring->file.count == 0)
        return false;
    memcpy(head, keyring->numbers[0].bytes, KEY_NUMBER_SIZE);
    randombytes_buf(salt, SALT_SIZE);
    sealed = sealed_close(&keyring->file.keys[0],
            hash_of_place(place, salt, arena), text, arena);
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
    struct key_number number;
    const uint8_t *head;
    struct str whole;

    if (!decode(sealed, arena, &whole))
        return SEALED_IS_WRONG;
    head = (const uint8_t *)whole.data;
    memcpy(number.bytes, head, KEY_NUMBER_SIZE);
    key = look_for_key(keyring, number);
    if (!key)
        return is_given_up(keyring, number) ? SEALED_IS_GIVEN_UP
                                            : SEALED_LACKS_KEY;
    whole = (struct str){ whole.data + HEAD_SIZE, whole.len - HEAD_SIZE };
    if (!sealed_open(key, hash_of_place(place, head + KEY_NUMBER_SIZE, arena),
                whole, arena, out))
        return SEALED_IS_WRONG;
    return key == keyring->file.keys ? SEALED_IS_OPEN : SEALED_IS_OLD;
}

bool
key_number_of(struct str sealed, struct key_number *out)
{
    uint8_t head[6]; /* of 8 characters */
    size_t len = 0;

    if (!is_marked(sealed) || sealed.len <= MARK_SIZE + 8 ||
            sodium_base642bin(head, sizeof(head), sealed.data + MARK_SIZE, 8,
                    NULL, &len, NULL, BASE64))
        return false;
    memcpy(out->bytes, head, KEY_NUMBER_SIZE);
    return true;
}

void
key_number_format(struct key_number number, char out[KEY_NUMBER_TEXT_SIZE])
{
    sodium_bin2hex(out, KEY_NUMBER_TEXT_SIZE, number.bytes, KEY_NUMBER_SIZE);
}

bool
keyring_is_by_first(const struct keyring *keyring, struct str sealed)
{
    struct key_number number;

    return keyring->file.count > 0 && key_number_of(sealed, &number) &&
           is_number(number, keyring->numbers[0]);
}

bool
keyring_misses(struct keyring *keyring, struct str sealed)
{
    struct key_number number;

    return key_number_of(sealed, &number) && !look_for_key(keyring, number) &&
           !is_given_up(keyring, number);
}
