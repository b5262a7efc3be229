/*
 * A worker that answers every request with its own payload: what is left of a
 * hop when the service costs nothing.
 *
 *     echo endpoint=WORKERS_ENDPOINT [hub=longgang] [service=notification]
 */
#include "base/clock.h"
#include "bus/envelope.h"
#include "bus/mdp.h"
#include "options.h"

#include <stdio.h>

enum { WINDOW = 1024, HEARTBEAT_MS = 500 };

static void
attach(struct socket *socket, struct str service, struct str hub)
{
    struct attached_shard shard = {
        .hub = hub,
        .store = uuid_new(clock_now()),
        .store_epoch = uuid_new(clock_now()),
        .term = 1,
        .role = SHARD_ROLE_OWNER,
    };
    static const char digest[32];
    const struct attach ready = {
        .instance = STR("echo"),
        .window = WINDOW,
        .shards = &shard,
        .shards_count = 1,
        .schema = { digest, sizeof(digest) },
        .has_bundles = true,
        .bundles = true,
    };
    const struct mdp_head head = { .kind = MDP_WORKER_READY,
        .service = service };
    struct arena arena = { 0 };
    const struct str body =
            codec_encode_in(&arena, &types_attach_schema, &ready);

    /* Until the connection stands nothing can be sent. */
    while (mdp_send_copy(socket, &head, &body, 1))
        zmq_poll(NULL, 0, 10);
    arena_release(&arena);
}

/* As it was asked: in a bundle, or by itself. */
static void
answer(struct socket *socket, struct mdp_message *message, struct buffer *bytes,
        struct bundle *bundle)
{
    struct arena arena = { 0 };
    struct request_header asked;
    struct decode_error error;
    struct reply_header header = { .status = 200 };
    const struct mdp_head head = { .kind = MDP_WORKER_FINAL,
        .client = message->head.client };
    struct str body[2];

    if (!envelope_read_request(message->body[0], &arena, &asked, &error)) {
        header.id = asked.id;
        buffer_clear(bytes);
        codec_encode(&types_reply_header_schema, &header, bytes);
        body[0] = buffer_str(bytes);
        body[1] = message->body[1];
        if (message->bundle)
            mdp_gather(socket, bundle, &head, body);
        else
            mdp_send_copy(socket, &head, body, 2);
    }
    arena_release(&arena);
}

static void
serve(struct socket *socket)
{
    zmq_pollitem_t item = { socket->handle, 0, ZMQ_POLLIN, 0 };
    const struct mdp_head beat = { .kind = MDP_WORKER_HEARTBEAT };
    struct mdp_message message;
    struct buffer bytes = { 0 };
    struct bundle bundle = { 0 };
    int64_t beat_at = 0;

    for (;;) {
        zmq_poll(&item, 1, HEARTBEAT_MS);
        while (!mdp_receive(socket, &message)) {
            if (message.head.kind == MDP_WORKER_REQUEST)
                answer(socket, &message, &bytes, &bundle);
            mdp_release(&message);
        }
        mdp_send_bundle(socket, STR(""), &bundle);
        if (clock_monotonic() < beat_at)
            continue;
        mdp_send_copy(socket, &beat, NULL, 0);
        beat_at = clock_monotonic() + HEARTBEAT_MS;
    }
}

int
main(int argc, char **argv)
{
    const char *endpoint = argc > 1 ? option_text(argv + 1, "endpoint") : NULL;
    const char *hub = option_text(argv + 1, "hub");
    const char *service = option_text(argv + 1, "service");
    struct socket socket;

    if (!endpoint || socket_open(&socket, SOCKET_TO_GATEWAY, endpoint)) {
        fprintf(stderr, "echo: no endpoint=\n");
        return EXIT_FAILURE;
    }
    attach(&socket, str_from(service ? service : "notification"),
            str_from(hub ? hub : "longgang"));
    serve(&socket);
}
