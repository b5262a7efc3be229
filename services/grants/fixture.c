#include "fixture.h"

#include "service.h"

#include <stdio.h>
#include <stdlib.h>

/* Registry has told of all but applicants: these act for whom they say. */
static const struct actor *
person(struct fixture *f, const char *name, const char *role)
{
    const struct registry_account_opened body = {
        .account = harness_account(f->harness, name),
        .status = ACCOUNT_STATUS_OPEN,
    };

    if (strcmp(role, "applicant") != 0)
        harness_event(f->harness, "registry.account_opened", HUB, body.account,
                &body);
    return harness_actor(f->harness, name, role, HUB);
}

int
fixture_set_up(void **state)
{
    struct fixture *f = calloc(1, sizeof(*f));
    struct open_programme_request request = { .title = STR("公益创投") };
    struct open_programme_reply reply;

    assert_non_null(f);
    *state = f;
    f->harness = harness_open(&grants_service, HUB);
    f->operator= person(f, "olga", "operator");
    f->council = person(f, "carl", "council");
    f->finance = person(f, "fay", "finance");
    f->supervisor = person(f, "sven", "supervisor");
    f->admin = person(f, "abe", "admin");
    f->ada = person(f, "ada", "applicant");
    f->bo = person(f, "bo", "applicant");
    f->ruth = person(f, "ruth", "reviewer");
    f->rolf = person(f, "rolf", "reviewer");
    f->rita = person(f, "rita", "reviewer");
    f->anyone = harness_public(f->harness);
    f->fund = fixture_id(f);
    fund_is(f, f->fund, FUND_HUB, FUND_STATE_OPEN);
    assert_int_equal(DO(f, operator, open_programme, &request, &reply),
            STATUS_OK);
    f->programme = reply.programme_id;
    return 0;
}

int
fixture_tear_down(void **state)
{
    struct fixture *f = *state;
    const char *differs = harness_rebuild(f->harness);

    if (differs)
        fprintf(stderr, "made from the log, table %s differs\n", differs);
    harness_close(f->harness);
    free(f);
    return differs ? -1 : 0;
}

enum status
fixture_call(struct fixture *f, const struct actor *actor, const char *op,
        const void *request, void *reply)
{
    char key[32];

    snprintf(key, sizeof(key), "key-%d", ++f->keys);
    return harness_call(f->harness, actor, op, key, request, reply);
}

void
fixture_refuses(struct fixture *f, const struct actor *actor, const char *op,
        const void *request, const char *code)
{
    enum status status = fixture_call(f, actor, op, request, NULL);

    assert_int_not_equal(status, STATUS_OK);
    assert_string_equal(harness_problem(f->harness), code);
}

struct uuid
fixture_id(struct fixture *f)
{
    return uuid_new(harness_now(f->harness));
}

int64_t
day_start(const char *date)
{
    int64_t day;

    assert_true(date_parse(str_from(date), &day));
    return date_start(day);
}

struct open_round_request
plain_round(const struct fixture *f)
{
    int64_t now = harness_now(f->harness);

    return (struct open_round_request){
        .programme = f->programme,
        .title = STR("2026年第一批"),
        .fund_hub = STR(FUND_HUB),
        .fund = f->fund,
        .opens_at = now,
        .closes_at = now + 7 * DAY_MS,
        .budget = 1000000,
    };
}

struct uuid
open_round(struct fixture *f, const struct open_round_request *request)
{
    struct open_round_reply reply;

    assert_int_equal(DO(f, operator, open_round, request, &reply), STATUS_OK);
    return reply.round_id;
}

struct submit_application_request
plain_application(struct fixture *f, struct uuid round, const char *title,
        int64_t amount)
{
    return (struct submit_application_request){
        .round = round,
        .organisation = fixture_id(f),
        .title = str_from(title),
        .amount = amount,
        .has_place = true,
        .place = STR("坂田街道"),
    };
}

struct uuid
apply(struct fixture *f, struct uuid round, const char *title, int64_t amount)
{
    return apply_to(f, round, NULL, title, amount);
}

struct uuid
apply_to(struct fixture *f, struct uuid round, const char *section,
        const char *title, int64_t amount)
{
    struct submit_application_request request =
            plain_application(f, round, title, amount);
    struct submit_application_reply reply;

    request.has_section = section != NULL;
    request.section = section ? str_from(section) : STR("");
    assert_int_equal(DO(f, ada, submit_application, &request, &reply),
            STATUS_OK);
    return reply.application_id;
}

void
pass(struct fixture *f, struct uuid application)
{
    struct screen_application_request request = {
        .application = application,
        .outcome = SCREENING_OUTCOME_PASS,
    };

    assert_int_equal(DO(f, operator, screen_application, &request, NULL),
            STATUS_OK);
}

enum status
score(struct fixture *f, const struct actor *reviewer, struct uuid application,
        int64_t points)
{
    struct criterion_score sheet = { STR("总体评价"), points };
    struct score_application_request request = { .application = application,
        .scores = &sheet,
        .scores_count = 1 };

    return fixture_call(f, reviewer, "score_application", &request, NULL);
}

