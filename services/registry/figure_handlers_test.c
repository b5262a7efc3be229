#include "fixture.h"

static struct uuid
record(const char *metric, int64_t value, const char *as_of)
{
    struct record_figure_reply recorded;

    assert_ok(CALL(operator_, record_figure, &recorded,
            .metric = str_from(metric), .value = value, .has_qualifier = true,
            .qualifier = QUALIFIER_ABOUT, .as_of = day(as_of),
            .source = STR("龙岗 2020 年报道")));
    return recorded.figure_id;
}

static void
a_figure_keeps_its_qualifier_date_and_source(void **state)
{
    struct list_figures_reply list;
    struct registry_figure_recorded event;

    record("organisations_incubated", 154, "2020-11-01");
    assert_ok(CALL(nobody, list_figures, &list));
    assert_int_equal(list.items_count, 1);
    assert_int_equal(list.items[0].value, 154);
    assert_int_equal(list.items[0].qualifier, QUALIFIER_ABOUT);
    assert_int_equal(list.items[0].as_of, day("2020-11-01"));
    assert_str_equal(list.items[0].source, "龙岗 2020 年报道");
    assert_true(
            harness_last_event(hub, "registry.figure_recorded", NULL, &event));
    assert_str_equal(event.metric, "organisations_incubated");
}

/* HS-22 */
static void
a_figure_without_a_qualifier_is_exact(void **state)
{
    struct list_figures_reply list;

    assert_ok(CALL(operator_, record_figure, NULL, .metric = STR("jobs"),
            .value = 16, .as_of = day("2019-06-01"), .source = STR("海曙")));
    assert_ok(CALL(nobody, list_figures, &list));
    assert_int_equal(list.items[0].qualifier, QUALIFIER_EXACT);
}

/* LGB-24 */
static void
a_metric_used_before_it_is_defined_says_so(void **state)
{
    struct list_metrics_reply metrics;

    record("organisations_served", 115, "2020-11-01");
    assert_ok(CALL(nobody, list_metrics, &metrics));
    assert_int_equal(metrics.items_count, 1);
    assert_false(metrics.items[0].is_defined);
    assert_ok(CALL(operator_, define_metric, NULL,
            .metric = STR("organisations_served"),
            .name = STR("培育扶持社会组织"), .unit = METRIC_UNIT_COUNT,
            .definition = STR("培育扶持的社会组织数，含项目入驻"),
            .has_filter = true,
            .filter = STR("不同于 organisations_incubated")));
    assert_ok(CALL(nobody, list_metrics, &metrics));
    assert_int_equal(metrics.items_count, 1);
    assert_true(metrics.items[0].is_defined);
    assert_str_equal(metrics.items[0].name, "培育扶持社会组织");
    assert_int_equal(harness_count_events(hub, "registry.metric_defined"), 2);
}

static void
a_correction_reverses_and_replaces(void **state)
{
    struct correct_figure_reply corrected;
    struct list_figures_reply list;
    struct uuid wrong = record("media_reports", 197, "2020-11-01");

    assert_ok(CALL(operator_, correct_figure, &corrected, .figure = wrong,
            .reason = STR("数字写颠倒了"), .has_value = true, .value = 179));
    assert_ok(CALL(nobody, list_figures, &list));
    assert_int_equal(list.items_count, 1);
    assert_int_equal(list.items[0].value, 179);
    assert_uuid_equal(list.items[0].replaces, wrong);
    assert_int_equal(list.items[0].qualifier, QUALIFIER_ABOUT);
    assert_ok(CALL(nobody, list_figures, &list, .has_with_reversed = true,
            .with_reversed = true));
    assert_int_equal(list.items_count, 2);
    assert_int_equal(list.items[1].value, 197);
    assert_str_equal(list.items[1].reversal_reason, "数字写颠倒了");
    assert_refused(CALL(operator_, correct_figure, NULL, .figure = wrong,
                           .reason = STR("再改"), .has_value = true,
                           .value = 1),
            "figure_was_reversed");
    assert_refused(CALL(operator_, correct_figure, NULL,
                           .figure = corrected.figure_id,
                           .reason = STR("没事")),
            "nothing_to_change");
}

