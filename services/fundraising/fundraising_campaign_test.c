/* Campaigns: no gift before the plan was filed, none outside its days. */
#include "scene.h"

#include "base/clock.h"

static struct draft_campaign_request
draft_of(const struct scene *scene)
{
    int64_t today = date_of(harness_now(scene->harness));

    return (struct draft_campaign_request){
        .fund = scene->fund,
        .title = STR("十校百企"),
        .kind = CAMPAIGN_KIND_PUBLIC,
        .form = CAMPAIGN_FORM_SALE,
        .plan = {
            .purpose = STR("助学"),
            .starts_on = today + 5,
            .ends_on = today + 35,
            .area = STR("龙岗区"),
            .person_in_charge = STR("负责人"),
            .office = STR("龙岗社会创新中心"),
            .ways_to_receive = STR("义卖摊位、银行"),
            .bank_account = STR("基金会基本账户"),
            .beneficiaries = STR("来深建设者子女"),
            .use_of_money = STR("全部用于助学"),
            .fundraising_cost = STR("不列支"),
            .surplus_rule = STR("转入基金同类项目"),
        },
    };
}

static struct uuid
draft(struct scene *scene)
{
    struct draft_campaign_request request = draft_of(scene);
    struct draft_campaign_reply reply;

    assert_int_equal(scene_call(scene, scene->operator, "draft_campaign",
                             &request, &reply),
            STATUS_OK);
    return reply.campaign_id;
}

static enum status
file(struct scene *scene, struct uuid campaign, const char *number,
        struct file_campaign_reply *reply)
{
    struct file_campaign_request request = { campaign, str_from(number) };

    return scene_call(scene, scene->operator, "file_campaign", &request, reply);
}

static enum status
open_it(struct scene *scene, struct uuid campaign)
{
    struct open_campaign_request request = { campaign };

    return scene_call(scene, scene->operator, "open_campaign", &request, NULL);
}

static enum status
close_it(struct scene *scene, struct uuid campaign,
        struct close_campaign_reply *reply)
{
    struct close_campaign_request request = { .campaign = campaign,
        .reason = STR("ended") };

    return scene_call(scene, scene->operator, "close_campaign", &request,
            reply);
}

static enum status
give_to(struct scene *scene, struct uuid campaign, int64_t amount)
{
    struct give_request request = {
        .fund = scene->fund,
        .has_campaign = true,
        .campaign = campaign,
        .amount = amount,
        .channel = CHANNEL_EVENT,
    };

    return scene_call(scene, scene->anybody, "give", &request, NULL);
}

static struct get_campaign_reply
look(struct scene *scene, struct uuid campaign)
{
    struct get_campaign_request request = { campaign };
    struct get_campaign_reply reply;

    assert_int_equal(scene_call(scene, scene->operator, "get_campaign",
                             &request, &reply),
            STATUS_OK);
    return reply;
}

/* Filed, and its first day has come. */
static struct uuid
running(struct scene *scene)
{
    struct uuid campaign = draft(scene);

    assert_int_equal(file(scene, campaign, "53100000500021326DA18051", NULL),
            STATUS_OK);
    harness_advance(scene->harness, 5 * DAY_MS);
    assert_int_equal(open_it(scene, campaign), STATUS_OK);
    return campaign;
}

static void
an_open_campaign_counts_what_it_raised(void **state)
{
    struct scene *scene = *state;
    struct uuid campaign = running(scene);

    assert_int_equal(give_to(scene, campaign, 700), STATUS_OK);
    assert_int_equal(give_to(scene, campaign, 300), STATUS_OK);
    assert_int_equal(look(scene, campaign).campaign.raised, 1000);
    scene_expect_clean(scene);
}

static void
a_refunded_gift_is_no_longer_raised(void **state)
{
    struct scene *scene = *state;
    struct uuid campaign = running(scene);
    struct list_gifts_request request = { 0 };
    struct list_gifts_reply gifts;
    struct refund_gift_request refund = { .reason = STR("x") };

    give_to(scene, campaign, 700);
    scene_call(scene, scene->clerk, "list_gifts", &request, &gifts);
    refund.gift = gifts.items[0].gift_id;
    assert_int_equal(
            scene_call(scene, scene->clerk, "refund_gift", &refund, NULL),
            STATUS_OK);
    assert_int_equal(look(scene, campaign).campaign.raised, 0);
    scene_expect_clean(scene);
}

