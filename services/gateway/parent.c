#include "parent.h"

#include "base/clock.h"
#include "base/log.h"
#include "bus/envelope.h"
#include "crossing.h"
#include "routing.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

enum {
    WINDOW = 256,
    SHARDS_MAX = 4096,
    FIRST_PATIENCE_MS = 4 * 1000,
    LONGEST_PATIENCE_MS = 60 * 1000,
};

static const char file_name[] = "parent";

void
parent_init(struct router *router)
{
    struct parent *parent = &router->parent;

    parent->worker = (struct worker){
        .service = "link",
        .instance = "parent",
        .window = WINDOW,
    };
    for (size_t i = 0; i < PARENT_SERVICES; i++)
        parent->up[i].service = router->services[i].service;
}

/* -- up and down ---------------------------------------------------------- */

static void
claim(struct router *router, bool is_up)
{
    struct parent *parent = &router->parent;
    struct claim own = {
        .worker = &parent->worker,
        .is_owner = true,
        .is_linked = true,
    };

    parent->is_up = is_up;
    parent->worker.is_gone = !is_up;
    for (size_t i = 0; i < PARENT_SERVICES; i++) {
        struct shard *shard = &parent->up[i];

        shard->deposed = is_up ? NULL : shard_owner(shard);
        if (is_up)
            shard_claim(shard, &own);
        else
            shard_unclaim(shard, &parent->worker);
        shard_elect(shard);
        settle(router, shard);
    }
}

static void
hear(struct router *router)
{
    struct parent *parent = &router->parent;

    parent->heard_at = router->now;
    parent->seen_at = clock_now();
    parent->patience_ms = FIRST_PATIENCE_MS;
    if (parent->is_up)
        return;
    log_info("event=parent_up hub=%s", parent->hub);
    claim(router, true);
}

static void
lose(struct router *router)
{
    struct parent *parent = &router->parent;

    if (!parent->is_up)
        return;
    log_warn("event=parent_gone hub=%s", parent->hub);
    claim(router, false);
}

/* -- dialling ------------------------------------------------------------- */

static void
hang_up(struct router *router)
{
    struct parent *parent = &router->parent;

    lose(router);
    socket_close(&parent->asked);
    socket_close(&parent->asks);
    buffer_clear(&parent->attached);
    parent->is_attached = false;
}

/* libzmq dials again by itself; anew only when that was no use for long. */
static void
dial(struct router *router)
{
    struct parent *parent = &router->parent;
    int64_t patience = parent->patience_ms;

    hang_up(router);
    if (socket_open_as(&parent->asked, SOCKET_TO_PARENT, parent->endpoint,
                &parent->own, parent->server_key) ||
            socket_open_as(&parent->asks, SOCKET_TO_PARENT, parent->endpoint,
                    &parent->own, parent->server_key))
        hang_up(router);
    if (patience < LONGEST_PATIENCE_MS)
        patience *= 2;
    parent->patience_ms = patience;
    parent->dialled_at = router->now + random() % (patience / 2);
}

static bool
is_silent(const struct router *router)
{
    const struct parent *parent = &router->parent;
    const int64_t silence = SILENT_BEATS * router->settings.heartbeat_ms;

    return router->now - parent->heard_at > silence;
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

/* Three lines: the endpoint, its public key, the hub. */
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
    is_read = read_line(file, parent->endpoint, sizeof(parent->endpoint)) &&
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
    hang_up(router);
    parent->is_known = read_file(parent, folder) &&
                       !keys_open(folder, "link", &parent->own);
    parent->patience_ms = FIRST_PATIENCE_MS;
    if (parent->is_known)
        dial(router);
    return parent->is_known;
}

/* -- keeping in touch ----------------------------------------------------- */

