#include "fixture.h"

#include "grants.h"
#include "server/shard.h"

static struct store *
store_of(struct fixture *f)
{
    return ((struct grants *)harness_shard(f->harness)->writing)->store;
}

static void
every_statement_compiles(void **state)
{
    assert_int_equal(store_check(store_of(*state)), STATUS_OK);
}

static void
the_holidays_of_a_known_year_are_there(void **state)
{
    struct arena arena = { 0 };
    struct rows rows;

    /* 1 October 2026, a Thursday. */
    assert_int_equal(
            store_list_calendar(store_of(*state), 20727, 20727, &arena, &rows),
            STATUS_OK);
    assert_int_equal(rows.count, 1);
    assert_int_equal(((struct calendar_day *)rows.items)->kind,
            CALENDAR_KIND_HOLIDAY);
    arena_release(&arena);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(every_statement_compiles),
        TEST(the_holidays_of_a_known_year_are_there),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
