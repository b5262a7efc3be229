/* Grants and a fund, by events alone, in any order. */
#include "fixture.h"

#include "server/alarms.h"

static void
an_award_is_proposed_then_reserved(void **state)
{
    struct fixture *f = *state;
    struct uuid award = proposed(f, 500000);
    struct grants_award_proposed body;
    struct uuid subject;

    assert_true(harness_last_event(f->harness, "grants.award_proposed",
            &subject, &body));
    assert_true(uuid_equal(subject, award));
    assert_int_equal(body.amount, 500000);
    assert_true(str_equal(body.fund_hub, STR(FUND_HUB)));
    assert_state(award_of(f, award).state, AWARD_STATE_PROPOSED);
    fund_reserves(f, award);
    assert_state(award_of(f, award).state, AWARD_STATE_RESERVED);
}

static void
the_same_answer_twice_changes_nothing(void **state)
{
    struct fixture *f = *state;
    struct uuid award = proposed(f, 500000);
    int64_t changes;

    fund_reserves(f, award);
    changes = harness_count_events(f->harness, "grants.award_changed");
    assert_int_equal(harness_repeat_event(f->harness, FUND_HUB), STATUS_OK);
    fund_reserves(f, award);
    assert_int_equal(harness_count_events(f->harness, "grants.award_changed"),
            changes);
    assert_state(award_of(f, award).state, AWARD_STATE_RESERVED);
}

static void
a_late_refusal_does_not_undo_a_reservation(void **state)
{
    struct fixture *f = *state;
    struct uuid award = proposed(f, 500000);

    fund_reserves(f, award);
    fund_refuses(f, award);
    assert_state(award_of(f, award).state, AWARD_STATE_RESERVED);
}

static void
a_refused_award_is_proposed_again_with_less(void **state)
{
    struct fixture *f = *state;
    struct uuid award = proposed(f, 500000);
    struct repropose_award_request again = { .award = award,
        .amount = 300000,
        .reason = STR("基金余额不足") };

    REFUSES(f, council, repropose_award, &again, "wrong_award_state");
    fund_refuses(f, award);
    assert_state(award_of(f, award).state, AWARD_STATE_REFUSED);
    assert_true(
            str_equal(award_of(f, award).reason, STR("insufficient_funds")));
    assert_int_equal(DO(f, council, repropose_award, &again, NULL), STATUS_OK);
    assert_state(award_of(f, award).state, AWARD_STATE_PROPOSED);
    assert_int_equal(harness_count_events(f->harness, "grants.award_proposed"),
            2);
    fund_reserves(f, award);
    assert_int_equal(award_of(f, award).amount, 300000);
    assert_state(award_of(f, award).state, AWARD_STATE_RESERVED);
}

static void
an_answer_to_the_earlier_proposal_is_not_taken_for_this_one(void **state)
{
    struct fixture *f = *state;
    struct uuid award = proposed(f, 500000);
    struct fundraising_award_refused old = { .grants_hub = STR(HUB),
        .application = fixture_id(f),
        .fund = f->fund,
        .amount = 500000,
        .reason = AWARD_REFUSAL_CLOSED };
    struct repropose_award_request again = { .award = award,
        .amount = 300000,
        .reason = STR("减少金额") };

    fund_refuses(f, award);
    assert_int_equal(DO(f, council, repropose_award, &again, NULL), STATUS_OK);
    assert_int_equal(harness_event(f->harness, "fundraising.award_refused",
                             FUND_HUB, award, &old),
            STATUS_OK);
    assert_state(award_of(f, award).state, AWARD_STATE_PROPOSED);
}

static void
both_funds_hear_that_a_project_is_withdrawn(void **state)
{
    struct fixture *f = *state;
    struct uuid award = proposed(f, 500000);
    struct repropose_award_request again = { .award = award,
        .amount = 500000,
        .has_fund = true,
        .fund = fixture_id(f),
        .reason = STR("改由专项基金资助") };
    struct publish_project_request publish = { award_of(f, award).application };
    struct withdraw_application_request withdraw = {
        award_of(f, award).application, STR("不做了")
    };

    assert_int_equal(DO(f, operator, publish_project, &publish, NULL),
            STATUS_OK);
    fund_refuses(f, award);
    assert_int_equal(DO(f, council, repropose_award, &again, NULL), STATUS_OK);
    assert_int_equal(DO(f, ada, withdraw_application, &withdraw, NULL),
            STATUS_OK);
    assert_int_equal(
            harness_count_events(f->harness, "grants.project_withdrawn"), 2);
}

static void
a_proposal_above_the_request_is_refused(void **state)
{
    struct fixture *f = *state;
    struct uuid award = proposed(f, 500000);
    struct repropose_award_request again = { .award = award,
        .amount = 500001,
        .reason = STR("增加金额") };

    fund_refuses(f, award);
    REFUSES(f, council, repropose_award, &again, "above_request");
}

