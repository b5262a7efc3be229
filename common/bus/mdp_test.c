#include "base/test.h"

#include "bus/mdp.h"

#include <unistd.h>

/* Frames as a ROUTER sees them, the peer's name first; "" ends the list. */
struct dump {
    const char *hex[MDP_FRAMES_MAX + 1];
};

static struct str
bytes_of(const char *hex, char *room)
{
    size_t len = strlen(hex) / 2;

    for (size_t i = 0; i < len; i++) {
        unsigned value;

        sscanf(hex + 2 * i, "%2x", &value);
        room[i] = (char)value;
    }
    return (struct str){ room, len };
}

static size_t
frames_of(const struct dump *dump, char rooms[][64], struct str *frames)
{
    size_t count = 0;

    for (; dump->hex[count]; count++)
        frames[count] = bytes_of(dump->hex[count], rooms[count]);
    return count;
}

static enum status
parse(const struct dump *dump, bool is_router, struct mdp_head *head,
        size_t *body_start)
{
    static char rooms[MDP_FRAMES_MAX][64];
    struct str frames[MDP_FRAMES_MAX];
    size_t count = frames_of(dump, rooms, frames);

    return mdp_parse(frames, count, is_router, head, body_start);
}

#define PEER    "0001020304"
#define MDPC01  "4d4450433031"
#define MDPC02  "4d4450433032"
#define MDPW02  "4d4450573032"
#define GRANTS  "6772616e7473"
#define TICKET  "0000000100000007"
#define HEADER  "81a26964c400"
#define PAYLOAD "80"

/* Every command as it stands in docs/wire.md, read and written again. */
static const struct golden {
    enum mdp_kind kind;
    bool is_router;
    size_t body_start;
    struct dump dump;
} golden[] = {
    { MDP_REQUEST, true, 4,
            { { PEER, MDPC02, "01", GRANTS, HEADER, PAYLOAD } } },
    { MDP_PARTIAL, false, 3, { { MDPC02, "02", GRANTS, HEADER, PAYLOAD } } },
    { MDP_FINAL, false, 3, { { MDPC02, "03", GRANTS, HEADER, PAYLOAD } } },
    { MDP_REQUEST, true, 4, { { PEER, "", MDPC01, GRANTS, HEADER, PAYLOAD } } },
    { MDP_FINAL, false, 3, { { "", MDPC01, GRANTS, HEADER, PAYLOAD } } },
    { MDP_WORKER_READY, true, 4, { { PEER, MDPW02, "01", GRANTS, "80" } } },
    { MDP_WORKER_REQUEST, false, 4,
            { { MDPW02, "02", TICKET, "", HEADER, PAYLOAD } } },
    { MDP_WORKER_PARTIAL, true, 5,
            { { PEER, MDPW02, "03", TICKET, "", HEADER, PAYLOAD } } },
    { MDP_WORKER_FINAL, true, 5,
            { { PEER, MDPW02, "04", TICKET, "", HEADER, PAYLOAD } } },
    { MDP_WORKER_HEARTBEAT, true, 3, { { PEER, MDPW02, "05" } } },
    { MDP_WORKER_HEARTBEAT, true, 3, { { PEER, MDPW02, "05", "80" } } },
    { MDP_WORKER_HEARTBEAT, false, 2, { { MDPW02, "05" } } },
    { MDP_WORKER_DISCONNECT, true, 3, { { PEER, MDPW02, "06" } } },
    { MDP_WORKER_DISCONNECT, false, 2, { { MDPW02, "06" } } },
    { MDP_WORKER_CANCEL, false, 3, { { MDPW02, "07", TICKET } } },
    { MDP_WORKER_BUNDLE, true, 3, { { PEER, MDPW02, "08", PAYLOAD } } },
    { MDP_WORKER_BUNDLE, false, 2, { { MDPW02, "08", PAYLOAD } } },
};

static void
every_command_is_read(void **state)
{
    for (size_t i = 0; i < COUNT_OF(golden); i++) {
        struct mdp_head head;
        size_t body_start = 0;

        assert_int_equal(
                parse(&golden[i].dump, golden[i].is_router, &head, &body_start),
                STATUS_OK);
        assert_int_equal(head.kind, golden[i].kind);
        assert_int_equal(body_start, golden[i].body_start);
    }
}

static void
what_was_read_is_written_alike(void **state)
{
    char rooms[MDP_FRAMES_MAX][64];
    struct str before[MDP_FRAMES_MAX], after[MDP_HEAD_MAX];

    for (size_t i = 0; i < COUNT_OF(golden); i++) {
        size_t count = frames_of(&golden[i].dump, rooms, before);
        struct mdp_head head;
        size_t body_start = 0;

        assert_int_equal(mdp_parse(before, count, golden[i].is_router, &head,
                                 &body_start),
                STATUS_OK);
        assert_int_equal(mdp_build(&head, after), body_start);
        for (size_t at = 0; at < body_start; at++)
            assert_true(str_equal(before[at], after[at]));
    }
}

