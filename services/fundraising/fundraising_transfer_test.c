/* Money between funds: here, and at hubs above and below, both sides. */
#include "scene.h"

static const int64_t YUAN = SCENE_YUAN;

static struct send_transfer_request
transfer_to(const struct scene *scene, const char *hub, struct uuid fund,
        int64_t amount)
{
    return (struct send_transfer_request){
        .from_fund = scene->fund,
        .to_hub = str_from(hub),
        .to_fund = fund,
        .amount = amount,
        .reason = STR("street's share"),
    };
}

static struct uuid
send_away(struct scene *scene, int64_t amount)
{
    struct send_transfer_request request = transfer_to(scene,
            "longgang.bantian", scene_id("street fund"), amount);
    struct send_transfer_reply reply;

    assert_int_equal(
            scene_call(scene, scene->clerk, "send_transfer", &request, &reply),
            STATUS_OK);
    assert_int_equal(reply.state, TRANSFER_STATE_SENT);
    return reply.transfer_id;
}

static struct transfer_item
first_transfer(struct scene *scene)
{
    struct list_transfers_request request = { 0 };
    struct list_transfers_reply reply;

    assert_int_equal(scene_call(scene, scene->supervisor, "list_transfers",
                             &request, &reply),
            STATUS_OK);
    assert_true(reply.items_count > 0);
    return reply.items[0];
}

static struct fundraising_transfer_received
received(const struct scene *scene, int64_t amount)
{
    return (struct fundraising_transfer_received){
        .from_hub = STR("longgang"),
        .from_fund = scene->fund,
        .to_hub = STR("longgang.bantian"),
        .to_fund = scene_id("street fund"),
        .amount = amount,
        .reason = STR("street's share"),
    };
}

/* What a street sends to our fund. */
static enum status
arrive(struct scene *scene, struct uuid transfer, struct uuid fund,
        int64_t amount)
{
    struct fundraising_transfer_sent body = {
        .from_hub = STR("longgang.bantian"),
        .from_fund = scene_id("street fund"),
        .to_hub = STR("longgang"),
        .to_fund = fund,
        .amount = amount,
        .reason = STR("left over"),
    };

    return harness_event(scene->harness, "fundraising.transfer_sent",
            "longgang.bantian", transfer, &body);
}

static void
money_moves_between_two_funds_of_a_hub(void **state)
{
    struct scene *scene = *state;
    struct uuid other = scene_open_fund(scene, "子基金");
    struct send_transfer_request request =
            transfer_to(scene, "longgang", other, 30 * YUAN);
    struct send_transfer_reply reply;

    scene_appropriate(scene, scene->fund, 100 * YUAN);
    assert_int_equal(
            scene_call(scene, scene->clerk, "send_transfer", &request, &reply),
            STATUS_OK);
    assert_int_equal(reply.state, TRANSFER_STATE_RECEIVED);
    assert_int_equal(scene_fund(scene, scene->fund).free, 70 * YUAN);
    assert_int_equal(scene_fund(scene, other).free, 30 * YUAN);
    scene_expect_clean(scene);
}

static void
what_is_sent_is_no_longer_here(void **state)
{
    struct scene *scene = *state;

    scene_appropriate(scene, scene->fund, 100 * YUAN);
    send_away(scene, 40 * YUAN);
    assert_int_equal(scene_fund(scene, scene->fund).free, 60 * YUAN);
    assert_int_equal(first_transfer(scene).state, TRANSFER_STATE_SENT);
    scene_expect_clean(scene);
}

static void
the_answer_settles_a_transfer(void **state)
{
    struct scene *scene = *state;
    struct uuid transfer;
    struct fundraising_transfer_received body;

    scene_appropriate(scene, scene->fund, 100 * YUAN);
    transfer = send_away(scene, 40 * YUAN);
    body = received(scene, 40 * YUAN);
    assert_int_equal(harness_event(scene->harness,
                             "fundraising.transfer_received",
                             "longgang.bantian", transfer, &body),
            STATUS_OK);
    harness_repeat_event(scene->harness, "longgang.bantian");
    assert_int_equal(first_transfer(scene).state, TRANSFER_STATE_RECEIVED);
    assert_int_equal(harness_count_events(scene->harness,
                             "fundraising.transfer_settled"),
            1);
    scene_expect_clean(scene);
}

static void
a_refused_transfer_comes_back(void **state)
{
    struct scene *scene = *state;
    struct uuid transfer;
    struct fundraising_transfer_refused body = {
        .from_hub = STR("longgang"),
        .from_fund = scene->fund,
        .to_hub = STR("longgang.bantian"),
        .to_fund = scene_id("street fund"),
        .amount = 40 * YUAN,
        .refusal = TRANSFER_REFUSAL_NO_SUCH_FUND,
    };

    scene_appropriate(scene, scene->fund, 100 * YUAN);
    transfer = send_away(scene, 40 * YUAN);
    assert_int_equal(harness_event(scene->harness,
                             "fundraising.transfer_refused", "longgang.bantian",
                             transfer, &body),
            STATUS_OK);
    harness_repeat_event(scene->harness, "longgang.bantian");
    harness_event(scene->harness, "fundraising.transfer_refused",
            "longgang.bantian", transfer, &body);
    assert_int_equal(scene_fund(scene, scene->fund).free, 100 * YUAN);
    assert_int_equal(first_transfer(scene).state, TRANSFER_STATE_REFUSED);
    scene_expect_clean(scene);
}

