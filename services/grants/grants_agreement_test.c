/* Agreements, tranches and their gates, payments, closure. */
#include "fixture.h"

static void
signing_releases_the_first_tranche(void **state)
{
    struct fixture *f = *state;
    struct uuid award = under_way(f, 500001);
    struct grants_tranche_released body;
    struct uuid subject;

    assert_state(award_of(f, award).state, AWARD_STATE_UNDER_WAY);
    assert_int_equal(tranche_of(f, award, 0).amount, 300000);
    assert_int_equal(tranche_of(f, award, 1).amount, 200001);
    assert_state(tranche_of(f, award, 0).state, TRANCHE_STATE_RELEASED);
    assert_state(tranche_of(f, award, 1).state, TRANCHE_STATE_WAITING);
    assert_true(harness_last_event(f->harness, "grants.tranche_released",
            &subject, &body));
    assert_true(uuid_equal(subject, award));
    assert_int_equal(body.ordinal, 1);
    assert_int_equal(body.amount, 300000);
}

static void
an_agreement_is_signed_once_and_by_the_operator(void **state)
{
    struct fixture *f = *state;
    struct uuid award = awaiting(f, 500000);
    struct sign_agreement_request request = { .award = award,
        .has_starts_on = true,
        .starts_on = 21000,
        .has_ends_on = true,
        .ends_on = 20999 };

    REFUSES(f, council, sign_agreement, &request, "forbidden");
    REFUSES(f, operator, sign_agreement, &request, "invalid_field");
    request.ends_on = 21365;
    request.has_signed_on = true;
    request.signed_on = date_of(harness_now(f->harness)) + 1;
    REFUSES(f, operator, sign_agreement, &request, "invalid_field");
    request.has_signed_on = false;
    request.has_agreement = true;
    request.agreement =
            STR("0123456789abcdef0123456789abcdef0123456789abcdef0123456789"
                "abcdef");
    REFUSES(f, operator, sign_agreement, &request, "attachment_unknown");
    request.has_agreement = false;
    assert_int_equal(DO(f, operator, sign_agreement, &request, NULL),
            STATUS_OK);
    REFUSES(f, operator, sign_agreement, &request, "wrong_award_state");
    struct correct_agreement_request correct = { .award = award,
        .reason = STR("日期有误"),
        .has_ends_on = true,
        .ends_on = 21300 };
    assert_int_equal(DO(f, operator, correct_agreement, &correct, NULL),
            STATUS_OK);
    assert_int_equal(award_of(f, award).ends_on, 21300);
    enum agreement_field gone = AGREEMENT_FIELD_ENDS_ON;
    struct correct_agreement_request clear = { .award = award,
        .reason = STR("未约定终止日"),
        .clear = &gone,
        .clear_count = 1 };
    assert_int_equal(DO(f, operator, correct_agreement, &clear, NULL),
            STATUS_OK);
    assert_false(award_of(f, award).has_ends_on);
}

static void
an_agreement_may_agree_on_other_tranches(void **state)
{
    struct fixture *f = *state;
    struct uuid award = awaiting(f, 500000);
    struct planned_tranche parts[] = { { .amount = 1 }, { .amount = 499998 } };
    struct sign_agreement_request request = { .award = award,
        .tranches = parts,
        .tranches_count = 2 };

    REFUSES(f, operator, sign_agreement, &request, "wrong_tranche_plan");
    assert_string_equal(harness_problem_expected(f->harness), "500000 fen");
    parts[1].amount = 499999;
    assert_int_equal(DO(f, operator, sign_agreement, &request, NULL),
            STATUS_OK);
    assert_int_equal(tranche_of(f, award, 1).amount, 499999);
}

static enum status
unsign(struct fixture *f, struct uuid award,
        struct unsign_agreement_reply *reply)
{
    struct unsign_agreement_request request = { .award = award,
        .reason = STR("登记到了另一项目") };

    return DO(f, operator, unsign_agreement, &request, reply);
}

static void
an_agreement_taken_back_is_signed_again(void **state)
{
    struct fixture *f = *state;
    struct uuid award = under_way(f, 500001);
    struct sign_agreement_request again = { .award = award };
    struct unsign_agreement_reply reply;
    struct grants_tranche_withdrawn body;

    assert_int_equal(unsign(f, award, &reply), STATUS_OK);
    assert_state(reply.state, AWARD_STATE_AWAITING_AGREEMENT);
    assert_true(reply.agreement_due_at > harness_now(f->harness));
    assert_false(award_of(f, award).has_signed_on);
    assert_state(tranche_of(f, award, 0).state, TRANCHE_STATE_RECALLED);
    assert_state(tranche_of(f, award, 1).state, TRANCHE_STATE_DROPPED);
    assert_true(harness_last_event(f->harness, "grants.tranche_withdrawn", NULL,
            &body));
    assert_int_equal(body.amount, 300000);
    assert_int_equal(unsign(f, award, NULL), STATUS_CONFLICT);
    REFUSES(f, operator, sign_agreement, &again, "wrong_tranche_state");
    fund_lets_go(f, award, 0);
    assert_state(tranche_of(f, award, 0).state, TRANCHE_STATE_DROPPED);
    sign(f, award);
    assert_int_equal(tranche_of(f, award, 2).agreement, 2);
    assert_int_equal(tranche_of(f, award, 2).ordinal, 1);
    assert_int_equal(tranche_of(f, award, 2).amount, 300000);
    assert_state(tranche_of(f, award, 2).state, TRANCHE_STATE_RELEASED);
    assert_state(tranche_of(f, award, 3).state, TRANCHE_STATE_WAITING);
}

