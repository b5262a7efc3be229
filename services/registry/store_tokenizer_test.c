#include "store_tokenizer.h"

#include "cjk.h"

#include "base/test.h"

#include <sqlite3.h>

static sqlite3 *
open_names(void)
{
    sqlite3 *db;

    assert_int_equal(sqlite3_open(":memory:", &db), SQLITE_OK);
    tokenizer_add(db);
    assert_int_equal(
            sqlite3_exec(db,
                    "CREATE VIRTUAL TABLE names USING fts5(name, tokenize=cjk);"
                    "INSERT INTO names VALUES ('福田社会组织总部基地'),"
                    " ('福田社會組織總部基地'), ('龙岗区社会创新中心'),"
                    " ('V创空间'), ('深圳市龙岗区Lions狮子会'),"
                    " ('服务社会工作站'), ('公益·社会创新')",
                    NULL, NULL, NULL),
            SQLITE_OK);
    return db;
}

static int
count_hits(sqlite3 *db, const char *typed)
{
    struct arena arena = { 0 };
    struct str match = cjk_match_expression(str_from(typed), &arena);
    sqlite3_stmt *statement;
    int count = 0;

    sqlite3_prepare_v2(db, "SELECT count(*) FROM names WHERE names MATCH ?1",
            -1, &statement, NULL);
    sqlite3_bind_text(statement, 1, match.data, (int)match.len, SQLITE_STATIC);
    assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
    count = sqlite3_column_int(statement, 0);
    sqlite3_finalize(statement);
    arena_release(&arena);
    return count;
}

static void
one_two_and_more_characters_find_names(void **state)
{
    static const struct {
        const char *typed;
        int hits;
    } cases[] = {
        { "区", 2 },
        { "地", 2 }, /* the last of a name */
        { "社", 5 },
        { "总部", 2 },
        { "总部基地", 2 },
        { "福田社会组织总部基地", 2 },
        { "务服", 0 }, /* not the characters, the sequence */
        { "社会创新", 2 },
        { "创新 龙岗", 1 },
        { "空间", 1 },
        { "v创", 1 },
        { "Ｖ", 1 },
        { "LION", 1 },
        { "lions狮", 1 },
        { "区lions", 1 },
        { "岗区lions狮子", 1 },
        { "ions", 0 },
        { "益·社", 1 },
        { "没有", 0 },
    };
    sqlite3 *db = open_names();

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        if (count_hits(db, cases[i].typed) != cases[i].hits)
            fail_msg("%s: not %d", cases[i].typed, cases[i].hits);
    }
    sqlite3_close(db);
}

static void
traditional_and_simplified_find_each_other(void **state)
{
    sqlite3 *db = open_names();

    assert_int_equal(count_hits(db, "總部基地"), 2);
    assert_int_equal(count_hits(db, "組織"), 2);
    assert_int_equal(count_hits(db, "龍崗"), 2);
    assert_int_equal(count_hits(db, "總"), 2);
    sqlite3_close(db);
}

static void
every_part_of_a_name_finds_it(void **state)
{
    static const char name[] = "福田社会组织总部基地";
    sqlite3 *db = open_names();
    char part[sizeof(name)];

    for (size_t from = 0; from < sizeof(name) - 1; from += 3) {
        for (size_t to = from + 3; to < sizeof(name); to += 3) {
            memcpy(part, name + from, to - from);
            part[to - from] = '\0';
            assert_true(count_hits(db, part) >= 2);
        }
    }
    sqlite3_close(db);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_two_and_more_characters_find_names),
        cmocka_unit_test(traditional_and_simplified_find_each_other),
        cmocka_unit_test(every_part_of_a_name_finds_it),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
