/* Monthly giving: mandates, their charges and what becomes of them. */
#include "base/clock.h"
#include "scene.h"
#include "server/shard.h"

static const int64_t YUAN = SCENE_YUAN;
static const struct str CODE = { "k7d2-93hf-0qpa-41zz", 19 };
static const struct str WHY = { "said so by telephone", 20 };

/* The clock begins on 2 March 2026: the first charge is on the 15th. */
static struct open_mandate_request
monthly(const struct scene *scene)
{
    return (struct open_mandate_request){
        .fund = scene->fund,
        .amount = 30 * YUAN,
        .day = 15,
        .channel = CHANNEL_ONLINE,
        .has_donor = true,
        .donor = {
            .has_display_name = true,
            .display_name = STR("陈小红"),
            .has_contact = true,
            .contact = STR("chen@example.org"),
        },
        .has_code = true,
        .code = CODE,
    };
}

static struct open_mandate_reply
open_for(struct scene *scene, const struct actor *actor,
        const struct open_mandate_request *request)
{
    struct open_mandate_reply reply;

    assert_int_equal(scene_call(scene, actor, "open_mandate", request, &reply),
            STATUS_OK);
    return reply;
}

static struct open_mandate_reply
open_monthly(struct scene *scene)
{
    struct open_mandate_request request = monthly(scene);

    return open_for(scene, scene->anybody, &request);
}

static struct list_charges_reply
charges(struct scene *scene)
{
    struct list_charges_request request = { 0 };
    struct list_charges_reply reply;

    assert_int_equal(
            scene_call(scene, scene->clerk, "list_charges", &request, &reply),
            STATUS_OK);
    return reply;
}

static struct charge_item
charge(struct scene *scene, size_t index)
{
    struct list_charges_reply reply = charges(scene);

    assert_true(index < reply.items_count);
    return reply.items[index];
}

static struct mandate_item
mandate(struct scene *scene, struct uuid id)
{
    struct get_mandate_request request = { id };
    struct get_mandate_reply reply;

    assert_int_equal(scene_call(scene, scene->supervisor, "get_mandate",
                             &request, &reply),
            STATUS_OK);
    return reply.mandate;
}

static void
days_pass(struct scene *scene, int64_t days)
{
    harness_advance(scene->harness, days * DAY_MS);
}

static enum status
settle(struct scene *scene, size_t index, const char *reference,
        struct settle_charge_reply *reply)
{
    struct settle_charge_request request = {
        .charge = charge(scene, index).charge_id,
        .bank_reference = str_from(reference),
    };

    return scene_call(scene, scene->clerk, "settle_charge", &request, reply);
}

static struct fail_charge_reply
fail_charge(struct scene *scene, size_t index)
{
    struct fail_charge_request request = {
        .charge = charge(scene, index).charge_id,
        .reason = STR("余额不足"),
    };
    struct fail_charge_reply reply;

    assert_int_equal(
            scene_call(scene, scene->clerk, "fail_charge", &request, &reply),
            STATUS_OK);
    return reply;
}

/* The requests of pausing, resuming and cancelling are alike. */
static enum status
step(struct scene *scene, const struct actor *actor, const char *op,
        struct uuid id, struct str code, struct str reason)
{
    struct pause_mandate_request request = {
        .mandate = id,
        .has_code = code.len > 0,
        .code = code,
        .has_reason = reason.len > 0,
        .reason = reason,
    };
    struct pause_mandate_reply reply;

    return scene_call(scene, actor, op, &request, &reply);
}

/* LGA-15, LGB-20 */
static void
a_mandate_is_no_money(void **state)
{
    struct scene *scene = *state;
    struct open_mandate_reply opened = open_monthly(scene);

    assert_true(str_equal(opened.number, STR("MD-2026-0001")));
    assert_int_equal(opened.next_on, date_in(2026, 3, 15));
    days_pass(scene, 20);
    assert_int_equal(charges(scene).items_count, 1);
    assert_int_equal(scene_fund(scene, scene->fund).raised, 0);
    scene_expect_clean(scene);
}