void
close_window(struct fixture *f, struct uuid round)
{
    int64_t left = round_of(f, round).round.closes_at - harness_now(f->harness);

    if (left > 0)
        harness_advance(f->harness, left);
}

void
close_panel(struct fixture *f, struct uuid round)
{
    struct close_panel_request request = { .round = round };

    assert_int_equal(DO(f, operator, close_panel, &request, NULL), STATUS_OK);
}

struct uuid
scored(struct fixture *f, struct uuid round, const char *title, int64_t amount,
        int64_t points)
{
    struct uuid application = apply(f, round, title, amount);

    pass(f, application);
    assert_int_equal(score(f, f->ruth, application, points), STATUS_OK);
    return application;
}

struct uuid
decide(struct fixture *f, struct uuid round, struct uuid application,
        int64_t amount)
{
    struct decision_line line = { .application = application,
        .amount = amount };
    struct decide_round_request request = { .round = round,
        .decisions = &line,
        .decisions_count = 1 };
    struct decide_round_reply reply;

    assert_int_equal(DO(f, council, decide_round, &request, &reply), STATUS_OK);
    assert_int_equal(reply.awards_count, 1);
    return reply.awards[0].award;
}

/* Two tranches: the second needs a report and a visit. */
static struct uuid
open_gated_round(struct fixture *f)
{
    static struct tranche_step steps[] = {
        { .share = 6000 },
        { .share = 4000, .needs_report = true, .needs_visit = true },
    };
    struct open_round_request request = plain_round(f);

    request.tranches = steps;
    request.tranches_count = 2;
    return open_round(f, &request);
}

struct uuid
proposed(struct fixture *f, int64_t amount)
{
    struct uuid round = open_gated_round(f);
    struct uuid application = scored(f, round, "心灵巴士", amount, 8000);

    close_window(f, round);
    close_panel(f, round);
    return decide(f, round, application, amount);
}

void
fund_is(struct fixture *f, struct uuid fund, const char *hub,
        enum fund_state state)
{
    const struct fundraising_fund_changed body = {
        .name = STR("龙岗社会创新公益基金"),
        .level = FUND_LEVEL_DISTRICT,
        .state = state,
    };

    assert_int_equal(harness_event(f->harness, "fundraising.fund_changed", hub,
                             fund, &body),
            STATUS_OK);
}

void
fund_reserves(struct fixture *f, struct uuid award)
{
    struct get_award_reply at = award_of(f, award);
    struct fundraising_award_reserved body = {
        .grants_hub = STR(HUB),
        .application = at.application,
        .fund = at.fund,
        .amount = at.amount,
    };

    assert_int_equal(harness_event(f->harness, "fundraising.award_reserved",
                             FUND_HUB, award, &body),
            STATUS_OK);
}

void
fund_refuses(struct fixture *f, struct uuid award)
{
    struct get_award_reply at = award_of(f, award);
    struct fundraising_award_refused body = {
        .grants_hub = STR(HUB),
        .application = at.application,
        .fund = at.fund,
        .amount = at.amount,
        .reason = AWARD_REFUSAL_INSUFFICIENT_FUNDS,
    };

    assert_int_equal(harness_event(f->harness, "fundraising.award_refused",
                             FUND_HUB, award, &body),
            STATUS_OK);
}

void
fund_pays(struct fixture *f, struct uuid award, size_t tranche)
{
    struct get_award_reply at = award_of(f, award);
    struct fundraising_payment_made body = {
        .grants_hub = STR(HUB),
        .award = award,
        .tranche = at.tranches[tranche].tranche,
        .ordinal = at.tranches[tranche].ordinal,
        .payment = fixture_id(f),
        .project = at.application,
        .organisation = at.organisation,
        .fund = at.fund,
        .amount = at.tranches[tranche].amount,
        .paid_at = harness_now(f->harness),
    };

    assert_int_equal(harness_event(f->harness, "fundraising.payment_made",
                             FUND_HUB, award, &body),
            STATUS_OK);
}

static void
tell_failed(struct fixture *f, struct uuid award, size_t tranche,
        enum payment_failure cause)
{
    struct get_award_reply at = award_of(f, award);
    struct fundraising_payment_failed body = {
        .grants_hub = STR(HUB),
        .award = award,
        .tranche = at.tranches[tranche].tranche,
        .ordinal = at.tranches[tranche].ordinal,
        .payment = fixture_id(f),
        .fund = at.fund,
        .amount = at.tranches[tranche].amount,
        .reason = STR("账号有误"),
        .has_cause = cause != 0,
        .cause = cause,
    };

    assert_int_equal(harness_event(f->harness, "fundraising.payment_failed",
                             FUND_HUB, award, &body),
            STATUS_OK);
}

void
fund_fails(struct fixture *f, struct uuid award, size_t tranche)
{
    tell_failed(f, award, tranche, 0);
}

void
fund_entered_wrongly(struct fixture *f, struct uuid award, size_t tranche)
{
    tell_failed(f, award, tranche, PAYMENT_FAILURE_ENTERED_WRONGLY);
}