/* Signed, taken back, and signed again. */
static struct uuid
signed_twice(struct fixture *f)
{
    struct uuid award = under_way(f, 500000);

    accept_report(f, submit_report(f, award, REPORT_KIND_PROGRESS));
    record_visit(f, award);
    assert_int_equal(unsign(f, award, NULL), STATUS_OK);
    fund_lets_go(f, award, 0);
    sign(f, award);
    return award;
}

static void
an_ordinal_names_a_tranche_of_the_newest_agreement(void **state)
{
    struct fixture *f = *state;
    struct uuid award = signed_twice(f);
    struct submit_report_request request = { .award = award,
        .text = STR("进展"),
        .has_ordinal = true,
        .ordinal = 3 };
    struct submit_report_reply reply;
    struct list_reports_request list = { .award = award };
    struct list_reports_reply listed;

    REFUSES(f, ada, submit_report, &request, "wrong_tranche_state");
    request.ordinal = 2;
    assert_int_equal(DO(f, ada, submit_report, &request, &reply), STATUS_OK);
    accept_report(f, reply.report_id);
    assert_true(tranche_of(f, award, 3).report_accepted);
    assert_int_equal(DO(f, ada, list_reports, &list, &listed), STATUS_OK);
    assert_int_equal(listed.items[0].agreement, 2);
    assert_int_equal(listed.items[1].agreement, 1);
}

static void
what_opened_a_gate_of_an_earlier_agreement_opens_none_of_this(void **state)
{
    struct fixture *f = *state;
    struct uuid award = signed_twice(f);

    assert_true(tranche_of(f, award, 1).report_accepted);
    assert_true(tranche_of(f, award, 1).visit_done);
    assert_int_equal(tranche_of(f, award, 3).ordinal, 2);
    assert_false(tranche_of(f, award, 3).report_accepted);
    assert_false(tranche_of(f, award, 3).visit_done);
    fund_pays(f, award, 2);
    assert_state(tranche_of(f, award, 3).state, TRANCHE_STATE_WAITING);
    accept_report(f, submit_report(f, award, REPORT_KIND_PROGRESS));
    record_visit(f, award);
    assert_state(tranche_of(f, award, 3).state, TRANCHE_STATE_RELEASED);
}

static void
a_later_agreement_is_planned_anew_and_waived_by_its_own_numbers(void **state)
{
    struct fixture *f = *state;
    struct uuid award = signed_twice(f);
    struct planned_tranche parts[] = { { .amount = 150000 },
        { .amount = 50000, .needs_visit = true } };
    struct change_tranches_request change = { .award = award,
        .tranches = parts,
        .tranches_count = 2,
        .reason = STR("分期调整") };
    struct change_tranches_reply reply;
    struct waive_gate_request waive = { .award = award,
        .ordinal = 3,
        .gate = TRANCHE_GATE_VISIT_DONE,
        .reason = STR("疫情期间无法走访") };

    assert_int_equal(DO(f, council, change_tranches, &change, &reply),
            STATUS_OK);
    assert_int_equal(reply.tranches_count, 5);
    assert_int_equal(reply.tranches[4].agreement, 2);
    assert_int_equal(reply.tranches[4].ordinal, 3);
    assert_int_equal(DO(f, council, waive_gate, &waive, NULL), STATUS_OK);
    assert_true(tranche_of(f, award, 4).visit_done);
}

static void
an_award_has_at_most_a_hundred_tranches_in_all_its_agreements(void **state)
{
    struct fixture *f = *state;
    struct uuid award = signed_twice(f);
    struct planned_tranche parts[98];
    struct change_tranches_request change = { .award = award,
        .tranches = parts,
        .tranches_count = 98,
        .reason = STR("分期调整") };

    for (size_t i = 0; i < COUNT_OF(parts); i++)
        parts[i] = (struct planned_tranche){ .amount = 1000 };
    parts[97].amount = 200000 - INT64_C(97) * 1000;
    REFUSES(f, council, change_tranches, &change, "wrong_tranche_plan");
    parts[96].amount += parts[97].amount;
    change.tranches_count = 97;
    assert_int_equal(DO(f, council, change_tranches, &change, NULL), STATUS_OK);
}

