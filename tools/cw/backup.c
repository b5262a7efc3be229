#include "cw.h"

#include "base/clock.h"
#include "db/backup.h"
#include "types_messages.h"
#include "wire/codec.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A line "SERVICE HUB" for each store of a backup. */
#define CONTENTS "contents"

static int
backup_shard(struct cw_link *link, const struct cw_shard *shard,
        struct str name)
{
    const struct operation *operation;
    struct backup_store_request request = { .name = name };
    const struct backup_store_reply *done = NULL;
    struct arena arena = { 0 };
    struct cw_reply reply;

    operation = cw_find_operation(
            arena_printf(&arena, "%s.backup_store", shard->service));
    if (!cw_ask(link, operation, shard->hub, NULL,
                codec_encode_in(&arena, operation->request, &request), &arena,
                &reply))
        done = cw_decode("backup", &reply, &arena);
    if (done)
        printf("%-24s %-13s up to event %" PRId64 "\n", shard->hub,
                shard->service, done->head);
    arena_release(&arena);
    return done ? EXIT_SUCCESS : EXIT_FAILURE;
}

/* Every hub has a store in each service: one that is down fails the whole. */
static int
backup_hub(struct cw_link *link, const char *hub, struct str name,
        FILE *contents)
{
    int status = EXIT_SUCCESS;

    for (int i = 0; status == EXIT_SUCCESS && i < SERVICE_COUNT; i++) {
        struct cw_shard shard = { cw_services[i], hub };

        status = backup_shard(link, &shard, name);
        if (status == EXIT_SUCCESS)
            fprintf(contents, "%s %s\n", shard.service, shard.hub);
    }
    return status;
}

static int
backup_hubs(struct cw_link *link, struct str name, FILE *contents)
{
    struct arena arena = { 0 };
    struct cw_shard *shards;
    size_t count = 0;
    int status = cw_list_shards(link, &arena, &shards, &count);

    if (status == EXIT_SUCCESS && count == 0)
        status = cw_fail("backup", "no store is being served");
    for (size_t i = 0; status == EXIT_SUCCESS && i < count; i++)
        if (i == 0 || strcmp(shards[i].hub, shards[i - 1].hub) != 0)
            status = backup_hub(link, shards[i].hub, name, contents);
    arena_release(&arena);
    return status;
}

/* What is in it is written last: without that it is not a backup. */
static int
write_contents(const char *folder, const char *text, size_t len)
{
    char path[1024];
    FILE *file;
    bool is_written;

    snprintf(path, sizeof(path), "%s/" CONTENTS, folder);
    file = fopen(path, "wx");
    if (!file)
        return cw_fail("backup", "%s: %s", path, strerror(errno));
    is_written = fwrite(text, 1, len, file) == len && !fflush(file) &&
                 !fsync(fileno(file));
    if (fclose(file) || !is_written)
        return cw_fail("backup", "%s: %s", path, strerror(errno));
    return EXIT_SUCCESS;
}

static int
backup_all(struct cw_link *link, struct str name, const char *folder)
{
    char *text = NULL;
    size_t len;
    FILE *contents = open_memstream(&text, &len);
    int status;

    if (!contents)
        return cw_fail("backup", "%s", strerror(errno));
    status = backup_hubs(link, name, contents);
    if (fclose(contents))
        status = cw_fail("backup", "%s", strerror(errno));
    if (status == EXIT_SUCCESS)
        status = write_contents(folder, text, len);
    free(text);
    return status;
}

/* The services write below <data>/backups; then it moves to where it was
 * asked for. */
