#include "server/service.h"

#include "base/clock.h"
#include "base/log.h"
#include "bus/config.h"
#include "bus/keys.h"
#include "db/away.h"
#include "db/keyring.h"
#include "server/contact_keys.h"
#include "server/forward.h"
#include "server/server.h"
#include "server/shard.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>

static int
serve(const struct service *service, const char *data)
{
    const char *gateway = config_text("CW_WORKERS_ENDPOINT");
    char own_gateway[300];
    struct server_settings settings;

    snprintf(own_gateway, sizeof(own_gateway), "ipc://%s/run/workers", data);
    settings = (struct server_settings){
        .data = data,
        .gateway = gateway ? gateway : own_gateway,
        .instance = config_text("CW_INSTANCE"),
    };
    return server_run(service, &settings);
}

static enum store_kind
kind_of(const char *text)
{
    if (strcmp(text, "live") == 0)
        return STORE_LIVE;
    if (strcmp(text, "sample") == 0)
        return STORE_SAMPLE;
    return strcmp(text, "test") == 0 ? STORE_TEST : 0;
}

static int
explain(const struct service *service, const char *hub, enum status status)
{
    if (status == STATUS_CONFLICT)
        fprintf(stderr, "%s: %s has a store already\n", service->schema->name,
                hub);
    else if (status == STATUS_MALFORMED)
        fprintf(stderr,
                "%s: '%s' is no name of a hub: small letters, digits and "
                "hyphens, begun by a letter, and dots between levels, as "
                "longgang.bantian\n",
                service->schema->name, hub);
    else
        fprintf(stderr, "%s: cannot create a store for %s (%d)\n",
                service->schema->name, hub, status);
    return EXIT_FAILURE;
}

/*
 * Left over from a creation that did not come to its end, or made anew: a
 * store of that kind in which nothing has happened yet.
 */
static bool
is_untouched(const struct shard *shard, enum store_kind kind)
{
    return event_log_head(shard->log) == 0 &&
           folder_identity(shard->folder)->kind == kind;
}

static enum away_reason
away_reason(const char *data, const char *service, const char *hub)
{
    struct away away;

    away_read(data, service, hub, &away);
    return away.reason;
}

static enum status
found(const struct service *service, const char *data, const char *hub,
        enum store_kind kind, int argc, char *const *argv)
{
    struct shard *shard;
    enum status status = shard_open_new(&shard, service, data, str_from(hub));

    if (status)
        return status;
    if (!is_untouched(shard, kind)) /* founded, and not let go since? */
        status = away_reason(data, service->schema->name, hub) == AWAY_NEW
                         ? STATUS_OK
                         : STATUS_CONFLICT;
    else if (service->found)
        status = shard_found(shard, argc, argv);
    shard_close(shard);
    return status;
}

static bool
has_store(const char *data, const char *service, const char *hub)
{
    struct arena arena = { 0 };
    const char *database;
    const enum status status =
            folder_find(data, service, hub, &arena, &database);

    arena_release(&arena);
    return !status;
}

/* Running processes serve it when it is whole, and not before. */
static enum status
make_store(const struct service *service, const char *data, const char *hub,
        enum store_kind kind, int argc, char *const *argv)
{
    const char *name = service->schema->name;
    enum status status = away_begin(data, name, hub, AWAY_NEW, "");

    if (!status)
        status = folder_create(data, name, hub, kind, service->migrations);
    if (!status || status == STATUS_CONFLICT)
        status = found(service, data, hub, kind, argc, argv);
    return status ? status : away_end(data, name, hub);
}

/* One that is here, whole and perhaps served: registry's makes the hub. */
static enum status
look_at_store(const struct service *service, const char *data, const char *hub,
        enum store_kind kind, int argc, char *const *argv)
{
    enum status status = found(service, data, hub, kind, argc, argv);

    if (status == STATUS_UNAVAILABLE)
        return service->found ? STATUS_CONFLICT : STATUS_OK;
    return status;
}

static enum status
make(const struct service *service, const char *data, const char *hub,
        enum store_kind kind, int argc, char *const *argv)
{
    const char *name = service->schema->name;
    const enum away_reason reason = away_reason(data, name, hub);

    if (reason > AWAY_NEW)
        return STATUS_CONFLICT;
    if (reason == AWAY_NOT && has_store(data, name, hub))
        return look_at_store(service, data, hub, kind, argc, argv);
    return make_store(service, data, hub, kind, argc, argv);
}

/*
 * create HUB KIND [what the service's `found` reads]
 * It may be repeated until it has succeeded, wherever it was interrupted.
 */
static int
create(const struct service *service, const char *data, int argc, char **argv)
{
    const char *hub = argv[0];
    const enum store_kind kind = kind_of(argv[1]);
    enum status status;

    if (!kind) {
        fprintf(stderr, "%s: a store is live, sample or test, not '%s'\n",
                service->schema->name, argv[1]);
        return EXIT_FAILURE;
    }
    status = make(service, data, hub, kind, argc - 2, argv + 2);
    return status ? explain(service, hub, status) : EXIT_SUCCESS;
}

static int
usage(const struct service *service)
{
    fprintf(stderr,
            "usage: %s                       serve the stores under CW_DATA\n"
            "       %s create HUB KIND ...   make one: live, sample or test\n"
            "       %s forward HUB DATABASE OLD  take into a store that is "
            "restored\n"
            "                                what the log of the old one has\n"
            "       %s contact-keys HUB DATABASE [lost]  which keys its "
            "contacts lack\n",
            service->schema->name, service->schema->name, service->schema->name,
            service->schema->name);
    return EXIT_FAILURE;
}

int
service_main(const struct service *service, int argc, char **argv)
{
    const char *data = config_text("CW_DATA");
    char keys[KEY_FOLDER_SIZE];

    log_as(service->schema->name);
    keys_name(service->schema->name);
    if (sodium_init() < 0)
        return EXIT_FAILURE;
    sqlite3_config(SQLITE_CONFIG_MULTITHREAD);
    config_load(data);
    keyring_lies_in(keys_contacts_folder(keys));
    clock_refresh();
    if (argc == 1)
        config_warn(data);
    if (argc == 1)
        return serve(service, data);
    if (argc >= 4 && strcmp(argv[1], "create") == 0)
        return create(service, data, argc - 2, argv + 2);
    if (argc == 5 && strcmp(argv[1], "forward") == 0)
        return forward_main(service, data, argv[2], argv[3], argv[4]);
    if (argc >= 4 && argc <= 5 && strcmp(argv[1], "contact-keys") == 0)
        return contact_keys_main(service, data, argv[2], argv[3],
                argc == 5 && strcmp(argv[4], "lost") == 0);
    return usage(service);
}