static void
an_agreement_that_is_being_paid_is_not_taken_back(void **state)
{
    struct fixture *f = *state;
    struct uuid award = under_way(f, 500000);
    struct unsign_agreement_request request = { .award = award,
        .reason = STR("x") };

    REFUSES(f, council, unsign_agreement, &request, "forbidden");
    finance_begins(f, award, 0);
    REFUSES(f, operator, unsign_agreement, &request, "wrong_tranche_state");
    fund_pays(f, award, 0);
    REFUSES(f, operator, unsign_agreement, &request, "wrong_tranche_state");
    fund_fails(f, award, 0);
    REFUSES(f, operator, unsign_agreement, &request, "wrong_tranche_state");
    assert_state(award_of(f, award).state, AWARD_STATE_UNDER_WAY);
}

static void
an_agreement_whose_payment_was_rejected_is_taken_back(void **state)
{
    struct fixture *f = *state;
    struct uuid award = under_way(f, 500000);

    finance_begins(f, award, 0);
    finance_rejects(f, award, 0);
    assert_int_equal(unsign(f, award, NULL), STATUS_OK);
}

/* There was no payment. */
static void
an_agreement_whose_payment_was_an_entry_error_is_taken_back(void **state)
{
    struct fixture *f = *state;
    struct uuid award = under_way(f, 500000);

    finance_begins(f, award, 0);
    fund_pays(f, award, 0);
    fund_entered_wrongly(f, award, 0);
    assert_int_equal(unsign(f, award, NULL), STATUS_OK);
    fund_lets_go(f, award, 0);
    assert_state(tranche_of(f, award, 0).state, TRANCHE_STATE_DROPPED);
    sign(f, award);
    assert_int_equal(tranche_of(f, award, 2).amount, 300000);
}

/* What the fund reserved again is dropped, whatever came in between. */
static void
a_payment_that_failed_while_it_was_recalled_is_dropped(void **state)
{
    struct fixture *f = *state;
    struct uuid award = under_way(f, 500000);

    assert_int_equal(unsign(f, award, NULL), STATUS_OK);
    fund_pays(f, award, 0);
    fund_fails(f, award, 0);
    fund_lets_go(f, award, 0);
    assert_state(tranche_of(f, award, 0).state, TRANCHE_STATE_DROPPED);
}

static void
what_was_paid_while_it_was_recalled_is_not_planned_again(void **state)
{
    struct fixture *f = *state;
    struct uuid award = under_way(f, 500000);

    assert_int_equal(unsign(f, award, NULL), STATUS_OK);
    fund_pays(f, award, 0);
    assert_state(tranche_of(f, award, 0).state, TRANCHE_STATE_PAID);
    assert_state(award_of(f, award).state, AWARD_STATE_AWAITING_AGREEMENT);
    sign(f, award);
    assert_int_equal(tranche_of(f, award, 2).amount, 120000);
    assert_int_equal(tranche_of(f, award, 3).amount, 80000);
}

static void
an_agreement_taken_back_and_not_signed_frees_the_money(void **state)
{
    struct fixture *f = *state;
    struct uuid award = under_way(f, 500000);
    struct grants_award_cancelled body;

    assert_int_equal(unsign(f, award, NULL), STATUS_OK);
    harness_advance(f->harness,
            award_of(f, award).agreement_due_at - harness_now(f->harness));
    assert_state(award_of(f, award).state, AWARD_STATE_CANCELLED);
    assert_state(tranche_of(f, award, 0).state, TRANCHE_STATE_DROPPED);
    assert_true(harness_last_event(f->harness, "grants.award_cancelled", NULL,
            &body));
    assert_int_equal(body.amount, 500000);
    fund_lets_go(f, award, 0);
    assert_state(tranche_of(f, award, 0).state, TRANCHE_STATE_DROPPED);
}

static void
an_unsigned_agreement_frees_the_money(void **state)
{
    struct fixture *f = *state;
    struct uuid award = awaiting(f, 500000);
    int64_t due = award_of(f, award).agreement_due_at;
    struct list_awards_request list = { 0 };
    struct list_awards_reply listed;
    struct extend_signing_request extend = { .award = award,
        .due_at = due + 5 * DAY_MS,
        .reason = STR("法人变更") };
    struct grants_award_cancelled body;

    assert_int_equal(DO(f, finance, list_awards, &list, &listed), STATUS_OK);
    assert_int_equal(listed.items[0].agreement_due_at, due);
    assert_int_equal(DO(f, operator, extend_signing, &extend, NULL), STATUS_OK);
    harness_advance(f->harness, due + DAY_MS - harness_now(f->harness));
    assert_state(award_of(f, award).state, AWARD_STATE_AWAITING_AGREEMENT);
    harness_advance(f->harness, 5 * DAY_MS);
    assert_state(award_of(f, award).state, AWARD_STATE_CANCELLED);
    assert_true(harness_last_event(f->harness, "grants.award_cancelled", NULL,
            &body));
    assert_int_equal(body.amount, 500000);
    REFUSES(f, operator, extend_signing, &extend, "wrong_award_state");
}

