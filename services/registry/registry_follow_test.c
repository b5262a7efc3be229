#include "fixture.h"

#include "grants_messages.h"

static const struct uuid project = { { 0, 1, 2, 3, 4, 5, 0x70, 1, 0x80, 9 } };
static const struct uuid award = { { 0, 1, 2, 3, 4, 5, 0x70, 1, 0x80, 8 } };

static struct uuid
register_group(void)
{
    struct register_organisation_reply reply;

    assert_ok(CALL(operator_, register_organisation, &reply,
            .name = STR("坂田助老服务队"),
            .kind = ORGANISATION_KIND_FILED_GROUP));
    return reply.organisation_id;
}

static void
publish_project(struct uuid organisation)
{
    const struct grants_project_published body = {
        .title = STR("长者饭堂"),
        .organisation = organisation,
        .fund_hub = STR("longgang"),
    };

    assert_ok(harness_event(hub, "grants.project_published", "longgang",
            project, &body));
}

static void
change_award(struct uuid organisation, enum award_state award_state)
{
    const struct grants_award_changed body = {
        .number = STR("GA-2026-0001"),
        .application = project,
        .organisation = organisation,
        .title = STR("长者饭堂"),
        .state = award_state,
        .fund_hub = STR("longgang"),
        .amount = 5000000,
    };

    assert_ok(harness_event(hub, "grants.award_changed", "longgang", award,
            &body));
}

static struct list_track_record_reply
track_record(const struct actor *actor, struct uuid organisation)
{
    struct list_track_record_reply reply;

    assert_ok(CALL(actor, list_track_record, &reply,
            .organisation = organisation));
    return reply;
}

static void
a_published_project_is_found_and_on_the_record(void **state)
{
    struct uuid organisation = register_group();
    struct search_reply hits;

    publish_project(organisation);
    assert_ok(CALL(nobody, search, &hits, .q = STR("長者飯堂")));
    assert_int_equal(hits.items_count, 1);
    assert_int_equal(hits.items[0].type, SEARCH_TYPE_PROJECT);
    assert_uuid_equal(hits.items[0].id, project);
    assert_str_equal(track_record(nobody, organisation).items[0].state,
            "published");
    harness_repeat_event(hub, "longgang");
    assert_int_equal(track_record(nobody, organisation).items_count, 1);
}

static void
a_withdrawn_project_is_for_staff_only(void **state)
{
    const struct grants_project_withdrawn body = {
        .fund_hub = STR("longgang"),
        .reason = STR("重复公开"),
    };
    struct uuid organisation = register_group();
    struct search_reply hits;

    publish_project(organisation);
    assert_ok(harness_event(hub, "grants.project_withdrawn", "longgang",
            project, &body));
    assert_ok(CALL(nobody, search, &hits, .q = STR("长者饭堂")));
    assert_int_equal(hits.items_count, 0);
    assert_int_equal(track_record(nobody, organisation).items_count, 0);
    assert_str_equal(track_record(operator_, organisation).items[0].state,
            "withdrawn");
}

/* SD-14 */
static void
an_award_is_public_from_its_notice_on(void **state)
{
    struct uuid organisation = register_group();
    struct list_track_record_reply record;

    change_award(organisation, AWARD_STATE_RESERVED);
    assert_int_equal(track_record(nobody, organisation).items_count, 0);
    assert_str_equal(track_record(supervisor, organisation).items[0].state,
            "reserved");
    change_award(organisation, AWARD_STATE_ON_NOTICE);
    record = track_record(nobody, organisation);
    assert_int_equal(record.items_count, 1);
    assert_str_equal(record.items[0].state, "on_notice");
    assert_int_equal(record.items[0].amount, 5000000);
    publish_project(organisation);
    assert_str_equal(track_record(nobody, organisation).items[0].state,
            "on_notice");
}

static void
a_published_project_does_not_tell_its_unfinished_award(void **state)
{
    struct uuid organisation = register_group();
    struct list_track_record_reply record;

    publish_project(organisation);
    change_award(organisation, AWARD_STATE_PROPOSED);
    record = track_record(nobody, organisation);
    assert_str_equal(record.items[0].state, "published");
    assert_false(record.items[0].has_award);
    assert_false(record.items[0].has_amount);
}

