#include "db/mirror.h"

#include "db/test.h"

static const struct migration release[] = {
    { "001", "CREATE TABLE fund (number INTEGER PRIMARY KEY,"
             " name TEXT NOT NULL, balance INTEGER) STRICT;"
             "CREATE TABLE donor (fund INTEGER REFERENCES fund"
             " ON DELETE CASCADE, place INTEGER, name TEXT NOT NULL,"
             " phone TEXT, PRIMARY KEY (fund, place)) STRICT,"
             " WITHOUT ROWID;"
             "CREATE TABLE gift (number INTEGER PRIMARY KEY,"
             " fund INTEGER NOT NULL REFERENCES fund) STRICT;"
             "CREATE TABLE account (number INTEGER PRIMARY KEY,"
             " code TEXT NOT NULL, balance INTEGER NOT NULL) STRICT;"
             "CREATE TABLE plain (text TEXT) STRICT;"
             "CREATE TABLE kept (number INTEGER PRIMARY KEY,"
             " name TEXT NOT NULL DEFAULT '', id BLOB, most INTEGER NOT NULL"
             " DEFAULT 0, least INTEGER NOT NULL DEFAULT -7, note TEXT"
             " DEFAULT 'none', phone TEXT) STRICT;"
             "CREATE TABLE watched (number INTEGER PRIMARY KEY) STRICT;"
             "CREATE TRIGGER watch AFTER INSERT ON watched BEGIN"
             " INSERT INTO fund VALUES (NEW.number, 'by it', 0); END;" },
    { NULL, NULL },
};

static const struct mirrored carried[] = {
    { "fund", { NULL } },
    { "donor", { "name", "phone" } },
    { "account", { NULL }, "balance" },
    { "kept", { "phone" } },
    { "watched", { NULL } },
    { NULL, { NULL } },
};

struct fixture {
    struct folder *folder;
    struct db *db;
    struct mirror *mirror;
};

static struct fixture
open_as(const char *service)
{
    struct fixture it;

    folder_create(temp_folder, service, "longgang", STORE_TEST, release);
    assert_int_equal(
            folder_open(&it.folder, temp_folder, service, "longgang", release),
            STATUS_OK);
    it.db = folder_writer(it.folder);
    assert_int_equal(mirror_open(&it.mirror, it.db, carried), STATUS_OK);
    assert_int_equal(db_begin(it.db), STATUS_OK);
    return it;
}

static const struct row_change *
changes(const struct fixture *it, size_t expected)
{
    size_t count;
    const struct row_change *all = mirror_changes(it->mirror, &count);

    assert_int_equal(count, expected);
    return all;
}

static void
run(struct fixture *it, const char *sql)
{
    assert_int_equal(db_exec(it->db, sql), STATUS_OK);
}

static void
an_insert_has_every_column(void **state)
{
    struct fixture it = open_as("grants");
    const struct row_change *change;

    run(&it, "INSERT INTO fund VALUES (7, '基金', NULL)");
    change = changes(&it, 1);
    assert_int_equal(change->kind, CHANGE_INSERT);
    assert_int_equal(change->cell_count, 3);
    assert_int_equal(change->cells[0].number, 7);
    assert_true(str_equal(change->cells[1].bytes, STR("基金")));
    assert_int_equal(change->cells[2].kind, CELL_NULL);
    folder_close(it.folder);
}

static void
repeat(const struct fixture *from, struct fixture *to, size_t expected_gaps)
{
    struct gap gaps[WITHHELD_MAX];
    struct arena arena = { 0 };
    size_t count, gap_count, found = 0;
    const struct row_change *all = mirror_changes(from->mirror, &count);

    for (size_t i = 0; i < count; i++) {
        assert_int_equal(
                mirror_apply(to->mirror, &all[i], &arena, gaps, &gap_count),
                STATUS_OK);
        found += gap_count;
    }
    assert_int_equal(found, expected_gaps);
    arena_release(&arena);
}

enum insert {
    IN_FULL,
    IN_PART,
    WITHOUT_DEFAULT,
    WITHOUT_KEY,
    WATCHED,
    INSERTS
};