static void
a_figure_is_withdrawn_once(void **state)
{
    struct registry_figure_reversed event;
    struct list_figures_reply list;
    struct uuid id = record("jobs", 16, "2019-06-01");

    assert_ok(CALL(operator_, withdraw_figure, NULL, .figure = id,
            .reason = STR("出处有误")));
    assert_ok(CALL(nobody, list_figures, &list));
    assert_int_equal(list.items_count, 0);
    assert_true(
            harness_last_event(hub, "registry.figure_reversed", NULL, &event));
    assert_false(event.has_replaced_by);
    assert_refused(CALL(operator_, withdraw_figure, NULL, .figure = id,
                           .reason = STR("再撤")),
            "figure_was_reversed");
    assert_refused(CALL(operator_, withdraw_figure, NULL, .figure = { { 3 } },
                           .reason = STR("无")),
            "not_found");
}

static void
figures_come_newest_first_in_pages(void **state)
{
    struct list_figures_reply page;

    record("registered", 700, "2019-06-01");
    record("registered", 240, "2010-12-31");
    record("filed", 2629, "2019-06-01");
    record("registered", 500, "2015-12-31");
    assert_ok(CALL(nobody, list_figures, &page, .has_limit = true, .limit = 2));
    assert_int_equal(page.items[0].value, 2629);
    assert_int_equal(page.items[1].value, 700);
    assert_ok(CALL(nobody, list_figures, &page, .has_limit = true, .limit = 2,
            .has_cursor = true, .cursor = page.next_cursor));
    assert_int_equal(page.items[0].value, 500);
    assert_int_equal(page.items[1].value, 240);
    assert_false(page.has_next_cursor);
    assert_ok(CALL(nobody, list_figures, &page, .has_metric = true,
            .metric = STR("filed")));
    assert_int_equal(page.items_count, 1);
    assert_refused(CALL(nobody, list_figures, NULL, .has_metric = true,
                           .metric = STR("unheard_of")),
            "no_such_metric");
    assert_refused(CALL(nobody, list_figures, NULL, .has_cursor = true,
                           .cursor = STR("yesterday")),
            "malformed");
}

static void
a_replay_records_once(void **state)
{
    const struct record_figure_request request = {
        .metric = STR("jobs"),
        .value = 16,
        .as_of = 18000,
        .source = STR("海曙"),
    };
    struct record_figure_reply first, again;

    assert_ok(harness_call(hub, operator_, "record_figure", "same", &request,
            &first));
    assert_ok(harness_call(hub, operator_, "record_figure", "same", &request,
            &again));
    assert_uuid_equal(first.figure_id, again.figure_id);
    assert_int_equal(harness_count_events(hub, "registry.figure_recorded"), 1);
}

static void
only_operators_record(void **state)
{
    assert_refused(CALL(resident, record_figure, NULL, .metric = STR("jobs"),
                           .value = 1, .as_of = 1, .source = STR("x")),
            "forbidden");
    assert_refused(CALL(operator_, record_figure, NULL, .metric = STR("Jobs!"),
                           .value = 1, .as_of = 1, .source = STR("x")),
            "invalid_field");
}

static void
record_exact(const char *metric, int64_t value)
{
    assert_ok(CALL(operator_, record_figure, NULL, .metric = str_from(metric),
            .value = value, .as_of = day("2019-06-30"),
            .source = STR("海曙区报道")));
}

static struct figure_entry
figure_of(const char *metric)
{
    struct list_figures_reply list;

    assert_ok(CALL(nobody, list_figures, &list, .has_metric = true,
            .metric = str_from(metric)));
    assert_int_equal(list.items_count, 1);
    return list.items[0];
}

/* HS-14: June 2019, and what it grew by since 2010 in hundredths of a percent
 */
static void
a_districts_organisations_are_told_by_kind_and_date(void **state)
{
    record_exact("social_groups", 146);
    record_exact("social_service_agencies", 554);
    record_exact("registered", 700);
    record_exact("filed", 2629);
    assert_ok(CALL(operator_, define_metric, NULL, .metric = STR("growth"),
            .name = STR("较2010年增长"), .unit = METRIC_UNIT_BASIS_POINTS,
            .definition = STR("登记与备案总数，以2010年底为基期")));
    record_exact("growth", 17740);
    assert_int_equal(figure_of("social_groups").value +
                             figure_of("social_service_agencies").value,
            figure_of("registered").value);
    assert_int_equal(figure_of("growth").value, 17740);
    assert_int_equal(figure_of("filed").as_of, day("2019-06-30"));
}

