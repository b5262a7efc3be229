#include "base/test.h"

#include "bus/bundle.h"
#include "bus/mdp.h"

static const struct bundle_entry first = { 4, STR("12345678"), STR("header"),
    STR("payload") };
static const struct bundle_entry second = { 3, STR("2"), STR("h"), STR("") };

static void
assert_entry(const struct bundle_entry *entry,
        const struct bundle_entry *expected)
{
    assert_int_equal(entry->command, expected->command);
    assert_true(str_equal(entry->client, expected->client));
    assert_true(str_equal(entry->header, expected->header));
    assert_true(str_equal(entry->payload, expected->payload));
}

static void
entries_come_out_as_they_went_in(void **state)
{
    struct bundle bundle = { 0 };
    struct bundle_entry entry;
    struct str rest;

    bundle_add(&bundle, &first);
    bundle_add(&bundle, &second);
    rest = buffer_str(&bundle.bytes);
    assert_int_equal(rest.len,
            bundle_entry_size(&first) + bundle_entry_size(&second));
    assert_true(bundle_next(&rest, &entry));
    assert_entry(&entry, &first);
    assert_true(bundle_next(&rest, &entry));
    assert_entry(&entry, &second);
    assert_false(bundle_next(&rest, &entry));
    bundle_release(&bundle);
}

static void
a_cut_entry_is_none(void **state)
{
    struct bundle bundle = { 0 };

    bundle_add(&bundle, &first);
    for (size_t len = 0; len < bundle.bytes.len; len++) {
        struct str rest = { bundle.bytes.data, len };
        struct bundle_entry entry;

        assert_false(bundle_next(&rest, &entry));
    }
    bundle_release(&bundle);
}

/* -- between a gateway and a worker --------------------------------------- */

struct pair {
    struct socket gateway;
    struct socket worker;
    struct str peer; /* the gateway's name for the worker */
    struct mdp_message hello;
};

static enum status
receive_soon(struct socket *socket, struct mdp_message *out)
{
    zmq_pollitem_t item = { socket->handle, 0, ZMQ_POLLIN, 0 };

    if (!socket_has_more(socket))
        zmq_poll(&item, 1, 5000);
    return mdp_receive(socket, out);
}

static void
open_pair(struct pair *pair, const char *endpoint)
{
    const struct mdp_head hello = { .kind = MDP_WORKER_HEARTBEAT };

    assert_int_equal(socket_open(&pair->gateway, SOCKET_OF_WORKERS, endpoint),
            STATUS_OK);
    assert_int_equal(socket_open(&pair->worker, SOCKET_TO_GATEWAY, endpoint),
            STATUS_OK);
    assert_int_equal(mdp_send_copy(&pair->worker, &hello, NULL, 0), STATUS_OK);
    assert_int_equal(receive_soon(&pair->gateway, &pair->hello), STATUS_OK);
    pair->peer = pair->hello.head.peer;
}

static void
close_pair(struct pair *pair)
{
    mdp_release(&pair->hello);
    socket_close(&pair->worker);
    socket_close(&pair->gateway);
}

static void
ask(struct pair *pair, struct bundle *bundle, const char *client,
        struct str payload)
{
    const struct mdp_head head = { .kind = MDP_WORKER_REQUEST,
        .peer = pair->peer,
        .client = str_from(client) };

    assert_int_equal(mdp_gather(&pair->gateway, bundle, &head,
                             (struct str[]){ STR("header"), payload }),
            STATUS_OK);
}

static void
assert_asked(struct pair *pair, const char *client, size_t payload_len)
{
    struct mdp_message message;

    assert_int_equal(receive_soon(&pair->worker, &message), STATUS_OK);
    assert_int_equal(message.head.kind, MDP_WORKER_REQUEST);
    assert_true(str_equal(message.head.client, str_from(client)));
    assert_int_equal(message.body_count, 2);
    assert_true(str_equal(message.body[0], STR("header")));
    assert_int_equal(message.body[1].len, payload_len);
    mdp_release(&message);
}

static void
what_was_gathered_arrives_as_if_by_itself(void **state)
{
    struct pair pair;
    struct bundle bundle = { 0 };
    struct mdp_message message;

    open_pair(&pair, "inproc://gathered");
    ask(&pair, &bundle, "one", STR("first"));
    ask(&pair, &bundle, "two", STR(""));
    assert_int_equal(mdp_receive(&pair.worker, &message), STATUS_NOT_FOUND);
    assert_int_equal(mdp_send_bundle(&pair.gateway, pair.peer, &bundle),
            STATUS_OK);
    assert_int_equal(bundle.bytes.len, 0);
    assert_asked(&pair, "one", 5);
    assert_true(socket_has_more(&pair.worker));
    assert_asked(&pair, "two", 0);
    assert_false(socket_has_more(&pair.worker));
    assert_int_equal(mdp_receive(&pair.worker, &message), STATUS_NOT_FOUND);
    bundle_release(&bundle);
    close_pair(&pair);
}

static void
a_reply_in_a_bundle_can_be_taken_from_it(void **state)
{
    const struct mdp_head head = { .kind = MDP_WORKER_FINAL,
        .client = STR("one") };
    const struct str body[2] = { STR("header"), STR("payload") };
    struct pair pair;
    struct bundle bundle = { 0 };
    struct mdp_message message;
    zmq_msg_t frame;

    open_pair(&pair, "inproc://taken");
    assert_int_equal(mdp_gather(&pair.worker, &bundle, &head, body), STATUS_OK);
    assert_int_equal(mdp_send_bundle(&pair.worker, STR(""), &bundle),
            STATUS_OK);
    assert_int_equal(receive_soon(&pair.gateway, &message), STATUS_OK);
    assert_true(str_equal(message.head.peer, pair.peer));
    zmq_msg_init(&frame);
    mdp_take(&message, 1, &frame);
    mdp_release(&message);
    assert_int_equal(mdp_receive(&pair.gateway, &message), STATUS_NOT_FOUND);
    assert_true(str_equal(mdp_view(&frame), STR("payload")));
    zmq_msg_close(&frame);
    bundle_release(&bundle);
    close_pair(&pair);
}