int
cw_backup(const struct options *options, int argc, char **argv)
{
    struct arena arena = { 0 };
    struct cw_link link;
    struct str name, from;
    char *move[] = { "/bin/mv", "-T", NULL, NULL, NULL };
    int status;

    if (argc != 1)
        return cw_fail("backup", "usage: cw backup DIR");
    if (!mkdir(argv[0], 0700))
        rmdir(argv[0]);
    else
        return cw_fail("backup", "%s: %s%s", argv[0], strerror(errno),
                errno == EEXIST ? "; name a folder that is not there yet" : "");
    name = arena_printf(&arena, "b%" PRId64, clock_now());
    from = arena_printf(&arena, "%s/backups/" STR_FMT, options->data,
            STR_ARG(name));
    status = cw_open_trusted(&link, options);
    if (status == EXIT_SUCCESS)
        status = backup_all(&link, name, from.data);
    cw_close(&link);
    move[2] = (char *)from.data;
    move[3] = argv[0];
    if (status == EXIT_SUCCESS && cw_run(move))
        status = cw_fail("backup", "it is in %s and could not be moved",
                from.data);
    arena_release(&arena);
    return status;
}

/* "SERVICE HUB" of a line, if it names a store that there can be. */
static bool
read_line(char *line, struct cw_shard *shard)
{
    char *end = NULL;

    shard->service = strtok_r(line, " \n", &end);
    shard->hub = strtok_r(NULL, " \n", &end);
    if (!shard->hub || strchr(shard->hub, '/') || shard->hub[0] == '.')
        return false;
    for (int i = 0; i < SERVICE_COUNT; i++)
        if (strcmp(shard->service, cw_services[i]) == 0)
            return true;
    return false;
}

struct restoring {
    const char *data;
    const char *source;
    int (*visit)(const struct restoring *, const struct cw_shard *,
            const char *source);
};

/* Each store that the backup says it has. */
static int
each_store(const struct restoring *restoring)
{
    char path[1024], line[512];
    struct cw_shard shard;
    int status = EXIT_SUCCESS;
    size_t count = 0;
    FILE *contents;

    snprintf(path, sizeof(path), "%s/" CONTENTS, restoring->source);
    contents = fopen(path, "r");
    if (!contents)
        return cw_fail("restore", "%s is not a whole backup: no %s in it",
                restoring->source, CONTENTS);
    while (status == EXIT_SUCCESS && fgets(line, sizeof(line), contents)) {
        if (!read_line(line, &shard)) {
            status = cw_fail("restore", "%s: a line names no store", path);
            break;
        }
        snprintf(path, sizeof(path), "%s/%s/%s", restoring->source,
                shard.service, shard.hub);
        status = restoring->visit(restoring, &shard, path);
        count++;
    }
    fclose(contents);
    if (status == EXIT_SUCCESS && count == 0)
        status = cw_fail("restore", "%s names no store", path);
    return status;
}

static int
check_store(const struct restoring *restoring, const struct cw_shard *shard,
        const char *source)
{
    (void)restoring;
    if (access(source, F_OK))
        return cw_fail("restore", "the backup lacks %s of %s", shard->service,
                shard->hub);
    if (backup_verify(source))
        return cw_fail("restore", "the backup of %s of %s is not sound",
                shard->service, shard->hub);
    return EXIT_SUCCESS;
}

static int
restore_store(const struct restoring *restoring, const struct cw_shard *shard,
        const char *source)
{
    enum status status =
            backup_restore(source, restoring->data, shard->service, shard->hub);

    if (status == STATUS_UNAVAILABLE)
        return cw_fail("restore", "%s of %s is being served: stop cw up first",
                shard->service, shard->hub);
    if (status)
        return cw_fail("restore", "%s of %s could not be restored",
                shard->service, shard->hub);
    printf("%-24s %-13s restored\n", shard->hub, shard->service);
    return EXIT_SUCCESS;
}

/* All of it is checked before any of it replaces a store. */
int
cw_restore(const struct options *options, int argc, char **argv)
{
    struct restoring restoring = { .data = options->data };
    int status;

    if (argc != 1)
        return cw_fail("restore", "usage: cw restore DIR");
    restoring.source = argv[0];
    restoring.visit = check_store;
    status = each_store(&restoring);
    if (status != EXIT_SUCCESS)
        return status;
    mkdir(options->data, 0700);
    restoring.visit = restore_store;
    return each_store(&restoring);
}
