/* Giving, receipts, who may see what. */
#include "base/clock.h"
#include "ledger.h"
#include "scene.h"

#include <stdio.h>

static const int64_t YUAN = SCENE_YUAN;
static const struct uuid no_project;

static struct give_request
gift_of(const struct scene *scene, int64_t amount)
{
    return (struct give_request){
        .fund = scene->fund,
        .amount = amount,
        .channel = CHANNEL_COUNTER,
    };
}

/* LGA-15 */
static void
a_gift_is_free_money_of_its_fund(void **state)
{
    struct scene *scene = *state;
    struct give_reply reply = scene_give(scene, no_project, 20 * YUAN);

    assert_true(str_equal(reply.number, STR("GF-2026-0001")));
    assert_true(str_equal(reply.receipt.number, STR("RC-2026-0001")));
    assert_int_equal(reply.state, GIFT_STATE_RECEIVED);
    assert_int_equal(scene_fund(scene, scene->fund).free, 20 * YUAN);
    assert_int_equal(scene_fund(scene, scene->fund).raised, 20 * YUAN);
    scene_expect_clean(scene);
}

/* LGA-18, LGA-19 */
static void
a_designated_gift_is_kept_for_its_project(void **state)
{
    struct scene *scene = *state;
    struct get_fund_request request = { scene->fund };
    struct get_fund_reply reply;

    scene_publish(scene, scene_id("project"));
    scene_give(scene, scene_id("project"), 50 * YUAN);
    scene_call(scene, scene->anybody, "get_fund", &request, &reply);
    assert_int_equal(reply.fund.free, 0);
    assert_int_equal(reply.fund.restricted, 50 * YUAN);
    assert_int_equal(reply.projects_count, 1);
    assert_true(uuid_equal(reply.projects[0].project, scene_id("project")));
    assert_int_equal(reply.projects[0].restricted, 50 * YUAN);
    scene_expect_clean(scene);
}

/* LGA-19 */
static void
restricted_money_is_not_reserved_for_others(void **state)
{
    struct scene *scene = *state;

    scene_publish(scene, scene_id("project"));
    scene_give(scene, scene_id("project"), 50 * YUAN);
    scene_propose(scene, scene_id("award"), scene_id("other"), 1 * YUAN);
    assert_int_equal(scene_reservation(scene, scene_id("award")).state,
            RESERVATION_STATE_REFUSED);
}

static void
a_gift_carries_its_channel_and_hub(void **state)
{
    struct scene *scene = *state;
    struct give_request request = gift_of(scene, 5 * YUAN);
    struct get_fund_request look = { scene->fund };
    struct get_fund_reply reply;

    request.channel = CHANNEL_BOX;
    request.has_channel_hub = true;
    request.channel_hub = STR("longgang.bantian");
    scene_add_hub(scene, "longgang", "longgang.bantian");
    scene_call(scene, scene->anybody, "give", &request, NULL);
    scene_give(scene, no_project, 3 * YUAN);
    scene_call(scene, scene->anybody, "get_fund", &look, &reply);
    assert_int_equal(reply.channels_count, 2);
    assert_int_equal(reply.channels[0].channel, CHANNEL_BOX);
    assert_true(
            str_equal(reply.channels[0].channel_hub, STR("longgang.bantian")));
    assert_int_equal(reply.channels[0].raised, 5 * YUAN);
    assert_true(str_equal(reply.channels[1].channel_hub, STR("longgang")));
}

/* Anybody may give: whoever invents hubs must not fill the ledger. */
static void
a_channel_of_a_hub_nobody_knows_is_refused(void **state)
{
    struct scene *scene = *state;
    struct give_request request = gift_of(scene, 5 * YUAN);
    struct list_balances_request look = { 0 };
    struct list_balances_reply before, after;

    scene_call(scene, scene->anybody, "list_balances", &look, &before);
    request.has_channel_hub = true;
    request.channel_hub = STR("zzz.not.there");
    assert_int_equal(scene_call(scene, scene->anybody, "give", &request, NULL),
            STATUS_REFUSED);
    scene_expect(scene, "unknown_channel_hub");
    assert_string_equal(harness_problem_field(scene->harness), "channel_hub");
    request.channel_hub = STR("longgang.bantian.yangguang");
    scene_add_hub(scene, "longgang.buji", "longgang.bantian.yangguang");
    scene_call(scene, scene->anybody, "give", &request, NULL);
    scene_expect(scene, "unknown_channel_hub");
    scene_call(scene, scene->anybody, "list_balances", &look, &after);
    assert_int_equal(after.items_count, before.items_count);
    scene_add_hub(scene, "longgang.bantian", "longgang.bantian.yangguang");
    assert_int_equal(scene_call(scene, scene->anybody, "give", &request, NULL),
            STATUS_OK);
}

