#include "bus/mdp.h"

enum { BODY_ANY = MDP_BODY_MAX };

/* Who may send a command to whom. */
enum direction {
    TO_GATEWAY = 1,
    FROM_GATEWAY = 2,
};

/* The commands of MDP/0.2, by kind; 0x07 and 0x08 are ours, between our own. */
static const struct command {
    bool is_worker;
    char byte;
    int directions;
    bool has_service;
    bool has_client;
    size_t body_min;
    size_t body_max;
} commands[] = {
    [MDP_REQUEST] = { false, 0x01, TO_GATEWAY, true, false, 1, BODY_ANY },
    [MDP_PARTIAL] = { false, 0x02, FROM_GATEWAY, true, false, 1, BODY_ANY },
    [MDP_FINAL] = { false, 0x03, FROM_GATEWAY, true, false, 1, BODY_ANY },
    [MDP_WORKER_READY] = { true, 0x01, TO_GATEWAY, true, false, 0, 1 },
    [MDP_WORKER_REQUEST] = { true, 0x02, FROM_GATEWAY, false, true, 2, 2 },
    [MDP_WORKER_PARTIAL] = { true, 0x03, TO_GATEWAY, false, true, 2, 2 },
    [MDP_WORKER_FINAL] = { true, 0x04, TO_GATEWAY, false, true, 2, 2 },
    [MDP_WORKER_HEARTBEAT] = { true, 0x05, TO_GATEWAY | FROM_GATEWAY, false,
            false, 0, 1 },
    [MDP_WORKER_DISCONNECT] = { true, 0x06, TO_GATEWAY | FROM_GATEWAY, false,
            false, 0, 0 },
    [MDP_WORKER_CANCEL] = { true, 0x07, FROM_GATEWAY, false, true, 0, 0 },
    [MDP_WORKER_BUNDLE] = { true, 0x08, TO_GATEWAY | FROM_GATEWAY, false, false,
            1, 1 },
};

enum { KINDS = sizeof(commands) / sizeof(*commands) };

/* A walk along the frames of one message. */
struct walk {
    const struct str *frames;
    size_t count;
    size_t next;
};

static bool
next_frame(struct walk *walk, struct str *out)
{
    if (walk->next == walk->count)
        return false;
    *out = walk->frames[walk->next++];
    return true;
}

static bool
next_empty(struct walk *walk)
{
    struct str frame;

    return next_frame(walk, &frame) && frame.len == 0;
}

static bool
next_named(struct walk *walk, struct str *out)
{
    return next_frame(walk, out) && out->len > 0 && out->len <= 255;
}

static enum mdp_kind
kind_of(bool is_worker, struct str byte, bool is_router)
{
    int direction = is_router ? TO_GATEWAY : FROM_GATEWAY;

    for (int kind = MDP_REQUEST; byte.len == 1 && kind < KINDS; kind++)
        if (commands[kind].is_worker == is_worker &&
                commands[kind].byte == byte.data[0] &&
                commands[kind].directions & direction)
            return kind;
    return 0;
}

/* The protocol's name, and in MDP/0.2 the command after it. */
static enum mdp_kind
read_kind(struct walk *walk, bool is_router, enum mdp_version *version)
{
    struct str name, byte;

    if (!next_frame(walk, &name))
        return 0;
    if (str_equal(name, STR("MDPC01"))) {
        *version = MDP_01;
        return is_router ? MDP_REQUEST : MDP_FINAL;
    }
    if (str_equal(name, STR("MDPC02")) && next_frame(walk, &byte))
        return kind_of(false, byte, is_router);
    if (str_equal(name, STR("MDPW02")) && next_frame(walk, &byte))
        return kind_of(true, byte, is_router);
    return 0;
}

enum status
mdp_parse(const struct str *frames, size_t count, bool is_router,
        struct mdp_head *head, size_t *body_start)
{
    struct walk walk = { frames, count, 0 };
    const struct command *command;
    size_t body_count;

    *head = (struct mdp_head){ 0 };
    if (is_router && !next_named(&walk, &head->peer))
        return STATUS_MALFORMED;
    if (walk.next < count && frames[walk.next].len == 0)
        head->has_delimiter = next_empty(&walk);
    head->kind = read_kind(&walk, is_router, &head->version);
    if (!head->kind)
        return STATUS_MALFORMED;
    command = &commands[head->kind];
    if (command->has_service && !next_named(&walk, &head->service))
        return STATUS_MALFORMED;
    if (command->has_client && !next_named(&walk, &head->client))
        return STATUS_MALFORMED;
    if (command->has_client && command->body_min > 0 && !next_empty(&walk))
        return STATUS_MALFORMED;
    body_count = count - walk.next;
    *body_start = walk.next;
    return body_count < command->body_min || body_count > command->body_max
                   ? STATUS_MALFORMED
                   : STATUS_OK;
}

