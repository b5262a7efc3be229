/* For the tests of this folder: a hub, the people who work there, calls. */
#ifndef REGISTRY_FIXTURE_H
#define REGISTRY_FIXTURE_H

#include "registry.h"
#include "store_tokenizer.h"

#include "base/clock.h"
#include "base/test.h"
#include "server/harness.h"

#include <sodium.h>
#include <stdio.h>

static struct harness *hub;
static const struct actor *operator_, *admin, *supervisor, *nobody, *resident;

static inline int
open_hub(void **state)
{
    char *const argv[] = { (char *)"--name", (char *)"龙岗社会创新中心",
        (char *)"--division", (char *)"440307" };

    if (sodium_init() < 0)
        return -1;
    db_on_open(tokenizer_add);
    hub = harness_open(&registry_service, "longgang");
    operator_ = harness_actor(hub, "operator", "operator", "longgang");
    admin = harness_actor(hub, "admin", "admin", "longgang");
    supervisor = harness_actor(hub, "supervisor", "supervisor", "longgang");
    resident = harness_actor(hub, "resident", "donor", "longgang");
    nobody = harness_public(hub);
    return harness_found(hub, COUNT_OF(argv), argv);
}

static inline int
close_hub(void **state)
{
    harness_close(hub);
    return 0;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_hub, close_hub)

/* Every call has a key of its own, since some operations want one. */
static inline const char *
next_key(void)
{
    static char key[32];
    static int count;

    snprintf(key, sizeof(key), "key-%d", ++count);
    return key;
}

/* CALL(operator_, add_person, &reply, .name = STR("王小明")) */
#define CALL(actor, op, reply, ...)                                            \
    harness_call(hub, actor, #op, next_key(),                                  \
            &(struct op##_request){ __VA_ARGS__ }, reply)

#define assert_ok(call) assert_int_equal(call, STATUS_OK)

#define assert_refused(call, code)                                             \
    do {                                                                       \
        assert_int_not_equal(call, STATUS_OK);                                 \
        assert_string_equal(harness_problem(hub), code);                       \
    } while (0)

#define assert_str_equal(given, text)                                          \
    do {                                                                       \
        const struct str given_ = (given);                                     \
        assert_int_equal(given_.len, strlen(text));                            \
        assert_memory_equal(given_.data, text, given_.len);                    \
    } while (0)

#define assert_uuid_equal(a, b) assert_true(uuid_equal(a, b))

static inline int64_t
day(const char *text)
{
    int64_t date = 0;

    assert_true(date_parse(str_from(text), &date));
    return date;
}

#endif
