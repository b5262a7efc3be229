/* Programmes and rounds that districts really ran, with their figures. */
#include "fixture.h"

#include <sodium.h>
#include <stdio.h>

enum { MOST = 300 };

static const int64_t MILLION_YUAN = 100000000; /* in fen */

static struct uuid
yearly_programme(struct fixture *f, const char *title, int64_t year,
        int64_t budget)
{
    struct open_programme_request request = { .title = str_from(title),
        .has_year = true,
        .year = year,
        .has_budget = true,
        .budget = budget };
    struct open_programme_reply reply;

    assert_int_equal(DO(f, operator, open_programme, &request, &reply),
            STATUS_OK);
    return reply.programme_id;
}

/* FT-11, HS-04: 社会建设专项资金, ¥20 m a year; 公益创投, ¥2 m a year */
static void
a_yearly_budget_holds_its_rounds(void **state)
{
    struct fixture *f = *state;
    struct open_round_request request = plain_round(f);

    request.programme = yearly_programme(f, "福田区社会建设专项资金", 2014,
            20 * MILLION_YUAN);
    request.budget = 12 * MILLION_YUAN;
    open_round(f, &request);
    request.budget = 8 * MILLION_YUAN + 1;
    REFUSES(f, operator, open_round, &request, "over_programme_budget");
    request.budget = 8 * MILLION_YUAN;
    open_round(f, &request);
    request.programme =
            yearly_programme(f, "海曙区公益创投", 2011, 2 * MILLION_YUAN);
    request.budget = 2 * MILLION_YUAN + 1;
    REFUSES(f, operator, open_round, &request, "over_programme_budget");
}

static struct decide_round_reply
decide_finally(struct fixture *f, const struct decide_round_request *decision)
{
    struct decide_round_request request = *decision;
    struct decide_round_reply reply;

    request.has_is_final = request.is_final = true;
    assert_int_equal(DO(f, council, decide_round, &request, &reply), STATUS_OK);
    return reply;
}

static struct summarise_round_reply
summary(struct fixture *f, struct uuid round)
{
    struct summarise_round_request request = { .round = round };
    struct summarise_round_reply reply;

    assert_int_equal(DO(f, anyone, summarise_round, &request, &reply),
            STATUS_OK);
    return reply;
}

/* Ninety that ask ¥32,786 each: sixty-one fit into ¥2 m. */
static struct uuid
round_of_ninety(struct fixture *f)
{
    struct open_round_request request = plain_round(f);
    struct uuid round;

    request.budget = 2 * MILLION_YUAN;
    round = open_round(f, &request);
    for (int i = 0; i < 90; i++)
        scored(f, round, "公益项目", 3278600, 9000 - i);
    close_window(f, round);
    close_panel(f, round);
    return round;
}

/* HS-06 */
static void
sixty_one_of_ninety_are_funded_within_two_million(void **state)
{
    struct fixture *f = *state;
    struct get_ranking_request rank = { .round = round_of_ninety(f) };
    struct get_ranking_reply ranking;
    struct decision_line lines[90];
    struct decide_round_request decision = { .round = rank.round,
        .decisions = lines };
    struct summarise_round_reply sum;

    assert_int_equal(DO(f, council, get_ranking, &rank, &ranking), STATUS_OK);
    assert_int_equal(ranking.items_count, 90);
    for (size_t i = 0; i < 90; i++) {
        assert_int_equal(ranking.items[i].fits, i < 61);
        lines[i] = (struct decision_line){ .amount = ranking.items[i].amount,
            .application = ranking.items[i].application };
    }
    decision.decisions_count = 62;
    REFUSES(f, council, decide_round, &decision, "over_round_budget");
    decision.decisions_count = 61;
    assert_int_equal(decide_finally(f, &decision).awards_count, 61);
    sum = summary(f, rank.round);
    assert_int_equal(sum.applications, 90);
    assert_int_equal(sum.selected, 61);
    assert_int_equal(sum.awarded, 61 * INT64_C(3278600));
    assert_true(sum.awarded <= 2 * MILLION_YUAN);
}

#define SECTION(named, yuan, fewest, most)                                     \
    {                                                                          \
        .name = STR(named), .budget = (yuan)*INT64_C(100),                     \
        .has_expected_min = true, .expected_min = (fewest),                    \
        .has_expected_max = true, .expected_max = (most)                       \
    }

