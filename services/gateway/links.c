#include "links.h"

#include "base/clock.h"
#include "base/log.h"
#include "bus/envelope.h"
#include "registry_messages.h"
#include "routing.h"

#include <stdlib.h>

enum {
    REFRESH_MS = 30 * 1000, /* keys expire by the clock alone */
    RETRY_MS = 1000,
    LIST_MAX = 500,
    KEYS_MAX = 3 * LIST_MAX, /* of a row: two and a code's */
};

/* What the user id of a code's key begins with; the hub follows. */
#define CODE "code:"

enum status
links_open(struct router *router)
{
    const struct router_settings *settings = &router->settings;
    struct keys own;
    enum status status;

    if (!settings->links_endpoint)
        return STATUS_OK;
    status = keys_open(settings->keys_folder, "link", &own);
    if (!status)
        status = socket_open_as(&router->links.socket, SOCKET_OF_LINKS,
                settings->links_endpoint, &own, NULL);
    if (!status)
        zap_allow(router->links.keys, router->links.key_count);
    return status;
}

void
links_close(struct router *router)
{
    struct links *links = &router->links;

    while (links->first) {
        struct link *link = links->first;

        links->first = link->next;
        free(link);
    }
    free(links->keys);
    socket_close(&links->socket);
}

/* -- who is known --------------------------------------------------------- */

static struct link *
link_find(const struct links *links, struct str hub)
{
    struct link *link = links->first;

    while (link && !str_equal(str_from(link->hub), hub))
        link = link->next;
    return link;
}

static struct link *
link_find_or_add(struct links *links, struct str hub)
{
    struct link *link = link_find(links, hub);

    if (link)
        return link;
    link = calloc(1, sizeof(*link));
    if (!link)
        abort();
    snprintf(link->hub, sizeof(link->hub), STR_FMT, STR_ARG(hub));
    link->next = links->first;
    links->first = link;
    return link;
}

struct link *
link_over(const struct router *router, struct str hub)
{
    struct link *best = NULL;

    for (struct link *link = router->links.first; link; link = link->next)
        if (link->is_allowed && hub_is_within(hub, str_from(link->hub)) &&
                (!best || strlen(link->hub) > strlen(best->hub)))
            best = link;
    return best;
}

/* -- registry's list ------------------------------------------------------ */

static bool
is_listed(const struct zap_peer *list, size_t count,
        const struct zap_peer *peer)
{
    for (size_t i = 0; i < count; i++)
        if (memcmp(list[i].key, peer->key, KEY_SIZE) == 0 &&
                strcmp(list[i].user, peer->user) == 0)
            return true;
    return false;
}

/* A hub's key that counted and does so no longer; a code's is used up. */
static bool
has_lost_key(const struct links *links, const struct zap_peer *list,
        size_t count)
{
    for (size_t i = 0; i < links->key_count; i++)
        if (strncmp(links->keys[i].user, CODE, strlen(CODE)) != 0 &&
                !is_listed(list, count, &links->keys[i]))
            return true;
    return false;
}

static void
add_key(struct zap_peer *list, size_t *count, const char *prefix,
        struct str hub, struct str key)
{
    struct zap_peer *peer = &list[*count];

    if (key.len != KEY_SIZE || *count == KEYS_MAX)
        return;
    memcpy(peer->key, key.data, KEY_SIZE);
    snprintf(peer->user, sizeof(peer->user), "%s" STR_FMT, prefix,
            STR_ARG(hub));
    (*count)++;
}

static void
add_keys(struct zap_peer *list, size_t *count, const struct hub_link *row)
{
    const int64_t now = clock_now();

    if (row->state == LINK_STATE_LINKED && row->has_key)
        add_key(list, count, "", row->hub, row->key);
    if (row->has_previous_key && row->previous_until > now)
        add_key(list, count, "", row->hub, row->previous_key);
    if (row->has_code_key && row->code_until > now)
        add_key(list, count, CODE, row->hub, row->code_key);
}

/* libzmq cannot close one connection: all come again, but for who may not. */
static void
cut(struct router *router)
{
    struct links *links = &router->links;

    for (struct worker *w = router->workers.first; w; w = w->next)
        w->is_gone = w->is_gone || w->link;
    bury(router);
    socket_close(&links->socket);
    log_info("event=links_cut");
}

