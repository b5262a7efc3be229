/*
 * A hub moves, with those below it that lie in the same data folder, from one
 * folder to another. What is written between the two, the copy, is the hub for
 * as long as it is on its way: it is taken once (take.c), and nobody serves it
 * before. Either step may die anywhere, and is then simply repeated.
 */
#include "cw.h"

#include "base/clock.h"
#include "base/failpoint.h"
#include "base/hub.h"
#include "bus/config.h"
#include "bus/keys.h"
#include "contents.h"
#include "db/away.h"
#include "db/keyring.h"
#include "db/move.h"
#include "staging.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zmq.h>

enum { PATIENCE_MS = 60 * 1000, RETRY_MS = 50 };

struct release {
    const char *data;
    const char *hub;
    const char *to;
    const char *part; /* its name until it is whole */
    bool is_lost;
    bool is_all;       /* that nothing stays is meant */
    bool is_uppermost; /* of those here: with it goes all of them */
    struct cw_shard *shards;
    size_t count;
};

/* -- what goes ------------------------------------------------------------ */

/* What left before for somewhere else is there, not here. */
static bool
is_elsewhere(const struct release *release, const char *hub)
{
    struct away away;

    away_read(release->data, "registry", hub, &away);
    return away.reason == AWAY_RELEASED && strcmp(away.what, release->to) != 0;
}

static bool
goes_along(const struct release *release, const char *hub)
{
    return hub_is_within(str_from(hub), str_from(release->hub)) &&
           (strcmp(hub, release->hub) == 0 || !is_elsewhere(release, hub));
}

static int
list_stores(struct release *release, struct arena *arena)
{
    struct str *hubs = NULL;
    size_t count;

    if (folder_list(release->data, "registry", arena, &hubs, &count))
        return cw_fail("hub release", "cannot list the hubs of %s",
                release->data);
    release->shards = arena_alloc(arena,
            (count * SERVICE_COUNT + 1) * sizeof(*release->shards));
    release->is_uppermost = true;
    for (size_t i = 0; i < count; i++) {
        const bool goes = goes_along(release, hubs[i].data);

        for (int j = 0; goes && j < SERVICE_COUNT; j++)
            release->shards[release->count++] =
                    (struct cw_shard){ cw_services[j], hubs[i].data };
        if (!goes && !is_elsewhere(release, hubs[i].data))
            release->is_uppermost = false;
    }
    if (release->count > 0 && strcmp(release->shards[0].hub, release->hub) == 0)
        return EXIT_SUCCESS;
    return cw_fail("hub release", "%s has no store in %s", release->hub,
            release->data);
}

/* -- may it go ------------------------------------------------------------ */

/* One that is recovering does not know yet what it had. */
static int
check_store(const struct release *release, const struct cw_shard *shard)
{
    struct store_identity identity;

    if (folder_read_identity(release->data, shard->service, shard->hub,
                &identity))
        return cw_fail("hub release", "%s has no store of %s that can be read",
                shard->hub, shard->service);
    if (identity.is_recovering)
        return cw_fail("hub release", "%s of %s is recovering: wait for it",
                shard->service, shard->hub);
    return EXIT_SUCCESS;
}

/* *is_copied: a copy is at `to`, or its last step is missing. */
static int
check(const struct release *release, const struct cw_shard *shard,
        bool *is_copied)
{
    struct away away;

    away_read(release->data, shard->service, shard->hub, &away);
    if (away.reason == AWAY_NOT || away.reason == AWAY_RELEASING)
        return check_store(release, shard);
    if (away.reason != AWAY_RELEASED)
        return cw_fail("hub release",
                "%s of %s is not here whole: end its cw hub add, or its cw hub "
                "take, first",
                shard->service, shard->hub);
    if (release->is_lost)
        return EXIT_SUCCESS;
    *is_copied = true;
    if (strcmp(away.what, release->to) == 0)
        return EXIT_SUCCESS;
    return cw_fail("hub release",
            "%s was released to %s; take it from there, or say --lost if that "
            "is lost for good",
            shard->hub, away.what);
}

/* A district with all its streets is seldom what was meant. */
static int
check_meant(const struct release *release)
{
    if (!release->is_uppermost || release->is_all)
        return EXIT_SUCCESS;
    return cw_fail("hub release",
            "%s is the uppermost hub in %s: with it goes all that is served "
            "there (hubs: %zu), and nobody reaches them until they are taken. "
            "Say --all if that is meant",
            release->hub, release->data, release->count / SERVICE_COUNT);
}

static int
check_all(const struct release *release, bool *is_copied)
{
    int status = check_meant(release);

    *is_copied = false;
    for (size_t i = 0; status == EXIT_SUCCESS && i < release->count; i++)
        status = check(release, &release->shards[i], is_copied);
    if (status == EXIT_SUCCESS && !*is_copied && !access(release->to, F_OK))
        status = cw_fail("hub release", "%s: %s; name what is not there yet",
                release->to, strerror(EEXIST));
    return status;
}

/* -- it goes -------------------------------------------------------------- */

