#include "seal.h"

#include "staging.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define MAGIC "CWBACKUP1\n"

enum {
    MAGIC_SIZE = sizeof(MAGIC) - 1,
    CHUNK = 64 * 1024,
    EXTRA = crypto_secretstream_xchacha20poly1305_ABYTES,
    HEADER = crypto_secretstream_xchacha20poly1305_HEADERBYTES,
    KEY = crypto_secretstream_xchacha20poly1305_KEYBYTES,
    SEALED_KEY = KEY + crypto_box_SEALBYTES,
    LAST = crypto_secretstream_xchacha20poly1305_TAG_FINAL,
};

extern char **environ;

int
seal_make_key(const char *path)
{
    unsigned char open_half[crypto_box_PUBLICKEYBYTES];
    unsigned char secret[crypto_box_SECRETKEYBYTES];
    char hex[2 * crypto_box_SECRETKEYBYTES + 1];
    int file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    FILE *out = file < 0 ? NULL : fdopen(file, "w");
    bool is_written;

    if (!out)
        return cw_fail("backup", "%s: %s", path, strerror(errno));
    crypto_box_keypair(open_half, secret);
    fprintf(out, "%s\n",
            sodium_bin2hex(hex, sizeof(hex), secret, sizeof(secret)));
    is_written = !fflush(out) && !fsync(file);
    sodium_memzero(secret, sizeof(secret));
    if (fclose(out) || !is_written)
        return cw_fail("backup", "%s: %s", path, strerror(errno));
    printf("%s\n",
            sodium_bin2hex(hex, sizeof(hex), open_half, sizeof(open_half)));
    fprintf(stderr,
            "The line above is for the setting backup/key. %s opens what is "
            "sealed: keep it away from this machine, twice.\n",
            path);
    return EXIT_SUCCESS;
}

static bool
read_hex(const char *hex, unsigned char *out, size_t size)
{
    size_t len = 0;

    return sodium_hex2bin(out, size, hex, strcspn(hex, "\n"), NULL, &len,
                   NULL) == 0 &&
           len == size;
}

/* tar with one end of a pipe as its standard input or output. */
static FILE *
run_tar(const char *const *argv, int its_end, pid_t *pid)
{
    posix_spawn_file_actions_t actions;
    int ends[2], failed;
    const int ours = its_end == STDOUT_FILENO ? 0 : 1;

    if (pipe2(ends, O_CLOEXEC))
        return NULL;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, ends[!ours], its_end);
    failed = posix_spawn(pid, argv[0], &actions, NULL, (char *const *)argv,
            environ);
    posix_spawn_file_actions_destroy(&actions);
    close(ends[!ours]);
    if (!failed)
        return fdopen(ends[ours], ours == 0 ? "r" : "w");
    close(ends[ours]);
    return NULL;
}

