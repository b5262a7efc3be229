#include "shelf.h"

#include "base/clock.h"
#include "staging.h"

#include <ctype.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define FORM        "%Y%m%dT%H%M%SZ"
#define SEALED_NAME ".cwbackup"

enum { STAMP_LEN = 16, KEPT_AT_LEAST = 1 };

const char *
shelf_next(struct arena *arena, const char *shelf, bool is_sealed)
{
    const time_t now = (time_t)(clock_now() / SECOND_MS);
    char stamp[STAMP_LEN + 1];
    struct tm parts;

    gmtime_r(&now, &parts);
    strftime(stamp, sizeof(stamp), FORM, &parts);
    return arena_printf(arena, "%s/%s%s", shelf, stamp,
            is_sealed ? SEALED_NAME : "")
            .data;
}

/* "20261122T020000Z", sealed or not; nothing else on the shelf is ours. */
static int
is_backup(const struct dirent *entry)
{
    const char *name = entry->d_name;

    for (int i = 0; i < STAMP_LEN; i++)
        if (i == 8        ? name[i] != 'T'
                : i == 15 ? name[i] != 'Z'
                          : !isdigit((unsigned char)name[i]))
            return 0;
    return name[STAMP_LEN] == '\0' ||
           strcmp(name + STAMP_LEN, SEALED_NAME) == 0;
}

int
shelf_prune(const char *shelf, long keep)
{
    struct dirent **entries = NULL;
    int count = scandir(shelf, &entries, is_backup, alphasort);
    int status = EXIT_SUCCESS;

    if (keep < KEPT_AT_LEAST)
        keep = KEPT_AT_LEAST;
    for (int i = 0; i < count; i++) {
        char path[4096];

        snprintf(path, sizeof(path), "%s/%s", shelf, entries[i]->d_name);
        if (i < count - keep && staging_remove(path))
            status = cw_fail("backup", "%s is too old and cannot be removed",
                    path);
        free(entries[i]);
    }
    free(entries);
    return status;
}

int64_t
shelf_newest(const char *shelf)
{
    struct dirent **entries = NULL;
    int count = scandir(shelf, &entries, is_backup, alphasort);
    struct tm parts = { 0 };
    int64_t newest = 0;

    for (int i = 0; i < count; i++) {
        if (i == count - 1 && strptime(entries[i]->d_name, FORM, &parts))
            newest = (int64_t)timegm(&parts) * SECOND_MS;
        free(entries[i]);
    }
    free(entries);
    return newest;
}