static void
an_unknown_fund_takes_no_gift(void **state)
{
    struct scene *scene = *state;
    struct give_request request = gift_of(scene, 1);

    request.fund = scene_id("nowhere");
    assert_int_equal(scene_call(scene, scene->anybody, "give", &request, NULL),
            STATUS_REFUSED);
    scene_expect(scene, "no_such_fund");
}

static void
a_closed_fund_takes_no_gift(void **state)
{
    struct scene *scene = *state;
    struct give_request request = gift_of(scene, 1);
    struct close_fund_request close = { scene->fund, STR("ended") };

    scene_call(scene, scene->clerk, "close_fund", &close, NULL);
    assert_int_equal(scene_call(scene, scene->anybody, "give", &request, NULL),
            STATUS_CONFLICT);
    scene_expect(scene, "fund_closed");
}

static void
an_unknown_project_is_refused(void **state)
{
    struct scene *scene = *state;
    struct give_request request = gift_of(scene, 1);

    request.has_project = true;
    request.project = scene_id("nowhere");
    assert_int_equal(scene_call(scene, scene->anybody, "give", &request, NULL),
            STATUS_REFUSED);
    scene_expect(scene, "no_such_project");
    assert_string_equal(harness_problem_field(scene->harness), "project");
}

static void
a_withdrawn_project_takes_no_gift(void **state)
{
    struct scene *scene = *state;
    struct give_request request = gift_of(scene, 1);
    struct grants_project_withdrawn body = {
        .fund_hub = STR("longgang"),
        .fund = scene->fund,
        .reason = STR("upheld"),
    };

    scene_publish(scene, scene_id("project"));
    harness_event(scene->harness, "grants.project_withdrawn", "longgang",
            scene_id("project"), &body);
    request.has_project = true;
    request.project = scene_id("project");
    assert_int_equal(scene_call(scene, scene->anybody, "give", &request, NULL),
            STATUS_REFUSED);
    scene_expect(scene, "no_such_project");
}

static void
a_project_of_another_fund_is_refused(void **state)
{
    struct scene *scene = *state;
    struct give_request request = gift_of(scene, 1);

    scene_publish(scene, scene_id("project"));
    request.fund = scene_open_fund(scene, "另一基金");
    request.has_project = true;
    request.project = scene_id("project");
    assert_int_equal(scene_call(scene, scene->anybody, "give", &request, NULL),
            STATUS_REFUSED);
    scene_expect(scene, "project_elsewhere");
}

static void
nothing_is_no_gift(void **state)
{
    struct scene *scene = *state;
    struct give_request request = gift_of(scene, 0);

    assert_int_equal(scene_call(scene, scene->anybody, "give", &request, NULL),
            STATUS_REFUSED);
    assert_string_equal(harness_problem_field(scene->harness), "amount");
}

static void
a_gift_without_a_key_is_refused(void **state)
{
    struct scene *scene = *state;
    struct give_request request = gift_of(scene, 1);

    assert_int_equal(harness_call(scene->harness, scene->anybody, "give", NULL,
                             &request, NULL),
            STATUS_MALFORMED);
    scene_expect(scene, "key_required");
}

static void
a_repeated_key_gives_once(void **state)
{
    struct scene *scene = *state;
    struct give_request request = gift_of(scene, 20 * YUAN);
    struct give_reply first, again;

    harness_call(scene->harness, scene->anybody, "give", "k", &request, &first);
    harness_call(scene->harness, scene->anybody, "give", "k", &request, &again);
    assert_true(uuid_equal(first.gift_id, again.gift_id));
    assert_true(str_equal(first.receipt.hash, again.receipt.hash));
    assert_int_equal(first.seq, again.seq);
    assert_int_equal(scene_fund(scene, scene->fund).free, 20 * YUAN);
    request.amount++;
    assert_int_equal(harness_call(scene->harness, scene->anybody, "give", "k",
                             &request, NULL),
            STATUS_REFUSED);
    scene_expect(scene, "key_reused");
}