static void
a_refused_award_is_let_go_with_its_application(void **state)
{
    struct fixture *f = *state;
    struct uuid award = proposed(f, 500000);
    struct abandon_award_request request = { .award = award,
        .reason = STR("没有资金") };

    REFUSES(f, council, abandon_award, &request, "wrong_award_state");
    fund_refuses(f, award);
    assert_int_equal(DO(f, council, abandon_award, &request, NULL), STATUS_OK);
    assert_state(award_of(f, award).state, AWARD_STATE_ABANDONED);
    assert_state(application_of(f, award_of(f, award).application).state,
            APPLICATION_STATE_DECLINED);
}

static void
an_award_cancelled_before_the_answer_is_cancelled_with_it(void **state)
{
    struct fixture *f = *state;
    struct uuid award = proposed(f, 500000);
    struct terminate_award_request request = { .award = award,
        .reason = STR("材料不实") };
    struct grants_award_cancelled body;

    assert_int_equal(DO(f, council, terminate_award, &request, NULL),
            STATUS_OK);
    assert_state(award_of(f, award).state, AWARD_STATE_PROPOSED);
    assert_true(award_of(f, award).is_cancelling);
    REFUSES(f, council, terminate_award, &request, "wrong_award_state");
    assert_false(harness_last_event(f->harness, "grants.award_cancelled", NULL,
            NULL));
    fund_reserves(f, award);
    assert_state(award_of(f, award).state, AWARD_STATE_CANCELLED);
    assert_true(harness_last_event(f->harness, "grants.award_cancelled", NULL,
            &body));
    assert_int_equal(body.amount, 500000);
    fund_frees(f, award);
    assert_true(award_of(f, award).is_freed);
}

static void
an_award_cancelled_before_a_refusal_is_abandoned(void **state)
{
    struct fixture *f = *state;
    struct uuid award = proposed(f, 500000);
    struct terminate_award_request request = { .award = award,
        .reason = STR("材料不实") };

    assert_int_equal(DO(f, council, terminate_award, &request, NULL),
            STATUS_OK);
    fund_refuses(f, award);
    assert_state(award_of(f, award).state, AWARD_STATE_ABANDONED);
    assert_false(harness_last_event(f->harness, "grants.award_cancelled", NULL,
            NULL));
}

static void
a_withdrawn_application_frees_its_award(void **state)
{
    struct fixture *f = *state;
    struct uuid award = proposed(f, 500000);
    struct withdraw_application_request request = {
        .application = award_of(f, award).application,
        .reason = STR("人手不足"),
    };

    fund_reserves(f, award);
    assert_int_equal(DO(f, ada, withdraw_application, &request, NULL),
            STATUS_OK);
    assert_state(award_of(f, award).state, AWARD_STATE_CANCELLED);
    assert_state(application_of(f, request.application).state,
            APPLICATION_STATE_WITHDRAWN);
    assert_int_equal(harness_count_events(f->harness, "grants.award_cancelled"),
            1);
}

/* What the fund freed is not reserved again by itself. */
static void
a_withdrawn_award_is_decided_anew(void **state)
{
    struct fixture *f = *state;
    struct uuid award = proposed(f, 500000);
    struct uuid application = award_of(f, award).application;
    struct uuid round = award_of(f, award).round;
    struct withdraw_application_request withdraw = {
        .application = application,
        .reason = STR("点错了"),
    };
    struct reinstate_application_request back = { .application = application,
        .reason = STR("误操作") };

    assert_int_equal(DO(f, operator, withdraw_application, &withdraw, NULL),
            STATUS_OK);
    REFUSES(f, operator, reinstate_application, &back, "wrong_award_state");
    fund_reserves(f, award);
    assert_state(award_of(f, award).state, AWARD_STATE_CANCELLED);
    REFUSES(f, operator, reinstate_application, &back, "wrong_award_state");
    fund_frees(f, award);
    assert_int_equal(DO(f, operator, reinstate_application, &back, NULL),
            STATUS_OK);
    assert_state(application_of(f, application).state,
            APPLICATION_STATE_ELIGIBLE);
    assert_state(award_of(f, award).state, AWARD_STATE_CANCELLED);
    award = decide(f, round, application, 500000);
    fund_reserves(f, award);
    assert_state(award_of(f, award).state, AWARD_STATE_RESERVED);
}

/* The alarms of this store alone, without its followers. */
static size_t
open_sagas(struct fixture *f, struct alarm *out)
{
    struct lane lane = { .shard = harness_shard(f->harness) };
    struct arena arena = { 0 };
    struct alarm *alarms;
    size_t count = alarms_list(&lane, &arena, &alarms);

    if (count > 0)
        *out = alarms[0];
    arena_release(&arena);
    return count;
}

