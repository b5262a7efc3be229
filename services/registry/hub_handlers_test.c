#include "fixture.h"

/* LGA-01 */
static void
a_new_store_knows_its_own_hub(void **state)
{
    struct list_hubs_reply hubs;
    struct get_hub_reply one;

    assert_ok(CALL(nobody, list_hubs, &hubs));
    assert_int_equal(hubs.items_count, 1);
    assert_str_equal(hubs.items[0].hub, "longgang");
    assert_str_equal(hubs.items[0].name, "龙岗社会创新中心");
    assert_int_equal(hubs.items[0].kind, HUB_KIND_HEADQUARTERS);
    assert_false(hubs.items[0].has_parent);
    assert_ok(CALL(nobody, get_hub, &one));
    assert_str_equal(one.division, "440307");
    assert_int_equal(one.history_count, 1);
}

static struct uuid
add_street(const char *name, const char *title)
{
    struct add_hub_reply added;

    assert_ok(CALL(admin, add_hub, &added, .branch = str_from(name),
            .name = str_from(title), .kind = HUB_KIND_STREET_BRANCH));
    return added.hub_id;
}

static void
branches_are_listed_in_order_and_in_pages(void **state)
{
    struct list_hubs_reply page;

    add_street("longgang.jihua", "吉华街道分部");
    add_street("longgang.bantian", "坂田街道分部");
    assert_ok(CALL(nobody, list_hubs, &page, .has_limit = true, .limit = 2));
    assert_int_equal(page.items_count, 2);
    assert_str_equal(page.items[1].hub, "longgang.bantian");
    assert_str_equal(page.items[1].parent, "longgang");
    assert_true(page.has_next_cursor);
    assert_refused(CALL(nobody, list_hubs, NULL, .has_cursor = true,
                           .cursor = STR("zzzz")),
            "malformed");
    assert_ok(CALL(nobody, list_hubs, &page, .has_cursor = true,
            .cursor = page.next_cursor));
    assert_int_equal(page.items_count, 1);
    assert_str_equal(page.items[0].hub, "longgang.jihua");
    assert_false(page.has_next_cursor);
}

static void
hubs_are_listed_by_kind_and_status(void **state)
{
    struct list_hubs_reply hubs;

    add_street("longgang.jihua", "吉华街道分部");
    assert_ok(CALL(nobody, list_hubs, &hubs, .has_kind = true,
            .kind = HUB_KIND_STREET_BRANCH));
    assert_int_equal(hubs.items_count, 1);
    assert_ok(CALL(nobody, list_hubs, &hubs, .has_status = true,
            .status = HUB_STATUS_CLOSED));
    assert_int_equal(hubs.items_count, 0);
}

static void
a_branch_is_recorded_once_and_directly_below(void **state)
{
    add_street("longgang.bantian", "坂田街道分部");
    assert_refused(CALL(admin, add_hub, NULL, .branch = STR("longgang.bantian"),
                           .name = STR("又一个"),
                           .kind = HUB_KIND_STREET_BRANCH),
            "hub_exists");
    assert_refused(
            CALL(admin, add_hub, NULL, .branch = STR("longgang.bantian.v"),
                    .name = STR("V创空间"), .kind = HUB_KIND_COMMUNITY_SPACE),
            "hub_not_below");
    assert_refused(CALL(admin, add_hub, NULL, .branch = STR("futian.meilin"),
                           .name = STR("梅林"), .kind = HUB_KIND_STREET_BRANCH),
            "hub_not_below");
}

static void
only_admins_change_the_tree(void **state)
{
    assert_refused(CALL(operator_, add_hub, NULL,
                           .branch = STR("longgang.bantian"),
                           .name = STR("坂田"), .kind = HUB_KIND_STREET_BRANCH),
            "forbidden");
    assert_refused(CALL(nobody, change_hub, NULL, .name = STR("x"),
                           .has_name = true, .reason = STR("y")),
            "unauthenticated");
}