size_t
mdp_build(const struct mdp_head *head, struct str *frames)
{
    const struct command *command = &commands[head->kind];
    size_t count = 0;

    if (head->peer.len > 0)
        frames[count++] = head->peer;
    if (head->has_delimiter)
        frames[count++] = STR("");
    if (command->is_worker)
        frames[count++] = STR("MDPW02");
    else
        frames[count++] =
                head->version == MDP_01 ? STR("MDPC01") : STR("MDPC02");
    if (head->version == MDP_02)
        frames[count++] = (struct str){ &command->byte, 1 };
    if (command->has_service)
        frames[count++] = head->service;
    if (command->has_client)
        frames[count++] = head->client;
    if (command->has_client && command->body_min > 0)
        frames[count++] = STR("");
    return count;
}

/* Take every frame of the message, those that are too many as well. */
static enum status
receive_frames(void *handle, struct mdp_message *out)
{
    zmq_msg_t rest, *frame;
    bool is_whole = true;
    int more = 1;

    while (more) {
        is_whole = out->frame_count < MDP_FRAMES_MAX;
        frame = is_whole ? &out->frames[out->frame_count] : &rest;
        zmq_msg_init(frame);
        if (zmq_msg_recv(frame, handle, ZMQ_DONTWAIT) < 0) {
            zmq_msg_close(frame);
            return STATUS_NOT_FOUND;
        }
        more = zmq_msg_more(frame);
        if (is_whole)
            out->frame_count++;
        else
            zmq_msg_close(frame);
    }
    return is_whole ? STATUS_OK : STATUS_MALFORMED;
}

static enum status
view_frames(struct mdp_message *message, bool is_router)
{
    struct str views[MDP_FRAMES_MAX];
    enum status status;
    size_t start = 0;

    for (size_t i = 0; i < message->frame_count; i++)
        views[i] = mdp_view(&message->frames[i]);
    status = mdp_parse(views, message->frame_count, is_router, &message->head,
            &start);
    if (status)
        return status;
    message->body_count = message->frame_count - start;
    memcpy(message->body, views + start, message->body_count * sizeof(*views));
    return STATUS_OK;
}

/* A request or a reply, whichever may come this way; else zero. */
static enum mdp_kind
kind_in_bundle(const struct bundle_entry *entry, bool is_router)
{
    enum mdp_kind kind =
            kind_of(true, (struct str){ &entry->command, 1 }, is_router);

    return commands[kind].has_client && commands[kind].body_min == 2 ? kind : 0;
}

static bool
is_bundle(struct str rest, bool is_router)
{
    struct bundle_entry entry;

    while (bundle_next(&rest, &entry) && kind_in_bundle(&entry, is_router))
        if (rest.len == 0)
            return true;
    return false;
}

/* The message's frames become the socket's. */
static enum status
open_bundle(struct socket *socket, struct mdp_message *message)
{
    struct opened_bundle *bundle = &socket->bundle;

    if (!is_bundle(message->body[0], socket->is_router))
        return STATUS_MALFORMED;
    zmq_msg_init(&bundle->peer);
    zmq_msg_init(&bundle->frame);
    if (socket->is_router)
        mdp_take_peer(message, &bundle->peer);
    mdp_take(message, 0, &bundle->frame);
    bundle->rest = mdp_view(&bundle->frame);
    bundle->is_open = true;
    mdp_release(message);
    return STATUS_OK;
}

static void
take_from_bundle(struct socket *socket, struct mdp_message *out)
{
    struct bundle_entry entry;

    bundle_next(&socket->bundle.rest, &entry);
    out->bundle = &socket->bundle.frame;
    out->head = (struct mdp_head){
        .kind = kind_in_bundle(&entry, socket->is_router),
        .peer = mdp_view(&socket->bundle.peer),
        .client = entry.client,
    };
    out->body_count = 2;
    out->body[0] = entry.header;
    out->body[1] = entry.payload;
}

static enum status
receive_message(struct socket *socket, struct mdp_message *out)
{
    enum status status = receive_frames(socket->handle, out);

    if (!status)
        status = view_frames(out, socket->is_router);
    if (!status && out->head.kind == MDP_WORKER_BUNDLE)
        status = open_bundle(socket, out);
    if (status)
        mdp_release(out);
    if (status == STATUS_MALFORMED)
        socket->malformed++;
    return status;
}

enum status
mdp_receive(struct socket *socket, struct mdp_message *out)
{
    enum status status = STATUS_OK;

    out->frame_count = 0;
    out->body_count = 0;
    out->bundle = NULL;
    if (!socket_has_more(socket)) {
        socket_close_bundle(socket);
        status = receive_message(socket, out);
    }
    if (!status && socket_has_more(socket))
        take_from_bundle(socket, out);
    return status;
}