static void
names_and_addresses_are_found(void **state)
{
    struct dump dump = { { PEER, "", MDPW02, "04", TICKET, "", HEADER,
            PAYLOAD } };
    struct mdp_head head;
    size_t body_start;

    assert_int_equal(parse(&dump, true, &head, &body_start), STATUS_OK);
    assert_true(head.has_delimiter);
    assert_int_equal(head.peer.len, 5);
    assert_int_equal(head.client.len, 8);
    assert_int_equal(head.client.data[7], 7);
}

static void
old_clients_are_known_by_their_version(void **state)
{
    struct dump dump = { { PEER, "", MDPC01, GRANTS, PAYLOAD } };
    struct mdp_head head;
    size_t body_start;

    assert_int_equal(parse(&dump, true, &head, &body_start), STATUS_OK);
    assert_int_equal(head.version, MDP_01);
    assert_true(head.has_delimiter);
    assert_true(str_equal(head.service, STR("grants")));
}

static const struct dump malformed_at_gateway[] = {
    { { NULL } },
    { { PEER } },
    { { "", MDPC02, "01", GRANTS, HEADER } },         /* no peer */
    { { PEER, "" } },                                 /* a delimiter alone */
    { { PEER, "", "", MDPC02, "01", GRANTS, "80" } }, /* two of them */
    { { PEER, "4d4450433033", "01", GRANTS, "80" } }, /* MDPC03 */
    { { PEER, "4d4450573031", "01", GRANTS } },       /* MDPW01 */
    { { PEER, "4d44504330", "01", GRANTS, "80" } },   /* MDPC0 */
    { { PEER, MDPC02 } },
    { { PEER, MDPC02, "", GRANTS, "80" } },
    { { PEER, MDPC02, "0101", GRANTS, "80" } },
    { { PEER, MDPC02, "00", GRANTS, "80" } },
    { { PEER, MDPC02, "03", GRANTS, "80" } }, /* only we send FINAL */
    { { PEER, MDPC02, "04", GRANTS, "80" } },
    { { PEER, MDPC02, "01" } },
    { { PEER, MDPC02, "01", GRANTS } }, /* no body */
    { { PEER, MDPC02, "01", "", "80" } },
    { { PEER, MDPC01, GRANTS } },
    { { PEER, MDPW02, "01" } },
    { { PEER, MDPW02, "01", GRANTS, "80", "80" } },
    { { PEER, MDPW02, "02", TICKET, "", HEADER, PAYLOAD } },
    { { PEER, MDPW02, "04", TICKET, HEADER, PAYLOAD } }, /* no empty frame */
    { { PEER, MDPW02, "04", "", "", HEADER, PAYLOAD } },
    { { PEER, MDPW02, "04", TICKET, "", HEADER } },
    { { PEER, MDPW02, "04", TICKET, "", HEADER, PAYLOAD, PAYLOAD } },
    { { PEER, MDPW02, "05", "80", "80" } },
    { { PEER, MDPW02, "06", "80" } },
    { { PEER, MDPW02, "07", TICKET } }, /* only we cancel */
    { { PEER, MDPW02, "08" } },
    { { PEER, MDPW02, "08", PAYLOAD, PAYLOAD } },
    { { PEER, MDPW02, "09", PAYLOAD } },
};

static void
what_no_peer_may_send_is_malformed(void **state)
{
    for (size_t i = 0; i < COUNT_OF(malformed_at_gateway); i++) {
        struct mdp_head head;
        size_t body_start;

        assert_int_equal(
                parse(&malformed_at_gateway[i], true, &head, &body_start),
                STATUS_MALFORMED);
    }
}

/* A gateway and a peer within this process; a closed name stays taken. */
struct pair {
    struct socket gateway;
    struct socket peer;
};

static void
open_pair(struct pair *pair, const char *endpoint)
{
    assert_int_equal(socket_open(&pair->gateway, SOCKET_OF_WORKERS, endpoint),
            STATUS_OK);
    assert_int_equal(socket_open(&pair->peer, SOCKET_TO_GATEWAY, endpoint),
            STATUS_OK);
}

static void
close_pair(struct pair *pair)
{
    socket_close(&pair->peer);
    socket_close(&pair->gateway);
}

static enum status
receive_soon(struct socket *socket, struct mdp_message *out)
{
    zmq_pollitem_t item = { socket->handle, 0, ZMQ_POLLIN, 0 };

    zmq_poll(&item, 1, 5000);
    return mdp_receive(socket, out);
}

