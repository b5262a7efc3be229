/*
 * What let a tranche through was an error: the tables of
 * docs/decisions/a-release-is-recalled.md, row by row.
 */
#include "fixture.h"

/* The second tranche of the award is released, on a report and a visit. */
struct let_through {
    struct uuid award;
    struct uuid report;
    struct uuid visit;
};

static struct let_through
let_through(struct fixture *f)
{
    struct let_through it = { .award = under_way(f, 500000) };

    it.report = submit_report(f, it.award, REPORT_KIND_PROGRESS);
    accept_report(f, it.report);
    it.visit = record_visit(f, it.award);
    fund_pays(f, it.award, 0);
    assert_state(tranche_of(f, it.award, 1).state, TRANCHE_STATE_RELEASED);
    return it;
}

static struct report_item
report_of(struct fixture *f, const struct let_through *it)
{
    struct list_reports_request list = { .award = it->award };
    struct list_reports_reply listed;

    assert_int_equal(DO(f, operator, list_reports, &list, &listed), STATUS_OK);
    assert_true(listed.items_count > 0);
    return listed.items[listed.items_count - 1];
}

static struct visit_item
visit_of(struct fixture *f, const struct let_through *it)
{
    struct list_visits_request list = { .award = it->award };
    struct list_visits_reply listed;

    assert_int_equal(DO(f, operator, list_visits, &list, &listed), STATUS_OK);
    assert_true(listed.items_count > 0);
    return listed.items[listed.items_count - 1];
}

static const char text[] = "看错了报告";
static const struct str misread = { text, sizeof(text) - 1 };

/* True if the fund is asked first. */
static bool
reopen(struct fixture *f, struct uuid report)
{
    struct reopen_report_request request = { report, misread };
    struct reopen_report_reply reply;

    assert_int_equal(DO(f, operator, reopen_report, &request, &reply),
            STATUS_OK);
    assert_state(reply.state,
            reply.awaits_fund ? REPORT_STATE_ACCEPTED : REPORT_STATE_SUBMITTED);
    return reply.awaits_fund;
}

static void
reopening_is_refused(struct fixture *f, struct uuid report, const char *code)
{
    struct reopen_report_request request = { report, misread };

    REFUSES(f, operator, reopen_report, &request, code);
}

static bool
withdraw(struct fixture *f, struct uuid visit)
{
    struct withdraw_visit_request request = { visit, misread };
    struct withdraw_visit_reply reply;

    assert_int_equal(DO(f, operator, withdraw_visit, &request, &reply),
            STATUS_OK);
    return reply.awaits_fund;
}

static struct uuid
last_recall(struct fixture *f)
{
    struct grants_tranche_withdrawn body;

    assert_true(harness_last_event(f->harness, "grants.tranche_withdrawn", NULL,
            &body));
    assert_true(body.has_recall);
    return body.recall;
}

static void
fund_keeps(struct fixture *f, struct uuid award, size_t index,
        struct uuid recall, enum recall_refusal reason)
{
    struct award_tranche tranche = tranche_of(f, award, index);
    struct fundraising_recall_refused body = {
        .grants_hub = STR(HUB),
        .tranche = tranche.tranche,
        .recall = recall,
        .fund = award_of(f, award).fund,
        .amount = tranche.amount,
        .reason = reason,
    };

    assert_int_equal(harness_event(f->harness, "fundraising.recall_refused",
                             FUND_HUB, award, &body),
            STATUS_OK);
}

static void
an_acceptance_stands_until_the_fund_has_answered(void **state)
{
    struct fixture *f = *state;
    struct let_through it = let_through(f);
    struct award_tranche tranche;

    assert_true(reopen(f, it.report));
    tranche = tranche_of(f, it.award, 1);
    assert_state(tranche.state, TRANCHE_STATE_RECALLED);
    assert_true(uuid_equal(tranche.taking_back, it.report));
    assert_true(str_equal(tranche.reason, misread));
    assert_state(report_of(f, &it).state, REPORT_STATE_ACCEPTED);
    last_recall(f);
}