/* HS-13 */
static void
a_federation_becomes_a_centre_and_keeps_its_history(void **state)
{
    struct list_hubs_reply then, now;
    struct get_hub_reply one;

    assert_ok(CALL(admin, add_hub, NULL, .branch = STR("longgang.baiyun"),
            .name = STR("白云街道社会组织联合会"), .kind = HUB_KIND_FEDERATION,
            .has_from = true, .from = day("2013-05-01")));
    assert_ok(CALL(admin, change_hub, NULL, .has_branch = true,
            .branch = STR("longgang.baiyun"), .has_name = true,
            .name = STR("白云街道社会组织服务中心"), .has_kind = true,
            .kind = HUB_KIND_STREET_BRANCH, .has_from = true,
            .from = day("2018-12-31"), .reason = STR("区里统一更名")));
    assert_ok(CALL(nobody, list_hubs, &then, .has_as_of = true,
            .as_of = day("2018-12-30")));
    assert_int_equal(then.items_count, 1);
    assert_int_equal(then.items[0].kind, HUB_KIND_FEDERATION);
    assert_ok(CALL(nobody, list_hubs, &now));
    assert_str_equal(now.items[1].name, "白云街道社会组织服务中心");
    assert_ok(CALL(nobody, get_hub, &one, .has_branch = true,
            .branch = STR("longgang.baiyun")));
    assert_int_equal(one.history_count, 2);
    assert_str_equal(one.history[0].name, "白云街道社会组织联合会");
    assert_str_equal(one.history[1].reason, "区里统一更名");
}

static void
a_change_lies_after_the_last_one_and_changes_something(void **state)
{
    assert_refused(CALL(admin, change_hub, NULL, .has_name = true,
                           .name = STR("旧名"), .has_from = true,
                           .from = day("2001-01-01"), .reason = STR("补记")),
            "change_out_of_order");
    assert_refused(CALL(admin, change_hub, NULL, .has_name = true,
                           .name = STR("龙岗社会创新中心"),
                           .reason = STR("补记")),
            "nothing_to_change");
    assert_refused(CALL(admin, change_hub, NULL, .has_branch = true,
                           .branch = STR("longgang.nowhere"), .has_name = true,
                           .name = STR("x"), .reason = STR("补记")),
            "no_such_hub");
}

static void
a_hub_with_open_branches_stays_open(void **state)
{
    struct registry_hub_changed event;

    add_street("longgang.bantian", "坂田街道分部");
    assert_refused(CALL(admin, change_hub, NULL, .has_status = true,
                           .status = HUB_STATUS_CLOSED, .reason = STR("撤销")),
            "hub_has_branches");
    assert_ok(CALL(admin, change_hub, NULL, .has_branch = true,
            .branch = STR("longgang.bantian"), .has_status = true,
            .status = HUB_STATUS_CLOSED, .reason = STR("合并")));
    assert_ok(CALL(admin, change_hub, NULL, .has_status = true,
            .status = HUB_STATUS_CLOSED, .reason = STR("撤销")));
    assert_true(harness_last_event(hub, "registry.hub_changed", NULL, &event));
    assert_int_equal(event.status, HUB_STATUS_CLOSED);
    assert_refused(CALL(admin, add_hub, NULL, .branch = STR("longgang.buji"),
                           .name = STR("布吉"), .kind = HUB_KIND_STREET_BRANCH),
            "hub_not_open");
}

