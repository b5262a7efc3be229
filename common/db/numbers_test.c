#include "db/numbers.h"

#include "db/test.h"

static void
numbers_run_per_series_and_year_without_gaps(void **state)
{
    struct folder *folder = open_test_store();
    struct db *db = folder_writer(folder);
    int64_t number;

    for (int i = 1; i <= 3; i++) {
        assert_int_equal(numbers_next(db, "GA", 2026, &number), STATUS_OK);
        assert_int_equal(number, i);
    }
    numbers_next(db, "GA", 2027, &number);
    assert_int_equal(number, 1);
    numbers_next(db, "R", 2026, &number);
    assert_int_equal(number, 1);
    db_begin(db);
    numbers_next(db, "GA", 2026, &number);
    assert_int_equal(number, 4);
    db_rollback(db);
    numbers_next(db, "GA", 2026, &number);
    assert_int_equal(number, 4);
    folder_close(folder);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(numbers_run_per_series_and_year_without_gaps),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
