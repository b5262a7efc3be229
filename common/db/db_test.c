#include "db/db.h"

#include "base/clock.h"
#include "db/test.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>

enum {
    INSERT_NOTE,
    UPDATE_NOTE,
    FIND_NOTE,
    LIST_NOTES,
    LIST_SAME,
    INSERT_LINK,
    COUNT_TO,
    FILL,
    REWRITE,
    COUNT_REWRITTEN,
    QUERY_COUNT,
};

static const char *const sql[QUERY_COUNT] = {
    [INSERT_NOTE] = "INSERT INTO note (id, text) VALUES (?1, ?2)",
    [UPDATE_NOTE] = "UPDATE note SET text = ?2 WHERE id = ?1",
    [FIND_NOTE] = "SELECT text FROM note WHERE id = ?1",
    [LIST_NOTES] = "SELECT id, text FROM note WHERE id > ?1 ORDER BY id",
    [LIST_SAME] = "SELECT id, text FROM note WHERE text = ?1 ORDER BY id",
    [INSERT_LINK] = "INSERT INTO link (note) VALUES (?1)",
    [COUNT_TO] = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL"
                 " SELECT i + 1 FROM n WHERE i < ?1) SELECT count(*) FROM n",
    [FILL] = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL"
             " SELECT i + 1 FROM n WHERE i < ?1)"
             " INSERT INTO note (text) SELECT ?2 FROM n",
    [REWRITE] = "UPDATE note SET text = replace(text, 'x', 'y')",
    [COUNT_REWRITTEN] = "SELECT count(*) FROM note WHERE text LIKE '%y%'",
};

struct fixture {
    struct db *db;
    struct queries *store;
    struct arena arena;
};

static struct fixture
set_up(void)
{
    struct fixture it = { 0 };

    assert_int_equal(db_open_writer(&it.db, temp_path("store.db")), STATUS_OK);
    assert_int_equal(db_exec(it.db,
                             "CREATE TABLE note (id INTEGER PRIMARY KEY,"
                             " text TEXT NOT NULL, CHECK (text <> 'bad'))"
                             " STRICT;"
                             "CREATE TABLE link (note INTEGER NOT NULL"
                             " REFERENCES note (id)) STRICT"),
            STATUS_OK);
    it.store = queries_open(it.db, sql, QUERY_COUNT);
    return it;
}

static void
tear_down(struct fixture *it)
{
    queries_close(it->store);
    db_close(it->db);
    arena_release(&it->arena);
}

/* Whether the note is there, as another connection sees it. */
static bool
is_seen(int id)
{
    struct db *reader;
    struct queries *store;
    sqlite3_stmt *row;
    enum status status;

    assert_int_equal(db_open_reader(&reader, temp_path("store.db")), STATUS_OK);
    store = queries_open(reader, sql, QUERY_COUNT);
    status = db_first(store, FIND_NOTE, &row, V(id));
    db_done(row);
    queries_close(store);
    db_close(reader);
    return status == STATUS_OK;
}

static int64_t
pragma(struct db *db, const char *name)
{
    const char *const table[] = { name };
    struct queries *queries = queries_open(db, table, 1);
    sqlite3_stmt *row;
    int64_t value;

    assert_int_equal(db_first(queries, 0, &row), STATUS_OK);
    value = column_int(row, 0);
    db_done(row);
    queries_close(queries);
    return value;
}

static void
a_writer_is_set_up_for_durable_commits(void **state)
{
    struct fixture it = set_up();
    const char *const mode[] = { "PRAGMA journal_mode" };
    struct queries *queries = queries_open(it.db, mode, 1);
    sqlite3_stmt *row;

    assert_int_equal(db_first(queries, 0, &row), STATUS_OK);
    assert_true(str_equal(column_text(row, 0, &it.arena), STR("wal")));
    db_done(row);
    queries_close(queries);
    assert_int_equal(pragma(it.db, "PRAGMA synchronous"), 2);
    assert_int_equal(pragma(it.db, "PRAGMA wal_autocheckpoint"), 0);
    assert_int_equal(pragma(it.db, "PRAGMA foreign_keys"), 1);
    assert_int_equal(pragma(it.db, "PRAGMA cell_size_check"), 1);
    assert_int_equal(pragma(it.db, "PRAGMA mmap_size"), 0);
    assert_int_equal(pragma(it.db, "PRAGMA trusted_schema"), 0);
    assert_int_equal(pragma(it.db, "PRAGMA application_id"), 0x43574442);
    tear_down(&it);
}

