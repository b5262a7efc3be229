#include "bus/keys.h"

#include "base/log.h"
#include "bus/config.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zmq.h>

enum { PATH_SIZE = KEY_FOLDER_SIZE + 160 };

static const char *own_name = "cw";

void
keys_name(const char *name)
{
    own_name = name;
}

const char *
keys_own_name(void)
{
    return own_name;
}

const char *
keys_folder(char room[KEY_FOLDER_SIZE])
{
    const char *folder = config_text("CW_KEYS");

    if (folder)
        snprintf(room, KEY_FOLDER_SIZE, "%s", folder);
    else
        snprintf(room, KEY_FOLDER_SIZE, "%s/keys", config_text("CW_DATA"));
    return room;
}

const char *
keys_contacts_folder(char room[KEY_FOLDER_SIZE])
{
    const char *folder = config_text("CW_CONTACT_KEYS");
    char keys[KEY_FOLDER_SIZE - sizeof("/contacts")];

    if (folder) {
        snprintf(room, KEY_FOLDER_SIZE, "%s", folder);
    } else {
        snprintf(keys, sizeof(keys), "%s", keys_folder(room));
        snprintf(room, KEY_FOLDER_SIZE, "%s/contacts", keys);
    }
    return room;
}

enum status
keys_make(struct keys *out)
{
    return zmq_curve_keypair(out->public_key, out->secret_key)
                   ? STATUS_UNAVAILABLE
                   : STATUS_OK;
}

bool
keys_read_text(const char *text, uint8_t out[KEY_SIZE])
{
    return strlen(text) == KEY_TEXT_SIZE - 1 && zmq_z85_decode(out, text);
}

/* -- files ---------------------------------------------------------------- */

static enum status
read_key(const char *folder, const char *name, const char *suffix,
        char out[KEY_TEXT_SIZE])
{
    char path[PATH_SIZE];
    uint8_t key[KEY_SIZE];
    FILE *file;

    snprintf(path, sizeof(path), "%s/%s%s", folder, name, suffix);
    file = fopen(path, "re");
    if (!file)
        return errno == ENOENT ? STATUS_NOT_FOUND : STATUS_UNAVAILABLE;
    if (!fgets(out, KEY_TEXT_SIZE, file))
        *out = '\0';
    fclose(file);
    return keys_read_text(out, key) ? STATUS_OK : STATUS_UNAVAILABLE;
}

static bool
write_text(const char *path, const char *text)
{
    const size_t len = strlen(text);
    const int file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    bool is_written;

    if (file < 0)
        return false;
    is_written = write(file, text, len) == (ssize_t)len && !fsync(file);
    return !close(file) && is_written;
}

/*
 * Under a name of its own first. Without `replaces` a file that is already
 * there stays, and that is no failure.
 */
static enum status
put(const char *folder, const char *name, const char *text, bool replaces)
{
    char path[PATH_SIZE], fresh[PATH_SIZE + 32];
    bool is_there;

    if (mkdir(folder, 0700) && errno != EEXIST)
        return STATUS_UNAVAILABLE;
    snprintf(path, sizeof(path), "%s/%s", folder, name);
    snprintf(fresh, sizeof(fresh), "%s.%ld.new", path, (long)getpid());
    is_there = write_text(fresh, text) &&
               (replaces ? !rename(fresh, path)
                         : !link(fresh, path) || errno == EEXIST);
    if (!replaces || !is_there)
        unlink(fresh);
    return is_there ? STATUS_OK : STATUS_UNAVAILABLE;
}

static enum status
put_key(const char *folder, const char *name, const char *suffix,
        const char *key, bool replaces)
{
    char file[160], text[KEY_TEXT_SIZE + 1];

    snprintf(file, sizeof(file), "%s%s", name, suffix);
    snprintf(text, sizeof(text), "%s\n", key);
    return put(folder, file, text, replaces);
}

enum status
keys_write_file(const char *folder, const char *name, const char *text)
{
    return put(folder, name, text, true);
}

/* -- pairs ---------------------------------------------------------------- */

enum status
keys_find_public(const char *folder, const char *name, char out[KEY_TEXT_SIZE])
{
    return read_key(folder, name, ".pub", out);
}

/* The public key follows from the secret one, and its file is put again. */
static enum status
read_pair(const char *folder, const char *name, struct keys *out)
{
    char known[KEY_TEXT_SIZE];
    enum status status = read_key(folder, name, ".key", out->secret_key);

    if (!status && zmq_curve_public(out->public_key, out->secret_key))
        status = STATUS_UNAVAILABLE;
    if (!status && (keys_find_public(folder, name, known) ||
                           strcmp(known, out->public_key) != 0))
        status = put_key(folder, name, ".pub", out->public_key, true);
    return status;
}

enum status
keys_open(const char *folder, const char *name, struct keys *out)
{
    struct keys fresh;
    enum status status = read_pair(folder, name, out);

    if (status == STATUS_NOT_FOUND) {
        status = keys_make(&fresh);
        if (!status)
            status = put_key(folder, name, ".key", fresh.secret_key, false);
        if (!status)
            status = read_pair(folder, name, out);
    }
    if (status)
        log_error("event=no_key folder=%s name=%s reason=\"%m\"", folder, name);
    return status;
}

enum status
keys_replace(const char *folder, const char *name, const struct keys *next)
{
    enum status status = put_key(folder, name, ".key", next->secret_key, true);

    return status ? status
                  : put_key(folder, name, ".pub", next->public_key, true);
}