static void
a_signed_agreement_is_not_cancelled_when_it_was_due(void **state)
{
    struct fixture *f = *state;
    struct uuid award = under_way(f, 500000);

    harness_advance(f->harness, 90 * DAY_MS);
    assert_state(award_of(f, award).state, AWARD_STATE_UNDER_WAY);
}

static void
the_second_tranche_waits_for_payment_report_and_visit(void **state)
{
    struct fixture *f = *state;
    struct uuid award = under_way(f, 500000);

    accept_report(f, submit_report(f, award, REPORT_KIND_PROGRESS));
    record_visit(f, award);
    assert_true(tranche_of(f, award, 1).report_accepted);
    assert_true(tranche_of(f, award, 1).visit_done);
    assert_state(tranche_of(f, award, 1).state, TRANCHE_STATE_WAITING);
    fund_pays(f, award, 0);
    assert_state(tranche_of(f, award, 0).state, TRANCHE_STATE_PAID);
    assert_state(tranche_of(f, award, 1).state, TRANCHE_STATE_RELEASED);
    assert_int_equal(
            harness_count_events(f->harness, "grants.tranche_released"), 2);
}

static void
one_gate_is_not_enough(void **state)
{
    struct fixture *f = *state;
    struct uuid award = under_way(f, 500000);

    fund_pays(f, award, 0);
    record_visit(f, award);
    assert_state(tranche_of(f, award, 1).state, TRANCHE_STATE_WAITING);
    accept_report(f, submit_report(f, award, REPORT_KIND_PROGRESS));
    assert_state(tranche_of(f, award, 1).state, TRANCHE_STATE_RELEASED);
}

static void
a_payment_told_twice_counts_once(void **state)
{
    struct fixture *f = *state;
    struct uuid award = under_way(f, 500000);
    int64_t changes;

    fund_pays(f, award, 0);
    changes = harness_count_events(f->harness, "grants.tranche_changed");
    assert_int_equal(harness_repeat_event(f->harness, FUND_HUB), STATUS_OK);
    fund_pays(f, award, 0);
    assert_int_equal(harness_count_events(f->harness, "grants.tranche_changed"),
            changes);
}

static void
a_failed_payment_holds_the_next_tranche_back(void **state)
{
    struct fixture *f = *state;
    struct uuid award = under_way(f, 500000);

    accept_report(f, submit_report(f, award, REPORT_KIND_PROGRESS));
    record_visit(f, award);
    fund_fails(f, award, 0);
    assert_state(tranche_of(f, award, 0).state, TRANCHE_STATE_FAILED);
    assert_true(str_equal(tranche_of(f, award, 0).reason, STR("账号有误")));
    assert_state(tranche_of(f, award, 1).state, TRANCHE_STATE_WAITING);
    fund_pays(f, award, 0);
    assert_state(tranche_of(f, award, 0).state, TRANCHE_STATE_PAID);
    assert_state(tranche_of(f, award, 1).state, TRANCHE_STATE_RELEASED);
}

static void
money_that_comes_back_is_not_paid(void **state)
{
    struct fixture *f = *state;
    struct uuid award = under_way(f, 500000);

    fund_pays(f, award, 0);
    harness_advance(f->harness, DAY_MS);
    fund_fails(f, award, 0);
    assert_state(tranche_of(f, award, 0).state, TRANCHE_STATE_FAILED);
    assert_false(tranche_of(f, award, 0).has_paid_at);
}

static void
a_payment_entered_for_the_wrong_tranche_was_none(void **state)
{
    struct fixture *f = *state;
    struct uuid award = under_way(f, 500000);

    fund_pays(f, award, 0);
    harness_advance(f->harness, DAY_MS);
    fund_entered_wrongly(f, award, 0);
    assert_state(tranche_of(f, award, 0).state, TRANCHE_STATE_RELEASED);
    assert_false(tranche_of(f, award, 0).has_paid_at);
    assert_int_equal(award_of(f, award).paid, 0);
    harness_advance(f->harness, DAY_MS);
    fund_pays(f, award, 0);
    assert_state(tranche_of(f, award, 0).state, TRANCHE_STATE_PAID);
}

static void
a_returned_report_is_written_again(void **state)
{
    struct fixture *f = *state;
    struct uuid award = under_way(f, 500000);
    struct return_report_request back = { .report = submit_report(f, award,
                                                  REPORT_KIND_PROGRESS),
        .reason = STR("缺少票据") };
    struct accept_report_request late = { .report = back.report };
    struct list_reports_request list = { .award = award };
    struct list_reports_reply listed;

    REFUSES(f, council, return_report, &back, "forbidden");
    assert_int_equal(DO(f, operator, return_report, &back, NULL), STATUS_OK);
    REFUSES(f, operator, accept_report, &late, "wrong_report_state");
    accept_report(f, submit_report(f, award, REPORT_KIND_PROGRESS));
    assert_true(tranche_of(f, award, 1).report_accepted);
    assert_int_equal(DO(f, ada, list_reports, &list, &listed), STATUS_OK);
    assert_int_equal(listed.items_count, 2);
    assert_state(listed.items[1].state, REPORT_STATE_RETURNED);
    REFUSES(f, bo, list_reports, &list, "not_found");
}

