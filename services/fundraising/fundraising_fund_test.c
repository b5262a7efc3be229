/* Funds, appropriations, channels. */
#include "scene.h"

static const int64_t YUAN = SCENE_YUAN;

static struct open_fund_request
fund_named(const char *name)
{
    return (struct open_fund_request){
        .name = str_from(name),
        .level = FUND_LEVEL_STREET,
    };
}

static void
a_sub_fund_has_balances_of_its_own(void **state)
{
    struct scene *scene = *state;
    struct open_fund_request request = fund_named("坂田街道子基金");
    struct open_fund_reply reply;
    struct list_funds_request look = { .has_parent_fund = true,
        .parent_fund = scene->fund };
    struct list_funds_reply below;

    request.has_parent_fund = true;
    request.parent_fund = scene->fund;
    assert_int_equal(
            scene_call(scene, scene->clerk, "open_fund", &request, &reply),
            STATUS_OK);
    scene_appropriate(scene, reply.fund_id, 10 * YUAN);
    assert_int_equal(scene_fund(scene, reply.fund_id).free, 10 * YUAN);
    assert_int_equal(scene_fund(scene, scene->fund).free, 0);
    assert_true(uuid_equal(scene_fund(scene, reply.fund_id).parent_fund,
            scene->fund));
    assert_int_equal(
            scene_call(scene, scene->anybody, "list_funds", &look, &below),
            STATUS_OK);
    assert_int_equal(below.items_count, 1);
    scene_expect_clean(scene);
}

static void
a_sub_fund_of_nothing_is_refused(void **state)
{
    struct scene *scene = *state;
    struct open_fund_request request = fund_named("子基金");

    request.has_parent_fund = true;
    request.parent_fund = scene_id("nowhere");
    assert_int_equal(
            scene_call(scene, scene->clerk, "open_fund", &request, NULL),
            STATUS_REFUSED);
    scene_expect(scene, "no_such_fund");
}

static void
only_finance_opens_funds(void **state)
{
    struct scene *scene = *state;
    struct open_fund_request request = fund_named("基金");
    const struct actor *council =
            harness_actor(scene->harness, "council", "council", "longgang");

    assert_int_equal(
            scene_call(scene, scene->operator, "open_fund", &request, NULL),
            STATUS_FORBIDDEN);
    assert_int_equal(scene_call(scene, council, "open_fund", &request, NULL),
            STATUS_FORBIDDEN);
    assert_int_equal(
            scene_call(scene, scene->supervisor, "open_fund", &request, NULL),
            STATUS_FORBIDDEN);
}

static void
a_host_that_is_no_foundation_is_refused(void **state)
{
    struct scene *scene = *state;
    struct open_fund_request request = fund_named("基金");
    struct registry_organisation_registered body = {
        .name = STR("某企业"),
        .kind = ORGANISATION_KIND_ENTERPRISE,
        .status = ORGANISATION_STATUS_ACTIVE,
    };

    harness_event(scene->harness, "registry.organisation_registered",
            "longgang", scene_id("host"), &body);
    request.has_host_foundation = true;
    request.host_foundation = scene_id("host");
    assert_int_equal(
            scene_call(scene, scene->clerk, "open_fund", &request, NULL),
            STATUS_REFUSED);
    scene_expect(scene, "not_a_foundation");
    body.kind = ORGANISATION_KIND_FOUNDATION;
    harness_event(scene->harness, "registry.organisation_registered",
            "longgang", scene_id("host"), &body);
    assert_int_equal(
            scene_call(scene, scene->clerk, "open_fund", &request, NULL),
            STATUS_OK);
}

static void
a_host_of_another_hubs_registry_is_taken_at_its_word(void **state)
{
    struct scene *scene = *state;
    struct open_fund_request request = fund_named("基金");

    request.has_host_foundation = true;
    request.host_foundation = scene_id("elsewhere");
    assert_int_equal(
            scene_call(scene, scene->clerk, "open_fund", &request, NULL),
            STATUS_OK);
}

