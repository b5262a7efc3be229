/*
 * Whatever happens in whatever order, money neither appears nor vanishes, no
 * fund falls below zero, and the audit finds nothing. The steps are random
 * but the same in every run; each may be refused, none may break the books.
 */
#include "scene.h"

#include "server/shard.h"

#include <stdio.h>

/* Projects from AWARDED on were published and wait for gifts alone. */
enum { RUNS = 6, STEPS = 800, NAMES = 16, AWARDED = 12 };

struct world {
    struct scene *scene;
    uint64_t random;
    struct uuid funds[2];
    struct uuid gifts[STEPS];
    int64_t given[STEPS]; /* their entries */
    size_t gift_count;
    struct uuid tranches[STEPS];
    struct uuid awards[STEPS]; /* of the tranches */
    size_t tranche_count;
    struct uuid payments[STEPS];
    size_t payment_count;
    int step;
};

/* xorshift64* */
static uint64_t
roll(struct world *world, uint64_t sides)
{
    world->random ^= world->random >> 12;
    world->random ^= world->random << 25;
    world->random ^= world->random >> 27;
    return (world->random * UINT64_C(2685821657736338717) >> 33) % sides;
}

static struct uuid
named(const char *kind, int number)
{
    char name[32];

    snprintf(name, sizeof(name), "%s %d", kind, number);
    return scene_id(name);
}

static struct uuid
pick(struct world *world, const char *kind)
{
    return named(kind, (int)roll(world, NAMES));
}

static int64_t
head(struct world *world)
{
    return event_log_head(harness_shard(world->scene->harness)->log);
}

static void
step_give(struct world *world)
{
    struct give_request request = {
        .fund = world->funds[roll(world, 4) == 0],
        .has_project = roll(world, 3) > 0,
        .project = pick(world, "project"),
        .amount = 1 + (int64_t)roll(world, 5000),
        .channel = (enum channel)(1 + roll(world, 5)),
    };
    struct give_reply reply;
    int64_t before = head(world);

    if (scene_call(world->scene, world->scene->anybody, "give", &request,
                &reply))
        return;
    world->given[world->gift_count] = before + 1;
    world->gifts[world->gift_count++] = reply.gift_id;
}

static void
step_appropriate(struct world *world)
{
    scene_appropriate(world->scene, world->funds[roll(world, 2)],
            1 + (int64_t)roll(world, 3000));
}

static void
step_propose(struct world *world)
{
    int number = (int)roll(world, AWARDED);

    scene_propose(world->scene, named("award", number),
            named("project", number), 1 + (int64_t)roll(world, 16000));
}

static void
step_cancel(struct world *world)
{
    scene_cancel(world->scene, pick(world, "award"));
}

static void
step_release(struct world *world)
{
    struct uuid award = pick(world, "award");
    struct uuid tranche = named("tranche", world->step);

    if (scene_release(world->scene, award, tranche,
                1 + (int64_t)roll(world, 1500)))
        return;
    world->awards[world->tranche_count] = award;
    world->tranches[world->tranche_count++] = tranche;
}

static void
step_recall(struct world *world)
{
    size_t at;

    if (world->tranche_count == 0)
        return;
    at = roll(world, world->tranche_count);
    scene_recall(world->scene, world->awards[at], world->tranches[at], 1);
}

static void
step_ask_back(struct world *world)
{
    size_t at;

    if (world->tranche_count == 0)
        return;
    at = roll(world, world->tranche_count);
    scene_ask_back(world->scene, world->awards[at], world->tranches[at],
            named("recall", world->step));
}

static void
step_record(struct world *world)
{
    char reference[32];
    struct record_payment_request request = { 0 };
    struct record_payment_reply reply;

    if (world->tranche_count == 0)
        return;
    request.tranche = world->tranches[roll(world, world->tranche_count)];
    snprintf(reference, sizeof(reference), "B-%d", world->step);
    request.bank_reference = str_from(reference);
    if (!scene_call(world->scene, world->scene->clerk, "record_payment",
                &request, &reply))
        world->payments[world->payment_count++] = reply.payment_id;
}

/* Approve, reject or fail a payment. */
static void
step_payment(struct world *world)
{
    struct scene *scene = world->scene;
    struct approve_payment_request approve;
    struct reject_payment_request reject = { .reason = STR("x") };
    struct fail_payment_request bounce = {
        .has_cause = true,
        .cause = (enum payment_failure)(1 + roll(world, 2)),
        .reason = STR("x"),
    };

    if (world->payment_count == 0)
        return;
    approve.payment = world->payments[roll(world, world->payment_count)];
    reject.payment = bounce.payment = approve.payment;
    switch (roll(world, 4)) {
    case 0:
        scene_call(scene, scene->clerk, "reject_payment", &reject, NULL);
        break;
    case 1:
        scene_call(scene, scene->clerk, "fail_payment", &bounce, NULL);
        break;
    default:
        scene_call(scene, scene->second, "approve_payment", &approve, NULL);
    }
}

