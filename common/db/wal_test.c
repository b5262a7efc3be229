#include "db/db.h"

#include "db/test.h"

#include <sys/stat.h>
#include <sys/wait.h>

enum { MIB = 1024 * 1024 };

/* A file system that counts what is written to the WAL, and can be full. */
static sqlite3_vfs counting;
static sqlite3_io_methods counting_methods;
static const sqlite3_io_methods *plain;
static int writes, largest;
static int faults;         /* so many writes fail, and the next does not */
static sqlite3_int64 room; /* how long the file may become */

static int
count_write(sqlite3_file *file, const void *data, int len, sqlite3_int64 at)
{
    writes++;
    if (len > largest)
        largest = len;
    if (faults > 0) {
        faults--;
        return SQLITE_FULL;
    }
    return at + len > room ? SQLITE_FULL : plain->xWrite(file, data, len, at);
}

static int
open_counting(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags,
        int *out_flags)
{
    sqlite3_vfs *unix_files = vfs->pAppData;
    int rc = unix_files->xOpen(unix_files, name, file, flags, out_flags);

    if (rc == SQLITE_OK && flags & SQLITE_OPEN_WAL) {
        plain = file->pMethods;
        counting_methods = *plain;
        counting_methods.xWrite = count_write;
        file->pMethods = &counting_methods;
    }
    return rc;
}

static struct db *
open_store(void)
{
    struct db *db;

    room = MIB;
    counting = *sqlite3_vfs_find("unix");
    counting.pAppData = sqlite3_vfs_find("unix");
    counting.zName = "counting";
    counting.xOpen = open_counting;
    sqlite3_vfs_register(&counting, 1);
    assert_int_equal(db_open_writer(&db, temp_path("store.db")), STATUS_OK);
    sqlite3_vfs_unregister(&counting);
    assert_int_equal(db_exec(db, "CREATE TABLE IF NOT EXISTS note"
                                 " (text TEXT NOT NULL) STRICT"),
            STATUS_OK);
    writes = largest = 0;
    room = 100 * MIB;
    return db;
}

/* A note takes about a page. */
static enum status
add_notes(struct db *db, int count)
{
    char sql[200];

    snprintf(sql, sizeof(sql),
            "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n"
            " WHERE i < %d) INSERT INTO note SELECT printf('%%04000d', i)"
            " FROM n",
            count);
    return db_exec(db, sql);
}

static int64_t
ask(struct db *db, const char *question)
{
    const char *const sql[] = { question };
    struct queries *queries = queries_open(db, sql, 1);
    sqlite3_stmt *row;
    int64_t answer = -1;

    if (!db_first(queries, 0, &row))
        answer = column_int(row, 0);
    db_done(row);
    queries_close(queries);
    return answer;
}

/* As another connection sees them. */
static int64_t
count_notes(void)
{
    struct db *reader;
    int64_t count;

    assert_int_equal(db_open_reader(&reader, temp_path("store.db")), STATUS_OK);
    count = ask(reader, "SELECT count(*) FROM note");
    assert_int_equal(ask(reader, "SELECT integrity_check = 'ok'"
                                 " FROM pragma_integrity_check"),
            1);
    db_close(reader);
    return count;
}

static int64_t
wal_size(void)
{
    struct stat info;

    return stat(temp_path("store.db-wal"), &info) ? -1 : (int64_t)info.st_size;
}

static void
a_commit_is_one_write(void **state)
{
    struct db *db = open_store();

    assert_int_equal(add_notes(db, 20), STATUS_OK);
    assert_int_equal(writes, 1);
    assert_true(largest > 20 * 4120);
    assert_int_equal(count_notes(), 20);
    db_close(db);
}

static void
gathering_can_be_switched_off(void **state)
{
    struct db *db;

    setenv("CW_WRITES_GATHERED", "off", 1);
    db = open_store();
    unsetenv("CW_WRITES_GATHERED");
    assert_int_equal(add_notes(db, 20), STATUS_OK);
    assert_true(writes > 40);
    assert_int_equal(count_notes(), 20);
    db_close(db);
}