static void
an_acceptance_is_taken_back_while_the_tranche_waits(void **state)
{
    struct fixture *f = *state;
    struct uuid award = under_way(f, 500000);
    struct reopen_report_request reopen = { .report = submit_report(f, award,
                                                    REPORT_KIND_PROGRESS),
        .reason = STR("点错了") };

    REFUSES(f, operator, reopen_report, &reopen, "wrong_report_state");
    accept_report(f, reopen.report);
    assert_int_equal(DO(f, operator, reopen_report, &reopen, NULL), STATUS_OK);
    assert_false(tranche_of(f, award, 1).report_accepted);
    accept_report(f, reopen.report);
    assert_true(tranche_of(f, award, 1).report_accepted);
}

static void
a_visit_in_error_is_taken_back_while_the_tranche_waits(void **state)
{
    struct fixture *f = *state;
    struct uuid award = under_way(f, 500000);
    struct withdraw_visit_request withdraw = { .visit = record_visit(f, award),
        .reason = STR("登记到别的项目") };
    struct list_visits_request list = { .award = award };
    struct list_visits_reply listed;

    assert_true(tranche_of(f, award, 1).visit_done);
    assert_int_equal(DO(f, operator, withdraw_visit, &withdraw, NULL),
            STATUS_OK);
    assert_false(tranche_of(f, award, 1).visit_done);
    REFUSES(f, operator, withdraw_visit, &withdraw, "not_found");
    record_visit(f, award);
    assert_int_equal(DO(f, supervisor, list_visits, &list, &listed), STATUS_OK);
    assert_int_equal(listed.items_count, 2);
    assert_true(listed.items[1].has_withdrawn_reason);
}

static void
a_report_is_for_a_tranche_that_waits_and_by_its_maker(void **state)
{
    struct fixture *f = *state;
    struct uuid award = under_way(f, 500000);
    struct submit_report_request request = { .award = award,
        .text = STR("进展"),
        .has_ordinal = true,
        .ordinal = 1 };
    struct record_visit_request early = { .award = award,
        .findings = STR("x"),
        .has_visited_on = true };

    REFUSES(f, ada, submit_report, &request, "wrong_tranche_state");
    request.ordinal = 3;
    REFUSES(f, ada, submit_report, &request, "wrong_tranche_state");
    request.ordinal = 2;
    REFUSES(f, bo, submit_report, &request, "not_found");
    assert_int_equal(DO(f, ada, submit_report, &request, NULL), STATUS_OK);
    early.visited_on = date_of(harness_now(f->harness)) + 1;
    REFUSES(f, operator, record_visit, &early, "invalid_field");
}

static void
the_council_waives_a_gate_for_a_reason(void **state)
{
    struct fixture *f = *state;
    struct uuid award = under_way(f, 500000);
    struct waive_gate_request waive = { .award = award,
        .ordinal = 2,
        .gate = TRANCHE_GATE_VISIT_DONE,
        .reason = STR("疫情期间无法走访") };
    struct waive_gate_reply reply;

    fund_pays(f, award, 0);
    accept_report(f, submit_report(f, award, REPORT_KIND_PROGRESS));
    REFUSES(f, operator, waive_gate, &waive, "forbidden");
    assert_int_equal(DO(f, council, waive_gate, &waive, &reply), STATUS_OK);
    assert_state(reply.state, TRANCHE_STATE_RELEASED);
    assert_true(str_equal(tranche_of(f, award, 1).waived, waive.reason));
    REFUSES(f, council, waive_gate, &waive, "wrong_tranche_state");
    waive.ordinal = 9;
    REFUSES(f, council, waive_gate, &waive, "not_found");
}

static void
waiting_tranches_are_planned_anew(void **state)
{
    struct fixture *f = *state;
    struct uuid award = under_way(f, 500000);
    struct planned_tranche parts[] = { { .amount = 150000 },
        { .amount = 50001, .needs_visit = true } };
    struct change_tranches_request change = { .award = award,
        .tranches = parts,
        .tranches_count = 2,
        .reason = STR("分期调整") };
    struct change_tranches_reply reply;

    REFUSES(f, council, change_tranches, &change, "wrong_tranche_plan");
    parts[1].amount = 50000;
    assert_int_equal(DO(f, council, change_tranches, &change, &reply),
            STATUS_OK);
    assert_int_equal(reply.tranches_count, 3);
    assert_int_equal(reply.tranches[2].ordinal, 3);
    assert_state(reply.tranches[0].state, TRANCHE_STATE_RELEASED);
    fund_pays(f, award, 0);
    assert_state(tranche_of(f, award, 1).state, TRANCHE_STATE_RELEASED);
    assert_state(tranche_of(f, award, 2).state, TRANCHE_STATE_WAITING);
}