static void
a_file_that_is_not_ours_is_refused_and_left_alone(void **state)
{
    sqlite3 *other;
    struct db *db;

    sqlite3_open(temp_path("store.db"), &other);
    sqlite3_exec(other, "PRAGMA application_id = 7; CREATE TABLE t (x)", NULL,
            NULL, NULL);
    sqlite3_close(other);
    assert_int_equal(db_open_writer(&db, temp_path("store.db")),
            STATUS_CONFLICT);
    assert_null(db);
    assert_int_equal(db_open_reader(&db, temp_path("store.db")),
            STATUS_CONFLICT);
    assert_int_equal(access(temp_path("store.db-wal"), F_OK), -1);

    sqlite3_open(temp_path("plain.db"), &other);
    sqlite3_exec(other, "CREATE TABLE t (x)", NULL, NULL, NULL);
    sqlite3_close(other);
    assert_int_equal(db_open_writer(&db, temp_path("plain.db")),
            STATUS_CONFLICT);
}

static void
a_reader_needs_a_file_and_changes_nothing(void **state)
{
    struct db *reader;
    struct fixture it;

    assert_int_not_equal(db_open_reader(&reader, temp_path("store.db")),
            STATUS_OK);
    it = set_up();
    assert_int_equal(db_open_reader(&reader, temp_path("store.db")), STATUS_OK);
    assert_int_not_equal(
            db_exec(reader, "INSERT INTO note (text) VALUES ('x')"), STATUS_OK);
    assert_int_not_equal(db_exec(reader, "PRAGMA wal_checkpoint"), STATUS_OK);
    db_close(reader);
    tear_down(&it);
}

static enum status
find_note(struct queries *store, int id)
{
    sqlite3_stmt *row;
    enum status status = db_first(store, FIND_NOTE, &row, V(id));

    if (!status)
        db_done(row);
    return status;
}

static void
a_reader_may_open_its_file_when_it_is_first_used(void **state)
{
    struct fixture it = set_up();
    struct db *reader = db_create_reader(temp_path("store.db"));
    struct queries *store = queries_open(reader, sql, QUERY_COUNT);

    assert_int_equal(db_begin(reader), STATUS_OK);
    assert_int_equal(db_commit(reader), STATUS_OK);
    db_rollback(reader);

    /* What is read between begin and commit is of one state. */
    assert_int_equal(db_begin(reader), STATUS_OK);
    assert_int_equal(find_note(store, 1), STATUS_NOT_FOUND);
    db_run(it.store, INSERT_NOTE, V(1), V("one"));
    assert_int_equal(find_note(store, 1), STATUS_NOT_FOUND);
    assert_int_equal(db_commit(reader), STATUS_OK);
    assert_int_equal(find_note(store, 1), STATUS_OK);
    assert_int_not_equal(db_run(store, INSERT_NOTE, V(2), V("two")), STATUS_OK);
    queries_close(store);
    db_close(reader);
    tear_down(&it);
}

static void
a_reader_that_could_not_open_its_file_tries_again(void **state)
{
    struct db *reader = db_create_reader(temp_path("store.db"));
    struct queries *store = queries_open(reader, sql, QUERY_COUNT);
    struct fixture it;

    assert_int_equal(db_begin(reader), STATUS_OK);
    assert_int_equal(find_note(store, 1), STATUS_INTERNAL);
    assert_int_equal(find_note(store, 1), STATUS_INTERNAL);
    assert_null(db_handle(reader));
    assert_int_not_equal(db_exec(reader, "PRAGMA user_version"), STATUS_OK);
    assert_int_equal(db_commit(reader), STATUS_OK);

    it = set_up();
    db_run(it.store, INSERT_NOTE, V(1), V("one"));
    assert_int_equal(find_note(store, 1), STATUS_OK);
    queries_close(store);
    db_close(reader);
    tear_down(&it);
}