static void
each_month_has_one_charge(void **state)
{
    struct scene *scene = *state;
    struct charge_item second;

    open_monthly(scene);
    days_pass(scene, 12);
    assert_int_equal(charges(scene).items_count, 0);
    days_pass(scene, 32);
    assert_int_equal(charges(scene).items_count, 2);
    second = charge(scene, 1);
    assert_true(str_equal(second.period, STR("2026-04")));
    assert_int_equal(second.due_on, date_in(2026, 4, 15));
    assert_int_equal(second.amount, 30 * YUAN);
    assert_int_equal(second.state, CHARGE_STATE_DUE);
    assert_true(str_equal(second.donor, STR("陈**")));
    scene_expect_clean(scene);
}

static void
a_charge_of_today_is_made_at_once(void **state)
{
    struct scene *scene = *state;
    struct open_mandate_request request = monthly(scene);

    request.day = 2;
    open_for(scene, scene->anybody, &request);
    harness_advance(scene->harness, SECOND_MS);
    assert_int_equal(charge(scene, 0).due_on, date_in(2026, 3, 2));
}

static void
months_that_nobody_was_up_are_all_made_once(void **state)
{
    struct scene *scene = *state;
    struct open_mandate_reply opened = open_monthly(scene);

    harness_set_now(scene->harness, harness_now(scene->harness) + 100 * DAY_MS);
    harness_reopen(scene->harness);
    harness_run_due(scene->harness);
    harness_reopen(scene->harness);
    harness_run_due(scene->harness);
    assert_int_equal(charges(scene).items_count, 3);
    assert_int_equal(charge(scene, 0).due_on, date_in(2026, 3, 15));
    assert_int_equal(charge(scene, 2).due_on, date_in(2026, 5, 15));
    assert_int_equal(mandate(scene, opened.mandate_id).next_on,
            date_in(2026, 6, 15));
}

/* LGA-15 */
static void
a_charge_is_a_gift_once_its_money_has_come(void **state)
{
    struct scene *scene = *state;
    const struct actor *chen =
            harness_actor(scene->harness, "chen", "donor", "longgang");
    struct open_mandate_request request = monthly(scene);
    struct open_mandate_reply opened = open_for(scene, chen, &request);
    struct settle_charge_reply settled;
    struct list_my_gifts_request look = { 0 };
    struct list_my_gifts_reply mine;
    struct charge_item paid;

    days_pass(scene, 20);
    assert_int_equal(settle(scene, 0, "B-1", &settled), STATUS_OK);
    assert_true(str_equal(settled.number, STR("GF-2026-0001")));
    assert_int_equal(scene_fund(scene, scene->fund).free, 30 * YUAN);
    paid = charge(scene, 0);
    assert_int_equal(paid.state, CHARGE_STATE_PAID);
    assert_true(uuid_equal(paid.gift, settled.gift_id));
    assert_int_equal(mandate(scene, opened.mandate_id).received, 30 * YUAN);
    scene_call(scene, chen, "list_my_gifts", &look, &mine);
    assert_int_equal(mine.items_count, 1);
    assert_true(uuid_equal(mine.items[0].gift_id, settled.gift_id));
    assert_int_equal(
            harness_count_events(scene->harness, "fundraising.gift_attributed"),
            1);
    scene_expect_clean(scene);
}

static void
money_comes_once(void **state)
{
    struct scene *scene = *state;

    open_monthly(scene);
    days_pass(scene, 50);
    assert_int_equal(settle(scene, 0, "B-1", NULL), STATUS_OK);
    assert_int_equal(settle(scene, 0, "B-2", NULL), STATUS_CONFLICT);
    scene_expect(scene, "charge_state_wrong");
    assert_int_equal(settle(scene, 1, "B-1", NULL), STATUS_CONFLICT);
    scene_expect(scene, "bank_reference_used");
    assert_int_equal(scene_fund(scene, scene->fund).raised, 30 * YUAN);
    scene_expect_clean(scene);
}

