#include "cw.h"

#include "base/clock.h"
#include "base/failpoint.h"
#include "bus/config.h"
#include "contents.h"
#include "db/away.h"
#include "db/backup.h"
#include "push.h"
#include "seal.h"
#include "shelf.h"
#include "staging.h"
#include "types_messages.h"
#include "wire/codec.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { BUDGET_MS = 600000 }; /* a store may be large */

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

/* The stores of this machine; the gateway may reach those of others, too. What
 * was released is in the backups of where it went. */
static int
list_stores(const struct options *options, struct arena *arena,
        struct cw_shard **out, size_t *count)
{
    struct str *hubs[SERVICE_COUNT];
    size_t stores[SERVICE_COUNT], all = 0;

    *count = 0;
    for (int i = 0; i < SERVICE_COUNT; i++) {
        if (folder_list(options->data, cw_services[i], arena, &hubs[i],
                    &stores[i]))
            return cw_fail("backup", "cannot list the stores of %s",
                    cw_services[i]);
        all += stores[i];
    }
    *out = arena_alloc(arena, (all + 1) * sizeof(**out));
    for (int i = 0; i < SERVICE_COUNT; i++)
        for (size_t j = 0; j < stores[i]; j++)
            if (!away_is(options->data, cw_services[i], hubs[i][j].data))
                (*out)[(*count)++] =
                        (struct cw_shard){ cw_services[i], hubs[i][j].data };
    if (*count == 0)
        return cw_fail("backup", "there is no store in %s", options->data);
    return EXIT_SUCCESS;
}

/* A hub with a service missing is no hub; a store that nobody serves would
 * be missing, and nobody would know. */
static int
refuse_gaps(struct cw_link *link, const struct cw_shard *stores, size_t count,
        struct arena *arena)
{
    struct cw_shard *served;
    size_t served_count;
    int status = cw_list_shards(link, arena, &served, &served_count);

    for (size_t i = 0; status == EXIT_SUCCESS && i < count; i++)
        for (int j = 0; status == EXIT_SUCCESS && j < SERVICE_COUNT; j++)
            if (!cw_has_shard(stores, count, cw_services[j], stores[i].hub))
                status = cw_fail("backup", "%s has no store of %s",
                        stores[i].hub, cw_services[j]);
    for (size_t i = 0; status == EXIT_SUCCESS && i < count; i++)
        if (!cw_has_shard(served, served_count, stores[i].service,
                    stores[i].hub))
            status = cw_fail("backup",
                    "%s of %s is not being served and would be missing",
                    stores[i].service, stores[i].hub);
    return status;
}

static int
backup_all(struct cw_link *link, const struct staging *staging,
        struct arena *arena)
{
    struct cw_shard *stores = NULL;
    size_t count = 0;
    int status = list_stores(link->options, arena, &stores, &count);

    if (status == EXIT_SUCCESS)
        status = refuse_gaps(link, stores, count, arena);
    for (size_t i = 0; status == EXIT_SUCCESS && i < count; i++)
        status = backup_shard(link, &stores[i], staging->name);
    failpoint("before_contents");
    if (status == EXIT_SUCCESS)
        status = contents_write(&contents_of_backup, staging->folder, stores,
                count);
    return status;
}

/* A backup that was never restored is a hope: each store goes to a scratch
 * folder as it would after a fire, and is checked on the way. */
static int
try_restoring(const char *backup, struct arena *arena)
{
    const char *scratch = arena_printf(arena, "%s/scratch", backup).data;
    struct cw_shard *shards;
    size_t count;
    int status =
            contents_read(&contents_of_backup, backup, arena, &shards, &count);

    for (size_t i = 0; status == EXIT_SUCCESS && i < count; i++)
        if (backup_restore(contents_path(arena, backup, &shards[i]), scratch,
                    shards[i].service, shards[i].hub))
            status = cw_fail("backup",
                    "%s of %s cannot be restored from what was just written",
                    shards[i].service, shards[i].hub);
    if (staging_remove(scratch))
        status = EXIT_FAILURE;
    return status;
}

/* To where it was asked for: a sealed file if there is a key, else a folder. */
static int
deliver(const struct staging *staging, const char *to)
{
    const char *key = config_text("CW_BACKUP_KEY");

    return key ? seal_folder(staging->folder, to, key)
               : staging_move(staging->folder, to);
}

static int
take_backup(const struct options *options, const struct staging *staging,
        const char *to, struct arena *arena)
{
    struct cw_link link;
    int status = cw_open_trusted(&link, options);

    link.budget_ms = BUDGET_MS;
    if (status == EXIT_SUCCESS)
        status = backup_all(&link, staging, arena);
    cw_close(&link);
    if (status == EXIT_SUCCESS)
        status = try_restoring(staging->folder, arena);
    failpoint("before_move");
    if (status == EXIT_SUCCESS)
        status = deliver(staging, to);
    return status;
}

/* The services write below <data>/backups; then it goes to where it was asked
 * for. */
static int
backup_to(const struct options *options, const char *to, struct arena *arena)
{
    struct staging staging = { .lock = -1 };
    struct cw_shard *stores;
    size_t count;
    int status;

    if (!access(to, F_OK))
        return cw_fail("backup", "%s: %s; name what is not there yet", to,
                strerror(EEXIST));
    /* Nothing is made in a folder that was named by mistake. */
    status = list_stores(options, arena, &stores, &count);
    if (status == EXIT_SUCCESS)
        status = staging_open(&staging, options, arena);
    if (status == EXIT_SUCCESS)
        status = take_backup(options, &staging, to, arena);
    staging_close(&staging);
    return status;
}

/* What leaves the machine is sealed. */
static int
push(const char *path, struct arena *arena)
{
    const char *to = config_text("CW_BACKUP_PUSH");
    const char *name = strrchr(path, '/') + 1;

    if (!to)
        return EXIT_SUCCESS;
    if (!push_is_address(to) || !config_text("CW_BACKUP_KEY"))
        return cw_fail("backup", "backup/push is s3://bucket/prefix, and only "
                                 "what is sealed goes there: set backup/key");
    return push_file(path, arena_printf(arena, "%s/%s", to, name).data);
}

static int
backup_to_shelf(const struct options *options, struct arena *arena)
{
    const char *shelf = config_text("CW_BACKUP_TO");
    const char *to;
    int status;

    if (!shelf)
        return cw_fail("backup",
                "name where to, or set backup/to; see cw backup --help");
    to = shelf_next(arena, shelf, config_text("CW_BACKUP_KEY") != NULL);
    status = backup_to(options, to, arena);
    if (status == EXIT_SUCCESS)
        status = push(to, arena);
    if (status == EXIT_SUCCESS)
        status = shelf_prune(shelf,
                strtol(config_text("CW_BACKUP_KEEP"), NULL, 10));
    return status;
}

int
cw_backup(const struct options *options, const struct arguments *arguments)
{
    struct arena arena = { 0 };
    int status;

    config_load(options->data);
    clock_refresh();
    status = arguments->count > 0
                     ? backup_to(options, arguments->words[0], &arena)
                     : backup_to_shelf(options, &arena);
    arena_release(&arena);
    return status;
}

int
cw_backup_key(const struct options *options, const struct arguments *arguments)
{
    (void)options;
    return seal_make_key(arguments->words[0]);
}