static void
what_the_fund_let_go_waits_again_under_a_new_name(void **state)
{
    struct fixture *f = *state;
    struct let_through it = let_through(f);
    struct award_tranche old = tranche_of(f, it.award, 1), new;

    reopen(f, it.report);
    harness_reopen(f->harness);
    fund_lets_go(f, it.award, 1);
    assert_state(tranche_of(f, it.award, 1).state, TRANCHE_STATE_DROPPED);
    assert_false(tranche_of(f, it.award, 1).has_taking_back);
    assert_state(report_of(f, &it).state, REPORT_STATE_SUBMITTED);
    assert_true(str_equal(report_of(f, &it).reason, misread));
    new = tranche_of(f, it.award, 2);
    assert_state(new.state, TRANCHE_STATE_WAITING);
    assert_false(uuid_equal(new.tranche, old.tranche));
    assert_int_equal(new.ordinal, old.ordinal);
    assert_int_equal(new.amount, old.amount);
    assert_false(new.report_accepted);
    assert_true(new.visit_done);
    accept_report(f, it.report);
    assert_state(tranche_of(f, it.award, 2).state, TRANCHE_STATE_RELEASED);
    fund_pays(f, it.award, 2);
    assert_state(tranche_of(f, it.award, 2).state, TRANCHE_STATE_PAID);
    assert_int_equal(award_of(f, it.award).paid, 500000);
}

static void
a_visit_is_withdrawn_when_the_fund_has_let_go(void **state)
{
    struct fixture *f = *state;
    struct let_through it = let_through(f);

    assert_true(withdraw(f, it.visit));
    assert_false(visit_of(f, &it).has_withdrawn_reason);
    fund_lets_go(f, it.award, 1);
    assert_true(str_equal(visit_of(f, &it).withdrawn_reason, misread));
    assert_false(tranche_of(f, it.award, 2).visit_done);
    record_visit(f, it.award);
    assert_state(tranche_of(f, it.award, 2).state, TRANCHE_STATE_RELEASED);
}

static void
an_answer_told_twice_plans_one_tranche(void **state)
{
    struct fixture *f = *state;
    struct let_through it = let_through(f);

    reopen(f, it.report);
    fund_lets_go(f, it.award, 1);
    assert_int_equal(harness_repeat_event(f->harness, FUND_HUB), STATUS_OK);
    fund_lets_go(f, it.award, 1);
    assert_int_equal(award_of(f, it.award).tranches_count, 3);
}

/* What was told of the release before is not taken for this one. */
static void
a_late_word_of_the_old_release_is_not_of_the_new(void **state)
{
    struct fixture *f = *state;
    struct let_through it = let_through(f);
    struct uuid recall;

    reopen(f, it.report);
    recall = last_recall(f);
    fund_lets_go(f, it.award, 1);
    accept_report(f, it.report);
    fund_keeps(f, it.award, 1, recall, RECALL_REFUSAL_PAYMENT_MADE);
    fund_fails(f, it.award, 1);
    assert_state(tranche_of(f, it.award, 1).state, TRANCHE_STATE_DROPPED);
    assert_state(tranche_of(f, it.award, 2).state, TRANCHE_STATE_RELEASED);
    assert_false(tranche_of(f, it.award, 2).has_recall_refusal);
}

/* Of the second tranche, though another one is there. */
static struct uuid
visit_again(struct fixture *f, struct uuid award)
{
    struct record_visit_request request = { .award = award,
        .has_ordinal = true,
        .ordinal = 2,
        .findings = STR("现场秩序良好") };
    struct record_visit_reply reply;

    assert_int_equal(DO(f, operator, record_visit, &request, &reply),
            STATUS_OK);
    return reply.visit_id;
}

static void
what_other_evidence_holds_is_taken_back_at_once(void **state)
{
    struct fixture *f = *state;
    struct uuid award = under_way(f, 500000);
    struct uuid first = submit_report(f, award, REPORT_KIND_PROGRESS);
    struct uuid second = submit_report(f, award, REPORT_KIND_PROGRESS);
    struct uuid visits[] = { record_visit(f, award), visit_again(f, award) };

    accept_report(f, first);
    accept_report(f, second);
    fund_pays(f, award, 0);
    assert_false(reopen(f, first));
    assert_false(withdraw(f, visits[0]));
    assert_state(tranche_of(f, award, 1).state, TRANCHE_STATE_RELEASED);
    reopening_is_refused(f, first, "wrong_report_state");
    assert_true(withdraw(f, visits[1]));
}

