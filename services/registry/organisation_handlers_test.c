#include "fixture.h"

#define FOUNDATION_CODE "53440307MJL000016L"
#define AGENCY_CODE     "52440307MJL000016P"
#define PILOT_CODE      "91350211M0000XUF46" /* real, fails the check */

static struct uuid
register_group(const char *name)
{
    struct register_organisation_reply reply;

    assert_ok(CALL(operator_, register_organisation, &reply,
            .name = str_from(name),
            .kind = ORGANISATION_KIND_SELF_ORGANISED_GROUP));
    return reply.organisation_id;
}

static struct uuid
register_with_code(const char *name, enum organisation_kind kind,
        const char *code)
{
    struct register_organisation_reply reply;

    assert_ok(CALL(operator_, register_organisation, &reply,
            .name = str_from(name), .kind = kind, .has_credit_code = true,
            .credit_code = str_from(code)));
    return reply.organisation_id;
}

static struct get_organisation_reply
get(const struct actor *actor, struct uuid id)
{
    struct get_organisation_reply reply;

    assert_ok(CALL(actor, get_organisation, &reply, .organisation = id));
    return reply;
}

static void
a_registered_organisation_can_be_read(void **state)
{
    struct register_organisation_reply registered;
    struct get_organisation_reply one;
    struct registry_organisation_registered event;
    struct str fields[] = { STR("elderly"), STR("youth") };
    struct uuid subject;

    assert_ok(CALL(operator_, register_organisation, &registered,
            .name = STR("德胜社区慈善基金会"),
            .kind = ORGANISATION_KIND_FOUNDATION, .has_credit_code = true,
            .credit_code = STR("53440307mjl000016l"),
            .has_supervising_unit = true, .supervising_unit = STR("区委政法委"),
            .has_hub_role = true, .hub_role = HUB_ROLE_PIVOTAL,
            .fields = fields, .fields_count = 2));
    one = get(nobody, registered.organisation_id);
    assert_str_equal(one.credit_code, FOUNDATION_CODE);
    assert_false(one.credit_code_overridden);
    assert_int_equal(one.status, ORGANISATION_STATUS_ACTIVE);
    assert_str_equal(one.supervising_unit, "区委政法委");
    assert_int_equal(one.fields_count, 2);
    assert_str_equal(one.fields[1], "youth");
    assert_true(harness_last_event(hub, "registry.organisation_registered",
            &subject, &event));
    assert_uuid_equal(subject, registered.organisation_id);
    assert_str_equal(event.name, "德胜社区慈善基金会");
}

static void
try_code(enum organisation_kind kind, const char *code, const char *problem)
{
    assert_refused(CALL(operator_, register_organisation, NULL,
                           .name = STR("某机构"), .kind = kind,
                           .has_credit_code = code != NULL,
                           .credit_code = str_from(code ? code : "")),
            problem);
    assert_string_equal(harness_problem_field(hub), "credit_code");
}

static void
every_fault_of_a_credit_code_has_its_own_error(void **state)
{
    try_code(ORGANISATION_KIND_FOUNDATION, NULL, "credit_code_required");
    try_code(ORGANISATION_KIND_FOUNDATION, "5344", "credit_code_malformed");
    try_code(ORGANISATION_KIND_FOUNDATION, "53440307MJL0000I6L",
            "credit_code_malformed");
    try_code(ORGANISATION_KIND_ENTERPRISE, PILOT_CODE,
            "credit_code_check_failed");
    try_code(ORGANISATION_KIND_FOUNDATION, AGENCY_CODE,
            "credit_code_kind_mismatch");
    register_with_code("先来的", ORGANISATION_KIND_FOUNDATION, FOUNDATION_CODE);
    try_code(ORGANISATION_KIND_FOUNDATION, FOUNDATION_CODE,
            "credit_code_taken");
    assert_int_equal(
            harness_count_events(hub, "registry.organisation_registered"), 1);
}

static void
an_operator_overrides_a_failing_check_with_a_reason(void **state)
{
    struct list_organisation_history_reply history;
    struct register_organisation_reply registered;
    struct get_organisation_reply one;

    assert_ok(CALL(operator_, register_organisation, &registered,
            .name = STR("厦门某公司"), .kind = ORGANISATION_KIND_ENTERPRISE,
            .has_credit_code = true, .credit_code = STR(PILOT_CODE),
            .has_override_reason = true,
            .override_reason = STR("早期试点代码，已见执照")));
    one = get(nobody, registered.organisation_id);
    assert_true(one.credit_code_overridden);
    assert_ok(CALL(nobody, list_organisation_history, &history,
            .organisation = registered.organisation_id));
    assert_str_equal(history.items[0].override_reason,
            "早期试点代码，已见执照");
}