static void
a_gift_that_is_reversed_makes_its_charge_due_again(void **state)
{
    struct scene *scene = *state;
    struct settle_charge_reply settled;
    struct reverse_entry_request wrong = { .reason = WHY };

    open_monthly(scene);
    days_pass(scene, 20);
    settle(scene, 0, "B-1", &settled);
    wrong.seq = settled.seq;
    assert_int_equal(
            scene_call(scene, scene->clerk, "reverse_entry", &wrong, NULL),
            STATUS_OK);
    assert_int_equal(charge(scene, 0).state, CHARGE_STATE_DUE);
    assert_false(charge(scene, 0).has_gift);
    scene_expect_clean(scene);
    assert_int_equal(settle(scene, 0, "B-1", &settled), STATUS_OK);
    assert_true(str_equal(settled.number, STR("GF-2026-0002")));
    scene_expect_clean(scene);
}

static void
a_gift_that_is_given_back_had_come(void **state)
{
    struct scene *scene = *state;
    struct settle_charge_reply settled;
    struct refund_gift_request refund = { .reason = WHY };

    open_monthly(scene);
    days_pass(scene, 20);
    settle(scene, 0, "B-1", &settled);
    refund.gift = settled.gift_id;
    assert_int_equal(
            scene_call(scene, scene->clerk, "refund_gift", &refund, NULL),
            STATUS_OK);
    assert_int_equal(charge(scene, 0).state, CHARGE_STATE_PAID);
    scene_expect_clean(scene);
}

static void
three_failures_in_a_row_and_a_mandate_lapses(void **state)
{
    struct scene *scene = *state;
    struct open_mandate_reply opened = open_monthly(scene);
    struct fail_charge_reply failed;

    days_pass(scene, 50);
    failed = fail_charge(scene, 0);
    assert_int_equal(failed.state, CHARGE_STATE_DUE);
    assert_int_equal(failed.due_on, date_of(harness_now(scene->harness)) + 5);
    fail_charge(scene, 0);
    failed = fail_charge(scene, 0);
    assert_int_equal(failed.state, CHARGE_STATE_FAILED);
    assert_int_equal(failed.mandate_state, MANDATE_STATE_LAPSED);
    assert_int_equal(charge(scene, 1).state, CHARGE_STATE_SKIPPED);
    days_pass(scene, 60);
    assert_int_equal(charges(scene).items_count, 2);
    assert_false(mandate(scene, opened.mandate_id).has_next_on);
    assert_int_equal(step(scene, scene->anybody, "resume_mandate",
                             opened.mandate_id, CODE, STR("")),
            STATUS_OK);
    assert_int_equal(mandate(scene, opened.mandate_id).next_on,
            date_in(2026, 7, 15));
    scene_expect_clean(scene);
}

static void
a_failure_entered_by_mistake_is_taken_back(void **state)
{
    struct scene *scene = *state;
    struct open_mandate_reply opened = open_monthly(scene);
    struct reopen_charge_request request = { .reason = WHY };
    struct reopen_charge_reply reply;

    days_pass(scene, 20);
    request.charge = charge(scene, 0).charge_id;
    assert_int_equal(
            scene_call(scene, scene->clerk, "reopen_charge", &request, &reply),
            STATUS_CONFLICT);
    for (int i = 0; i < 3; i++)
        fail_charge(scene, 0);
    assert_int_equal(
            scene_call(scene, scene->clerk, "reopen_charge", &request, &reply),
            STATUS_OK);
    assert_int_equal(reply.state, CHARGE_STATE_DUE);
    assert_int_equal(reply.mandate_state, MANDATE_STATE_ACTIVE);
    assert_int_equal(mandate(scene, opened.mandate_id).next_on,
            date_in(2026, 4, 15));
    days_pass(scene, 30);
    assert_int_equal(charges(scene).items_count, 2);
}