/* The row that the log has is the one that SQLite wrote, however it is told. */
static void
a_row_is_caught_as_sqlite_writes_it(void **state)
{
    static const char *const sql[INSERTS] = {
        [IN_FULL] = "INSERT INTO kept (phone, number, name, id, most, least,"
                    " note) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        [IN_PART] = "INSERT INTO kept (number, note) VALUES (?1, ?2)",
        [WITHOUT_DEFAULT] = "INSERT INTO kept (number, name) VALUES (?1, ?2)",
        [WITHOUT_KEY] = "INSERT INTO kept (name) VALUES (?1)",
        [WATCHED] = "INSERT INTO watched (number) VALUES (?1)",
    };
    struct fixture it = open_as("grants"), again = open_as("fundraising");
    struct queries *queries = queries_open(it.db, sql, INSERTS);
    const struct uuid id = uuid_new(1);

    assert_int_equal(db_run(queries, IN_FULL, value_null(), V(1), V("甲"),
                             V(id), V(5), V(-5), V("")),
            STATUS_OK);
    assert_int_equal(db_run(queries, IN_FULL, value_null(), V(2), V(""),
                             value_blob(STR("")), V(INT64_MAX), V(0),
                             value_null()),
            STATUS_OK);
    assert_int_equal(db_run(queries, IN_FULL, value_null(), value_null(), V(3),
                             value_null(), V("4"), V(0), V(5)),
            STATUS_OK); /* SQLite gives the key, and makes texts and numbers */
    assert_int_equal(db_run(queries, IN_PART, V(7), V("x")), STATUS_OK);
    assert_int_equal(db_run(queries, WITHOUT_DEFAULT, V(8), V("y")), STATUS_OK);
    assert_int_equal(db_run(queries, WITHOUT_KEY, V("z")), STATUS_OK);
    assert_int_equal(db_run(queries, WATCHED, V(10)), STATUS_OK);
    changes(&it, 8);
    run(&again, "DROP TRIGGER watch");
    repeat(&it, &again, 0);
    assert_null(mirror_compare(it.db, again.db, carried));
    queries_close(queries);
    folder_close(it.folder);
    folder_close(again.folder);
}

static void
an_insert_that_fails_is_not_caught_and_what_is_withheld_stays_so(void **state)
{
    static const char *const sql =
            "INSERT INTO kept (number, name, phone) VALUES (?1, ?2, ?3)";
    struct fixture it = open_as("grants");
    struct queries *queries = queries_open(it.db, &sql, 1);
    const struct row_change *change;

    assert_int_equal(db_run(queries, 0, V(1), V("a"), V("138")), STATUS_OK);
    assert_int_equal(db_run(queries, 0, V(1), V("b"), V("139")),
            STATUS_CONFLICT);
    run(&it, "UPDATE kept SET name = 'c'");
    change = changes(&it, 2);
    assert_int_equal(change[0].cells[6].kind, CELL_WITHHELD);
    assert_int_equal(change[0].cells[6].bytes.len, 0);
    assert_int_equal(change[1].kind, CHANGE_UPDATE);
    queries_close(queries);
    folder_close(it.folder);
}

static void
an_update_has_the_key_and_what_changed(void **state)
{
    struct fixture it = open_as("grants");
    const struct row_change *change;

    run(&it, "INSERT INTO fund VALUES (7, 'a', 1)");
    run(&it, "UPDATE fund SET name = 'a', balance = 2");
    change = &changes(&it, 2)[1];
    assert_int_equal(change->cell_count, 2);
    assert_int_equal(change->cells[0].column, 0);
    assert_int_equal(change->cells[1].column, 2);
    assert_int_equal(change->cells[1].number, 2);
    folder_close(it.folder);
}

static void
of_a_table_with_one_changing_column_the_others_are_fixed(void **state)
{
    struct fixture it = open_as("grants");
    const struct row_change *change;

    run(&it, "INSERT INTO account VALUES (7, 'free', 0)");
    run(&it, "UPDATE account SET balance = 5");
    run(&it, "UPDATE account SET code = 'x', balance = 5");
    change = changes(&it, 3);
    assert_int_equal(change[0].cell_count, 3);
    assert_int_equal(change[1].cell_count, 2);
    assert_int_equal(change[1].cells[0].number, 7);
    assert_int_equal(change[1].cells[1].number, 5);
    assert_int_equal(change[2].cell_count, 2);
    folder_close(it.folder);
}

static void
who_people_are_is_withheld_and_that_it_was_emptied_is_not(void **state)
{
    struct fixture it = open_as("grants");
    const struct row_change *change;

    run(&it, "INSERT INTO fund VALUES (1, 'a', 1)");
    run(&it, "INSERT INTO donor VALUES (1, 1, '张三', '13800138000')");
    run(&it, "UPDATE donor SET phone = NULL");
    change = changes(&it, 3);
    assert_int_equal(change[1].cells[2].kind, CELL_WITHHELD);
    assert_int_equal(change[1].cells[3].kind, CELL_WITHHELD);
    assert_int_equal(change[1].cells[3].bytes.len, 0);
    assert_int_equal(change[2].cell_count, 3);
    assert_int_equal(change[2].cells[2].kind, CELL_NULL);
    folder_close(it.folder);
}

