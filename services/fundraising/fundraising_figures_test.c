/*
 * What is published of money given and paid: what is undone is taken out of
 * it again, and a store that counted otherwise counts anew.
 */
#include "scene.h"

#include "server/shard.h"
#include "wire/codec.h"

static const int64_t YUAN = SCENE_YUAN;
static const struct uuid no_project;

/* A payment of 60 to an award of 100. */
static struct uuid
paid(struct scene *scene)
{
    struct approve_payment_request request = { 0 };

    scene_appropriate(scene, scene->fund, 200 * YUAN);
    scene_propose(scene, scene_id("award"), scene_id("project"), 100 * YUAN);
    scene_release(scene, scene_id("award"), scene_id("tranche"), 60 * YUAN);
    request.payment = scene_record_payment(scene, scene_id("tranche"), "B-1");
    assert_int_equal(
            scene_call(scene, scene->second, "approve_payment", &request, NULL),
            STATUS_OK);
    return request.payment;
}

static void
fail_payment(struct scene *scene, struct uuid payment,
        enum payment_failure cause)
{
    struct fail_payment_request request = {
        .payment = payment,
        .has_cause = true,
        .cause = cause,
        .reason = STR("x"),
    };

    assert_int_equal(
            scene_call(scene, scene->clerk, "fail_payment", &request, NULL),
            STATUS_OK);
}

static void
expect_not_paid_after(struct scene *scene, enum payment_failure cause)
{
    struct uuid payment = paid(scene);

    assert_int_equal(scene_sum(scene, "paid"), 60 * YUAN);
    fail_payment(scene, payment, cause);
    assert_int_equal(scene_sum(scene, "paid"), 0);
    scene_expect_clean(scene);
}

static void
what_the_bank_refused_is_not_paid(void **state)
{
    expect_not_paid_after(*state, PAYMENT_FAILURE_BANK_REFUSED);
}

static void
what_was_entered_wrongly_is_not_paid(void **state)
{
    expect_not_paid_after(*state, PAYMENT_FAILURE_ENTERED_WRONGLY);
}

static int64_t
head(struct scene *scene)
{
    return event_log_head(harness_shard(scene->harness)->log);
}

static void
reverse(struct scene *scene, int64_t seq)
{
    struct reverse_entry_request request = { seq, STR("x") };

    assert_int_equal(
            scene_call(scene, scene->clerk, "reverse_entry", &request, NULL),
            STATUS_OK);
}

static void
what_a_grantee_gave_back_is_told_until_it_is_reversed(void **state)
{
    struct scene *scene = *state;
    struct record_return_request request = {
        .amount = 10 * YUAN,
        .bank_reference = STR("R-1"),
        .reason = STR("x"),
    };
    int64_t entry;

    paid(scene);
    request.award = scene_id("award");
    entry = head(scene) + 1;
    assert_int_equal(
            scene_call(scene, scene->clerk, "record_return", &request, NULL),
            STATUS_OK);
    assert_int_equal(scene_sum(scene, "paid"), 60 * YUAN);
    assert_int_equal(scene_sum(scene, "returned"), 10 * YUAN);
    reverse(scene, entry);
    assert_int_equal(scene_sum(scene, "returned"), 0);
    scene_expect_clean(scene);
}

static void
a_reversed_gift_was_not_given(void **state)
{
    struct scene *scene = *state;
    int64_t entry;

    scene_give(scene, no_project, 20 * YUAN);
    entry = head(scene) + 1;
    scene_give(scene, no_project, 300 * YUAN);
    assert_int_equal(scene_sum(scene, "given"), 320 * YUAN);
    reverse(scene, entry);
    assert_int_equal(scene_sum(scene, "given"), 20 * YUAN);
    assert_int_equal(scene_sum(scene, "gifts"), 1);
    scene_expect_clean(scene);
}

static void
a_reversed_refund_was_not_taken_back(void **state)
{
    struct scene *scene = *state;
    struct refund_gift_request request = { .reason = STR("x") };
    int64_t entry;

    request.gift = scene_give(scene, no_project, 20 * YUAN).gift_id;
    entry = head(scene) + 1;
    assert_int_equal(
            scene_call(scene, scene->clerk, "refund_gift", &request, NULL),
            STATUS_OK);
    assert_int_equal(scene_sum(scene, "taken_back"), 20 * YUAN);
    reverse(scene, entry);
    assert_int_equal(scene_sum(scene, "taken_back"), 0);
    scene_expect_clean(scene);
}