static void
money_that_comes_late_is_taken_all_the_same(void **state)
{
    struct scene *scene = *state;
    struct open_mandate_reply opened = open_monthly(scene);

    days_pass(scene, 20);
    assert_int_equal(step(scene, scene->anybody, "cancel_mandate",
                             opened.mandate_id, CODE, STR("")),
            STATUS_OK);
    assert_int_equal(charge(scene, 0).state, CHARGE_STATE_SKIPPED);
    assert_int_equal(settle(scene, 0, "B-1", NULL), STATUS_OK);
    assert_int_equal(scene_fund(scene, scene->fund).raised, 30 * YUAN);
    scene_expect_clean(scene);
}

/* LGB-20. Numbers follow one another, and the hash of an event is public. */
static void
a_donor_without_an_account_needs_the_code(void **state)
{
    struct scene *scene = *state;
    struct open_mandate_reply opened = open_monthly(scene);
    struct find_mandate_request find = { opened.number, CODE };
    struct find_mandate_reply found;

    days_pass(scene, 20);
    assert_int_equal(
            scene_call(scene, scene->anybody, "find_mandate", &find, &found),
            STATUS_OK);
    assert_true(uuid_equal(found.mandate.mandate_id, opened.mandate_id));
    assert_int_equal(found.charges_count, 1);
    find.code = STR("another-code-of-16");
    assert_int_equal(
            scene_call(scene, scene->anybody, "find_mandate", &find, &found),
            STATUS_NOT_FOUND);
    assert_int_equal(step(scene, scene->anybody, "cancel_mandate",
                             opened.mandate_id, find.code, STR("")),
            STATUS_NOT_FOUND);
    assert_int_equal(step(scene, scene->anybody, "cancel_mandate",
                             opened.mandate_id, STR(""), WHY),
            STATUS_NOT_FOUND);
    assert_int_equal(step(scene, scene->anybody, "cancel_mandate",
                             opened.mandate_id, CODE, STR("")),
            STATUS_OK);
    days_pass(scene, 60);
    assert_int_equal(charges(scene).items_count, 1);
}

static void
who_could_never_stop_it_opens_no_mandate(void **state)
{
    struct scene *scene = *state;
    struct open_mandate_request request = monthly(scene);

    request.has_code = false;
    assert_int_equal(
            scene_call(scene, scene->anybody, "open_mandate", &request, NULL),
            STATUS_REFUSED);
    assert_string_equal(harness_problem_field(scene->harness), "code");
    open_for(scene, scene->clerk, &request);
}

static void
where_staff_enter_gifts_they_open_mandates(void **state)
{
    struct scene *scene = *state;
    const struct actor *admin =
            harness_actor(scene->harness, "root", "admin", "longgang");
    struct set_gift_entry_request rule = { GIFT_ENTRY_STAFF, WHY };
    struct open_mandate_request request = monthly(scene);

    assert_int_equal(scene_call(scene, admin, "set_gift_entry", &rule, NULL),
            STATUS_OK);
    assert_int_equal(
            scene_call(scene, scene->anybody, "open_mandate", &request, NULL),
            STATUS_FORBIDDEN);
    scene_expect(scene, "gifts_by_staff");
    open_for(scene, scene->clerk, &request);
}

static void
a_mandate_does_not_start_in_the_past(void **state)
{
    struct scene *scene = *state;
    struct open_mandate_request request = monthly(scene);

    request.has_starts_on = true;
    request.starts_on = date_in(2026, 3, 1);
    scene_call(scene, scene->anybody, "open_mandate", &request, NULL);
    scene_expect(scene, "invalid_field");
    request.starts_on = date_in(2028, 3, 1);
    scene_call(scene, scene->anybody, "open_mandate", &request, NULL);
    scene_expect(scene, "invalid_field");
    request.starts_on = date_in(2026, 3, 16);
    assert_int_equal(open_for(scene, scene->anybody, &request).next_on,
            date_in(2026, 4, 15));
}

