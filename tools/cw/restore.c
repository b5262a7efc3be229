#include "cw.h"

#include "base/failpoint.h"
#include "bus/config.h"
#include "contents.h"
#include "db/away.h"
#include "db/backup.h"
#include "later.h"
#include "push.h"
#include "seal.h"
#include "staging.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sysexits.h>
#include <unistd.h>

/* All stores of a backup: each is begun before any is committed. */
struct stores {
    const char *data;
    const char *backup;
    struct cw_shard *shards;
    const char **replaced;    /* its database; NULL where there was none */
    struct restoring **begun; /* NULL where it is not yet */
    size_t count;
};

static int
check_store(const char *path, const struct cw_shard *shard)
{
    if (access(path, F_OK))
        return cw_fail("restore", "the backup lacks %s of %s", shard->service,
                shard->hub);
    if (backup_verify(path))
        return cw_fail("restore", "the backup of %s of %s is not sound",
                shard->service, shard->hub);
    return EXIT_SUCCESS;
}

static int
check_all(const struct stores *stores, struct arena *arena)
{
    int status = EXIT_SUCCESS;

    for (size_t i = 0; status == EXIT_SUCCESS && i < stores->count; i++)
        status = check_store(
                contents_path(arena, stores->backup, &stores->shards[i]),
                &stores->shards[i]);
    return status;
}

static int
begin_all(const struct stores *stores, struct arena *arena)
{
    for (size_t i = 0; i < stores->count; i++) {
        const struct cw_shard *shard = &stores->shards[i];
        enum status status = restore_begin(&stores->begun[i],
                contents_path(arena, stores->backup, shard), stores->data,
                shard->service, shard->hub);

        if (status == STATUS_UNAVAILABLE)
            return cw_fail("restore",
                    "%s of %s is being served: stop cw up "
                    "first",
                    shard->service, shard->hub);
        if (status)
            return cw_fail("restore", "%s of %s could not be restored",
                    shard->service, shard->hub);
    }
    return EXIT_SUCCESS;
}

static int
each(const struct stores *stores, enum status (*step)(struct restoring *),
        const char *place)
{
    for (size_t i = 0; i < stores->count; i++) {
        if (step(stores->begun[i]))
            return cw_fail("restore",
                    "%s of %s: the disk refuses; run cw restore again, until "
                    "then its hub is not served",
                    stores->shards[i].service, stores->shards[i].hub);
        failpoint(place);
    }
    return EXIT_SUCCESS;
}

/* A hub that was released lives elsewhere, whatever its backup says. */
static void
tell(const struct stores *stores, const struct cw_shard *shard)
{
    printf("%-24s %-13s restored\n", shard->hub, shard->service);
    if (away_is(stores->data, shard->service, shard->hub))
        printf("    and closed, as it was released from here; if nobody else "
               "serves it, remove\n    %s/%s/%s/away\n",
                stores->data, shard->service, shard->hub);
}

static void
find_replaced(const struct stores *stores, struct arena *arena)
{
    for (size_t i = 0; i < stores->count; i++)
        if (folder_find(stores->data, stores->shards[i].service,
                    stores->shards[i].hub, arena, &stores->replaced[i]))
            stores->replaced[i] = NULL;
}

static int
keep_numbers(const struct stores *stores, size_t i)
{
    const struct cw_shard *shard = &stores->shards[i];

    if (!later_keep_numbers(stores->replaced[i],
                restore_path(stores->begun[i])))
        return EXIT_SUCCESS;
    return cw_fail("restore",
            "the numbers that %s of %s has given cannot be kept: nothing is "
            "replaced",
            shard->service, shard->hub);
}

/* What happened after the backup is not dropped by who did not say so. */
static int
look_for_later(const struct stores *stores, bool are_dropped)
{
    int64_t later = 0;
    int status = EXIT_SUCCESS;

    for (size_t i = 0; status == EXIT_SUCCESS && i < stores->count; i++) {
        const char *restored = restore_path(stores->begun[i]);
        int64_t count = 0;

        if (stores->replaced[i])
            count = later_count(&stores->shards[i], stores->replaced[i],
                    restored);
        if (count > 0)
            later += count;
        if (stores->replaced[i] && count >= 0)
            status = keep_numbers(stores, i);
    }
    if (status || later == 0 || are_dropped)
        return status;
    return cw_fail("restore",
            "nothing is replaced: the stores here have %" PRId64
            " events that the backup lacks. --forward takes back what grants "
            "and fundraising did; --drop-later gives all of them up",
            later);
}

