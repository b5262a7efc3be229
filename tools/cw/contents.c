#include "contents.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const struct contents contents_of_backup = { "backup", "contents", "backup",
    "restore" };
const struct contents contents_of_move = { "copy of a hub", "hubs",
    "hub release", "hub take" };

const char *
contents_path(struct arena *arena, const char *backup,
        const struct cw_shard *shard)
{
    return arena_printf(arena, "%s/%s/%s", backup, shard->service, shard->hub)
            .data;
}

const char *
contents_keys(struct arena *arena, const char *folder, const char *hub)
{
    return arena_printf(arena, "%s/keys/%s", folder, hub).data;
}

static FILE *
open_contents(const struct contents *contents, const char *folder,
        const char *mode)
{
    char path[1024];

    snprintf(path, sizeof(path), "%s/%s", folder, contents->file);
    return fopen(path, mode);
}

int
contents_write(const struct contents *contents, const char *folder,
        const struct cw_shard *shards, size_t count)
{
    FILE *file = open_contents(contents, folder, "wx");
    bool is_written;

    if (!file)
        return cw_fail(contents->writer, "%s: %s", folder, strerror(errno));
    for (size_t i = 0; i < count; i++)
        fprintf(file, "%s %s\n", shards[i].service, shards[i].hub);
    is_written = !fflush(file) && !ferror(file) && !fsync(fileno(file));
    if (fclose(file) || !is_written)
        return cw_fail(contents->writer, "%s: %s", folder, strerror(errno));
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

static bool
read_lines(FILE *file, struct arena *arena, struct cw_shard *shards,
        size_t *count)
{
    char line[512];

    while (fgets(line, sizeof(line), file))
        if (!read_line(line, arena, &shards[(*count)++]))
            return false;
    return *count > 0;
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
contents_read(const struct contents *contents, const char *folder,
        struct arena *arena, struct cw_shard **shards, size_t *count)
{
    FILE *file = open_contents(contents, folder, "r");
    bool is_read;

    *count = 0;
    if (!file)
        return cw_fail(contents->reader, "%s is not a whole %s: no %s in it",
                folder, contents->what, contents->file);
    *shards = arena_alloc(arena, (count_lines(file) + 1) * sizeof(**shards));
    is_read = read_lines(file, arena, *shards, count);
    fclose(file);
    return is_read ? EXIT_SUCCESS
                   : cw_fail(contents->reader, "%s/%s names no store", folder,
                             contents->file);
}