static void
a_key_repeated_after_a_month_still_gives_once(void **state)
{
    struct scene *scene = *state;
    struct give_request request = gift_of(scene, 20 * YUAN);
    struct give_reply first, again;

    harness_call(scene->harness, scene->anybody, "give", "paper-list-7",
            &request, &first);
    harness_advance(scene->harness, 30 * INT64_C(86400000));
    assert_int_equal(harness_call(scene->harness, scene->anybody, "give",
                             "paper-list-7", &request, &again),
            STATUS_OK);
    assert_true(uuid_equal(first.gift_id, again.gift_id));
    assert_true(str_equal(first.number, again.number));
    assert_int_equal(scene_fund(scene, scene->fund).free, 20 * YUAN);
}

static void
an_old_key_with_another_amount_is_refused(void **state)
{
    struct scene *scene = *state;
    struct give_request request = gift_of(scene, 20 * YUAN);

    harness_call(scene->harness, scene->anybody, "give", "paper-list-7",
            &request, NULL);
    harness_advance(scene->harness, 30 * INT64_C(86400000));
    request.amount = 1;
    assert_int_equal(harness_call(scene->harness, scene->anybody, "give",
                             "paper-list-7", &request, NULL),
            STATUS_REFUSED);
    scene_expect(scene, "key_reused");
}

static void
numbers_begin_again_each_year(void **state)
{
    struct scene *scene = *state;
    struct give_reply reply;

    scene_give(scene, no_project, 1);
    harness_advance(scene->harness, 365 * INT64_C(86400000));
    reply = scene_give(scene, no_project, 1);
    assert_true(str_equal(reply.number, STR("GF-2027-0001")));
}

static void
more_than_a_milliard_yuan_is_no_gift(void **state)
{
    struct scene *scene = *state;
    struct give_request request = gift_of(scene, INT64_C(100000000001));

    assert_int_equal(scene_call(scene, scene->anybody, "give", &request, NULL),
            STATUS_REFUSED);
    assert_string_equal(harness_problem_field(scene->harness), "amount");
    scene_give(scene, no_project, INT64_C(350000000) * YUAN);
}

/* Or whoever gives the last fen takes the lists of funds from everyone. */
static void
a_fund_filled_to_the_brim_is_still_shown(void **state)
{
    struct scene *scene = *state;
    struct record_appropriation_request most = { .fund = scene->fund,
        .amount = BALANCE_MAX };
    struct give_request request = gift_of(scene, 1);
    struct get_fund_statement_request look = { .fund = scene->fund };
    struct get_fund_statement_reply statement;
    struct list_funds_request list = { 0 };
    struct list_funds_reply funds;

    assert_int_equal(scene_call(scene, scene->clerk, "record_appropriation",
                             &most, NULL),
            STATUS_OK);
    assert_int_equal(scene_call(scene, scene->clerk, "record_appropriation",
                             &most, NULL),
            STATUS_REFUSED);
    scene_expect(scene, "amount_too_large");
    assert_int_equal(scene_call(scene, scene->anybody, "give", &request, NULL),
            STATUS_REFUSED);
    scene_expect(scene, "amount_too_large");
    assert_int_equal(
            scene_call(scene, scene->anybody, "list_funds", &list, &funds),
            STATUS_OK);
    assert_int_equal(funds.items[0].free, BALANCE_MAX);
    assert_int_equal(scene_call(scene, scene->anybody, "get_fund_statement",
                             &look, &statement),
            STATUS_OK);
    assert_int_equal(statement.appropriated, BALANCE_MAX);
    scene_expect_clean(scene);
}

