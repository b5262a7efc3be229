#include "base/test.h"

#include "identity.h"

#include <stdio.h>
#include <stdlib.h>

static const struct uuid somebody = { { 7 } };

static int
set_up(void **state)
{
    struct identities *identities = malloc(sizeof(*identities));

    identities_init(identities);
    *state = identities;
    return 0;
}

static int
tear_down(void **state)
{
    identity_forget_all(*state);
    free(*state);
    return 0;
}

/* Known since 1000 (monotonic), good until 9999999 (as dates go). */
static struct identity *
known(struct identities *identities, struct str token)
{
    struct identity *identity = identity_hold(identities, token);
    struct role_grant grant = { ROLE_OPERATOR, STR("longgang") };
    struct actor actor = { .has_account = true,
        .account = somebody,
        .grants = &grant,
        .grants_count = 1 };

    identity_learn(identity, &actor, 9999999, 1000);
    return identity;
}

static void
a_token_names_its_hub(void **state)
{
    struct str hub = token_hub(STR("cw_longgang.bantian.0a1b.c2VjcmV0"));

    assert_true(str_equal(hub, STR("longgang.bantian")));
    assert_int_equal(token_hub(STR("cw_longgang")).len, 0);
    assert_int_equal(token_hub(STR("cw_.a.b")).len, 0);
    assert_int_equal(token_hub(STR("cw_a.b")).len, 0);
    assert_int_equal(token_hub(STR("cw_")).len, 0);
    assert_int_equal(token_hub(STR("xx_a.b.c")).len, 0);
    assert_int_equal(token_hub(STR("")).len, 0);
}

static void
what_was_learned_is_fresh_for_30_s(void **state)
{
    struct identity *identity = known(*state, STR("token"));

    assert_int_equal(identity_state(identity, 30999, 0, true), IDENTITY_USABLE);
    assert_int_equal(identity_state(identity, 31000, 0, true),
            IDENTITY_UNKNOWN);
    identity_unhold(identity);
}

static void
it_serves_10_minutes_while_registry_is_away(void **state)
{
    struct identity *identity = known(*state, STR("token"));

    assert_int_equal(identity_state(identity, 600999, 0, false),
            IDENTITY_USABLE);
    assert_int_equal(identity_state(identity, 601000, 0, false),
            IDENTITY_UNKNOWN);
    identity_unhold(identity);
}

static void
after_a_miss_registry_is_left_alone_for_a_while(void **state)
{
    struct identity *identity = known(*state, STR("token"));

    assert_true(identity_miss(identity, 50000, 0));
    assert_int_equal(identity_state(identity, 54999, 0, true), IDENTITY_USABLE);
    assert_int_equal(identity_state(identity, 55000, 0, true),
            IDENTITY_UNKNOWN);
    assert_false(identity_miss(identity, 601000, 0));
    identity_unhold(identity);
}

static void
an_expired_token_is_never_usable(void **state)
{
    struct identity *identity = known(*state, STR("token"));

    assert_int_equal(identity_state(identity, 1000, 9999998, true),
            IDENTITY_USABLE);
    assert_int_equal(identity_state(identity, 1000, 9999999, true),
            IDENTITY_UNKNOWN);
    assert_int_equal(identity_state(identity, 1000, 9999999, false),
            IDENTITY_UNKNOWN);
    identity_unhold(identity);
}

static void
a_stranger_is_unknown(void **state)
{
    struct identity *identity = identity_hold(*state, STR("token"));

    assert_int_equal(identity_state(identity, 0, 0, false), IDENTITY_UNKNOWN);
    assert_false(identity_miss(identity, 0, 0));
    identity_unhold(identity);
}

static void
the_same_token_is_the_same_entry(void **state)
{
    struct identity *first = known(*state, STR("token"));
    struct identity *again = identity_hold(*state, STR("token"));
    struct identity *other = identity_hold(*state, STR("token2"));

    assert_ptr_equal(first, again);
    assert_ptr_not_equal(first, other);
    assert_true(str_equal(again->actor.grants[0].scope, STR("longgang")));
    identity_unhold(first);
    identity_unhold(again);
    identity_unhold(other);
}

static void
a_forgotten_account_is_asked_about_again(void **state)
{
    struct identities *identities = *state;
    struct identity *held = known(identities, STR("token"));
    struct identity *again;

    identity_forget_account(identities, somebody);
    assert_true(held->is_known);
    again = identity_hold(identities, STR("token"));
    assert_false(again->is_known);
    identity_unhold(held);
    identity_unhold(again);
}

static void
the_least_used_makes_room(void **state)
{
    struct identities *identities = *state;
    struct identity *used;
    char token[16];

    identity_unhold(known(identities, STR("first")));
    identity_unhold(known(identities, STR("second")));
    for (int i = 0; i < IDENTITIES_MAX - 1; i++) {
        snprintf(token, sizeof(token), "%d", i);
        identity_unhold(identity_hold(identities, STR("first")));
        identity_unhold(identity_hold(identities, str_from(token)));
    }
    assert_int_equal(identities->count, IDENTITIES_MAX);
    used = identity_hold(identities, STR("first"));
    assert_true(used->is_known);
    identity_unhold(used);
    used = identity_hold(identities, STR("second"));
    assert_false(used->is_known);
    identity_unhold(used);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_token_names_its_hub, set_up,
                tear_down),
        cmocka_unit_test_setup_teardown(what_was_learned_is_fresh_for_30_s,
                set_up, tear_down),
        cmocka_unit_test_setup_teardown(
                it_serves_10_minutes_while_registry_is_away, set_up, tear_down),
        cmocka_unit_test_setup_teardown(
                after_a_miss_registry_is_left_alone_for_a_while, set_up,
                tear_down),
        cmocka_unit_test_setup_teardown(an_expired_token_is_never_usable,
                set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_stranger_is_unknown, set_up,
                tear_down),
        cmocka_unit_test_setup_teardown(the_same_token_is_the_same_entry,
                set_up, tear_down),
        cmocka_unit_test_setup_teardown(
                a_forgotten_account_is_asked_about_again, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_least_used_makes_room, set_up,
                tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
