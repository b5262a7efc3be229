#include "bus/socket.h"

#include "base/log.h"
#include "bus/zap.h"

#include <czmq.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum { USES = SOCKET_TO_PARENT + 1 };

/* By enum socket_use. Times in ms, sizes in bytes, marks in messages. */
static const struct {
    int option;
    int value[USES];
} options[] = {
    /* A message for nobody is an error instead of silence. */
    { ZMQ_ROUTER_MANDATORY, { 1, 1, 1, -1, -1 } },
    { ZMQ_IMMEDIATE, { -1, -1, -1, 1, 1 } },
    { ZMQ_SNDHWM, { 1000, 1000, 1000, 1000, 1000 } },
    { ZMQ_RCVHWM, { 64, 1000, 1000, 1000, 1000 } },
    { ZMQ_LINGER, { 1000, 1000, 1000, 1000, 1000 } },
    { ZMQ_HANDSHAKE_IVL, { 3000, 5000, 5000, 3000, 3000 } },
    /*
     * No ZMQ_HEARTBEAT_*: libzmq 4.3.4 ends the process (!_io_error) when a
     * heartbeat is due on a line that broke while its queue was full. Who is
     * alive is known by Majordomo's heartbeats.
     */
    { ZMQ_TCP_MAXRT, { 20000, 20000, 20000, 20000, 20000 } },
    { ZMQ_BACKLOG, { 1024, 512, 512, -1, -1 } },
    { ZMQ_CONNECT_TIMEOUT, { -1, -1, -1, 3000, 10000 } },
    { ZMQ_RECONNECT_IVL, { -1, -1, -1, 100, 250 } },
    { ZMQ_RECONNECT_IVL_MAX, { -1, -1, -1, 2000, 15000 } },
    { ZMQ_TCP_KEEPALIVE, { 1, 1, 1, 1, 1 } },
    { ZMQ_TCP_KEEPALIVE_IDLE, { 60, 60, 60, 60, 60 } },
    { ZMQ_TCP_KEEPALIVE_INTVL, { 10, 10, 10, 10, 10 } },
    { ZMQ_TCP_KEEPALIVE_CNT, { 3, 3, 3, 3, 3 } },
};

/*
 * Per frame. From clients twice what the gateway accepts, so that it can
 * answer 413 instead of cutting the connection.
 */
static const int64_t frame_size_max[USES] = {
    [SOCKET_OF_CLIENTS] = 512 << 10,
    [SOCKET_OF_WORKERS] = 4 << 20,
    [SOCKET_OF_LINKS] = 4 << 20,
    [SOCKET_TO_GATEWAY] = 4 << 20,
    [SOCKET_TO_PARENT] = 4 << 20,
};

static void
set_options(void *handle, enum socket_use use)
{
    for (size_t i = 0; i < sizeof(options) / sizeof(*options); i++)
        if (options[i].value[use] >= 0)
            zmq_setsockopt(handle, options[i].option, &options[i].value[use],
                    sizeof(int));
    zmq_setsockopt(handle, ZMQ_MAXMSGSIZE, &frame_size_max[use],
            sizeof(frame_size_max[use]));
}

/* Only ipc:// has a path that somebody else could bind over ours. */
static bool
take_lock(const char *endpoint, int *out)
{
    const size_t scheme = strlen("ipc://");
    char *path;

    if (strncmp(endpoint, "ipc://", scheme) != 0)
        return true;
    path = zsys_sprintf("%s.lock", endpoint + scheme);
    *out = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    free(path);
    if (*out < 0)
        return false;
    if (flock(*out, LOCK_EX | LOCK_NB) == 0)
        return true;
    errno = EADDRINUSE;
    return false;
}

/* A workers' ipc:// file has its mode from the start: nobody slips in. */
static int
bind_for(zsock_t *zsock, enum socket_use use, const char *endpoint)
{
    mode_t before;
    int rc;

    if (use == SOCKET_OF_CLIENTS)
        return zsock_bind(zsock, "%s", endpoint);
    before = umask(0077);
    rc = zsock_bind(zsock, "%s", endpoint);
    umask(before);
    return rc;
}