static void
a_reason_given_for_a_fitting_code_overrides_nothing(void **state)
{
    struct register_organisation_reply registered;

    assert_ok(CALL(operator_, register_organisation, &registered,
            .name = STR("基金会"), .kind = ORGANISATION_KIND_FOUNDATION,
            .has_credit_code = true, .credit_code = STR(FOUNDATION_CODE),
            .has_override_reason = true, .override_reason = STR("以防万一")));
    assert_false(
            get(nobody, registered.organisation_id).credit_code_overridden);
}

static void
only_operators_register(void **state)
{
    assert_refused(CALL(admin, register_organisation, NULL, .name = STR("x"),
                           .kind = ORGANISATION_KIND_FILED_GROUP),
            "forbidden");
    assert_refused(CALL(supervisor, register_organisation, NULL,
                           .name = STR("x"),
                           .kind = ORGANISATION_KIND_FILED_GROUP),
            "forbidden");
    assert_refused(
            CALL(harness_actor(hub, "far", "operator", "longgang.bantian"),
                    register_organisation, NULL, .name = STR("x"),
                    .kind = ORGANISATION_KIND_FILED_GROUP),
            "forbidden");
}

static void
a_replay_registers_once(void **state)
{
    const struct register_organisation_request request = {
        .name = STR("舞蹈队"),
        .kind = ORGANISATION_KIND_SELF_ORGANISED_GROUP,
    };
    struct register_organisation_reply first, again;
    struct register_organisation_request other = request;

    assert_ok(harness_call(hub, operator_, "register_organisation", "k",
            &request, &first));
    harness_reopen(hub);
    assert_ok(harness_call(hub, operator_, "register_organisation", "k",
            &request, &again));
    assert_uuid_equal(first.organisation_id, again.organisation_id);
    assert_int_equal(
            harness_count_events(hub, "registry.organisation_registered"), 1);
    other.name = STR("合唱队");
    assert_refused(harness_call(hub, operator_, "register_organisation", "k",
                           &other, NULL),
            "key_reused");
    assert_refused(harness_call(hub, operator_, "register_organisation", NULL,
                           &request, NULL),
            "key_required");
}

static void
unknown_fields_of_service_are_refused(void **state)
{
    struct str fields[] = { STR("gardening") };

    assert_refused(CALL(operator_, register_organisation, NULL,
                           .name = STR("园艺社"),
                           .kind = ORGANISATION_KIND_FILED_GROUP,
                           .fields = fields, .fields_count = 1),
            "unknown_service_field");
    assert_ok(CALL(operator_, define_service_field, NULL,
            .field = STR("gardening"), .name = STR("园艺疗愈")));
    assert_ok(CALL(operator_, register_organisation, NULL,
            .name = STR("园艺社"), .kind = ORGANISATION_KIND_FILED_GROUP,
            .fields = fields, .fields_count = 1));
}

/* HS-08 */
static void
a_field_taken_out_of_use_stays_with_who_has_it(void **state)
{
    struct list_service_fields_reply list;
    struct list_organisations_reply found;
    struct str fields[] = { STR("gardening") };
    size_t before;

    assert_ok(CALL(nobody, list_service_fields, &list));
    before = list.items_count;
    assert_ok(CALL(operator_, define_service_field, NULL,
            .field = STR("gardening"), .name = STR("园艺"), .has_reason = true,
            .reason = STR("新增")));
    assert_ok(CALL(operator_, register_organisation, NULL,
            .name = STR("园艺社"), .kind = ORGANISATION_KIND_FILED_GROUP,
            .fields = fields, .fields_count = 1));
    assert_ok(CALL(operator_, retire_service_field, NULL,
            .field = STR("gardening"), .reason = STR("与环保重复")));
    assert_refused(CALL(operator_, retire_service_field, NULL,
                           .field = STR("gardening"), .reason = STR("再")),
            "nothing_to_change");
    assert_ok(CALL(nobody, list_service_fields, &list));
    assert_int_equal(list.items_count, before);
    assert_ok(CALL(nobody, list_service_fields, &list, .has_with_retired = true,
            .with_retired = true));
    assert_int_equal(list.items_count, before + 1);
    assert_true(list.items[before].has_retired_at);
    assert_refused(CALL(operator_, register_organisation, NULL,
                           .name = STR("花艺社"),
                           .kind = ORGANISATION_KIND_FILED_GROUP,
                           .fields = fields, .fields_count = 1),
            "unknown_service_field");
    assert_ok(CALL(nobody, list_organisations, &found, .has_field = true,
            .field = STR("gardening")));
    assert_int_equal(found.items_count, 1);
    assert_ok(CALL(operator_, define_service_field, NULL,
            .field = STR("gardening"), .name = STR("园艺")));
    assert_ok(CALL(operator_, register_organisation, NULL,
            .name = STR("花艺社"), .kind = ORGANISATION_KIND_FILED_GROUP,
            .fields = fields, .fields_count = 1));
}