/* In the order in which they were given, in bundles or beside them. */
static void
what_is_large_goes_by_itself_behind_the_others(void **state)
{
    static const char large[BUNDLE_ENTRY_SIZE_MAX];
    struct pair pair;
    struct bundle bundle = { 0 };

    open_pair(&pair, "inproc://large");
    ask(&pair, &bundle, "small", STR("payload"));
    ask(&pair, &bundle, "large", (struct str){ large, sizeof(large) });
    assert_int_equal(bundle.bytes.len, 0);
    assert_asked(&pair, "small", 7);
    assert_asked(&pair, "large", sizeof(large));
    bundle_release(&bundle);
    close_pair(&pair);
}

static void
a_full_bundle_leaves(void **state)
{
    static const char payload[BUNDLE_ENTRY_SIZE_MAX / 2];
    struct pair pair;
    struct bundle bundle = { 0 };

    open_pair(&pair, "inproc://full");
    for (int i = 0; i < 40; i++) {
        ask(&pair, &bundle, "one", (struct str){ payload, sizeof(payload) });
        assert_true(bundle.bytes.len <= BUNDLE_SIZE_MAX);
    }
    assert_true(bundle.count > 0);
    mdp_send_bundle(&pair.gateway, pair.peer, &bundle);
    for (int i = 0; i < 40; i++)
        assert_asked(&pair, "one", sizeof(payload));
    bundle_release(&bundle);
    close_pair(&pair);
}

/* What comes first is worked on while the rest is gathered. */
static void
one_with_many_entries_leaves_at_once(void **state)
{
    struct pair pair;
    struct bundle bundle = { 0 };

    open_pair(&pair, "inproc://counted");
    for (int i = 0; i < BUNDLE_COUNT_MAX; i++)
        ask(&pair, &bundle, "one", STR("payload"));
    assert_int_equal(bundle.count, 0);
    for (int i = 0; i < BUNDLE_COUNT_MAX; i++)
        assert_asked(&pair, "one", 7);
    bundle_release(&bundle);
    close_pair(&pair);
}

static void
a_bundle_for_who_is_gone_stays_with_its_sender(void **state)
{
    struct pair pair;
    struct bundle bundle = { 0 };

    open_pair(&pair, "inproc://gone");
    ask(&pair, &bundle, "one", STR("payload"));
    assert_int_equal(mdp_send_bundle(&pair.gateway, STR("nobody"), &bundle),
            STATUS_NOT_FOUND);
    assert_true(bundle.bytes.len > 0);
    bundle_release(&bundle);
    close_pair(&pair);
}

/* -- what is malformed ---------------------------------------------------- */

static void
send_as_bundle(struct pair *pair, struct str bytes)
{
    const struct mdp_head head = { .kind = MDP_WORKER_BUNDLE };

    assert_int_equal(mdp_send_copy(&pair->worker, &head, &bytes, 1), STATUS_OK);
}

/* Nothing of it is taken, and what follows is. */
static void
assert_dropped(struct pair *pair, struct str bytes)
{
    struct mdp_message message;
    uint64_t before = pair->gateway.malformed;

    send_as_bundle(pair, bytes);
    assert_int_equal(receive_soon(&pair->gateway, &message), STATUS_MALFORMED);
    assert_int_equal(pair->gateway.malformed, before + 1);
    assert_false(socket_has_more(&pair->gateway));
}

static void
a_malformed_bundle_is_dropped_whole(void **state)
{
    struct bundle_entry from_gateway = first, cancel = first, nobody = first;
    const struct bundle_entry *wrong[] = { &from_gateway, &cancel, &nobody };
    struct pair pair;
    struct bundle bundle = { 0 };

    from_gateway.command = 2;
    cancel.command = 7;
    nobody.client = STR("");
    open_pair(&pair, "inproc://malformed");
    assert_dropped(&pair, STR(""));
    for (size_t i = 0; i < COUNT_OF(wrong); i++) {
        bundle_clear(&bundle);
        bundle_add(&bundle, &first);
        bundle_add(&bundle, wrong[i]);
        assert_dropped(&pair, buffer_str(&bundle.bytes));
    }
    bundle_clear(&bundle);
    bundle_add(&bundle, &first);
    for (size_t len = 1; len < bundle.bytes.len; len++)
        assert_dropped(&pair, (struct str){ bundle.bytes.data, len });
    buffer_append(&bundle.bytes, "x", 1);
    assert_dropped(&pair, buffer_str(&bundle.bytes));
    bundle_release(&bundle);
    close_pair(&pair);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(entries_come_out_as_they_went_in),
        cmocka_unit_test(a_cut_entry_is_none),
        cmocka_unit_test(what_was_gathered_arrives_as_if_by_itself),
        cmocka_unit_test(a_reply_in_a_bundle_can_be_taken_from_it),
        cmocka_unit_test(what_is_large_goes_by_itself_behind_the_others),
        cmocka_unit_test(a_full_bundle_leaves),
        cmocka_unit_test(one_with_many_entries_leaves_at_once),
        cmocka_unit_test(a_bundle_for_who_is_gone_stays_with_its_sender),
        cmocka_unit_test(a_malformed_bundle_is_dropped_whole),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