static void
another_hub_cannot_answer_for_the_receiver(void **state)
{
    struct scene *scene = *state;
    struct uuid transfer;
    struct fundraising_transfer_received body;

    scene_appropriate(scene, scene->fund, 100 * YUAN);
    transfer = send_away(scene, 40 * YUAN);
    body = received(scene, 40 * YUAN);
    harness_event(scene->harness, "fundraising.transfer_received",
            "longgang.wenhua", transfer, &body);
    assert_int_equal(first_transfer(scene).state, TRANSFER_STATE_SENT);
}

static void
what_arrives_is_the_funds(void **state)
{
    struct scene *scene = *state;
    struct fundraising_transfer_received body;
    struct uuid subject;

    assert_int_equal(
            arrive(scene, scene_id("transfer"), scene->fund, 25 * YUAN),
            STATUS_OK);
    assert_int_equal(scene_fund(scene, scene->fund).free, 25 * YUAN);
    assert_true(harness_last_event(scene->harness,
            "fundraising.transfer_received", &subject, &body));
    assert_true(uuid_equal(subject, scene_id("transfer")));
    assert_true(str_equal(body.from_hub, STR("longgang.bantian")));
    scene_expect_clean(scene);
}

static void
what_arrives_twice_is_taken_once(void **state)
{
    struct scene *scene = *state;

    arrive(scene, scene_id("transfer"), scene->fund, 25 * YUAN);
    harness_repeat_event(scene->harness, "longgang.bantian");
    harness_reopen(scene->harness);
    arrive(scene, scene_id("transfer"), scene->fund, 25 * YUAN);
    assert_int_equal(scene_fund(scene, scene->fund).free, 25 * YUAN);
    scene_expect_clean(scene);
}

static void
what_arrives_for_no_fund_is_turned_away(void **state)
{
    struct scene *scene = *state;
    struct close_fund_request close = { scene->fund, STR("ended") };
    struct fundraising_transfer_refused body;

    arrive(scene, scene_id("transfer"), scene_id("nowhere"), 25 * YUAN);
    assert_true(harness_last_event(scene->harness,
            "fundraising.transfer_refused", NULL, &body));
    assert_int_equal(body.refusal, TRANSFER_REFUSAL_NO_SUCH_FUND);
    scene_call(scene, scene->clerk, "close_fund", &close, NULL);
    arrive(scene, scene_id("late"), scene->fund, 25 * YUAN);
    assert_true(harness_last_event(scene->harness,
            "fundraising.transfer_refused", NULL, &body));
    assert_int_equal(body.refusal, TRANSFER_REFUSAL_CLOSED);
    scene_expect_clean(scene);
}

static void
what_goes_elsewhere_is_not_ours(void **state)
{
    struct scene *scene = *state;
    struct fundraising_transfer_sent body = {
        .from_hub = STR("longgang.bantian"),
        .from_fund = scene_id("street fund"),
        .to_hub = STR("longgang.bantian.yangguang"),
        .to_fund = scene->fund,
        .amount = 1,
        .reason = STR("x"),
    };

    assert_int_equal(harness_event(scene->harness, "fundraising.transfer_sent",
                             "longgang.bantian", scene_id("transfer"), &body),
            STATUS_OK);
    assert_int_equal(scene_fund(scene, scene->fund).free, 0);
}

static void
more_than_is_free_is_not_sent(void **state)
{
    struct scene *scene = *state;
    struct send_transfer_request request =
            transfer_to(scene, "longgang.bantian", scene_id("f"), 2);

    scene_appropriate(scene, scene->fund, 1);
    assert_int_equal(
            scene_call(scene, scene->clerk, "send_transfer", &request, NULL),
            STATUS_CONFLICT);
    scene_expect(scene, "overspent");
    assert_int_equal(scene_fund(scene, scene->fund).free, 1);
    scene_expect_clean(scene);
}

static void
money_goes_along_the_tree_only(void **state)
{
    struct scene *scene = *state;
    struct send_transfer_request request =
            transfer_to(scene, "futian", scene_id("f"), 1);

    scene_appropriate(scene, scene->fund, 1);
    assert_int_equal(
            scene_call(scene, scene->clerk, "send_transfer", &request, NULL),
            STATUS_REFUSED);
    scene_expect(scene, "hub_unrelated");
}

static void
a_fund_sends_nothing_to_itself(void **state)
{
    struct scene *scene = *state;
    struct send_transfer_request request =
            transfer_to(scene, "longgang", scene->fund, 1);

    scene_appropriate(scene, scene->fund, 1);
    assert_int_equal(
            scene_call(scene, scene->clerk, "send_transfer", &request, NULL),
            STATUS_REFUSED);
    assert_string_equal(harness_problem_field(scene->harness), "to_fund");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        SCENE_TEST(money_moves_between_two_funds_of_a_hub),
        SCENE_TEST(what_is_sent_is_no_longer_here),
        SCENE_TEST(the_answer_settles_a_transfer),
        SCENE_TEST(a_refused_transfer_comes_back),
        SCENE_TEST(another_hub_cannot_answer_for_the_receiver),
        SCENE_TEST(what_arrives_is_the_funds),
        SCENE_TEST(what_arrives_twice_is_taken_once),
        SCENE_TEST(what_arrives_for_no_fund_is_turned_away),
        SCENE_TEST(what_goes_elsewhere_is_not_ours),
        SCENE_TEST(more_than_is_free_is_not_sent),
        SCENE_TEST(money_goes_along_the_tree_only),
        SCENE_TEST(a_fund_sends_nothing_to_itself),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
