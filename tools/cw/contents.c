#include "contents.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define CONTENTS "contents"

const char *
contents_path(struct arena *arena, const char *backup,
        const struct cw_shard *shard)
{
    return arena_printf(arena, "%s/%s/%s", backup, shard->service, shard->hub)
            .data;
}

static FILE *
open_contents(const char *backup, const char *mode)
{
    char path[1024];

    snprintf(path, sizeof(path), "%s/" CONTENTS, backup);
    return fopen(path, mode);
}

int
contents_write(const char *backup, const struct cw_shard *shards, size_t count)
{
    FILE *file = open_contents(backup, "wx");
    bool is_written;

    if (!file)
        return cw_fail("backup", "%s: %s", backup, strerror(errno));
    for (size_t i = 0; i < count; i++)
        fprintf(file, "%s %s\n", shards[i].service, shards[i].hub);
    is_written = !fflush(file) && !ferror(file) && !fsync(fileno(file));
    if (fclose(file) || !is_written)
        return cw_fail("backup", "%s: %s", backup, strerror(errno));
    return EXIT_SUCCESS;
}

/* "SERVICE HUB" of a line, if it names a store that there can be. */
static bool
read_line(char *line, struct arena *arena, struct cw_shard *out)
{
    char *end = NULL;
    const char *service = strtok_r(line, " \n", &end);
    const char *hub = strtok_r(NULL, " \n", &end);

    if (!hub || strchr(hub, '/') || hub[0] == '.')
        return false;
    for (int i = 0; i < SERVICE_COUNT; i++) {
        if (strcmp(service, cw_services[i]) != 0)
            continue;
        *out = (struct cw_shard){ cw_services[i],
            arena_printf(arena, "%s", hub).data };
        return true;
    }
    return false;
}

static int
read_lines(FILE *file, const char *backup, struct arena *arena,
        struct cw_shard *shards, size_t *count)
{
    char line[512];

    while (fgets(line, sizeof(line), file))
        if (!read_line(line, arena, &shards[(*count)++]))
            return cw_fail("restore", "%s/" CONTENTS ": a line names no store",
                    backup);
    if (*count == 0)
        return cw_fail("restore", "%s/" CONTENTS " names no store", backup);
    return EXIT_SUCCESS;
}

static size_t
count_lines(FILE *file)
{
    char line[512];
    size_t lines = 0;

    while (fgets(line, sizeof(line), file))
        lines++;
    rewind(file);
    return lines;
}

int
contents_read(const char *backup, struct arena *arena, struct cw_shard **shards,
        size_t *count)
{
    FILE *file = open_contents(backup, "r");
    int status;

    *count = 0;
    if (!file)
        return cw_fail("restore", "%s is not a whole backup: no %s in it",
                backup, CONTENTS);
    *shards = arena_alloc(arena, (count_lines(file) + 1) * sizeof(**shards));
    status = read_lines(file, backup, arena, *shards, count);
    fclose(file);
    return status;
}