static void
a_mandate_is_its_donors(void **state)
{
    struct scene *scene = *state;
    const struct actor *chen =
            harness_actor(scene->harness, "chen", "donor", "longgang");
    const struct actor *wang =
            harness_actor(scene->harness, "wang", "donor", "longgang");
    struct open_mandate_request request = monthly(scene);
    struct get_mandate_request look;
    struct get_mandate_reply shown;
    struct list_my_mandates_request list = { 0 };
    struct list_my_mandates_reply mine;

    request.has_code = false;
    look.mandate = open_for(scene, chen, &request).mandate_id;
    assert_int_equal(scene_call(scene, chen, "get_mandate", &look, &shown),
            STATUS_OK);
    assert_true(str_equal(shown.contact, STR("chen@example.org")));
    assert_int_equal(scene_call(scene, wang, "get_mandate", &look, NULL),
            STATUS_NOT_FOUND);
    assert_int_equal(
            step(scene, wang, "pause_mandate", look.mandate, CODE, STR("")),
            STATUS_NOT_FOUND);
    scene_call(scene, chen, "list_my_mandates", &list, &mine);
    assert_int_equal(mine.items_count, 1);
    scene_call(scene, wang, "list_my_mandates", &list, &mine);
    assert_int_equal(mine.items_count, 0);
    assert_int_equal(
            step(scene, chen, "pause_mandate", look.mandate, STR(""), STR("")),
            STATUS_OK);
}

static void
what_its_donor_stopped_finance_does_not_take_up(void **state)
{
    struct scene *scene = *state;
    struct uuid id = open_monthly(scene).mandate_id;

    step(scene, scene->clerk, "pause_mandate", id, STR(""), STR(""));
    scene_expect(scene, "invalid_field");
    assert_int_equal(
            step(scene, scene->clerk, "pause_mandate", id, STR(""), WHY),
            STATUS_OK);
    assert_int_equal(
            step(scene, scene->clerk, "resume_mandate", id, STR(""), WHY),
            STATUS_OK);
    step(scene, scene->anybody, "cancel_mandate", id, CODE, STR(""));
    assert_int_equal(
            step(scene, scene->clerk, "resume_mandate", id, STR(""), WHY),
            STATUS_CONFLICT);
    scene_expect(scene, "donor_stopped");
    assert_int_equal(
            step(scene, scene->anybody, "resume_mandate", id, CODE, STR("")),
            STATUS_OK);
    step(scene, scene->anybody, "resume_mandate", id, CODE, STR(""));
    scene_expect(scene, "mandate_state_wrong");
}

static void
months_of_a_pause_are_left_out(void **state)
{
    struct scene *scene = *state;
    struct uuid id = open_monthly(scene).mandate_id;

    days_pass(scene, 20);
    step(scene, scene->anybody, "pause_mandate", id, CODE, STR(""));
    days_pass(scene, 60);
    assert_int_equal(charges(scene).items_count, 1);
    step(scene, scene->anybody, "resume_mandate", id, CODE, STR(""));
    assert_int_equal(mandate(scene, id).next_on, date_in(2026, 6, 15));
    days_pass(scene, 30);
    assert_true(str_equal(charge(scene, 1).period, STR("2026-06")));
}

static void
a_change_is_of_what_is_to_come(void **state)
{
    struct scene *scene = *state;
    struct change_mandate_request change = {
        .mandate = open_monthly(scene).mandate_id,
        .has_code = true,
        .code = CODE,
        .has_amount = true,
        .amount = 50 * YUAN,
        .has_day = true,
        .day = 28,
    };
    struct change_mandate_reply reply;

    days_pass(scene, 20);
    assert_int_equal(scene_call(scene, scene->anybody, "change_mandate",
                             &change, &reply),
            STATUS_OK);
    assert_int_equal(reply.next_on, date_in(2026, 4, 28));
    days_pass(scene, 60);
    assert_int_equal(charge(scene, 0).amount, 30 * YUAN);
    assert_int_equal(charge(scene, 1).amount, 50 * YUAN);
    assert_int_equal(charge(scene, 1).due_on, date_in(2026, 4, 28));
}

