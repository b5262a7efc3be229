#include "address.h"

#include "base/test.h"
#include <netinet/in.h>

static struct address
address(const char *text)
{
    struct address out;
    assert_true(address_parse(str_from(text), &out));
    return out;
}

static struct networks
networks(const char *text)
{
    struct networks out;
    assert_true(networks_parse(str_from(text), &out));
    return out;
}

static void
text_and_sockets_name_the_same_address(void **state)
{
    const struct sockaddr_in socket_address = {
        .sin_family = AF_INET,
        .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
    };
    assert_true(address_equal(address("127.0.0.1"),
            address_from_socket((const struct sockaddr *)&socket_address)));
    assert_true(
            address_equal(address("127.0.0.1"), address("::ffff:127.0.0.1")));
}

static void
what_is_no_address_is_refused(void **state)
{
    struct address out;
    assert_false(address_parse(STR(""), &out));
    assert_false(address_parse(STR("1.2.3"), &out));
    assert_false(address_parse(STR("example.org"), &out));
    assert_false(address_parse(STR("1.2.3.4:80"), &out));
}

static void
ipv6_addresses_of_one_site_count_as_one(void **state)
{
    assert_true(address_equal(address_site(address("2001:db8:0:1::5")),
            address_site(address("2001:db8:0:1:9::7"))));
    assert_false(address_equal(address_site(address("2001:db8:0:1::5")),
            address_site(address("2001:db8:0:2::5"))));
    assert_false(address_equal(address_site(address("10.0.0.1")),
            address_site(address("10.0.0.2"))));
}

static void
networks_hold_their_addresses_only(void **state)
{
    const struct networks both = networks("172.16.0.0/12, 2001:db8::/32");
    assert_true(networks_have(&both, address("172.31.255.255")));
    assert_false(networks_have(&both, address("172.32.0.0")));
    assert_true(networks_have(&both, address("2001:db8:1::1")));
    assert_false(networks_have(&both, address("2001:db9::1")));
}

static void
what_is_no_network_is_refused(void **state)
{
    struct networks out;
    assert_false(networks_parse(STR("10.0.0.0/33"), &out));
    assert_false(networks_parse(STR("10.0.0.0/"), &out));
    assert_false(networks_parse(STR("10.0.0.1,,10.0.0.2"), &out));
    assert_true(networks_parse(STR(""), &out));
}

static void
only_believed_proxies_forward(void **state)
{
    const struct networks none = networks("");
    const struct networks proxies = networks("10.0.0.0/8");
    const struct str forwarded = STR("6.6.6.6, 1.2.3.4 ,10.1.1.1");
    assert_true(address_equal(address("10.0.0.2"),
            address_of_client(address("10.0.0.2"), forwarded, &none)));
    assert_true(address_equal(address("1.2.3.4"),
            address_of_client(address("10.0.0.2"), forwarded, &proxies)));
    assert_true(address_equal(address("8.8.8.8"),
            address_of_client(address("8.8.8.8"), forwarded, &proxies)));
}

static void
a_malformed_forward_is_the_proxys_own(void **state)
{
    const struct networks proxies = networks("10.0.0.0/8");
    assert_true(address_equal(address("10.0.0.2"),
            address_of_client(address("10.0.0.2"), STR("nonsense"), &proxies)));
    assert_true(address_equal(address("10.0.0.9"),
            address_of_client(address("10.0.0.2"), STR("10.0.0.9"), &proxies)));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_and_sockets_name_the_same_address),
        cmocka_unit_test(what_is_no_address_is_refused),
        cmocka_unit_test(ipv6_addresses_of_one_site_count_as_one),
        cmocka_unit_test(networks_hold_their_addresses_only),
        cmocka_unit_test(what_is_no_network_is_refused),
        cmocka_unit_test(only_believed_proxies_forward),
        cmocka_unit_test(a_malformed_forward_is_the_proxys_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
