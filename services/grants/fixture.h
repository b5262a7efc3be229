/* For the tests: a shard with people, and the steps that lead somewhere. */
#ifndef GRANTS_FIXTURE_H
#define GRANTS_FIXTURE_H

#include "grants_service.h"
#include "server/harness.h"

#include "base/clock.h"
#include "base/test.h"

#define HUB      "longgang.bantian"
#define FUND_HUB "longgang"

struct fixture {
    struct harness *harness;
    const struct actor *operator;
    const struct actor *council;
    const struct actor *finance;
    const struct actor *supervisor;
    const struct actor *admin;
    const struct actor *ada; /* applicants */
    const struct actor *bo;
    const struct actor *ruth; /* reviewers */
    const struct actor *rolf;
    const struct actor *rita;
    const struct actor *anyone; /* without an account */
    struct uuid fund;
    struct uuid programme;
    int keys;
};

/* For cmocka: *state is a struct fixture with a programme. */
int fixture_set_up(void **state);
int fixture_tear_down(void **state);

/* With a fresh key. DO(f, council, decide_round, &request, &reply) */
#define DO(f, who, op, request, reply)                                         \
    fixture_call(f, (f)->who, #op, request, reply)
enum status fixture_call(struct fixture *f, const struct actor *actor,
        const char *op, const void *request, void *reply);

/* Expect a refusal with this problem. */
#define REFUSES(f, who, op, request, code)                                     \
    fixture_refuses(f, (f)->who, #op, request, code)
void fixture_refuses(struct fixture *f, const struct actor *actor,
        const char *op, const void *request, const char *code);

/* An identifier that nothing else has. */
struct uuid fixture_id(struct fixture *f);

/* Start of a day, "2026-03-02", in UTC+8. */
int64_t day_start(const char *date);

/* Steps; each must succeed. */

/* Open for a week, ¥10,000, one criterion, no sections, one tranche. */
struct open_round_request plain_round(const struct fixture *f);
struct uuid open_round(struct fixture *f,
        const struct open_round_request *request);

/* An application of a new organisation. */
struct submit_application_request plain_application(struct fixture *f,
        struct uuid round, const char *title, int64_t amount);
struct uuid apply(struct fixture *f, struct uuid round, const char *title,
        int64_t amount);
struct uuid apply_to(struct fixture *f, struct uuid round, const char *section,
        const char *title, int64_t amount);
void pass(struct fixture *f, struct uuid application);
enum status score(struct fixture *f, const struct actor *reviewer,
        struct uuid application, int64_t points);
void close_window(struct fixture *f, struct uuid round);
void close_panel(struct fixture *f, struct uuid round);

/* Applied, passed, scored by ruth. */
struct uuid scored(struct fixture *f, struct uuid round, const char *title,
        int64_t amount, int64_t points);

/* A decision of one application; returns the award. */
struct uuid decide(struct fixture *f, struct uuid round,
        struct uuid application, int64_t amount);

/* A whole round with one application, as far as the proposed award. */
struct uuid proposed(struct fixture *f, int64_t amount);

/* What the fund says, as events. */
void fund_is(struct fixture *f, struct uuid fund, const char *hub,
        enum fund_state state);
void fund_reserves(struct fixture *f, struct uuid award);
void fund_refuses(struct fixture *f, struct uuid award);
void fund_pays(struct fixture *f, struct uuid award, size_t tranche);
void fund_fails(struct fixture *f, struct uuid award, size_t tranche);
void fund_entered_wrongly(struct fixture *f, struct uuid award, size_t tranche);
void fund_frees(struct fixture *f, struct uuid award);

/* Let go of what was released, by its index. */
void fund_lets_go(struct fixture *f, struct uuid award, size_t tranche);
void finance_begins(struct fixture *f, struct uuid award, size_t tranche);
void finance_rejects(struct fixture *f, struct uuid award, size_t tranche);

struct uuid put_on_notice(struct fixture *f, struct uuid round);
/* Reserved, noticed, the notice over. */
struct uuid awaiting(struct fixture *f, int64_t amount);
void sign(struct fixture *f, struct uuid award);
/* Signed, with gates on the second of two tranches: 60 and 40 percent. */
struct uuid under_way(struct fixture *f, int64_t amount);

/* A report of the applicant, accepted by the operator; a visit of hers. */
struct uuid submit_report(struct fixture *f, struct uuid award,
        enum report_kind kind);
void accept_report(struct fixture *f, struct uuid report);
struct uuid record_visit(struct fixture *f, struct uuid award);

struct award_tranche tranche_of(struct fixture *f, struct uuid award,
        size_t index);
struct get_award_reply award_of(struct fixture *f, struct uuid award);
struct application_item application_of(struct fixture *f,
        struct uuid application);
struct get_round_reply round_of(struct fixture *f, struct uuid round);

/* For main(): a test with a fixture of its own. */
#define TEST(name)                                                             \
    cmocka_unit_test_setup_teardown(name, fixture_set_up, fixture_tear_down)

#define assert_state(actual, expected)                                         \
    assert_int_equal((int)(actual), (int)(expected))

#endif