static void
a_public_campaign_needs_the_hosts_certificate(void **state)
{
    struct scene *scene = *state;
    struct open_fund_request open = { .name = STR("无资格"),
        .level = FUND_LEVEL_STREET };
    struct open_fund_reply opened;
    struct draft_campaign_request request = draft_of(scene);

    scene_call(scene, scene->clerk, "open_fund", &open, &opened);
    request.fund = opened.fund_id;
    assert_int_equal(scene_call(scene, scene->operator, "draft_campaign",
                             &request, NULL),
            STATUS_REFUSED);
    scene_expect(scene, "no_certificate");
    request.kind = CAMPAIGN_KIND_TARGETED;
    assert_int_equal(scene_call(scene, scene->operator, "draft_campaign",
                             &request, NULL),
            STATUS_OK);
}

static void
a_certificate_that_ends_before_the_campaign_is_not_enough(void **state)
{
    struct scene *scene = *state;
    struct draft_campaign_request request = draft_of(scene);
    struct correct_fund_request correct = {
        .fund = scene->fund,
        .has_certificate_until = true,
        .certificate_until = request.plan.ends_on - 1,
        .reason = STR("renewal pending"),
    };

    scene_call(scene, scene->clerk, "correct_fund", &correct, NULL);
    assert_int_equal(scene_call(scene, scene->operator, "draft_campaign",
                             &request, NULL),
            STATUS_REFUSED);
    scene_expect(scene, "no_certificate");
}

static void
no_gift_is_taken_before_the_plan_was_filed(void **state)
{
    struct scene *scene = *state;
    struct uuid campaign = draft(scene);

    assert_int_equal(give_to(scene, campaign, 100), STATUS_CONFLICT);
    scene_expect(scene, "campaign_not_open");
    harness_advance(scene->harness, 5 * DAY_MS);
    assert_int_equal(open_it(scene, campaign), STATUS_CONFLICT);
    scene_expect(scene, "campaign_not_open");
    assert_int_equal(give_to(scene, campaign, 100), STATUS_CONFLICT);
    assert_int_equal(scene_fund(scene, scene->fund).raised, 0);
}

static void
no_gift_is_taken_outside_its_days(void **state)
{
    struct scene *scene = *state;
    struct uuid campaign = draft(scene);

    file(scene, campaign, "53100000500021326DA18051", NULL);
    assert_int_equal(open_it(scene, campaign), STATUS_CONFLICT);
    harness_advance(scene->harness, 5 * DAY_MS);
    assert_int_equal(open_it(scene, campaign), STATUS_OK);
    harness_advance(scene->harness, 30 * DAY_MS);
    assert_int_equal(give_to(scene, campaign, 100), STATUS_OK);
    harness_advance(scene->harness, 1 * DAY_MS);
    assert_int_equal(give_to(scene, campaign, 100), STATUS_CONFLICT);
    scene_expect(scene, "campaign_not_open");
}

static void
an_unusual_filing_number_is_only_warned_of(void **state)
{
    struct scene *scene = *state;
    struct file_campaign_reply reply;
    struct uuid campaign = draft(scene);

    assert_int_equal(file(scene, campaign, "粤慈募2026-12", &reply), STATUS_OK);
    assert_int_equal(reply.state, CAMPAIGN_STATE_FILED);
    assert_true(reply.has_warning);
    campaign = draft(scene);
    file(scene, campaign, "53100000500021326DA18051", &reply);
    assert_false(reply.has_warning);
}

static void
a_corrected_plan_is_filed_again(void **state)
{
    struct scene *scene = *state;
    struct uuid campaign = running(scene);
    struct draft_campaign_request fresh = draft_of(scene);
    struct correct_campaign_request request = {
        .campaign = campaign,
        .has_plan = true,
        .plan = fresh.plan,
        .reason = STR("purpose widened"),
    };
    struct correct_campaign_reply reply;

    assert_int_equal(scene_call(scene, scene->operator, "correct_campaign",
                             &request, &reply),
            STATUS_OK);
    assert_int_equal(reply.state, CAMPAIGN_STATE_DRAFT);
    assert_int_equal(give_to(scene, campaign, 100), STATUS_CONFLICT);
    assert_false(look(scene, campaign).campaign.has_filing_number);
}