static void
a_reader_that_is_opened_late_refuses_what_is_not_ours(void **state)
{
    struct db *reader = db_create_reader(temp_path("store.db"));
    struct queries *store = queries_open(reader, sql, QUERY_COUNT);
    sqlite3 *other;

    sqlite3_open(temp_path("store.db"), &other);
    sqlite3_exec(other, "CREATE TABLE note (id INTEGER PRIMARY KEY, text)",
            NULL, NULL, NULL);
    sqlite3_close(other);
    assert_int_equal(find_note(store, 1), STATUS_CONFLICT);
    queries_close(store);
    db_close(reader);
}

static void
nothing_is_seen_before_the_commit(void **state)
{
    struct fixture it = set_up();

    assert_int_equal(db_begin(it.db), STATUS_OK);
    assert_int_equal(db_run(it.store, INSERT_NOTE, V(1), V("one")), STATUS_OK);
    assert_false(is_seen(1));
    assert_int_equal(db_commit(it.db), STATUS_OK);
    assert_true(is_seen(1));
    tear_down(&it);
}

static void
an_undone_call_leaves_the_rest_of_its_batch(void **state)
{
    struct fixture it = set_up();

    db_begin(it.db);
    for (int i = 1; i <= 3; i++) {
        assert_int_equal(db_savepoint(it.db), STATUS_OK);
        db_run(it.store, INSERT_NOTE, V(i), V("text"));
        if (i == 2)
            db_undo(it.db);
        else
            assert_int_equal(db_release(it.db), STATUS_OK);
    }
    assert_int_equal(db_commit(it.db), STATUS_OK);
    assert_true(is_seen(1));
    assert_false(is_seen(2));
    assert_true(is_seen(3));
    tear_down(&it);
}

static void
a_call_of_a_shared_batch_is_undone_alone_if_it_changed_nothing(void **state)
{
    struct fixture it = set_up();

    db_begin(it.db);
    db_share_batch(it.db);
    assert_int_equal(db_savepoint(it.db), STATUS_OK);
    db_run(it.store, INSERT_NOTE, V(1), V("text"));
    assert_int_equal(db_release(it.db), STATUS_OK);
    assert_int_equal(db_savepoint(it.db), STATUS_OK);
    assert_int_equal(db_run(it.store, INSERT_NOTE, V(1), V("again")),
            STATUS_CONFLICT);
    db_undo(it.db);
    assert_int_equal(db_end_sharing(it.db), STATUS_OK);
    assert_int_equal(db_commit(it.db), STATUS_OK);
    assert_true(is_seen(1));
    tear_down(&it);
}

static void
a_call_of_a_shared_batch_that_changed_a_row_takes_it_along(void **state)
{
    struct fixture it = set_up();

    db_begin(it.db);
    db_share_batch(it.db);
    db_savepoint(it.db);
    db_run(it.store, INSERT_NOTE, V(1), V("text"));
    db_release(it.db);
    db_savepoint(it.db);
    db_savepoint(it.db);
    db_run(it.store, INSERT_NOTE, V(2), V("text"));
    db_release(it.db);
    db_undo(it.db);
    assert_int_equal(db_end_sharing(it.db), STATUS_UNAVAILABLE);
    assert_int_equal(db_run(it.store, INSERT_NOTE, V(3), V("text")),
            STATUS_UNAVAILABLE);
    assert_int_equal(db_commit(it.db), STATUS_UNAVAILABLE);
    assert_false(is_seen(1));
    assert_false(is_seen(2));
    tear_down(&it);
}

/* Only the outermost is spared. */
static void
within_a_call_of_a_shared_batch_savepoints_are_as_ever(void **state)
{
    struct fixture it = set_up();

    db_begin(it.db);
    db_share_batch(it.db);
    db_savepoint(it.db);
    db_run(it.store, INSERT_NOTE, V(1), V("text"));
    db_savepoint(it.db);
    db_run(it.store, INSERT_NOTE, V(2), V("text"));
    db_undo(it.db);
    assert_int_equal(db_release(it.db), STATUS_OK);
    assert_int_equal(db_end_sharing(it.db), STATUS_OK);
    assert_int_equal(db_commit(it.db), STATUS_OK);
    assert_true(is_seen(1));
    assert_false(is_seen(2));
    tear_down(&it);
}