/* LGA-01, HS-02, HS-24 */
static void
organisations_are_listed_by_what_they_are(void **state)
{
    struct list_organisations_reply list;
    struct str fields[] = { STR("elderly") };

    register_group("阳光舞蹈队");
    register_with_code("龙岗助老服务中心",
            ORGANISATION_KIND_SOCIAL_SERVICE_AGENCY, AGENCY_CODE);
    assert_ok(CALL(operator_, register_organisation, NULL,
            .name = STR("銀齡互助會"), .kind = ORGANISATION_KIND_FILED_GROUP,
            .fields = fields, .fields_count = 1));
    assert_ok(CALL(nobody, list_organisations, &list, .has_kind = true,
            .kind = ORGANISATION_KIND_SOCIAL_SERVICE_AGENCY));
    assert_int_equal(list.items_count, 1);
    assert_str_equal(list.items[0].name, "龙岗助老服务中心");
    assert_ok(CALL(nobody, list_organisations, &list, .has_field = true,
            .field = STR("elderly")));
    assert_int_equal(list.items_count, 1);
    assert_ok(CALL(nobody, list_organisations, &list, .has_field = true,
            .field = STR("elder")));
    assert_int_equal(list.items_count, 0);
    assert_ok(CALL(nobody, list_organisations, &list, .has_q = true,
            .q = STR("银龄")));
    assert_int_equal(list.items_count, 1);
    assert_ok(CALL(nobody, list_organisations, &list, .has_status = true,
            .status = ORGANISATION_STATUS_SUSPENDED));
    assert_int_equal(list.items_count, 0);
}

static void
lists_come_in_pages(void **state)
{
    struct list_organisations_reply page;
    char name[32];
    int seen = 0;

    for (int i = 0; i < 5; i++) {
        snprintf(name, sizeof(name), "第%d队", i);
        register_group(name);
    }
    assert_ok(CALL(nobody, list_organisations, &page, .has_limit = true,
            .limit = 2));
    for (; page.has_next_cursor; seen += (int)page.items_count) {
        assert_int_equal(page.items_count, 2);
        assert_ok(CALL(nobody, list_organisations, &page, .has_limit = true,
                .limit = 2, .has_cursor = true, .cursor = page.next_cursor));
        if (!page.has_next_cursor)
            assert_int_equal(page.items_count, 1);
    }
    assert_int_equal(seen, 3);
    assert_refused(CALL(nobody, list_organisations, &page, .has_cursor = true,
                           .cursor = STR("12x")),
            "malformed");
}

static void
a_correction_keeps_what_was_before(void **state)
{
    struct list_organisation_history_reply history;
    struct uuid id = register_with_code("德胜社区基金会",
            ORGANISATION_KIND_FOUNDATION, FOUNDATION_CODE);

    assert_ok(CALL(operator_, correct_organisation, NULL, .organisation = id,
            .reason = STR("漏了慈善二字"), .has_name = true,
            .name = STR("德胜社区慈善基金会"), .has_supervising_unit = true,
            .supervising_unit = STR("区民政局")));
    assert_ok(CALL(operator_, list_organisation_history, &history,
            .organisation = id));
    assert_int_equal(history.items_count, 2);
    assert_str_equal(history.items[0].name, "德胜社区基金会");
    assert_str_equal(history.items[1].name, "德胜社区慈善基金会");
    assert_str_equal(history.items[1].reason, "漏了慈善二字");
    assert_str_equal(history.items[1].credit_code, FOUNDATION_CODE);
    assert_int_equal(history.items[1].change, ORGANISATION_CHANGE_CORRECTED);
    assert_true(history.items[1].has_actor);
    assert_ok(CALL(nobody, list_organisation_history, &history,
            .organisation = id));
    assert_false(history.items[1].has_actor);
}