static void
instalments_end(void **state)
{
    struct scene *scene = *state;
    struct open_mandate_request request = monthly(scene);
    struct uuid id;

    request.has_instalments = true;
    request.instalments = 2;
    id = open_for(scene, scene->anybody, &request).mandate_id;
    days_pass(scene, 200);
    assert_int_equal(charges(scene).items_count, 2);
    assert_int_equal(mandate(scene, id).state, MANDATE_STATE_ENDED);
    assert_int_equal(mandate(scene, id).ending, MANDATE_ENDING_ALL_MADE);
    assert_int_equal(settle(scene, 1, "B-1", NULL), STATUS_OK);
    scene_expect_clean(scene);
}

static void
a_closed_fund_ends_its_mandates(void **state)
{
    struct scene *scene = *state;
    struct uuid id = open_monthly(scene).mandate_id;
    struct close_fund_request close = { scene->fund, WHY };
    struct reopen_fund_request reopen = { scene->fund, WHY };

    days_pass(scene, 20);
    scene_call(scene, scene->clerk, "close_fund", &close, NULL);
    days_pass(scene, 60);
    assert_int_equal(charges(scene).items_count, 1);
    assert_int_equal(charge(scene, 0).state, CHARGE_STATE_SKIPPED);
    assert_int_equal(mandate(scene, id).ending, MANDATE_ENDING_FUND_CLOSED);
    step(scene, scene->anybody, "resume_mandate", id, CODE, STR(""));
    scene_expect(scene, "fund_closed");
    scene_call(scene, scene->clerk, "reopen_fund", &reopen, NULL);
    assert_int_equal(
            step(scene, scene->clerk, "resume_mandate", id, STR(""), WHY),
            STATUS_OK);
    assert_int_equal(mandate(scene, id).state, MANDATE_STATE_ACTIVE);
    assert_false(mandate(scene, id).has_ending);
}

static void
an_ended_project_ends_its_mandates(void **state)
{
    struct scene *scene = *state;
    struct open_mandate_request request = monthly(scene);
    struct uuid id;

    request.has_project = true;
    request.project = scene_id("project");
    scene_call(scene, scene->anybody, "open_mandate", &request, NULL);
    scene_expect(scene, "no_such_project");
    scene_publish(scene, scene_id("project"));
    id = open_for(scene, scene->anybody, &request).mandate_id;
    days_pass(scene, 20);
    assert_int_equal(settle(scene, 0, "B-1", NULL), STATUS_OK);
    assert_int_equal(scene_fund(scene, scene->fund).restricted, 30 * YUAN);
    scene_withdraw(scene, scene_id("project"));
    days_pass(scene, 30);
    assert_int_equal(charges(scene).items_count, 1);
    assert_int_equal(mandate(scene, id).ending, MANDATE_ENDING_PROJECT_ENDED);
    scene_expect_clean(scene);
}

static void
who_gives_is_told_by_one_event_alone(void **state)
{
    struct scene *scene = *state;
    const struct actor *chen =
            harness_actor(scene->harness, "chen", "donor", "longgang");
    struct open_mandate_request request = monthly(scene);
    struct fundraising_mandate_attributed body;
    struct uuid subject, id = open_for(scene, chen, &request).mandate_id;

    assert_true(harness_last_event(scene->harness,
            "fundraising.mandate_attributed", &subject, &body));
    assert_true(uuid_equal(subject, id));
    assert_true(uuid_equal(body.donor_account, chen->account));
    request.has_donor = false;
    open_for(scene, scene->anybody, &request);
    assert_int_equal(harness_count_events(scene->harness,
                             "fundraising.mandate_attributed"),
            1);
}

static struct get_donor_contact_reply
contact_of(struct scene *scene, struct uuid id)
{
    struct get_donor_contact_request request = { id };
    struct get_donor_contact_reply reply;

    assert_int_equal(scene_call(scene,
                             harness_service(scene->harness, "notification"),
                             "get_donor_contact", &request, &reply),
            STATUS_OK);
    return reply;
}

