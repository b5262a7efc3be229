#include "scene.h"

#include "server/shard.h"
#include "store_known.h"
#include "store_ledger.h"

#include <stdio.h>
#include <stdlib.h>

struct uuid
scene_id(const char *name)
{
    struct uuid root = uuid_at(INT64_C(1772400000000), (struct uuid){ { 0 } });

    return uuid_derive(root, name, 0);
}

enum status
scene_call(struct scene *scene, const struct actor *actor, const char *op,
        const void *request, void *reply)
{
    char key[32];

    snprintf(key, sizeof(key), "key-%d", ++scene->keys);
    return harness_call(scene->harness, actor, op, key, request, reply);
}

void
scene_expect(const struct scene *scene, const char *problem)
{
    assert_string_equal(harness_problem(scene->harness), problem);
}

int
scene_setup(void **state)
{
    struct scene *scene = calloc(1, sizeof(*scene));
    struct harness *harness = harness_open(&fundraising_service, "longgang");

    *scene = (struct scene){
        .harness = harness,
        .clerk = harness_actor(harness, "clerk", "finance", "longgang"),
        .second = harness_actor(harness, "second", "finance", "longgang"),
        .operator= harness_actor(harness, "operator", "operator", "longgang"),
        .supervisor = harness_actor(harness, "super", "supervisor", "longgang"),
        .anybody = harness_public(harness),
    };
    scene->fund = scene_open_fund(scene, "龙岗社会创新公益基金");
    *state = scene;
    return 0;
}

/* What is known of accounts is what the store says. */
static bool
knows_what_is_so(const struct scene *scene)
{
    struct fundraising *self = harness_shard(scene->harness)->writing;
    struct page page = { .limit = 1000 };
    struct arena arena = { 0 };
    struct balance_item *items;
    size_t count = 0;
    bool is_so = !store_list_balances(self, &arena, &page, &items, &count);

    for (size_t i = 0; i < count; i++) {
        struct account known = { .code = items[i].account };

        if (store_known_account(self, &known) &&
                known.balance != items[i].balance)
            is_so = false;
    }
    arena_release(&arena);
    return is_so;
}

int
scene_teardown(void **state)
{
    struct scene *scene = *state;
    const bool is_so = scene->is_altered || knows_what_is_so(scene);
    const char *differs =
            scene->is_altered ? NULL : harness_rebuild(scene->harness);

    if (!is_so)
        fprintf(stderr, "an account is not as it is known\n");
    if (differs)
        fprintf(stderr, "made from the log, table %s differs\n", differs);
    harness_close(scene->harness);
    free(scene);
    return differs || !is_so ? -1 : 0;
}

struct uuid
scene_open_fund(struct scene *scene, const char *name)
{
    struct open_fund_request request = {
        .name = str_from(name),
        .level = FUND_LEVEL_DISTRICT,
        .has_certificate = true,
        .certificate = STR("53440300MJL000001X"),
    };
    struct open_fund_reply reply;

    assert_int_equal(
            scene_call(scene, scene->clerk, "open_fund", &request, &reply),
            STATUS_OK);
    return reply.fund_id;
}

void
scene_appropriate(struct scene *scene, struct uuid fund, int64_t amount)
{
    struct record_appropriation_request request = {
        .fund = fund,
        .amount = amount,
    };
    struct record_appropriation_reply reply;

    assert_int_equal(scene_call(scene, scene->clerk, "record_appropriation",
                             &request, &reply),
            STATUS_OK);
}

struct give_reply
scene_give(struct scene *scene, struct uuid project, int64_t amount)
{
    struct give_request request = {
        .fund = scene->fund,
        .has_project = !uuid_is_zero(project),
        .project = project,
        .amount = amount,
        .channel = CHANNEL_COUNTER,
    };
    struct give_reply reply;

    assert_int_equal(
            scene_call(scene, scene->anybody, "give", &request, &reply),
            STATUS_OK);
    return reply;
}

struct fund_item
scene_fund(struct scene *scene, struct uuid fund)
{
    struct get_fund_request request = { .fund = fund };
    struct get_fund_reply reply;

    assert_int_equal(
            scene_call(scene, scene->anybody, "get_fund", &request, &reply),
            STATUS_OK);
    return reply.fund;
}

void
scene_add_hub(struct scene *scene, const char *by, const char *hub)
{
    struct registry_hub_added body = {
        .hub = str_from(hub),
        .name = STR("坂田街道"),
        .kind = HUB_KIND_STREET_BRANCH,
        .status = HUB_STATUS_OPEN,
        .division = STR(""),
    };

    assert_int_equal(harness_event(scene->harness, "registry.hub_added", by,
                             scene_id(hub), &body),
            STATUS_OK);
}

void
scene_publish(struct scene *scene, struct uuid project)
{
    struct grants_project_published body = {
        .title = STR("壹·贰叁画室"),
        .organisation = scene_id("organisation"),
        .round = scene_id("round"),
        .fund_hub = STR("longgang"),
        .fund = scene->fund,
    };

    assert_int_equal(harness_event(scene->harness, "grants.project_published",
                             "longgang", project, &body),
            STATUS_OK);
}

void
scene_withdraw(struct scene *scene, struct uuid project)
{
    struct grants_project_withdrawn body = {
        .fund_hub = STR("longgang"),
        .fund = scene->fund,
        .reason = STR("ended"),
    };

    assert_int_equal(harness_event(scene->harness, "grants.project_withdrawn",
                             "longgang", project, &body),
            STATUS_OK);
}