static bool
attach(struct socket *socket, enum socket_use use, const char *endpoint)
{
    if (!socket->is_router)
        return zsock_connect(socket->zsock, "%s", endpoint) == 0;
    return take_lock(endpoint, &socket->lock) &&
           bind_for(socket->zsock, use, endpoint) >= 0;
}

/* Bound: whoever has one of our keys. Connected: the other side's is known. */
static enum status
secure(struct socket *socket, enum socket_use use, const struct keys *own,
        const char *server_key)
{
    const int is_server = 1;
    const char *domain = use == SOCKET_OF_LINKS ? ZAP_LINKS : ZAP_OWN;
    enum status status = STATUS_OK;

    if (socket->is_router) {
        status = zap_open();
        socket->has_zap = !status;
        zmq_setsockopt(socket->handle, ZMQ_CURVE_SERVER, &is_server,
                sizeof(is_server));
        zmq_setsockopt(socket->handle, ZMQ_ZAP_DOMAIN, domain, strlen(domain));
    } else {
        zmq_setsockopt(socket->handle, ZMQ_CURVE_SERVERKEY, server_key,
                KEY_TEXT_SIZE);
        zmq_setsockopt(socket->handle, ZMQ_CURVE_PUBLICKEY, own->public_key,
                KEY_TEXT_SIZE);
    }
    zmq_setsockopt(socket->handle, ZMQ_CURVE_SECRETKEY, own->secret_key,
            KEY_TEXT_SIZE);
    return status;
}

enum status
socket_open_as(struct socket *out, enum socket_use use, const char *endpoint,
        const struct keys *own, const char *server_key)
{
    const bool is_router = use < SOCKET_TO_GATEWAY;
    enum status status = STATUS_OK;

    /* Signals are the loop's business, not czmq's. */
    zsys_handler_set(NULL);
    *out = (struct socket){
        .is_router = is_router,
        .zsock = zsock_new(is_router ? ZMQ_ROUTER : ZMQ_DEALER),
        .lock = -1,
    };
    if (out->zsock) {
        out->handle = zsock_resolve(out->zsock);
        set_options(out->handle, use);
        if (own)
            status = secure(out, use, own, server_key);
        if (!status && attach(out, use, endpoint))
            return STATUS_OK;
    }
    log_error("event=socket_refused endpoint=%s reason=\"%s\"", endpoint,
            zmq_strerror(zmq_errno()));
    socket_close(out);
    return STATUS_UNAVAILABLE;
}

/* Whoever comes first makes the gateway's keys, too, where it may. */
static enum status
find_gateway(const char *folder, char out[KEY_TEXT_SIZE])
{
    struct keys gateway;
    enum status status = keys_find_public(folder, "gateway", out);

    if (!status || strcmp(keys_own_name(), "gateway") == 0)
        return status;
    status = keys_open(folder, "gateway", &gateway);
    memcpy(out, gateway.public_key, KEY_TEXT_SIZE);
    return status;
}

enum status
socket_open(struct socket *out, enum socket_use use, const char *endpoint)
{
    char room[KEY_FOLDER_SIZE], server_key[KEY_TEXT_SIZE];
    const char *folder = keys_folder(room);
    struct keys own;
    enum status status;

    if (strncmp(endpoint, "tcp://", strlen("tcp://")) != 0)
        return socket_open_as(out, use, endpoint, NULL, NULL);
    *out = (struct socket){ .lock = -1 };
    status = keys_open(folder, keys_own_name(), &own);
    if (!status && use == SOCKET_TO_GATEWAY)
        status = find_gateway(folder, server_key);
    return status ? status
                  : socket_open_as(out, use, endpoint, &own, server_key);
}

void
socket_close_bundle(struct socket *socket)
{
    if (!socket->bundle.is_open)
        return;
    zmq_msg_close(&socket->bundle.peer);
    zmq_msg_close(&socket->bundle.frame);
    socket->bundle.is_open = false;
}

void
socket_close(struct socket *socket)
{
    if (!socket->zsock)
        return;
    socket_close_bundle(socket);
    zsock_destroy(&socket->zsock);
    socket->handle = NULL;
    if (socket->lock >= 0)
        close(socket->lock);
    if (socket->has_zap)
        zap_close();
    socket->has_zap = false;
}
