/* Funds that districts really had, with their figures. */
#include "scene.h"

#include "base/clock.h"

#include <stdio.h>

static const int64_t YUAN = SCENE_YUAN;
static const struct uuid no_project;

/* One headquarters, eleven streets, one branch for culture and sport. */
static const char *const platforms[] = { "longgang", "longgang.pinghu",
    "longgang.bantian", "longgang.buji", "longgang.nanwan", "longgang.henggang",
    "longgang.longcheng", "longgang.longgang", "longgang.pingdi",
    "longgang.jihua", "longgang.yuanshan", "longgang.baolong",
    "longgang.culture" };

static struct uuid
open_street_fund(struct scene *scene)
{
    struct open_fund_request request = {
        .name = STR("坂田街道社区公益基金"),
        .level = FUND_LEVEL_STREET,
        .has_parent_fund = true,
        .parent_fund = scene->fund,
    };
    struct open_fund_reply reply;

    assert_int_equal(
            scene_call(scene, scene->clerk, "open_fund", &request, &reply),
            STATUS_OK);
    return reply.fund_id;
}

static void
give_at(struct scene *scene, struct uuid fund, const char *hub, int64_t amount)
{
    struct give_request request = {
        .fund = fund,
        .amount = amount,
        .channel = CHANNEL_BOX,
        .has_channel_hub = true,
        .channel_hub = str_from(hub),
    };

    assert_int_equal(scene_call(scene, scene->anybody, "give", &request, NULL),
            STATUS_OK);
}

/* LGB-17 */
static void
each_of_thirteen_platforms_has_its_channel(void **state)
{
    struct scene *scene = *state;
    struct open_channel_request open = { .channel = CHANNEL_BOX,
        .title = STR("募捐箱") };
    struct get_fund_request look = { scene->fund };
    struct list_channels_request list = { 0 };
    struct list_channels_reply listed;
    struct get_fund_reply fund;

    for (size_t i = 0; i < COUNT_OF(platforms); i++) {
        if (i > 0)
            scene_add_hub(scene, "longgang", platforms[i]);
        open.channel_hub = str_from(platforms[i]);
        assert_int_equal(
                scene_call(scene, scene->operator, "open_channel", &open, NULL),
                STATUS_OK);
        give_at(scene, scene->fund, platforms[i], (int64_t)(i + 1) * YUAN);
    }
    scene_call(scene, scene->anybody, "list_channels", &list, &listed);
    assert_int_equal(listed.items_count, 13);
    scene_call(scene, scene->anybody, "get_fund", &look, &fund);
    assert_int_equal(fund.channels_count, 13);
    assert_int_equal(fund.fund.raised, 91 * YUAN);
}

/* LGB-17 */
static void
a_street_fund_has_its_own_balance_inside_the_districts(void **state)
{
    struct scene *scene = *state;
    struct uuid street = open_street_fund(scene);
    struct list_funds_request list = { .has_parent_fund = true,
        .parent_fund = scene->fund };
    struct list_funds_reply listed;

    scene_add_hub(scene, "longgang", "longgang.bantian");
    give_at(scene, street, "longgang.bantian", 300 * YUAN);
    scene_give(scene, no_project, 20 * YUAN);
    assert_int_equal(scene_fund(scene, street).free, 300 * YUAN);
    assert_int_equal(scene_fund(scene, scene->fund).free, 20 * YUAN);
    scene_call(scene, scene->anybody, "list_funds", &list, &listed);
    assert_int_equal(listed.items_count, 1);
    assert_true(uuid_equal(listed.items[0].fund_id, street));
    assert_int_equal(listed.items[0].level, FUND_LEVEL_STREET);
    scene_expect_clean(scene);
}

static void
allocate(struct scene *scene, int projects, int64_t amount)
{
    char name[32];

    for (int i = 0; i < projects; i++) {
        snprintf(name, sizeof(name), "project %d", i);
        assert_int_equal(
                scene_propose(scene, scene_id(name), scene_id(name), amount),
                STATUS_OK);
    }
}

/* LGB-19: 510多万元 raised, 58 projects financed */
static void
a_statement_shows_what_was_raised_and_58_projects(void **state)
{
    struct scene *scene = *state;
    struct get_fund_statement_request request = { .fund = scene->fund };
    struct get_fund_statement_reply reply;

    scene_give(scene, no_project, 5100000 * YUAN);
    scene_give(scene, no_project, 4321 * YUAN);
    allocate(scene, 58, 88000 * YUAN);
    assert_int_equal(scene_call(scene, scene->anybody, "get_fund_statement",
                             &request, &reply),
            STATUS_OK);
    assert_int_equal(reply.raised, 5104321 * YUAN);
    assert_int_equal(reply.projects, 58);
    assert_int_equal(reply.allocated, 58 * 88000 * YUAN);
    assert_int_equal(reply.spent, 0);
    scene_expect_clean(scene);
}