static void
what_is_paid_on_other_evidence_is_not_told_as_paid_again(void **state)
{
    struct fixture *f = *state;
    struct uuid award = under_way(f, 500000);
    struct uuid superfluous = record_visit(f, award);
    int64_t changes;

    visit_again(f, award);
    accept_report(f, submit_report(f, award, REPORT_KIND_PROGRESS));
    fund_pays(f, award, 0);
    fund_pays(f, award, 1);
    changes = harness_count_events(f->harness, "grants.tranche_changed");
    assert_false(withdraw(f, superfluous));
    assert_int_equal(harness_count_events(f->harness, "grants.tranche_changed"),
            changes);
}

static void
a_waived_gate_needs_no_report(void **state)
{
    struct fixture *f = *state;
    struct uuid award = under_way(f, 500000);
    struct uuid report = submit_report(f, award, REPORT_KIND_PROGRESS);
    struct waive_gate_request waive = { .award = award,
        .ordinal = 2,
        .gate = TRANCHE_GATE_REPORT_ACCEPTED,
        .reason = STR("已当面汇报") };

    accept_report(f, report);
    assert_int_equal(DO(f, council, waive_gate, &waive, NULL), STATUS_OK);
    record_visit(f, award);
    fund_pays(f, award, 0);
    assert_false(reopen(f, report));
    assert_state(tranche_of(f, award, 1).state, TRANCHE_STATE_RELEASED);
}

/* The council's word stands for the tranche that waits in its place. */
static void
a_waiver_outlives_a_recall(void **state)
{
    struct fixture *f = *state;
    struct uuid award = under_way(f, 500000);
    struct uuid visit = record_visit(f, award);
    struct waive_gate_request waive = { .award = award,
        .ordinal = 2,
        .gate = TRANCHE_GATE_REPORT_ACCEPTED,
        .reason = STR("已当面汇报") };

    assert_int_equal(DO(f, council, waive_gate, &waive, NULL), STATUS_OK);
    fund_pays(f, award, 0);
    assert_true(withdraw(f, visit));
    fund_lets_go(f, award, 1);
    assert_true(tranche_of(f, award, 2).report_accepted);
    assert_true(str_equal(tranche_of(f, award, 2).waived, waive.reason));
    assert_state(tranche_of(f, award, 2).state, TRANCHE_STATE_WAITING);
}

static void
one_recall_waits_for_its_answer(void **state)
{
    struct fixture *f = *state;
    struct let_through it = let_through(f);
    struct withdraw_visit_request visit = { it.visit, misread };

    reopen(f, it.report);
    reopening_is_refused(f, it.report, "wrong_tranche_state");
    REFUSES(f, operator, withdraw_visit, &visit, "wrong_tranche_state");
}

static void
a_payment_that_is_recorded_is_rejected_first(void **state)
{
    struct fixture *f = *state;
    struct let_through it = let_through(f);
    struct withdraw_visit_request visit = { it.visit, misread };

    finance_begins(f, it.award, 1);
    reopening_is_refused(f, it.report, "tranche_has_payment");
    REFUSES(f, operator, withdraw_visit, &visit, "tranche_has_payment");
    assert_int_equal(
            harness_count_events(f->harness, "grants.tranche_withdrawn"), 0);
    finance_rejects(f, it.award, 1);
    assert_true(reopen(f, it.report));
}

static void
a_payment_that_was_made_is_corrected_first(void **state)
{
    struct fixture *f = *state;
    struct let_through it = let_through(f);

    finance_begins(f, it.award, 1);
    fund_pays(f, it.award, 1);
    reopening_is_refused(f, it.report, "tranche_has_payment");
    fund_entered_wrongly(f, it.award, 1);
    assert_true(reopen(f, it.report));
    fund_lets_go(f, it.award, 1);
    assert_state(tranche_of(f, it.award, 2).state, TRANCHE_STATE_WAITING);
}