static void
a_correction_changes_what_it_names(void **state)
{
    struct scene *scene = *state;
    struct correct_fund_request request = {
        .fund = scene->fund,
        .has_name = true,
        .name = STR("新名称"),
        .reason = STR("renamed by agreement"),
    };
    struct fundraising_fund_changed body;

    assert_int_equal(
            scene_call(scene, scene->clerk, "correct_fund", &request, NULL),
            STATUS_OK);
    assert_true(str_equal(scene_fund(scene, scene->fund).name, STR("新名称")));
    assert_true(harness_last_event(scene->harness, "fundraising.fund_changed",
            NULL, &body));
    assert_true(str_equal(body.reason, STR("renamed by agreement")));
    assert_true(body.has_certificate);
}

static void
a_fund_is_moved_and_its_fields_are_emptied(void **state)
{
    struct scene *scene = *state;
    enum fund_field parent[] = { FUND_FIELD_PARENT_FUND };
    enum fund_field host[] = { FUND_FIELD_CERTIFICATE,
        FUND_FIELD_CERTIFICATE_UNTIL };
    struct uuid below = scene_open_fund(scene, "街道子基金");
    struct correct_fund_request move = {
        .fund = below,
        .has_level = true,
        .level = FUND_LEVEL_STREET,
        .has_parent_fund = true,
        .parent_fund = scene->fund,
        .clear = host,
        .clear_count = COUNT_OF(host),
        .reason = STR("entered in haste"),
    };
    struct correct_fund_request round = {
        .fund = scene->fund,
        .has_parent_fund = true,
        .parent_fund = below,
        .reason = STR("in a circle"),
    };
    struct correct_fund_request out = {
        .fund = below,
        .clear = parent,
        .clear_count = 1,
        .reason = STR("it stands alone"),
    };
    struct fund_item fund;

    scene_appropriate(scene, below, 7);
    assert_int_equal(
            scene_call(scene, scene->clerk, "correct_fund", &move, NULL),
            STATUS_OK);
    fund = scene_fund(scene, below);
    assert_true(uuid_equal(fund.parent_fund, scene->fund));
    assert_int_equal(fund.level, FUND_LEVEL_STREET);
    assert_false(fund.has_certificate);
    assert_false(fund.has_certificate_until);
    assert_int_equal(fund.free, 7);

    assert_int_equal(
            scene_call(scene, scene->clerk, "correct_fund", &round, NULL),
            STATUS_REFUSED);
    assert_string_equal(harness_problem_field(scene->harness), "parent_fund");
    assert_int_equal(
            scene_call(scene, scene->clerk, "correct_fund", &out, NULL),
            STATUS_OK);
    assert_false(scene_fund(scene, below).has_parent_fund);
    scene_expect_clean(scene);
}

static void
a_fund_with_money_stays_open(void **state)
{
    struct scene *scene = *state;
    struct close_fund_request request = { scene->fund, STR("ended") };

    scene_appropriate(scene, scene->fund, 1);
    assert_int_equal(
            scene_call(scene, scene->clerk, "close_fund", &request, NULL),
            STATUS_CONFLICT);
    scene_expect(scene, "fund_not_empty");
}

static void
a_fund_with_an_open_sub_fund_stays_open(void **state)
{
    struct scene *scene = *state;
    struct open_fund_request open = fund_named("子基金");
    struct close_fund_request request = { scene->fund, STR("ended") };
    struct open_fund_reply below;

    open.has_parent_fund = true;
    open.parent_fund = scene->fund;
    scene_call(scene, scene->clerk, "open_fund", &open, &below);
    assert_int_equal(
            scene_call(scene, scene->clerk, "close_fund", &request, NULL),
            STATUS_CONFLICT);
    request.fund = below.fund_id;
    assert_int_equal(
            scene_call(scene, scene->clerk, "close_fund", &request, NULL),
            STATUS_OK);
    request.fund = scene->fund;
    assert_int_equal(
            scene_call(scene, scene->clerk, "close_fund", &request, NULL),
            STATUS_OK);
    assert_int_equal(
            scene_call(scene, scene->clerk, "close_fund", &request, NULL),
            STATUS_CONFLICT);
    scene_expect(scene, "fund_closed");
}

