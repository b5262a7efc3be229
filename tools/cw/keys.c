/* cw keys rotate: a new key for the contacts of a hub. */
#include "cw.h"

#include "bus/config.h"
#include "bus/keys.h"
#include "db/keyring.h"
#include "types_messages.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
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

/* Page by page: other requests run between them. */
static int
reseal(struct cw_link *link, const char *service, const char *hub)
{
    const struct reseal_contacts_reply *page;
    struct arena arena = { 0 };
    int64_t contacts = 0, unreadable = 0;
    bool goes_on = true;

    while (goes_on) {
        page = ask_page(link, service, hub, &arena);
        goes_on = page && page->resealed > 0;
        if (page && !goes_on) {
            contacts = page->contacts;
            unreadable = page->unreadable;
            printf("%-24s %-13s %" PRId64 " contacts", hub, service, contacts);
            printf(unreadable ? ", %" PRId64 " CANNOT BE OPENED\n" : "\n",
                    unreadable);
        }
        if (!page)
            unreadable = 1;
        arena_release(&arena);
    }
    return unreadable ? EXIT_FAILURE : EXIT_SUCCESS;
}

static int
reseal_all(struct cw_link *link, const char *hub)
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
    for (int i = 0; status == EXIT_SUCCESS && i < SERVICE_COUNT; i++)
        status = reseal(link, cw_services[i], hub);
    arena_release(&arena);
    return status;
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
rotate_alone(struct cw_link *link, const char *hub, const char *path)
{
    const char *command = link->options->command;
    int status;

    if (begin(path))
        return cw_fail(command, "no key can be added to %s", path);
    status = reseal_all(link, hub);
    if (status != EXIT_SUCCESS)
        return cw_fail(command, "the old key stays: run it again");
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

    if (keyring_lock(path, &lock))
        return cw_fail(link->options->command,
                "the keys beside %s are locked: another rotation runs, or"
                " there are none",
                path);
    status = rotate_alone(link, hub, path);
    keyring_unlock(lock);
    return status;
}

/* What was sealed by a key that is gone is gone; the services see this one. */
static int
replace_lost(const char *command, const char *hub, const char *path)
{
    if (access(path, F_OK) == 0)
        return cw_fail(command, "%s is there", path);
    if (keyring_make(path))
        return cw_fail(command, "%s cannot be written", path);
    printf("%s has a new key in %s\n", hub, path);
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
        return replace_lost(options->command, hub, path);
    status = cw_open_trusted(&link, options);
    if (status == EXIT_SUCCESS)
        status = rotate(&link, hub, path);
    cw_close(&link);
    return status;
}