static void
a_batch_rolled_back_is_gone(void **state)
{
    struct fixture it = set_up();

    db_begin(it.db);
    db_run(it.store, INSERT_NOTE, V(1), V("one"));
    db_rollback(it.db);
    assert_false(is_seen(1));
    assert_int_equal(db_begin(it.db), STATUS_OK);
    assert_int_equal(db_commit(it.db), STATUS_OK);
    tear_down(&it);
}

static void
a_savepoint_needs_a_batch(void **state)
{
    struct fixture it = set_up();

    assert_int_equal(db_savepoint(it.db), STATUS_UNAVAILABLE);
    assert_int_equal(db_release(it.db), STATUS_UNAVAILABLE);
    tear_down(&it);
}

static void
violated_keys_are_conflicts(void **state)
{
    struct fixture it = set_up();

    db_begin(it.db);
    assert_int_equal(db_run(it.store, INSERT_NOTE, V(1), V("one")), STATUS_OK);
    assert_int_equal(db_run(it.store, INSERT_NOTE, V(1), V("two")),
            STATUS_CONFLICT);
    assert_int_equal(db_run(it.store, INSERT_LINK, V(9)), STATUS_CONFLICT);
    assert_int_equal(db_run(it.store, INSERT_LINK, V(1)), STATUS_OK);
    assert_int_equal(db_commit(it.db), STATUS_OK);
    tear_down(&it);
}

static void
other_constraints_are_our_bugs(void **state)
{
    struct fixture it = set_up();

    assert_int_equal(db_run(it.store, INSERT_NOTE, V(1), V("bad")),
            STATUS_INTERNAL);
    assert_int_equal(db_run(it.store, INSERT_NOTE, V(1), value_null()),
            STATUS_INTERNAL);
    assert_int_equal(db_run(it.store, INSERT_LINK, V("note")), STATUS_INTERNAL);
    tear_down(&it);
}

static void
a_wrong_number_of_values_is_refused(void **state)
{
    struct fixture it = set_up();

    assert_int_equal(db_run(it.store, INSERT_NOTE, V(1)), STATUS_INTERNAL);
    assert_int_equal(db_run(it.store, INSERT_NOTE), STATUS_INTERNAL);
    assert_int_equal(db_run(it.store, INSERT_NOTE, V(1), V("a"), V("b")),
            STATUS_INTERNAL);
    assert_false(is_seen(1));
    tear_down(&it);
}

static void
a_change_of_no_row_is_not_found(void **state)
{
    struct fixture it = set_up();

    db_run(it.store, INSERT_NOTE, V(1), V("one"));
    assert_int_equal(db_change(it.store, UPDATE_NOTE, V(1), V("uno")),
            STATUS_OK);
    assert_int_equal(db_change(it.store, UPDATE_NOTE, V(2), V("due")),
            STATUS_NOT_FOUND);
    tear_down(&it);
}

static void
a_missing_row_is_not_a_database_error(void **state)
{
    struct fixture it = set_up();
    sqlite3_stmt *row;

    assert_int_equal(db_first(it.store, FIND_NOTE, &row, V(1)),
            STATUS_NOT_FOUND);
    db_exec(it.db, "DROP TABLE link; DROP TABLE note");
    assert_int_equal(db_first(it.store, FIND_NOTE, &row, V(1)),
            STATUS_INTERNAL);
    tear_down(&it);
}

/* The caller's values are out of scope while the walk goes on. */
static enum status
begin_walk(struct queries *store, sqlite3_stmt **row)
{
    char text[] = "same";

    return db_first(store, LIST_SAME, row, V((char *)text));
}