static void
alter(struct scene *scene, const char *sql)
{
    scene->is_altered = true;
    assert_int_equal(db_exec(harness_shard(scene->harness)->writer, sql),
            STATUS_OK);
}

static void
the_audit_finds_a_figure_that_is_not_the_ledgers(void **state)
{
    struct scene *scene = *state;
    struct audit_reply audit;

    scene_give(scene, no_project, 20 * YUAN);
    harness_roll_up(scene->harness);
    scene_expect_clean(scene);
    alter(scene, "UPDATE rollup SET value = 1 WHERE metric = 'given'");
    audit = scene_audit(scene);
    assert_int_equal(audit.differences_count, 1);
    assert_true(str_equal(audit.differences[0].what, STR("figure")));
    assert_int_equal(audit.differences[0].expected, 20 * YUAN);
}

/* As the store of an older version, which counted no failure. */
static void
a_store_that_counted_otherwise_counts_anew(void **state)
{
    struct scene *scene = *state;

    fail_payment(scene, paid(scene), PAYMENT_FAILURE_BANK_REFUSED);
    harness_roll_up(scene->harness);
    alter(scene, "UPDATE rollup SET value = 6000 WHERE metric = 'paid'");
    for (const struct migration *each = fundraising_service.migrations;
            each->name; each++)
        if (strstr(each->name, "figures"))
            alter(scene, each->sql);
    harness_reopen(scene->harness);
    assert_int_equal(scene_sum(scene, "paid"), 0);
    scene_expect_clean(scene);
}

static struct scene
scene_of_a_branch(void)
{
    struct harness *harness =
            harness_open(&fundraising_service, "longgang.bantian");
    struct scene scene = {
        .harness = harness,
        .clerk = harness_actor(harness, "clerk", "finance", "longgang.bantian"),
        .anybody = harness_public(harness),
    };

    scene.fund = scene_open_fund(&scene, "坂田基金");
    return scene;
}

/* The last that was told. */
static struct rollup_set
told_above(struct scene *scene, struct arena *arena)
{
    struct event_log *log = harness_shard(scene->harness)->log;
    struct rollup_set set = { .value = -1 };
    struct decode_error error;
    struct event *events;
    size_t count;

    assert_int_equal(
            event_log_list(log, 0, 1000, 1 << 20, arena, &events, &count),
            STATUS_OK);
    for (size_t i = 0; i < count; i++)
        if (str_equal(events[i].type, STR("log.rollup_set")))
            assert_int_equal(codec_decode(&types_rollup_set_schema,
                                     events[i].body, arena, &set, NULL, &error),
                    STATUS_OK);
    return set;
}

/* The hub above may have another value from before. */
static void
what_came_and_went_is_told_to_the_hub_above(void **state)
{
    struct scene scene = scene_of_a_branch();
    struct arena arena = { 0 };
    struct rollup_set told;
    int64_t entry = head(&scene) + 1;

    (void)state;
    scene_give(&scene, no_project, 20 * YUAN);
    reverse(&scene, entry);
    harness_roll_up(scene.harness);
    told = told_above(&scene, &arena);
    assert_true(str_equal(told.metric, STR("given")));
    assert_int_equal(told.value, 0);
    arena_release(&arena);
    harness_close(scene.harness);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        SCENE_TEST(what_the_bank_refused_is_not_paid),
        SCENE_TEST(what_was_entered_wrongly_is_not_paid),
        SCENE_TEST(what_a_grantee_gave_back_is_told_until_it_is_reversed),
        SCENE_TEST(a_reversed_gift_was_not_given),
        SCENE_TEST(a_reversed_refund_was_not_taken_back),
        SCENE_TEST(the_audit_finds_a_figure_that_is_not_the_ledgers),
        SCENE_TEST(a_store_that_counted_otherwise_counts_anew),
        cmocka_unit_test(what_came_and_went_is_told_to_the_hub_above),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
