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
#include <sys/stat.h>
#include <unistd.h>

/* In the copy: which taking it was, by whom. */
#define TAKEN "taken"

struct take {
    const char *data;
    const char *from;
    bool is_taken; /* by `taking`; else that is a new one */
    struct uuid taking;
    char name[UUID_TEXT_SIZE]; /* of the taking */
    char by[512];              /* who took it, for people */
    struct cw_shard *shards;
    size_t count;
    struct restoring **begun; /* NULL where it is in its place already */
};

/* -- was it taken --------------------------------------------------------- */

static bool
read_line(FILE *file, char *out, size_t size)
{
    if (!fgets(out, (int)size, file))
        return false;
    out[strcspn(out, "\n")] = '\0';
    return true;
}

static int
read_taken(struct take *take)
{
    char path[1024];
    FILE *file;

    snprintf(path, sizeof(path), "%s/" TAKEN, take->from);
    file = fopen(path, "re");
    take->is_taken = file != NULL;
    if (!file && errno != ENOENT)
        return cw_fail("hub take", "%s: %s", path, strerror(errno));
    if (!file) {
        take->taking = uuid_new(clock_now());
        uuid_format(take->taking, take->name);
        return EXIT_SUCCESS;
    }
    if (!read_line(file, take->name, sizeof(take->name)) ||
            !uuid_parse(str_from(take->name), &take->taking))
        take->taking = (struct uuid){ 0 };
    if (getc(file) == EOF || !read_line(file, take->by, sizeof(take->by)))
        take->by[0] = '\0';
    fclose(file);
    return EXIT_SUCCESS;
}

static int
write_taken(const struct take *take)
{
    char path[1024], part[1024], host[256] = "", now[TIME_TEXT_SIZE];
    FILE *file;
    bool is_written;

    if (take->is_taken)
        return EXIT_SUCCESS;
    snprintf(path, sizeof(path), "%s/" TAKEN, take->from);
    snprintf(part, sizeof(part), "%s/" TAKEN ".part", take->from);
    gethostname(host, sizeof(host) - 1);
    time_format(clock_now(), now);
    file = fopen(part, "we");
    if (!file)
        return cw_fail("hub take",
                "%s: %s; it must be written to, so that nobody takes it again",
                part, strerror(errno));
    is_written = fprintf(file, "%s\n%s:%s at %s\n", take->name, host,
                         take->data, now) > 0 &&
                 !fflush(file) && !fsync(fileno(file));
    if (fclose(file) || !is_written || staging_rename(part, path))
        return cw_fail("hub take", "%s: the disk refuses", path);
    return EXIT_SUCCESS;
}

/* -- may it come ---------------------------------------------------------- */

static bool
has_store(const struct take *take, const struct cw_shard *shard,
        struct arena *arena)
{
    const char *database;

    return !folder_find(take->data, shard->service, shard->hub, arena,
            &database);
}

static bool
is_done(const struct take *take, const struct cw_shard *shard)
{
    return move_is_done(take->data, shard->service, shard->hub, take->taking);
}

/* What was begun here is gone on with; else it is somebody else's. */
static int
check_taken(const struct take *take, const struct cw_shard *shard)
{
    struct away away;

    away_read(take->data, shard->service, shard->hub, &away);
    if ((away.reason == AWAY_TAKING && strcmp(away.what, take->name) == 0) ||
            (away.reason == AWAY_NOT && is_done(take, shard)))
        return EXIT_SUCCESS;
    return cw_fail("hub take", "%s was taken already: %s", take->from,
            take->by);
}

static int
check_free(const struct take *take, const struct cw_shard *shard,
        struct arena *arena)
{
    struct away away;

    away_read(take->data, shard->service, shard->hub, &away);
    if (away.reason == AWAY_NOT && has_store(take, shard, arena))
        return cw_fail("hub take", "%s has a store of %s in %s", shard->hub,
                shard->service, take->data);
    if (away.reason == AWAY_NOT || away.reason == AWAY_RELEASED ||
            away.reason == AWAY_TAKING)
        return EXIT_SUCCESS;
    return cw_fail("hub take",
            "%s of %s: end its cw hub add, or its cw hub release, first",
            shard->service, shard->hub);
}

/* A closed folder stays where a hub was released: that hub is elsewhere. */
static bool
is_here(const struct take *take, struct str hub)
{
    struct away away;

    away_read(take->data, "registry", hub.data, &away);
    return away.reason != AWAY_RELEASED;
}

/* As cw hub add wants it, or the requests would not find their way. */
static int
check_above(const struct take *take, struct arena *arena)
{
    const struct str hub = str_from(take->shards[0].hub);
    struct str *hubs = NULL;
    bool is_uppermost = true;
    size_t count;

    if (folder_list(take->data, "registry", arena, &hubs, &count))
        return cw_fail("hub take", "cannot list the hubs of %s", take->data);
    for (size_t i = 0; i < count; i++) {
        if (!is_here(take, hubs[i]))
            continue;
        if (str_equal(hubs[i], hub_parent(hub)))
            return EXIT_SUCCESS;
        is_uppermost = is_uppermost && hub_is_within(hubs[i], hub);
    }
    if (is_uppermost)
        return EXIT_SUCCESS;
    return cw_fail("hub take",
            "%s has hubs, but not the one above " STR_FMT
            ": a data folder is one hub with those below it",
            take->data, STR_ARG(hub));
}

static int
check_all(const struct take *take, struct arena *arena)
{
    int status = check_above(take, arena);

    for (size_t i = 0; status == EXIT_SUCCESS && i < take->count; i++)
        status = take->is_taken ? check_taken(take, &take->shards[i])
                                : check_free(take, &take->shards[i], arena);
    return status;
}

/* -- it comes ------------------------------------------------------------- */