static void
a_message_crosses_and_is_answered(void **state)
{
    struct pair pair;
    struct mdp_message request, reply;
    struct mdp_head head = { .kind = MDP_REQUEST, .service = STR("grants") };
    zmq_msg_t body[2];

    open_pair(&pair, "inproc://crosses");
    assert_int_equal(mdp_send_copy(&pair.peer, &head,
                             (struct str[]){ STR("header"), STR("payload") },
                             2),
            STATUS_OK);
    assert_int_equal(receive_soon(&pair.gateway, &request), STATUS_OK);
    assert_int_equal(request.body_count, 2);
    assert_true(str_equal(request.body[1], STR("payload")));

    head = request.head;
    head.kind = MDP_FINAL;
    zmq_msg_init(&body[0]);
    zmq_msg_init(&body[1]);
    mdp_take(&request, 0, &body[0]);
    mdp_take(&request, 1, &body[1]);
    assert_int_equal(mdp_send(&pair.gateway, &head, body, 2), STATUS_OK);
    assert_int_equal(receive_soon(&pair.peer, &reply), STATUS_OK);
    assert_int_equal(reply.head.kind, MDP_FINAL);
    assert_true(str_equal(reply.body[0], STR("header")));
    assert_true(str_equal(reply.body[1], STR("payload")));
    assert_int_equal(mdp_receive(&pair.peer, &request), STATUS_NOT_FOUND);

    mdp_release(&reply);
    mdp_release(&request);
    close_pair(&pair);
}

static void
a_message_of_too_many_frames_is_dropped_whole(void **state)
{
    struct pair pair;
    struct mdp_message message;
    struct mdp_head head = { .kind = MDP_REQUEST, .service = STR("grants") };

    open_pair(&pair, "inproc://many");
    for (int i = 0; i < MDP_FRAMES_MAX + 5; i++)
        zmq_send(pair.peer.handle, "x", 1, ZMQ_SNDMORE);
    zmq_send(pair.peer.handle, "x", 1, 0);
    mdp_send_copy(&pair.peer, &head, (struct str[]){ STR("mmi") }, 1);

    assert_int_equal(receive_soon(&pair.gateway, &message), STATUS_MALFORMED);
    assert_int_equal(pair.gateway.malformed, 1);
    assert_int_equal(receive_soon(&pair.gateway, &message), STATUS_OK);
    assert_int_equal(message.body_count, 1);

    mdp_release(&message);
    close_pair(&pair);
}

static void
a_reply_to_nobody_is_an_error(void **state)
{
    struct pair pair;
    struct mdp_head head = {
        .kind = MDP_WORKER_HEARTBEAT,
        .peer = STR("nobody"),
    };

    open_pair(&pair, "inproc://nobody");
    assert_int_equal(mdp_send_copy(&pair.gateway, &head, NULL, 0),
            STATUS_NOT_FOUND);
    close_pair(&pair);
}

static void
an_ipc_path_is_bound_once(void **state)
{
    static const char endpoint[] = "ipc:///tmp/mdp_test_once";
    struct socket first, second;

    assert_int_equal(socket_open(&first, SOCKET_OF_WORKERS, endpoint),
            STATUS_OK);
    assert_int_equal(socket_open(&second, SOCKET_OF_CLIENTS, endpoint),
            STATUS_UNAVAILABLE);
    socket_close(&second);
    socket_close(&first);
    assert_int_equal(socket_open(&second, SOCKET_OF_CLIENTS, endpoint),
            STATUS_OK);
    socket_close(&second);
    unlink("/tmp/mdp_test_once.lock");
}

/* Until both queues, and what lies between them, have had no room for long. */
static void
fill(struct socket *socket)
{
    const struct mdp_head head = { .kind = MDP_WORKER_HEARTBEAT };
    zmq_pollitem_t item = { socket->handle, 0, ZMQ_POLLOUT, 0 };

    assert_int_equal(zmq_poll(&item, 1, 20000), 1);
    while (zmq_poll(&item, 1, 1000) > 0)
        mdp_send_copy(socket, &head, NULL, 0);
}

/* libzmq 4.3.4 ends the process at the next heartbeat of its own. */
static void
a_line_that_breaks_while_it_is_full_ends_nobody(void **state)
{
    struct pair pair;
    struct mdp_message message;
    int count = 0;

    open_pair(&pair, "ipc:///tmp/mdp_test_full");
    fill(&pair.peer);
    socket_close(&pair.peer);
    usleep(2500 * 1000);
    while (!receive_soon(&pair.gateway, &message)) {
        mdp_release(&message);
        count++;
    }
    assert_true(count >= 1000);
    close_pair(&pair);
    unlink("/tmp/mdp_test_full.lock");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_command_is_read),
        cmocka_unit_test(what_was_read_is_written_alike),
        cmocka_unit_test(names_and_addresses_are_found),
        cmocka_unit_test(old_clients_are_known_by_their_version),
        cmocka_unit_test(what_no_peer_may_send_is_malformed),
        cmocka_unit_test(a_message_crosses_and_is_answered),
        cmocka_unit_test(a_message_of_too_many_frames_is_dropped_whole),
        cmocka_unit_test(a_reply_to_nobody_is_an_error),
        cmocka_unit_test(an_ipc_path_is_bound_once),
        cmocka_unit_test(a_line_that_breaks_while_it_is_full_ends_nobody),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
