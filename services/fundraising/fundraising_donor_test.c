#include "scene.h"

static struct give_request
gift_of(const struct scene *scene)
{
    return (struct give_request){
        .fund = scene->fund,
        .amount = 20 * SCENE_YUAN,
        .channel = CHANNEL_COUNTER,
        .channel_hub = STR("longgang"),
    };
}

static struct uuid
give(struct scene *scene, const struct actor *actor,
        const struct give_request *request)
{
    struct give_reply reply;

    assert_int_equal(scene_call(scene, actor, "give", request, &reply), 0);
    return reply.gift_id;
}

static int64_t
attributed(const struct scene *scene)
{
    return harness_count_events(scene->harness, "fundraising.gift_attributed");
}

static void
a_gift_of_nobody_we_can_reach_is_attributed_to_nobody(void **state)
{
    struct scene *scene = *state;
    struct give_request request = gift_of(scene);

    request.channel = CHANNEL_BOX;
    give(scene, scene->clerk, &request);
    assert_int_equal(attributed(scene), 0);
}

static void
who_leaves_a_contact_is_named_by_the_gift_alone(void **state)
{
    struct scene *scene = *state;
    struct give_request request = gift_of(scene);
    struct fundraising_gift_attributed body;
    struct uuid gift, subject;

    request.has_donor = true;
    request.donor.has_contact = true;
    request.donor.contact = STR("donor@example.org");
    gift = give(scene, scene->clerk, &request);
    assert_true(harness_last_event(scene->harness,
            "fundraising.gift_attributed", &subject, &body));
    assert_true(uuid_equal(subject, gift));
    assert_false(body.has_donor_account);
}

static void
a_donor_with_an_account_is_named_by_it(void **state)
{
    struct scene *scene = *state;
    struct give_request request = gift_of(scene);
    struct fundraising_gift_attributed body;
    const struct actor *donor =
            harness_actor(scene->harness, "chen", "donor", "longgang");

    request.channel = CHANNEL_ONLINE;
    give(scene, donor, &request);
    assert_true(harness_last_event(scene->harness,
            "fundraising.gift_attributed", NULL, &body));
    assert_true(body.has_donor_account);
    assert_true(uuid_equal(body.donor_account, donor->account));
}

static void
a_contact_that_is_corrected_is_told_anew(void **state)
{
    struct scene *scene = *state;
    struct give_request request = gift_of(scene);
    struct correct_gift_donor_request correct = {
        .donor = { .has_contact = true, .contact = STR("new@example.org") },
        .reason = STR("mistyped"),
    };
    struct correct_gift_donor_reply corrected;

    request.has_donor = true;
    request.donor.has_contact = true;
    request.donor.contact = STR("nwe@example.org");
    correct.gift = give(scene, scene->clerk, &request);
    assert_int_equal(scene_call(scene, scene->clerk, "correct_gift_donor",
                             &correct, &corrected),
            0);
    assert_int_equal(attributed(scene), 2);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        SCENE_TEST(a_gift_of_nobody_we_can_reach_is_attributed_to_nobody),
        SCENE_TEST(who_leaves_a_contact_is_named_by_the_gift_alone),
        SCENE_TEST(a_donor_with_an_account_is_named_by_it),
        SCENE_TEST(a_contact_that_is_corrected_is_told_anew),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
