/* Whose score sheets count: those of who was to score what it says now. */
#include "panel_scene.h"

static void
an_appointment_voids_the_scores_of_others(void **state)
{
    struct fixture *f = *state;
    struct uuid round = a_round(f);
    struct uuid application = passed(f, round, "甲");
    struct appoint_reviewer_request request = { .round = round,
        .account = harness_account(f->harness, "rolf") };
    struct appoint_reviewer_reply reply;

    assert_int_equal(score(f, f->ruth, application, 8000), STATUS_OK);
    assert_int_equal(DO(f, operator, appoint_reviewer, &request, &reply),
            STATUS_OK);
    assert_int_equal(reply.voided, 1);
    assert_true(scores_of(f, f->council, application).is_sealed);
    assert_int_equal(scores_of(f, f->council, application).received, 0);
    assert_int_equal(scores_of(f, f->council, application).sheets_count, 0);
    assert_int_equal(
            harness_count_events(f->harness, "grants.application_scored"), 2);
}

static void
an_appointment_leaves_the_scores_of_the_appointed(void **state)
{
    struct fixture *f = *state;
    struct uuid round = a_round(f);
    struct uuid application = passed(f, round, "甲");

    assert_int_equal(score(f, f->ruth, application, 8000), STATUS_OK);
    appoint(f, round, "ruth");
    appoint(f, round, "rolf");
    assert_int_equal(scores_of(f, f->council, application).received, 1);
    assert_true(scores_of(f, f->council, application).is_sealed);
}

static void
an_assignment_voids_the_scores_of_others(void **state)
{
    struct fixture *f = *state;
    struct uuid round = a_round(f);
    struct uuid first = passed(f, round, "甲");
    struct uuid second = passed(f, round, "乙");

    appoint(f, round, "ruth");
    appoint(f, round, "rolf");
    assert_int_equal(score(f, f->ruth, first, 8000), STATUS_OK);
    assert_int_equal(score(f, f->ruth, second, 8000), STATUS_OK);
    assign(f, first, "rolf");
    assert_true(scores_of(f, f->council, first).is_sealed);
    assert_int_equal(scores_of(f, f->council, first).received, 0);
    assert_int_equal(scores_of(f, f->council, second).received, 1);
}

static void
whose_assignment_is_taken_back_takes_his_scores_along(void **state)
{
    struct fixture *f = *state;
    struct uuid application = passed(f, a_round(f), "甲");
    struct unassign_reviewer_request unassign = { .application = application,
        .account = harness_account(f->harness, "ruth"),
        .reason = STR("换人") };

    assign(f, application, "ruth");
    assign(f, application, "rolf");
    assert_int_equal(score(f, f->ruth, application, 8000), STATUS_OK);
    assert_int_equal(DO(f, operator, unassign_reviewer, &unassign, NULL),
            STATUS_OK);
    assert_true(scores_of(f, f->council, application).is_sealed);
    assert_int_equal(scores_of(f, f->council, application).received, 0);
}

static void
an_amendment_voids_the_scores_of_what_it_said_before(void **state)
{
    struct fixture *f = *state;
    struct open_round_request open = plain_round(f);
    struct list_reviews_request list = { 0 };
    struct list_reviews_reply reviews;
    struct submit_application_request submit;
    struct submit_application_reply submitted;
    struct amend_application_request amend;

    open.skips_screening = open.has_skips_screening = true;
    list.round = open_round(f, &open);
    submit = plain_application(f, list.round, "甲", 100000);
    assert_int_equal(DO(f, ada, submit_application, &submit, &submitted),
            STATUS_OK);
    appoint(f, list.round, "ruth");
    assert_int_equal(score(f, f->ruth, submitted.application_id, 8000),
            STATUS_OK);
    amend = (struct amend_application_request){
        .application = submitted.application_id,
        .organisation = submit.organisation,
        .title = STR("乙"),
        .amount = 900000,
    };
    assert_int_equal(DO(f, ada, amend_application, &amend, NULL), STATUS_OK);
    assert_true(scores_of(f, f->council, amend.application).is_sealed);
    assert_int_equal(scores_of(f, f->council, amend.application).received, 0);
    assert_int_equal(DO(f, ruth, list_reviews, &list, &reviews), STATUS_OK);
    assert_int_equal(reviews.items_count, 1);
    assert_false(reviews.items[0].is_scored);
    assert_int_equal(score(f, f->ruth, amend.application, 7000), STATUS_OK);
    assert_int_equal(scores_of(f, f->council, amend.application).sheets_count,
            1);
}

static void
who_is_no_reviewer_is_not_appointed(void **state)
{
    struct fixture *f = *state;
    struct appoint_reviewer_request request = { .round = a_round(f),
        .account = fixture_id(f) };
    struct registry_role_granted granted = {
        .account = harness_account(f->harness, "rolf"),
        .role = ROLE_DONOR,
        .scope = STR(HUB),
    };
    struct registry_role_revoked revoked = { granted.account, ROLE_REVIEWER,
        STR(FUND_HUB) };

    REFUSES(f, operator, appoint_reviewer, &request, "no_such_reviewer");
    request.account = granted.account;
    harness_event(f->harness, "registry.role_granted", HUB, granted.account,
            &granted);
    REFUSES(f, operator, appoint_reviewer, &request, "no_such_reviewer");
    granted.role = ROLE_REVIEWER;
    granted.scope = STR(FUND_HUB); /* and so here, below it */
    harness_event(f->harness, "registry.role_granted", HUB, granted.account,
            &granted);
    assert_int_equal(DO(f, operator, appoint_reviewer, &request, NULL),
            STATUS_OK);
    harness_event(f->harness, "registry.role_revoked", HUB, granted.account,
            &revoked);
    REFUSES(f, operator, appoint_reviewer, &request, "no_such_reviewer");
}

static void
an_account_is_no_organisation(void **state)
{
    struct fixture *f = *state;
    struct submit_application_request request =
            plain_application(f, a_round(f), "甲", 100);

    request.organisation = harness_account(f->harness, "ruth");
    REFUSES(f, ada, submit_application, &request, "not_an_organisation");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(an_appointment_voids_the_scores_of_others),
        TEST(an_appointment_leaves_the_scores_of_the_appointed),
        TEST(an_assignment_voids_the_scores_of_others),
        TEST(whose_assignment_is_taken_back_takes_his_scores_along),
        TEST(an_amendment_voids_the_scores_of_what_it_said_before),
        TEST(who_is_no_reviewer_is_not_appointed),
        TEST(an_account_is_no_organisation),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
