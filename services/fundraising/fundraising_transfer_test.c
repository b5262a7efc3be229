/* Money between funds: here, and at hubs above and below, both sides. */
#include "scene.h"
#include "server/shard.h"

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

    scene_add_hub(scene, "longgang", "longgang.bantian");
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
a_hub_that_founded_itself_is_sent_to(void **state)
{
    struct scene *scene = *state;
    struct send_transfer_request request =
            transfer_to(scene, "longgang.buji", scene_id("f"), 1);

    scene_appropriate(scene, scene->fund, 1);
    scene_add_hub(scene, "longgang.buji", "longgang.buji");
    assert_int_equal(
            scene_call(scene, scene->clerk, "send_transfer", &request, NULL),
            STATUS_OK);
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
    assert_int_equal(first_transfer(scene).refusal,
            TRANSFER_REFUSAL_NO_SUCH_FUND);
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
    assert_int_equal(first_transfer(scene).refusal, TRANSFER_REFUSAL_CLOSED);
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

    scene_add_hub(scene, "longgang", "longgang.bantian");
    scene_appropriate(scene, scene->fund, 1);
    assert_int_equal(
            scene_call(scene, scene->clerk, "send_transfer", &request, NULL),
            STATUS_CONFLICT);
    scene_expect(scene, "overspent");
    assert_string_equal(harness_problem_detail(scene->harness),
            "this needs 2 fen, 1 are free");
    assert_string_equal(harness_problem_expected(scene->harness),
            "at most 1 fen");
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

static void
a_hub_that_does_not_exist_gets_nothing(void **state)
{
    struct scene *scene = *state;
    struct send_transfer_request request =
            transfer_to(scene, "longgang.nowhere", scene_id("f"), 1);

    scene_appropriate(scene, scene->fund, 1);
    assert_int_equal(
            scene_call(scene, scene->clerk, "send_transfer", &request, NULL),
            STATUS_REFUSED);
    scene_expect(scene, "unknown_hub");
    assert_string_equal(harness_problem_field(scene->harness), "to_hub");
    assert_int_equal(scene_fund(scene, scene->fund).free, 1);
}

static enum status
withdraw(struct scene *scene, struct uuid transfer)
{
    struct withdraw_transfer_request request = { transfer, STR("误划") };

    return scene_call(scene, scene->clerk, "withdraw_transfer", &request, NULL);
}

static void
answer(struct scene *scene, const char *event, struct uuid transfer)
{
    struct fundraising_transfer_given_back body = {
        .from_hub = STR("longgang"),
        .from_fund = scene->fund,
        .to_hub = STR("longgang.bantian"),
        .to_fund = scene_id("street fund"),
        .amount = 40 * YUAN,
        .reason = STR("误划"),
    };
    struct fundraising_transfer_kept kept = {
        .from_hub = body.from_hub,
        .from_fund = body.from_fund,
        .to_hub = body.to_hub,
        .to_fund = body.to_fund,
        .amount = body.amount,
        .reason = body.reason,
    };
    bool is_kept = strcmp(event, "fundraising.transfer_kept") == 0;

    assert_int_equal(harness_event(scene->harness, event, "longgang.bantian",
                             transfer, is_kept ? (void *)&kept : &body),
            STATUS_OK);
}

static void
a_withdrawn_transfer_comes_back_when_the_receiver_says_so(void **state)
{
    struct scene *scene = *state;
    struct uuid transfer;

    scene_appropriate(scene, scene->fund, 100 * YUAN);
    transfer = send_away(scene, 40 * YUAN);
    assert_int_equal(withdraw(scene, transfer), STATUS_OK);
    assert_int_equal(scene_fund(scene, scene->fund).free, 60 * YUAN);
    assert_int_equal(first_transfer(scene).state, TRANSFER_STATE_WITHDRAWING);
    assert_int_equal(withdraw(scene, transfer), STATUS_CONFLICT);
    scene_expect(scene, "transfer_settled");
    /* It had arrived before the receiver heard that it is wanted back. */
    answer(scene, "fundraising.transfer_received", transfer);
    assert_int_equal(first_transfer(scene).state, TRANSFER_STATE_WITHDRAWING);
    answer(scene, "fundraising.transfer_given_back", transfer);
    harness_repeat_event(scene->harness, "longgang.bantian");
    answer(scene, "fundraising.transfer_given_back", transfer);
    assert_int_equal(scene_fund(scene, scene->fund).free, 100 * YUAN);
    assert_int_equal(first_transfer(scene).state, TRANSFER_STATE_WITHDRAWN);
    scene_expect_clean(scene);
}

static void
what_the_receiver_keeps_stays_sent(void **state)
{
    struct scene *scene = *state;
    struct uuid transfer;

    scene_appropriate(scene, scene->fund, 100 * YUAN);
    transfer = send_away(scene, 40 * YUAN);
    withdraw(scene, transfer);
    answer(scene, "fundraising.transfer_kept", transfer);
    answer(scene, "fundraising.transfer_given_back", transfer);
    assert_int_equal(scene_fund(scene, scene->fund).free, 60 * YUAN);
    assert_int_equal(first_transfer(scene).state, TRANSFER_STATE_RECEIVED);
    assert_int_equal(withdraw(scene, transfer), STATUS_CONFLICT);
    scene_expect_clean(scene);
}

static void
recall(struct scene *scene, const char *by)
{
    struct fundraising_transfer_recalled body = {
        .from_hub = str_from(by),
        .from_fund = scene_id("street fund"),
        .to_hub = STR("longgang"),
        .to_fund = scene->fund,
        .amount = 25 * YUAN,
        .reason = STR("误划"),
    };

    assert_int_equal(harness_event(scene->harness,
                             "fundraising.transfer_recalled", by,
                             scene_id("transfer"), &body),
            STATUS_OK);
}

static void
what_the_sender_wants_back_is_given_back_once(void **state)
{
    struct scene *scene = *state;

    scene_appropriate(scene, scene->fund, 1);
    arrive(scene, scene_id("transfer"), scene->fund, 25 * YUAN);
    recall(scene, "longgang.wenhua"); /* it is not theirs */
    assert_int_equal(scene_fund(scene, scene->fund).free, 25 * YUAN + 1);
    recall(scene, "longgang.bantian");
    recall(scene, "longgang.bantian");
    assert_int_equal(scene_fund(scene, scene->fund).free, 1);
    assert_int_equal(harness_count_events(scene->harness,
                             "fundraising.transfer_given_back"),
            1);
    arrive(scene, scene_id("transfer"), scene->fund, 25 * YUAN);
    assert_int_equal(scene_fund(scene, scene->fund).free, 1);
    scene_expect_clean(scene);
}

static void
what_was_spent_is_not_given_back(void **state)
{
    struct scene *scene = *state;
    struct uuid other = scene_open_fund(scene, "子基金");
    struct send_transfer_request spend =
            transfer_to(scene, "longgang", other, 1);

    arrive(scene, scene_id("transfer"), scene->fund, 25 * YUAN);
    scene_call(scene, scene->clerk, "send_transfer", &spend, NULL);
    recall(scene, "longgang.bantian");
    assert_int_equal(scene_fund(scene, scene->fund).free, 25 * YUAN - 1);
    assert_int_equal(
            harness_count_events(scene->harness, "fundraising.transfer_kept"),
            1);
    scene_expect_clean(scene);
}

static void
the_audit_finds_an_altered_transfer(void **state)
{
    struct scene *scene = *state;
    struct audit_reply audit;

    scene_appropriate(scene, scene->fund, 100 * YUAN);
    send_away(scene, 40 * YUAN);
    scene->is_altered = true;
    db_exec(harness_shard(scene->harness)->writer,
            "UPDATE transfer SET state = 2");
    audit = scene_audit(scene);
    assert_int_equal(audit.differences_count, 1);
    assert_true(str_equal(audit.differences[0].what, STR("transfer_state")));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        SCENE_TEST(money_moves_between_two_funds_of_a_hub),
        SCENE_TEST(a_hub_that_founded_itself_is_sent_to),
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
        SCENE_TEST(a_hub_that_does_not_exist_gets_nothing),
        SCENE_TEST(a_withdrawn_transfer_comes_back_when_the_receiver_says_so),
        SCENE_TEST(what_the_receiver_keeps_stays_sent),
        SCENE_TEST(what_the_sender_wants_back_is_given_back_once),
        SCENE_TEST(what_was_spent_is_not_given_back),
        SCENE_TEST(the_audit_finds_an_altered_transfer),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