static void
a_target_by_mistake_is_emptied_until_it_is_closed(void **state)
{
    struct scene *scene = *state;
    enum campaign_field gone = CAMPAIGN_FIELD_TARGET;
    struct correct_campaign_request request = {
        .campaign = running(scene),
        .has_target = true,
        .target = 100,
        .reason = STR("未定目标"),
    };

    scene_call(scene, scene->operator, "correct_campaign", &request, NULL);
    assert_true(look(scene, request.campaign).campaign.has_target);
    request.has_target = false;
    request.clear = &gone;
    request.clear_count = 1;
    assert_int_equal(scene_call(scene, scene->operator, "correct_campaign",
                             &request, NULL),
            STATUS_OK);
    assert_false(look(scene, request.campaign).campaign.has_target);
    request.campaign = running(scene);
    close_it(scene, request.campaign, NULL);
    request.has_surplus = true;
    request.surplus = STR("转入基金");
    assert_int_equal(scene_call(scene, scene->operator, "correct_campaign",
                             &request, NULL),
            STATUS_CONFLICT);
    scene_expect(scene, "campaign_state_wrong");
}

static void
a_plan_that_ends_before_it_starts_is_refused(void **state)
{
    struct scene *scene = *state;
    struct draft_campaign_request request = draft_of(scene);

    request.plan.ends_on = request.plan.starts_on - 1;
    assert_int_equal(scene_call(scene, scene->operator, "draft_campaign",
                             &request, NULL),
            STATUS_REFUSED);
    scene_expect(scene, "plan_dates");
}

static void
closing_says_what_happens_with_the_surplus(void **state)
{
    struct scene *scene = *state;
    struct uuid campaign = running(scene);
    struct close_campaign_reply reply;

    assert_int_equal(close_it(scene, campaign, &reply), STATUS_OK);
    assert_int_equal(reply.state, CAMPAIGN_STATE_CLOSED);
    assert_true(
            str_equal(look(scene, campaign).surplus, STR("转入基金同类项目")));
    assert_int_equal(close_it(scene, campaign, NULL), STATUS_CONFLICT);
    scene_expect(scene, "campaign_state_wrong");
    assert_int_equal(give_to(scene, campaign, 100), STATUS_CONFLICT);
}

static void
what_was_said_of_a_surplus_is_corrected(void **state)
{
    struct scene *scene = *state;
    struct correct_campaign_request request = {
        .campaign = running(scene),
        .has_surplus = true,
        .surplus = STR("转入教育类项目"),
        .reason = STR("登记有误"),
    };
    struct correct_campaign_reply reply;

    assert_int_equal(scene_call(scene, scene->operator, "correct_campaign",
                             &request, NULL),
            STATUS_CONFLICT);
    scene_expect(scene, "campaign_state_wrong");
    close_it(scene, request.campaign, NULL);
    harness_advance(scene->harness, 400 * INT64_C(86400000));
    assert_int_equal(scene_call(scene, scene->operator, "correct_campaign",
                             &request, &reply),
            STATUS_OK);
    assert_int_equal(reply.state, CAMPAIGN_STATE_CLOSED);
    assert_true(str_equal(look(scene, request.campaign).surplus,
            STR("转入教育类项目")));
    assert_true(
            str_equal(look(scene, request.campaign).reason, STR("登记有误")));
    request.has_title = true;
    request.title = STR("别的名称");
    assert_int_equal(scene_call(scene, scene->operator, "correct_campaign",
                             &request, NULL),
            STATUS_CONFLICT);
    scene_expect(scene, "campaign_state_wrong");
}

static void
a_campaign_that_never_opened_is_withdrawn(void **state)
{
    struct scene *scene = *state;
    struct close_campaign_reply reply;

    assert_int_equal(close_it(scene, draft(scene), &reply), STATUS_OK);
    assert_int_equal(reply.state, CAMPAIGN_STATE_WITHDRAWN);
}

static void
an_end_is_taken_back(void **state)
{
    struct scene *scene = *state;
    struct reopen_campaign_request request = { .reason = STR("误操作") };
    struct reopen_campaign_reply reply;

    request.campaign = running(scene);
    assert_int_equal(scene_call(scene, scene->operator, "reopen_campaign",
                             &request, NULL),
            STATUS_CONFLICT);
    scene_expect(scene, "campaign_state_wrong");
    close_it(scene, request.campaign, NULL);
    assert_int_equal(scene_call(scene, scene->operator, "reopen_campaign",
                             &request, &reply),
            STATUS_OK);
    assert_int_equal(reply.state, CAMPAIGN_STATE_OPEN);
    assert_int_equal(give_to(scene, request.campaign, 100), STATUS_OK);
    close_it(scene, request.campaign, NULL);
    harness_advance(scene->harness, 900 * INT64_C(86400000));
    assert_int_equal(scene_call(scene, scene->operator, "reopen_campaign",
                             &request, NULL),
            STATUS_CONFLICT);
    request.campaign = draft(scene);
    close_it(scene, request.campaign, NULL);
    assert_int_equal(scene_call(scene, scene->operator, "reopen_campaign",
                             &request, &reply),
            STATUS_OK);
    assert_int_equal(reply.state, CAMPAIGN_STATE_DRAFT);
}

