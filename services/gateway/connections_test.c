#include "connections.h"

#include "base/test.h"

enum { SITES = 3000, EACH = 3 };

static struct address
site(int number)
{
    struct address address = { .bytes = { 0x20, 0x01 } };

    memcpy(address.bytes + 2, &number, sizeof number);
    return address;
}

/* Of its site the last bytes say who it is. */
static struct connection *
add(struct connections *connections, int number, uint8_t who)
{
    struct address peer = site(number);

    peer.bytes[15] = who;
    return connections_add(connections, -1, peer, NO_DEADLINE);
}

static void
each_site_is_counted_by_itself(void **state)
{
    static struct connection *all[SITES][EACH];
    struct connections connections;

    (void)state;
    connections_init(&connections);
    for (int i = 0; i < SITES * EACH; i++)
        all[i % SITES][i / SITES] =
                add(&connections, i % SITES, (uint8_t)(i / SITES));
    assert_int_equal(connections.count, SITES * EACH);
    for (int left = EACH; left > 0; left--) {
        for (int i = 0; i < SITES; i++)
            assert_int_equal(connections_of_site(&connections, site(i)), left);
        for (int i = 0; i < SITES; i++)
            connections_remove(&connections, all[i][(i + left) % EACH]);
    }
    assert_int_equal(connections.count, 0);
    assert_null(connections.first);
    assert_int_equal(connections_of_site(&connections, site(1)), 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_site_is_counted_by_itself),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