/* Closes our end, so that tar ends. */
static bool
end_tar(FILE *pipe_end, pid_t pid)
{
    bool is_closed = fclose(pipe_end) == 0;
    int status = 0;

    while (waitpid(pid, &status, 0) < 0)
        if (errno != EINTR)
            return false;
    return is_closed && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

struct sealing {
    FILE *file;
    crypto_secretstream_xchacha20poly1305_state stream;
};

static bool
begin_sealing(struct sealing *sealing, const unsigned char *public_key)
{
    unsigned char key[KEY], sealed[SEALED_KEY], header[HEADER];

    crypto_secretstream_xchacha20poly1305_keygen(key);
    crypto_box_seal(sealed, key, sizeof(key), public_key);
    crypto_secretstream_xchacha20poly1305_init_push(&sealing->stream, header,
            key);
    sodium_memzero(key, sizeof(key));
    return fwrite(MAGIC, MAGIC_SIZE, 1, sealing->file) == 1 &&
           fwrite(sealed, sizeof(sealed), 1, sealing->file) == 1 &&
           fwrite(header, sizeof(header), 1, sealing->file) == 1;
}

/* The last chunk is the one that is not full: an empty one if need be. */
static bool
seal_all(struct sealing *sealing, FILE *from)
{
    static unsigned char plain[CHUNK], sealed[CHUNK + EXTRA];
    size_t len;

    do {
        len = fread(plain, 1, CHUNK, from);
        crypto_secretstream_xchacha20poly1305_push(&sealing->stream, sealed,
                NULL, plain, len, NULL, 0, len < CHUNK ? LAST : 0);
        if (fwrite(sealed, len + EXTRA, 1, sealing->file) != 1)
            return false;
    } while (len == CHUNK);
    return !ferror(from);
}

static bool
seal_into(FILE *file, const char *folder, const unsigned char *public_key)
{
    const char *const argv[] = { "/bin/tar", "-C", folder, "-cf", "-", ".",
        NULL };
    struct sealing sealing = { .file = file };
    pid_t pid;
    FILE *tar = run_tar(argv, STDOUT_FILENO, &pid);
    bool is_done;

    if (!tar)
        return false;
    is_done = begin_sealing(&sealing, public_key) && seal_all(&sealing, tar);
    return end_tar(tar, pid) && is_done;
}

int
seal_folder(const char *folder, const char *to, const char *public_key)
{
    unsigned char key[crypto_box_PUBLICKEYBYTES];
    char part[4096];
    FILE *file;
    bool is_done;

    if (!read_hex(public_key, key, sizeof(key)))
        return cw_fail("backup", "the setting backup/key is not a key: cw "
                                 "backup key FILE makes one");
    snprintf(part, sizeof(part), "%s.part", to);
    unlink(part);
    file = fopen(part, "wxe");
    if (!file)
        return cw_fail("backup", "%s: %s", part, strerror(errno));
    is_done = seal_into(file, folder, key) && !fflush(file) &&
              !fsync(fileno(file));
    if (fclose(file) || !is_done || staging_rename(part, to)) {
        unlink(part);
        return cw_fail("backup", "it could not be written to %s", to);
    }
    return EXIT_SUCCESS;
}

/* Opening */

bool
seal_is_one(const char *path)
{
    char magic[MAGIC_SIZE];
    struct stat info;
    FILE *file;
    bool is_one;

    if (stat(path, &info) || !S_ISREG(info.st_mode))
        return false;
    file = fopen(path, "re");
    is_one = file && fread(magic, sizeof(magic), 1, file) == 1 &&
             memcmp(magic, MAGIC, sizeof(magic)) == 0;
    if (file)
        fclose(file);
    return is_one;
}

static bool
read_secret(const char *path, unsigned char *secret)
{
    char line[2 * crypto_box_SECRETKEYBYTES + 2] = "";
    FILE *file = fopen(path, "re");
    bool is_read = file && fgets(line, sizeof(line), file) &&
                   read_hex(line, secret, crypto_box_SECRETKEYBYTES);

    if (file)
        fclose(file);
    sodium_memzero(line, sizeof(line));
    return is_read;
}

static bool
begin_opening(struct sealing *sealing, const unsigned char *secret)
{
    unsigned char magic[MAGIC_SIZE], sealed[SEALED_KEY], header[HEADER];
    unsigned char key[KEY], public_key[crypto_box_PUBLICKEYBYTES];

    if (fread(magic, sizeof(magic), 1, sealing->file) != 1 ||
            fread(sealed, sizeof(sealed), 1, sealing->file) != 1 ||
            fread(header, sizeof(header), 1, sealing->file) != 1)
        return false;
    crypto_scalarmult_base(public_key, secret);
    if (crypto_box_seal_open(key, sealed, sizeof(sealed), public_key, secret))
        return false;
    return crypto_secretstream_xchacha20poly1305_init_pull(&sealing->stream,
                   header, key) == 0;
}

/* Every chunk is true, none is missing, nothing follows the last. */
static bool
open_all(struct sealing *sealing, FILE *to)
{
    static unsigned char sealed[CHUNK + EXTRA], plain[CHUNK];
    unsigned char tag = 0;

    while (tag != LAST) {
        size_t len = fread(sealed, 1, sizeof(sealed), sealing->file);
        unsigned long long plain_len = 0;

        if (len < EXTRA ||
                crypto_secretstream_xchacha20poly1305_pull(&sealing->stream,
                        plain, &plain_len, &tag, sealed, len, NULL, 0) ||
                fwrite(plain, 1, plain_len, to) != plain_len)
            return false;
    }
    return fgetc(sealing->file) == EOF;
}

static bool
open_into(FILE *file, const unsigned char *secret, const char *into)
{
    const char *const argv[] = { "/bin/tar", "-C", into, "-xf", "-",
        "--no-same-owner", NULL };
    struct sealing sealing = { .file = file };
    pid_t pid;
    FILE *tar;
    bool is_done;

    if (!begin_opening(&sealing, secret))
        return false;
    tar = run_tar(argv, STDIN_FILENO, &pid);
    if (!tar)
        return false;
    is_done = open_all(&sealing, tar);
    return end_tar(tar, pid) && is_done;
}

int
seal_open(const char *from, const char *key_file, const char *into)
{
    unsigned char secret[crypto_box_SECRETKEYBYTES];
    FILE *file;
    bool is_done;

    if (!read_secret(key_file, secret))
        return cw_fail("restore", "%s holds no backup key", key_file);
    file = fopen(from, "re");
    is_done = file && !mkdir(into, 0700) && open_into(file, secret, into);
    sodium_memzero(secret, sizeof(secret));
    if (file)
        fclose(file);
    if (!is_done)
        return cw_fail("restore",
                "%s cannot be opened: another key's, damaged, or cut short",
                from);
    return EXIT_SUCCESS;
}