static void
an_appropriation_to_an_unknown_fund_is_not_found(void **state)
{
    struct scene *scene = *state;
    struct record_appropriation_request request = { .fund = scene_id("nowhere"),
        .amount = 1 };

    assert_int_equal(scene_call(scene, scene->clerk, "record_appropriation",
                             &request, NULL),
            STATUS_NOT_FOUND);
}

static void
an_appropriation_told_again_counts_once(void **state)
{
    struct scene *scene = *state;
    struct record_appropriation_request request = { .fund = scene->fund,
        .amount = 5 };
    struct record_appropriation_reply first, again;

    harness_call(scene->harness, scene->clerk, "record_appropriation", "k",
            &request, &first);
    harness_reopen(scene->harness);
    assert_int_equal(harness_call(scene->harness, scene->clerk,
                             "record_appropriation", "k", &request, &again),
            STATUS_OK);
    assert_int_equal(first.seq, again.seq);
    assert_int_equal(scene_fund(scene, scene->fund).free, 5);
    assert_int_equal(scene_fund(scene, scene->fund).appropriated, 5);
    assert_int_equal(scene_fund(scene, scene->fund).raised, 0);
}

static void
funds_are_listed_in_pages(void **state)
{
    struct scene *scene = *state;
    struct list_funds_request request = { .has_limit = true, .limit = 2 };
    struct list_funds_reply reply;

    scene_open_fund(scene, "二");
    scene_open_fund(scene, "三");
    scene_call(scene, scene->anybody, "list_funds", &request, &reply);
    assert_int_equal(reply.items_count, 2);
    assert_true(reply.has_next_cursor);
    request.has_cursor = true;
    request.cursor = reply.next_cursor;
    scene_call(scene, scene->anybody, "list_funds", &request, &reply);
    assert_int_equal(reply.items_count, 1);
    assert_true(str_equal(reply.items[0].name, STR("三")));
    request.cursor = STR("none of ours");
    assert_int_equal(
            scene_call(scene, scene->anybody, "list_funds", &request, NULL),
            STATUS_MALFORMED);
}

/* FT-27 */
static void
funds_are_found_by_words_of_their_names(void **state)
{
    struct scene *scene = *state;
    struct list_funds_request request = { .has_q = true,
        .q = STR("義工 专项") };
    struct list_funds_reply reply;

    scene_open_fund(scene, "义工联专项基金");
    scene_open_fund(scene, "义工联基金");
    scene_call(scene, scene->anybody, "list_funds", &request, &reply);
    assert_int_equal(reply.items_count, 1);
    assert_true(str_equal(reply.items[0].name, STR("义工联专项基金")));
}

static void
a_channel_is_opened_listed_and_closed(void **state)
{
    struct scene *scene = *state;
    struct open_channel_request open = {
        .channel = CHANNEL_BOX,
        .channel_hub = STR("longgang.bantian"),
        .title = STR("坂田街道募捐箱"),
        .has_place = true,
        .place = STR("公益慈善广场"),
    };
    struct open_channel_reply opened;
    struct close_channel_request close = { .reason = STR("moved") };
    struct list_channels_request look = { .has_channel_hub = true,
        .channel_hub = STR("longgang.bantian") };
    struct list_channels_reply reply;

    scene_call(scene, scene->operator, "open_channel", &open, &opened);
    scene_expect(scene, "unknown_channel_hub");
    scene_add_hub(scene, "longgang", "longgang.bantian");
    assert_int_equal(
            scene_call(scene, scene->operator, "open_channel", &open, &opened),
            STATUS_OK);
    scene_call(scene, scene->anybody, "list_channels", &look, &reply);
    assert_int_equal(reply.items_count, 1);
    assert_true(reply.items[0].is_open);
    close.channel = opened.channel_id;
    assert_int_equal(
            scene_call(scene, scene->operator, "close_channel", &close, NULL),
            STATUS_OK);
    assert_int_equal(
            scene_call(scene, scene->operator, "close_channel", &close, NULL),
            STATUS_CONFLICT);
    scene_expect(scene, "channel_closed");
    look.channel_hub = STR("longgang");
    scene_call(scene, scene->anybody, "list_channels", &look, &reply);
    assert_int_equal(reply.items_count, 0);
}