static void
a_mistyped_division_is_corrected(void **state)
{
    struct registry_hub_changed event;
    struct get_hub_reply one;

    assert_ok(CALL(admin, add_hub, NULL, .branch = STR("longgang.bantian"),
            .name = STR("坂田街道分部"), .kind = HUB_KIND_STREET_BRANCH,
            .has_division = true, .division = STR("440370")));
    assert_ok(CALL(admin, change_hub, NULL, .has_branch = true,
            .branch = STR("longgang.bantian"), .has_division = true,
            .division = STR("440307"), .reason = STR("录入有误")));
    assert_ok(CALL(nobody, get_hub, &one, .has_branch = true,
            .branch = STR("longgang.bantian")));
    assert_str_equal(one.division, "440307");
    assert_int_equal(one.history_count, 1);
    assert_true(harness_last_event(hub, "registry.hub_changed", NULL, &event));
    assert_str_equal(event.division, "440307");
    assert_refused(CALL(admin, change_hub, NULL, .has_branch = true,
                           .branch = STR("longgang.bantian"),
                           .has_division = true, .division = STR("440307"),
                           .reason = STR("再")),
            "nothing_to_change");
}

static struct uuid
set_operator(const char *name, const char *from, const char *to)
{
    struct set_hub_operator_reply set;

    assert_ok(CALL(admin, set_hub_operator, &set,
            .owner_authority = STR("龙岗区委政法委"),
            .operator_name = str_from(name),
            .method = OPERATOR_METHOD_OPEN_TENDER, .from = day(from),
            .has_to = to != NULL, .to = to ? day(to) : 0, .has_fee = true,
            .fee = 120000000));
    return set.contract;
}

/* LGB-03 */
static void
a_new_operator_ends_the_one_before(void **state)
{
    struct get_hub_reply one;

    set_operator("龙岗区社会治理创新促进会", "2018-01-01", NULL);
    set_operator("深圳市某某社工服务中心", "2021-01-01", "2023-12-31");
    assert_ok(CALL(nobody, get_hub, &one));
    assert_int_equal(one.operators_count, 2);
    assert_true(one.operators[0].has_to);
    assert_int_equal(one.operators[0].to, day("2020-12-31"));
    assert_int_equal(one.operators[1].to, day("2023-12-31"));
    assert_int_equal(harness_count_events(hub, "registry.hub_operator_changed"),
            3);
}

static void
operators_are_recorded_in_order(void **state)
{
    set_operator("促进会", "2021-01-01", NULL);
    assert_refused(CALL(admin, set_hub_operator, NULL,
                           .owner_authority = STR("区委"),
                           .operator_name = STR("早的"),
                           .method = OPERATOR_METHOD_ENTRUSTED,
                           .from = day("2019-01-01")),
            "contract_overlaps");
    assert_refused(CALL(admin, set_hub_operator, NULL,
                           .owner_authority = STR("区委"),
                           .operator_name = STR("倒的"),
                           .method = OPERATOR_METHOD_ENTRUSTED,
                           .from = day("2022-01-01"), .has_to = true,
                           .to = day("2021-12-31")),
            "dates_reversed");
}

static void
a_contract_entered_by_mistake_is_withdrawn(void **state)
{
    struct uuid contract = set_operator("误登", "2021-01-01", NULL);
    struct list_reasons_reply reasons;
    struct get_hub_reply one;

    assert_ok(CALL(admin, withdraw_hub_operator, NULL, .contract = contract,
            .reason = STR("登错了年份")));
    assert_ok(CALL(nobody, get_hub, &one));
    assert_int_equal(one.operators_count, 0);
    assert_refused(CALL(admin, withdraw_hub_operator, NULL,
                           .contract = contract, .reason = STR("再来")),
            "not_found");
    assert_ok(CALL(supervisor, list_reasons, &reasons, .subject = contract));
    assert_int_equal(reasons.items_count, 1);
    assert_str_equal(reasons.items[0].reason, "登错了年份");
    assert_str_equal(reasons.items[0].operation, "withdraw_hub_operator");
}

static void
an_operator_organisation_must_be_registered_here(void **state)
{
    assert_refused(CALL(admin, set_hub_operator, NULL,
                           .owner_authority = STR("区委"),
                           .operator_name = STR("某"), .has_organisation = true,
                           .organisation = { { 1 } },
                           .method = OPERATOR_METHOD_ENTRUSTED,
                           .from = day("2019-01-01")),
            "no_such_organisation");
}