static int
mark_all(const struct release *release, enum away_reason reason)
{
    for (size_t i = 0; i < release->count; i++) {
        if (away_begin(release->data, release->shards[i].service,
                    release->shards[i].hub, reason, release->to))
            return cw_fail("hub release",
                    "%s: the disk refuses; run this again", release->data);
        failpoint("mid_release_mark");
    }
    return EXIT_SUCCESS;
}

/* Whoever serves it sees the mark, ends what it has begun and lets it go. */
static int
copy_store(const struct release *release, const struct cw_shard *shard,
        struct arena *arena)
{
    const char *target = contents_path(arena, release->part, shard);
    const int64_t until = clock_monotonic() + PATIENCE_MS;
    enum status status;

    while ((status = move_write(release->data, shard->service, shard->hub,
                    target)) == STATUS_UNAVAILABLE &&
            clock_monotonic() < until)
        zmq_poll(NULL, 0, RETRY_MS);
    failpoint("mid_release");
    if (status == STATUS_UNAVAILABLE)
        return cw_fail("hub release",
                "%s of %s is held by a process that does not let it go, or the "
                "disk is full; %s/%s/%s/lock says which process. End it and "
                "run this again",
                shard->service, shard->hub, release->data, shard->service,
                shard->hub);
    if (status)
        return cw_fail("hub release", "%s of %s could not be copied",
                shard->service, shard->hub);
    printf("%-24s %-13s copied\n", shard->hub, shard->service);
    return EXIT_SUCCESS;
}

static int
copy_keys(const struct release *release, const char *hub, struct arena *arena)
{
    if (move_write_keys(release->data, hub,
                contents_keys(arena, release->part, hub)))
        return cw_fail("hub release", "the keys of %s could not be copied",
                hub);
    return EXIT_SUCCESS;
}

static int
settle_on_disk(const struct release *release)
{
    char *settle[] = { "/bin/sync", "-f", "--", (char *)release->part, NULL };

    return cw_run(settle) ? cw_fail("hub release", "%s: the disk refuses",
                                    release->part)
                          : EXIT_SUCCESS;
}

static int
copy_all(const struct release *release, struct arena *arena)
{
    int status = staging_remove(release->part);

    if (status == EXIT_SUCCESS)
        status = mark_all(release, AWAY_RELEASING);
    for (size_t i = 0; status == EXIT_SUCCESS && i < release->count; i++)
        status = copy_store(release, &release->shards[i], arena);
    for (size_t i = 0; status == EXIT_SUCCESS && i < release->count;
            i += SERVICE_COUNT)
        status = copy_keys(release, release->shards[i].hub, arena);
    if (status == EXIT_SUCCESS)
        status = contents_write(&contents_of_move, release->part,
                release->shards, release->count);
    return status == EXIT_SUCCESS ? settle_on_disk(release) : status;
}

/*
 * The copy gets its name last: by then it is written down here that there is
 * one, so that there is never a second.
 */
static int
end_release(const struct release *release)
{
    int status = mark_all(release, AWAY_RELEASED);

    failpoint("before_release_end");
    if (status == EXIT_SUCCESS && access(release->to, F_OK) &&
            staging_rename(release->part, release->to))
        status = cw_fail("hub release",
                "%s was released to %s, which is not there: bring it, or say "
                "--lost if it is lost for good",
                release->hub, release->to);
    if (status == EXIT_SUCCESS)
        printf("%s is released to %s; where it shall be served:\n"
               "  cw hub take %s\n",
                release->hub, release->to, release->to);
    return status;
}

static int
run(struct release *release, struct arena *arena)
{
    bool is_copied = false;
    int status = list_stores(release, arena);

    if (status == EXIT_SUCCESS)
        status = check_all(release, &is_copied);
    if (status == EXIT_SUCCESS && !is_copied)
        status = copy_all(release, arena);
    return status == EXIT_SUCCESS ? end_release(release) : status;
}

/* It stands in the stores' folders: no matter from where it is read. */
static const char *
absolute(const char *path, struct arena *arena)
{
    char here[4096];

    if (path[0] == '/' || !getcwd(here, sizeof(here)))
        return path;
    return arena_printf(arena, "%s/%s", here, path).data;
}

int
cw_hub_release(const struct options *options, const struct arguments *arguments)
{
    const char *const *words = arguments->words;
    struct arena arena = { 0 };
    struct staging staging = { .lock = -1 };
    char keys[KEY_FOLDER_SIZE];
    struct release release = {
        .data = options->data,
        .hub = words[0],
        .to = absolute(words[1], &arena),
        .is_lost = argument(arguments, "--lost") != NULL,
        .is_all = argument(arguments, "--all") != NULL,
    };
    int status = staging_open(&staging, options, &arena);

    config_load(options->data);
    clock_refresh();
    keyring_lies_in(keys_contacts_folder(keys));
    release.part = arena_printf(&arena, "%s.part", release.to).data;
    if (status == EXIT_SUCCESS)
        status = run(&release, &arena);
    staging_close(&staging);
    arena_release(&arena);
    return status;
}