/* What is shown of a fund are sums, and they may pass what an account may. */
static void
sums_past_what_one_account_holds_are_still_shown(void **state)
{
    struct scene *scene = *state;
    struct record_appropriation_request most = { .fund = scene->fund,
        .amount = BALANCE_MAX };
    struct list_funds_request list = { 0 };
    struct get_fund_statement_request look = { .fund = scene->fund };
    struct get_fund_statement_reply statement;
    struct list_funds_reply funds;

    scene_call(scene, scene->clerk, "record_appropriation", &most, NULL);
    scene_propose(scene, scene_id("award"), scene_id("project"), BALANCE_MAX);
    scene_give(scene, no_project, YUAN);
    scene_propose(scene, scene_id("other"), scene_id("second"), YUAN);
    assert_int_equal(
            scene_call(scene, scene->anybody, "list_funds", &list, &funds),
            STATUS_OK);
    assert_int_equal(funds.items[0].reserved, BALANCE_MAX + YUAN);
    assert_int_equal(scene_call(scene, scene->anybody, "get_fund_statement",
                             &look, &statement),
            STATUS_OK);
    assert_int_equal(statement.allocated, BALANCE_MAX + YUAN);
    assert_int_equal(scene_cancel(scene, scene_id("award")), STATUS_OK);
    assert_int_equal(scene_cancel(scene, scene_id("other")), STATUS_OK);
    assert_int_equal(scene_fund(scene, scene->fund).free, BALANCE_MAX + YUAN);
    scene_expect_clean(scene);
}

static void
the_log_names_no_donor(void **state)
{
    struct scene *scene = *state;
    struct give_request request = gift_of(scene, 20 * YUAN);
    struct list_ledger_request look = { 0 };
    struct list_ledger_reply ledger;
    const struct actor *donor =
            harness_actor(scene->harness, "donor", "donor", "longgang");
    struct fundraising_gift_attributed attributed;

    request.channel = CHANNEL_ONLINE;
    request.has_donor = true;
    request.donor.has_display_name = true;
    request.donor.display_name = STR("张小明");
    scene_call(scene, donor, "give", &request, NULL);
    assert_true(harness_last_event(scene->harness,
            "fundraising.gift_attributed", NULL, &attributed));
    assert_true(uuid_equal(attributed.donor_account,
            harness_account(scene->harness, "donor")));
    assert_int_equal(
            scene_call(scene, scene->anybody, "list_ledger", &look, &ledger),
            STATUS_OK);
    for (size_t i = 0; i < ledger.items_count; i++) {
        const struct ledger_item *item = &ledger.items[i];

        if (str_equal(item->kind, STR("gift_received")))
            assert_int_equal(item->actor.len, 0);
        if (str_equal(item->kind, STR("gift_attributed"))) {
            assert_false(item->has_body || item->has_actor ||
                         item->has_subject || item->has_salt);
            assert_int_equal(item->subject_hash.len, 32);
        }
    }
}

static void
staff_who_take_a_gift_do_not_become_its_donor(void **state)
{
    struct scene *scene = *state;
    struct give_request request = gift_of(scene, 20 * YUAN);

    scene_call(scene, scene->operator, "give", &request, NULL);
    assert_int_equal(
            harness_count_events(scene->harness, "fundraising.gift_attributed"),
            0);
}

/* A gift by a signed-in donor, with a name that is not to be shown. */
static struct give_reply
gift_by(struct scene *scene, const struct actor *donor)
{
    struct give_request request = gift_of(scene, 20 * YUAN);
    struct give_reply reply;

    request.channel = CHANNEL_ONLINE;
    request.has_donor = true;
    request.donor.has_display_name = true;
    request.donor.display_name = STR("张小明");
    request.donor.has_contact = true;
    request.donor.contact = STR("zhang@example.org");
    scene_call(scene, donor, "give", &request, &reply);
    return reply;
}

/* LGB-20 */
static void
a_donor_sees_the_own_gift_only(void **state)
{
    struct scene *scene = *state;
    const struct actor *donor =
            harness_actor(scene->harness, "donor", "donor", "longgang");
    const struct actor *other =
            harness_actor(scene->harness, "other", "donor", "longgang");
    struct get_gift_request request = { gift_by(scene, donor).gift_id };
    struct trace_gift_request trace = { .gift = request.gift };
    struct get_gift_reply reply;

    assert_int_equal(scene_call(scene, donor, "get_gift", &request, &reply),
            STATUS_OK);
    assert_true(str_equal(reply.display_name, STR("张小明")));
    assert_int_equal(scene_call(scene, other, "get_gift", &request, NULL),
            STATUS_NOT_FOUND);
    assert_int_equal(scene_call(scene, donor, "trace_gift", &trace, NULL),
            STATUS_OK);
    assert_int_equal(scene_call(scene, other, "trace_gift", &trace, NULL),
            STATUS_FORBIDDEN);
    assert_int_equal(
            scene_call(scene, scene->operator, "trace_gift", &trace, NULL),
            STATUS_FORBIDDEN);
    assert_int_equal(
            scene_call(scene, scene->clerk, "trace_gift", &trace, NULL),
            STATUS_OK);
    assert_int_equal(
            scene_call(scene, scene->supervisor, "trace_gift", &trace, NULL),
            STATUS_OK);
}