static int
begin(struct take *take, size_t index, struct arena *arena)
{
    const struct cw_shard *shard = &take->shards[index];
    enum status status;

    if (!take->is_taken && away_begin(take->data, shard->service, shard->hub,
                                   AWAY_TAKING, take->name))
        return cw_fail("hub take", "%s: the disk refuses", take->data);
    if (is_done(take, shard))
        return EXIT_SUCCESS;
    status = move_begin(&take->begun[index],
            contents_path(arena, take->from, shard), take->data, shard->service,
            shard->hub, take->taking);
    failpoint("mid_take_begin");
    if (status == STATUS_CONFLICT)
        return cw_fail("hub take", "the copy of %s of %s is not sound",
                shard->service, shard->hub);
    if (status)
        return cw_fail("hub take", "%s of %s could not be put into %s",
                shard->service, shard->hub, take->data);
    printf("%-24s %-13s sound\n", shard->hub, shard->service);
    return EXIT_SUCCESS;
}

/* Before the store that is sealed by them; once. */
static int
place_keys(const struct take *take, size_t index, struct arena *arena)
{
    const char *hub = take->shards[index].hub;

    if (take->begun[index] &&
            move_place_keys(contents_keys(arena, take->from, hub), take->data,
                    hub))
        return cw_fail("hub take", "the keys of %s could not be put into %s",
                hub, take->data);
    return EXIT_SUCCESS;
}

static int
finish(const struct take *take, size_t index)
{
    if (take->begun[index] && restore_finish(take->begun[index]))
        return cw_fail("hub take", "%s of %s: the disk refuses; run this again",
                take->shards[index].service, take->shards[index].hub);
    failpoint("mid_take_finish");
    return EXIT_SUCCESS;
}

/* From here on it is served. */
static int
let_go(const struct take *take, size_t index)
{
    const struct cw_shard *shard = &take->shards[index];

    restore_close(take->begun[index]);
    take->begun[index] = NULL;
    if (away_end(take->data, shard->service, shard->hub))
        return cw_fail("hub take", "%s: the disk refuses; run this again",
                take->data);
    failpoint("mid_take_end");
    return EXIT_SUCCESS;
}

/*
 * All of it is checked and copied before the copy is marked as taken, and in
 * its place before any of it is served.
 */
static int
take_all(struct take *take, struct arena *arena)
{
    int status = EXIT_SUCCESS;

    take->begun = arena_alloc(arena, (take->count + 1) * sizeof(*take->begun));
    for (size_t i = 0; status == EXIT_SUCCESS && i < take->count; i++)
        status = begin(take, i, arena);
    failpoint("before_taken");
    if (status == EXIT_SUCCESS)
        status = write_taken(take);
    failpoint("after_taken");
    for (size_t i = 0; status == EXIT_SUCCESS && i < take->count;
            i += SERVICE_COUNT)
        status = place_keys(take, i, arena);
    for (size_t i = 0; status == EXIT_SUCCESS && i < take->count; i++)
        status = finish(take, i);
    for (size_t i = 0; status == EXIT_SUCCESS && i < take->count; i++)
        status = let_go(take, i);
    for (size_t i = 0; i < take->count; i++)
        restore_close(take->begun[i]);
    return status;
}

static int
run(struct take *take, struct arena *arena)
{
    int status = contents_read(&contents_of_move, take->from, arena,
            &take->shards, &take->count);

    if (status == EXIT_SUCCESS && take->count % SERVICE_COUNT > 0)
        status = cw_fail("hub take", "%s lacks a service's store", take->from);
    if (status == EXIT_SUCCESS)
        status = read_taken(take);
    if (status == EXIT_SUCCESS)
        status = check_all(take, arena);
    if (status == EXIT_SUCCESS)
        status = take_all(take, arena);
    if (status == EXIT_SUCCESS)
        printf("%s is in %s, and served if cw up runs\n", take->shards[0].hub,
                take->data);
    return status;
}

int
cw_hub_take(const struct options *options, const struct arguments *arguments)
{
    struct arena arena = { 0 };
    struct staging staging = { .lock = -1 };
    struct take take = { .data = options->data, .from = arguments->words[0] };
    char keys[KEY_FOLDER_SIZE];
    int status;

    mkdir(options->data, 0700); /* of a new machine: it begins with this hub */
    status = staging_open(&staging, options, &arena);
    config_load(options->data);
    clock_refresh();
    keyring_lies_in(keys_contacts_folder(keys));
    if (status == EXIT_SUCCESS)
        status = run(&take, &arena);
    staging_close(&staging);
    arena_release(&arena);
    return status;
}

static int
run_cw(const char *data, const char *verb, const char *first,
        const char *second, const char *option, struct arena *arena)
{
    char *argv[] = { (char *)cw_program(arena, "cw"), "--data", (char *)data,
        "hub", (char *)verb, (char *)first, (char *)second, (char *)option,
        NULL };

    return cw_run(argv) ? EXIT_FAILURE : EXIT_SUCCESS;
}

/*
 * Between two folders of this machine, each with the settings of its own; the
 * copy is removed in the end.
 */
int
cw_hub_move(const struct options *options, const struct arguments *arguments)
{
    const char *hub = arguments->words[0], *there = arguments->words[1];
    struct arena arena = { 0 };
    const char *copy =
            arena_printf(&arena, "%s/backups/moving-%s", there, hub).data;
    const char *all = argument(arguments, "--all") ? "--all" : NULL;
    int status = run_cw(options->data, "release", hub, copy, all, &arena);

    if (status == EXIT_SUCCESS)
        status = run_cw(there, "take", copy, NULL, NULL, &arena);
    if (status == EXIT_SUCCESS)
        status = staging_remove(copy);
    arena_release(&arena);
    return status;
}
