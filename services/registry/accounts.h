/* For the tests of accounts: accounts, and who their tokens stand for. */
#ifndef REGISTRY_ACCOUNTS_H
#define REGISTRY_ACCOUNTS_H

#include "fixture.h"

static const struct actor *gateway;

static inline int
open_accounts(void **state)
{
    int failed = open_hub(state);

    gateway = harness_service(hub, "gateway");
    return failed;
}

#undef TEST
#define TEST(name)                                                             \
    cmocka_unit_test_setup_teardown(name, open_accounts, close_hub)

#define PASSWORD "correct horse battery"

static inline struct uuid
open_named(const char *name, enum role role, const char *scope)
{
    struct role_grant grant = { role, str_from(scope) };
    struct open_account_reply opened;

    assert_ok(CALL(admin, open_account, &opened, .account = str_from(name),
            .has_password = true, .password = STR(PASSWORD), .grants = &grant,
            .grants_count = role ? 1 : 0));
    return opened.account_id;
}

static inline struct log_in_reply
log_in(const char *name)
{
    struct log_in_reply reply;

    assert_ok(CALL(nobody, log_in, &reply, .account = str_from(name),
            .password = STR(PASSWORD)));
    return reply;
}

/* Who the gateway would say the token stands for. */
static inline struct actor
as(struct str token)
{
    struct authenticate_reply reply;

    assert_ok(CALL(gateway, authenticate, &reply, .token = token));
    return (struct actor){
        .has_account = true,
        .account = reply.account,
        .has_home_hub = true,
        .home_hub = reply.home_hub,
        .grants = reply.grants,
        .grants_count = reply.grants_count,
    };
}

static inline void
assert_void(struct str token)
{
    assert_refused(CALL(gateway, authenticate, NULL, .token = token),
            "unauthenticated");
}

/* The clock goes on while passwords are hashed. */
static inline void
assert_soon_after(int64_t at, int64_t expected)
{
    assert_true(at >= expected && at < expected + MINUTE_MS);
}

#endif