/* Whether the public sees it, and how it ended, with what was paid. */
static void
assert_public(struct fixture *f, struct uuid application, int64_t paid)
{
    struct get_project_request look = { .project = application };
    struct sum_projects_request sum = { .by = PROJECT_DIMENSION_YEAR };
    struct get_project_reply shown;
    struct sum_projects_reply sums;

    if (paid > 0) {
        assert_int_equal(DO(f, anyone, get_project, &look, &shown), STATUS_OK);
        assert_state(shown.project.state, APPLICATION_STATE_TERMINATED);
        assert_int_equal(shown.project.amount, paid);
        assert_int_equal(shown.project.paid, paid);
    } else {
        REFUSES(f, anyone, get_project, &look, "not_found");
    }
    assert_int_equal(DO(f, anyone, sum_projects, &sum, &sums), STATUS_OK);
    assert_int_equal(sums.projects, paid > 0);
    assert_int_equal(sums.awarded, paid);
    assert_int_equal(sums.paid, paid);
}

static void
a_terminated_award_frees_what_was_not_paid(void **state)
{
    struct fixture *f = *state;
    struct uuid award = under_way(f, 500000);
    struct uuid round = award_of(f, award).round;
    struct terminate_award_request request = { .award = award,
        .reason = STR("机构注销") };
    struct terminate_award_reply reply;
    struct grants_award_cancelled body;

    fund_pays(f, award, 0);
    REFUSES(f, operator, terminate_award, &request, "forbidden");
    assert_int_equal(DO(f, council, terminate_award, &request, &reply),
            STATUS_OK);
    assert_int_equal(reply.freed, 200000);
    assert_true(harness_last_event(f->harness, "grants.award_cancelled", NULL,
            &body));
    assert_int_equal(body.amount, 200000);
    assert_state(tranche_of(f, award, 1).state, TRANCHE_STATE_DROPPED);
    assert_state(application_of(f, body.application).state,
            APPLICATION_STATE_TERMINATED);
    assert_int_equal(round_of(f, round).round.committed, 300000);
    REFUSES(f, council, terminate_award, &request, "wrong_award_state");
}

static void
terminate(struct fixture *f, struct uuid award)
{
    struct terminate_award_request request = { .award = award,
        .reason = STR("机构注销") };

    assert_int_equal(DO(f, council, terminate_award, &request, NULL),
            STATUS_OK);
}

/* LGA-16: what the fund financed is shown, with how it ended. */
static void
a_project_that_was_paid_stays_public(void **state)
{
    struct fixture *f = *state;
    struct uuid award = under_way(f, 500000);
    struct uuid application = award_of(f, award).application;

    fund_pays(f, award, 0);
    terminate(f, award);
    assert_int_equal(
            harness_count_events(f->harness, "grants.project_withdrawn"), 0);
    assert_public(f, application, 300000);
}

static void
a_terminated_project_that_was_not_paid_is_withdrawn(void **state)
{
    struct fixture *f = *state;
    struct uuid award = under_way(f, 500000);
    struct uuid application = award_of(f, award).application;

    terminate(f, award);
    assert_public(f, application, 0);
}

/* Of the award that was terminated it keeps what was paid, and its page. */
static void
a_paid_project_that_is_declined_anew_stays_public(void **state)
{
    struct fixture *f = *state;
    struct uuid award = under_way(f, 500000);
    struct get_award_reply before = award_of(f, award);
    struct reconsider_application_request reconsider = {
        .application = before.application,
        .reason = STR("终止有误"),
    };
    struct decide_round_request decide = {
        .round = before.round,
        .declined = &before.application,
        .declined_count = 1,
    };
    struct get_project_request look = { .project = before.application };
    struct get_project_reply shown;

    fund_pays(f, award, 0);
    terminate(f, award);
    fund_frees(f, award);
    assert_int_equal(DO(f, council, reconsider_application, &reconsider, NULL),
            STATUS_OK);
    assert_int_equal(DO(f, council, decide_round, &decide, NULL), STATUS_OK);
    assert_int_equal(DO(f, anyone, get_project, &look, &shown), STATUS_OK);
    assert_state(shown.project.state, APPLICATION_STATE_DECLINED);
    assert_int_equal(shown.project.paid, 300000);
}

static void
a_termination_by_mistake_is_decided_anew(void **state)
{
    struct fixture *f = *state;
    struct uuid award = under_way(f, 500000), again;
    struct uuid application = award_of(f, award).application;
    struct uuid round = award_of(f, award).round;
    struct reconsider_application_request reconsider = {
        .application = application,
        .reason = STR("终止有误"),
    };
    struct get_project_request look = { .project = application };
    struct get_project_reply shown;

    fund_pays(f, award, 0);
    REFUSES(f, council, reconsider_application, &reconsider,
            "wrong_application_state");
    terminate(f, award);
    fund_frees(f, award);
    assert_int_equal(DO(f, council, reconsider_application, &reconsider, NULL),
            STATUS_OK);
    again = decide(f, round, application, 200000);
    fund_reserves(f, again);
    put_on_notice(f, round);
    assert_state(award_of(f, again).state, AWARD_STATE_ON_NOTICE);
    assert_state(award_of(f, award).state, AWARD_STATE_CANCELLED);
    assert_int_equal(round_of(f, round).round.committed, 500000);
    assert_int_equal(DO(f, anyone, get_project, &look, &shown), STATUS_OK);
    assert_int_equal(shown.project.amount, 500000);
    assert_int_equal(shown.project.paid, 300000);
}

