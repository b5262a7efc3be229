#include "bus/addresses.h"

#include "base/clock.h"
#include "base/test.h"

#include <poll.h>
#include <string.h>

static void
a_list_is_what_it_says(void **state)
{
    struct addresses *addresses =
            addresses_open("ipc:///run/a,tcp://127.0.0.1:5556,,ipc:///run/a");

    assert_int_equal(addresses_count(addresses), 2);
    assert_string_equal(addresses_get(addresses, 0), "ipc:///run/a");
    assert_string_equal(addresses_get(addresses, 1), "tcp://127.0.0.1:5556");
    addresses_close(addresses);
}

/* "localhost" is in /etc/hosts everywhere. */
static void
a_name_is_looked_up_on_the_side(void **state)
{
    struct addresses *addresses = addresses_open("tcp://localhost:5556");

    assert_int_equal(addresses_count(addresses), 0);
    assert_false(addresses_are_looked_up(addresses));
    for (int i = 0; i < 500 && addresses_count(addresses) == 0; i++) {
        addresses_refresh(addresses, clock_monotonic());
        poll(NULL, 0, 10);
    }
    assert_true(addresses_are_looked_up(addresses));
    assert_int_equal(addresses_count(addresses), 1);
    assert_string_equal(addresses_get(addresses, 0), "tcp://127.0.0.1:5556");
    addresses_close(addresses);
}

static void
who_needs_one_takes_the_first(void **state)
{
    char room[ENDPOINT_SIZE];

    assert_string_equal(addresses_first("ipc:///run/a,ipc:///run/b", room),
            "ipc:///run/a");
    assert_string_equal(addresses_first("tcp://a:1", room), "tcp://a:1");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_list_is_what_it_says),
        cmocka_unit_test(a_name_is_looked_up_on_the_side),
        cmocka_unit_test(who_needs_one_takes_the_first),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