void
mdp_release(struct mdp_message *message)
{
    for (size_t i = 0; i < message->frame_count; i++)
        zmq_msg_close(&message->frames[i]);
    message->frame_count = 0;
    message->body_count = 0;
}

struct str
mdp_frame_user(zmq_msg_t *frame)
{
    const char *user = zmq_msg_gets(frame, "User-Id");

    return user ? str_from(user) : STR("");
}

/* libzmq 4.3.4 may lose it on the frame of the peer's name. */
struct str
mdp_user(struct mdp_message *message)
{
    if (message->bundle)
        return mdp_frame_user(message->bundle);
    return message->frame_count > 1 ? mdp_frame_user(&message->frames[1])
                                    : STR("");
}

void
mdp_take(struct mdp_message *message, size_t index, zmq_msg_t *out)
{
    size_t start = message->frame_count - message->body_count;

    if (message->bundle)
        frame_copy(message->body[index], out);
    else
        zmq_msg_move(out, &message->frames[start + index]);
    message->body[index] = (struct str){ 0 };
}

/* A service frame is the last before the body. */
void
mdp_take_service(struct mdp_message *message, zmq_msg_t *out)
{
    size_t start = message->frame_count - message->body_count;

    zmq_msg_move(out, &message->frames[start - 1]);
    message->head.service = (struct str){ 0 };
}

void
mdp_take_peer(struct mdp_message *message, zmq_msg_t *out)
{
    zmq_msg_move(out, &message->frames[0]);
    message->head.peer = (struct str){ 0 };
}

static enum status
send_failure(void)
{
    return zmq_errno() == EHOSTUNREACH ? STATUS_NOT_FOUND : STATUS_UNAVAILABLE;
}

/* Only the first frame can be refused: after it the rest is taken whole. */
static enum status
send_head(struct socket *socket, const struct mdp_head *head, bool has_body)
{
    struct str frames[MDP_HEAD_MAX];
    size_t count = mdp_build(head, frames);

    for (size_t i = 0; i < count; i++) {
        bool more = has_body || i + 1 < count;

        if (zmq_send(socket->handle, frames[i].data, frames[i].len,
                    ZMQ_DONTWAIT | (more ? ZMQ_SNDMORE : 0)) < 0)
            return send_failure();
    }
    return STATUS_OK;
}

enum status
mdp_send(struct socket *socket, const struct mdp_head *head, zmq_msg_t *body,
        size_t body_count)
{
    enum status status = send_head(socket, head, body_count > 0);

    for (size_t i = 0; i < body_count; i++) {
        bool more = i + 1 < body_count;

        if (!status && zmq_msg_send(&body[i], socket->handle,
                               ZMQ_DONTWAIT | (more ? ZMQ_SNDMORE : 0)) < 0)
            status = send_failure();
        zmq_msg_close(&body[i]);
    }
    return status;
}

enum status
mdp_send_copy(struct socket *socket, const struct mdp_head *head,
        const struct str *body, size_t body_count)
{
    zmq_msg_t frames[MDP_BODY_MAX];

    for (size_t i = 0; i < body_count; i++)
        frame_copy(body[i], &frames[i]);
    return mdp_send(socket, head, frames, body_count);
}

enum status
mdp_gather(struct socket *socket, struct bundle *bundle,
        const struct mdp_head *head, const struct str *body)
{
    const struct bundle_entry entry = {
        .command = commands[head->kind].byte,
        .client = head->client,
        .header = body[0],
        .payload = body[1],
    };
    const bool is_large = bundle_entry_size(&entry) > BUNDLE_ENTRY_SIZE_MAX;
    enum status status = STATUS_OK;

    if (is_large || bundle_is_full_for(bundle, &entry))
        status = mdp_send_bundle(socket, head->peer, bundle);
    if (status || is_large)
        return status ? status : mdp_send_copy(socket, head, body, 2);
    bundle_add(bundle, &entry);
    if (bundle->count == BUNDLE_COUNT_MAX)
        mdp_send_bundle(socket, head->peer, bundle); /* or later */
    return STATUS_OK;
}

enum status
mdp_send_bundle(struct socket *socket, struct str peer, struct bundle *bundle)
{
    const struct mdp_head head = { .kind = MDP_WORKER_BUNDLE, .peer = peer };
    const struct str body = buffer_str(&bundle->bytes);
    enum status status = STATUS_OK;

    if (bundle->count > 0)
        status = mdp_send_copy(socket, &head, &body, 1);
    if (!status)
        bundle_clear(bundle);
    return status;
}
