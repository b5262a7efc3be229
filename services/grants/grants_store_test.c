/* Every statement of the store compiles against the migrations. */
#include "store.h"

#include "base/test.h"
#include "db/folder.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

extern const struct migration grants_migrations[];

static char path[] = "/tmp/cw-grants.XXXXXX";

static int
set_up(void **state)
{
    struct db *db;
    int file = mkstemp(path);

    close(file);
    assert_int_equal(db_open_writer(&db, path), STATUS_OK);
    for (const struct migration *m = grants_migrations; m->name; m++)
        assert_int_equal(db_exec(db, m->sql), STATUS_OK);
    *state = db;
    return 0;
}

static int
tear_down(void **state)
{
    static const char *const ends[] = { "", "-wal", "-shm" };
    char name[64];

    db_close(*state);
    for (size_t i = 0; i < COUNT_OF(ends); i++) {
        snprintf(name, sizeof(name), "%s%s", path, ends[i]);
        unlink(name);
    }
    return 0;
}

static void
every_statement_compiles(void **state)
{
    struct store *store;

    assert_int_equal(store_open(&store, *state), STATUS_OK);
    assert_int_equal(store_check(store), STATUS_OK);
    store_close(store);
}

static void
the_holidays_of_a_known_year_are_there(void **state)
{
    struct arena arena = { 0 };
    struct store *store;
    struct rows rows;

    assert_int_equal(store_open(&store, *state), STATUS_OK);
    /* 1 October 2026, a Thursday. */
    assert_int_equal(store_list_calendar(store, 20727, 20727, &arena, &rows),
            STATUS_OK);
    assert_int_equal(rows.count, 1);
    assert_int_equal(((struct calendar_day *)rows.items)->kind,
            CALENDAR_KIND_HOLIDAY);
    arena_release(&arena);
    store_close(store);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_statement_compiles),
        cmocka_unit_test(the_holidays_of_a_known_year_are_there),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
