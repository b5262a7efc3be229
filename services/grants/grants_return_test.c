/* Money that a grantee gives back, told by its fund. */
#include "fixture.h"

static void
fund_takes_back(struct fixture *f, struct uuid award, struct uuid id,
        int64_t amount)
{
    struct fundraising_grant_returned body = {
        .grants_hub = STR(HUB),
        .money_return = id,
        .fund = f->fund,
        .amount = amount,
        .reason = STR("结余退回"),
    };

    assert_int_equal(harness_event(f->harness, "fundraising.grant_returned",
                             FUND_HUB, award, &body),
            STATUS_OK);
}

static void
fund_corrects(struct fixture *f, struct uuid award, struct uuid id,
        int64_t amount)
{
    struct fundraising_return_reversed body = {
        .grants_hub = STR(HUB),
        .money_return = id,
        .fund = f->fund,
        .amount = amount,
        .reason = STR("误登"),
    };

    assert_int_equal(harness_event(f->harness, "fundraising.return_reversed",
                             FUND_HUB, award, &body),
            STATUS_OK);
}

/* The first of two tranches, 60 percent, is paid. */
static struct uuid
half_paid(struct fixture *f, int64_t amount)
{
    struct uuid award = under_way(f, amount);

    fund_pays(f, award, 0);
    return award;
}

static void
money_back_shows_on_the_award(void **state)
{
    struct fixture *f = *state;
    struct uuid award = half_paid(f, 500000);
    struct grants_award_changed event;
    struct get_award_reply seen;

    fund_takes_back(f, award, fixture_id(f), 120000);
    seen = award_of(f, award);
    assert_int_equal(seen.paid, 300000);
    assert_int_equal(seen.returned, 120000);
    assert_int_equal(seen.returns_count, 1);
    assert_true(str_equal(seen.returns[0].reason, STR("结余退回")));
    assert_state(seen.state, AWARD_STATE_UNDER_WAY);
    assert_true(harness_last_event(f->harness, "grants.award_changed", NULL,
            &event));
    assert_int_equal(event.returned, 120000);
}

static void
money_back_told_twice_came_once(void **state)
{
    struct fixture *f = *state;
    struct uuid award = half_paid(f, 500000);
    struct uuid id = fixture_id(f);
    int64_t changes;

    fund_takes_back(f, award, id, 120000);
    changes = harness_count_events(f->harness, "grants.award_changed");
    fund_takes_back(f, award, id, 120000);
    assert_int_equal(award_of(f, award).returned, 120000);
    assert_int_equal(harness_count_events(f->harness, "grants.award_changed"),
            changes);
}

static void
a_return_recorded_by_mistake_counts_no_more(void **state)
{
    struct fixture *f = *state;
    struct uuid award = half_paid(f, 500000);
    struct uuid id = fixture_id(f);
    struct get_award_reply seen;

    fund_takes_back(f, award, id, 120000);
    fund_takes_back(f, award, fixture_id(f), 30000);
    fund_corrects(f, award, id, 120000);
    fund_corrects(f, award, id, 120000);
    seen = award_of(f, award);
    assert_int_equal(seen.returned, 30000);
    assert_int_equal(seen.returns_count, 2);
    assert_true(seen.returns[1].has_reversed_at);
}

/* Of ¥10,000 for the round; what came back may be given to somebody else. */
static void
what_came_back_is_room_in_the_budget_again(void **state)
{
    struct fixture *f = *state;
    struct uuid award = half_paid(f, 500000);
    struct summarise_round_request request = {
        .round = award_of(f, award).round,
    };
    struct summarise_round_reply summary;

    assert_int_equal(round_of(f, request.round).round.committed, 500000);
    fund_takes_back(f, award, fixture_id(f), 120000);
    assert_int_equal(round_of(f, request.round).round.committed, 380000);
    assert_int_equal(DO(f, anyone, summarise_round, &request, &summary),
            STATUS_OK);
    assert_int_equal(summary.awarded, 500000);
    assert_int_equal(summary.paid, 300000);
    assert_int_equal(summary.returned, 120000);
}