static void
what_a_bank_refused_to_pay_is_recalled_too(void **state)
{
    struct fixture *f = *state;
    struct let_through it = let_through(f);

    fund_pays(f, it.award, 1);
    fund_fails(f, it.award, 1);
    assert_true(reopen(f, it.report));
    assert_state(tranche_of(f, it.award, 1).state, TRANCHE_STATE_RECALLED);
    fund_lets_go(f, it.award, 1);
    assert_state(tranche_of(f, it.award, 1).state, TRANCHE_STATE_DROPPED);
    assert_state(tranche_of(f, it.award, 2).state, TRANCHE_STATE_WAITING);
}

static void
what_the_fund_keeps_is_released_as_before_and_says_why(void **state)
{
    struct fixture *f = *state;
    struct let_through it = let_through(f);
    struct award_tranche tranche;

    reopen(f, it.report);
    fund_keeps(f, it.award, 1, last_recall(f), RECALL_REFUSAL_PAYMENT_RECORDED);
    tranche = tranche_of(f, it.award, 1);
    assert_state(tranche.state, TRANCHE_STATE_RELEASED);
    assert_true(tranche.has_recall_refusal);
    assert_int_equal(tranche.recall_refusal, RECALL_REFUSAL_PAYMENT_RECORDED);
    assert_false(tranche.has_taking_back);
    assert_state(report_of(f, &it).state, REPORT_STATE_ACCEPTED);
    assert_int_equal(award_of(f, it.award).tranches_count, 2);
    fund_pays(f, it.award, 1);
    assert_state(tranche_of(f, it.award, 1).state, TRANCHE_STATE_PAID);
}

/* The same answer again, after a second recall of the same release. */
static void
an_answer_to_an_earlier_recall_is_not_taken_for_this_one(void **state)
{
    struct fixture *f = *state;
    struct let_through it = let_through(f);
    struct uuid earlier;

    reopen(f, it.report);
    earlier = last_recall(f);
    fund_keeps(f, it.award, 1, earlier, RECALL_REFUSAL_PAYMENT_RECORDED);
    assert_true(reopen(f, it.report));
    assert_false(tranche_of(f, it.award, 1).has_recall_refusal);
    fund_keeps(f, it.award, 1, earlier, RECALL_REFUSAL_PAYMENT_RECORDED);
    assert_state(tranche_of(f, it.award, 1).state, TRANCHE_STATE_RECALLED);
    fund_lets_go(f, it.award, 1);
    assert_state(report_of(f, &it).state, REPORT_STATE_SUBMITTED);
}

static void
a_payment_that_crossed_with_the_recall_counts(void **state)
{
    struct fixture *f = *state;
    struct let_through it = let_through(f);
    int64_t changes;

    reopen(f, it.report);
    fund_pays(f, it.award, 1);
    assert_state(tranche_of(f, it.award, 1).state, TRANCHE_STATE_PAID);
    changes = harness_count_events(f->harness, "grants.tranche_changed");
    fund_keeps(f, it.award, 1, last_recall(f), RECALL_REFUSAL_PAYMENT_MADE);
    assert_int_equal(harness_count_events(f->harness, "grants.tranche_changed"),
            changes);
    assert_state(tranche_of(f, it.award, 1).state, TRANCHE_STATE_PAID);
    assert_int_equal(tranche_of(f, it.award, 1).recall_refusal,
            RECALL_REFUSAL_PAYMENT_MADE);
    assert_state(report_of(f, &it).state, REPORT_STATE_ACCEPTED);
    reopening_is_refused(f, it.report, "tranche_has_payment");
}