static void
organisations_of_hubs_below_are_found_in_the_subtree(void **state)
{
    const struct uuid id = { { 9, 9, 9 } };
    const struct registry_organisation_registered body = {
        .name = STR("坂田阳光社工"),
        .kind = ORGANISATION_KIND_FILED_GROUP,
        .status = ORGANISATION_STATUS_ACTIVE,
    };
    struct registry_organisation_changed renamed = {
        .name = STR("坂田月光社工"),
        .kind = ORGANISATION_KIND_FILED_GROUP,
        .status = ORGANISATION_STATUS_ACTIVE,
        .change = ORGANISATION_CHANGE_CORRECTED,
    };
    struct search_reply hits;

    assert_ok(harness_event(hub, "registry.organisation_registered",
            "longgang.bantian", id, &body));
    assert_ok(CALL(nobody, search, &hits, .q = STR("阳光")));
    assert_int_equal(hits.items_count, 1);
    assert_str_equal(hits.items[0].hub, "longgang.bantian");
    assert_ok(CALL(nobody, search, &hits, .q = STR("阳光"), .has_scope = true,
            .scope = SEARCH_SCOPE_HUB));
    assert_int_equal(hits.items_count, 0);
    assert_ok(harness_event(hub, "registry.organisation_changed",
            "longgang.bantian", id, &renamed));
    assert_ok(CALL(nobody, search, &hits, .q = STR("月光")));
    assert_int_equal(hits.items_count, 1);
}

static void
tell_hub(const char *type, const char *name, const char *title,
        const char *from)
{
    const struct registry_hub_changed body = {
        .hub = str_from(name),
        .name = str_from(title),
        .kind = HUB_KIND_COMMUNITY_SPACE,
        .has_parent = true,
        .parent = STR("longgang.bantian"),
        .status = HUB_STATUS_OPEN,
        .from = day(from),
        .division = STR(""),
    };

    assert_ok(harness_event(hub, type, "longgang.bantian",
            hub_id(str_from(name)), &body));
}

/* LGB-02, HS-12 */
static void
hubs_below_tell_of_themselves(void **state)
{
    struct list_hubs_reply hubs;

    tell_hub("registry.hub_added", "longgang.bantian.yangguang", "V创空间",
            "2020-01-01");
    assert_ok(CALL(nobody, list_hubs, &hubs));
    assert_int_equal(hubs.items_count, 2);
    assert_str_equal(hubs.items[1].name, "V创空间");
    tell_hub("registry.hub_changed", "longgang.bantian.yangguang",
            "阳光V创空间", "2021-01-01");
    assert_ok(CALL(nobody, list_hubs, &hubs));
    assert_str_equal(hubs.items[1].name, "阳光V创空间");
    tell_hub("registry.hub_changed", "longgang.buji", "冒名", "2021-01-01");
    assert_ok(CALL(nobody, list_hubs, &hubs));
    assert_int_equal(hubs.items_count, 2);
}

static void
a_branch_recorded_here_keeps_the_name_it_was_given(void **state)
{
    struct list_hubs_reply hubs;

    assert_ok(CALL(admin, add_hub, NULL, .branch = STR("longgang.bantian"),
            .name = STR("坂田街道分部"), .kind = HUB_KIND_STREET_BRANCH));
    tell_hub("registry.hub_added", "longgang.bantian", "longgang.bantian",
            "2026-03-02");
    assert_ok(CALL(nobody, list_hubs, &hubs));
    assert_str_equal(hubs.items[1].name, "坂田街道分部");
}