static void
a_walk_sees_every_row_and_ends(void **state)
{
    struct fixture it = set_up();
    sqlite3_stmt *row;
    enum status status;
    int64_t sum = 0;

    for (int i = 1; i <= 5; i++)
        db_run(it.store, INSERT_NOTE, V(i), V("same"));
    db_run(it.store, INSERT_NOTE, V(6), V("other"));
    status = begin_walk(it.store, &row);
    for (; !status; status = db_next(row))
        sum += column_int(row, 0);
    assert_int_equal(status, STATUS_NOT_FOUND);
    assert_int_equal(sum, 1 + 2 + 3 + 4 + 5);
    assert_int_equal(db_first(it.store, LIST_NOTES, &row, V(6)),
            STATUS_NOT_FOUND);
    tear_down(&it);
}

static void
a_walk_within_itself_is_refused(void **state)
{
    struct fixture it = set_up();
    sqlite3_stmt *row, *again;

    db_run(it.store, INSERT_NOTE, V(1), V("one"));
    db_run(it.store, INSERT_NOTE, V(2), V("two"));
    assert_int_equal(db_first(it.store, LIST_NOTES, &row, V(0)), STATUS_OK);
    assert_int_equal(db_first(it.store, LIST_NOTES, &again, V(0)),
            STATUS_INTERNAL);
    assert_int_equal(db_first(it.store, LIST_NOTES, &row, V(0)), STATUS_OK);
    db_done(row);
    tear_down(&it);
}

static void
values_come_back_as_they_went_in(void **state)
{
    static const char *const table[] = {
        "SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9"
    };
    struct fixture it = set_up();
    struct queries *queries = queries_open(it.db, table, 1);
    const struct uuid id = uuid_new(1);
    const struct hash hash = hash_of("x", 1);
    const char *none = NULL;
    sqlite3_stmt *row;

    assert_int_equal(db_first(queries, 0, &row, V(INT64_MIN), V(true),
                             V(STR("\xe5\x85\xac\xe7\x9b\x8a")), V(none), V(id),
                             V(&hash), V((struct str){ 0 }), V_IF(false, id),
                             value_blob(STR("a\0b"))),
            STATUS_OK);
    assert_true(column_int(row, 0) == INT64_MIN);
    assert_true(column_bool(row, 1));
    assert_true(str_equal(column_text(row, 2, &it.arena),
            STR("\xe5\x85\xac\xe7\x9b\x8a")));
    assert_true(column_is_null(row, 3));
    assert_int_equal(column_text(row, 3, &it.arena).len, 0);
    assert_true(uuid_equal(column_uuid(row, 4), id));
    assert_true(hash_equal(column_hash(row, 5), hash));
    assert_false(column_is_null(row, 6));
    assert_int_equal(column_text(row, 6, &it.arena).len, 0);
    assert_true(column_is_null(row, 7));
    assert_true(uuid_is_zero(column_uuid(row, 7)));
    assert_true(str_equal(column_blob(row, 8, &it.arena), STR("a\0b")));
    assert_true(uuid_is_zero(column_uuid(row, 5))); /* another length */
    db_done(row);
    queries_close(queries);
    tear_down(&it);
}

static void
sql_that_does_not_compile_is_found(void **state)
{
    static const char *const bad[] = { "SELECT 1", "SELECT nothing FROM note" };
    static const char *const two[] = { "SELECT 1; SELECT 2" };
    struct fixture it = set_up();
    struct queries *queries = queries_open(it.db, bad, 2);

    assert_int_equal(queries_check(it.store), STATUS_OK);
    assert_int_equal(queries_check(queries), STATUS_INTERNAL);
    queries_close(queries);
    queries = queries_open(it.db, two, 1);
    assert_int_equal(queries_check(queries), STATUS_INTERNAL);
    queries_close(queries);
    tear_down(&it);
}

static void
a_statement_that_takes_too_long_is_ended(void **state)
{
    struct fixture it = set_up();
    sqlite3_stmt *row;

    db_limit(it.db, 1);
    assert_int_equal(db_first(it.store, COUNT_TO, &row, V(1000000000)),
            STATUS_UNAVAILABLE);
    assert_true(db_was_too_expensive(it.db));
    db_limit(it.db, 0);
    assert_false(db_was_too_expensive(it.db));
    assert_int_equal(db_first(it.store, COUNT_TO, &row, V(100000)), STATUS_OK);
    db_done(row);
    tear_down(&it);
}