static enum status
open_hosted_fund(struct scene *scene, struct uuid host,
        struct open_fund_reply *reply)
{
    struct str purposes[] = { STR("创新"), STR("创业"), STR("创客"),
        STR("创投") };
    struct open_fund_request request = {
        .name = STR("龙岗社会创新公益基金"),
        .level = FUND_LEVEL_DISTRICT,
        .has_host_foundation = true,
        .host_foundation = host,
        .purposes = purposes,
        .purposes_count = COUNT_OF(purposes),
    };

    return scene_call(scene, scene->clerk, "open_fund", &request, reply);
}

static struct uuid
register_host(struct scene *scene, const char *name,
        enum organisation_kind kind)
{
    struct registry_organisation_registered body = {
        .name = str_from(name),
        .kind = kind,
        .status = ORGANISATION_STATUS_ACTIVE,
    };

    assert_int_equal(harness_event(scene->harness,
                             "registry.organisation_registered", "longgang",
                             scene_id(name), &body),
            STATUS_OK);
    return scene_id(name);
}

/* LGA-13 */
static void
a_special_fund_stands_under_a_foundation(void **state)
{
    struct scene *scene = *state;
    struct uuid foundation = register_host(scene, "深圳市社会公益基金会",
            ORGANISATION_KIND_FOUNDATION);
    struct uuid company =
            register_host(scene, "某公司", ORGANISATION_KIND_ENTERPRISE);
    struct open_fund_reply opened;
    struct fund_item fund;

    assert_int_equal(open_hosted_fund(scene, company, NULL), STATUS_REFUSED);
    scene_expect(scene, "not_a_foundation");
    assert_int_equal(open_hosted_fund(scene, foundation, &opened), STATUS_OK);
    scene_appropriate(scene, opened.fund_id, 100 * YUAN);
    fund = scene_fund(scene, opened.fund_id);
    assert_true(uuid_equal(fund.host_foundation, foundation));
    assert_int_equal(fund.purposes_count, 4);
    assert_int_equal(fund.free, 100 * YUAN);
    assert_int_equal(scene_fund(scene, scene->fund).free, 0);
}

static struct draft_campaign_request
charity_sale(const struct scene *scene)
{
    int64_t today = date_of(harness_now(scene->harness));

    return (struct draft_campaign_request){
        .fund = scene->fund,
        .title = STR("公益文化宣传周义卖"),
        .kind = CAMPAIGN_KIND_PUBLIC,
        .form = CAMPAIGN_FORM_SALE,
        .plan = {
            .purpose = STR("资助社区项目"),
            .starts_on = today,
            .ends_on = today + 7,
            .area = STR("龙岗区"),
            .person_in_charge = STR("义卖负责人"),
            .office = STR("龙城公园"),
            .ways_to_receive = STR("现场"),
            .bank_account = STR("基本账户"),
            .beneficiaries = STR("社区居民"),
            .use_of_money = STR("项目资助"),
            .fundraising_cost = STR("无"),
            .surplus_rule = STR("用于同类项目"),
        },
    };
}

/* LGA-03: 义卖 is public fundraising; its plan is filed first */
static void
a_charity_sale_takes_gifts_once_its_plan_is_filed(void **state)
{
    struct scene *scene = *state;
    struct draft_campaign_request draft = charity_sale(scene);
    struct draft_campaign_reply drafted;
    struct give_request give = { .fund = scene->fund,
        .has_campaign = true,
        .amount = 20 * YUAN,
        .channel = CHANNEL_EVENT };

    assert_int_equal(scene_call(scene, scene->operator, "draft_campaign",
                             &draft, &drafted),
            STATUS_OK);
    struct open_campaign_request open = { drafted.campaign_id };
    struct file_campaign_request file = { drafted.campaign_id,
        STR("5344030000MJL000001XA26001") };
    give.campaign = drafted.campaign_id;
    assert_int_equal(
            scene_call(scene, scene->operator, "open_campaign", &open, NULL),
            STATUS_CONFLICT);
    scene_expect(scene, "campaign_not_open");
    scene_call(scene, scene->anybody, "give", &give, NULL);
    scene_expect(scene, "campaign_not_open");
    assert_int_equal(
            scene_call(scene, scene->operator, "file_campaign", &file, NULL),
            STATUS_OK);
    assert_int_equal(
            scene_call(scene, scene->operator, "open_campaign", &open, NULL),
            STATUS_OK);
    assert_int_equal(scene_call(scene, scene->anybody, "give", &give, NULL),
            STATUS_OK);
    assert_int_equal(scene_fund(scene, scene->fund).raised, 20 * YUAN);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        SCENE_TEST(each_of_thirteen_platforms_has_its_channel),
        SCENE_TEST(a_street_fund_has_its_own_balance_inside_the_districts),
        SCENE_TEST(a_statement_shows_what_was_raised_and_58_projects),
        SCENE_TEST(a_special_fund_stands_under_a_foundation),
        SCENE_TEST(a_charity_sale_takes_gifts_once_its_plan_is_filed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