/* Refund, charge back or settle a gift. */
static void
step_gift(struct world *world)
{
    struct scene *scene = world->scene;
    struct refund_gift_request refund = { .reason = STR("x") };
    struct charge_back_gift_request charge = { .reason = STR("x") };
    struct settle_chargeback_request settle = {
        .settlement = (enum settlement_kind)(1 + roll(world, 2)),
        .reason = STR("x"),
    };

    if (world->gift_count == 0)
        return;
    refund.gift = world->gifts[roll(world, world->gift_count)];
    charge.gift = settle.gift = refund.gift;
    switch (roll(world, 3)) {
    case 0:
        scene_call(scene, scene->clerk, "refund_gift", &refund, NULL);
        break;
    case 1:
        scene_call(scene, scene->clerk, "charge_back_gift", &charge, NULL);
        break;
    default:
        scene_call(scene, scene->clerk, "settle_chargeback", &settle, NULL);
    }
}

static void
step_return(struct world *world)
{
    char reference[32];
    struct record_return_request request = {
        .award = pick(world, "award"),
        .amount = 1 + (int64_t)roll(world, 500),
        .reason = STR("x"),
    };

    snprintf(reference, sizeof(reference), "R-%d", world->step);
    request.bank_reference = str_from(reference);
    scene_call(world->scene, world->scene->clerk, "record_return", &request,
            NULL);
}

static void
step_lift(struct world *world)
{
    struct lift_restriction_request request = {
        .fund = world->funds[0],
        .project = pick(world, "project"),
        .reason = STR("x"),
    };

    scene_withdraw(world->scene, request.project);
    scene_call(world->scene, world->scene->clerk, "lift_restriction", &request,
            NULL);
    scene_publish(world->scene, request.project);
}

/* An award is closed, or opened again. */
static void
step_end(struct world *world)
{
    int number = (int)roll(world, NAMES);

    scene_award_is(world->scene, named("award", number),
            named("project", number),
            roll(world, 2) ? AWARD_STATE_CLOSED : AWARD_STATE_UNDER_WAY);
}

static void
reverse(struct world *world, int64_t seq)
{
    struct reverse_entry_request request = { seq, STR("x") };

    scene_call(world->scene, world->scene->clerk, "reverse_entry", &request,
            NULL);
}

static void
step_reverse(struct world *world)
{
    reverse(world, head(world) - (int64_t)roll(world, 30));
}

static void
step_reverse_gift(struct world *world)
{
    if (world->gift_count > 0)
        reverse(world, world->given[roll(world, world->gift_count)]);
}

static void
step_transfer(struct world *world)
{
    struct send_transfer_request request = {
        .from_fund = world->funds[roll(world, 2)],
        .to_hub = roll(world, 2) ? STR("longgang") : STR("longgang.bantian"),
        .to_fund = world->funds[roll(world, 2)],
        .amount = 1 + (int64_t)roll(world, 1000),
        .reason = STR("x"),
    };

    scene_call(world->scene, world->scene->clerk, "send_transfer", &request,
            NULL);
}

static void (*const steps[])(struct world *world) = {
    step_give,
    step_give,
    step_give,
    step_give,
    step_give,
    step_give,
    step_appropriate,
    step_propose,
    step_propose,
    step_propose,
    step_cancel,
    step_recall,
    step_ask_back,
    step_release,
    step_release,
    step_release,
    step_release,
    step_release,
    step_record,
    step_record,
    step_record,
    step_record,
    step_payment,
    step_payment,
    step_payment,
    step_gift,
    step_return,
    step_end,
    step_lift,
    step_lift,
    step_lift,
    step_reverse,
    step_reverse,
    step_reverse_gift,
    step_transfer,
};

static void
expect_no_fund_below_zero(struct world *world)
{
    for (size_t i = 0; i < COUNT_OF(world->funds); i++) {
        struct fund_item fund = scene_fund(world->scene, world->funds[i]);

        assert_true(fund.free >= 0 && fund.restricted >= 0 &&
                    fund.reserved >= 0 && fund.payable >= 0 && fund.paid >= 0);
    }
}