enum status
scene_propose(struct scene *scene, struct uuid award, struct uuid project,
        int64_t amount)
{
    struct grants_award_proposed body = {
        .number = STR("GA-2026-0001"),
        .application = project,
        .round = scene_id("round"),
        .organisation = scene_id("organisation"),
        .title = STR("壹·贰叁画室"),
        .state = AWARD_STATE_PROPOSED,
        .fund_hub = STR("longgang"),
        .fund = scene->fund,
        .amount = amount,
    };

    return harness_event(scene->harness, "grants.award_proposed", "longgang",
            award, &body);
}

enum status
scene_cancel(struct scene *scene, struct uuid award)
{
    struct grants_award_cancelled body = {
        .application = scene_id("project"),
        .round = scene_id("round"),
        .organisation = scene_id("organisation"),
        .fund_hub = STR("longgang"),
        .fund = scene->fund,
        .reason = STR("张小明 13800138000 住院"),
    };

    return harness_event(scene->harness, "grants.award_cancelled", "longgang",
            award, &body);
}

void
scene_award_is(struct scene *scene, struct uuid award, struct uuid project,
        enum award_state state)
{
    struct grants_award_changed body = {
        .number = STR("GA-2026-0001"),
        .application = project,
        .round = scene_id("round"),
        .organisation = scene_id("organisation"),
        .title = STR("壹·贰叁画室"),
        .state = state,
        .fund_hub = STR("longgang"),
        .fund = scene->fund,
        .amount = INT64_C(50) * SCENE_YUAN,
    };

    assert_int_equal(harness_event(scene->harness, "grants.award_changed",
                             "longgang", award, &body),
            STATUS_OK);
}

enum status
scene_release(struct scene *scene, struct uuid award, struct uuid tranche,
        int64_t amount)
{
    struct grants_tranche_released body = {
        .tranche = tranche,
        .ordinal = 1,
        .amount = amount,
        .fund_hub = STR("longgang"),
        .fund = scene->fund,
        .application = scene_id("project"),
        .organisation = scene_id("organisation"),
    };

    return harness_event(scene->harness, "grants.tranche_released", "longgang",
            award, &body);
}

enum status
scene_recall(struct scene *scene, struct uuid award, struct uuid tranche,
        int64_t amount)
{
    struct grants_tranche_withdrawn body = {
        .tranche = tranche,
        .ordinal = 1,
        .amount = amount,
        .fund_hub = STR("longgang"),
        .fund = scene->fund,
    };

    return harness_event(scene->harness, "grants.tranche_withdrawn", "longgang",
            award, &body);
}

enum status
scene_ask_back(struct scene *scene, struct uuid award, struct uuid tranche,
        struct uuid recall)
{
    struct grants_tranche_withdrawn body = {
        .tranche = tranche,
        .ordinal = 1,
        .amount = 1,
        .fund_hub = STR("longgang"),
        .fund = scene->fund,
        .has_recall = true,
        .recall = recall,
    };

    return harness_event(scene->harness, "grants.tranche_withdrawn", "longgang",
            award, &body);
}

struct uuid
scene_record_payment(struct scene *scene, struct uuid tranche,
        const char *reference)
{
    struct record_payment_request request = {
        .tranche = tranche,
        .bank_reference = str_from(reference),
    };
    struct record_payment_reply reply;

    assert_int_equal(
            scene_call(scene, scene->clerk, "record_payment", &request, &reply),
            STATUS_OK);
    return reply.payment_id;
}

void
scene_pay(struct scene *scene, struct uuid tranche, const char *reference)
{
    struct approve_payment_request request = {
        .payment = scene_record_payment(scene, tranche, reference),
    };
    struct approve_payment_reply reply;

    assert_int_equal(scene_call(scene, scene->second, "approve_payment",
                             &request, &reply),
            STATUS_OK);
    assert_int_equal(reply.state, PAYMENT_STATE_MADE);
}

struct reservation_item
scene_reservation(struct scene *scene, struct uuid award)
{
    struct list_reservations_request request = { 0 };
    struct list_reservations_reply reply;

    assert_int_equal(scene_call(scene, scene->clerk, "list_reservations",
                             &request, &reply),
            STATUS_OK);
    for (size_t i = 0; i < reply.items_count; i++)
        if (uuid_equal(reply.items[i].award, award))
            return reply.items[i];
    return (struct reservation_item){ 0 };
}

int64_t
scene_sum(struct scene *scene, const char *metric)
{
    struct list_sums_request request = { 0 };
    struct list_sums_reply reply;

    harness_roll_up(scene->harness);
    assert_int_equal(
            scene_call(scene, scene->anybody, "list_sums", &request, &reply),
            STATUS_OK);
    for (size_t i = 0; i < reply.items_count; i++)
        if (str_equal(reply.items[i].metric, str_from(metric)) &&
                str_equal(reply.items[i].key, STR("longgang")))
            return reply.items[i].value;
    return 0;
}

struct audit_reply
scene_audit(struct scene *scene)
{
    struct audit_request request = { 0 };
    struct audit_reply reply;

    assert_int_equal(
            scene_call(scene, scene->supervisor, "audit", &request, &reply),
            STATUS_OK);
    return reply;
}

void
scene_expect_clean(struct scene *scene)
{
    struct audit_reply audit = scene_audit(scene);

    for (size_t i = 0; i < audit.differences_count; i++)
        fprintf(stderr, STR_FMT " " STR_FMT ": %lld, not %lld\n",
                STR_ARG(audit.differences[i].what),
                STR_ARG(audit.differences[i].where),
                (long long)audit.differences[i].found,
                (long long)audit.differences[i].expected);
    assert_int_equal(audit.differences_count, 0);
    assert_int_equal(audit.sum, 0);
}
