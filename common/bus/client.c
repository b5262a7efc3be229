#include "bus/client.h"

enum status
client_open(struct client *client, const char *endpoint)
{
    *client = (struct client){ 0 };
    return socket_open(&client->socket, SOCKET_TO_GATEWAY, endpoint);
}

static void
forget_message(struct client *client)
{
    if (client->has_message)
        mdp_release(&client->message);
    client->has_message = false;
    arena_release(&client->arena);
}

void
client_close(struct client *client)
{
    forget_message(client);
    socket_close(&client->socket);
}

void *
client_socket(const struct client *client)
{
    return client->socket.handle;
}

static struct str
service_of(struct str op)
{
    const char *dot = op.len > 0 ? memchr(op.data, '.', op.len) : NULL;

    return dot ? (struct str){ op.data, (size_t)(dot - op.data) } : op;
}

enum status
client_send(struct client *client, const struct request_header *header,
        struct str payload)
{
    struct mdp_head head = {
        .kind = MDP_REQUEST,
        .service = service_of(header->op),
    };
    struct buffer bytes = { 0 };
    enum status status;

    codec_encode(&types_request_header_schema, header, &bytes);
    status = mdp_send_copy(&client->socket, &head,
            (struct str[]){ buffer_str(&bytes), payload }, 2);
    buffer_release(&bytes);
    return status;
}

static enum status
read_reply(struct client *client, struct client_reply *out)
{
    const struct mdp_message *message = &client->message;
    enum mdp_kind kind = message->head.kind;

    if ((kind != MDP_PARTIAL && kind != MDP_FINAL) || message->body_count != 2)
        return STATUS_MALFORMED;
    out->is_final = kind == MDP_FINAL;
    out->payload = message->body[1];
    return envelope_read_reply(message->body[0], &client->arena, &out->header);
}

enum status
client_receive(struct client *client, struct client_reply *out)
{
    enum status status;

    do {
        forget_message(client);
        status = mdp_receive(&client->socket, &client->message);
        client->has_message = !status;
        if (!status)
            status = read_reply(client, out);
    } while (status && status != STATUS_NOT_FOUND);
    return status;
}