/* HS-12, LGB-01: one headquarters, eleven streets, one branch by theme */
static void
a_district_has_thirteen_platforms(void **state)
{
    static const char *const streets[] = { "pinghu", "bantian", "buji",
        "nanwan", "henggang", "longcheng", "longgang", "pingdi", "jihua",
        "yuanshan", "baolong" };
    struct list_hubs_reply hubs;
    char name[40];

    for (size_t i = 0; i < COUNT_OF(streets); i++) {
        snprintf(name, sizeof(name), "longgang.%s", streets[i]);
        add_street(name, "社创分部");
    }
    assert_ok(CALL(admin, add_hub, NULL, .branch = STR("longgang.culture"),
            .name = STR("区文化中心社创分部"), .kind = HUB_KIND_THEME_BRANCH));
    assert_ok(CALL(nobody, list_hubs, &hubs));
    assert_int_equal(hubs.items_count, 13);
    assert_ok(CALL(nobody, list_hubs, &hubs, .has_kind = true,
            .kind = HUB_KIND_THEME_BRANCH));
    assert_int_equal(hubs.items_count, 1);
}

/* FT-18 */
static void
a_contract_names_its_governance_model(void **state)
{
    static const enum governance_model models[] = {
        GOVERNANCE_MODEL_PUBLIC_INSTITUTION_RUN,
        GOVERNANCE_MODEL_GOVERNMENT_FOUNDED, GOVERNANCE_MODEL_OUTSOURCED,
        GOVERNANCE_MODEL_SEPARATED_POWERS
    };
    struct get_hub_reply one;

    for (size_t i = 0; i < COUNT_OF(models); i++)
        assert_ok(CALL(admin, set_hub_operator, NULL,
                .owner_authority = STR("区民政局"), .operator_name = STR("某"),
                .method = OPERATOR_METHOD_ENTRUSTED,
                .has_governance_model = true, .governance_model = models[i],
                .from = day("2015-01-01") + (int64_t)i * 365));
    assert_ok(CALL(nobody, get_hub, &one));
    assert_int_equal(one.operators_count, COUNT_OF(models));
    for (size_t i = 0; i < COUNT_OF(models); i++)
        assert_int_equal(one.operators[i].governance_model, models[i]);
}

/* HS-13: 商圈党群服务中心 */
static void
a_business_district_is_a_node(void **state)
{
    struct list_hubs_reply hubs;

    assert_ok(CALL(admin, add_hub, NULL, .branch = STR("longgang.wanda"),
            .name = STR("商圈党群服务中心"),
            .kind = HUB_KIND_BUSINESS_DISTRICT));
    assert_ok(CALL(nobody, list_hubs, &hubs, .has_kind = true,
            .kind = HUB_KIND_BUSINESS_DISTRICT));
    assert_int_equal(hubs.items_count, 1);
    assert_str_equal(hubs.items[0].hub, "longgang.wanda");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_new_store_knows_its_own_hub),
        TEST(branches_are_listed_in_order_and_in_pages),
        TEST(hubs_are_listed_by_kind_and_status),
        TEST(a_branch_is_recorded_once_and_directly_below),
        TEST(only_admins_change_the_tree),
        TEST(a_federation_becomes_a_centre_and_keeps_its_history),
        TEST(a_change_lies_after_the_last_one_and_changes_something),
        TEST(a_hub_with_open_branches_stays_open),
        TEST(a_mistyped_division_is_corrected),
        TEST(a_new_operator_ends_the_one_before),
        TEST(operators_are_recorded_in_order),
        TEST(a_contract_entered_by_mistake_is_withdrawn),
        TEST(an_operator_organisation_must_be_registered_here),
        TEST(a_district_has_thirteen_platforms),
        TEST(a_contract_names_its_governance_model),
        TEST(a_business_district_is_a_node),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