/* SQLite's layer below loses a multiple of 128 KiB. */
static void
a_long_commit_is_written_in_pieces(void **state)
{
    struct db *db = open_store();

    assert_int_equal(add_notes(db, 1000), STATUS_OK);
    assert_true(writes < 60);
    assert_int_equal(count_notes(), 1000);
    db_close(db);
}

/* Its pages leave the cache before the commit, and are read back. */
static void
a_batch_larger_than_the_cache_is_whole(void **state)
{
    struct db *db = open_store();

    db_exec(db, "PRAGMA cache_size = 10");
    db_begin(db);
    assert_int_equal(add_notes(db, 500), STATUS_OK);
    assert_int_equal(count_notes(), 0);
    assert_int_equal(db_exec(db, "UPDATE note SET text = 'x' || text"),
            STATUS_OK);
    assert_int_equal(ask(db, "SELECT count(*) FROM note WHERE text LIKE 'x%'"),
            500);
    assert_int_equal(db_commit(db), STATUS_OK);
    assert_int_equal(count_notes(), 500);
    db_close(db);
}

static void
a_full_disk_fails_the_commit_and_no_later_one(void **state)
{
    struct db *db = open_store();

    assert_int_equal(add_notes(db, 5), STATUS_OK);
    room = 0;
    db_begin(db);
    assert_int_equal(add_notes(db, 20), STATUS_OK);
    assert_int_equal(db_commit(db), STATUS_UNAVAILABLE);
    assert_int_equal(count_notes(), 5);
    assert_int_equal(add_notes(db, 100), STATUS_UNAVAILABLE);
    room = MIB;
    assert_int_equal(add_notes(db, 2), STATUS_OK);
    assert_int_equal(count_notes(), 7);
    db_close(db);
    assert_int_equal(count_notes(), 7);
}

/* Twenty notes; whether the batch was answered 503. */
static bool
is_refused(struct db *db)
{
    return !db_begin(db) && !add_notes(db, 20) &&
           db_commit(db) == STATUS_UNAVAILABLE;
}

static void
die_after_a_refused_commit(void)
{
    struct db *db = open_store();
    bool is_ok = !add_notes(db, 5);

    room = 0;
    is_ok = is_ok && is_refused(db);
    room = MIB;
    is_ok = is_ok && ask(db, "SELECT count(*) FROM note") == 5;
    faults = 1; /* there is room again when SQLite undoes the batch */
    is_ok = is_ok && is_refused(db);
    _exit(!is_ok || db_exec(db, "PRAGMA wal_checkpoint(PASSIVE)"));
}

/* See section 5: if COMMIT fails, the whole batch becomes 503. */
static void
a_refused_commit_is_not_there_after_a_crash(void **state)
{
    pid_t child = fork();
    int how;

    if (child == 0)
        die_after_a_refused_commit();
    waitpid(child, &how, 0);
    assert_int_equal(how, 0);
    db_close(open_store());
    assert_int_equal(count_notes(), 5);
}

static void
after_a_batch_too_large_for_the_disk_what_fits_is_written(void **state)
{
    struct db *db = open_store();

    assert_int_equal(add_notes(db, 5), STATUS_OK);
    room = wal_size() + 40 * 4120;
    assert_int_equal(add_notes(db, 100), STATUS_UNAVAILABLE);
    for (int i = 0; i < 5; i++)
        assert_int_equal(add_notes(db, 1), STATUS_OK);
    assert_int_equal(count_notes(), 10);
    db_close(db);
}

