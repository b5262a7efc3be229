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

int
staging_open(struct staging *staging, const struct options *options,
        struct arena *arena)
{
    const char *folder = arena_printf(arena, "%s/backups", options->data).data;
    const char *path = arena_printf(arena, "%s/.lock", folder).data;

    mkdir(options->data, 0700);
    mkdir(folder, 0700);
    staging->name = arena_printf(arena, "b%" PRId64, clock_now());
    staging->folder =
            arena_printf(arena, "%s/" STR_FMT, folder, STR_ARG(staging->name))
                    .data;
    staging->fetched = arena_printf(arena, "%s" FETCHED, staging->folder).data;
    staging->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (staging->lock < 0)
        return cw_fail(options->command, "%s: %s", path, strerror(errno));
    if (flock(staging->lock, LOCK_EX | LOCK_NB)) {
        close(staging->lock);
        staging->lock = -1;
        return cw_fail(options->command,
                "another backup or restore is under way in %s", folder);
    }
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