static void
the_receipt_stands_in_for_an_account(void **state)
{
    struct scene *scene = *state;
    struct give_reply gift = scene_give(scene, no_project, 20 * YUAN);
    struct trace_gift_request request = {
        .gift = gift.gift_id,
        .has_number = true,
        .number = gift.receipt.number,
        .has_hash = true,
        .hash = gift.receipt.hash,
    };
    char wrong[64];

    assert_int_equal(
            scene_call(scene, scene->anybody, "trace_gift", &request, NULL),
            STATUS_OK);
    memcpy(wrong, gift.receipt.hash.data, 64);
    wrong[0] = wrong[0] == '0' ? '1' : '0';
    request.hash = (struct str){ wrong, 64 };
    assert_int_equal(
            scene_call(scene, scene->anybody, "trace_gift", &request, NULL),
            STATUS_FORBIDDEN);
    request.has_number = request.has_hash = false;
    assert_int_equal(
            scene_call(scene, scene->anybody, "trace_gift", &request, NULL),
            STATUS_FORBIDDEN);
}

/* LGB-20 */
static void
a_receipt_says_what_the_law_asks(void **state)
{
    struct scene *scene = *state;
    struct give_request request = gift_of(scene, 20 * YUAN);
    struct give_reply gift;
    struct get_receipt_request look;
    struct get_receipt_reply receipt;

    request.has_donor = true;
    request.donor.has_display_name = true;
    request.donor.display_name = STR("李四");
    request.has_handler = true;
    request.handler = STR("王五");
    scene_call(scene, scene->anybody, "give", &request, &gift);
    look = (struct get_receipt_request){ gift.receipt.number,
        gift.receipt.hash };
    assert_int_equal(
            scene_call(scene, scene->anybody, "get_receipt", &look, &receipt),
            STATUS_OK);
    assert_int_equal(receipt.amount, 20 * YUAN);
    assert_true(str_equal(receipt.donor, STR("李**")));
    assert_true(str_equal(receipt.handler, STR("王五")));
    assert_false(receipt.is_anonymous);
    assert_true(uuid_equal(receipt.gift, gift.gift_id));
    look.hash = STR("0000000000000000000000000000000000000000000000000000000000"
                    "000000");
    assert_int_equal(
            scene_call(scene, scene->anybody, "get_receipt", &look, NULL),
            STATUS_NOT_FOUND);
}

static void
the_receipts_hash_is_the_ledgers(void **state)
{
    struct scene *scene = *state;
    struct give_reply gift = scene_give(scene, no_project, 20 * YUAN);
    struct list_ledger_request look = { 0 };
    struct list_ledger_reply ledger;
    const struct ledger_item *received;
    char hex[65];

    assert_int_equal(
            scene_call(scene, scene->anybody, "list_ledger", &look, &ledger),
            STATUS_OK);
    received = &ledger.items[ledger.items_count - 2];
    assert_true(str_equal(received->kind, STR("gift_received")));
    for (size_t i = 0; i < received->hash.len; i++)
        snprintf(hex + 2 * i, 3, "%02x", (unsigned char)received->hash.data[i]);
    assert_true(str_equal(gift.receipt.hash, str_from(hex)));
}

static void
names_in_lists_are_masked_unless_the_donor_agreed(void **state)
{
    struct scene *scene = *state;
    struct give_request request = gift_of(scene, 20 * YUAN);
    struct list_gifts_request look = { .has_fund = true, .fund = scene->fund };
    struct list_gifts_reply reply;

    request.has_donor = true;
    request.donor.has_display_name = true;
    request.donor.display_name = STR("张小明");
    scene_call(scene, scene->anybody, "give", &request, NULL);
    request.donor.has_public_name = true;
    request.donor.public_name = true;
    scene_call(scene, scene->anybody, "give", &request, NULL);
    scene_give(scene, no_project, 1);
    scene_call(scene, scene->clerk, "list_gifts", &look, &reply);
    assert_int_equal(reply.items_count, 3);
    assert_false(reply.items[0].has_donor);
    assert_true(str_equal(reply.items[1].donor, STR("张小明")));
    assert_true(str_equal(reply.items[2].donor, STR("张**")));
    assert_int_equal(
            scene_call(scene, scene->anybody, "list_gifts", &look, NULL),
            STATUS_UNAUTHENTICATED);
}

