#include "bus/zap.h"

#include "base/clock.h"
#include "base/log.h"

#include <czmq.h>
#include <dirent.h>
#include <pthread.h>
#include <stdlib.h>

enum {
    FRAMES = 7,          /* of a CURVE request */
    READ_AGAIN_MS = 200, /* a folder is not read for each stranger */
    OWN_MAX = 256,
};

#define ENDPOINT "inproc://zeromq.zap.01"

struct peers {
    struct zap_peer *list;
    size_t count;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct peers linked; /* under lock */
static zactor_t *handler;   /* of the main thread, as its count */
static int opened;

/* -- the thread's own: keys of the folder --------------------------------- */

struct folder_keys {
    struct zap_peer list[OWN_MAX];
    size_t count;
    int64_t read_at; /* monotonic */
    int64_t told_at; /* of a stranger */
};

static bool
is_public(const char *file, size_t *name_len)
{
    const char *dot = strrchr(file, '.');

    *name_len = dot ? (size_t)(dot - file) : 0;
    return dot && strcmp(dot, ".pub") == 0 && *name_len > 0 &&
           *name_len < ZAP_USER_SIZE;
}

static void
read_entry(struct folder_keys *keys, const char *folder, const char *file)
{
    struct zap_peer *peer = &keys->list[keys->count];
    char text[KEY_TEXT_SIZE];
    size_t len;

    if (keys->count == OWN_MAX || !is_public(file, &len))
        return;
    memcpy(peer->user, file, len);
    peer->user[len] = '\0';
    if (!keys_find_public(folder, peer->user, text) &&
            keys_read_text(text, peer->key))
        keys->count++;
}

static void
read_folder(struct folder_keys *keys)
{
    char room[KEY_FOLDER_SIZE];
    const char *folder = keys_folder(room);
    DIR *listing = opendir(folder);
    const struct dirent *entry;

    keys->count = 0;
    keys->read_at = clock_monotonic();
    while (listing && (entry = readdir(listing)))
        read_entry(keys, folder, entry->d_name);
    if (listing)
        closedir(listing);
}

static bool
find(const struct zap_peer *list, size_t count, const uint8_t *key, char *user)
{
    for (size_t i = 0; i < count; i++) {
        if (memcmp(list[i].key, key, KEY_SIZE) != 0)
            continue;
        memcpy(user, list[i].user, ZAP_USER_SIZE);
        return true;
    }
    return false;
}

/* A key that was made since is looked for, but not at any price. */
static bool
find_own(struct folder_keys *keys, const uint8_t *key, char *user)
{
    if (find(keys->list, keys->count, key, user))
        return true;
    if (keys->count > 0 && clock_monotonic() - keys->read_at < READ_AGAIN_MS)
        return false;
    read_folder(keys);
    return find(keys->list, keys->count, key, user);
}

static bool
find_linked(const uint8_t *key, char *user)
{
    bool is_found;

    pthread_mutex_lock(&lock);
    is_found = find(linked.list, linked.count, key, user);
    pthread_mutex_unlock(&lock);
    return is_found;
}

/* -- one handshake -------------------------------------------------------- */

static bool
frame_is(zframe_t *frame, const char *text)
{
    return zframe_size(frame) == strlen(text) &&
           memcmp(zframe_data(frame), text, strlen(text)) == 0;
}

static bool
is_known(struct folder_keys *keys, zframe_t **frames, char *user)
{
    const uint8_t *key = zframe_data(frames[6]);

    if (!frame_is(frames[0], "1.0") || !frame_is(frames[5], "CURVE") ||
            zframe_size(frames[6]) != KEY_SIZE)
        return false;
    if (frame_is(frames[2], ZAP_LINKS))
        return find_linked(key, user);
    return frame_is(frames[2], ZAP_OWN) && find_own(keys, key, user);
}

/*
 * 300 and not 400: a connector that is told 400 never tries again, and keys
 * may be listed a moment later.
 */
static void
answer(zsock_t *socket, zframe_t *request_id, const char *user)
{
    zmsg_t *reply = zmsg_new();

    zmsg_addstr(reply, "1.0");
    zmsg_addmem(reply, zframe_data(request_id), zframe_size(request_id));
    zmsg_addstr(reply, user ? "200" : "300");
    zmsg_addstr(reply, user ? "OK" : "unknown key");
    zmsg_addstr(reply, user ? user : "");
    zmsg_addmem(reply, "", 0);
    zmsg_send(&reply, socket);
}

/* A line a second is enough, however many knock. */
static bool
may_complain(struct folder_keys *keys)
{
    const int64_t now = clock_monotonic();

    if (keys->told_at > 0 && now - keys->told_at < SECOND_MS)
        return false;
    keys->told_at = now;
    return true;
}

static void
judge(struct folder_keys *keys, zsock_t *socket, zmsg_t *message)
{
    zframe_t *frames[FRAMES] = { NULL };
    char user[ZAP_USER_SIZE] = "";
    size_t count = zmsg_size(message);
    bool is_welcome = false;

    frames[0] = zmsg_first(message);
    for (size_t i = 1; i < FRAMES; i++)
        frames[i] = zmsg_next(message);
    if (count == FRAMES)
        is_welcome = is_known(keys, frames, user);
    if (count < 4)
        return;
    if (!is_welcome && may_complain(keys))
        log_warn("event=stranger domain=%.*s address=%.*s",
                (int)zframe_size(frames[2]), (char *)zframe_data(frames[2]),
                (int)zframe_size(frames[3]), (char *)zframe_data(frames[3]));
    answer(socket, frames[1], is_welcome ? user : NULL);
}

static void
serve(zsock_t *pipe, void *argument)
{
    zsock_t *socket = argument;
    zpoller_t *poller = zpoller_new(pipe, socket, NULL);
    struct folder_keys *keys = calloc(1, sizeof(*keys));
    zmsg_t *message;

    if (!keys)
        abort();
    zsock_signal(pipe, 0);
    while (zpoller_wait(poller, -1) == socket) {
        message = zmsg_recv(socket);
        if (message)
            judge(keys, socket, message);
        zmsg_destroy(&message);
    }
    free(keys);
    zpoller_destroy(&poller);
    /* At once: closing alone gives the name back at some later time. */
    zsock_unbind(socket, ENDPOINT);
    zsock_destroy(&socket);
}

/* -- for the main thread -------------------------------------------------- */

enum status
zap_open(void)
{
    zsock_t *socket;

    if (opened > 0) {
        opened++;
        return STATUS_OK;
    }
    socket = zsock_new(ZMQ_REP);
    if (!socket || zsock_bind(socket, ENDPOINT)) {
        zsock_destroy(&socket);
        log_error("event=no_zap reason=\"%s\"", zmq_strerror(zmq_errno()));
        return STATUS_UNAVAILABLE;
    }
    handler = zactor_new(serve, socket);
    opened = 1;
    return STATUS_OK;
}

void
zap_close(void)
{
    if (--opened > 0)
        return;
    zactor_destroy(&handler);
    zap_allow(NULL, 0);
}

void
zap_allow(const struct zap_peer *peers, size_t count)
{
    struct zap_peer *list = count > 0 ? malloc(count * sizeof(*list)) : NULL;

    if (count > 0 && !list)
        abort();
    if (count > 0)
        memcpy(list, peers, count * sizeof(*list));
    pthread_mutex_lock(&lock);
    free(linked.list);
    linked = (struct peers){ list, count };
    pthread_mutex_unlock(&lock);
}