static void
what_is_undone_was_never_changed(void **state)
{
    struct fixture it = open_as("grants");

    run(&it, "INSERT INTO fund VALUES (1, 'a', 1)");
    db_savepoint(it.db);
    run(&it, "INSERT INTO fund VALUES (2, 'b', 1)");
    db_savepoint(it.db);
    run(&it, "INSERT INTO fund VALUES (3, 'c', 1)");
    db_release(it.db);
    db_undo(it.db);
    changes(&it, 1);
    assert_int_equal(db_commit(it.db), STATUS_OK);
    db_begin(it.db);
    changes(&it, 0);
    folder_close(it.folder);
}

static void
other_tables_and_a_cursor_that_moves_are_no_change(void **state)
{
    struct fixture it = open_as("grants");

    run(&it, "INSERT INTO plain VALUES ('x')");
    changes(&it, 0);
    run(&it, "INSERT INTO cursor VALUES ('a@b', x'00', 1, x'00')");
    changes(&it, 1);
    assert_int_equal(db_commit(it.db), STATUS_OK);
    db_begin(it.db);
    run(&it, "UPDATE cursor SET seq = 2");
    changes(&it, 0);
    run(&it, "INSERT INTO fund VALUES (1, 'a', 1)");
    changes(&it, 2);
    folder_close(it.folder);
}

static void
a_key_that_goes_with_age_is_no_change(void **state)
{
    struct fixture it = open_as("grants");

    run(&it, "INSERT INTO idempotency VALUES (x'00', x'00', NULL)");
    changes(&it, 1);
    run(&it, "DELETE FROM idempotency");
    changes(&it, 1);
    folder_close(it.folder);
}

static void
changes_made_again_give_the_same_rows(void **state)
{
    struct fixture it = open_as("grants"), again = open_as("fundraising");

    run(&it, "INSERT INTO fund VALUES (1, 'a', 1), (2, 'b', 2), (3, 'c', 3)");
    run(&it, "INSERT INTO donor VALUES (1, 1, '张三', NULL), (2, 1, '', 'x')");
    run(&it, "UPDATE fund SET balance = balance * 10 WHERE number > 1");
    run(&it, "UPDATE donor SET name = '李四' WHERE fund = 1");
    run(&it, "DELETE FROM fund WHERE number = 2");
    repeat(&it, &again, 3);
    assert_null(mirror_compare(it.db, again.db, carried));
    changes(&again, 0);
    run(&again, "UPDATE fund SET balance = 0");
    assert_string_equal(mirror_compare(it.db, again.db, carried), "fund");
    folder_close(it.folder);
    folder_close(again.folder);
}

/* Who was erased is not brought back, who was not touched stays. */
static void
what_was_not_told_of_stays_as_it_is(void **state)
{
    struct fixture it = open_as("grants"), again = open_as("fundraising");
    const char *before = "INSERT INTO fund VALUES (1, 'a', 1);"
                         "INSERT INTO donor VALUES (1, 1, '张三', '138'),"
                         " (1, 2, '李四', '139')";
    int64_t kept;
    struct queries *queries;
    static const char *const sql[] = {
        "SELECT count(*) FROM donor WHERE name = '张三' AND phone IS NULL"
    };
    sqlite3_stmt *row;

    run(&it, before);
    run(&again, before);
    assert_int_equal(db_commit(it.db), STATUS_OK);
    db_begin(it.db);
    run(&it, "UPDATE donor SET phone = NULL WHERE place = 1");
    repeat(&it, &again, 0);
    queries = queries_open(again.db, sql, 1);
    db_first_values(queries, 0, &row, NULL, 0);
    kept = column_int(row, 0);
    db_done(row);
    queries_close(queries);
    assert_int_equal(kept, 1);
    folder_close(it.folder);
    folder_close(again.folder);
}

static void
a_row_that_is_not_there_is_a_conflict(void **state)
{
    struct fixture it = open_as("grants");
    struct cell cells[] = { { 0, CELL_INT, 9, STR("") },
        { 2, CELL_INT, 1, STR("") } };
    const struct row_change change = { STR("fund"), CHANGE_UPDATE, cells, 2 };
    struct arena arena = { 0 };
    struct gap gaps[WITHHELD_MAX];
    size_t count;

    assert_int_equal(mirror_apply(it.mirror, &change, &arena, gaps, &count),
            STATUS_CONFLICT);
    folder_close(it.folder);
}

static int
count_step(void *count)
{
    ++*(int *)count;
    return 0;
}

