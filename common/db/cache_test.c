#include "db/db.h"

#include "db/test.h"

enum { UNUSED_PAGE = 0x40000000 / 4096 + 1, NOTES = 4000 };

/* SQLite's own cache, with what it is asked for. */
static sqlite3_pcache_methods2 plain;
static int moves;         /* of pages to other numbers */
static unsigned greatest; /* of those numbers */

static void
watch(sqlite3_pcache *cache, sqlite3_pcache_page *page, unsigned from,
        unsigned to)
{
    moves++;
    if (to > greatest)
        greatest = to;
    plain.xRekey(cache, page, from, to);
}

static int
watch_moves(void **state)
{
    sqlite3_pcache_methods2 watched;

    (void)state;
    sqlite3_config(SQLITE_CONFIG_GETPCACHE2, &plain);
    watched = plain;
    watched.xRekey = watch;
    return sqlite3_config(SQLITE_CONFIG_PCACHE2, &watched);
}

/* Every second note is older than the one before: pages split in the middle. */
static void
fill(struct db *db)
{
    assert_int_equal(db_exec(db,
                             "CREATE TABLE note (text TEXT NOT NULL) STRICT;"
                             "CREATE INDEX note_by_text ON note (text)"),
            STATUS_OK);
    for (int i = 0; i < NOTES; i++) {
        char sql[200];

        snprintf(sql, sizeof(sql),
                "INSERT INTO note VALUES (printf('%%0100d', %d))",
                i * 7919 % NOTES);
        assert_int_equal(db_exec(db, sql), STATUS_OK);
    }
}

static void
pages_put_in_order_stay_within_the_file(void **state)
{
    const char *const check[] = { "PRAGMA integrity_check",
        "SELECT count(DISTINCT text) FROM note INDEXED BY note_by_text" };
    struct arena arena = { 0 };
    struct queries *queries;
    sqlite3_stmt *row;
    struct db *db;

    assert_int_equal(db_open_writer(&db, temp_path("store.db")), STATUS_OK);
    db_make_scratch(db);
    fill(db);
    assert_true(moves > 0);
    assert_true(greatest < UNUSED_PAGE);
    queries = queries_open(db, check, 2);
    assert_int_equal(db_first(queries, 0, &row), STATUS_OK);
    assert_true(str_equal(column_text(row, 0, &arena), STR("ok")));
    db_done(row);
    assert_int_equal(db_first(queries, 1, &row), STATUS_OK);
    assert_int_equal(column_int(row, 0), NOTES);
    db_done(row);
    queries_close(queries);
    db_close(db);
    arena_release(&arena);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(pages_put_in_order_stay_within_the_file),
    };

    return cmocka_run_group_tests(tests, watch_moves, NULL);
}
