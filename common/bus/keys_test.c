#include "base/test.h"

#include "bus/mdp.h"
#include "bus/zap.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[] = "/tmp/keys_test_XXXXXX";

static struct keys
keys_of(const char *name)
{
    struct keys keys;

    assert_int_equal(keys_open(folder, name, &keys), STATUS_OK);
    return keys;
}

static void
a_pair_is_made_once_and_for_its_owner_alone(void **state)
{
    struct keys first = keys_of("once"), second = keys_of("once");
    char path[64], public_key[KEY_TEXT_SIZE];
    struct stat file;

    assert_string_equal(first.secret_key, second.secret_key);
    assert_string_equal(first.public_key, second.public_key);
    assert_int_equal(keys_find_public(folder, "once", public_key), STATUS_OK);
    assert_string_equal(public_key, first.public_key);
    snprintf(path, sizeof(path), "%s/once.key", folder);
    assert_int_equal(stat(path, &file), 0);
    assert_int_equal(file.st_mode & 0777, 0600);
}

static void
a_replaced_pair_is_another(void **state)
{
    struct keys before = keys_of("replaced"), next;

    assert_int_equal(keys_make(&next), STATUS_OK);
    assert_int_equal(keys_replace(folder, "replaced", &next), STATUS_OK);
    assert_string_equal(keys_of("replaced").public_key, next.public_key);
    assert_string_not_equal(next.public_key, before.public_key);
}

/* A gateway on a port of its own, and somebody who dials it. */
struct pair {
    struct socket gateway;
    struct socket peer;
};

static void
endpoint_of(const struct socket *socket, char *out, size_t size)
{
    zmq_getsockopt(socket->handle, ZMQ_LAST_ENDPOINT, out, &size);
}

static void
open_pair(struct pair *pair, enum socket_use use, const char *name)
{
    struct keys gateway = keys_of("gateway"), own = keys_of(name);
    char endpoint[128];

    assert_int_equal(socket_open_as(&pair->gateway, use, "tcp://127.0.0.1:*",
                             &gateway, NULL),
            STATUS_OK);
    endpoint_of(&pair->gateway, endpoint, sizeof(endpoint));
    assert_int_equal(socket_open_as(&pair->peer, SOCKET_TO_GATEWAY, endpoint,
                             &own, gateway.public_key),
            STATUS_OK);
}

static void
close_pair(struct pair *pair)
{
    socket_close(&pair->peer);
    socket_close(&pair->gateway);
}

static bool
can_send_within(struct socket *socket, long ms)
{
    zmq_pollitem_t item = { socket->handle, 0, ZMQ_POLLOUT, 0 };

    return zmq_poll(&item, 1, ms) == 1;
}

static void
assert_heard(struct pair *pair, struct str user)
{
    struct mdp_head head = { .kind = MDP_WORKER_HEARTBEAT };
    zmq_pollitem_t item = { pair->gateway.handle, 0, ZMQ_POLLIN, 0 };
    struct mdp_message message;

    assert_true(can_send_within(&pair->peer, 5000));
    assert_int_equal(mdp_send(&pair->peer, &head, NULL, 0), STATUS_OK);
    assert_int_equal(zmq_poll(&item, 1, 5000), 1);
    assert_int_equal(mdp_receive(&pair->gateway, &message), STATUS_OK);
    assert_true(str_equal(mdp_user(&message), user));
    mdp_release(&message);
}

static void
who_has_a_key_of_the_folder_is_known_by_its_name(void **state)
{
    struct pair pair;

    open_pair(&pair, SOCKET_OF_WORKERS, "grants");
    assert_heard(&pair, STR("grants"));
    close_pair(&pair);
}

/* Half a second is many times what a handshake takes here. */
static void
a_stranger_does_not_come_in(void **state)
{
    struct keys gateway = keys_of("gateway"), stranger;
    struct socket known, unknown;
    char endpoint[128];

    keys_make(&stranger);
    assert_int_equal(socket_open_as(&known, SOCKET_OF_WORKERS,
                             "tcp://127.0.0.1:*", &gateway, NULL),
            STATUS_OK);
    endpoint_of(&known, endpoint, sizeof(endpoint));
    assert_int_equal(socket_open_as(&unknown, SOCKET_TO_GATEWAY, endpoint,
                             &stranger, gateway.public_key),
            STATUS_OK);
    assert_false(can_send_within(&unknown, 500));
    socket_close(&unknown);
    assert_int_equal(
            socket_open_as(&unknown, SOCKET_TO_GATEWAY, endpoint, NULL, NULL),
            STATUS_OK);
    assert_false(can_send_within(&unknown, 500));
    socket_close(&unknown);
    socket_close(&known);
}

/* It is turned away at first, and let in by the same socket later. */
static void
a_link_is_let_in_once_it_is_allowed(void **state)
{
    struct zap_peer peer = { .user = "longgang.bantian" };
    struct pair pair;

    open_pair(&pair, SOCKET_OF_LINKS, "link");
    assert_false(can_send_within(&pair.peer, 300));
    assert_true(keys_read_text(keys_of("link").public_key, peer.key));
    zap_allow(&peer, 1);
    assert_heard(&pair, STR("longgang.bantian"));
    close_pair(&pair);
}

static void
what_is_a_key_of_ours_is_no_key_of_a_link(void **state)
{
    struct pair pair;

    open_pair(&pair, SOCKET_OF_LINKS, "grants");
    assert_false(can_send_within(&pair.peer, 300));
    close_pair(&pair);
}

static int
make_folder(void **state)
{
    setenv("CW_KEYS", mkdtemp(folder), 1);
    return 0;
}

static int
remove_folder(void **state)
{
    static const char *const names[] = { "gateway", "grants", "link", "once",
        "replaced" };
    char path[64];

    for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
        snprintf(path, sizeof(path), "%s/%s.key", folder, names[i]);
        unlink(path);
        snprintf(path, sizeof(path), "%s/%s.pub", folder, names[i]);
        unlink(path);
    }
    return rmdir(folder);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_pair_is_made_once_and_for_its_owner_alone),
        cmocka_unit_test(a_replaced_pair_is_another),
        cmocka_unit_test(who_has_a_key_of_the_folder_is_known_by_its_name),
        cmocka_unit_test(a_stranger_does_not_come_in),
        cmocka_unit_test(a_link_is_let_in_once_it_is_allowed),
        cmocka_unit_test(what_is_a_key_of_ours_is_no_key_of_a_link),
    };

    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
