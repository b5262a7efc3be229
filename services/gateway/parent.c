#include "parent.h"

#include "base/log.h"
#include "routing.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

enum { SHARDS_MAX = 4096 };

static const char file_name[] = "parent";

void
parent_init(struct router *router)
{
    struct parent *parent = &router->parent;

    for (size_t i = 0; i < PARENT_SERVICES; i++)
        parent->up[i].service = router->services[i].service;
}

/* -- the files ------------------------------------------------------------ */

static int64_t
version_of(const char *folder, const char *name)
{
    char path[KEY_FOLDER_SIZE + 32];
    struct stat file;

    snprintf(path, sizeof(path), "%s/%s", folder, name);
    if (stat(path, &file))
        return 0;
    return file.st_mtim.tv_sec * INT64_C(1000000000) + file.st_mtim.tv_nsec +
           (int64_t)file.st_ino;
}

static bool
read_line(FILE *file, char *out, size_t size)
{
    if (!fgets(out, (int)size, file))
        return false;
    out[strcspn(out, "\n")] = '\0';
    return *out != '\0';
}

/* Three lines: the endpoints, their public key, the hub. */
static bool
read_file(struct parent *parent, const char *folder)
{
    char path[KEY_FOLDER_SIZE + 32], text[KEY_TEXT_SIZE + 1];
    uint8_t key[KEY_SIZE];
    FILE *file;
    bool is_read;

    snprintf(path, sizeof(path), "%s/%s", folder, file_name);
    file = fopen(path, "re");
    if (!file)
        return false;
    is_read = read_line(file, parent->endpoints, sizeof(parent->endpoints)) &&
              read_line(file, text, sizeof(text)) &&
              keys_read_text(text, key) &&
              read_line(file, parent->hub, sizeof(parent->hub));
    fclose(file);
    if (is_read)
        memcpy(parent->server_key, text, KEY_TEXT_SIZE);
    if (!is_read)
        log_error("event=parent_unreadable file=%s", path);
    return is_read;
}

static void
forget(struct router *router)
{
    struct parent *parent = &router->parent;

    for (size_t i = 0; i < UPLINKS_MAX; i++)
        uplink_close(router, &parent->uplinks[i]);
    addresses_close(parent->addresses);
    parent->addresses = NULL;
}

/* True if there is somebody to be in touch with. */
static bool
look_at_files(struct router *router)
{
    struct parent *parent = &router->parent;
    const char *folder = router->settings.keys_folder;
    const int64_t version =
            version_of(folder, file_name) ^ version_of(folder, "link.key");

    if (version == parent->file_version)
        return parent->is_known;
    parent->file_version = version;
    forget(router);
    parent->is_known = read_file(parent, folder) &&
                       !keys_open(folder, "link", &parent->own);
    if (parent->is_known)
        parent->addresses = addresses_open(parent->endpoints);
    return parent->is_known;
}

/* -- its gateways --------------------------------------------------------- */

static bool
is_listed(const struct parent *parent, const char *endpoint)
{
    for (size_t i = 0; i < addresses_count(parent->addresses); i++)
        if (strcmp(addresses_get(parent->addresses, i), endpoint) == 0)
            return true;
    return false;
}

/* Where it is dialled already, or a free place; NULL: there is none. */
static struct uplink *
place_for(struct parent *parent, const char *endpoint)
{
    struct uplink *free = NULL;

    for (size_t i = 0; i < UPLINKS_MAX; i++) {
        struct uplink *uplink = &parent->uplinks[i];

        if (strcmp(uplink->endpoint, endpoint) == 0)
            return uplink;
        if (!*uplink->endpoint && !free)
            free = uplink;
    }
    return free;
}

/* One whose name leads elsewhere stays as long as it speaks. */
static void
drop_former(struct router *router)
{
    struct parent *parent = &router->parent;

    for (size_t i = 0; i < UPLINKS_MAX; i++) {
        struct uplink *uplink = &parent->uplinks[i];

        if (*uplink->endpoint && !is_listed(parent, uplink->endpoint) &&
                uplink_is_silent(router, uplink))
            uplink_close(router, uplink);
    }
}