static void
a_correction_can_empty_fields_and_must_change_something(void **state)
{
    enum organisation_field clear[] = { ORGANISATION_FIELD_HUB_ROLE };
    enum organisation_field code[] = { ORGANISATION_FIELD_CREDIT_CODE };
    struct uuid id = register_with_code("基金会", ORGANISATION_KIND_FOUNDATION,
            FOUNDATION_CODE);

    assert_ok(CALL(operator_, correct_organisation, NULL, .organisation = id,
            .reason = STR("评为枢纽型"), .has_hub_role = true,
            .hub_role = HUB_ROLE_PIVOTAL));
    assert_ok(CALL(operator_, correct_organisation, NULL, .organisation = id,
            .reason = STR("误登"), .clear = clear, .clear_count = 1));
    assert_false(get(nobody, id).has_hub_role);
    assert_refused(CALL(operator_, correct_organisation, NULL,
                           .organisation = id, .reason = STR("没事"),
                           .has_name = true, .name = STR("基金会")),
            "nothing_to_change");
    assert_refused(CALL(operator_, correct_organisation, NULL,
                           .organisation = id, .reason = STR("清空"),
                           .clear = code, .clear_count = 1),
            "credit_code_required");
    assert_refused(CALL(operator_, correct_organisation, NULL,
                           .organisation = id, .reason = STR("改类型"),
                           .has_kind = true,
                           .kind = ORGANISATION_KIND_SOCIAL_GROUP),
            "credit_code_kind_mismatch");
}

static void
a_corrected_code_is_checked_again(void **state)
{
    struct uuid first = register_with_code("甲", ORGANISATION_KIND_FOUNDATION,
            FOUNDATION_CODE);
    struct uuid second = register_group("乙");

    assert_refused(CALL(operator_, correct_organisation, NULL,
                           .organisation = second, .reason = STR("补码"),
                           .has_kind = true,
                           .kind = ORGANISATION_KIND_FOUNDATION,
                           .has_credit_code = true,
                           .credit_code = STR(FOUNDATION_CODE)),
            "credit_code_taken");
    assert_refused(CALL(operator_, correct_organisation, NULL,
                           .organisation = first, .reason = STR("改码"),
                           .has_credit_code = true,
                           .credit_code = STR("53440307MJL000016K")),
            "credit_code_check_failed");
    assert_refused(CALL(operator_, correct_organisation, NULL,
                           .organisation = { { 9 } }, .reason = STR("x"),
                           .has_name = true, .name = STR("y")),
            "no_such_organisation");
}

static void
an_overridden_code_stays_so_through_other_corrections(void **state)
{
    struct register_organisation_reply registered;

    assert_ok(CALL(operator_, register_organisation, &registered,
            .name = STR("某公司"), .kind = ORGANISATION_KIND_ENTERPRISE,
            .has_credit_code = true, .credit_code = STR(PILOT_CODE),
            .has_override_reason = true, .override_reason = STR("已见执照")));
    assert_ok(CALL(operator_, correct_organisation, NULL,
            .organisation = registered.organisation_id, .reason = STR("更名"),
            .has_name = true, .name = STR("某某公司")));
    assert_true(get(nobody, registered.organisation_id).credit_code_overridden);
}

static void
act(struct uuid id, enum organisation_action action,
        enum organisation_status expected)
{
    struct change_organisation_status_reply reply;

    assert_ok(CALL(operator_, change_organisation_status, &reply,
            .organisation = id, .action = action, .reason = STR("理由")));
    assert_int_equal(reply.status, expected);
}

static void
a_status_changes_with_a_reason_as_the_rules_allow(void **state)
{
    struct registry_organisation_changed event;
    struct uuid id = register_group("舞蹈队");

    act(id, ORGANISATION_ACTION_SUSPEND, ORGANISATION_STATUS_SUSPENDED);
    assert_refused(CALL(operator_, change_organisation_status, NULL,
                           .organisation = id,
                           .action = ORGANISATION_ACTION_SUSPEND,
                           .reason = STR("再")),
            "organisation_status_unfit");
    act(id, ORGANISATION_ACTION_REINSTATE, ORGANISATION_STATUS_ACTIVE);
    act(id, ORGANISATION_ACTION_DEREGISTER, ORGANISATION_STATUS_DEREGISTERED);
    assert_true(harness_last_event(hub, "registry.organisation_changed", NULL,
            &event));
    assert_int_equal(event.status, ORGANISATION_STATUS_DEREGISTERED);
    assert_int_equal(event.change, ORGANISATION_CHANGE_DEREGISTERED);
}