/* What is told of a gift in public is enough to know the own one, no more. */
static void
everybody_sees_gifts_with_masked_names(void **state)
{
    struct scene *scene = *state;
    const struct actor *donor =
            harness_actor(scene->harness, "donor", "donor", "longgang");
    struct list_public_gifts_request request = { 0 };
    struct list_public_gifts_reply reply;

    gift_by(scene, donor);
    scene_publish(scene, scene_id("project"));
    scene_give(scene, scene_id("project"), 50 * YUAN);
    scene_call(scene, scene->anybody, "list_public_gifts", &request, &reply);
    assert_int_equal(reply.items_count, 2);
    assert_false(reply.items[0].has_donor);
    assert_int_equal(reply.items[0].amount, 50 * YUAN);
    assert_true(str_equal(reply.items[0].project_title, STR("壹·贰叁画室")));
    assert_true(str_equal(reply.items[1].donor, STR("张**")));
    assert_false(reply.items[1].has_project_title);
    assert_true(reply.items[0].seq > reply.items[1].seq);
    request.has_project = true;
    request.project = scene_id("project");
    scene_call(scene, scene->anybody, "list_public_gifts", &request, &reply);
    assert_int_equal(reply.items_count, 1);
    request.project = scene_id("another");
    scene_call(scene, scene->anybody, "list_public_gifts", &request, &reply);
    assert_int_equal(reply.items_count, 0);
}

static void
gifts_add_up_by_what_they_have_in_common(void **state)
{
    struct scene *scene = *state;
    struct sum_gifts_request request = { 0 };
    struct sum_gifts_reply reply;

    scene_publish(scene, scene_id("project"));
    scene_give(scene, scene_id("project"), 50 * YUAN);
    scene_give(scene, no_project, 20 * YUAN);
    for (int by = GIFT_DIMENSION_YEAR; by <= GIFT_DIMENSION_PROJECT; by++) {
        request.by = (enum gift_dimension)by;
        scene_call(scene, scene->anybody, "sum_gifts", &request, &reply);
        assert_int_equal(reply.gifts, 2);
        assert_int_equal(reply.raised, 70 * YUAN);
        assert_int_equal(reply.items_count,
                by == GIFT_DIMENSION_PROJECT ? 2 : 1);
    }
    assert_true(uuid_equal(reply.items[0].id, scene_id("project")));
    assert_int_equal(reply.items[0].raised, 50 * YUAN);
    assert_false(reply.items[1].has_id);
    request.by = GIFT_DIMENSION_CHANNEL_HUB;
    scene_call(scene, scene->anybody, "sum_gifts", &request, &reply);
    assert_true(str_equal(reply.items[0].name, STR("longgang")));
    request.has_year = true;
    request.year = 1999;
    scene_call(scene, scene->anybody, "sum_gifts", &request, &reply);
    assert_int_equal(reply.gifts, 0);
}

static void
a_gift_that_was_given_back_is_not_added_up(void **state)
{
    struct scene *scene = *state;
    const struct give_reply gift = scene_give(scene, no_project, 20 * YUAN);
    const struct refund_gift_request refund = { .gift = gift.gift_id,
        .reason = STR("given twice") };
    struct sum_gifts_request request = { .by = GIFT_DIMENSION_CHANNEL };
    struct sum_gifts_reply reply;

    scene_give(scene, no_project, 5 * YUAN);
    assert_int_equal(
            scene_call(scene, scene->clerk, "refund_gift", &refund, NULL),
            STATUS_OK);
    scene_call(scene, scene->anybody, "sum_gifts", &request, &reply);
    assert_int_equal(reply.gifts, 1);
    assert_int_equal(reply.raised, 5 * YUAN);
}