/* The fund heard of the recall when the payment was undone. */
static void
a_payment_that_crossed_and_failed_is_let_go(void **state)
{
    struct fixture *f = *state;
    struct let_through it = let_through(f);

    reopen(f, it.report);
    fund_pays(f, it.award, 1);
    fund_fails(f, it.award, 1);
    fund_lets_go(f, it.award, 1);
    assert_state(tranche_of(f, it.award, 1).state, TRANCHE_STATE_DROPPED);
    assert_state(tranche_of(f, it.award, 2).state, TRANCHE_STATE_WAITING);
    assert_state(report_of(f, &it).state, REPORT_STATE_SUBMITTED);
    assert_true(str_equal(report_of(f, &it).reason, misread));
}

/* What it says of an earlier payment is no answer. */
static void
a_recalled_tranche_hears_of_no_failure(void **state)
{
    struct fixture *f = *state;
    struct let_through it = let_through(f);

    fund_pays(f, it.award, 1);
    fund_entered_wrongly(f, it.award, 1);
    reopen(f, it.report);
    assert_int_equal(harness_repeat_event(f->harness, FUND_HUB), STATUS_OK);
    fund_entered_wrongly(f, it.award, 1);
    assert_state(tranche_of(f, it.award, 1).state, TRANCHE_STATE_RECALLED);
}

static void
a_termination_takes_back_what_was_to_be(void **state)
{
    struct fixture *f = *state;
    struct let_through it = let_through(f);
    struct terminate_award_request end = { .award = it.award,
        .reason = STR("机构注销") };

    reopen(f, it.report);
    assert_int_equal(DO(f, council, terminate_award, &end, NULL), STATUS_OK);
    assert_state(report_of(f, &it).state, REPORT_STATE_SUBMITTED);
    assert_state(tranche_of(f, it.award, 1).state, TRANCHE_STATE_DROPPED);
    fund_lets_go(f, it.award, 1);
    assert_int_equal(award_of(f, it.award).tranches_count, 2);
}

/* An agreement whose first tranche went on a report. */
static struct let_through
first_let_through(struct fixture *f)
{
    struct planned_tranche parts[] = { { .amount = 100000,
                                               .needs_report = true },
        { .amount = 200000 }, { .amount = 200000 } };
    struct let_through it = { .award = awaiting(f, 500000) };
    struct sign_agreement_request sign = { .award = it.award,
        .tranches = parts,
        .tranches_count = COUNT_OF(parts) };

    assert_int_equal(DO(f, operator, sign_agreement, &sign, NULL), STATUS_OK);
    it.report = submit_report(f, it.award, REPORT_KIND_PROGRESS);
    accept_report(f, it.report);
    assert_state(tranche_of(f, it.award, 0).state, TRANCHE_STATE_RELEASED);
    return it;
}

/* Whatever the fund says to the question, the agreement is gone. */
static void
an_agreement_taken_back_overrides_the_question(void **state)
{
    struct fixture *f = *state;
    struct let_through it = first_let_through(f);
    struct unsign_agreement_request unsign = { it.award,
        STR("登记到了另一项目") };
    struct grants_tranche_withdrawn body;
    struct uuid recall;

    reopen(f, it.report);
    recall = last_recall(f);
    assert_int_equal(DO(f, operator, unsign_agreement, &unsign, NULL),
            STATUS_OK);
    assert_true(harness_last_event(f->harness, "grants.tranche_withdrawn", NULL,
            &body));
    assert_false(body.has_recall);
    assert_state(report_of(f, &it).state, REPORT_STATE_SUBMITTED);
    fund_keeps(f, it.award, 0, recall, RECALL_REFUSAL_PAYMENT_RECORDED);
    assert_state(tranche_of(f, it.award, 0).state, TRANCHE_STATE_RECALLED);
    fund_lets_go(f, it.award, 0);
    assert_state(tranche_of(f, it.award, 0).state, TRANCHE_STATE_DROPPED);
    assert_int_equal(award_of(f, it.award).tranches_count, 3);
    sign(f, it.award);
    assert_int_equal(tranche_of(f, it.award, 3).agreement, 2);
}