/* The call says 222 to 279 awards and ¥31 m in all; the parts are ours. */
static struct round_section five_sections[] = {
    SECTION("基层治理创新", 8000000, 60, 75),
    SECTION("“五社联动”及社会服务", 9000000, 70, 88),
    SECTION("社会服务设施建设", 6000000, 30, 38),
    SECTION("“3861”妇儿公益", 4000000, 32, 40),
    SECTION("同行善·慈善服务", 4000000, 30, 38),
};

static struct open_round_request
call_of_2023(const struct fixture *f)
{
    struct open_round_request request = plain_round(f);

    request.title = STR("众创共善计划2023年");
    request.budget = 31 * MILLION_YUAN;
    request.sections = five_sections;
    request.sections_count = COUNT_OF(five_sections);
    request.has_skips_screening = request.skips_screening = true;
    request.has_skips_panel = request.skips_panel = true;
    return request;
}

/* As many applications to each section as are expected at most. */
static size_t
fill_sections(struct fixture *f, struct uuid round, struct decision_line *lines)
{
    size_t count = 0;

    for (size_t s = 0; s < COUNT_OF(five_sections); s++) {
        const struct round_section *section = &five_sections[s];
        int64_t each = section->budget / section->expected_max;
        char name[64];

        snprintf(name, sizeof(name), STR_FMT, STR_ARG(section->name));
        for (int64_t i = 0; i < section->expected_max; i++, count++) {
            assert_true(count < MOST);
            lines[count].application =
                    apply_to(f, round, name, "社区项目", each);
            lines[count].amount = each;
        }
    }
    return count;
}

/* SD-16 */
static void
five_sections_award_279_within_thirty_one_million(void **state)
{
    struct fixture *f = *state;
    struct open_round_request request = call_of_2023(f);
    struct decision_line lines[MOST] = { { .amount = 0 } };
    struct decide_round_request decision = { .decisions = lines };
    struct summarise_round_reply sum;

    decision.round = open_round(f, &request);
    decision.decisions_count = fill_sections(f, decision.round, lines);
    close_window(f, decision.round);
    assert_int_equal(decision.decisions_count, 279);
    decide_finally(f, &decision);
    sum = summary(f, decision.round);
    assert_int_equal(sum.selected, 279);
    assert_true(sum.awarded <= 31 * MILLION_YUAN);
    assert_int_equal(sum.sections_count, 5);
    assert_int_equal(sum.sections[1].awards, 88);
    assert_int_equal(sum.sections[1].expected_min, 70);
    assert_true(sum.sections[1].committed <= 9 * MILLION_YUAN);
}

/* SD-16 */
static void
fewer_than_222_are_explained(void **state)
{
    struct fixture *f = *state;
    struct open_round_request request = call_of_2023(f);
    struct decision_line lines[MOST] = { { .amount = 0 } };
    struct decide_round_request decision = { .decisions = lines,
        .has_is_final = true,
        .is_final = true };

    decision.round = open_round(f, &request);
    fill_sections(f, decision.round, lines);
    close_window(f, decision.round);
    decision.decisions_count = 221;
    REFUSES(f, council, decide_round, &decision, "range_needs_note");
    decision.has_range_note = true;
    decision.range_note = STR("末一板块申报质量不足");
    assert_int_equal(DO(f, council, decide_round, &decision, NULL), STATUS_OK);
}

/* SD-16 */
static void
sections_beyond_thirty_one_million_are_refused(void **state)
{
    struct fixture *f = *state;
    struct open_round_request request = call_of_2023(f);

    request.budget -= 1;
    REFUSES(f, operator, open_round, &request, "sections_exceed_budget");
}

/* SD-15: 众创共善 about ¥31 m and 和美社区 ¥28 m, ¥59 m together */
static void
the_call_of_2023_names_its_windows_and_budgets(void **state)
{
    struct fixture *f = *state;
    struct open_round_request request = call_of_2023(f);
    struct list_rounds_request list = { 0 };
    struct list_rounds_reply listed;
    int64_t total = 0;

    open_round(f, &request);
    request.programme =
            yearly_programme(f, "和美社区计划", 2023, 28 * MILLION_YUAN);
    request.title = STR("和美社区计划2023年");
    request.sections_count = 0;
    request.budget = 28 * MILLION_YUAN;
    open_round(f, &request);
    assert_int_equal(DO(f, anyone, list_rounds, &list, &listed), STATUS_OK);
    assert_int_equal(listed.items_count, 2);
    for (size_t i = 0; i < listed.items_count; i++) {
        assert_int_equal(listed.items[i].opens_at, request.opens_at);
        assert_int_equal(listed.items[i].closes_at, request.closes_at);
        total += listed.items[i].budget;
    }
    assert_int_equal(total, 59 * MILLION_YUAN);
}