static void
what_was_undone_takes_no_room(void **state)
{
    struct db *db = open_store();

    assert_int_equal(add_notes(db, 5), STATUS_OK);
    room = wal_size() + 4 * 4120;
    db_exec(db, "PRAGMA cache_size = 10");
    db_begin(db);
    assert_int_equal(add_notes(db, 20), STATUS_OK);
    db_rollback(db);
    assert_int_equal(add_notes(db, 1), STATUS_OK);
    assert_int_equal(count_notes(), 6);
    db_close(db);
}

/* The statement is undone alone: what it could not read is committed. */
static void
a_batch_goes_on_after_a_read_without_room(void **state)
{
    struct db *db = open_store();

    db_exec(db, "PRAGMA cache_size = 10");
    db_begin(db);
    assert_int_equal(add_notes(db, 100), STATUS_OK);
    room = 0;
    assert_int_equal(db_exec(db, "INSERT INTO note SELECT text FROM note"),
            STATUS_UNAVAILABLE);
    room = MIB;
    assert_int_equal(add_notes(db, 1), STATUS_OK);
    assert_int_equal(db_commit(db), STATUS_OK);
    assert_int_equal(count_notes(), 101);
    db_close(db);
}

static void
the_file_grows_ahead_of_what_is_written(void **state)
{
    struct db *db = open_store();

    assert_int_equal(add_notes(db, 20), STATUS_OK);
    assert_true(wal_size() < MIB);
    assert_int_equal(add_notes(db, 60), STATUS_OK);
    assert_true(wal_size() > MIB);
    assert_true(wal_size() < 2 * MIB);
    assert_int_equal(count_notes(), 80);
    db_close(db);
}

static void
a_disk_without_room_ahead_takes_the_commits_that_fit(void **state)
{
    struct db *db = open_store();

    room = MIB / 2;
    for (int i = 0; i < 20; i++)
        assert_int_equal(add_notes(db, 4), STATUS_OK);
    assert_true(wal_size() <= room);
    assert_int_equal(count_notes(), 80);
    room = 100 * MIB;
    assert_int_equal(add_notes(db, 4), STATUS_OK);
    assert_true(wal_size() > MIB);
    assert_int_equal(count_notes(), 84);
    db_close(db);
}

static void
die_after_commits(void)
{
    struct db *db = open_store();

    for (int i = 0; i < 50; i++)
        add_notes(db, 2);
    db_begin(db);
    add_notes(db, 7);
    _exit(0);
}

static void
what_was_committed_outlasts_the_process(void **state)
{
    pid_t child = fork();
    struct db *db;
    int how;

    if (child == 0)
        die_after_commits();
    waitpid(child, &how, 0);
    assert_true(wal_size() > MIB);
    db = open_store();
    assert_int_equal(count_notes(), 100);
    assert_int_equal(add_notes(db, 1), STATUS_OK);
    assert_int_equal(count_notes(), 101);
    db_close(db);
    assert_int_equal(wal_size(), -1);
}

static void
scratch_is_seen_without_a_sync(void **state)
{
    struct db *db = open_store();

    assert_int_equal(db_make_scratch(db), STATUS_OK);
    assert_int_equal(add_notes(db, 3), STATUS_OK);
    assert_int_equal(count_notes(), 3);
    db_close(db);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_commit_is_one_write),
        TEST(gathering_can_be_switched_off),
        TEST(a_long_commit_is_written_in_pieces),
        TEST(a_batch_larger_than_the_cache_is_whole),
        TEST(a_full_disk_fails_the_commit_and_no_later_one),
        TEST(a_refused_commit_is_not_there_after_a_crash),
        TEST(after_a_batch_too_large_for_the_disk_what_fits_is_written),
        TEST(what_was_undone_takes_no_room),
        TEST(a_batch_goes_on_after_a_read_without_room),
        TEST(the_file_grows_ahead_of_what_is_written),
        TEST(a_disk_without_room_ahead_takes_the_commits_that_fit),
        TEST(what_was_committed_outlasts_the_process),
        TEST(scratch_is_seen_without_a_sync),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