static void
a_write_that_takes_too_long_loses_its_batch(void **state)
{
    struct fixture it = set_up();

    db_begin(it.db);
    db_run(it.store, INSERT_NOTE, V(1), V("one"));
    db_savepoint(it.db);
    db_limit(it.db, 1);
    assert_int_equal(db_run(it.store, FILL, V(100000000), V("x")),
            STATUS_UNAVAILABLE);
    db_limit(it.db, 0);
    db_undo(it.db);
    assert_int_equal(db_savepoint(it.db), STATUS_UNAVAILABLE);
    assert_int_equal(db_run(it.store, INSERT_NOTE, V(2), V("two")),
            STATUS_UNAVAILABLE);
    assert_int_equal(db_commit(it.db), STATUS_UNAVAILABLE);
    assert_false(is_seen(1));
    assert_false(is_seen(2));
    assert_int_equal(db_begin(it.db), STATUS_OK);
    assert_int_equal(db_run(it.store, INSERT_NOTE, V(3), V("three")),
            STATUS_OK);
    assert_int_equal(db_commit(it.db), STATUS_OK);
    assert_true(is_seen(3));
    tear_down(&it);
}

static void
a_full_disk_is_unavailable_and_goes_on_later(void **state)
{
    struct fixture it = set_up();
    char text[1000] = { 0 };

    memset(text, 'x', sizeof(text) - 1);
    db_exec(it.db, "PRAGMA max_page_count = 20");
    db_begin(it.db);
    assert_int_equal(db_run(it.store, FILL, V(1000), V(text)),
            STATUS_UNAVAILABLE);
    db_rollback(it.db);
    db_exec(it.db, "PRAGMA max_page_count = 1000000");
    db_begin(it.db);
    assert_int_equal(db_run(it.store, FILL, V(1000), V(text)), STATUS_OK);
    assert_int_equal(db_commit(it.db), STATUS_OK);
    tear_down(&it);
}

static void
a_second_writer_waits_and_is_unavailable(void **state)
{
    struct fixture it = set_up();
    struct db *second;

    assert_int_equal(db_open_writer(&second, temp_path("store.db")), STATUS_OK);
    sqlite3_busy_timeout(db_handle(second), 0);
    db_begin(it.db);
    assert_int_equal(db_begin(second), STATUS_UNAVAILABLE);
    db_rollback(it.db);
    db_close(second);
    tear_down(&it);
}

static int64_t
size_of(const char *path)
{
    struct stat info;

    return stat(path, &info) == 0 ? (int64_t)info.st_size : -1;
}

static void
fill_pages(struct fixture *it, int pages)
{
    char text[4000] = { 0 };

    memset(text, 'x', sizeof(text) - 1);
    db_begin(it->db);
    assert_int_equal(db_run(it->store, FILL, V(pages), V(text)), STATUS_OK);
    assert_int_equal(db_commit(it->db), STATUS_OK);
}

/* More than SQLite keeps in memory to put back. */
static void
a_call_that_changed_much_is_undone(void **state)
{
    struct fixture it = set_up();
    sqlite3_stmt *row;

    fill_pages(&it, 3000);
    db_begin(it.db);
    db_savepoint(it.db);
    assert_int_equal(db_run(it.store, REWRITE), STATUS_OK);
    db_undo(it.db);
    assert_int_equal(db_first(it.store, COUNT_REWRITTEN, &row), STATUS_OK);
    assert_int_equal(column_int(row, 0), 0);
    db_done(row);
    assert_int_equal(db_commit(it.db), STATUS_OK);
    tear_down(&it);
}