static void
an_award_without_an_answer_is_an_alarm_after_a_week(void **state)
{
    struct fixture *f = *state;
    struct uuid award = proposed(f, 500000);
    int64_t since = harness_now(f->harness);
    struct alarm alarm;

    harness_advance(f->harness, 7 * DAY_MS - SECOND_MS);
    assert_int_equal(open_sagas(f, &alarm), 0);
    harness_advance(f->harness, 2 * SECOND_MS);
    assert_int_equal(open_sagas(f, &alarm), 1);
    assert_int_equal(alarm.kind, ALARM_KIND_OPEN_SAGA);
    assert_true(str_equal(alarm.what, STR("reservation")));
    assert_int_equal(alarm.count, 1);
    assert_in_range(alarm.since, since - SECOND_MS, since + SECOND_MS);
    fund_reserves(f, award);
    assert_int_equal(open_sagas(f, &alarm), 0);
}

static void
a_tranche_that_is_not_paid_is_an_alarm_after_a_week(void **state)
{
    struct fixture *f = *state;
    struct uuid award = under_way(f, 500000);
    struct alarm alarm;

    fund_fails(f, award, 0);
    assert_int_equal(open_sagas(f, &alarm), 0);
    harness_advance(f->harness, 8 * DAY_MS);
    assert_int_equal(open_sagas(f, &alarm), 1);
    assert_true(str_equal(alarm.what, STR("payment")));
    fund_pays(f, award, 0);
    assert_int_equal(open_sagas(f, &alarm), 0);
}

static void
the_release_of_a_reservation_is_noted_once(void **state)
{
    struct fixture *f = *state;
    struct uuid award = proposed(f, 500000);
    struct terminate_award_request request = { .award = award,
        .reason = STR("材料不实") };
    int64_t changes;

    fund_reserves(f, award);
    assert_int_equal(DO(f, council, terminate_award, &request, NULL),
            STATUS_OK);
    assert_false(award_of(f, award).is_freed);
    fund_frees(f, award);
    changes = harness_count_events(f->harness, "grants.award_changed");
    fund_frees(f, award);
    assert_int_equal(harness_count_events(f->harness, "grants.award_changed"),
            changes);
}

static void
an_answer_for_another_hub_is_not_ours(void **state)
{
    struct fixture *f = *state;
    struct uuid award = proposed(f, 500000);
    struct fundraising_award_reserved body = {
        .grants_hub = STR("longgang.buji"),
        .application = fixture_id(f),
        .fund = f->fund,
        .amount = 500000,
    };

    assert_int_equal(harness_event(f->harness, "fundraising.award_reserved",
                             FUND_HUB, award, &body),
            STATUS_OK);
    assert_state(award_of(f, award).state, AWARD_STATE_PROPOSED);
}

static void
a_fund_that_was_not_asked_has_no_say(void **state)
{
    struct fixture *f = *state;
    struct uuid award = proposed(f, 500000);
    struct fundraising_award_reserved body = {
        .grants_hub = STR(HUB),
        .application = fixture_id(f),
        .fund = f->fund,
        .amount = 500000,
    };

    assert_int_equal(harness_event(f->harness, "fundraising.award_reserved",
                             HUB, award, &body),
            STATUS_OK);
    body.fund = fixture_id(f);
    assert_int_equal(harness_event(f->harness, "fundraising.award_reserved",
                             FUND_HUB, award, &body),
            STATUS_OK);
    assert_state(award_of(f, award).state, AWARD_STATE_PROPOSED);
}

static void
the_answer_is_taken_after_a_crash(void **state)
{
    struct fixture *f = *state;
    struct uuid award = proposed(f, 500000);

    harness_reopen(f->harness);
    fund_reserves(f, award);
    harness_reopen(f->harness);
    assert_state(award_of(f, award).state, AWARD_STATE_RESERVED);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(an_award_is_proposed_then_reserved),
        TEST(the_same_answer_twice_changes_nothing),
        TEST(a_late_refusal_does_not_undo_a_reservation),
        TEST(a_refused_award_is_proposed_again_with_less),
        TEST(an_answer_to_the_earlier_proposal_is_not_taken_for_this_one),
        TEST(both_funds_hear_that_a_project_is_withdrawn),
        TEST(a_proposal_above_the_request_is_refused),
        TEST(a_refused_award_is_let_go_with_its_application),
        TEST(an_award_cancelled_before_the_answer_is_cancelled_with_it),
        TEST(an_award_cancelled_before_a_refusal_is_abandoned),
        TEST(a_withdrawn_application_frees_its_award),
        TEST(a_withdrawn_award_is_decided_anew),
        TEST(an_award_without_an_answer_is_an_alarm_after_a_week),
        TEST(a_tranche_that_is_not_paid_is_an_alarm_after_a_week),
        TEST(the_release_of_a_reservation_is_noted_once),
        TEST(an_answer_for_another_hub_is_not_ours),
        TEST(a_fund_that_was_not_asked_has_no_say),
        TEST(the_answer_is_taken_after_a_crash),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