/* Each service knows what its own log can bring back. */
static int
forward_store(const struct stores *stores, size_t i, struct arena *arena,
        bool *is_short)
{
    const struct cw_shard *shard = &stores->shards[i];
    char *argv[] = { (char *)cw_program(arena, shard->service), "forward",
        (char *)shard->hub, (char *)restore_path(stores->begun[i]),
        (char *)stores->replaced[i], NULL };

    switch (cw_run(argv)) {
    case EXIT_SUCCESS:
        return keep_numbers(stores, i);
    case EX_DATAERR:
        *is_short = true;
        later_keep_numbers(stores->replaced[i], /* if it can be read */
                restore_path(stores->begun[i]));
        cw_fail("restore",
                "%s of %s comes back, but not to the end of the log of the "
                "store it replaces",
                shard->service, shard->hub);
        return EXIT_SUCCESS;
    default:
        return cw_fail("restore",
                "%s of %s could not go on along its log: nothing is replaced; "
                "run cw restore again",
                shard->service, shard->hub);
    }
}

/* While the stores that are replaced are the live ones still. */
static int
forward_all(const struct stores *stores, struct arena *arena, bool *is_short)
{
    int status = EXIT_SUCCESS;

    fflush(stdout);
    for (size_t i = 0; status == EXIT_SUCCESS && i < stores->count; i++)
        if (stores->replaced[i])
            status = forward_store(stores, i, arena, is_short);
    return status;
}

/* Each service knows where its contacts are. */
static void
tell_missing_keys(const struct stores *stores, struct arena *arena)
{
    fflush(stdout);
    for (size_t i = 0; i < stores->count; i++) {
        const struct cw_shard *shard = &stores->shards[i];
        char *argv[] = { (char *)cw_program(arena, shard->service),
            "contact-keys", (char *)shard->hub,
            (char *)restore_path(stores->begun[i]), NULL };

        cw_run(argv);
    }
}

static int
replace_all(const struct stores *stores)
{
    int status;

    failpoint("before_restore_commit");
    status = each(stores, restore_commit, "mid_restore_commit");
    if (status == EXIT_SUCCESS)
        status = each(stores, restore_finish, "mid_restore_finish");
    for (size_t i = 0; status == EXIT_SUCCESS && i < stores->count; i++)
        tell(stores, &stores->shards[i]);
    return status;
}

enum later { LATER_IS_REFUSED, LATER_IS_TAKEN_BACK, LATER_IS_DROPPED };

static int
restore_all(const struct stores *stores, enum later later, struct arena *arena)
{
    bool is_short = false;
    int status = check_all(stores, arena);

    if (status == EXIT_SUCCESS)
        status = begin_all(stores, arena);
    if (status == EXIT_SUCCESS && later == LATER_IS_TAKEN_BACK)
        status = forward_all(stores, arena, &is_short);
    else if (status == EXIT_SUCCESS)
        status = look_for_later(stores, later == LATER_IS_DROPPED);
    if (status == EXIT_SUCCESS)
        tell_missing_keys(stores, arena);
    if (status == EXIT_SUCCESS)
        status = replace_all(stores);
    for (size_t i = 0; i < stores->count; i++)
        restore_close(stores->begun[i]);
    return is_short ? EXIT_FAILURE : status;
}

static enum later
what_of_later(const struct arguments *arguments)
{
    if (argument(arguments, "--forward"))
        return LATER_IS_TAKEN_BACK;
    return argument(arguments, "--drop-later") ? LATER_IS_DROPPED
                                               : LATER_IS_REFUSED;
}

/* A sealed backup is opened into the staging folder first. */
static int
find_backup(struct stores *stores, const struct staging *staging,
        const char *from, const char *key_file)
{
    stores->backup = from;
    if (push_is_address(from)) {
        if (push_fetch(from, staging->fetched))
            return EXIT_FAILURE;
        from = staging->fetched;
    }
    if (!seal_is_one(from))
        return EXIT_SUCCESS;
    stores->backup = staging->folder;
    if (!key_file)
        return cw_fail("restore",
                "%s is sealed: --key FILE names the "
                "operator's secret key",
                from);
    return seal_open(from, key_file, staging->folder);
}

/* All of it is checked and copied before any of it replaces a store. */
int
cw_restore(const struct options *options, const struct arguments *arguments)
{
    struct stores stores = { .data = options->data };
    struct staging staging = { .lock = -1 };
    struct arena arena = { 0 };
    int status;

    if (argument(arguments, "--forward") && argument(arguments, "--drop-later"))
        return cw_fail("restore", "either --forward or --drop-later");
    config_load(options->data);
    status = staging_open(&staging, options, &arena);

    if (status == EXIT_SUCCESS)
        status = find_backup(&stores, &staging, arguments->words[0],
                argument(arguments, "--key"));
    if (status == EXIT_SUCCESS)
        status = contents_read(&contents_of_backup, stores.backup, &arena,
                &stores.shards, &stores.count);
    if (status == EXIT_SUCCESS) {
        staging_name_stores(&staging, stores.shards, stores.count);
        stores.begun =
                arena_alloc(&arena, (stores.count + 1) * sizeof(*stores.begun));
        stores.replaced = arena_alloc(&arena,
                (stores.count + 1) * sizeof(*stores.replaced));
        find_replaced(&stores, &arena);
        status = restore_all(&stores, what_of_later(arguments), &arena);
    }
    staging_close(&staging);
    arena_release(&arena);
    return status;
}