static void
take_list(struct router *router, const struct list_links_reply *rows)
{
    struct links *links = &router->links;
    struct zap_peer *list = calloc(KEYS_MAX, sizeof(*list));
    size_t count = 0;
    bool is_lost;

    if (!list)
        abort();
    for (size_t i = 0; i < rows->items_count; i++) {
        link_find_or_add(links, rows->items[i].hub)->is_allowed =
                rows->items[i].state == LINK_STATE_LINKED;
        add_keys(list, &count, &rows->items[i]);
    }
    is_lost = has_lost_key(links, list, count);
    free(links->keys);
    links->keys = list;
    links->key_count = count;
    zap_allow(list, count);
    if (is_lost)
        cut(router);
}

static void refresh(struct router *router);

static void
on_list(void *context, const struct reply_header *header, struct str payload,
        bool is_final)
{
    struct router *router = context;
    struct links *links = &router->links;
    struct list_links_reply rows = { 0 };
    struct decode_error error;
    struct arena arena = { 0 };

    if (!is_final)
        return;
    links->is_asking = false;
    links->ask_at = router->now + RETRY_MS;
    if (header->status == status_code(STATUS_OK) &&
            !codec_decode(&registry_list_links_reply_schema, payload, &arena,
                    &rows, NULL, &error)) {
        links->ask_at = router->now + (links->is_stale ? 0 : REFRESH_MS);
        take_list(router, &rows);
    }
    arena_release(&arena);
    if (links->is_stale)
        refresh(router);
}

static void
refresh(struct router *router)
{
    const struct list_links_request question = {
        .has_limit = true,
        .limit = LIST_MAX,
    };
    struct request_header header = {
        .op = STR("registry.list_links"),
        .has_hub = true,
        .hub = router->home_hub,
    };
    struct links *links = &router->links;
    const struct shard *shard =
            shard_find(&router->shards, "registry", router->home_hub);

    if (!router->settings.links_endpoint || links->is_asking ||
            router->is_draining ||
            (!links->is_stale && links->ask_at > router->now) || !shard ||
            !shard_owner(shard))
        return;
    links->is_asking = true;
    links->is_stale = false;
    ask_own(router, &header, &registry_list_links_request_schema, &question,
            on_list, router);
}

/* The port is ours again a moment after it was closed. */
void
links_beat(struct router *router)
{
    if (!router->links.socket.zsock && router->settings.links_endpoint)
        links_open(router);
    refresh(router);
}

void
links_doubt(struct router *router)
{
    router->links.is_stale = true;
    refresh(router);
}

/* -- what they say -------------------------------------------------------- */

bool
link_is_over_all(const struct link *link, const struct attach *attach)
{
    for (size_t i = 0; i < attach->shards_count; i++)
        if (!hub_is_within(attach->shards[i].hub, str_from(link->hub)))
            return false;
    return true;
}

static void
on_link_ready(struct router *router, struct link *link,
        struct mdp_message *message)
{
    struct arena arena = { 0 };
    struct attach attach;

    if (str_equal(message->head.service, STR("link")) &&
            message->body_count == 1 &&
            !envelope_read_attach(message->body[0], &arena, &attach) &&
            link_is_over_all(link, &attach)) {
        take_on_link(router, link, message->head.peer, &attach);
    } else {
        log_error("event=link_refused hub=%s", link->hub);
        disconnect(&router->links.socket, message->head.peer);
    }
    arena_release(&arena);
}

/* A code's key opens one door. */
static bool
is_enrolment(const struct mdp_message *message)
{
    return message->head.kind == MDP_REQUEST &&
           str_equal(message->head.service, STR("registry"));
}

static void
on_code_message(struct router *router, struct str hub,
        struct mdp_message *message)
{
    struct link *link = link_find(&router->links, hub);

    if (!link || !is_enrolment(message)) {
        disconnect(&router->links.socket, message->head.peer);
        return;
    }
    on_link_request(router, link, true, message);
}

void
on_link_message(struct router *router, struct mdp_message *message)
{
    struct socket *socket = &router->links.socket;
    const struct str user = mdp_user(message);
    const size_t code = strlen(CODE);
    struct link *link;

    if (user.len > code && memcmp(user.data, CODE, code) == 0) {
        on_code_message(router,
                (struct str){ user.data + code, user.len - code }, message);
        return;
    }
    link = link_find(&router->links, user);
    if (!link || !link->is_allowed) {
        disconnect(socket, message->head.peer);
        return;
    }
    link->seen_at = clock_now();
    if (message->head.kind == MDP_REQUEST)
        on_link_request(router, link, false, message);
    else if (message->head.kind == MDP_WORKER_READY &&
             !worker_find(&router->workers, socket, message->head.peer))
        on_link_ready(router, link, message);
    else
        on_worker_message(router, socket, message);
}