/* LGA-05, LGA-16, LGB-14: yearly since 2016; the community where each project
 * landed */
static void
an_award_of_a_yearly_round_lands_in_its_community(void **state)
{
    struct fixture *f = *state;
    struct open_round_request open = plain_round(f);
    struct submit_application_request application;
    struct submit_application_reply submitted;
    struct list_projects_request list = { 0 };
    struct list_projects_reply listed;

    open.programme =
            yearly_programme(f, "龙岗区公益创投大赛", 2016, 2 * MILLION_YUAN);
    open.budget = 2 * MILLION_YUAN;
    open.has_skips_screening = open.skips_screening = true;
    open.has_skips_panel = open.skips_panel = true;
    list.round = open_round(f, &open);
    application = plain_application(f, list.round, "义家人", 8500000);
    application.place = STR("叠翠新峰社区");
    assert_int_equal(DO(f, ada, submit_application, &application, &submitted),
            STATUS_OK);
    close_window(f, list.round);
    fund_reserves(f, decide(f, list.round, submitted.application_id, 8500000));
    put_on_notice(f, list.round);
    list.has_round = true;
    assert_int_equal(DO(f, anyone, list_projects, &list, &listed), STATUS_OK);
    assert_int_equal(listed.items_count, 1);
    assert_true(str_equal(listed.items[0].place, STR("叠翠新峰社区")));
    assert_true(listed.items[0].has_award);
    assert_int_equal(listed.items[0].amount, 8500000);
}

/* LGA-16, SD-14: by year, place, field, programme and organisation */
static void
projects_add_up_by_what_they_have_in_common(void **state)
{
    struct fixture *f = *state;
    struct open_round_request open = plain_round(f);
    struct submit_application_request application;
    struct submit_application_reply submitted;
    struct sum_projects_request sum = { .by = PROJECT_DIMENSION_PLACE };
    struct list_projects_request list = { 0 };
    struct sum_projects_reply summed;
    struct list_projects_reply listed;

    open.budget = 2 * MILLION_YUAN;
    open.has_skips_screening = open.skips_screening = true;
    open.has_skips_panel = open.skips_panel = true;
    list.round = open_round(f, &open);
    application = plain_application(f, list.round, "义家人", 8500000);
    application.place = STR("叠翠新峰社区");
    assert_int_equal(DO(f, ada, submit_application, &application, &submitted),
            STATUS_OK);
    close_window(f, list.round);
    fund_reserves(f, decide(f, list.round, submitted.application_id, 8500000));
    put_on_notice(f, list.round);

    for (int by = PROJECT_DIMENSION_YEAR; by <= PROJECT_DIMENSION_ORGANISATION;
            by++) {
        sum.by = (enum project_dimension)by;
        assert_int_equal(DO(f, anyone, sum_projects, &sum, &summed), STATUS_OK);
        assert_int_equal(summed.items_count, 1);
        assert_int_equal(summed.items[0].awarded, 8500000);
        assert_int_equal(summed.projects, 1);
        assert_int_equal(summed.awarded, 8500000);
    }
    sum.has_place = list.has_place = true;
    sum.place = list.place = STR("叠翠新峰社区");
    assert_int_equal(DO(f, anyone, sum_projects, &sum, &summed), STATUS_OK);
    assert_int_equal(DO(f, anyone, list_projects, &list, &listed), STATUS_OK);
    assert_int_equal(summed.projects, 1);
    assert_int_equal(listed.items_count, 1);
    sum.has_year = list.has_year = true;
    sum.year = list.year = 1999;
    assert_int_equal(DO(f, anyone, sum_projects, &sum, &summed), STATUS_OK);
    assert_int_equal(DO(f, anyone, list_projects, &list, &listed), STATUS_OK);
    assert_int_equal(summed.projects, 0);
    assert_int_equal(listed.items_count, 0);
}