/* LGB-11, HS-03 */
static void
a_group_becomes_a_registered_body_that_keeps_its_history(void **state)
{
    struct list_organisation_history_reply history;
    struct uuid group = register_group("“星星的孩子”家长互助会");
    struct uuid body = register_with_code("宁波星宝自闭症家庭支援中心",
            ORGANISATION_KIND_SOCIAL_SERVICE_AGENCY, AGENCY_CODE);
    struct get_organisation_reply one;

    assert_ok(CALL(operator_, succeed_organisation, NULL, .organisation = group,
            .successor = body, .reason = STR("已登记为社会服务机构")));
    one = get(nobody, group);
    assert_int_equal(one.status, ORGANISATION_STATUS_SUCCEEDED);
    assert_uuid_equal(one.successor, body);
    assert_uuid_equal(get(nobody, body).predecessor, group);
    assert_ok(CALL(nobody, list_organisation_history, &history,
            .organisation = body));
    assert_int_equal(history.items_count, 4);
    assert_uuid_equal(history.items[0].organisation_id, group);
    assert_str_equal(history.items[0].name, "“星星的孩子”家长互助会");
    assert_int_equal(history.items[3].change, ORGANISATION_CHANGE_INHERITED);
    assert_refused(CALL(operator_, succeed_organisation, NULL,
                           .organisation = group, .successor = body,
                           .reason = STR("再来")),
            "organisation_not_active");
}

static void
a_succession_by_mistake_is_taken_back(void **state)
{
    struct uuid group = register_group("互助会");
    struct uuid other = register_group("另一队");

    assert_refused(CALL(operator_, succeed_organisation, NULL,
                           .organisation = group, .successor = group,
                           .reason = STR("自己")),
            "organisation_status_unfit");
    assert_ok(CALL(operator_, succeed_organisation, NULL, .organisation = group,
            .successor = other, .reason = STR("误")));
    act(group, ORGANISATION_ACTION_REINSTATE, ORGANISATION_STATUS_ACTIVE);
    assert_false(get(nobody, group).has_successor);
    assert_false(get(nobody, other).has_predecessor);
}

static void
contacts_are_for_staff_and_for_who_acts_for_it(void **state)
{
    struct register_organisation_reply registered;
    struct open_account_reply opened;
    struct actor own = { .has_account = true };

    assert_ok(CALL(operator_, register_organisation, &registered,
            .name = STR("舞蹈队"),
            .kind = ORGANISATION_KIND_SELF_ORGANISED_GROUP, .has_contact = true,
            .contact = STR("李阿姨 13800000000")));
    assert_ok(CALL(admin, open_account, &opened, .account = STR("liayi"),
            .has_organisation = true,
            .organisation = registered.organisation_id));
    own.account = opened.account_id;
    assert_true(get(operator_, registered.organisation_id).has_contact);
    assert_true(get(supervisor, registered.organisation_id).has_contact);
    assert_true(get(&own, registered.organisation_id).has_contact);
    assert_false(get(nobody, registered.organisation_id).has_contact);
    assert_false(get(resident, registered.organisation_id).has_contact);
}

/* LGA-21, HS-08 */
static void
two_networks_lists_share_their_fields(void **state)
{
    struct list_service_fields_reply all, haishu;

    assert_ok(CALL(nobody, list_service_fields, &all));
    assert_int_equal(all.items_count, 15);
    assert_ok(CALL(nobody, list_service_fields, &haishu, .has_list = true,
            .list = STR("haishu_2019")));
    assert_int_equal(haishu.items_count, 9);
    assert_str_equal(haishu.items[1].field, "elderly");
    assert_int_equal(haishu.items[1].labels_count, 2);
    assert_str_equal(haishu.items[1].labels[0].label, "为老");
    assert_ok(CALL(nobody, list_service_fields, &all, .has_list = true,
            .list = STR("longgang_2018")));
    assert_int_equal(all.items_count, 11);
}