static void
dial_new(struct router *router)
{
    struct parent *parent = &router->parent;

    for (size_t i = 0; i < addresses_count(parent->addresses); i++) {
        const char *endpoint = addresses_get(parent->addresses, i);
        struct uplink *uplink = place_for(parent, endpoint);

        if (uplink && !*uplink->endpoint)
            uplink_open(router, uplink, endpoint);
    }
}

void
parent_beat(struct router *router)
{
    struct parent *parent = &router->parent;

    if (!look_at_files(router))
        return;
    addresses_refresh(parent->addresses, router->now);
    drop_former(router);
    dial_new(router);
    for (size_t i = 0; i < UPLINKS_MAX; i++)
        if (*parent->uplinks[i].endpoint)
            uplink_beat(router, &parent->uplinks[i]);
}

void
parent_tell(struct router *router)
{
    struct parent *parent = &router->parent;

    if (!parent->has_news)
        return;
    parent->has_news = false;
    for (size_t i = 0; i < UPLINKS_MAX; i++)
        if (parent->uplinks[i].is_attached)
            uplink_tell(router, &parent->uplinks[i]);
}

void
parent_write_attach(struct router *router, struct buffer *out)
{
    struct attached_shard *shards = calloc(SHARDS_MAX, sizeof(*shards));
    struct attach attach = {
        .instance = str_from(router->name),
        .window = UPLINK_WINDOW,
        .shards = shards,
        .schema = { "00000000000000000000000000000000", 32 },
        .has_bundles = true,
        .bundles = true,
    };

    if (!shards)
        abort();
    for (size_t i = 0; i < router->shards.count; i++) {
        const struct shard *shard = router->shards.items[i];

        if (strcmp(shard->service, "registry") != 0 || !shard->owner ||
                attach.shards_count == SHARDS_MAX ||
                !hub_is_within(str_from(shard->hub), router->home_hub))
            continue;
        shards[attach.shards_count++] = (struct attached_shard){
            .hub = str_from(shard->hub),
            .store = shard->owner->store_epoch,
            .store_epoch = shard->owner->store_epoch,
            .term = shard->owner->term,
            .role = SHARD_ROLE_OWNER,
        };
    }
    codec_encode(&types_attach_schema, &attach, out);
    free(shards);
}

void
parent_leave(struct router *router)
{
    for (size_t i = 0; i < UPLINKS_MAX; i++)
        uplink_leave(&router->parent.uplinks[i]);
}

void
parent_take(struct router *router)
{
    for (size_t i = 0; i < UPLINKS_MAX; i++)
        uplink_take(router, &router->parent.uplinks[i]);
}

bool
parent_has_more(const struct router *router)
{
    for (size_t i = 0; i < UPLINKS_MAX; i++)
        if (socket_has_more(&router->parent.uplinks[i].asked))
            return true;
    return false;
}

void
parent_send(struct router *router)
{
    for (size_t i = 0; i < UPLINKS_MAX; i++)
        uplink_send_replies(router, &router->parent.uplinks[i]);
}

bool
parent_is_up(const struct parent *parent)
{
    for (size_t i = 0; i < UPLINKS_MAX; i++)
        if (parent->uplinks[i].is_up)
            return true;
    return false;
}

struct shard *
parent_shard(struct router *router, const char *service)
{
    struct parent *parent = &router->parent;

    for (size_t i = 0; parent->is_known && i < PARENT_SERVICES; i++)
        if (strcmp(parent->up[i].service, service) == 0)
            return &parent->up[i];
    return NULL;
}

void
parent_close(struct router *router)
{
    struct parent *parent = &router->parent;

    for (size_t i = 0; i < UPLINKS_MAX; i++) {
        struct uplink *uplink = &parent->uplinks[i];

        socket_close(&uplink->asked);
        socket_close(&uplink->asks);
        buffer_release(&uplink->attached);
        bundle_release(&uplink->replies);
    }
    addresses_close(parent->addresses);
    for (size_t i = 0; i < PARENT_SERVICES; i++)
        free(parent->up[i].claims);
}