static void
a_hub_that_told_of_itself_can_still_be_recorded(void **state)
{
    struct list_hubs_reply hubs;

    tell_hub("registry.hub_added", "longgang.bantian", "longgang.bantian",
            "2026-03-02");
    assert_ok(CALL(admin, add_hub, NULL, .branch = STR("longgang.bantian"),
            .name = STR("坂田街道分部"), .kind = HUB_KIND_STREET_BRANCH));
    assert_ok(CALL(nobody, list_hubs, &hubs));
    assert_int_equal(hubs.items_count, 2);
    assert_str_equal(hubs.items[1].name, "坂田街道分部");
    assert_refused(CALL(admin, add_hub, NULL, .branch = STR("longgang.bantian"),
                           .name = STR("再一个"),
                           .kind = HUB_KIND_STREET_BRANCH),
            "hub_exists");
}

/* A hub below another: the fixture's is the topmost. */
static int
open_branch(void **state)
{
    char *const argv[] = { (char *)"--name", (char *)"坂田分部" };

    if (open_hub(state))
        return -1;
    harness_close(hub);
    hub = harness_open(&registry_service, "longgang.bantian");
    nobody = harness_public(hub);
    return harness_found(hub, COUNT_OF(argv), argv);
}

static void
district_renames(const char *name, const char *title)
{
    const struct registry_hub_changed body = {
        .hub = str_from(name),
        .name = str_from(title),
        .kind = HUB_KIND_THEME_BRANCH,
        .has_parent = true,
        .parent = STR("longgang"),
        .status = HUB_STATUS_OPEN,
        .from = day("2026-03-02"),
        .division = STR(""),
    };

    assert_ok(harness_event(hub, "registry.hub_changed", "longgang",
            hub_id(str_from(name)), &body));
}

/* HS-13 */
static void
a_branch_hears_what_the_district_calls_it(void **state)
{
    struct registry_hub_changed told;
    struct list_hubs_reply hubs;
    struct search_reply hits;

    district_renames("longgang.bantian", "坂田社会创新分部");
    assert_ok(CALL(nobody, list_hubs, &hubs));
    assert_int_equal(hubs.items_count, 1);
    assert_str_equal(hubs.items[0].name, "坂田社会创新分部");
    assert_int_equal(hubs.items[0].kind, HUB_KIND_THEME_BRANCH);
    assert_ok(CALL(nobody, search, &hits, .q = STR("创新")));
    assert_int_equal(hits.items_count, 1);
    assert_true(harness_last_event(hub, "registry.hub_changed", NULL, &told));
    assert_str_equal(told.name, "坂田社会创新分部");
    harness_repeat_event(hub, "longgang");
    assert_int_equal(harness_count_events(hub, "registry.hub_changed"), 1);
}

static void
a_branch_keeps_nothing_else_of_what_lies_above(void **state)
{
    const struct registry_organisation_registered body = {
        .name = STR("区级基金会"),
        .kind = ORGANISATION_KIND_FILED_GROUP,
        .status = ORGANISATION_STATUS_ACTIVE,
    };
    struct list_hubs_reply hubs;
    struct search_reply hits;

    district_renames("longgang.buji", "布吉分部");
    district_renames("longgang", "龙岗中心");
    assert_ok(CALL(nobody, list_hubs, &hubs));
    assert_int_equal(hubs.items_count, 1);
    assert_str_equal(hubs.items[0].name, "坂田分部");
    assert_ok(harness_event(hub, "registry.organisation_registered", "longgang",
            project, &body));
    assert_ok(CALL(nobody, search, &hits, .q = STR("基金会")));
    assert_int_equal(hits.items_count, 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_published_project_is_found_and_on_the_record),
        TEST(a_withdrawn_project_is_for_staff_only),
        TEST(an_award_is_public_from_its_notice_on),
        TEST(a_published_project_does_not_tell_its_unfinished_award),
        TEST(organisations_of_hubs_below_are_found_in_the_subtree),
        TEST(hubs_below_tell_of_themselves),
        TEST(a_branch_recorded_here_keeps_the_name_it_was_given),
        TEST(a_hub_that_told_of_itself_can_still_be_recorded),
        cmocka_unit_test_setup_teardown(
                a_branch_hears_what_the_district_calls_it, open_branch,
                close_hub),
        cmocka_unit_test_setup_teardown(
                a_branch_keeps_nothing_else_of_what_lies_above, open_branch,
                close_hub),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