/* How many steps of SQLite a new balance takes where a fund has so many. */
static int
steps_of_update(const char *service, int gifts)
{
    struct fixture it = open_as(service);
    struct cell cells[] = { { 0, CELL_INT, 1, STR("") },
        { 2, CELL_INT, 9, STR("") } };
    const struct row_change change = { STR("fund"), CHANGE_UPDATE, cells, 2 };
    struct arena arena = { 0 };
    struct gap gaps[WITHHELD_MAX];
    size_t gap_count;
    char sql[200];
    int count = 0;

    run(&it, "INSERT INTO fund VALUES (1, 'a', 1)");
    snprintf(sql, sizeof(sql),
            "WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n"
            " WHERE i < %d) INSERT INTO gift SELECT i, 1 FROM n",
            gifts);
    run(&it, sql);
    sqlite3_progress_handler(db_handle(it.db), 1, count_step, &count);
    assert_int_equal(mirror_apply(it.mirror, &change, &arena, gaps, &gap_count),
            STATUS_OK);
    folder_close(it.folder);
    return count;
}

static void
a_change_costs_the_same_however_many_rows_refer_to_it(void **state)
{
    const int few = steps_of_update("grants", 1);

    assert_in_range(few, 1, 100);
    assert_int_equal(steps_of_update("fundraising", 5000), few);
}

static void
expect(const struct row_difference *found, enum row_fault fault,
        const char *table, const char *key, const char *columns)
{
    assert_int_equal(found->fault, fault);
    assert_string_equal(found->table, table);
    assert_true(str_equal(found->key, str_from(key)));
    assert_true(str_equal(found->columns, str_from(columns)));
}

static void
each_row_that_differs_is_named(void **state)
{
    struct fixture it = open_as("grants"), made = open_as("fundraising");
    struct row_differences found = { 0 };
    struct arena arena = { 0 };

    run(&it, "INSERT INTO fund VALUES (1, 'a', 1), (2, 'b', 1), (10, 'c', 1)");
    run(&made, "INSERT INTO fund VALUES (1, 'a', 2), (3, 'b', 1),"
               " (10, 'd', NULL)");
    run(&it, "INSERT INTO donor VALUES (1, 1, '陈', '1'), (1, 2, '李', '2')");
    run(&made, "INSERT INTO donor VALUES (1, 1, '王', NULL)");
    assert_int_equal(
            mirror_differences(it.db, made.db, carried, &arena, &found),
            STATUS_OK);
    assert_int_equal(found.compared, 6);
    assert_int_equal(found.count, 5);
    expect(&found.items[0], ROW_IS_CHANGED, "fund", "1", "balance");
    expect(&found.items[1], ROW_IS_ADDED, "fund", "2", "");
    expect(&found.items[2], ROW_IS_GONE, "fund", "3", "");
    expect(&found.items[3], ROW_IS_CHANGED, "fund", "10", "name balance");
    expect(&found.items[4], ROW_IS_ADDED, "donor", "1 2", "");
    arena_release(&arena);
    folder_close(it.folder);
    folder_close(made.folder);
}

static void
a_list_that_does_not_fit_the_tables_is_found(void **state)
{
    static const struct mirrored wrong[] = { { "fund", { "phone" } },
        { NULL, { NULL } } };
    static const struct mirrored keyless[] = { { "plain", { NULL } },
        { NULL, { NULL } } };
    struct folder *folder;
    struct mirror *mirror;

    for (int i = 0; i < 2; i++) {
        folder_create(temp_folder, i ? "a" : "b", "longgang", STORE_TEST,
                release);
        folder_open(&folder, temp_folder, i ? "a" : "b", "longgang", release);
        assert_int_equal(mirror_open(&mirror, folder_writer(folder),
                                 i ? wrong : keyless),
                STATUS_INTERNAL);
        folder_close(folder);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(an_insert_has_every_column),
        TEST(a_row_is_caught_as_sqlite_writes_it),
        TEST(an_insert_that_fails_is_not_caught_and_what_is_withheld_stays_so),
        TEST(an_update_has_the_key_and_what_changed),
        TEST(of_a_table_with_one_changing_column_the_others_are_fixed),
        TEST(who_people_are_is_withheld_and_that_it_was_emptied_is_not),
        TEST(what_is_undone_was_never_changed),
        TEST(other_tables_and_a_cursor_that_moves_are_no_change),
        TEST(a_key_that_goes_with_age_is_no_change),
        TEST(changes_made_again_give_the_same_rows),
        TEST(what_was_not_told_of_stays_as_it_is),
        TEST(a_row_that_is_not_there_is_a_conflict),
        TEST(a_change_costs_the_same_however_many_rows_refer_to_it),
        TEST(each_row_that_differs_is_named),
        TEST(a_list_that_does_not_fit_the_tables_is_found),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