static void
a_long_wal_is_checkpointed_and_keeps_its_size(void **state)
{
    struct fixture it = set_up();
    int64_t wal_size;

    fill_pages(&it, 1000);
    db_checkpoint_if_idle(it.db);
    assert_true(size_of(temp_path("store.db")) < 100 * 4096);
    fill_pages(&it, 1500);
    assert_true(db_wal_pages(it.db) > 2000);
    db_checkpoint_if_due(it.db);
    assert_true(size_of(temp_path("store.db")) < 100 * 4096);
    db_checkpoint_if_idle(it.db);
    assert_true(size_of(temp_path("store.db")) > 2000 * 4096);

    wal_size = size_of(temp_path("store.db-wal"));
    db_run(it.store, INSERT_NOTE, V(100000), V("again from the start"));
    assert_true(db_wal_pages(it.db) < 10);
    assert_int_equal(size_of(temp_path("store.db-wal")), wal_size);
    tear_down(&it);
}

static void
a_reader_holds_the_checkpoint_back_while_it_reads(void **state)
{
    struct fixture it = set_up();
    struct queries *store;
    struct db *reader;
    sqlite3_stmt *row;

    db_run(it.store, INSERT_NOTE, V(1), V("one"));
    db_run(it.store, INSERT_NOTE, V(2), V("two"));
    assert_int_equal(db_open_reader(&reader, temp_path("store.db")), STATUS_OK);
    store = queries_open(reader, sql, QUERY_COUNT);
    assert_int_equal(db_first(store, LIST_NOTES, &row, V(0)), STATUS_OK);
    fill_pages(&it, 2500);
    db_checkpoint_if_idle(it.db);
    assert_true(size_of(temp_path("store.db")) < 100 * 4096);
    db_done(row);
    fill_pages(&it, 2500);
    db_checkpoint_if_idle(it.db);
    assert_true(size_of(temp_path("store.db")) > 5000 * 4096);
    queries_close(store);
    db_close(reader);
    tear_down(&it);
}

static void
a_very_long_wal_is_checkpointed_between_batches(void **state)
{
    struct fixture it = set_up();

    fill_pages(&it, 16001);
    db_checkpoint_if_due(it.db);
    assert_true(size_of(temp_path("store.db")) > 16000 * 4096);
    tear_down(&it);
}

static void
the_writers_close_leaves_no_wal(void **state)
{
    struct fixture it = set_up();

    db_run(it.store, INSERT_NOTE, V(1), V("one"));
    assert_true(size_of(temp_path("store.db-wal")) > 0);
    tear_down(&it);
    assert_int_equal(size_of(temp_path("store.db-wal")), -1);
    assert_true(is_seen(1));
}

static void
add_answer(sqlite3_context *context, int argc, sqlite3_value **argv)
{
    (void)argc, (void)argv;
    sqlite3_result_int(context, 42);
}

static void
add_function(sqlite3 *sqlite)
{
    sqlite3_create_function(sqlite, "answer", 0, SQLITE_UTF8, NULL, add_answer,
            NULL, NULL);
}

static void
every_connection_gets_the_functions_of_the_service(void **state)
{
    struct db *reader;
    struct fixture it;

    db_on_open(add_function);
    it = set_up();
    assert_int_equal(pragma(it.db, "SELECT answer()"), 42);
    assert_int_equal(db_open_reader(&reader, temp_path("store.db")), STATUS_OK);
    assert_int_equal(pragma(reader, "SELECT answer()"), 42);
    db_on_open(NULL);
    db_close(reader);
    tear_down(&it);
}

/* A file system that fails to sync or write the WAL from some moment on. */
static sqlite3_vfs failing;
static sqlite3_io_methods failing_methods;
static const sqlite3_io_methods *real_methods;
static bool sync_fails, write_fails;

static int
fail_to_sync(sqlite3_file *file, int flags)
{
    return sync_fails ? SQLITE_IOERR_FSYNC : real_methods->xSync(file, flags);
}

static int
fail_to_write(sqlite3_file *file, const void *data, int len, sqlite3_int64 at)
{
    return write_fails ? SQLITE_IOERR_WRITE
                       : real_methods->xWrite(file, data, len, at);
}

static int
open_failing(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags,
        int *out_flags)
{
    sqlite3_vfs *real = vfs->pAppData;
    int rc = real->xOpen(real, name, file, flags, out_flags);

    if (rc == SQLITE_OK && flags & SQLITE_OPEN_WAL) {
        real_methods = file->pMethods;
        failing_methods = *real_methods;
        failing_methods.xSync = fail_to_sync;
        failing_methods.xWrite = fail_to_write;
        file->pMethods = &failing_methods;
    }
    return rc;
}