static void
a_metric_is_taken_out_of_use_and_keeps_its_figures(void **state)
{
    struct list_metrics_reply metrics;
    struct list_reasons_reply reasons;

    record_exact("mistyped", 7);
    assert_refused(CALL(operator_, retire_metric, NULL,
                           .metric = STR("nothing"), .reason = STR("误建")),
            "no_such_metric");
    assert_ok(CALL(operator_, retire_metric, NULL, .metric = STR("mistyped"),
            .reason = STR("误建")));
    assert_refused(CALL(operator_, retire_metric, NULL,
                           .metric = STR("mistyped"), .reason = STR("误建")),
            "nothing_to_change");
    assert_ok(CALL(nobody, list_metrics, &metrics));
    assert_int_equal(metrics.items_count, 0);
    assert_refused(CALL(operator_, record_figure, NULL,
                           .metric = STR("mistyped"), .value = 8,
                           .as_of = day("2019-06-30"), .source = STR("x")),
            "metric_is_retired");
    assert_int_equal(figure_of("mistyped").value, 7);
    assert_ok(CALL(nobody, list_metrics, &metrics, .has_with_retired = true,
            .with_retired = true));
    assert_int_equal(metrics.items_count, 1);
    assert_true(metrics.items[0].has_retired_at);
    assert_ok(CALL(operator_, define_metric, NULL, .metric = STR("mistyped"),
            .name = STR("恢复"), .unit = METRIC_UNIT_COUNT,
            .definition = STR("恢复使用"), .has_reason = true,
            .reason = STR("仍需要")));
    record_exact("mistyped", 8);
    assert_ok(CALL(supervisor, list_reasons, &reasons,
            .subject = metrics.items[0].metric_id));
    assert_int_equal(reasons.items_count, 2);
}

/* LGB-06, LGB-24: 154 incubated and 115 served are two metrics */
static void
two_counts_alike_keep_codes_of_their_own(void **state)
{
    record_exact("organisations_incubated", 154);
    record_exact("organisations_served", 115);
    assert_int_equal(figure_of("organisations_incubated").value, 154);
    assert_int_equal(figure_of("organisations_served").value, 115);
}

/* LGB-19, FT-12: 510多万元 raised, 近1200万元 awarded */
static void
a_published_sum_keeps_its_qualifier(void **state)
{
    assert_ok(CALL(operator_, record_figure, NULL, .metric = STR("raised"),
            .value = 510000000, .has_qualifier = true,
            .qualifier = QUALIFIER_MORE_THAN, .as_of = day("2020-11-01"),
            .source = STR("龙岗 2020 年报道")));
    assert_ok(CALL(operator_, record_figure, NULL, .metric = STR("awarded"),
            .value = 1200000000, .has_qualifier = true,
            .qualifier = QUALIFIER_NEARLY, .as_of = day("2015-05-08"),
            .source = STR("福田 2015 年报道")));
    assert_int_equal(figure_of("raised").qualifier, QUALIFIER_MORE_THAN);
    assert_int_equal(figure_of("raised").value, 510000000);
    assert_int_equal(figure_of("awarded").qualifier, QUALIFIER_NEARLY);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_figure_keeps_its_qualifier_date_and_source),
        TEST(a_figure_without_a_qualifier_is_exact),
        TEST(a_metric_used_before_it_is_defined_says_so),
        TEST(a_correction_reverses_and_replaces),
        TEST(a_metric_is_taken_out_of_use_and_keeps_its_figures),
        TEST(a_figure_is_withdrawn_once),
        TEST(figures_come_newest_first_in_pages),
        TEST(a_replay_records_once),
        TEST(only_operators_record),
        TEST(a_districts_organisations_are_told_by_kind_and_date),
        TEST(two_counts_alike_keep_codes_of_their_own),
        TEST(a_published_sum_keeps_its_qualifier),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
