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

static int64_t
next(struct db *db, const char *series)
{
    int64_t number = 0;

    assert_int_equal(numbers_next(db, series, 2026, &number), STATUS_OK);
    return number;
}

static void
a_shared_batch_gives_undone_numbers_back_too(void **state)
{
    struct folder *folder = open_test_store();
    struct db *db = folder_writer(folder);

    db_begin(db);
    db_share_batch(db);
    db_savepoint(db);
    assert_int_equal(next(db, "GA"), 1);
    db_release(db);
    db_savepoint(db);
    assert_int_equal(next(db, "GA"), 2);
    db_undo(db);
    assert_int_equal(db_end_sharing(db), STATUS_OK);
    assert_int_equal(db_commit(db), STATUS_OK);
    assert_int_equal(next(db, "GA"), 2);
    folder_close(folder);
}

static void
what_is_undone_gives_its_numbers_back(void **state)
{
    struct folder *folder = open_test_store();
    struct db *db = folder_writer(folder);

    db_begin(db);
    db_savepoint(db);
    assert_int_equal(next(db, "GA"), 1);
    db_release(db);
    db_savepoint(db);
    assert_int_equal(next(db, "GA"), 2);
    db_savepoint(db);
    assert_int_equal(next(db, "GA"), 3);
    assert_int_equal(next(db, "GB"), 1);
    db_undo(db);
    assert_int_equal(next(db, "GA"), 3);
    assert_int_equal(next(db, "GB"), 1);
    db_undo(db);
    assert_int_equal(next(db, "GA"), 2);
    assert_int_equal(db_commit(db), STATUS_OK);
    assert_int_equal(next(db, "GA"), 3);
    assert_int_equal(next(db, "GB"), 1);
    folder_close(folder);
}

static void
many_series_of_a_batch_are_all_counted(void **state)
{
    static const char *const series[] = { "A", "B", "C", "D", "E", "F", "G",
        "H", "I", "J" };
    struct folder *folder = open_test_store();
    struct db *db = folder_writer(folder);

    for (int64_t round = 0; round < 2; round++) {
        db_begin(db);
        for (size_t i = 0; i < COUNT_OF(series); i++) {
            assert_int_equal(next(db, series[i]), 1 + round);
            db_savepoint(db);
            assert_int_equal(next(db, series[i]), 2 + round);
            db_undo(db);
        }
        assert_int_equal(db_commit(db), STATUS_OK);
    }
    folder_close(folder);
}

static void
numbers_that_are_void_are_never_given(void **state)
{
    struct folder *folder = open_test_store();
    struct db *db = folder_writer(folder);
    int64_t first;

    assert_int_equal(next(db, "GA"), 1);
    assert_int_equal(numbers_void(db, "GA", 2026, 5, &first), STATUS_OK);
    assert_int_equal(first, 2);
    assert_int_equal(next(db, "GA"), 7);
    assert_int_equal(numbers_void(db, "GR", 2026, 3, &first), STATUS_OK);
    assert_int_equal(first, 1);
    assert_int_equal(next(db, "GR"), 4);
    folder_close(folder);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(numbers_run_per_series_and_year_without_gaps),
        TEST(what_is_undone_gives_its_numbers_back),
        TEST(a_shared_batch_gives_undone_numbers_back_too),
        TEST(many_series_of_a_batch_are_all_counted),
        TEST(numbers_that_are_void_are_never_given),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