/* Nothing else makes more of what was paid; a return may be reversed. */
static void
expect_only_payments_pay(struct world *world)
{
    static const char *const sql[] = {
        "SELECT 1 FROM posting JOIN account ON number = account"
        " JOIN event ON seq = entry WHERE account.kind = 5 AND amount > 0"
        " AND event.type NOT IN ('fundraising.payment_made',"
        " 'fundraising.entry_reversed')",
    };
    struct queries *queries =
            queries_open(harness_shard(world->scene->harness)->writer, sql, 1);
    sqlite3_stmt *row = NULL;

    assert_int_equal(db_first_values(queries, 0, &row, NULL, 0),
            STATUS_NOT_FOUND);
    queries_close(queries);
}

static int64_t
number(struct world *world, const char *sql)
{
    struct queries *queries =
            queries_open(harness_shard(world->scene->harness)->writer, &sql, 1);
    sqlite3_stmt *row = NULL;
    int64_t value;

    assert_int_equal(db_first_values(queries, 0, &row, NULL, 0), STATUS_OK);
    value = column_int(row, 0);
    db_done(row);
    queries_close(queries);
    return value;
}

/* What is published is what the lists and the ledger say, undone or not. */
static void
expect_figures_of_rows(struct world *world)
{
    int64_t given = scene_sum(world->scene, "given");
    int64_t paid = scene_sum(world->scene, "paid");

    assert_int_equal(scene_sum(world->scene, "gifts"),
            number(world, "SELECT count(*) FROM gift WHERE state <> 4"));
    assert_int_equal(given,
            number(world, "SELECT sum(amount) FROM gift WHERE state <> 4"));
    assert_int_equal(given - scene_sum(world->scene, "taken_back"),
            number(world, "SELECT -sum(balance) FROM account"
                          " WHERE kind = 7"));
    assert_int_equal(paid,
            number(world, "SELECT coalesce(sum(t.amount), 0) FROM payment m"
                          " JOIN tranche t ON t.number = m.tranche"
                          " WHERE m.state = 2"));
    assert_int_equal(paid - scene_sum(world->scene, "returned"),
            number(world, "SELECT coalesce(sum(balance), 0) FROM account"
                          " WHERE kind = 5"));
}

/* Nobody would ever pay it. */
static void
expect_nothing_payable_of_what_was_cancelled(struct world *world)
{
    assert_int_equal(number(world, "SELECT count(*) FROM reservation"
                                   " WHERE state = 3 AND payable > 0"),
            0);
}

/* None of it was refused as our own fault. */
static void
run_step(struct world *world)
{
    steps[roll(world, COUNT_OF(steps))](world);
    assert_string_not_equal(harness_problem(world->scene->harness), "internal");
}

/* What must have happened in all runs together, or they prove little. */
static struct {
    const char *event;
    int64_t count;
} happened[] = {
    { "fundraising.gift_used", 0 },
    { "fundraising.gift_refunded", 0 },
    { "fundraising.gift_charged_back", 0 },
    { "fundraising.award_refused", 0 },
    { "fundraising.payment_failed", 0 },
    { "fundraising.reservation_released", 0 },
    { "fundraising.payable_withdrawn", 0 },
    { "fundraising.recall_refused", 0 },
    { "fundraising.grant_returned", 0 },
    { "fundraising.restriction_lifted", 0 },
    { "fundraising.entry_reversed", 0 },
};

static void
run(uint64_t seed)
{
    struct world world = { .random = seed };
    void *fresh;

    scene_setup(&fresh);
    world.scene = fresh;
    world.funds[0] = world.scene->fund;
    world.funds[1] = scene_open_fund(world.scene, "第二基金");
    scene_appropriate(world.scene, world.funds[0], 20000);
    for (int number = AWARDED; number < NAMES; number++)
        scene_publish(world.scene, named("project", number));
    for (world.step = 0; world.step < STEPS; world.step++) {
        run_step(&world);
        if (world.step % 100 == 99) {
            harness_reopen(world.scene->harness);
            expect_no_fund_below_zero(&world);
            expect_only_payments_pay(&world);
            expect_figures_of_rows(&world);
            expect_nothing_payable_of_what_was_cancelled(&world);
            scene_expect_clean(world.scene);
        }
    }
    for (size_t i = 0; i < COUNT_OF(happened); i++)
        happened[i].count +=
                harness_count_events(world.scene->harness, happened[i].event);
    scene_teardown(&fresh);
}

static void
the_books_stay_whole_whatever_happens(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= RUNS; seed++)
        run(seed * UINT64_C(0x9e3779b97f4a7c15));
    for (size_t i = 0; i < COUNT_OF(happened); i++)
        if (happened[i].count == 0)
            fail_msg("%s never happened", happened[i].event);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_books_stay_whole_whatever_happens),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
