#include "base/test.h"

#include "shard.h"
#include "worker.h"

static const struct uuid first_store = { { 1 } };
static const struct uuid second_store = { { 2 } };

static struct worker one, two;

static struct shard *
added(struct shards *shards)
{
    return shard_find_or_add(shards, "grants", STR("longgang"));
}

static void
claim(struct shard *shard, struct worker *worker, struct uuid epoch,
        int64_t term, bool is_owner)
{
    shard_claim(shard, &(struct claim){ worker, epoch, term, is_owner, false });
    shard_elect(shard);
}

static void
shards_are_found_by_exact_name(void **state)
{
    struct shards shards = { 0 };
    struct shard *district = added(&shards);
    struct shard *street =
            shard_find_or_add(&shards, "grants", STR("longgang.bantian"));

    assert_ptr_not_equal(district, street);
    assert_ptr_equal(shard_find(&shards, "grants", STR("longgang")), district);
    assert_ptr_equal(added(&shards), district);
    assert_null(shard_find(&shards, "grants", STR("longgan")));
    assert_null(shard_find(&shards, "grants", STR("longgang.")));
    assert_null(shard_find(&shards, "registry", STR("longgang")));
    assert_null(shard_find(&shards, "grants", STR("")));
    shards_release(&shards);
}

static void
shards_are_kept_in_order(void **state)
{
    static const char *const hubs[] = { "d", "b.x", "a", "b", "c" };
    struct shards shards = { 0 };

    for (size_t i = 0; i < COUNT_OF(hubs); i++) {
        shard_find_or_add(&shards, "registry", str_from(hubs[i]));
        shard_find_or_add(&shards, "grants", str_from(hubs[i]));
    }
    assert_int_equal(shards.count, 10);
    for (size_t i = 0; i < COUNT_OF(hubs); i++)
        assert_non_null(shard_find(&shards, "registry", str_from(hubs[i])));
    assert_string_equal(shards.items[0]->service, "grants");
    assert_string_equal(shards.items[2]->hub, "b.x");
    assert_string_equal(shards.items[9]->hub, "d");
    shards_release(&shards);
}

static void
a_name_too_long_is_nowhere(void **state)
{
    struct shards shards = { 0 };
    char name[200];

    memset(name, 'a', sizeof(name));
    assert_null(shard_find_or_add(&shards, "grants",
            (struct str){ name, sizeof(name) }));
    added(&shards);
    assert_null(
            shard_find(&shards, "grants", (struct str){ name, sizeof(name) }));
    shards_release(&shards);
}

static void
the_highest_term_owns(void **state)
{
    struct shards shards = { 0 };
    struct shard *shard = added(&shards);

    claim(shard, &one, first_store, 4, true);
    assert_ptr_equal(shard_owner(shard), &one);
    claim(shard, &two, first_store, 5, true);
    assert_ptr_equal(shard_owner(shard), &two);
    claim(shard, &one, first_store, 6, true);
    assert_ptr_equal(shard_owner(shard), &one);
    assert_int_equal(shard->claim_count, 2);
    shards_release(&shards);
}

static void
a_stand_by_never_owns(void **state)
{
    struct shards shards = { 0 };
    struct shard *shard = added(&shards);

    claim(shard, &one, first_store, 9, false);
    assert_null(shard_owner(shard));
    claim(shard, &two, first_store, 1, true);
    assert_ptr_equal(shard_owner(shard), &two);
    shards_release(&shards);
}

static void
two_stores_are_both_refused(void **state)
{
    struct shards shards = { 0 };
    struct shard *shard = added(&shards);

    claim(shard, &one, first_store, 4, true);
    claim(shard, &two, second_store, 9, true);
    assert_null(shard_owner(shard));
    assert_true(shard->is_disputed);

    assert_true(shard_unclaim(shard, &one));
    shard_elect(shard);
    assert_ptr_equal(shard_owner(shard), &two);
    assert_false(shard->is_disputed);
    shards_release(&shards);
}

static void
without_claims_nobody_owns(void **state)
{
    struct shards shards = { 0 };
    struct shard *shard = added(&shards);

    claim(shard, &one, first_store, 4, true);
    assert_true(shard_unclaim(shard, &one));
    assert_false(shard_unclaim(shard, &one));
    shard_elect(shard);
    assert_null(shard_owner(shard));
    shards_release(&shards);
}

static void
shards_of_a_worker_take_turns(void **state)
{
    struct worker worker = { 0 };
    struct shard a = { 0 }, b = { 0 }, c = { 0 };

    worker_ring_append(&worker, &a);
    worker_ring_append(&worker, &b);
    worker_ring_append(&worker, &a);
    worker_ring_append(&worker, &c);
    worker_ring_remove(&worker, &b);
    assert_ptr_equal(worker_ring_take(&worker), &a);
    worker_ring_append(&worker, &a);
    assert_ptr_equal(worker_ring_take(&worker), &c);
    assert_ptr_equal(worker_ring_take(&worker), &a);
    assert_null(worker_ring_take(&worker));
}

static void
a_link_counts_where_nobody_serves_the_hub_here(void **state)
{
    struct shards shards = { 0 };
    struct shard *shard = added(&shards);

    claim(shard, &one, first_store, 12, false);
    shard_claim(shard, &(struct claim){ &two, second_store, 9, true, true });
    shard_elect(shard);
    assert_ptr_equal(shard_owner(shard), &two);
    shards_release(&shards);
}

/* It was moved, and a copy came to life where it had been. */
static void
a_hub_here_and_behind_a_link_is_refused_at_both(void **state)
{
    struct shards shards = { 0 };
    struct shard *shard = added(&shards);

    shard_claim(shard, &(struct claim){ &two, first_store, 9, true, true });
    claim(shard, &one, first_store, 1, true);
    assert_null(shard_owner(shard));
    assert_true(shard->is_disputed);
    shard_unclaim(shard, &one);
    shard_elect(shard);
    assert_ptr_equal(shard_owner(shard), &two);
    shards_release(&shards);
}

static void
who_released_it_has_it_no_more(void **state)
{
    struct shards shards = { 0 };
    struct shard *shard = added(&shards);

    shard_claim(shard,
            &(struct claim){ &one, first_store, 3, .is_away = true });
    shard_elect(shard);
    assert_null(shard_owner(shard));
    assert_true(shard_is_away(shard));
    claim(shard, &two, second_store, 1, true);
    assert_ptr_equal(shard_owner(shard), &two);
    assert_false(shard_is_away(shard));
    shards_release(&shards);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shards_are_found_by_exact_name),
        cmocka_unit_test(shards_are_kept_in_order),
        cmocka_unit_test(a_name_too_long_is_nowhere),
        cmocka_unit_test(the_highest_term_owns),
        cmocka_unit_test(a_stand_by_never_owns),
        cmocka_unit_test(two_stores_are_both_refused),
        cmocka_unit_test(without_claims_nobody_owns),
        cmocka_unit_test(shards_of_a_worker_take_turns),
        cmocka_unit_test(a_link_counts_where_nobody_serves_the_hub_here),
        cmocka_unit_test(a_hub_here_and_behind_a_link_is_refused_at_both),
        cmocka_unit_test(who_released_it_has_it_no_more),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
