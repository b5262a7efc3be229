#include "fixture.h"

static struct str
key_of(char letter)
{
    static char keys[4][32];
    static int next;
    char *key = keys[next++ % 4];

    memset(key, letter, sizeof(keys[0]));
    return (struct str){ key, sizeof(keys[0]) };
}

/* The gateway of a hub below, as ours vouches for it. */
static struct actor
link_of(const char *branch)
{
    return (struct actor){
        .has_service = true,
        .service = STR("link"),
        .has_home_hub = true,
        .home_hub = str_from(branch),
    };
}

static void
assert_a_day_from_now(int64_t at)
{
    assert_in_range(at - harness_now(hub), 24 * HOUR_MS - MINUTE_MS,
            24 * HOUR_MS + MINUTE_MS);
}

static void
invite(const char *branch, char letter)
{
    struct invite_hub_reply invited;

    assert_ok(CALL(admin, invite_hub, &invited, .branch = str_from(branch),
            .key = key_of(letter)));
    assert_a_day_from_now(invited.until);
}

static enum status
enrol(const char *branch, char letter)
{
    const struct actor actor = link_of(branch);
    struct enrol_hub_reply enrolled;

    return CALL(&actor, enrol_hub, &enrolled, .key = key_of(letter));
}

static struct hub_link
only_link(void)
{
    struct list_links_reply links;

    assert_ok(CALL(supervisor, list_links, &links));
    assert_int_equal(links.items_count, 1);
    return links.items[0];
}

static void
an_invited_hub_is_pinned_to_the_key_it_brings(void **state)
{
    struct hub_link link;

    invite("longgang.bantian", 'a');
    assert_int_equal(only_link().state, LINK_STATE_INVITED);
    assert_ok(enrol("longgang.bantian", 'b'));
    link = only_link();
    assert_int_equal(link.state, LINK_STATE_LINKED);
    assert_true(str_equal(link.key, key_of('b')));
    assert_false(link.has_code_key);
    assert_int_equal(harness_count_events(hub, "registry.hub_link_changed"), 2);
}

static void
a_code_works_once_for_its_hub_and_for_a_day(void **state)
{
    invite("longgang.bantian", 'a');
    assert_refused(enrol("longgang.buji", 'b'), "not_invited");
    assert_ok(enrol("longgang.bantian", 'b'));
    assert_refused(enrol("longgang.bantian", 'c'), "not_invited");
    invite("longgang.bantian", 'd');
    harness_advance(hub, 25 * HOUR_MS);
    assert_refused(enrol("longgang.bantian", 'c'), "not_invited");
    assert_true(str_equal(only_link().key, key_of('b')));
}

static void
only_hubs_below_are_invited(void **state)
{
    struct invite_hub_reply invited;

    assert_refused(CALL(admin, invite_hub, &invited, .branch = STR("longgang"),
                           .key = key_of('a')),
            "hub_not_below");
    assert_refused(CALL(admin, invite_hub, &invited,
                           .branch = STR("longhua.minzhi"), .key = key_of('a')),
            "hub_not_below");
}

static void
a_new_key_leaves_the_one_before_a_day(void **state)
{
    const struct actor bantian = link_of("longgang.bantian");
    struct replace_link_key_reply replaced;
    struct hub_link link;

    assert_refused(
            CALL(&bantian, replace_link_key, &replaced, .key = key_of('c')),
            "not_linked");
    invite("longgang.bantian", 'a');
    assert_ok(enrol("longgang.bantian", 'b'));
    assert_ok(CALL(&bantian, replace_link_key, &replaced, .key = key_of('c')));
    assert_a_day_from_now(replaced.previous_until);
    link = only_link();
    assert_true(str_equal(link.key, key_of('c')));
    assert_true(str_equal(link.previous_key, key_of('b')));
}

static void
a_revoked_hub_has_no_key_left(void **state)
{
    struct revoke_link_reply revoked;
    struct hub_link link;

    invite("longgang.bantian", 'a');
    assert_ok(enrol("longgang.bantian", 'b'));
    assert_ok(CALL(admin, revoke_link, &revoked,
            .branch = STR("longgang.bantian"), .reason = STR("机器失窃")));
    link = only_link();
    assert_int_equal(link.state, LINK_STATE_REVOKED);
    assert_false(link.has_key || link.has_previous_key || link.has_code_key);
    assert_refused(CALL(admin, revoke_link, &revoked,
                           .branch = STR("longgang.bantian"),
                           .reason = STR("再次")),
            "not_linked");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(an_invited_hub_is_pinned_to_the_key_it_brings),
        TEST(a_code_works_once_for_its_hub_and_for_a_day),
        TEST(only_hubs_below_are_invited),
        TEST(a_new_key_leaves_the_one_before_a_day),
        TEST(a_revoked_hub_has_no_key_left),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