/* The fund has freed it: nobody waits for it any more. */
static void
a_payment_that_fails_after_the_termination_is_dropped(void **state)
{
    struct fixture *f = *state;
    struct uuid award = under_way(f, 500000);
    struct uuid application = award_of(f, award).application;

    fund_pays(f, award, 0);
    terminate(f, award);
    fund_frees(f, award);
    assert_public(f, application, 300000);
    fund_fails(f, award, 0);
    fund_frees(f, award);
    assert_state(tranche_of(f, award, 0).state, TRANCHE_STATE_DROPPED);
    assert_false(tranche_of(f, award, 0).has_paid_at);
    assert_state(award_of(f, award).state, AWARD_STATE_CANCELLED);
    assert_public(f, application, 0);
}

static void
a_payment_may_cross_with_the_termination(void **state)
{
    struct fixture *f = *state;
    struct uuid award = under_way(f, 500000);
    struct uuid application = award_of(f, award).application;
    struct grants_project_published shown;

    terminate(f, award);
    assert_public(f, application, 0);
    fund_pays(f, award, 0);
    assert_public(f, application, 300000);
    assert_true(harness_last_event(f->harness, "grants.project_published", NULL,
            &shown));
    assert_true(shown.is_over);
    assert_state(tranche_of(f, award, 0).state, TRANCHE_STATE_PAID);
    assert_state(tranche_of(f, award, 1).state, TRANCHE_STATE_DROPPED);
    assert_int_equal(round_of(f, award_of(f, award).round).round.committed,
            300000);
}

static void
a_project_under_way_is_not_simply_withdrawn(void **state)
{
    struct fixture *f = *state;
    struct uuid award = under_way(f, 500000);
    struct withdraw_application_request request = {
        .application = award_of(f, award).application,
        .reason = STR("不想做了"),
    };

    REFUSES(f, ada, withdraw_application, &request, "wrong_award_state");
    assert_state(application_of(f, request.application).state,
            APPLICATION_STATE_SELECTED);
}

static void
an_award_closes_when_all_is_paid_and_reported(void **state)
{
    struct fixture *f = *state;
    struct uuid award = under_way(f, 500000);
    struct close_award_request close = { .award = award };
    struct reopen_award_request reopen = { .award = award,
        .reason = STR("补充审计") };
    struct get_project_request project;
    struct get_project_reply shown;

    accept_report(f, submit_report(f, award, REPORT_KIND_PROGRESS));
    record_visit(f, award);
    fund_pays(f, award, 0);
    REFUSES(f, operator, close_award, &close, "award_unfinished");
    fund_pays(f, award, 1);
    REFUSES(f, operator, close_award, &close, "award_unfinished");
    accept_report(f, submit_report(f, award, REPORT_KIND_FINAL));
    assert_int_equal(DO(f, operator, close_award, &close, NULL), STATUS_OK);
    assert_state(award_of(f, award).state, AWARD_STATE_CLOSED);
    project.project = award_of(f, award).application;
    assert_int_equal(DO(f, anyone, get_project, &project, &shown), STATUS_OK);
    assert_state(shown.project.state, APPLICATION_STATE_COMPLETED);
    assert_int_equal(shown.project.paid, 500000);
    assert_int_equal(shown.visits, 1);
    assert_int_equal(shown.served, 178);
    assert_int_equal(DO(f, operator, reopen_award, &reopen, NULL), STATUS_OK);
    REFUSES(f, operator, reopen_award, &reopen, "wrong_award_state");
    assert_state(award_of(f, award).state, AWARD_STATE_UNDER_WAY);
}

/* It is paid out no more, and says so. */
static void
a_closed_award_whose_payment_fails_is_under_way_again(void **state)
{
    struct fixture *f = *state;
    struct uuid award = under_way(f, 500000);
    struct close_award_request close = { .award = award };

    accept_report(f, submit_report(f, award, REPORT_KIND_PROGRESS));
    record_visit(f, award);
    fund_pays(f, award, 0);
    fund_pays(f, award, 1);
    accept_report(f, submit_report(f, award, REPORT_KIND_FINAL));
    assert_int_equal(DO(f, operator, close_award, &close, NULL), STATUS_OK);
    fund_fails(f, award, 1);
    assert_state(award_of(f, award).state, AWARD_STATE_UNDER_WAY);
    assert_state(tranche_of(f, award, 1).state, TRANCHE_STATE_FAILED);
    assert_state(application_of(f, award_of(f, award).application).state,
            APPLICATION_STATE_SELECTED);
    REFUSES(f, operator, close_award, &close, "award_unfinished");
    fund_pays(f, award, 1);
    assert_int_equal(DO(f, operator, close_award, &close, NULL), STATUS_OK);
}