static void
a_donor_lists_the_own_gifts_with_their_receipts(void **state)
{
    struct scene *scene = *state;
    const struct actor *donor =
            harness_actor(scene->harness, "donor", "donor", "longgang");
    const struct actor *other =
            harness_actor(scene->harness, "other", "donor", "longgang");
    const struct give_reply gift = gift_by(scene, donor);
    struct list_my_gifts_request request = { 0 };
    struct list_my_gifts_reply reply;

    gift_by(scene, other);
    scene_call(scene, donor, "list_my_gifts", &request, &reply);
    assert_int_equal(reply.items_count, 1);
    assert_true(uuid_equal(reply.items[0].gift_id, gift.gift_id));
    assert_true(str_equal(reply.items[0].number, gift.receipt.number));
    assert_true(str_equal(reply.items[0].hash, gift.receipt.hash));
    assert_int_equal(
            scene_call(scene, scene->anybody, "list_my_gifts", &request, NULL),
            STATUS_UNAUTHENTICATED);
}

static void
lists_of_gifts_come_in_pages(void **state)
{
    struct scene *scene = *state;
    struct list_gifts_request request = { .has_limit = true, .limit = 2 };
    struct list_gifts_reply first, second;

    for (int i = 1; i <= 3; i++)
        scene_give(scene, no_project, i);
    scene_call(scene, scene->clerk, "list_gifts", &request, &first);
    assert_int_equal(first.items_count, 2);
    assert_int_equal(first.items[0].amount, 3);
    assert_true(first.has_next_cursor);
    request.has_cursor = true;
    request.cursor = first.next_cursor;
    scene_call(scene, scene->clerk, "list_gifts", &request, &second);
    assert_int_equal(second.items_count, 1);
    assert_int_equal(second.items[0].amount, 1);
    assert_false(second.has_next_cursor);
}

/* They are indexed by stretches, and each year begins a new one. */
static void
gifts_of_a_fund_are_listed_over_years(void **state)
{
    struct scene *scene = *state;
    struct list_gifts_request request = { .has_limit = true,
        .limit = 2,
        .has_fund = true,
        .fund = scene->fund };
    struct list_gifts_reply first, second;

    for (int i = 1; i <= 3; i++) {
        scene_give(scene, no_project, i);
        harness_advance(scene->harness, 366 * DAY_MS);
    }
    scene_call(scene, scene->clerk, "list_gifts", &request, &first);
    assert_int_equal(first.items_count, 2);
    assert_int_equal(first.items[0].amount, 3);
    assert_int_equal(first.items[1].amount, 2);
    assert_true(first.has_next_cursor);
    request.has_cursor = true;
    request.cursor = first.next_cursor;
    scene_call(scene, scene->clerk, "list_gifts", &request, &second);
    assert_int_equal(second.items_count, 1);
    assert_int_equal(second.items[0].amount, 1);
    assert_false(second.has_next_cursor);
}

static void
a_donor_can_be_corrected_with_a_reason(void **state)
{
    struct scene *scene = *state;
    struct give_reply gift = gift_by(scene,
            harness_actor(scene->harness, "donor", "donor", "longgang"));
    struct correct_gift_donor_request correct = {
        .gift = gift.gift_id,
        .donor = { .has_display_name = true, .display_name = STR("张晓明") },
        .reason = STR("written wrongly"),
    };
    struct get_gift_request look = { gift.gift_id };
    struct get_gift_reply reply;

    assert_int_equal(scene_call(scene, scene->clerk, "correct_gift_donor",
                             &correct, NULL),
            STATUS_OK);
    scene_call(scene, scene->clerk, "get_gift", &look, &reply);
    assert_true(str_equal(reply.display_name, STR("张晓明")));
    assert_true(str_equal(reply.contact, STR("zhang@example.org")));
    assert_true(str_equal(reply.correction, STR("written wrongly")));
}

