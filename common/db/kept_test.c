#include "db/kept.h"

#include "db/test.h"

static const struct str street = STR("longgang.bantian");
static const struct str other = STR("longgang.buji");

struct fixture {
    struct folder *folder;
    struct kept *kept;
    struct arena arena;
    struct str *events;
    size_t count;
};

/* Events 1 to 9 of a street, each a second later, and one of another. */
static struct fixture
set_up(void)
{
    struct fixture it = { .folder = open_test_store() };

    it.kept = kept_open(folder_writer(it.folder));
    for (int i = 1; i <= 9; i++)
        assert_int_equal(kept_add(it.kept, street, i, 1000 * i,
                                 (struct str){ "123456789" + i - 1, 1 }),
                STATUS_OK);
    assert_int_equal(kept_add(it.kept, other, 1, 1000, STR("o")), STATUS_OK);
    return it;
}

static void
tear_down(struct fixture *it)
{
    kept_close(it->kept);
    folder_close(it->folder);
    arena_release(&it->arena);
}

static void
list(struct fixture *it, int64_t after, size_t limit, size_t max_bytes)
{
    assert_int_equal(kept_list(it->kept, street, after, limit, max_bytes,
                             &it->arena, &it->events, &it->count),
            STATUS_OK);
}

static void
assert_list(struct fixture *it, const char *expected)
{
    list(it, 0, 100, 100);
    assert_int_equal(it->count, strlen(expected));
    for (size_t i = 0; i < it->count; i++)
        assert_memory_equal(it->events[i].data, expected + i, 1);
}

static void
they_come_back_in_order_and_in_pages(void **state)
{
    struct fixture it = set_up();

    assert_list(&it, "123456789");
    list(&it, 7, 100, 100);
    assert_int_equal(it.count, 2);
    list(&it, 2, 3, 100);
    assert_int_equal(it.count, 3);
    list(&it, 2, 100, 2);
    assert_int_equal(it.count, 2);
    list(&it, 2, 100, 0);
    assert_int_equal(it.count, 1);
    tear_down(&it);
}

static void
prune(struct fixture *it, int64_t before, int64_t through, size_t limit,
        bool expected)
{
    bool left;

    assert_int_equal(
            kept_prune(it->kept, street, before, through, limit, &left),
            STATUS_OK);
    assert_int_equal(left, expected);
}

static void
the_old_and_the_many_go_a_few_at_a_time(void **state)
{
    struct fixture it = set_up();

    prune(&it, 4000, 0, 2, true);
    assert_list(&it, "3456789");
    prune(&it, 4000, 0, 2, false);
    assert_list(&it, "456789");
    prune(&it, 0, 6, 100, false);
    assert_list(&it, "789");
    tear_down(&it);
}

static void
another_history_takes_the_place_of_one(void **state)
{
    struct fixture it = set_up();

    assert_int_equal(kept_forget(it.kept, street, 6), STATUS_OK);
    assert_list(&it, "123456");
    assert_int_equal(kept_add(it.kept, street, 6, 7000, STR("x")), STATUS_OK);
    assert_list(&it, "12345x");
    tear_down(&it);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(they_come_back_in_order_and_in_pages),
        TEST(the_old_and_the_many_go_a_few_at_a_time),
        TEST(another_history_takes_the_place_of_one),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