static void
awards_are_seen_by_their_makers_and_the_offices(void **state)
{
    struct fixture *f = *state;
    struct uuid award = under_way(f, 500000);
    struct get_award_request get = { award };
    struct list_awards_request list = { 0 };
    struct list_awards_reply listed;

    assert_int_equal(DO(f, ada, get_award, &get, NULL), STATUS_OK);
    REFUSES(f, bo, get_award, &get, "not_found");
    REFUSES(f, ruth, get_award, &get, "forbidden");
    REFUSES(f, anyone, get_award, &get, "unauthenticated");
    assert_int_equal(DO(f, bo, list_awards, &list, &listed), STATUS_OK);
    assert_int_equal(listed.items_count, 0);
    assert_int_equal(DO(f, finance, list_awards, &list, &listed), STATUS_OK);
    assert_int_equal(listed.items_count, 1);
    assert_int_equal(listed.items[0].released, 300000);
    assert_int_equal(listed.items[0].paid, 0);
}

static void
every_transition_is_on_record(void **state)
{
    struct fixture *f = *state;
    struct uuid award = under_way(f, 500000);
    struct list_transitions_request list = { .subject = award };
    struct list_transitions_reply listed;
    static const char *const path[] = { "under_way", "awaiting_agreement",
        "on_notice", "reserved", "proposed" };

    assert_int_equal(DO(f, ada, list_transitions, &list, &listed), STATUS_OK);
    assert_int_equal(listed.items_count, COUNT_OF(path));
    for (size_t i = 0; i < COUNT_OF(path); i++)
        assert_true(str_equal(listed.items[i].to, str_from(path[i])));
    assert_true(str_equal(listed.items[3].actor, STR("")) ||
                memcmp(listed.items[3].actor.data, "service:", 8) == 0);
    REFUSES(f, bo, list_transitions, &list, "not_found");
    list.subject = award_of(f, award).application;
    assert_int_equal(DO(f, supervisor, list_transitions, &list, &listed),
            STATUS_OK);
    assert_int_equal(listed.items_count, 3);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(signing_releases_the_first_tranche),
        TEST(an_agreement_is_signed_once_and_by_the_operator),
        TEST(an_agreement_may_agree_on_other_tranches),
        TEST(an_agreement_taken_back_is_signed_again),
        TEST(an_ordinal_names_a_tranche_of_the_newest_agreement),
        TEST(what_opened_a_gate_of_an_earlier_agreement_opens_none_of_this),
        TEST(a_later_agreement_is_planned_anew_and_waived_by_its_own_numbers),
        TEST(an_award_has_at_most_a_hundred_tranches_in_all_its_agreements),
        TEST(an_agreement_that_is_being_paid_is_not_taken_back),
        TEST(an_agreement_whose_payment_was_rejected_is_taken_back),
        TEST(an_agreement_whose_payment_was_an_entry_error_is_taken_back),
        TEST(a_payment_that_failed_while_it_was_recalled_is_dropped),
        TEST(what_was_paid_while_it_was_recalled_is_not_planned_again),
        TEST(an_agreement_taken_back_and_not_signed_frees_the_money),
        TEST(an_unsigned_agreement_frees_the_money),
        TEST(a_signed_agreement_is_not_cancelled_when_it_was_due),
        TEST(the_second_tranche_waits_for_payment_report_and_visit),
        TEST(one_gate_is_not_enough),
        TEST(a_payment_told_twice_counts_once),
        TEST(a_failed_payment_holds_the_next_tranche_back),
        TEST(money_that_comes_back_is_not_paid),
        TEST(a_payment_entered_for_the_wrong_tranche_was_none),
        TEST(a_returned_report_is_written_again),
        TEST(an_acceptance_is_taken_back_while_the_tranche_waits),
        TEST(a_visit_in_error_is_taken_back_while_the_tranche_waits),
        TEST(a_report_is_for_a_tranche_that_waits_and_by_its_maker),
        TEST(the_council_waives_a_gate_for_a_reason),
        TEST(waiting_tranches_are_planned_anew),
        TEST(a_terminated_award_frees_what_was_not_paid),
        TEST(a_project_that_was_paid_stays_public),
        TEST(a_terminated_project_that_was_not_paid_is_withdrawn),
        TEST(a_paid_project_that_is_declined_anew_stays_public),
        TEST(a_termination_by_mistake_is_decided_anew),
        TEST(a_payment_that_fails_after_the_termination_is_dropped),
        TEST(a_payment_may_cross_with_the_termination),
        TEST(a_project_under_way_is_not_simply_withdrawn),
        TEST(an_award_closes_when_all_is_paid_and_reported),
        TEST(a_closed_award_whose_payment_fails_is_under_way_again),
        TEST(awards_are_seen_by_their_makers_and_the_offices),
        TEST(every_transition_is_on_record),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
