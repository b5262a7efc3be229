#include "cw.h"

#include "base/clock.h"
#include "db/backup.h"
#include "types_messages.h"
#include "wire/codec.h"

#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

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

static int
backup_all(struct cw_link *link, struct str name)
{
    struct arena arena = { 0 };
    struct cw_shard *shards;
    size_t count;
    int status = cw_list_shards(link, &arena, &shards, &count);

    for (size_t i = 0; status == EXIT_SUCCESS && i < count; i++)
        if (strcmp(shards[i].service, "gateway") != 0)
            status = backup_shard(link, &shards[i], name);
    arena_release(&arena);
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
        return cw_fail("backup", "%s: %s", argv[0], strerror(errno));
    name = arena_printf(&arena, "b%" PRId64, clock_now());
    from = arena_printf(&arena, "%s/backups/" STR_FMT, options->data,
            STR_ARG(name));
    status = cw_open_trusted(&link, options);
    if (status == EXIT_SUCCESS)
        status = backup_all(&link, name);
    cw_close(&link);
    move[2] = (char *)from.data;
    move[3] = argv[0];
    if (status == EXIT_SUCCESS && cw_run(move))
        status = cw_fail("backup", "it is in %s and could not be moved",
                from.data);
    arena_release(&arena);
    return status;
}

/* Each entry of a folder but the dotted ones. */
static int
each_entry(const char *path,
        int (*visit)(const char *path, const char *name, void *context),
        void *context)
{
    DIR *folder = opendir(path);
    struct dirent *entry;
    int status = EXIT_SUCCESS;

    if (!folder)
        return cw_fail("restore", "%s: %s", path, strerror(errno));
    while (status == EXIT_SUCCESS && (entry = readdir(folder)))
        if (entry->d_name[0] != '.')
            status = visit(path, entry->d_name, context);
    closedir(folder);
    return status;
}

struct restoring {
    const char *data;
    const char *service;
    bool is_rehearsal; /* check only */
};

static int
restore_hub(const char *path, const char *hub, void *context)
{
    const struct restoring *restoring = context;
    char source[1024];
    enum status status;

    snprintf(source, sizeof(source), "%s/%s", path, hub);
    if (restoring->is_rehearsal)
        status = backup_verify(source);
    else
        status = backup_restore(source, restoring->data, restoring->service,
                hub);
    if (status == STATUS_UNAVAILABLE)
        return cw_fail("restore", "%s of %s is being served: stop cw up first",
                restoring->service, hub);
    if (status)
        return cw_fail("restore", "the backup of %s of %s is not sound",
                restoring->service, hub);
    if (!restoring->is_rehearsal)
        printf("%-24s %-13s restored\n", hub, restoring->service);
    return EXIT_SUCCESS;
}

static int
restore_service(const char *path, const char *service, void *context)
{
    struct restoring *restoring = context;
    char folder[1024];

    snprintf(folder, sizeof(folder), "%s/%s", path, service);
    restoring->service = service;
    return each_entry(folder, restore_hub, restoring);
}

/* All of it is checked before any of it replaces a store. */
int
cw_restore(const struct options *options, int argc, char **argv)
{
    struct restoring restoring = { options->data, NULL, true };
    int status;

    if (argc != 1)
        return cw_fail("restore", "usage: cw restore DIR");
    mkdir(options->data, 0700);
    status = each_entry(argv[0], restore_service, &restoring);
    restoring.is_rehearsal = false;
    if (status == EXIT_SUCCESS)
        status = each_entry(argv[0], restore_service, &restoring);
    return status;
}