static void
an_erased_donor_gives_no_more(void **state)
{
    struct scene *scene = *state;
    struct uuid id = open_monthly(scene).mandate_id;
    struct erase_mandate_donor_request erase = { id, WHY };

    assert_true(
            str_equal(contact_of(scene, id).contact, STR("chen@example.org")));
    days_pass(scene, 20);
    assert_int_equal(scene_call(scene, scene->clerk, "erase_mandate_donor",
                             &erase, NULL),
            STATUS_OK);
    assert_false(contact_of(scene, id).has_contact);
    assert_false(mandate(scene, id).has_donor);
    assert_int_equal(mandate(scene, id).state, MANDATE_STATE_CANCELLED);
    days_pass(scene, 60);
    assert_int_equal(charges(scene).items_count, 1);
    step(scene, scene->clerk, "resume_mandate", id, STR(""), WHY);
    scene_expect(scene, "donor_stopped");
}

static void
a_person_sees_the_mandates_that_are_kept_of_them(void **state)
{
    struct scene *scene = *state;
    struct list_personal_data_request request = {
        .has_contact = true,
        .contact = STR("chen@example.org"),
    };
    struct list_personal_data_reply reply;
    bool is_there = false;

    open_monthly(scene);
    assert_int_equal(
            scene_call(scene,
                    harness_actor(scene->harness, "root", "admin", "longgang"),
                    "list_personal_data", &request, &reply),
            STATUS_OK);
    for (size_t i = 0; i < reply.items_count; i++)
        is_there |= str_equal(reply.items[i].kind, STR("mandate")) &&
                    str_equal(reply.items[i].value, STR("陈小红"));
    assert_true(is_there);
}

static void
finance_finds_a_mandate_by_its_number(void **state)
{
    struct scene *scene = *state;
    struct list_mandates_request request = { .has_number = true };
    struct list_mandates_reply reply;

    open_monthly(scene);
    request.number = open_monthly(scene).number;
    scene_call(scene, scene->clerk, "list_mandates", &request, &reply);
    assert_int_equal(reply.items_count, 1);
    assert_true(str_equal(reply.items[0].number, request.number));
    request.number = STR("GF-2026-0001");
    scene_call(scene, scene->clerk, "list_mandates", &request, &reply);
    assert_int_equal(reply.items_count, 0);
    request = (struct list_mandates_request){
        .has_state = true,
        .state = MANDATE_STATE_ACTIVE,
    };
    scene_call(scene, scene->clerk, "list_mandates", &request, &reply);
    assert_int_equal(reply.items_count, 2);
}

static void
what_became_of_a_mandate_is_kept(void **state)
{
    struct scene *scene = *state;
    struct get_mandate_request request = { open_monthly(scene).mandate_id };
    struct get_mandate_reply reply;
    struct change_mandate_request change = {
        .mandate = request.mandate,
        .has_amount = true,
        .amount = 50 * YUAN,
        .has_reason = true,
        .reason = WHY,
    };

    scene_call(scene, scene->clerk, "get_mandate", &request, &reply);
    assert_int_equal(reply.changes_count, 0);
    assert_int_equal(
            scene_call(scene, scene->clerk, "change_mandate", &change, NULL),
            STATUS_OK);
    step(scene, scene->anybody, "pause_mandate", request.mandate, CODE,
            STR(""));
    scene_call(scene, scene->clerk, "get_mandate", &request, &reply);
    assert_int_equal(reply.changes_count, 2);
    assert_int_equal(reply.changes[0].state, MANDATE_STATE_PAUSED);
    assert_true(reply.changes[0].is_by_donor);
    assert_false(reply.changes[0].has_reason);
    assert_int_equal(reply.changes[1].amount, 50 * YUAN);
    assert_false(reply.changes[1].is_by_donor);
    assert_true(str_equal(reply.changes[1].reason, WHY));
}

static void
finance_finds_a_mandate_by_its_donor(void **state)
{
    struct scene *scene = *state;
    struct open_mandate_request other = monthly(scene);
    struct list_mandates_request request = {
        .has_donor = true,
        .donor = STR("小红"),
    };
    struct list_mandates_reply reply;
    struct open_mandate_reply opened = open_monthly(scene);

    other.donor.display_name = STR("李明");
    open_for(scene, scene->anybody, &other);
    other.has_donor = false;
    open_for(scene, scene->anybody, &other);
    scene_call(scene, scene->clerk, "list_mandates", &request, &reply);
    assert_int_equal(reply.items_count, 1);
    assert_true(uuid_equal(reply.items[0].mandate_id, opened.mandate_id));
    assert_true(str_equal(reply.items[0].donor, STR("陈**")));
}