static void
a_fund_closed_by_mistake_is_opened_again(void **state)
{
    struct scene *scene = *state;
    struct close_fund_request close = { scene->fund, STR("误操作") };
    struct reopen_fund_request reopen = { scene->fund, STR("关错了") };
    struct open_fund_request below = fund_named("子基金");
    struct open_fund_reply opened;

    assert_int_equal(
            scene_call(scene, scene->clerk, "reopen_fund", &reopen, NULL),
            STATUS_CONFLICT);
    scene_expect(scene, "fund_not_closed");
    below.has_parent_fund = true;
    below.parent_fund = scene->fund;
    scene_call(scene, scene->clerk, "open_fund", &below, &opened);
    close.fund = opened.fund_id;
    scene_call(scene, scene->clerk, "close_fund", &close, NULL);
    close.fund = scene->fund;
    scene_call(scene, scene->clerk, "close_fund", &close, NULL);
    reopen.fund = opened.fund_id;
    assert_int_equal(
            scene_call(scene, scene->clerk, "reopen_fund", &reopen, NULL),
            STATUS_CONFLICT);
    scene_expect(scene, "fund_closed");
    reopen.fund = scene->fund;
    assert_int_equal(
            scene_call(scene, scene->clerk, "reopen_fund", &reopen, NULL),
            STATUS_OK);
    scene_appropriate(scene, scene->fund, 1);
    assert_int_equal(
            scene_call(scene, scene->operator, "reopen_fund", &reopen, NULL),
            STATUS_FORBIDDEN);
}

static void
a_certificate_that_has_run_out_opens_no_fund(void **state)
{
    struct scene *scene = *state;
    struct open_fund_request request = fund_named("旧证基金");

    request.has_certificate_until = true;
    request.certificate_until = 0;
    assert_int_equal(
            scene_call(scene, scene->clerk, "open_fund", &request, NULL),
            STATUS_REFUSED);
    assert_string_equal(harness_problem_field(scene->harness),
            "certificate_until");
}

static void
a_channel_is_corrected_and_opened_again(void **state)
{
    struct scene *scene = *state;
    struct open_channel_request open = {
        .channel = CHANNEL_BOX,
        .channel_hub = STR("longgang"),
        .title = STR("募捐厢"),
    };
    struct open_channel_reply opened;
    struct close_channel_request close = { .reason = STR("误操作") };
    struct reopen_channel_request reopen = { .reason = STR("关错了") };
    struct correct_channel_request correct = { .has_title = true,
        .title = STR("募捐箱"),
        .reason = STR("错字") };
    struct list_channels_request look = { 0 };
    struct list_channels_reply reply;

    scene_call(scene, scene->operator, "open_channel", &open, &opened);
    reopen.channel = close.channel = correct.channel = opened.channel_id;
    assert_int_equal(
            scene_call(scene, scene->operator, "reopen_channel", &reopen, NULL),
            STATUS_CONFLICT);
    scene_expect(scene, "channel_is_open");
    scene_call(scene, scene->operator, "close_channel", &close, NULL);
    assert_int_equal(scene_call(scene, scene->operator, "correct_channel",
                             &correct, NULL),
            STATUS_OK);
    assert_int_equal(
            scene_call(scene, scene->operator, "reopen_channel", &reopen, NULL),
            STATUS_OK);
    scene_call(scene, scene->anybody, "list_channels", &look, &reply);
    assert_true(reply.items[0].is_open);
    assert_true(str_equal(reply.items[0].title, STR("募捐箱")));
}

