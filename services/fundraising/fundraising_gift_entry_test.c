/* Who may enter gifts: anybody, until the hub's admin says its staff only. */
#include "scene.h"

static const struct actor *
somebody(struct scene *scene, const char *role, const char *scope)
{
    return harness_actor(scene->harness, role, role, scope);
}

static enum status
say(struct scene *scene, enum gift_entry who)
{
    struct set_gift_entry_request request = { who, STR("本站无公开募捐资格") };

    return scene_call(scene, somebody(scene, "admin", "longgang"),
            "set_gift_entry", &request, NULL);
}

static enum status
give(struct scene *scene, const struct actor *actor, const char *channel_hub)
{
    struct give_request request = { .fund = scene->fund,
        .amount = 100 * SCENE_YUAN,
        .channel = CHANNEL_COUNTER,
        .has_channel_hub = true,
        .channel_hub = str_from(channel_hub) };

    return scene_call(scene, actor, "give", &request, NULL);
}

static struct get_gift_entry_reply
rule_of(struct scene *scene)
{
    struct get_gift_entry_request request = { 0 };
    struct get_gift_entry_reply reply;

    assert_int_equal(scene_call(scene, scene->anybody, "get_gift_entry",
                             &request, &reply),
            STATUS_OK);
    return reply;
}

static void
anybody_enters_gifts_until_something_else_is_said(void **state)
{
    struct scene *scene = *state;

    assert_int_equal(rule_of(scene).who, GIFT_ENTRY_ANYBODY);
    assert_false(rule_of(scene).has_since);
    assert_int_equal(give(scene, scene->anybody, "longgang"), STATUS_OK);
}

static void
then_it_is_for_finance_and_officers(void **state)
{
    struct scene *scene = *state;

    assert_int_equal(say(scene, GIFT_ENTRY_STAFF), STATUS_OK);
    assert_int_equal(rule_of(scene).who, GIFT_ENTRY_STAFF);
    assert_true(str_equal(rule_of(scene).reason, STR("本站无公开募捐资格")));
    assert_int_equal(give(scene, scene->anybody, "longgang"), STATUS_FORBIDDEN);
    scene_expect(scene, "gifts_by_staff");
    assert_int_equal(
            give(scene, somebody(scene, "donor", "longgang"), "longgang"),
            STATUS_FORBIDDEN);
    assert_int_equal(give(scene, scene->supervisor, "longgang"),
            STATUS_FORBIDDEN);
    assert_int_equal(give(scene, scene->clerk, "longgang"), STATUS_OK);
    assert_int_equal(give(scene, scene->operator, "longgang"), STATUS_OK);
}

/* A street takes gifts at its counter for the district's fund. */
static void
staff_of_the_hub_that_took_it_enters_it_too(void **state)
{
    struct scene *scene = *state;
    const struct actor *street = somebody(scene, "finance", "longgang.bantian");

    scene_add_hub(scene, "longgang", "longgang.bantian");
    scene_add_hub(scene, "longgang", "longgang.buji");
    assert_int_equal(say(scene, GIFT_ENTRY_STAFF), STATUS_OK);
    assert_int_equal(give(scene, street, "longgang.bantian"), STATUS_OK);
    assert_int_equal(give(scene, street, "longgang.buji"), STATUS_FORBIDDEN);
    assert_int_equal(give(scene, street, "longgang"), STATUS_FORBIDDEN);
}

/* The clerk of a street is no donor of what the street took. */
static void
who_takes_a_gift_is_not_who_gave_it(void **state)
{
    struct scene *scene = *state;
    const struct actor *street = somebody(scene, "finance", "longgang.bantian");
    struct list_my_gifts_request request = { 0 };
    struct list_my_gifts_reply own;

    scene_add_hub(scene, "longgang", "longgang.bantian");
    assert_int_equal(give(scene, street, "longgang.bantian"), STATUS_OK);
    assert_int_equal(scene_call(scene, street, "list_my_gifts", &request, &own),
            STATUS_OK);
    assert_int_equal(own.items_count, 0);
    assert_int_equal(give(scene, street, "longgang"), STATUS_OK);
    assert_int_equal(scene_call(scene, street, "list_my_gifts", &request, &own),
            STATUS_OK);
    assert_int_equal(own.items_count, 1);
}

static void
a_gift_that_was_given_before_is_answered_as_before(void **state)
{
    struct scene *scene = *state;
    const struct give_request request = { .fund = scene->fund,
        .amount = 100 * SCENE_YUAN,
        .channel = CHANNEL_COUNTER };
    struct give_reply first, second;

    assert_int_equal(harness_call(scene->harness, scene->anybody, "give",
                             "kept", &request, &first),
            STATUS_OK);
    assert_int_equal(say(scene, GIFT_ENTRY_STAFF), STATUS_OK);
    assert_int_equal(harness_call(scene->harness, scene->anybody, "give",
                             "kept", &request, &second),
            STATUS_OK);
    assert_true(uuid_equal(first.gift_id, second.gift_id));
    assert_true(str_equal(first.receipt.hash, second.receipt.hash));
    assert_int_equal(scene_fund(scene, scene->fund).raised, 100 * SCENE_YUAN);
}

static void
only_the_admin_says_so_once_and_takes_it_back(void **state)
{
    struct scene *scene = *state;
    struct set_gift_entry_request request = { GIFT_ENTRY_STAFF,
        STR("本站无公开募捐资格") };

    assert_int_equal(
            scene_call(scene, scene->clerk, "set_gift_entry", &request, NULL),
            STATUS_FORBIDDEN);
    assert_int_equal(say(scene, GIFT_ENTRY_ANYBODY), STATUS_CONFLICT);
    scene_expect(scene, "gift_entry_same");
    assert_int_equal(say(scene, GIFT_ENTRY_STAFF), STATUS_OK);
    assert_int_equal(say(scene, GIFT_ENTRY_STAFF), STATUS_CONFLICT);
    assert_int_equal(say(scene, GIFT_ENTRY_ANYBODY), STATUS_OK);
    assert_int_equal(give(scene, scene->anybody, "longgang"), STATUS_OK);
    assert_int_equal(harness_count_events(scene->harness,
                             "fundraising.gift_entry_changed"),
            2);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        SCENE_TEST(anybody_enters_gifts_until_something_else_is_said),
        SCENE_TEST(then_it_is_for_finance_and_officers),
        SCENE_TEST(staff_of_the_hub_that_took_it_enters_it_too),
        SCENE_TEST(who_takes_a_gift_is_not_who_gave_it),
        SCENE_TEST(a_gift_that_was_given_before_is_answered_as_before),
        SCENE_TEST(only_the_admin_says_so_once_and_takes_it_back),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
