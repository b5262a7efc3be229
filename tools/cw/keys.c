/* cw keys rotate: a new key for the contacts of a hub. */
#include "cw.h"

#include "bus/config.h"
#include "bus/keys.h"
#include "db/folder.h"
#include "db/keyring.h"
#include "types_messages.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

/* One page; NULL, told on stderr, if that went wrong. */
static const struct reseal_contacts_reply *
ask_page(struct cw_link *link, const char *service, const char *hub,
        struct arena *arena)
{
    const struct operation *operation = cw_find_operation(
            arena_printf(arena, "%s.reseal_contacts", service));
    struct cw_reply reply;

    if (cw_ask(link, operation, hub, NULL, STR("\x80"), arena, &reply))
        return NULL;
    return cw_decode(link->options->command, &reply, arena);
}

/* What came of it, over all services. */
struct resealing {
    bool is_whole;      /* each service was asked to its end */
    int64_t unreadable; /* contacts */
};

static void
print_resealed(const char *service, const char *hub,
        const struct reseal_contacts_reply *page)
{
    printf("%-24s %-13s %" PRId64 " contacts", hub, service, page->contacts);
    if (page->unreadable)
        printf(", %" PRId64 " CANNOT BE OPENED", page->unreadable);
    printf("\n");
}

/* Page by page: other requests run between them. */
static void
reseal(struct cw_link *link, const char *service, const char *hub,
        struct resealing *out)
{
    const struct reseal_contacts_reply *page;
    struct arena arena = { 0 };
    bool goes_on = true;

    while (goes_on) {
        page = ask_page(link, service, hub, &arena);
        goes_on = page && page->resealed > 0;
        out->is_whole = out->is_whole && page;
        if (page && !goes_on) {
            print_resealed(service, hub, page);
            out->unreadable += page->unreadable;
        }
        arena_release(&arena);
    }
}

static struct resealing
reseal_all(struct cw_link *link, const char *hub)
{
    struct resealing done = { .is_whole = true };

    for (int i = 0; done.is_whole && i < SERVICE_COUNT; i++)
        reseal(link, cw_services[i], hub, &done);
    return done;
}

static int
refuse_gaps(struct cw_link *link, const char *hub)
{
    struct arena arena = { 0 };
    struct cw_shard *shards;
    size_t count;
    int status = cw_list_shards(link, &arena, &shards, &count);

    for (int i = 0; status == EXIT_SUCCESS && i < SERVICE_COUNT; i++)
        if (!cw_has_shard(shards, count, cw_services[i], hub))
            status = cw_fail(link->options->command,
                    "%s of %s is not being served: nothing was retired",
                    cw_services[i], hub);
    arena_release(&arena);
    return status;
}

/* A backup of before was restored: its keys are at hand. */
static bool
take_back(const char *path)
{
    int taken = 0;

    if (keyring_take_back(path, &taken) || taken == 0)
        return false;
    printf("%d lines of %s.retired are tried, too\n", taken, path);
    return true;
}

/* One that did not come to its end is gone on with. */
static enum status
begin(const char *path)
{
    struct keyring *keyring = keyring_open(path);
    const int count = keyring_count(keyring);

    keyring_close(keyring);
    if (count == 0)
        return STATUS_NOT_FOUND;
    return count == 1 ? keyring_add(path) : STATUS_OK;
}

static int
refuse_unreadable(const char *command, const char *hub, const char *path)
{
    return cw_fail(command,
            "the old key stays, and what cannot be opened: its key is neither "
            "in %s nor in %s.retired. Put its line below the first, from the "
            "copy that is kept apart from the backups, and run it again; if it "
            "is lost for good, give up what it sealed by cw keys rotate --hub "
            "%s --lost",
            path, path, hub);
}

static int
refuse_file(const char *command, const char *hub, const char *path)
{
    if (access(path, F_OK))
        return cw_fail(command,
                "%s: %s. Put it back from the copy that is kept apart from the "
                "backups; if it is lost for good, cw keys rotate --hub %s "
                "--lost makes another",
                path, strerror(errno), hub);
    return cw_fail(command,
            "%s has no key that can be read, or the folder cannot be written",
            path);
}

static int
rotate_alone(struct cw_link *link, const char *hub, const char *path)
{
    const char *command = link->options->command;
    struct resealing done;

    if (begin(path))
        return refuse_file(command, hub, path);
    if (refuse_gaps(link, hub))
        return EXIT_FAILURE;
    done = reseal_all(link, hub);
    if (done.is_whole && done.unreadable > 0 && take_back(path))
        done = reseal_all(link, hub);
    if (!done.is_whole)
        return cw_fail(command, "the old key stays: run it again");
    if (done.unreadable > 0)
        return refuse_unreadable(command, hub, path);
    if (keyring_retire(path))
        return cw_fail(command, "the old key cannot be taken out of %s", path);
    printf("done: the old key is in %s.retired, for backups of before\n", path);
    return EXIT_SUCCESS;
}

/* Of two at once the later would retire the key that the other seals by. */
static int
rotate(struct cw_link *link, const char *hub, const char *path)
{
    int lock, status;

    switch (keyring_lock(path, &lock)) {
    case STATUS_OK:
        break;
    case STATUS_UNAVAILABLE:
        return cw_fail(link->options->command,
                "another rotation runs, of this hub or another: run it again "
                "when that has ended");
    default:
        return refuse_file(link->options->command, hub, path);
    }
    status = rotate_alone(link, hub, path);
    keyring_unlock(lock);
    return status;
}

/* EX_DATAERR: it had some. */
static int
give_up_in(const struct options *options, const char *service, const char *hub)
{
    struct arena arena = { 0 };
    const char *database;
    int status = EXIT_SUCCESS;

    if (!folder_find(options->data, service, hub, &arena, &database)) {
        char *argv[] = { (char *)cw_program(&arena, service), "contact-keys",
            (char *)hub, (char *)database, "lost", NULL };

        status = cw_run(argv);
    }
    arena_release(&arena);
    return status;
}

/* What was sealed by a key that is gone is gone; the services see this one. */
static int
replace_lost(const struct options *options, const char *hub, const char *path)
{
    const bool is_there = access(path, F_OK) == 0;
    bool were_any = false;

    if (!is_there && keyring_make(path))
        return cw_fail(options->command, "%s cannot be written", path);
    if (!is_there)
        printf("%s has a new key in %s\n", hub, path);
    fflush(stdout);
    for (int i = 0; i < SERVICE_COUNT; i++) {
        const int status = give_up_in(options, cw_services[i], hub);

        if (status != EXIT_SUCCESS && status != EX_DATAERR)
            return cw_fail(options->command,
                    "what %s of %s has lost cannot be given up: run it again",
                    cw_services[i], hub);
        were_any = were_any || status == EX_DATAERR;
    }
    if (is_there && !were_any)
        return cw_fail(options->command, "%s lacks no key", path);
    return EXIT_SUCCESS;
}

int
cw_keys(const struct options *options, const struct arguments *arguments)
{
    const char *hub = argument(arguments, "--hub");
    char folder[KEY_FOLDER_SIZE], path[PATH_MAX];
    struct cw_link link;
    int status;

    config_load(options->data);
    keyring_lies_in(keys_contacts_folder(folder));
    if (keyring_path(options->data, hub, path))
        return cw_fail(options->command, "%s is no name of a file", hub);
    if (argument(arguments, "--lost"))
        return replace_lost(options, hub, path);
    status = cw_open_trusted(&link, options);
    if (status == EXIT_SUCCESS)
        status = rotate(&link, hub, path);
    cw_close(&link);
    return status;
}