static void
a_channel_leads_to_the_page_of_a_platform(void **state)
{
    struct scene *scene = *state;
    struct open_channel_request open = {
        .channel = CHANNEL_ONLINE,
        .channel_hub = STR("longgang"),
        .title = STR("指定平台"),
        .has_page = true,
        .page = STR("javascript:alert(1)"),
    };
    struct correct_channel_request correct = { .has_page = true,
        .page = STR("https://platform.example/2"),
        .reason = STR("换了页面") };
    enum channel_field gone = CHANNEL_FIELD_PAGE;
    struct open_channel_reply opened;
    struct list_channels_request look = { 0 };
    struct list_channels_reply reply;

    assert_int_equal(
            scene_call(scene, scene->operator, "open_channel", &open, &opened),
            STATUS_REFUSED);
    open.page = STR("https://platform.example/1");
    assert_int_equal(
            scene_call(scene, scene->operator, "open_channel", &open, &opened),
            STATUS_OK);
    scene_call(scene, scene->anybody, "list_channels", &look, &reply);
    assert_true(str_equal(reply.items[0].page, open.page));
    correct.channel = opened.channel_id;
    scene_call(scene, scene->operator, "correct_channel", &correct, NULL);
    scene_call(scene, scene->anybody, "list_channels", &look, &reply);
    assert_true(str_equal(reply.items[0].page, correct.page));
    correct.has_page = false;
    correct.clear = &gone;
    correct.clear_count = 1;
    scene_call(scene, scene->operator, "correct_channel", &correct, NULL);
    scene_call(scene, scene->anybody, "list_channels", &look, &reply);
    assert_false(reply.items[0].has_page);
}

static void
money_of_a_key_that_comes_again_after_a_month_is_booked_once(void **state)
{
    struct scene *scene = *state;
    struct record_appropriation_request appropriation = { .fund = scene->fund,
        .amount = 10 * YUAN };
    struct send_transfer_request transfer = { .from_fund = scene->fund,
        .to_hub = STR("longgang"),
        .to_fund = scene_open_fund(scene, "另一基金"),
        .amount = 4 * YUAN,
        .reason = STR("街道配套") };
    struct record_appropriation_reply first, again;

    for (int month = 0; month < 2; month++) {
        assert_int_equal(harness_call(scene->harness, scene->clerk,
                                 "record_appropriation", "paper-7",
                                 &appropriation, month ? &again : &first),
                STATUS_OK);
        assert_int_equal(harness_call(scene->harness, scene->clerk,
                                 "send_transfer", "paper-8", &transfer, NULL),
                STATUS_OK);
        harness_advance(scene->harness, 30 * INT64_C(86400000));
    }
    assert_memory_equal(&first, &again, sizeof(first));
    assert_int_equal(scene_fund(scene, scene->fund).free, 6 * YUAN);
    assert_int_equal(scene_fund(scene, transfer.to_fund).free, 4 * YUAN);
}

static void
every_command_that_needs_a_key_keeps_it(void **state)
{
    const struct operation *operation = fundraising_service.schema->operations;

    (void)state;
    for (; operation->name; operation++)
        if (operation->is_key_required != operation->is_key_kept)
            fail_msg("%s", operation->name);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        SCENE_TEST(a_sub_fund_has_balances_of_its_own),
        SCENE_TEST(a_sub_fund_of_nothing_is_refused),
        SCENE_TEST(only_finance_opens_funds),
        SCENE_TEST(a_host_that_is_no_foundation_is_refused),
        SCENE_TEST(a_host_of_another_hubs_registry_is_taken_at_its_word),
        SCENE_TEST(a_correction_changes_what_it_names),
        SCENE_TEST(a_fund_is_moved_and_its_fields_are_emptied),
        SCENE_TEST(a_fund_with_money_stays_open),
        SCENE_TEST(a_fund_with_an_open_sub_fund_stays_open),
        SCENE_TEST(an_appropriation_to_an_unknown_fund_is_not_found),
        SCENE_TEST(an_appropriation_told_again_counts_once),
        SCENE_TEST(funds_are_listed_in_pages),
        SCENE_TEST(funds_are_found_by_words_of_their_names),
        SCENE_TEST(a_channel_is_opened_listed_and_closed),
        SCENE_TEST(a_fund_closed_by_mistake_is_opened_again),
        SCENE_TEST(a_certificate_that_has_run_out_opens_no_fund),
        SCENE_TEST(a_channel_is_corrected_and_opened_again),
        SCENE_TEST(a_channel_leads_to_the_page_of_a_platform),
        SCENE_TEST(
                money_of_a_key_that_comes_again_after_a_month_is_booked_once),
        cmocka_unit_test(every_command_that_needs_a_key_keeps_it),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