static void
a_campaign_of_another_fund_takes_no_gift_for_this_one(void **state)
{
    struct scene *scene = *state;
    struct uuid campaign = running(scene);

    scene->fund = scene_open_fund(scene, "另一基金");
    assert_int_equal(give_to(scene, campaign, 100), STATUS_REFUSED);
    scene_expect(scene, "no_such_campaign");
}

static void
the_public_sees_filed_public_campaigns_only(void **state)
{
    struct scene *scene = *state;
    struct uuid secret = draft(scene), filed = draft(scene);
    struct get_campaign_request request = { secret };
    struct list_campaigns_request all = { 0 };
    struct list_campaigns_reply reply;

    file(scene, filed, "53100000500021326DA18051", NULL);
    assert_int_equal(
            scene_call(scene, scene->anybody, "get_campaign", &request, NULL),
            STATUS_NOT_FOUND);
    request.campaign = filed;
    assert_int_equal(
            scene_call(scene, scene->anybody, "get_campaign", &request, NULL),
            STATUS_OK);
    scene_call(scene, scene->anybody, "list_campaigns", &all, &reply);
    assert_int_equal(reply.items_count, 1);
    scene_call(scene, scene->supervisor, "list_campaigns", &all, &reply);
    assert_int_equal(reply.items_count, 2);
}

/* FT-27 */
static void
the_public_finds_filed_campaigns_by_words_of_their_titles(void **state)
{
    struct scene *scene = *state;
    struct uuid filed = draft(scene);
    struct list_campaigns_request request = { .has_q = true, .q = STR("百企") };
    struct list_campaigns_reply reply;

    draft(scene);
    file(scene, filed, "53100000500021326DA18051", NULL);
    scene_call(scene, scene->anybody, "list_campaigns", &request, &reply);
    assert_int_equal(reply.items_count, 1);
    assert_true(uuid_equal(reply.items[0].campaign_id, filed));
    request.q = STR("百校");
    scene_call(scene, scene->anybody, "list_campaigns", &request, &reply);
    assert_int_equal(reply.items_count, 0);
}

static void
the_plan_names_people_and_the_log_does_not(void **state)
{
    struct scene *scene = *state;
    struct uuid campaign = draft(scene);
    struct fundraising_campaign_changed body;

    assert_true(str_equal(look(scene, campaign).plan.person_in_charge,
            STR("负责人")));
    assert_true(harness_last_event(scene->harness,
            "fundraising.campaign_changed", NULL, &body));
    assert_true(str_equal(body.title, STR("十校百企")));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        SCENE_TEST(an_open_campaign_counts_what_it_raised),
        SCENE_TEST(a_refunded_gift_is_no_longer_raised),
        SCENE_TEST(a_public_campaign_needs_the_hosts_certificate),
        SCENE_TEST(a_certificate_that_ends_before_the_campaign_is_not_enough),
        SCENE_TEST(no_gift_is_taken_before_the_plan_was_filed),
        SCENE_TEST(no_gift_is_taken_outside_its_days),
        SCENE_TEST(an_unusual_filing_number_is_only_warned_of),
        SCENE_TEST(a_corrected_plan_is_filed_again),
        SCENE_TEST(a_target_by_mistake_is_emptied_until_it_is_closed),
        SCENE_TEST(a_plan_that_ends_before_it_starts_is_refused),
        SCENE_TEST(closing_says_what_happens_with_the_surplus),
        SCENE_TEST(what_was_said_of_a_surplus_is_corrected),
        SCENE_TEST(a_campaign_that_never_opened_is_withdrawn),
        SCENE_TEST(an_end_is_taken_back),
        SCENE_TEST(a_campaign_of_another_fund_takes_no_gift_for_this_one),
        SCENE_TEST(the_public_sees_filed_public_campaigns_only),
        SCENE_TEST(the_public_finds_filed_campaigns_by_words_of_their_titles),
        SCENE_TEST(the_plan_names_people_and_the_log_does_not),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
