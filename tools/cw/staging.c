#include "staging.h"

#include "base/clock.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define FETCHED ".fetched"

enum {
    TRIES = 5,
    PAUSE_US = 20 * 1000,
    TEXT_SIZE = 128 * 1024, /* 500 stores and more */
    HUB_SIZE = 200,
};

int
staging_remove(const char *path)
{
    char *argv[] = { "/bin/rm", "-rf", "--", (char *)path, NULL };

    return cw_run(argv) ? EXIT_FAILURE : EXIT_SUCCESS;
}

/* "b1767225600000", ".fetched": nobody but a cw names them so. */
static int
is_ours(const struct dirent *entry)
{
    const char *name = entry->d_name;

    if (name[0] != 'b' || !name[1])
        return 0;
    while (isdigit((unsigned char)*++name))
        continue;
    return *name == '\0' || strcmp(name, FETCHED) == 0;
}

static void
sweep(const char *folder)
{
    struct dirent **entries = NULL;
    int count = scandir(folder, &entries, is_ours, alphasort);

    for (int i = 0; i < count; i++) {
        char path[4096];

        snprintf(path, sizeof(path), "%s/%s", folder, entries[i]->d_name);
        staging_remove(path);
        free(entries[i]);
    }
    free(entries);
}

/* Who only looks has the lock for a moment. */
static bool
take_lock(int lock)
{
    for (int i = 0; i < TRIES; i++) {
        if (flock(lock, LOCK_EX | LOCK_NB) == 0)
            return true;
        usleep(PAUSE_US);
    }
    return false;
}

/* Of one that died the text stays; the lock itself says that it is gone. */
static void
say(const struct staging *staging, const char *command)
{
    if (ftruncate(staging->lock, 0) ||
            dprintf(staging->lock, "%" PRId64 " %s\n", clock_now(), command) <
                    0)
        cw_fail(command, "cw status will not know of it: %s", strerror(errno));
}

void
staging_name_stores(const struct staging *staging,
        const struct cw_shard *stores, size_t count)
{
    for (size_t i = 0; i < count; i++)
        dprintf(staging->lock, "%s %s\n", stores[i].service, stores[i].hub);
}

static struct under_way
read_under_way(int lock, struct arena *arena)
{
    struct under_way found = { 0 };
    char *text = arena_alloc(arena, TEXT_SIZE);
    const ssize_t len = pread(lock, text, TEXT_SIZE - 1, 0);
    char *command, *end;

    if (len <= 0)
        return found;
    text[len] = '\0';
    found.since = strtoll(text, &command, 10);
    end = strchr(command, '\n');
    if (*command != ' ' || !end)
        return found;
    *end = '\0';
    found.command = command + 1;
    found.stores = end + 1;
    return found;
}

struct under_way
staging_look(const char *data, struct arena *arena)
{
    const char *path = arena_printf(arena, "%s/backups/.lock", data).data;
    struct under_way found = { 0 };
    int lock = open(path, O_RDONLY | O_CLOEXEC);

    if (lock < 0)
        return found;
    if (flock(lock, LOCK_SH | LOCK_NB) && errno == EWOULDBLOCK)
        found = read_under_way(lock, arena);
    close(lock);
    return found;
}

bool
under_way_has(const struct under_way *under_way, struct str service,
        struct str hub)
{
    char line[HUB_SIZE];
    const char *at;

    if (!under_way->command)
        return false;
    snprintf(line, sizeof(line), STR_FMT " " STR_FMT "\n", STR_ARG(service),
            STR_ARG(hub));
    at = strstr(under_way->stores, line);
    return at && (at == under_way->stores || at[-1] == '\n');
}

int
staging_open(struct staging *staging, const struct options *options,
        struct arena *arena)
{
    const char *folder = arena_printf(arena, "%s/backups", options->data).data;
    const char *path = arena_printf(arena, "%s/.lock", folder).data;

    if (mkdir(folder, 0700) && errno == ENOENT)
        return cw_fail(options->command,
                "%s: %s; where nothing is yet, make it first", options->data,
                strerror(errno));
    staging->name = arena_printf(arena, "b%" PRId64, clock_now());
    staging->folder =
            arena_printf(arena, "%s/" STR_FMT, folder, STR_ARG(staging->name))
                    .data;
    staging->fetched = arena_printf(arena, "%s" FETCHED, staging->folder).data;
    staging->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (staging->lock < 0)
        return cw_fail(options->command, "%s: %s", path, strerror(errno));
    if (!take_lock(staging->lock)) {
        close(staging->lock);
        staging->lock = -1;
        return cw_fail(options->command,
                "another backup or restore is under way in %s", folder);
    }
    say(staging, options->command);
    sweep(folder);
    return EXIT_SUCCESS;
}

void
staging_close(struct staging *staging)
{
    if (staging->lock < 0)
        return;
    staging_remove(staging->folder);
    staging_remove(staging->fetched);
    close(staging->lock);
}

/* Names are on disk before anybody is told. */
static int
sync_parent(const char *path)
{
    char parent[4096];
    char *slash;
    int folder, status;

    snprintf(parent, sizeof(parent), "%s", path);
    slash = strrchr(parent, '/');
    if (slash)
        slash[slash == parent] = '\0';
    folder = open(slash ? parent : ".", O_RDONLY | O_CLOEXEC);
    status = folder < 0 || fsync(folder);
    if (folder >= 0)
        close(folder);
    return status;
}

int
staging_rename(const char *from, const char *to)
{
    return rename(from, to) || sync_parent(to) ? EXIT_FAILURE : EXIT_SUCCESS;
}

int
staging_move(const char *from, const char *to)
{
    char part[4096];
    char *move[] = { "/bin/mv", "-T", "--", (char *)from, part, NULL };
    char *settle[] = { "/bin/sync", "-f", "--", part, NULL };

    snprintf(part, sizeof(part), "%s.part", to);
    if (staging_remove(part) || cw_run(move) || cw_run(settle) ||
            staging_rename(part, to))
        return cw_fail("backup", "it could not be written to %s", to);
    return EXIT_SUCCESS;
}