/* HS-04: 《公益创投项目管理试行办法》 */
static void
the_rules_of_a_programme_are_for_everybody(void **state)
{
    static const char rules[] = "公益创投项目管理试行办法";
    unsigned char digest[crypto_hash_sha256_BYTES];
    char hash[2 * sizeof(digest) + 1];
    struct fixture *f = *state;
    struct open_programme_request open = { .title = STR("公益创投"),
        .has_rule_document = true };
    struct put_attachment_chunk_request put = { .size = sizeof(rules) - 1,
        .media_type = STR("text/plain"),
        .bytes = { rules, sizeof(rules) - 1 } };
    struct get_attachment_request get;

    crypto_hash_sha256(digest, (const unsigned char *)rules, sizeof(rules) - 1);
    sodium_bin2hex(hash, sizeof(hash), digest, sizeof(digest));
    get = (struct get_attachment_request){ .hash = str_from(hash) };
    open.rule_document = put.hash = get.hash;
    assert_int_equal(DO(f, operator, put_attachment_chunk, &put, NULL),
            STATUS_OK);
    assert_int_equal(DO(f, operator, open_programme, &open, NULL), STATUS_OK);
    assert_int_equal(DO(f, anyone, get_attachment, &get, NULL), STATUS_OK);
}

/* HS-05: 民政局 owns, 社会组织服务中心 administers */
static void
a_bureau_owns_what_a_centre_administers(void **state)
{
    struct fixture *f = *state;
    struct open_programme_request open = { .title = STR("公益创投"),
        .has_owner = true,
        .owner = fixture_id(f),
        .has_administrator = true,
        .administrator = fixture_id(f) };
    struct open_programme_reply opened;
    struct get_programme_reply got;

    assert_int_equal(DO(f, operator, open_programme, &open, &opened),
            STATUS_OK);
    struct get_programme_request get = { opened.programme_id };
    assert_int_equal(DO(f, anyone, get_programme, &get, &got), STATUS_OK);
    assert_true(uuid_equal(got.programme.owner, open.owner));
    assert_true(uuid_equal(got.programme.administrator, open.administrator));
}

/* SD-07 */
static void
three_channels_of_money_are_told_apart(void **state)
{
    static const enum funding_kind kinds[] = { FUNDING_KIND_GOVERNMENT_PURCHASE,
        FUNDING_KIND_VENTURE_GRANT, FUNDING_KIND_CHARITY_GRANT };
    struct fixture *f = *state;

    for (size_t i = 0; i < COUNT_OF(kinds); i++) {
        struct open_programme_request open = { .title = STR("资助计划"),
            .has_funding = true,
            .funding = kinds[i] };
        struct open_programme_reply opened;
        struct get_programme_request get;
        struct get_programme_reply got;

        assert_int_equal(DO(f, operator, open_programme, &open, &opened),
                STATUS_OK);
        get.programme = opened.programme_id;
        assert_int_equal(DO(f, anyone, get_programme, &get, &got), STATUS_OK);
        assert_state(got.programme.funding, kinds[i]);
    }
}

static void
apply_as(struct fixture *f, struct uuid round, const char *name,
        enum organisation_kind kind)
{
    struct submit_application_request request =
            plain_application(f, round, name, 100);
    struct registry_organisation_registered body = {
        .name = str_from(name),
        .kind = kind,
        .status = ORGANISATION_STATUS_ACTIVE,
    };

    assert_int_equal(harness_event(f->harness,
                             "registry.organisation_registered", HUB,
                             request.organisation, &body),
            STATUS_OK);
    assert_int_equal(DO(f, ada, submit_application, &request, NULL), STATUS_OK);
}

/* SD-06: 东风村委会, 顺心社工, 梁銶琚职业技术学校 */
static void
a_village_committee_and_a_school_apply(void **state)
{
    struct fixture *f = *state;
    struct open_round_request open = plain_round(f);
    struct uuid round = open_round(f, &open);

    apply_as(f, round, "勒流东风村委会", ORGANISATION_KIND_RESIDENTS_COMMITTEE);
    apply_as(f, round, "顺心社工", ORGANISATION_KIND_SOCIAL_SERVICE_AGENCY);
    apply_as(f, round, "梁銶琚职业技术学校", ORGANISATION_KIND_SCHOOL);
    assert_int_equal(summary(f, round).organisations, 3);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_yearly_budget_holds_its_rounds),
        TEST(sixty_one_of_ninety_are_funded_within_two_million),
        TEST(five_sections_award_279_within_thirty_one_million),
        TEST(fewer_than_222_are_explained),
        TEST(sections_beyond_thirty_one_million_are_refused),
        TEST(the_call_of_2023_names_its_windows_and_budgets),
        TEST(an_award_of_a_yearly_round_lands_in_its_community),
        TEST(projects_add_up_by_what_they_have_in_common),
        TEST(the_rules_of_a_programme_are_for_everybody),
        TEST(a_bureau_owns_what_a_centre_administers),
        TEST(three_channels_of_money_are_told_apart),
        TEST(a_village_committee_and_a_school_apply),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