void
fund_frees(struct fixture *f, struct uuid award)
{
    struct get_award_reply at = award_of(f, award);
    struct fundraising_reservation_released body = {
        .grants_hub = STR(HUB),
        .fund = at.fund,
        .amount = at.amount,
    };

    assert_int_equal(harness_event(f->harness,
                             "fundraising.reservation_released", FUND_HUB,
                             award, &body),
            STATUS_OK);
}

struct uuid
put_on_notice(struct fixture *f, struct uuid round)
{
    struct publish_notice_request request = { .round = round };
    struct publish_notice_reply reply;

    assert_int_equal(DO(f, operator, publish_notice, &request, &reply),
            STATUS_OK);
    return reply.notice_id;
}

struct uuid
awaiting(struct fixture *f, int64_t amount)
{
    struct uuid award = proposed(f, amount);

    fund_reserves(f, award);
    put_on_notice(f, award_of(f, award).round);
    harness_advance(f->harness, 14 * DAY_MS);
    assert_state(award_of(f, award).state, AWARD_STATE_AWAITING_AGREEMENT);
    return award;
}

void
sign(struct fixture *f, struct uuid award)
{
    struct sign_agreement_request request = { .award = award };

    assert_int_equal(DO(f, operator, sign_agreement, &request, NULL),
            STATUS_OK);
}

struct uuid
under_way(struct fixture *f, int64_t amount)
{
    struct uuid award = awaiting(f, amount);

    sign(f, award);
    return award;
}

struct get_award_reply
award_of(struct fixture *f, struct uuid award)
{
    struct get_award_request request = { .award = award };
    struct get_award_reply reply;

    assert_int_equal(DO(f, finance, get_award, &request, &reply), STATUS_OK);
    return reply;
}

struct application_item
application_of(struct fixture *f, struct uuid application)
{
    struct get_application_request request = { .application = application };
    struct get_application_reply reply;

    assert_int_equal(DO(f, supervisor, get_application, &request, &reply),
            STATUS_OK);
    return reply.application;
}

struct get_round_reply
round_of(struct fixture *f, struct uuid round)
{
    struct get_round_request request = { .round = round };
    struct get_round_reply reply;

    assert_int_equal(DO(f, operator, get_round, &request, &reply), STATUS_OK);
    return reply;
}

struct award_tranche
tranche_of(struct fixture *f, struct uuid award, size_t index)
{
    struct get_award_reply reply = award_of(f, award);

    assert_true(index < reply.tranches_count);
    return reply.tranches[index];
}

struct uuid
submit_report(struct fixture *f, struct uuid award, enum report_kind kind)
{
    struct submit_report_request request = { .award = award,
        .has_kind = true,
        .kind = kind,
        .text = STR("开展活动12场"),
        .spent = 100,
        .has_served = true,
        .served = 89 };
    struct submit_report_reply reply;

    assert_int_equal(DO(f, ada, submit_report, &request, &reply), STATUS_OK);
    return reply.report_id;
}

void
accept_report(struct fixture *f, struct uuid id)
{
    struct accept_report_request request = { .report = id };

    assert_int_equal(DO(f, operator, accept_report, &request, NULL), STATUS_OK);
}

struct uuid
record_visit(struct fixture *f, struct uuid award)
{
    struct record_visit_request request = { .award = award,
        .findings = STR("现场秩序良好") };
    struct record_visit_reply reply;

    assert_int_equal(DO(f, operator, record_visit, &request, &reply),
            STATUS_OK);
    return reply.visit_id;
}

void
fund_lets_go(struct fixture *f, struct uuid award, size_t index)
{
    struct award_tranche tranche = tranche_of(f, award, index);
    struct fundraising_payable_withdrawn body = {
        .grants_hub = STR(HUB),
        .tranche = tranche.tranche,
        .ordinal = tranche.ordinal,
        .fund = award_of(f, award).fund,
        .amount = tranche.amount,
    };

    assert_int_equal(harness_event(f->harness, "fundraising.payable_withdrawn",
                             FUND_HUB, award, &body),
            STATUS_OK);
}

void
finance_begins(struct fixture *f, struct uuid award, size_t index)
{
    struct award_tranche tranche = tranche_of(f, award, index);
    struct fundraising_payment_recorded body = {
        .payment = fixture_id(f),
        .tranche = tranche.tranche,
        .fund = award_of(f, award).fund,
        .amount = tranche.amount,
    };

    assert_int_equal(harness_event(f->harness, "fundraising.payment_recorded",
                             FUND_HUB, award, &body),
            STATUS_OK);
}

void
finance_rejects(struct fixture *f, struct uuid award, size_t index)
{
    struct award_tranche tranche = tranche_of(f, award, index);
    struct fundraising_payment_rejected body = {
        .payment = fixture_id(f),
        .tranche = tranche.tranche,
        .fund = award_of(f, award).fund,
        .amount = tranche.amount,
        .reason = STR("账号有误"),
    };

    assert_int_equal(harness_event(f->harness, "fundraising.payment_rejected",
                             FUND_HUB, award, &body),
            STATUS_OK);
}