static void
finance_finds_the_charges_of_a_mandate(void **state)
{
    struct scene *scene = *state;
    struct list_charges_request request = {
        .has_mandate = true,
        .mandate = open_monthly(scene).mandate_id,
    };
    struct list_charges_reply reply;

    open_monthly(scene);
    days_pass(scene, 20);
    assert_int_equal(charges(scene).items_count, 2);
    scene_call(scene, scene->clerk, "list_charges", &request, &reply);
    assert_int_equal(reply.items_count, 1);
    assert_true(uuid_equal(reply.items[0].mandate, request.mandate));
    request.mandate = scene->fund;
    assert_int_equal(
            scene_call(scene, scene->clerk, "list_charges", &request, &reply),
            STATUS_OK);
    assert_int_equal(reply.items_count, 0);
}

static void
the_audit_finds_a_charge_without_its_gift_and_one_too_few(void **state)
{
    struct scene *scene = *state;

    open_monthly(scene);
    days_pass(scene, 20);
    assert_int_equal(settle(scene, 0, "B-1", NULL), STATUS_OK);
    scene_expect_clean(scene);
    scene->is_altered = true;
    assert_int_equal(db_exec(harness_shard(scene->harness)->writer,
                             "UPDATE charge SET gift = NULL"),
            STATUS_OK);
    assert_int_equal(scene_audit(scene).differences_count, 1);
    assert_int_equal(db_exec(harness_shard(scene->harness)->writer,
                             "UPDATE mandate SET made = made + 1"),
            STATUS_OK);
    assert_int_equal(scene_audit(scene).differences_count, 2);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        SCENE_TEST(a_mandate_is_no_money),
        SCENE_TEST(each_month_has_one_charge),
        SCENE_TEST(a_charge_of_today_is_made_at_once),
        SCENE_TEST(months_that_nobody_was_up_are_all_made_once),
        SCENE_TEST(a_charge_is_a_gift_once_its_money_has_come),
        SCENE_TEST(money_comes_once),
        SCENE_TEST(a_gift_that_is_reversed_makes_its_charge_due_again),
        SCENE_TEST(a_gift_that_is_given_back_had_come),
        SCENE_TEST(three_failures_in_a_row_and_a_mandate_lapses),
        SCENE_TEST(a_failure_entered_by_mistake_is_taken_back),
        SCENE_TEST(money_that_comes_late_is_taken_all_the_same),
        SCENE_TEST(a_donor_without_an_account_needs_the_code),
        SCENE_TEST(who_could_never_stop_it_opens_no_mandate),
        SCENE_TEST(where_staff_enter_gifts_they_open_mandates),
        SCENE_TEST(a_mandate_does_not_start_in_the_past),
        SCENE_TEST(a_mandate_is_its_donors),
        SCENE_TEST(what_its_donor_stopped_finance_does_not_take_up),
        SCENE_TEST(months_of_a_pause_are_left_out),
        SCENE_TEST(a_change_is_of_what_is_to_come),
        SCENE_TEST(instalments_end),
        SCENE_TEST(a_closed_fund_ends_its_mandates),
        SCENE_TEST(an_ended_project_ends_its_mandates),
        SCENE_TEST(who_gives_is_told_by_one_event_alone),
        SCENE_TEST(an_erased_donor_gives_no_more),
        SCENE_TEST(a_person_sees_the_mandates_that_are_kept_of_them),
        SCENE_TEST(finance_finds_a_mandate_by_its_number),
        SCENE_TEST(finance_finds_a_mandate_by_its_donor),
        SCENE_TEST(what_became_of_a_mandate_is_kept),
        SCENE_TEST(finance_finds_the_charges_of_a_mandate),
        SCENE_TEST(the_audit_finds_a_charge_without_its_gift_and_one_too_few),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