/* HS-08 */
static void
a_field_is_redefined_with_its_labels(void **state)
{
    struct list_service_fields_reply list;
    struct field_label labels[] = { { STR("futian_2015"), STR("银发") } };

    assert_ok(CALL(operator_, define_service_field, NULL,
            .field = STR("elderly"), .name = STR("为老服务"), .labels = labels,
            .labels_count = 1));
    assert_ok(CALL(nobody, list_service_fields, &list, .has_list = true,
            .list = STR("futian_2015")));
    assert_int_equal(list.items_count, 1);
    assert_str_equal(list.items[0].name, "为老服务");
    assert_int_equal(list.items[0].labels_count, 1);
}

/* LGA-22, LGB-09: 龙岗区社会治理创新促进会 */
static void
an_umbrella_is_known_by_role_and_supervising_unit(void **state)
{
    struct register_organisation_reply registered;
    struct list_organisations_reply list;
    struct get_organisation_reply one;

    assert_ok(CALL(operator_, register_organisation, &registered,
            .name = STR("龙岗区社会治理创新促进会"),
            .kind = ORGANISATION_KIND_SOCIAL_GROUP, .has_credit_code = true,
            .credit_code = STR("51440307MJL000016T"), .has_hub_role = true,
            .hub_role = HUB_ROLE_UMBRELLA, .has_supervising_unit = true,
            .supervising_unit = STR("龙岗区委政法委"),
            .has_registration_authority = true,
            .registration_authority = STR("龙岗区民政局")));
    one = get(nobody, registered.organisation_id);
    assert_str_equal(one.supervising_unit, "龙岗区委政法委");
    assert_str_equal(one.registration_authority, "龙岗区民政局");
    assert_ok(CALL(nobody, list_organisations, &list, .has_hub_role = true,
            .hub_role = HUB_ROLE_UMBRELLA));
    assert_int_equal(list.items_count, 1);
    assert_int_equal(list.items[0].kind, ORGANISATION_KIND_SOCIAL_GROUP);
}

/* FT-08: 枢纽型, 示范型, 支持型 */
static void
organisations_are_listed_by_their_role(void **state)
{
    static const enum hub_role roles[] = { HUB_ROLE_PIVOTAL,
        HUB_ROLE_DEMONSTRATION, HUB_ROLE_SUPPORTING };
    struct list_organisations_reply list;
    char name[32];

    for (size_t i = 0; i < 28; i++) {
        snprintf(name, sizeof(name), "入驻机构%zu", i);
        assert_ok(CALL(operator_, register_organisation, NULL,
                .name = str_from(name), .kind = ORGANISATION_KIND_FILED_GROUP,
                .has_hub_role = true, .hub_role = roles[i % 3]));
    }
    assert_ok(CALL(nobody, list_organisations, &list));
    assert_int_equal(list.items_count, 28);
    assert_ok(CALL(nobody, list_organisations, &list, .has_hub_role = true,
            .hub_role = HUB_ROLE_PIVOTAL));
    assert_int_equal(list.items_count, 10);
    assert_ok(CALL(nobody, list_organisations, &list, .has_hub_role = true,
            .hub_role = HUB_ROLE_SUPPORTING));
    assert_int_equal(list.items_count, 9);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_registered_organisation_can_be_read),
        TEST(every_fault_of_a_credit_code_has_its_own_error),
        TEST(an_operator_overrides_a_failing_check_with_a_reason),
        TEST(a_reason_given_for_a_fitting_code_overrides_nothing),
        TEST(only_operators_register),
        TEST(a_replay_registers_once),
        TEST(unknown_fields_of_service_are_refused),
        TEST(organisations_are_listed_by_what_they_are),
        TEST(a_field_taken_out_of_use_stays_with_who_has_it),
        TEST(lists_come_in_pages),
        TEST(a_correction_keeps_what_was_before),
        TEST(a_correction_can_empty_fields_and_must_change_something),
        TEST(a_corrected_code_is_checked_again),
        TEST(an_overridden_code_stays_so_through_other_corrections),
        TEST(a_status_changes_with_a_reason_as_the_rules_allow),
        TEST(a_group_becomes_a_registered_body_that_keeps_its_history),
        TEST(a_succession_by_mistake_is_taken_back),
        TEST(contacts_are_for_staff_and_for_who_acts_for_it),
        TEST(two_networks_lists_share_their_fields),
        TEST(a_field_is_redefined_with_its_labels),
        TEST(an_umbrella_is_known_by_role_and_supervising_unit),
        TEST(organisations_are_listed_by_their_role),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