static void
an_erased_donor_leaves_gift_and_chain_whole(void **state)
{
    struct scene *scene = *state;
    const struct actor *donor =
            harness_actor(scene->harness, "donor", "donor", "longgang");
    struct give_reply gift = gift_by(scene, donor);
    struct erase_gift_donor_request erase = { gift.gift_id, STR("asked to") };
    struct get_gift_request look = { gift.gift_id };
    struct get_gift_reply reply;
    struct get_donor_contact_request ask = { gift.gift_id };
    struct get_donor_contact_reply contact;
    struct verify_log_request verify = { 0 };
    struct verify_log_reply chain;

    assert_int_equal(
            scene_call(scene, scene->clerk, "erase_gift_donor", &erase, NULL),
            STATUS_OK);
    scene_call(scene, scene->clerk, "get_gift", &look, &reply);
    assert_false(reply.has_display_name || reply.has_contact);
    assert_int_equal(reply.gift.amount, 20 * YUAN);
    assert_int_equal(scene_call(scene, donor, "get_gift", &look, NULL),
            STATUS_NOT_FOUND);
    scene_call(scene, harness_service(scene->harness, "notification"),
            "get_donor_contact", &ask, &contact);
    assert_false(contact.has_account || contact.has_contact);
    scene_call(scene, scene->supervisor, "verify_log", &verify, &chain);
    assert_int_equal(chain.bad_seq, 0);
    scene_expect_clean(scene);
}

static void
only_services_learn_how_to_reach_a_donor(void **state)
{
    struct scene *scene = *state;
    struct give_reply gift = gift_by(scene,
            harness_actor(scene->harness, "donor", "donor", "longgang"));
    struct get_donor_contact_request ask = { gift.gift_id };
    struct get_donor_contact_reply contact;

    assert_int_equal(
            scene_call(scene, scene->clerk, "get_donor_contact", &ask, NULL),
            STATUS_FORBIDDEN);
    assert_int_equal(scene_call(scene,
                             harness_service(scene->harness, "notification"),
                             "get_donor_contact", &ask, &contact),
            STATUS_OK);
    assert_true(str_equal(contact.contact, STR("zhang@example.org")));
    assert_true(uuid_equal(contact.account,
            harness_account(scene->harness, "donor")));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        SCENE_TEST(a_gift_is_free_money_of_its_fund),
        SCENE_TEST(a_designated_gift_is_kept_for_its_project),
        SCENE_TEST(restricted_money_is_not_reserved_for_others),
        SCENE_TEST(a_gift_carries_its_channel_and_hub),
        SCENE_TEST(a_channel_of_a_hub_nobody_knows_is_refused),
        SCENE_TEST(an_unknown_fund_takes_no_gift),
        SCENE_TEST(a_closed_fund_takes_no_gift),
        SCENE_TEST(an_unknown_project_is_refused),
        SCENE_TEST(a_withdrawn_project_takes_no_gift),
        SCENE_TEST(a_project_of_another_fund_is_refused),
        SCENE_TEST(nothing_is_no_gift),
        SCENE_TEST(a_gift_without_a_key_is_refused),
        SCENE_TEST(a_repeated_key_gives_once),
        SCENE_TEST(a_key_repeated_after_a_month_still_gives_once),
        SCENE_TEST(an_old_key_with_another_amount_is_refused),
        SCENE_TEST(numbers_begin_again_each_year),
        SCENE_TEST(more_than_a_milliard_yuan_is_no_gift),
        SCENE_TEST(a_fund_filled_to_the_brim_is_still_shown),
        SCENE_TEST(sums_past_what_one_account_holds_are_still_shown),
        SCENE_TEST(the_log_names_no_donor),
        SCENE_TEST(staff_who_take_a_gift_do_not_become_its_donor),
        SCENE_TEST(a_donor_sees_the_own_gift_only),
        SCENE_TEST(the_receipt_stands_in_for_an_account),
        SCENE_TEST(a_receipt_says_what_the_law_asks),
        SCENE_TEST(the_receipts_hash_is_the_ledgers),
        SCENE_TEST(names_in_lists_are_masked_unless_the_donor_agreed),
        SCENE_TEST(lists_of_gifts_come_in_pages),
        SCENE_TEST(gifts_of_a_fund_are_listed_over_years),
        SCENE_TEST(everybody_sees_gifts_with_masked_names),
        SCENE_TEST(gifts_add_up_by_what_they_have_in_common),
        SCENE_TEST(a_gift_that_was_given_back_is_not_added_up),
        SCENE_TEST(a_donor_lists_the_own_gifts_with_their_receipts),
        SCENE_TEST(a_donor_can_be_corrected_with_a_reason),
        SCENE_TEST(an_erased_donor_leaves_gift_and_chain_whole),
        SCENE_TEST(only_services_learn_how_to_reach_a_donor),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