/* What can be reached through us: every hub whose registry is owned. */
static void
write_attach(struct router *router, struct buffer *out)
{
    struct attached_shard *shards = calloc(SHARDS_MAX, sizeof(*shards));
    struct attach attach = {
        .instance = router->home_hub,
        .window = WINDOW,
        .shards = shards,
        .schema = { "00000000000000000000000000000000", 32 },
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

static bool
is_same(const struct buffer *a, const struct buffer *b)
{
    return str_equal(buffer_str(a), buffer_str(b));
}

/* READY first; then heartbeats, with what is attached if that changed. */
static void
say_alive(struct router *router)
{
    struct parent *parent = &router->parent;
    struct buffer attach = { 0 };
    struct mdp_head head = { .kind = MDP_WORKER_HEARTBEAT };
    struct str body;
    bool is_news;

    write_attach(router, &attach);
    body = buffer_str(&attach);
    is_news = !parent->is_attached || !is_same(&attach, &parent->attached);
    if (!parent->is_attached)
        head = (struct mdp_head){ .kind = MDP_WORKER_READY,
            .service = STR("link") };
    if (!mdp_send_copy(&parent->asked, &head, &body, is_news ? 1 : 0)) {
        parent->is_attached = true;
        buffer_release(&parent->attached);
        parent->attached = attach;
        return;
    }
    buffer_release(&attach);
}

void
parent_beat(struct router *router)
{
    struct parent *parent = &router->parent;

    if (!look_at_files(router))
        return;
    if (is_silent(router)) {
        lose(router);
        if (router->now - parent->dialled_at > parent->patience_ms)
            dial(router);
    }
    if (parent->asked.zsock)
        say_alive(router);
    if (parent->is_up)
        pump(router, &parent->worker);
}

void
parent_leave(struct router *router)
{
    struct mdp_head head = { .kind = MDP_WORKER_DISCONNECT };

    if (router->parent.asked.zsock)
        mdp_send(&router->parent.asked, &head, NULL, 0);
}

void
parent_close(struct router *router)
{
    struct parent *parent = &router->parent;

    socket_close(&parent->asked);
    socket_close(&parent->asks);
    buffer_release(&parent->attached);
    for (size_t i = 0; i < PARENT_SERVICES; i++)
        free(parent->up[i].claims);
}

/* -- down: what it asks of us --------------------------------------------- */

static void
on_request(struct router *router, struct mdp_message *message)
{
    struct request *request = request_create(&router->requests);

    request->asker.kind = ASKER_PARENT;
    frame_copy(message->head.client, &request->asker.peer);
    mdp_take(message, 0, &request->header_frame);
    mdp_take(message, 1, &request->payload);
    admit(router, request, 2);
}

/* Who waited there has left. */
static void
on_cancel(struct router *router, struct str name)
{
    for (size_t i = 0; i < router->requests.used; i++) {
        struct request *request = router->requests.slots[i];

        if (!request || request->asker.kind != ASKER_PARENT ||
                !str_equal(mdp_view(&request->asker.peer), name))
            continue;
        router_cancel(router, request_ticket(request));
        return;
    }
}

static void
on_asked(struct router *router, struct mdp_message *message)
{
    switch (message->head.kind) {
    case MDP_WORKER_REQUEST:
        on_request(router, message);
        break;
    case MDP_WORKER_CANCEL:
        on_cancel(router, message->head.client);
        break;
    case MDP_WORKER_DISCONNECT:
        /* Our connection is a new one: what went up by the old is lost. */
        router->parent.is_attached = false;
        lose(router);
        return;
    default:
        break;
    }
    hear(router);
}

void
parent_answer(struct router *router, struct request *request, bool is_final,
        zmq_msg_t *frames)
{
    struct mdp_head head = {
        .kind = is_final ? MDP_WORKER_FINAL : MDP_WORKER_PARTIAL,
        .client = mdp_view(&request->asker.peer),
    };

    if (!router->parent.asked.zsock) {
        zmq_msg_close(&frames[0]);
        zmq_msg_close(&frames[1]);
        router->counts.lost_replies++;
    } else if (mdp_send(&router->parent.asked, &head, frames, 2)) {
        router->counts.lost_replies++;
    }
}

/* -- up: what we ask of it ------------------------------------------------ */

struct shard *
parent_shard(struct router *router, const char *service)
{
    struct parent *parent = &router->parent;

    for (size_t i = 0; parent->is_known && i < PARENT_SERVICES; i++)
        if (strcmp(parent->up[i].service, service) == 0)
            return &parent->up[i];
    return NULL;
}

/*
 * An id of our own whose last eight bytes are the ticket, but for the two
 * bits of a UUID's variant: what follows from it elsewhere must differ from
 * what followed before this gateway was started again.
 */
enum { TICKET_AT = 8, VARIANT = 0x80, VARIANT_BITS = 0xc0 };

static struct uuid
id_of(const struct request *request)
{
    struct uuid id = uuid_new(clock_now());

    ticket_write(request_ticket(request), (char *)id.bytes + TICKET_AT);
    id.bytes[TICKET_AT] &= (uint8_t)~VARIANT_BITS;
    id.bytes[TICKET_AT] |= VARIANT;
    return id;
}

static struct request *
request_of(const struct router *router, struct uuid id)
{
    uint64_t ticket;

    id.bytes[TICKET_AT] &= (uint8_t)~VARIANT_BITS;
    ticket_read((struct str){ (char *)id.bytes + TICKET_AT, TICKET_SIZE },
            &ticket);
    return request_find(&router->requests, ticket);
}

enum status
parent_send(struct router *router, const struct request *request,
        struct request_header *header)
{
    struct mdp_head head = {
        .kind = MDP_REQUEST,
        .service = str_from(request->operation->service),
    };
    zmq_msg_t frames[2];

    header->id = id_of(request);
    buffer_clear(&router->header);
    codec_encode(&types_request_header_schema, header, &router->header);
    frame_copy(buffer_str(&router->header), &frames[0]);
    zmq_msg_init(&frames[1]);
    zmq_msg_copy(&frames[1], (zmq_msg_t *)&request->payload);
    return mdp_send(&router->parent.asks, &head, frames, 2);
}

/* Its answer, under the id that our asker chose. */
static void
pass_on(struct router *router, struct request *request,
        struct reply_header *header, struct mdp_message *message)
{
    const bool is_final = message->head.kind == MDP_FINAL;
    zmq_msg_t frames[2];

    header->id = request->header.id;
    buffer_clear(&router->header);
    codec_encode(&types_reply_header_schema, header, &router->header);
    frame_copy(buffer_str(&router->header), &frames[0]);
    zmq_msg_init(&frames[1]);
    mdp_take(message, 1, &frames[1]);
    if (!is_final) {
        answer_partial(router, request, frames);
        return;
    }
    request->worker->in_flight -= !request->is_parked;
    answer_final(router, request, frames);
    pump(router, &router->parent.worker);
}

static void
on_reply(struct router *router, struct mdp_message *message)
{
    struct reply_header header;
    struct arena arena = { 0 };
    struct request *request = NULL;

    if (message->body_count == 2 &&
            !envelope_read_reply(message->body[0], &arena, &header))
        request = request_of(router, header.id);
    if (request && request->worker == &router->parent.worker)
        pass_on(router, request, &header, message);
    else
        router->counts.late_replies++;
    arena_release(&arena);
}

static void
on_asks(struct router *router, struct mdp_message *message)
{
    if (message->head.kind == MDP_FINAL || message->head.kind == MDP_PARTIAL)
        on_reply(router, message);
    hear(router);
}

static void
take(struct router *router, struct socket *socket,
        void (*on_message)(struct router *, struct mdp_message *))
{
    struct mdp_message message;
    enum status status = STATUS_OK;

    for (int i = 0; i < TURN_MESSAGES && socket->zsock; i++) {
        status = mdp_receive(socket, &message);
        if (status == STATUS_NOT_FOUND)
            break;
        if (status)
            continue;
        on_message(router, &message);
        mdp_release(&message);
    }
}

void
parent_take(struct router *router)
{
    take(router, &router->parent.asked, on_asked);
    take(router, &router->parent.asks, on_asks);
}
