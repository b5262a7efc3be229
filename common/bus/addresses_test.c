#include "bus/addresses.h"

#include "base/clock.h"
#include "base/test.h"

#include <poll.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <unistd.h>

/* What we say that names lead to; -1: only root may. */
static int names = -1;

static void
say_names(const char *text)
{
    assert_int_equal(ftruncate(names, 0), 0);
    assert_int_equal(pwrite(names, text, strlen(text), 0), strlen(text));
}

/* Of this process alone, and before it has another thread. */
static void
take_names(void)
{
    char path[] = "/tmp/cw-names-XXXXXX";
    int file = mkstemp(path);

    if (file < 0)
        return;
    if (!unshare(CLONE_NEWNS) &&
            !mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) &&
            !mount(path, "/etc/hosts", NULL, MS_BIND, NULL)) {
        names = file;
        say_names("127.0.0.1 localhost\n");
    }
    unlink(path);
}

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

static bool
has(const struct addresses *addresses, const char *endpoint)
{
    for (size_t i = 0; i < addresses_count(addresses); i++)
        if (strcmp(addresses_get(addresses, i), endpoint) == 0)
            return true;
    return false;
}

static void
refresh_until(struct addresses *addresses, const char *endpoint, int64_t ahead)
{
    for (int i = 0; i < 6000 && !has(addresses, endpoint); i++) {
        addresses_refresh(addresses, clock_monotonic() + ahead);
        poll(NULL, 0, 10);
    }
    assert_true(has(addresses, endpoint));
}

/* As of gateways behind one name, of which one more is started later. */
static void
every_address_of_a_name_is_found_and_those_that_come(void **state)
{
    struct addresses *addresses;

    if (names < 0)
        skip();
    say_names("127.0.0.1 localhost\n127.0.0.2 gateway\n127.0.0.3 gateway\n");
    addresses = addresses_open("tcp://gateway:5556");
    refresh_until(addresses, "tcp://127.0.0.3:5556", 0);
    assert_true(has(addresses, "tcp://127.0.0.2:5556"));
    assert_int_equal(addresses_count(addresses), 2);
    say_names("127.0.0.1 localhost\n127.0.0.3 gateway\n127.0.0.4 gateway\n");
    refresh_until(addresses, "tcp://127.0.0.4:5556", MINUTE_MS);
    assert_true(has(addresses, "tcp://127.0.0.3:5556"));
    assert_int_equal(addresses_count(addresses), 2);
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
        cmocka_unit_test(every_address_of_a_name_is_found_and_those_that_come),
        cmocka_unit_test(who_needs_one_takes_the_first),
    };

    take_names();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