static void
a_cancelled_award_holds_what_was_paid_and_kept(void **state)
{
    struct fixture *f = *state;
    struct uuid award = half_paid(f, 500000);
    struct terminate_award_request request = { .award = award,
        .reason = STR("无法继续") };
    struct uuid round = award_of(f, award).round;

    assert_int_equal(DO(f, council, terminate_award, &request, NULL),
            STATUS_OK);
    assert_int_equal(round_of(f, round).round.committed, 300000);
    fund_takes_back(f, award, fixture_id(f), 100000);
    assert_state(award_of(f, award).state, AWARD_STATE_CANCELLED);
    assert_true(str_equal(award_of(f, award).reason, STR("无法继续")));
    assert_int_equal(round_of(f, round).round.committed, 200000);
}

static void
accept_final_report(struct fixture *f, struct uuid award)
{
    struct submit_report_request report = {
        .award = award,
        .has_kind = true,
        .kind = REPORT_KIND_FINAL,
        .text = STR("项目完成，结余退回"),
        .spent = 200000,
    };
    struct submit_report_reply submitted;
    struct accept_report_request request;

    assert_int_equal(DO(f, ada, submit_report, &report, &submitted), STATUS_OK);
    request = (struct accept_report_request){ .report = submitted.report_id };
    assert_int_equal(DO(f, operator, accept_report, &request, NULL), STATUS_OK);
}

static void
waive(struct fixture *f, struct uuid award, enum tranche_gate gate)
{
    struct waive_gate_request request = { .award = award,
        .ordinal = 2,
        .gate = gate,
        .reason = STR("金额小") };

    assert_int_equal(DO(f, council, waive_gate, &request, NULL), STATUS_OK);
}

static void
the_closure_says_what_was_paid_and_what_came_back(void **state)
{
    struct fixture *f = *state;
    struct uuid award = half_paid(f, 500000);
    struct close_award_request request = { .award = award };
    struct close_award_reply closed;
    struct list_awards_reply list;

    waive(f, award, TRANCHE_GATE_REPORT_ACCEPTED);
    waive(f, award, TRANCHE_GATE_VISIT_DONE);
    fund_pays(f, award, 1);
    accept_final_report(f, award);
    fund_takes_back(f, award, fixture_id(f), 80000);
    assert_int_equal(DO(f, operator, close_award, &request, &closed),
            STATUS_OK);
    assert_int_equal(closed.paid, 500000);
    assert_int_equal(closed.returned, 80000);
    fund_takes_back(f, award, fixture_id(f), 20000);
    assert_int_equal(DO(f, finance, list_awards,
                             (&(struct list_awards_request){ 0 }), &list),
            STATUS_OK);
    assert_state(list.items[0].state, AWARD_STATE_CLOSED);
    assert_int_equal(list.items[0].returned, 100000);
}

static void
the_public_sees_what_a_project_gave_back(void **state)
{
    struct fixture *f = *state;
    struct uuid award = half_paid(f, 500000);
    struct get_project_request request = {
        .project = award_of(f, award).application,
    };
    struct get_project_reply reply;

    fund_takes_back(f, award, fixture_id(f), 120000);
    assert_int_equal(DO(f, anyone, get_project, &request, &reply), STATUS_OK);
    assert_int_equal(reply.project.paid, 300000);
    assert_int_equal(reply.project.returned, 120000);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(money_back_shows_on_the_award),
        TEST(money_back_told_twice_came_once),
        TEST(a_return_recorded_by_mistake_counts_no_more),
        TEST(what_came_back_is_room_in_the_budget_again),
        TEST(a_cancelled_award_holds_what_was_paid_and_kept),
        TEST(the_closure_says_what_was_paid_and_what_came_back),
        TEST(the_public_sees_what_a_project_gave_back),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