/* It crossed with a payment that failed, and the agreement was signed anew. */
static void
what_is_let_go_late_is_planned_after_all(void **state)
{
    struct fixture *f = *state;
    struct uuid award = under_way(f, 500000);
    struct unsign_agreement_request unsign = { award, STR("x") };

    assert_int_equal(DO(f, operator, unsign_agreement, &unsign, NULL),
            STATUS_OK);
    fund_pays(f, award, 0);
    fund_fails(f, award, 0);
    sign(f, award);
    fund_lets_go(f, award, 0);
    assert_state(tranche_of(f, award, 0).state, TRANCHE_STATE_DROPPED);
    assert_int_equal(tranche_of(f, award, 1).agreement, 1);
    assert_int_equal(tranche_of(f, award, 1).amount, 300000);
    assert_state(tranche_of(f, award, 1).state, TRANCHE_STATE_RELEASED);
}

static void
those_that_wait_are_planned_anew_around_a_recalled_one(void **state)
{
    struct fixture *f = *state;
    struct let_through it = first_let_through(f);
    struct planned_tranche parts[] = { { .amount = 400000 } };
    struct change_tranches_request change = { .award = it.award,
        .tranches = parts,
        .tranches_count = 1,
        .reason = STR("合并拨付") };
    struct get_award_reply award;

    reopen(f, it.report);
    assert_int_equal(DO(f, council, change_tranches, &change, NULL), STATUS_OK);
    fund_lets_go(f, it.award, 0);
    award = award_of(f, it.award);
    assert_int_equal(award.tranches_count, 3);
    assert_int_equal(award.tranches[1].ordinal, 1);
    assert_state(award.tranches[1].state, TRANCHE_STATE_WAITING);
    assert_int_equal(award.tranches[2].ordinal, 2);
    parts[0].amount = 500000;
    assert_int_equal(DO(f, council, change_tranches, &change, NULL), STATUS_OK);
    assert_int_equal(tranche_of(f, it.award, 1).ordinal, 1);
}

static void
an_award_without_room_for_one_more_recalls_none(void **state)
{
    struct fixture *f = *state;
    struct let_through it = first_let_through(f);
    struct planned_tranche parts[99];
    struct change_tranches_request change = { .award = it.award,
        .tranches = parts,
        .tranches_count = COUNT_OF(parts),
        .reason = STR("按周拨付") };

    for (size_t i = 0; i < COUNT_OF(parts); i++)
        parts[i] = (struct planned_tranche){ .amount = 4000 };
    parts[98].amount = 400000 - INT64_C(98) * 4000;
    assert_int_equal(DO(f, council, change_tranches, &change, NULL), STATUS_OK);
    reopening_is_refused(f, it.report, "wrong_tranche_state");
    assert_state(tranche_of(f, it.award, 0).state, TRANCHE_STATE_RELEASED);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(an_acceptance_stands_until_the_fund_has_answered),
        TEST(what_the_fund_let_go_waits_again_under_a_new_name),
        TEST(a_visit_is_withdrawn_when_the_fund_has_let_go),
        TEST(an_answer_told_twice_plans_one_tranche),
        TEST(a_late_word_of_the_old_release_is_not_of_the_new),
        TEST(what_other_evidence_holds_is_taken_back_at_once),
        TEST(what_is_paid_on_other_evidence_is_not_told_as_paid_again),
        TEST(a_waived_gate_needs_no_report),
        TEST(a_waiver_outlives_a_recall),
        TEST(one_recall_waits_for_its_answer),
        TEST(a_payment_that_is_recorded_is_rejected_first),
        TEST(a_payment_that_was_made_is_corrected_first),
        TEST(what_a_bank_refused_to_pay_is_recalled_too),
        TEST(what_the_fund_keeps_is_released_as_before_and_says_why),
        TEST(an_answer_to_an_earlier_recall_is_not_taken_for_this_one),
        TEST(a_payment_that_crossed_with_the_recall_counts),
        TEST(a_payment_that_crossed_and_failed_is_let_go),
        TEST(a_recalled_tranche_hears_of_no_failure),
        TEST(a_termination_takes_back_what_was_to_be),
        TEST(an_agreement_taken_back_overrides_the_question),
        TEST(what_is_let_go_late_is_planned_after_all),
        TEST(those_that_wait_are_planned_anew_around_a_recalled_one),
        TEST(an_award_without_room_for_one_more_recalls_none),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
