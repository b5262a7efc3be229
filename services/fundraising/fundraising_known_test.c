/*
 * What is kept in memory of funds, accounts and who enters gifts. Every other
 * test of this room compares it with the store when it ends.
 */
#include "scene.h"

#include "server/shard.h"
#include "store_campaign.h"
#include "store_fund.h"
#include "store_known.h"
#include "store_ledger.h"

static struct fundraising *
self_of(struct scene *scene)
{
    return harness_shard(scene->harness)->writing;
}

static struct account
free_account(struct scene *scene, struct arena *arena)
{
    struct fund fund = { .id = scene->fund };
    const struct account_key key = { .kind = ACCOUNT_KIND_FREE, .fund = &fund };
    struct account account;

    assert_int_equal(store_open_account(self_of(scene), arena, &key, &account),
            STATUS_OK);
    return account;
}

static bool
is_known(struct scene *scene, struct account account)
{
    return store_known_account(self_of(scene), &account);
}

static void
a_gift_makes_its_fund_and_accounts_known(void **state)
{
    struct scene *scene = *state;
    struct arena arena = { 0 };
    struct account account;
    int64_t fund;

    assert_false(store_known_fund(self_of(scene), scene->fund, &fund));
    scene_give(scene, (struct uuid){ 0 }, 100);
    assert_true(store_known_fund(self_of(scene), scene->fund, &fund));
    account = free_account(scene, &arena);
    assert_true(is_known(scene, account));
    assert_int_equal(account.balance, 100);
    arena_release(&arena);
}

static void
what_is_undone_is_forgotten(void **state)
{
    struct scene *scene = *state;
    struct db *db = harness_shard(scene->harness)->writer;
    struct entry entry = { 0 };
    struct arena arena = { 0 };
    struct account account;

    scene_give(scene, (struct uuid){ 0 }, 100);
    account = free_account(scene, &arena);
    entry_add(&entry, &account, 50);
    db_begin(db);
    db_savepoint(db);
    assert_int_equal(store_post(self_of(scene), 1000, &entry), STATUS_OK);
    assert_int_equal(free_account(scene, &arena).balance, 150);
    db_undo(db);
    assert_false(is_known(scene, account));
    assert_int_equal(free_account(scene, &arena).balance, 100);
    assert_int_equal(store_post(self_of(scene), 1000, &entry), STATUS_OK);
    db_rollback(db);
    assert_int_equal(free_account(scene, &arena).balance, 100);
    arena_release(&arena);
}

static void
a_fund_that_closed_takes_no_gift_though_it_took_some(void **state)
{
    struct scene *scene = *state;
    const struct uuid fund = scene_open_fund(scene, "another");
    const struct give_request request = { .fund = fund,
        .amount = 100,
        .channel = CHANNEL_COUNTER };
    const struct close_fund_request close = { fund, STR("ended") };
    struct give_reply gift;
    int64_t number;

    assert_int_equal(scene_call(scene, scene->clerk, "give", &request, &gift),
            STATUS_OK);
    assert_int_equal(scene_call(scene, scene->clerk, "refund_gift",
                             &(struct refund_gift_request){ gift.gift_id,
                                     STR("given twice") },
                             NULL),
            STATUS_OK);
    assert_true(store_known_fund(self_of(scene), fund, &number));
    assert_int_equal(
            scene_call(scene, scene->clerk, "close_fund", &close, NULL),
            STATUS_OK);
    assert_false(store_known_fund(self_of(scene), fund, &number));
    assert_int_equal(scene_call(scene, scene->clerk, "give", &request, NULL),
            STATUS_CONFLICT);
    scene_expect(scene, "fund_closed");
}

static void
who_enters_gifts_is_forgotten_when_it_changes(void **state)
{
    struct scene *scene = *state;
    const struct set_gift_entry_request staff = { GIFT_ENTRY_STAFF,
        STR("no permission to raise money") };
    const struct give_request request = { .fund = scene->fund,
        .amount = 100,
        .channel = CHANNEL_COUNTER };
    enum gift_entry who;

    assert_false(store_known_gift_entry(self_of(scene), &who));
    assert_int_equal(scene_call(scene, scene->anybody, "give", &request, NULL),
            STATUS_OK);
    assert_true(store_known_gift_entry(self_of(scene), &who));
    assert_int_equal(who, GIFT_ENTRY_ANYBODY);
    assert_int_equal(
            scene_call(scene,
                    harness_actor(scene->harness, "root", "admin", "longgang"),
                    "set_gift_entry", &staff, NULL),
            STATUS_OK);
    assert_int_equal(scene_call(scene, scene->anybody, "give", &request, NULL),
            STATUS_FORBIDDEN);
    assert_true(store_known_gift_entry(self_of(scene), &who));
    assert_int_equal(who, GIFT_ENTRY_STAFF);
}

/* Others write what it reads. */
static void
a_reader_knows_nothing(void **state)
{
    struct scene *scene = *state;
    struct fundraising *self = harness_shard(scene->harness)->reading;
    struct arena arena = { 0 };
    enum gift_entry who;
    struct fund fund;
    int64_t number;

    assert_int_equal(store_find_fund_briefly(self, scene->fund, &arena, &fund),
            STATUS_OK);
    assert_true(fund.number > 0);
    assert_false(store_known_fund(self, scene->fund, &number));
    assert_int_equal(store_find_who_enters(self, &arena, &who), STATUS_OK);
    assert_false(store_known_gift_entry(self, &who));
    arena_release(&arena);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        SCENE_TEST(a_gift_makes_its_fund_and_accounts_known),
        SCENE_TEST(what_is_undone_is_forgotten),
        SCENE_TEST(a_fund_that_closed_takes_no_gift_though_it_took_some),
        SCENE_TEST(who_enters_gifts_is_forgotten_when_it_changes),
        SCENE_TEST(a_reader_knows_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