static struct fixture
set_up_failing(void)
{
    struct fixture it;

    failing = *sqlite3_vfs_find("unix");
    failing.pAppData = sqlite3_vfs_find("unix");
    failing.zName = "failing";
    failing.xOpen = open_failing;
    sqlite3_vfs_register(&failing, 1);
    it = set_up();
    sqlite3_vfs_unregister(&failing);
    return it;
}

static void
a_commit_that_fails_leaves_nothing_of_its_batch(void **state)
{
    struct fixture it = set_up_failing();

    db_begin(it.db);
    db_savepoint(it.db);
    db_run(it.store, INSERT_NOTE, V(1), V("one"));
    db_release(it.db);
    write_fails = true;
    assert_int_not_equal(db_commit(it.db), STATUS_OK);
    write_fails = false;
    assert_false(is_seen(1));
    assert_int_equal(db_begin(it.db), STATUS_OK);
    assert_int_equal(db_run(it.store, INSERT_NOTE, V(1), V("again")),
            STATUS_OK);
    assert_int_equal(db_commit(it.db), STATUS_OK);
    assert_true(is_seen(1));
    tear_down(&it);
}

static void
commit_without_sync(void)
{
    struct fixture it = set_up_failing();

    db_begin(it.db);
    db_run(it.store, INSERT_NOTE, V(1), V("one"));
    sync_fails = true;
    db_commit(it.db);
}

static void
a_failed_fsync_ends_the_process(void **state)
{
    pid_t child = fork();
    int how;

    if (child == 0) {
        signal(SIGABRT, SIG_DFL);
        commit_without_sync();
        _exit(0);
    }
    waitpid(child, &how, 0);
    assert_true(WIFSIGNALED(how));
    assert_int_equal(WTERMSIG(how), SIGABRT);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_writer_is_set_up_for_durable_commits),
        TEST(a_file_that_is_not_ours_is_refused_and_left_alone),
        TEST(a_reader_needs_a_file_and_changes_nothing),
        TEST(a_reader_may_open_its_file_when_it_is_first_used),
        TEST(a_reader_that_could_not_open_its_file_tries_again),
        TEST(a_reader_that_is_opened_late_refuses_what_is_not_ours),
        TEST(nothing_is_seen_before_the_commit),
        TEST(an_undone_call_leaves_the_rest_of_its_batch),
        TEST(a_batch_rolled_back_is_gone),
        TEST(a_call_of_a_shared_batch_is_undone_alone_if_it_changed_nothing),
        TEST(a_call_of_a_shared_batch_that_changed_a_row_takes_it_along),
        TEST(within_a_call_of_a_shared_batch_savepoints_are_as_ever),
        TEST(a_savepoint_needs_a_batch),
        TEST(violated_keys_are_conflicts),
        TEST(other_constraints_are_our_bugs),
        TEST(a_wrong_number_of_values_is_refused),
        TEST(a_change_of_no_row_is_not_found),
        TEST(a_missing_row_is_not_a_database_error),
        TEST(a_walk_sees_every_row_and_ends),
        TEST(a_walk_within_itself_is_refused),
        TEST(values_come_back_as_they_went_in),
        TEST(sql_that_does_not_compile_is_found),
        TEST(a_statement_that_takes_too_long_is_ended),
        TEST(a_write_that_takes_too_long_loses_its_batch),
        TEST(a_full_disk_is_unavailable_and_goes_on_later),
        TEST(a_second_writer_waits_and_is_unavailable),
        TEST(a_call_that_changed_much_is_undone),
        TEST(a_long_wal_is_checkpointed_and_keeps_its_size),
        TEST(a_reader_holds_the_checkpoint_back_while_it_reads),
        TEST(a_very_long_wal_is_checkpointed_between_batches),
        TEST(the_writers_close_leaves_no_wal),
        TEST(every_connection_gets_the_functions_of_the_service),
        TEST(a_commit_that_fails_leaves_nothing_of_its_batch),
        TEST(a_failed_fsync_ends_the_process),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
